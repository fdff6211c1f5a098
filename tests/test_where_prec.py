"""How exactly a wording tells a place: precision, radius, and points that are told by distance."""

from typing import Any

import pytest

from dateline.gazetteer import LonLat, Place, distance_km
from dateline.gazetteer.making.extent import extent
from dateline.timeline.places.finding import find_toponyms
from dateline.timeline.places.locating import LocateOptions, locate
from dateline.timeline.places.where_prec import midpoint


def where(reading: Any, gazetteer: Any, text: str, language: str = "en", **options: Any) -> Any:
    made = reading(text, language=language)
    return locate(made, find_toponyms(made, gazetteer), gazetteer, LocateOptions(**options))


@pytest.mark.parametrize(
    ("text", "language", "km", "lon_sign", "lat_sign"),
    [
        ("Shells landed 12 km north of Kherson.", "en", 12, 0, 1),
        ("Shells landed 10 miles (16 km) south-east of Kherson.", "en", 16.1, 1, -1),
        ("Снаряди впали за 12 км на захід від Херсона.", "uk", 12, -1, 0),
        ("Снаряды упали в 5 км к северо-востоку от Херсона.", "ru", 5, 1, 1),
        ("Bodies were found 20 kilometres from Kherson.", "en", 0, 0, 0),
    ],
)
def test_a_distance_and_a_bearing_move_the_point(
    reading: Any, gazetteer: Any, text: str, language: str, km: float, lon_sign: int, lat_sign: int
) -> None:
    (found,) = where(reading, gazetteer, text, language)
    town = gazetteer.lookup("Kherson")[0].place.location
    assert km == pytest.approx(distance_km(found.location, town), abs=0.1)
    lon, lat = found.location.lon - town.lon, found.location.lat - town.lat
    assert (lon_sign, lat_sign) == tuple(0 if abs(x) < 0.01 else 1 if x > 0 else -1 for x in (lon, lat))
    assert found.where_prec == 2
    assert found.uncertainty_km >= 3


def test_between_two_towns_is_their_middle(reading: Any, gazetteer: Any) -> None:
    one, other = where(reading, gazetteer, "Бої тривають між Лиманом і Сіверськом.", "uk")
    assert one.location == other.location
    assert (one.where_prec, one.uncertainty_km) == (5, other.uncertainty_km)
    half = midpoint(*(gazetteer.lookup(name)[0].place.location for name in ("Лиман", "Сіверськ")))[1]
    assert half == one.uncertainty_km


def test_a_focus_decides_where_nothing_else_does(reading: Any, gazetteer: Any) -> None:
    text = "Ворог обстріляв Миколаївку."
    assert [None] == where(reading, gazetteer, text, "uk")
    near = LonLat(37.8, 48.85)
    (found,) = where(reading, gazetteer, text, "uk", focus=near)
    assert distance_km(found.location, near) < 20


def test_what_stays_open_is_asked_for_where_the_text_names_the_country(reading: Any, gazetteer: Any) -> None:
    asked = []

    def online(name: str, country: str | None, language: str, near: LonLat | None) -> Place:
        asked.append((name, country, language, near))
        return Place(
            place_id="osm:node/1",
            name=name,
            location=LonLat(20.5, -5.5),
            feature_class="P",
            feature_code="PPL",
        )

    found = where(
        reading, gazetteer, "Patients were taken to the village of Kampungu, DR Congo.", online=online
    )
    assert [("Kampungu", "CD", "en", None)] == asked
    assert ("osm:node/1", LonLat(20.5, -5.5)) == (found[0].place_id, found[0].location)
    assert "online" in found[0].because
    asked.clear()
    assert [None] == where(
        reading, gazetteer, "Patients were taken to the village of Kampungu.", online=online
    )
    assert [] == asked


def test_the_extent_of_an_area_is_not_drawn_to_its_cities() -> None:
    lon, lat, radius = extent([(0, 0), (10, 0), (0, 10), (10, 10), (9, 9), (9.1, 9), (9, 9.1)])
    assert (lon, lat) == (5, 5)
    assert 750 < radius < 800


def test_an_area_across_the_date_line_is_measured_on_one_side() -> None:
    lon, lat, radius = extent([(178, -17), (179, -18), (-179, -17)])
    assert 178 < lon or lon < -179
    assert -18 < lat < -17
    assert radius < 300
