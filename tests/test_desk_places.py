"""A desk's own lists."""

import json
from pathlib import Path

import pytest

from dateline.gazetteer import GazetteerError
from dateline.gazetteer.added.desk_places import read_places
from dateline.gazetteer.added.geonames_dump import DumpReport
from dateline.gazetteer.added.places import AddedPlace


def places(file: Path, **options: object) -> tuple[list[AddedPlace], DumpReport]:
    report = DumpReport()
    return list(read_places(file, "desk", report, **options)), report  # type: ignore[arg-type]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_spreadsheets_of_every_kind(tmp_path: Path, separator: str, mark: str) -> None:
    file = tmp_path / "p.csv"
    rows = (
        ("Name", "aliases", "Longitude", "Latitude", "population"),
        ("Depot 7", "Сьоме|База 7", "35.5", "47.25", ""),
    )
    file.write_text(mark + "".join(separator.join(row) + "\r\n" for row in rows), encoding="utf-8")
    (place,), report = places(file, country="UA")
    assert (place.name, place.names, place.lon, place.lat) == ("Depot 7", ("Сьоме", "База 7"), 35.5, 47.25)
    assert (place.population, place.country, report.bad_rows) == (None, "UA", 0)


def test_columns_are_declared(tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text("Title;X;Y\nPost;35,5;47,25\n", encoding="utf-8")
    (place,), _ = places(file, columns={"name": "Title", "lon": "X", "lat": "Y"})
    assert (place.name, place.lon, place.lat) == ("Post", 35.5, 47.25)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"nam": "Title"}, "did you mean 'name'"),
        ({"name": "Titel"}, "did you mean 'Title'"),
        ({}, "no column 'name': found Title, X, Y; say which it is with --column name=COLUMN"),
    ],
)
def test_unknown_columns_name_the_nearest(tmp_path: Path, columns: dict[str, str], words: str) -> None:
    file = tmp_path / "p.csv"
    file.write_text("Title,X,Y\nPost,35.5,47.25\n", encoding="utf-8")
    if not columns:
        file.write_text("Heading,X,Y\nPost,35.5,47.25\n", encoding="utf-8")
        words = words.replace("Title", "Heading")
    with pytest.raises(GazetteerError, match=words):
        places(file, columns=columns)


def test_bad_rows_are_left_out_by_number(tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text(
        "name,lon,lat,country\nA,1,2,UA\n,3,4,\nB,200,4,\nC,x,4,\nD,0,0,\nE,5,6,Ukraine\nF,7,8,ua\n",
        encoding="utf-8",
    )
    found, report = places(file)
    assert ["A", "F"] == [place.name for place in found]
    assert report.bad_rows == 5
    assert ["row 3", "row 4", "row 5", "row 6", "row 7"] == [text.split(": ")[1] for text in report.examples]


def test_geojson_points_and_shapes(tmp_path: Path) -> None:
    square = {"type": "Polygon", "coordinates": [[[30, 50], [30.2, 50], [30.2, 50.1], [30, 50.1], [30, 50]]]}
    features = [
        {
            "type": "Feature",
            "properties": {"title": "Gate"},
            "geometry": {"type": "Point", "coordinates": [30.5, 50.4]},
        },
        {"type": "Feature", "properties": {"title": "Range"}, "geometry": square},
        {"type": "Feature", "properties": {"title": "Nowhere"}, "geometry": None},
        "no feature",
    ]
    file = tmp_path / "p.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    found, report = places(file)
    assert [("Gate", 30.5, 50.4), ("Range", 30.1, 50.05)] == [
        (p.name, round(p.lon, 3), round(p.lat, 3)) for p in found
    ]
    assert 8 < (found[1].radius_km or 0) < 10
    assert report.bad_rows == 2


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("p.csv", b"\xff\xfe\x00", "expected UTF-8"),
        ("p.csv", b"", "expected rows of places, found none"),
        ("p.geojson", b"[1, 2]", "expected a GeoJSON FeatureCollection"),
        ("p.geojson", b"[" * 100_000, "expected a GeoJSON FeatureCollection"),
    ],
)
def test_what_is_no_table_says_so(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(GazetteerError, match=words):
        places(tmp_path / name)
