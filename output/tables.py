"""Events -> a table and CSV that a spreadsheet opens without running anything."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from dateline.output.columns import COLUMNS, INTEGER_COLUMNS, NUMBER_COLUMNS, event_columns
from dateline.timeline.event import Event

if TYPE_CHECKING:  # pandas takes half a second to import: only those who write a table pay for it
    import pandas

TABLE_COLUMNS = (*COLUMNS, "lon", "lat")

# A cell that starts with one of these is a formula to some spreadsheet, the full-width ones in East Asia.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def event_table(events: Iterable[Event]) -> "pandas.DataFrame":
    """One row an event in the order given; whole numbers stay whole where some are missing."""
    import pandas

    rows = [event_columns(event) for event in events]
    table = pandas.DataFrame(rows, columns=list(TABLE_COLUMNS), dtype=object)
    kinds = {
        name: "Int64" if name in INTEGER_COLUMNS else "Float64" if name in NUMBER_COLUMNS else "string"
        for name in TABLE_COLUMNS
    }
    return table.astype(kinds)


def csv_bytes(
    events: Iterable[Event],
    *,
    raw: bool = False,
    columns: Mapping[str, Mapping[str, Any]] | None = None,
) -> bytes:
    """The table as CSV: UTF-8, lines end in a line feed, an empty cell for what is not said.

    Args:
        events: What to tell.
        raw: Leave texts as they are. By default a text that a spreadsheet would run as a formula gets a
            leading apostrophe; numbers are never touched, so -73.5 stays a longitude.
        columns: Event id -> its columns, where they are known already.
    """
    columns = columns or {}
    made = io.StringIO(newline="")
    # The csv module alone: a data frame of a hundred thousand events takes four times as long to the same bytes.
    table = csv.writer(made, lineterminator="\n")
    table.writerow(TABLE_COLUMNS)
    for event in events:
        told = columns.get(event.event_id) or event_columns(event)
        cells = [told[name] for name in TABLE_COLUMNS]
        table.writerow(cells if raw else [defused(one) if isinstance(one, str) else one for one in cells])
    return made.getvalue().encode()


def defused(text: str) -> str:
    """The text with a leading apostrophe where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
