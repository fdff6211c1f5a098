"""Symbols -> ranges: "24–26 January", "from Monday to Wednesday", "7, 8 and 9 May", "9 to 11 a.m."."""

from dataclasses import replace
from itertools import pairwise

from dateline.timeline.times.grammar.clocks import attach, clock, timed
from dateline.timeline.times.grammar.days import day_number
from dateline.timeline.times.grammar.months import year_behind
from dateline.timeline.times.grammar.relative import is_day, moment
from dateline.timeline.times.grammar.symbols import Symbols
from dateline.timeline.times.terms import (
    CalendarDay,
    CalendarMonth,
    Clock,
    Duration,
    Edge,
    Holiday,
    Night,
    Nth,
    Part,
    Range,
    Repeated,
    Season,
    Stretch,
    Term,
    Unit,
    Weekday,
    YearPart,
    Years,
)


def time_range(s: Symbols, i: int) -> tuple[int, int, Term] | None:
    """From one time to another: "24–26 January", "from Monday to Wednesday", "between 2022 and 2025"."""
    opener = s.value(i, "range")
    j = i
    if opener in ("from", "between"):
        j = s.skip(i + 1, 2, "article", "in")
    elif opener is not None:
        return None
    numbers = _number_pair(s, j, opener)
    if numbers is not None:
        return (j, *_on_day(s, *numbers))
    first = timed(s, j)
    if first is None:
        return None
    behind = first[0] + 1 if opener is not None and s.has(first[0], "comma") else first[0]
    k = _joint(s, behind, opener, first[1])
    if k is None:
        return None
    second = timed(s, k)
    if second is None and opener is not None and s.has(k, "now"):
        second = (k + 1, Unit("day", 0))
    if second is None and isinstance(first[1], CalendarDay) and first[1].month is not None:
        day = day_number(s, k)
        if day is not None and not s.has(day[0], "clock_word", "part", "unit"):
            end, year = year_behind(s, day[0])
            one = first[1] if year is None else replace(first[1], year=year)
            if first[1].day < day[1]:
                return j, end, Range(one, replace(one, day=day[1], weekday=None))
        return None
    if second is None:
        second = clock(s, k, loose=True)
    if second is None:
        return None
    pair = _matched(first[1], second[1], opened=opener is not None)
    return (j, *_on_day(s, second[0], pair)) if pair is not None else None


def _on_day(s: Symbols, i: int, pair: Term) -> tuple[int, Term]:
    """A range of clock times with the day that may follow: "between 7 and 9 p.m. on Monday", "... last night"."""
    match pair:
        case Range(Clock(day=None) as first, Clock(day=None) as last):
            j = s.skip(i, 3, "comma", "in", "of", "article")
            found = timed(s, j)
            if found is None or not (is_day(found[1]) or isinstance(found[1], Part | Night)):
                return i, pair
            begin, end = attach(first, found[1]), attach(last, found[1])
            return found[0], Range(begin, replace(end, day=None) if isinstance(end, Clock) else end)
        case _:
            return i, pair


def _joint(s: Symbols, i: int, opener: str | None, first: Term) -> int | None:
    """The symbol after the word that joins the two ends, None where nothing does."""
    word = s.value(i, "range")
    dash = s.has(i, "dash")
    slash = s.has(i, "slash")
    if not (dash or slash or word in ("to", "and", "through")):
        return None
    if word == "and" and opener != "between":
        return None
    if word == "to" and opener is None and not s.words.plain_to:
        return None
    if (
        dash
        and opener is None
        and not s.touching(i - 1)
        and not s.touching(i)
        and not isinstance(first, CalendarDay | CalendarMonth | Clock | Weekday | Years)
    ):
        # A spaced dash is mostly punctuation.
        return None
    return s.skip(i + 1, 2, "article", "in", "at")


def _number_pair(s: Symbols, i: int, opener: str | None) -> tuple[int, Term] | None:
    """Read "24–26 January", "24 to 26 January 2026", "14./15.10.2018", "9 to 11 a.m.", "5-6pm"."""
    day = day_number(s, i)
    if day is None:
        return None
    j = (
        s.skip(day[0], 1, "dot")
        if s.touching(day[0] - 1) and s.has(day[0] + 1, "dash", "slash", "range")
        else day[0]
    )
    listed = [day[1]]
    while s.has(j, "comma"):
        another = day_number(s, j + 1)
        if another is None or another[1] <= listed[-1]:
            break
        listed.append(another[1])
        j = another[0]
    word = s.value(j, "range")
    if not (s.has(j, "dash", "slash") or word in ("to", "and", "through")):
        return None
    k = s.skip(j + 1, 1, "article")
    after = moment(s, k)
    if after is not None and isinstance(after[1], CalendarDay) and after[1].month is not None:
        last = after[1]
        listed.append(last.day)
        in_row = all(b - a == 1 for a, b in pairwise(listed))
        if word == "and" and opener != "between" and not in_row:
            # "On 12 and 20 January" is two days, not nine.
            return day[0], replace(last, day=day[1], weekday=None, other=None)
        if day[1] < last.day:
            return after[0], Range(
                replace(last, day=day[1], weekday=None, other=None), replace(last, other=None)
            )
        if word != "and" and last.day < day[1] and last.month is not None:
            return None
    late = clock(s, k)
    if late is not None and isinstance(late[1], Clock) and "int" in s.tags[i] and day[1] <= 24:
        late_clock = late[1]
        hour = day[1]
        if late_clock.hour > 12 and hour + 12 <= late_clock.hour and hour < 12:
            hour += 12
        joined = opener is not None or s.has(j, "dash") or s.has(i - 1, "at")
        if joined and hour <= late_clock.hour:
            return late[0], Range(replace(late_clock, hour=hour, minute=0, half=hour <= 12), late_clock)
    return None


def _matched(first: Term, last: Term, *, opened: bool) -> Term | None:
    """A range of two ends of one kind, each with what only the other said; None where they do not fit.

    ``opened`` tells that "from" or "between" stands before them, which takes ends of any kind.
    """
    if isinstance(first, Clock) and isinstance(last, Part) and last.part in ("noon", "midnight"):
        last = Clock(12 if last.part == "noon" else 0, 0, exact=False, day=last.day)
    match first, last:
        case Clock(), Clock():
            if first.day is None and last.day is not None:
                first = replace(first, day=last.day)
            if last.zone and not first.zone:
                first = replace(first, zone=last.zone)
            return Range(first, replace(last, day=None) if last.day == first.day else last)
        case CalendarDay(), CalendarDay():
            if first.year is None and last.year is not None:
                first = replace(first, year=last.year)
            return Range(first, last)
        case CalendarMonth(), CalendarMonth():
            if first.year is None and last.year is not None:
                # "Nov-Feb 2017" begins in 2016.
                year = last.year
                if isinstance(year, int) and first.month > last.month:
                    year -= 1
                first = replace(first, year=year)
            return Range(first, last)
        case Years(), Years():
            return Range(first, last) if first.first < last.last else None
        case ((Duration() | Repeated() | Range() | Stretch()), _):
            return None
        case _, (Duration() | Repeated() | Range() | Stretch()):
            return None
        case ((Weekday() | CalendarDay() | Unit() | Part() | CalendarMonth() | Years()), _):
            return Range(first, last)
        case YearPart(), YearPart():
            return Range(first if first.year is not None else replace(first, year=last.year), last)
        case Season(), Season():
            return Range(first if first.year is not None else replace(first, year=last.year), last)
        case ((Edge() | Season() | YearPart() | Holiday() | Nth()), _):
            return Range(first, last) if opened else None
        case _:
            return None
