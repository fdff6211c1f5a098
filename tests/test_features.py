"""GeoJSON as RFC 7946 wants it."""

import json

import geojson

from dateline.gazetteer.place import LonLat
from dateline.output.columns import COLUMNS
from dateline.output.features import area_collection, event_collection, geojson_bytes
from event_factory import columns_of, event, varied_events, where


def _decimals(number):
    return len(repr(number).partition(".")[2])


def test_every_event_is_a_feature_in_order():
    events = varied_events()
    collection = json.loads(geojson_bytes(event_collection(columns_of(events))))
    assert geojson.loads(json.dumps(collection)).is_valid
    assert [feature["id"] for feature in collection["features"]] == [e.event_id for e in events]
    assert (
        "crs" not in collection
        and "GeoNames" in collection["attribution"]
        and "CC BY 4.0" in collection["attribution"]
    )
    for feature in collection["features"]:
        assert isinstance(feature["id"], str)
        assert list(feature["properties"]) == list(COLUMNS)
        assert feature["properties"]["date_start"] != ""


def test_longitude_comes_first_and_has_six_decimals():
    point = where("Kyiv", location=LonLat(30.123456789, 50.987654321))
    feature = event_collection(columns_of([event(where=point)]))["features"][0]
    assert feature["geometry"]["coordinates"] == [30.123457, 50.987654]


def test_unplaced_and_country_level_have_null_geometry():
    made = [event(1, where=None), event(2, where=where("Ukraine", 6, None))]
    parsed = json.loads(geojson_bytes(event_collection(columns_of(made))))
    assert [feature["geometry"] for feature in parsed["features"]] == [None, None]


def test_no_events_is_a_valid_file():
    assert json.loads(geojson_bytes(event_collection(columns_of([]))))["features"] == []
    assert json.loads(geojson_bytes(area_collection(columns_of([]))))["features"] == []


def test_areas_are_valid_polygons_of_the_placed():
    events = varied_events()
    collection = area_collection(columns_of(events))
    placed = {e.event_id for e in events if e.where and e.where.location}
    assert {feature["id"] for feature in collection["features"]} == placed
    for feature in collection["features"]:
        assert geojson.loads(geojson.dumps(feature)).is_valid
        ring = feature["geometry"]["coordinates"][0]
        assert ring[0] == ring[-1] and all(_decimals(value) <= 6 for corner in ring for value in corner)


def test_an_area_over_the_antimeridian_is_a_multipolygon():
    fiji = where("Kyiv", 2, 80.0, location=LonLat(179.95, -17.5))
    feature = area_collection(columns_of([event(where=fiji)]))["features"][0]
    assert feature["geometry"]["type"] == "MultiPolygon"


def test_hostile_text_stays_text():
    nasty = 'a "quote" \\ </script>\n\ud800 \x00'
    parsed = json.loads(geojson_bytes(event_collection(columns_of([event(title=nasty)]))))
    assert parsed["features"][0]["properties"]["title"] == 'a "quote" \\ </script>\n\ufffd '


def test_same_events_same_bytes():
    assert geojson_bytes(event_collection(columns_of(varied_events()))) == geojson_bytes(
        event_collection(columns_of(varied_events()))
    )
