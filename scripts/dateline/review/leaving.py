"""What gave no event, with the reason: rows that are no posts, posts that were not read, words that tell no event."""

import csv
import io
import json
from collections.abc import Iterator

from dateline.output.tables import defused
from dateline.timeline.store import StoreView

COLUMNS = ("stage", "reason", "post", "quote")


def left_out_csv(view: StoreView, limit: int | None) -> bytes:
    """A table that a spreadsheet opens without running anything, in the order of reading.

    Args:
        view: The store.
        limit: The most rows; None for all.
    """
    made = io.StringIO(newline="")
    table = csv.writer(made, lineterminator="\n")
    table.writerow(COLUMNS)
    for number, row in enumerate(_rows(view)):
        if number == limit:
            break
        table.writerow([defused(" ".join(cell.split())) for cell in row])
    return made.getvalue().encode("utf-8", "replace")


def _rows(view: StoreView) -> Iterator[tuple[str, str, str, str]]:
    for file, row, found, expected in view.posts.quarantined():
        yield "quarantine", f"expected {expected}", f"{file}, row {row}", found
    for post, reason, quote in view.posts.left_out():
        yield "reading", reason, post, quote
    for post, told in view.claims.rejections():
        for rejection in json.loads(told):
            yield rejection["stage"], rejection["reason"], post, rejection["quote"]
