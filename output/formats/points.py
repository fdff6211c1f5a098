"""The events as points, for GIS programs."""

from collections.abc import Mapping

from dateline.output.features import event_collection, geojson_bytes
from dateline.output.formats.edition import Edition


def write(edition: Edition) -> Mapping[str, bytes]:
    """One Feature an event; null geometry where no point can honestly be given."""
    return {"events.geojson": geojson_bytes(event_collection(edition.rows, edition.credit))}
