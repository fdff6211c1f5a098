"""How far off each event may be, as polygons for GIS programs."""

from collections.abc import Mapping

from dateline.output.features import area_collection, geojson_bytes
from dateline.output.formats.edition import Edition


def write(edition: Edition) -> Mapping[str, bytes]:
    """One Feature an event that has a point; QGIS and ArcGIS want one kind of geometry a file."""
    return {"areas.geojson": geojson_bytes(area_collection(edition.rows, edition.credit))}
