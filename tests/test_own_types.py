"""A desk's own event types: found, titled and merged without code; faults are one line."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from conftest import make_post
from dateline.command import main
from dateline.gazetteer import Gazetteer
from dateline.timeline.claims.own_types import load_own_types
from dateline.timeline.errors import LexiconError
from dateline.timeline.merging import merge
from dateline.timeline.pipeline import Extractor, extract_post

OWN = """
[["Protests"]]
sub = "School strike"
family = "protest"
words.en = ["school strike", "pupils walked out"]
words.uk = ["шкільн{ий,ого} страйк{,у}"]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "text", ["Pupils walked out of lessons in Lviv on Monday.", "У Львові відбувся шкільний страйк."]
)
def test_an_added_type_is_found_by_its_words(
    text: str, own: Path, gazetteer: Gazetteer, extract: Any
) -> None:
    types, lexicons = load_own_types(own)
    extractor = Extractor(gazetteer=gazetteer, lexicons=lexicons, event_types=types)
    (claim,) = extract_post(make_post(text), extractor).claims
    assert (claim.event_type, claim.sub_event_type) == ("Protests", "School strike")
    (event,) = merge([claim], types)
    assert event.title == "School strike in Lviv"
    assert "School strike" not in {found.sub_event_type for found in extract(text).claims}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x = 1", "x: expected"),
        ("[[", "not valid TOML"),
        ('[["Protests"]]\nfamily = "protest"', "sub"),
        ('[["Protests"]]\nsub = "A"\ncolour = "red"', "colour"),
        ('[["Protests"]]\nsub = "A"\nwords.tlh = ["a"]', "words.tlh: expected a language"),
        ('[["Protests"]]\nsub = "A"\nwords.en = "a"', "expected a list of words"),
    ],
)
def test_a_faulty_file_is_one_line(text: str, found: str, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match=found) as caught:
        load_own_types(file)
    assert str(file) in str(caught.value)
    result = CliRunner().invoke(main, ["extract", "--event-types", str(file)], input="")
    assert result.exit_code != 0
    assert "Traceback" not in result.output


def test_merge_names_a_type_that_it_does_not_know(own: Path, tmp_path: Path) -> None:
    posts = tmp_path / "posts.jsonl"
    posts.write_text(
        '{"id": "1", "text": "Pupils walked out of lessons in Lviv.", "published": "2024-09-03T10:00:00+03:00"}\n',
        encoding="utf-8",
    )
    extracted = CliRunner().invoke(main, ["extract", str(posts), "--event-types", str(own)])
    assert (
        CliRunner().invoke(main, ["merge", "--event-types", str(own)], input=extracted.stdout).exit_code == 0
    )
    refused = CliRunner().invoke(main, ["merge"], input=extracted.stdout)
    assert refused.exit_code == 2
    assert "unknown sub-event type 'School strike'" in refused.output
