"""Columns of events -> a data frame, and CSV that a spreadsheet opens without running anything."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from dateline.output.columns import COLUMNS, INSTANT_COLUMNS, INTEGER_COLUMNS, NUMBER_COLUMNS

if TYPE_CHECKING:  # pandas takes half a second to import: only those who write a table pay for it
    import pandas

TABLE_COLUMNS = (*COLUMNS, "lon", "lat")

# A cell that starts with one of these is a formula to some spreadsheet, the full-width ones in East Asia.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def event_frame(rows: Iterable[Mapping[str, Any]]) -> "pandas.DataFrame":
    """One row an event in the order given, each column of its own type, what is not said as a missing value.

    Whole numbers stay whole where some are missing (Int64). Instants become moments in UTC, since one column has one
    zone: the local day is in ``date_edtf`` and ``date_text``.

    Args:
        rows: The columns of each event; see event_columns.
    """
    import pandas

    table = pandas.DataFrame(list(rows), columns=list(TABLE_COLUMNS), dtype=object)
    kinds = {
        name: "Int64" if name in INTEGER_COLUMNS else "Float64" if name in NUMBER_COLUMNS else "string"
        for name in TABLE_COLUMNS
        if name not in INSTANT_COLUMNS
    }
    table = table.astype(kinds)
    for name in sorted(INSTANT_COLUMNS):
        instants = [
            None if told is None else datetime.fromisoformat(told).astimezone(UTC) for told in table[name]
        ]
        # Of microseconds: in nanoseconds, pandas' own choice, no day before 1677 can be told.
        table[name] = pandas.Series(instants, dtype="datetime64[us, UTC]", index=table.index)
    return table


def csv_bytes(
    rows: Iterable[Mapping[str, Any]],
    *,
    raw: bool = False,
) -> bytes:
    """The table as CSV: UTF-8, lines end in a line feed, an empty cell for what is not said.

    Args:
        rows: The columns of each event; see event_columns.
        raw: Leave texts as they are. By default a text that a spreadsheet would run as a formula gets a
            leading apostrophe; numbers are never touched, so -73.5 stays a longitude.
    """
    made = io.StringIO(newline="")
    # The csv module alone: a data frame of a hundred thousand events takes four times as long to the same bytes.
    table = csv.writer(made, lineterminator="\n")
    table.writerow(TABLE_COLUMNS)
    for row in rows:
        cells = [row[name] for name in TABLE_COLUMNS]
        table.writerow(cells if raw else [defused(one) if isinstance(one, str) else one for one in cells])
    return made.getvalue().encode()


def defused(text: str) -> str:
    """The text with a leading apostrophe where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
