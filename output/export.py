"""Events -> all the files of a build, by name."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from output.features import ATTRIBUTION, area_collection, event_collection, geojson_bytes
from output.map_options import Label, MapOptions
from output.tables import csv_bytes
from timeline.event import Event


def export_files(
    events: Sequence[Event],
    *,
    report: Mapping[str, Any] | None = None,
    title: str = "Reported events",
    description: str | None = None,
    language: str = "en",
    labels: Sequence[Label] = (),
    credit: Sequence[str] = (ATTRIBUTION,),
    timezone: str | None = None,
) -> dict[str, bytes]:
    """Everything that a build publishes, as file name -> content. The same events give the same bytes.

    Args:
        events: In the order in which the exports shall list them.
        report: Goes into report.json as it is; no such file where None.
        title: Of the page.
        description: A sentence under the title; a default in the page's language where None.
        language: Of the page's own words: ``en`` or ``uk``.
        labels: Place names for the basemap: name, longitude, latitude, population.
        credit: Who must be named, in the page and the GeoJSON.
        timezone: IANA zone of the time axis; None for the zone of most events.

    Raises:
        PageError: An option is not possible; the message names it.
    """
    from output.webmap import page_bytes

    options = MapOptions(
        title=title, description=description, language=language, credits=tuple(credit), timezone=timezone
    )
    files = {
        "index.html": page_bytes(events, options, labels=labels),
        "events.geojson": geojson_bytes(event_collection(events, credit)),
        "areas.geojson": geojson_bytes(area_collection(events, credit)),
        "events.csv": csv_bytes(events),
    }
    if report is not None:
        files["report.json"] = (json.dumps(report, ensure_ascii=False, indent=1) + "\n").encode(
            "utf-8", "replace"
        )
    return files
