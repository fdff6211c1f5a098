"""What time words mean while still open: the terms that the grammar makes and anchoring reckons out.

Weekdays are ISO numbers, Monday 1 to Sunday 7. ``None`` is "not said". An ``offset`` counts units from
the one that holds the publication: -1 last, 0 this, 1 next.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Side = Literal["bare", "last", "past", "this", "next", "after_next"]
Anaphor = Literal["previous", "same", "next"]
UnitName = Literal[
    "second", "minute", "hour", "day", "day_24", "night", "weekend", "week", "fortnight", "month",
    "quarter", "half", "year", "decade", "century",
]  # fmt: skip
PartName = Literal[
    "dawn", "early", "morning", "noon", "afternoon", "daytime", "evening", "late", "night", "midnight"
]
EdgeName = Literal["start", "middle", "end", "earlier", "later"]


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of a month: "28 January 2026", "28.01", "the 28th" (month None).

    ``other`` is the other reading of a slashed date whose order is not sure, as (day, month).
    """

    day: int
    month: int | None = None
    year: "int | Unit | None" = None
    weekday: int | None = None
    other: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class CalendarMonth:
    """A month: "January", "January 2026", "last January"."""

    month: int
    year: "int | Unit | None" = None
    side: Side = "bare"


@dataclass(frozen=True, slots=True)
class Years:
    """Whole years, both included: "2014", "the 1990s", "the 19th century"."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week: "on Monday", "next Monday", "Tuesday last week" (week -1)."""

    weekday: int
    side: Side = "bare"
    week: int | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A calendar unit beside the present one: "yesterday" is a day at -1, "last week" a week at -1."""

    unit: UnitName
    offset: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """The last or next so many units beside publication: "the past 24 hours", "the next three days".

    With a ``base`` those from it on: "three days starting on Monday".
    """

    count: int | None
    unit: UnitName
    sign: int
    base: "Term | None" = None


@dataclass(frozen=True, slots=True)
class Shift:
    """So many units before or after something.

    ``base`` None counts from publication when ``anaphoric`` is False ("two hours ago"), from the time
    that the text told last when it is True ("an hour later"), and from that or else publication when it
    is None. ``rest`` are the further counts of "two weeks and three days ago".
    """

    count: int | None
    unit: UnitName
    sign: int
    base: "Term | None" = None
    anaphoric: bool | None = False
    rest: tuple[tuple[int, UnitName], ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A unit, part of day or weekday beside the time that the text told last: "the next morning", "that day".

    ``weekday`` is the one that "the following Monday" names; ``what`` is day then.
    """

    which: Anaphor
    what: UnitName | PartName
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Season:
    """A season: "last summer", "spring 2025". Winter counts to the year in which it begins."""

    season: Literal["spring", "summer", "autumn", "winter"]
    year: "int | Unit | None" = None
    side: Side = "bare"


@dataclass(frozen=True, slots=True)
class YearPart:
    """The n-th quarter or half of a year."""

    number: int
    unit: Literal["quarter", "half"]
    year: "int | Unit | None" = None


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day with a name, by its key in reckoning/holidays.py; or the ``weekend`` beside it ("Easter weekend")."""

    key: str
    year: "int | Unit | None" = None
    side: Side = "bare"
    weekend: bool = False


@dataclass(frozen=True, slots=True)
class Nth:
    """The n-th (or, at -1, last) day, week or weekday of a month or year: "the first week of March".

    ``count`` units from there on, or up to there: "the first three months of 2025", "the last ten days of May".
    """

    number: int
    unit: UnitName | None
    weekday: int | None
    of: "Term"
    count: int = 1


@dataclass(frozen=True, slots=True)
class Edge:
    """The beginning, middle or end of a longer term: "early January", "the end of last week".

    ``earlier`` and ``later`` run up to publication and from it on: "earlier this month".
    """

    edge: EdgeName
    of: "Term"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a day; ``day`` None when it stands alone ("this morning" has a day: today)."""

    part: PartName
    day: "Term | None" = None


@dataclass(frozen=True, slots=True)
class Night:
    """A night across midnight.

    ``side`` says which end ``day`` is: "into 15 September" ends on it, "the night of 15 September"
    begins on it. Day None is the last night ("overnight").
    """

    day: "Term | None"
    side: Literal["ends", "begins"]


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, 24 hours. ``zone`` is an IANA name or a fixed offset; None for local time.

    ``half`` marks an hour up to 12 that nothing told to be before or after noon ("at five o'clock").
    """

    hour: int
    minute: int
    exact: bool
    zone: str | None = None
    day: "Term | None" = None
    half: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """From the start of one to the end of the other, both included."""

    first: "Term"
    last: "Term"


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time, on no calendar. ``count`` None for "several"; ``rest`` as a Shift has it."""

    count: float | None
    unit: UnitName
    rest: tuple[tuple[int, UnitName], ...] = ()


@dataclass(frozen=True, slots=True)
class Repeated:
    """Again and again: "daily" (1 day), "every Monday", "nightly"."""

    count: int
    unit: UnitName | None = None
    weekday: int | None = None
    part: PartName | None = None


Term: TypeAlias = (
    CalendarDay | CalendarMonth | Years | Weekday | Unit | Stretch | Shift | Told | Season | YearPart |
    Holiday | Nth | Edge | Part | Night | Clock | Range | Duration | Repeated
)  # fmt: skip
