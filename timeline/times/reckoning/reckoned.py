"""What reckoning counts from and what it gives: Now, Reckoned, and the arithmetic of days and months."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from dateline.timeline.times.terms import Unit

Grain = Literal[
    "minute", "hour", "part", "night", "day", "weekend", "week", "month", "season", "year", "span"
]

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A stretch of the local calendar.

    Attributes:
        first: First instant, naive local time.
        last: Last instant, excluded.
        grain: What the words count in; ``span`` for stretches of days.
        stated: Whether the text gives day and month, or the year.
        approximate: Whether the words only come near ("two weeks ago").
        instant: Whether it is counted in elapsed hours, so that it means the same everywhere.
        zone: The zone that the text names for its clock time.
        edge: Which end of a longer term it is.
        part: The part of the day.
    """

    first: datetime
    last: datetime
    grain: Grain
    stated: bool = False
    approximate: bool = False
    instant: bool = False
    zone: str | None = None
    edge: str | None = None
    part: str | None = None

    @property
    def first_day(self) -> date:
        """The day it begins on."""
        return self.first.date()

    @property
    def last_day(self) -> date:
        """The last day it touches."""
        return (self.last - timedelta(microseconds=1)).date()


class OpenTermError(Exception):
    """The term needs a publication time or an earlier time in the text, and there is none."""


@dataclass(frozen=True, slots=True)
class Now:
    """What open terms count from.

    Attributes:
        local: Publication, naive local time; None when unknown.
        future: Whether the sentence speaks of what is to come.
        told: The time that the text told last, for "the next day".
        day_told: The day that a bare time of day belongs to, when the sentence named one before.
    """

    local: datetime | None
    future: bool = False
    told: Reckoned | None = None
    day_told: Reckoned | None = None

    @property
    def moment(self) -> datetime:
        """Publication, or OpenTermError."""
        if self.local is None:
            raise OpenTermError
        return self.local

    @property
    def today(self) -> date:
        """The publication's day, or OpenTermError."""
        return self.moment.date()


def midnight(day: date) -> datetime:
    """The first instant of a day."""
    return datetime.combine(day, time())


def days_of(first: date, count: int = 1, grain: Grain = "day", *, stated: bool = False) -> Reckoned:
    """Whole days from the first on."""
    return Reckoned(midnight(first), midnight(first) + count * DAY, grain, stated)


def months_on(day: date, months: int) -> date:
    """The first of the month so many months on."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def day_months_on(day: date, months: int) -> date:
    """The same day so many months on, or the last of a shorter month."""
    first = months_on(day, months)
    last = months_on(first, 1) - DAY
    return first.replace(day=min(day.day, last.day))


def year_of(year: int | Unit | None, now: Now) -> int | None:
    """The year that a term names, by itself or beside this one."""
    return now.today.year + year.offset if isinstance(year, Unit) else year
