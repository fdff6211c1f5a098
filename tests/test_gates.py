"""Quality gates: each holds at its threshold, breaks beyond it, and says nothing where there is too little to tell."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dateline.gazetteer.place import LonLat
from dateline.timeline.desk.gates import Counts, broken_gates, gate_figures, silent_source
from dateline.timeline.event import Event
from event_factory import claim, event, when, where

NOW = datetime(2026, 3, 2, 2, 17, tzinfo=UTC)  # a Monday
QUIET = Counts(posts=1000, bad_rows=0, before=100, removed=0)


def events(count: int, **changes: object) -> list[Event]:
    """So many, each in a place of its own."""
    made = []
    for n in range(count):
        spot = replace(where("Kyiv"), location=LonLat(30 + n / 1000, 50.0))
        made.append(event(n, **({"where": spot, "claims": (claim(n),)} | changes)))
    return made


def broken(gate: str, limit: float, found: Sequence[Event], counts: Counts = QUIET) -> list[str]:
    return broken_gates({gate: limit}, gate_figures(found, counts, NOW))


@pytest.mark.parametrize(
    ("gate", "found", "counts", "said"),
    [
        ("most_removed", events(5), replace(QUIET, removed=11), "11 of 100 events published last are gone"),
        ("most_quarantined", events(5), replace(QUIET, posts=880, bad_rows=120), "120 of 1000 rows are no posts"),
        ("most_unplaced", [*events(80), *events(20, where=None)], QUIET, "20 of 100 events have no place"),
        ("most_at_one_point", [*events(80), *events(20, where=where("Kyiv"))], QUIET, "20 of 100 pins stand at one point"),
        ("most_in_future", [*events(80), *events(20, when=when(NOW + timedelta(days=3)))], QUIET, "20 of 100 events lie in the future"),
    ],
)  # fmt: skip
def test_a_gate_breaks_beyond_its_threshold(gate: str, found: list[Event], counts: Counts, said: str) -> None:
    (line,) = broken(gate, 0.1, found, counts)
    assert line.startswith(f"{gate}: expected at most 10%, found ")
    assert line.endswith(said)
    assert [] == broken(gate, 0.5, found, counts)


def test_a_few_events_tell_nothing() -> None:
    few = replace(QUIET, before=5, removed=5, posts=3, bad_rows=3)
    for gate in ("most_removed", "most_quarantined", "most_unplaced", "most_at_one_point", "most_in_future"):
        assert [] == broken(gate, 0.0, events(3, where=None, when=when(NOW + timedelta(days=9))), few)


def test_an_area_or_a_denied_report_is_no_pin() -> None:
    areas = events(30, where=where("Sumy Oblast", prec=4))
    assert [] == broken("most_at_one_point", 0.0, areas)


def history(yesterday: int, usual: int, weeks: int) -> list[Event]:
    days = [NOW - timedelta(days=1 + 7 * week) for week in range(weeks + 1)]
    counts = [yesterday] + [usual] * weeks
    return [event(n, first_seen=day) for day, count in zip(days, counts, strict=True) for n in range(count)]


@pytest.mark.parametrize(
    ("yesterday", "usual", "weeks", "least", "most"),
    [
        (10, 10, 8, 0, 0),
        (3, 10, 8, 1, 0),
        (31, 10, 8, 0, 1),
        (0, 10, 8, 1, 0),
        (0, 10, 2, 0, 0),
        (9, 0, 8, 0, 0),
    ],
)
def test_a_day_is_held_against_its_weekday(
    yesterday: int, usual: int, weeks: int, least: int, most: int
) -> None:
    found = history(yesterday, usual, weeks)
    assert least == len(broken("least_of_usual_day", 0.4, found))
    assert most == len(broken("most_of_usual_day", 3.0, found))


def test_what_a_day_brought_is_told() -> None:
    (line,) = broken("least_of_usual_day", 0.4, history(3, 10, 8))
    assert (
        "least_of_usual_day: expected at least 40%, found 30%: 3 new events on 2026-03-01, usually 10 on this weekday"
        == line
    )


@pytest.mark.parametrize(
    ("newest", "hours", "said"),
    [
        (None, None, None),
        (0.0, None, None),
        (35.0, 36, None),
        (37.0, 36, "expected a post within 36 hours, the newest is 37 hours old"),
        (None, 36, "expected a post within 36 hours, found none at all"),
    ],
)
def test_a_source_may_be_silent_for_so_long(
    newest: float | None, hours: float | None, said: str | None
) -> None:
    instant = None if newest is None else NOW.timestamp() - newest * 3600
    told = silent_source("Channel", instant, hours, NOW)
    assert (f"silent_hours: Channel: {said}" if said else None) == told
