"""Time expressions in sentences, from tables that anyone can extend, and what must hold for any text."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import PUBLISHED, make_post

from dateline.timeline.text.lexicon import load_lexicons
from dateline.timeline.text.reading import read
from dateline.timeline.times.anchoring import anchor_times
from dateline.timeline.times.finding import find_times
from dateline.timeline.times.timex_value import timex_value

KYIV = ZoneInfo("Europe/Kyiv")
LEXICONS = load_lexicons()
CASES = [
    {"language": language, **case}
    for language in ("en", "ru", "uk")
    for case in tomllib.loads(
        (Path(__file__).parent / "cases" / f"times.{language}.toml").read_text(encoding="utf-8")
    )["cases"]
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['language']}: {case['text'][:60]}")
def test_case(case: dict[str, Any]) -> None:
    published = datetime.fromisoformat(case["anchor"]) if "anchor" in case else PUBLISHED
    made = read(make_post(case["text"], published=published, language=case["language"]), LEXICONS)
    found = find_times(made)
    assert [expression.text for expression in found] == ([case["span"]] if case["span"] else [])
    if not found:
        return
    expression = found[0]
    when, reckoned = anchor_times(made, found, KYIV)[0]
    if "timex" in case:
        assert case["timex"] == timex_value(expression.term, reckoned)
    assert expression.role == case.get("role", "event")
    if "edtf" not in case:
        assert when is None
        return
    assert when is not None
    met = (when.edtf, _local(when.start), _local(when.end), when.basis)
    assert met == (case["edtf"], case["start"], case["end"], case["basis"])


def _local(moment: datetime) -> str:
    return moment.astimezone(KYIV).replace(tzinfo=None).isoformat(timespec="minutes")


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_a_quarter_of_the_cases_are_no_dates(language: str) -> None:
    cases = [case for case in CASES if case["language"] == language]
    assert len(cases) >= {"en": 150, "ru": 125, "uk": 125}[language]
    assert sum(not case["span"] for case in cases) * 4 >= len(cases)


@given(st.text(max_size=120))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read(text: str) -> None:
    made = read(make_post(text), LEXICONS)
    found = find_times(made)
    assert len(anchor_times(made, found, KYIV)) == len(found)
    end = 0
    for expression in found:
        assert end <= expression.span.start < expression.span.end <= len(made.text)
        assert made.text[slice(*expression.span)] == expression.text
        end = expression.span.end
