"""Quality gates: what must hold of a build before readers see it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median

from dateline.timeline.event import Event, is_drawn

# Shares of fewer events than this tell nothing.
_FEW = 20
# A weekday is held against itself in the weeks before: news has a rhythm of the week.
_WEEKS, _LEAST_WEEKS = 8, 4
# How far ahead a clock may run.
AHEAD = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Figure:
    """What a gate looks at.

    Attributes:
        value: A share, or a ratio to the usual; None where there is too little to tell.
        said: The counts behind it, for people.
    """

    value: float | None
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What the events alone do not tell.

    Attributes:
        posts: How many are kept.
        bad_rows: How many rows were no posts.
        before: How many events were published last.
        removed: How many of these are gone without a trace in others and without an editor's word.
    """

    posts: int
    bad_rows: int
    before: int
    removed: int


def gate_figures(events: Sequence[Event], counts: Counts, now: datetime) -> dict[str, Figure]:
    """The figure for each gate, by the gate's name in the settings without ``most_`` or ``least_of_``.

    Args:
        events: As they would be published.
        counts: Of posts, rows and the build before.
        now: The time of the run.
    """
    pins = Counter(
        event.where.location
        for event in events
        if is_drawn(event) and event.where and event.where.where_prec <= 2
    )
    crowd = max(pins.values(), default=0)
    unplaced = sum(event.where is None or event.where.location is None for event in events)
    future = sum(event.when is not None and event.when.start > now + AHEAD for event in events)
    rows = counts.posts + counts.bad_rows
    return {
        "removed": _share(counts.removed, counts.before, "events published last are gone"),
        "unplaced": _share(unplaced, len(events), "events have no place"),
        "at_one_point": _share(crowd, pins.total(), "pins stand at one point"),
        "in_future": _share(future, len(events), "events lie in the future"),
        "quarantined": _share(counts.bad_rows, rows, "rows are no posts"),
        "usual_day": _usual_day(events, now.astimezone(UTC).date() - timedelta(days=1)),
    }


def broken_gates(gates: Mapping[str, float], figures: Mapping[str, Figure]) -> list[str]:
    """What does not hold, a line each: the gate, what was expected and what was found."""
    broken = []
    for name, limit in gates.items():
        at_least = name.startswith("least_of_")
        figure = figures[name.removeprefix("least_of_").removeprefix("most_of_").removeprefix("most_")]
        if figure.value is None or (figure.value >= limit if at_least else figure.value <= limit):
            continue
        bound = "at least" if at_least else "at most"
        broken.append(f"{name}: expected {bound} {limit:.0%}, found {figure.value:.0%}: {figure.said}")
    return broken


def silent_source(name: str, newest: float | None, hours: float | None, now: datetime) -> str | None:
    """What is wrong with a source that should not be silent for so long; None where nothing is."""
    if hours is None:
        return None
    if newest is None:
        return f"silent_hours: {name}: expected a post within {hours:g} hours, found none at all"
    age = (now.timestamp() - newest) / 3600
    if age <= hours:
        return None
    return f"silent_hours: {name}: expected a post within {hours:g} hours, the newest is {age:.0f} hours old"


def _share(part: int, whole: int, said: str) -> Figure:
    return Figure(part / whole if whole >= _FEW else None, f"{part} of {whole} {said}")


def _usual_day(events: Sequence[Event], day: date) -> Figure:
    """A day's new events against the same weekday in the weeks before, by when they were first reported."""
    days = Counter(event.first_seen.astimezone(UTC).date() for event in events if event.first_seen)
    first = min(days, default=day)
    before = [day - timedelta(weeks=week) for week in range(1, _WEEKS + 1)]
    counts = [days[one] for one in before if one >= first]
    usual = median(counts) if len(counts) >= _LEAST_WEEKS else 0
    said = f"{days[day]} new events on {day}, usually {usual:g} on this weekday"
    return Figure(days[day] / usual if usual else None, said)
