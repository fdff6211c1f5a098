"""Events -> GeoJSON (RFC 7946): the points, and the areas that should hold them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import geojson

from dateline.output.columns import COLUMNS, event_columns
from dateline.output.uncertainty import circle
from dateline.timeline.event import Event

ATTRIBUTION = "Places: GeoNames (geonames.org), CC BY 4.0"

_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
# Enough to filter by time, style and join to the points by id.
_AREA_COLUMNS = (
    "id", "date_start", "date_end", "title", "event_type", "sub_event_type", "place", "where_prec",
    "uncertainty_km", "status",
)  # fmt: skip


def event_feature(event: Event, columns: Mapping[str, Any] | None = None) -> geojson.Feature:
    """One event as a Feature with a string id; null geometry where no point can honestly be given.

    Args:
        event: What to tell.
        columns: Those of the event, where they are known already.
    """
    columns = columns or event_columns(event)
    lon, lat = columns["lon"], columns["lat"]
    point = None if lon is None else geojson.Point((lon, lat))
    return geojson.Feature(
        id=columns["id"], geometry=point, properties={name: columns[name] for name in COLUMNS}
    )


def event_collection(
    events: Iterable[Event],
    credit: Sequence[str] = (ATTRIBUTION,),
    columns: Mapping[str, Mapping[str, Any]] | None = None,
) -> geojson.FeatureCollection:
    """All events in the order given, one Feature each, the unplaced too.

    Args:
        events: What to tell.
        credit: Who must be named wherever the data goes; kept as the top-level member ``attribution``.
        columns: Event id -> its columns, where they are known already.
    """
    columns = columns or {}
    features = [event_feature(event, columns.get(event.event_id)) for event in events]
    return geojson.FeatureCollection(features, name="events", attribution="; ".join(credit))


def area_collection(
    events: Iterable[Event],
    credit: Sequence[str] = (ATTRIBUTION,),
    columns: Mapping[str, Mapping[str, Any]] | None = None,
) -> geojson.FeatureCollection:
    """The circle of ``uncertainty_km`` around each event that has a point, as polygons.

    Kept apart from the points because QGIS and ArcGIS want one kind of geometry a file.
    """
    columns = columns or {}
    features = []
    for event in events:
        where = event.where
        if where is None or where.location is None or not where.uncertainty_km or where.uncertainty_km <= 0:
            continue
        told = columns.get(event.event_id) or event_columns(event)
        features.append(
            geojson.Feature(
                id=told["id"],
                geometry=_area(where.location, where.uncertainty_km),
                properties={name: told[name] for name in _AREA_COLUMNS},
            )
        )
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
