"""Whether decisions fit the events as they are, and what waits in the table: told before anything is written."""

from collections.abc import Sequence

from dateline.review.listing import Listed, Review
from dateline.timeline.desk.corrections import Correction

_OF_A_PLACE = ("place", "admin1", "country")


def check_fits(rows: Sequence[Correction], review: Review) -> str | None:
    """What is in the way of these rows, in words; None when nothing is.

    The build would tell the same the next day; here the editor is still there.
    """
    laid: list[Correction] = []
    for told in rows:
        trouble = _trouble(told, review, laid)
        if trouble:
            return trouble
        laid.append(told)
    return None


def _trouble(told: Correction, review: Review, laid: Sequence[Correction]) -> str | None:
    event = review.now(told.event)
    waiting = [row for row in review.corrections if row.sha.hex() not in review.decisions["event"]]
    before = [*waiting, *laid]
    added = any(row.action == "add" and row.event == event for row in before)
    listed = review.by_id.get(event)
    known = listed is not None and bool(listed.columns)
    if told.action == "add":
        return "there is an event of this id already" if known or added else None
    if not known and not added:
        return "there is no such event any more; load the page again"
    of_it = [row for row in before if review.now(row.event) == event]
    if any(row.action == "drop" for row in of_it):
        return "the event was dropped by a correction that waits; take that back first"
    gone = {review.now(row.value): row.event for row in before if row.action == "merge"}
    if event in gone:
        return f"the event was merged with {gone[event]} by a correction that waits; take that back first"
    if told.action == "merge":
        return _merging(told, review, before, gone)
    if told.action == "split":
        return _splitting(told, listed, of_it)
    placed = (known and listed is not None and listed.columns["place"] is not None) or any(
        row.action == "move" for row in of_it
    )
    if told.action == "move" and not placed and not told.field:
        return "the event has no place; name the place too"
    if told.action == "set" and told.field in _OF_A_PLACE and not placed:
        return "the event has no place; move its pin first"
    return None


def _merging(
    told: Correction, review: Review, before: Sequence[Correction], gone: dict[str, str]
) -> str | None:
    other = review.now(told.value)
    listed = review.by_id.get(other)
    if listed is None or not listed.columns:
        return f"there is no event {told.value} to merge with"
    if other == review.now(told.event):
        return f"{told.value} is the event itself"
    if other in gone or any(row.action == "drop" and review.now(row.event) == other for row in before):
        return f"{told.value} was merged or dropped by a correction that waits"
    return None


def _splitting(told: Correction, listed: Listed | None, of_it: Sequence[Correction]) -> str | None:
    claims = listed.claims if listed is not None else ()
    apart = {row.value for row in of_it if row.action == "split"}
    if told.value not in claims:
        return f"{told.value} is no report of the event"
    if told.value in apart:
        return f"{told.value} is split off already"
    if len(claims) - len(apart.intersection(claims)) < 2:
        return f"{told.value} is its only report"
    return None
