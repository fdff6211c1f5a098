"""Events -> files and the page. Knows the event types of timeline and nothing else of ours."""

from output.columns import COLUMNS, event_columns
from output.export import export_files
from output.publishing import Published, publish

__all__ = ["COLUMNS", "Published", "event_columns", "export_files", "publish"]
