"""Numbers, weapons, names and scores are no dates."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from dateline.timeline.times.finding import find_times

TABLE = tomllib.loads((Path(__file__).parent / "cases" / "no_times.toml").read_text(encoding="utf-8"))
CASES = [(language, sentence) for language, sentences in TABLE.items() for sentence in sentences]


@pytest.mark.parametrize(("language", "sentence"), CASES)
def test_no_time_is_found(language: str, sentence: str, reading: Any) -> None:
    assert [] == [(time.text, time.timex_type) for time in find_times(reading(sentence, language=language))]


def test_the_table_is_large_and_without_doubles() -> None:
    assert len(CASES) >= 150
    assert len(CASES) == len(set(CASES))
