"""Place names in sentences, from a table that anyone can extend."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from dateline.timeline.places.finding import find_toponyms
from dateline.timeline.places.locating import locate

CASES = tomllib.loads((Path(__file__).parent / "cases" / "toponyms.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['of']} in: {case['text'][:50]}")
def test_case(case: dict[str, Any], reading: Any, gazetteer: Any) -> None:
    made = reading(case["text"])
    toponyms = find_toponyms(made, gazetteer)
    wheres = locate(made, toponyms, gazetteer)
    met = [
        (toponym, where)
        for toponym, where in zip(toponyms, wheres, strict=True)
        if toponym.text == case["of"] or toponym.text.startswith(case["of"] + " ")
    ]
    placed = [
        where for toponym, where in met if where is not None and toponym.role in ("body", "attributive")
    ]
    if not case["place"]:
        assert placed == []
        return
    assert [case["place"]] == [where.name for where in placed]
    where = placed[0]
    assert (case["country"] or None, case["prec"]) == (where.country, where.where_prec)


def test_a_third_of_the_cases_are_no_places() -> None:
    assert sum(not case["place"] for case in CASES) * 3 >= len(CASES)


def test_spans_point_at_the_words(reading: Any, gazetteer: Any) -> None:
    made = reading("Drones flew from Kursk to Sumy\u00a0region, then to Kyiv’s suburbs.")
    for toponym in find_toponyms(made, gazetteer):
        assert toponym.text == made.text[slice(*toponym.span)]


def test_a_named_region_settles_a_namesake(reading: Any, gazetteer: Any) -> None:
    for region, expected in (("Lviv", "Lviv Oblast"), ("Mykolaiv", "Mykolaiv Oblast")):
        made = reading(f"A warehouse burned in Mykolaiv in {region} region.")
        wheres = locate(made, find_toponyms(made, gazetteer), gazetteer)
        assert expected == wheres[0].admin1
