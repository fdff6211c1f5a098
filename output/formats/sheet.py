"""The events as a table for spreadsheets and scripts."""

from collections.abc import Mapping

from dateline.output.formats.edition import Edition
from dateline.output.tables import csv_bytes


def write(edition: Edition) -> Mapping[str, bytes]:
    """One row an event; what a spreadsheet would run as a formula is defused."""
    return {"events.csv": csv_bytes(edition.rows)}
