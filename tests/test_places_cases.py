"""Place names in sentences of three languages, from tables that a linguist can read and extend."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from dateline.timeline.places.finding import find_toponyms
from dateline.timeline.places.locating import locate

FOLDER = Path(__file__).parent / "cases"
TABLES = {
    language: tomllib.loads((FOLDER / f"places.{language}.toml").read_text(encoding="utf-8"))["cases"]
    for language in ("en", "uk", "ru")
}
CASES = [
    pytest.param(language, case, id=f"{language}: {case['of']} in: {case['text'][:60]}")
    for language, cases in TABLES.items()
    for case in cases
]


@pytest.mark.parametrize(("language", "case"), CASES)
def test_case(language: str, case: dict[str, Any], reading: Any, gazetteer: Any) -> None:
    made = reading(case["text"], language=language)
    toponyms = find_toponyms(made, gazetteer)
    met = [
        where
        for toponym, where in zip(toponyms, locate(made, toponyms, gazetteer), strict=True)
        if where is not None
        and toponym.role in ("body", "attributive")
        and (case["of"] in toponym.text or toponym.text in case["of"])
    ]
    if not case["is"]:
        assert [] == [(where.name, where.country) for where in met]
        return
    assert [(case["is"], case["in"] or None, case["prec"])] == [
        (w.name, w.country, w.where_prec) for w in met[:1]
    ]
    if "admin1" in case:
        assert case["admin1"] == met[0].admin1


def test_a_third_of_the_cases_are_no_places() -> None:
    for language, cases in TABLES.items():
        assert sum(not case["is"] for case in cases) * 3 >= len(cases), language


def test_the_tables_are_sound() -> None:
    for cases in TABLES.values():
        pairs = [(case["text"], case["of"]) for case in cases]
        assert len(pairs) == len(set(pairs))
        assert [] == [case for case in cases if case["of"] not in case["text"]]
