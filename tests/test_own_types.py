"""A desk's own event types: found, titled, merged and drawn without code; faults are one line."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from conftest import make_post
from dateline.command import main
from dateline.gazetteer import Gazetteer
from dateline.timeline.claims.event_types import load_event_types
from dateline.timeline.claims.own_types import load_own_types
from dateline.timeline.errors import LexiconError
from dateline.timeline.merging import merge
from dateline.timeline.pipeline import Extractor, extract_post
from nightly_desk import ROOT, Desk

OWN = """
[["Protests"]]
sub = "School strike"
family = "protest"
words.en = ["school strike", "pupils walked out"]
words.uk = ["шкільн{ий,ого} страйк{,у}"]
"""
# A type of its own, a bundled type in another colour, and a sub-type that is drawn apart from its type.
DRAWN = """
[looks]
"School life" = { shape = "hexagon", colour = "#7a3db8", colour_dark = "#c9a3ff" }
"Battles" = { colour = "#123456" }

[["School life"]]
sub = "Spelling bee"
words.en = ["spelling bee"]

[["Protests"]]
sub = "School strike"
shape = "square"
words.en = ["pupils walked out"]
"""
POSTS = """\
{"id": "1", "text": "Pupils walked out of lessons in Lviv on Monday.", "published": "2024-09-03T10:00:00+03:00"}
{"id": "2", "text": "A spelling bee was held in Odesa on Monday.", "published": "2024-09-03T10:00:00+03:00"}
{"id": "3", "text": "Hundreds rallied in Kyiv on Monday.", "published": "2024-09-03T10:00:00+03:00"}
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
        (
            '[["Protests"]]\nsub = "A"\ncolour = "red"',
            r"\[Protests\] A: colour: expected a colour such as #d55e00; found 'red'",
        ),
        ('[["Protests"]]\nsub = "A"\nshape = "star"', "A: shape: expected one of circle, .*; found 'star'"),
        ('[looks]\n"Protests" = { shape = [] }', r"looks: Protests: shape: .* found \[\]"),
        ('[looks]\n"Protests" = { colour_dark = "#12345" }', "looks: Protests: colour_dark: .*'#12345'"),
        (
            '[looks]\n"Protests" = { color = "#123456" }',
            "looks: Protests: expected shape, .* {'color'",
        ),
        ('[looks]\n"Protests" = "red"', "looks: Protests: expected shape, colour, .* found 'red'"),
        ('[looks]\n"Protest" = { shape = "circle" }', "looks: expected one of .*Protests.*; found 'Protest'"),
        ('looks = "red"', r"looks: expected a \[looks\] table"),
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


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    """A folder with posts and the types that draw them."""
    (tmp_path / "posts.jsonl").write_text(POSTS, encoding="utf-8")
    (tmp_path / "own.toml").write_text(DRAWN, encoding="utf-8")
    return tmp_path


def kinds_on_page(folder: Path) -> list[dict[str, Any]]:
    page = (folder / "index.html").read_text(encoding="utf-8")
    (meta,) = re.findall(r'id="dl-meta">(.*?)</script>', page)
    kinds: list[dict[str, Any]] = json.loads(meta)["kinds"]
    return kinds


def test_the_page_draws_types_as_their_file_says(drawn: Path) -> None:
    told = ["build", str(drawn / "posts.jsonl"), "--event-types", str(drawn / "own.toml"), "-o"]
    assert 0 == CliRunner().invoke(main, [*told, str(drawn / "map")]).exit_code
    assert 0 == CliRunner().invoke(main, [*told[:2], "-o", str(drawn / "plain")]).exit_code
    before = {kind["name"]: kind for kind in kinds_on_page(drawn / "plain")}
    after = {kind["name"]: kind for kind in kinds_on_page(drawn / "map")}
    battles = {**before["Battles"], "colour": "#123456", "dark": "#123456"}
    strike = {**before["Protests"], "name": "School strike", "corners": 4, "turn": 0.25}
    school = {"name": "School life", "type": "School life", "corners": 6, "turn": 0.0, "colour": "#7a3db8"}
    school |= {"dark": "#c9a3ff"}
    assert before | {"Battles": battles, "School strike": strike, "School life": school} == after
    # In the legend, what is drawn apart stands with its type, and new types behind the bundled ones.
    expected = list(before)
    expected.insert(expected.index("Protests") + 1, "School strike")
    assert [*expected, "School life"] == list(after)


def test_the_still_picture_draws_types_as_their_file_says(drawn: Path) -> None:
    own = ["--event-types", str(drawn / "own.toml")]
    told = ["build", str(drawn / "posts.jsonl"), *own, "-o", str(drawn / "map")]
    assert 0 == CliRunner().invoke(main, told).exit_code
    colours = {}
    for name, arguments in (("own", own), ("plain", [])):
        picture = drawn / f"{name}.svg"
        result = CliRunner().invoke(main, ["image", str(drawn / "map"), "-o", str(picture), *arguments])
        assert 0 == result.exit_code, result.output
        colours[name] = "#7a3db8" in picture.read_text(encoding="utf-8")
    assert {"own": True, "plain": False} == colours


def test_a_nightly_build_draws_types_as_their_file_says(drawn: Path) -> None:
    desk = Desk(drawn / "desk", more='[output]\nevent_types = "../own.toml"\n')
    (desk.folder / "posts" / "posts.jsonl").write_text(POSTS, encoding="utf-8")
    assert 0 == desk.build().status
    assert "#7a3db8" in {kind["colour"] for kind in kinds_on_page(desk.map)}


def test_nothing_that_draws_names_a_type() -> None:
    names = {kind.event_type for kind in load_event_types().values()}
    files = [*(ROOT / "output").glob("**/*.py"), *(ROOT / "output" / "static").glob("*.js")]
    texts = {path.name: path.read_text(encoding="utf-8") for path in files}
    named = {
        (name, file)
        for file, text in texts.items()
        for name in names
        if re.search(rf"[\"']{name}[\"']", text)
    }
    assert set() == named


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
