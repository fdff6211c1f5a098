"""Events -> all the files of a build, by name."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dateline.output.columns import event_columns
from dateline.output.features import ATTRIBUTION, area_collection, event_collection, geojson_bytes
from dateline.output.map_options import Label, MapOptions
from dateline.output.tables import csv_bytes
from dateline.timeline.event import Event


def export_files(
    events: Sequence[Event],
    options: MapOptions | None = None,
    *,
    report: Mapping[str, Any] | None = None,
    labels: Sequence[Label] = (),
    credit: Sequence[str] = (ATTRIBUTION,),
    columns: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, bytes]:
    """Everything that a build publishes, as file name -> content. The same events give the same bytes.

    Args:
        events: In the order in which the exports shall list them.
        options: What the page is to be; the defaults where None.
        report: Goes into report.json as it is; no such file where None.
        labels: Place names for the basemap: name, longitude, latitude, population.
        credit: Who must be named, in the page and the GeoJSON, beside those of the options.
        columns: Event id -> its columns, where they are known already.

    Raises:
        PageError: A picture is asked for and cannot be made.
    """
    from dateline.output.webmap import page_files

    options = options or MapOptions()
    options = replace(options, credits=(*credit, *options.credits))
    columns = columns or {event.event_id: event_columns(event) for event in events}
    collection = event_collection(events, credit, columns)
    files = {
        **page_files(events, options, labels=labels),
        "events.geojson": geojson_bytes(collection),
        "areas.geojson": geojson_bytes(area_collection(events, credit, columns)),
        "events.csv": csv_bytes(events, columns=columns),
    }
    if options.picture:
        from dateline.output.picture import picture_png, picture_svg
        from dateline.output.preview import preview

        spots, looks = preview(
            collection["features"],
            title=options.title,
            credit="; ".join(credit),
            looks=options.looks,
            borders=options.borders,
        )
        files[options.picture] = picture_png(picture_svg(spots, labels, looks))
    if report is not None:
        files["report.json"] = (json.dumps(report, ensure_ascii=False, indent=1) + "\n").encode(
            "utf-8", "replace"
        )
    return files
