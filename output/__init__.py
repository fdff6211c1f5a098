"""Events -> files and the page. Knows the event types of timeline and nothing else of ours."""

from dateline.output.columns import COLUMNS, event_columns
from dateline.output.formats import EXPORTERS, Edition, export_files, exporter_of
from dateline.output.publishing import Published, build_name, clear_leftovers, publish

__all__ = [
    "COLUMNS",
    "EXPORTERS",
    "Edition",
    "Published",
    "build_name",
    "clear_leftovers",
    "event_columns",
    "export_files",
    "exporter_of",
    "publish",
]
