"""Columns of events -> GeoJSON (RFC 7946): the points, and the areas that should hold them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import geojson

from dateline.output.columns import COLUMNS
from dateline.output.uncertainty import circle

ATTRIBUTION = "Places: GeoNames (geonames.org), CC BY 4.0"

_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
# Enough to filter by time, style and join to the points by id.
_AREA_COLUMNS = (
    "id", "date_start", "date_end", "title", "event_type", "sub_event_type", "place", "where_prec",
    "uncertainty_km", "status",
)  # fmt: skip


def event_feature(row: Mapping[str, Any]) -> geojson.Feature:
    """The columns of an event -> a Feature with a string id; null geometry where no point can honestly be given."""
    lon, lat = row["lon"], row["lat"]
    point = None if lon is None else geojson.Point((lon, lat))
    return geojson.Feature(id=row["id"], geometry=point, properties={name: row[name] for name in COLUMNS})


def event_collection(
    rows: Iterable[Mapping[str, Any]], credit: Sequence[str] = (ATTRIBUTION,)
) -> geojson.FeatureCollection:
    """All events in the order given, one Feature each, the unplaced too.

    Args:
        rows: The columns of each event; see event_columns.
        credit: Who must be named wherever the data goes; kept as the top-level member ``attribution``.
    """
    features = [event_feature(row) for row in rows]
    return geojson.FeatureCollection(features, name="events", attribution="; ".join(credit))


def area_collection(
    rows: Iterable[Mapping[str, Any]], credit: Sequence[str] = (ATTRIBUTION,)
) -> geojson.FeatureCollection:
    """The circle of ``uncertainty_km`` around each event that has a point, as polygons.

    Kept apart from the points because QGIS and ArcGIS want one kind of geometry a file.
    """
    features = [
        geojson.Feature(
            id=row["id"],
            geometry=_area((row["lon"], row["lat"]), row["uncertainty_km"]),
            properties={name: row[name] for name in _AREA_COLUMNS},
        )
        for row in rows
        if row["lon"] is not None and row["uncertainty_km"]
    ]
    return geojson.FeatureCollection(features, name="areas", attribution="; ".join(credit))


def geojson_bytes(collection: geojson.FeatureCollection) -> bytes:
    """UTF-8 with a Feature a line, so that two nights' files can be compared by eye."""
    head = {name: value for name, value in collection.items() if name != "features"}
    texts: dict[int, str] = {}
    lines: bytes = b",\n".join(_line(feature, texts).encode() for feature in collection["features"])
    opening: bytes = geojson.dumps(head, ensure_ascii=False)[:-1].encode()
    return opening + b', "features": [\n' + lines + b"\n]}\n"


def _line(feature: geojson.Feature, texts: dict[int, str]) -> str:
    """A Feature as one line; ``texts`` holds those of geometries that many share, by their objects."""
    geometry = feature["geometry"]
    told = texts.get(id(geometry))
    if told is None:
        told = texts[id(geometry)] = geojson.dumps(geometry, ensure_ascii=False)
    # Plain values: one encoder for all of them takes a third of the time that geojson.dumps does.
    head = _ENCODE({"type": "Feature", "id": feature["id"]})[:-1]
    properties = _ENCODE(feature["properties"])
    return f'{head}, "geometry": {told}, "properties": {properties}}}'


@lru_cache(maxsize=65_536)
def _area(centre: tuple[float, float], radius_km: float) -> Any:
    """The circle as a geometry; many events share a town, and so the geometry, which nobody changes."""
    rings = circle(centre, radius_km)
    if len(rings) == 1:
        return geojson.Polygon([rings[0]])
    return geojson.MultiPolygon([[ring] for ring in rings])
