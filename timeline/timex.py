"""Words that tell a time -> TimeExpression: which stretches of a text they are, and what they mean."""

import itertools
from dataclasses import replace
from typing import Literal, NamedTuple

from timeline.clockgrammar import clock, timed
from timeline.dategrammar import day_number
from timeline.mention import TimeExpression, TimexType
from timeline.monthgrammar import year_behind
from timeline.reading import Reading
from timeline.relativegrammar import moment
from timeline.span import Span
from timeline.tense import is_future
from timeline.timesymbols import Symbols, tag_sentence
from timeline.timeterms import (
    CalendarDay,
    CalendarMonth,
    Clock,
    Duration,
    Night,
    Part,
    Range,
    Repeated,
    Shift,
    Stretch,
    Term,
    Told,
    Unit,
    Weekday,
    Years,
)
from timeline.timewords import time_words
from timeline.timexvalue import timex_value
from timeline.unitgrammar import amount

__all__ = ["find_times", "timex_value"]


class _Found(NamedTuple):
    first: int
    last: int
    term: Term
    role: Literal["event", "bound"] = "event"


def find_times(reading: Reading) -> list[TimeExpression]:
    """The time expressions of a post, in order, none overlapping another or crossing a sentence end.

    A preposition before a time is not in its span, but "since", "until" and "by" there make it a bound.
    """
    words = time_words(reading.lexicon)
    found: list[TimeExpression] = []
    for first, last in reading.sentence_tokens:
        symbols = tag_sentence(words, reading.text, reading.tokens, first, last)
        if symbols is not None:
            _read_sentence(reading, symbols, found)
    return found


def _read_sentence(reading: Reading, s: Symbols, found: list[TimeExpression]) -> None:
    reached = 0
    for i in s.openings:
        if i < reached:
            continue
        read = _expression(s, i)
        if read is None:
            continue
        span = Span(s.starts[read.first], s.ends[read.last - 1])
        found.append(
            TimeExpression(
                span=span,
                text=reading.text[span.start : span.end],
                timex_type=timex_type(read.term),
                rule=_rule(read.term),
                term=read.term,
                role=read.role,
                future=is_future(s, read.first, read.last),
            )
        )
        reached = read.last


def timex_type(term: Term) -> TimexType:
    """TIMEX3's type: TIME is what is finer than a day."""
    match term:
        case Duration():
            return "DURATION"
        case Repeated():
            return "SET"
        case Clock() | Part() | Night():
            return "TIME"
        case Shift(unit="second" | "minute" | "hour"):
            return "TIME"
        case Told(what=what) if what not in ("day", "week", "month", "year", "weekend"):
            return "TIME"
        case Range(first=first):
            return timex_type(first)
        case _:
            return "DATE"


def _rule(term: Term) -> str:
    name = type(term).__name__
    return "".join(f"_{c.lower()}" if c.isupper() and k else c.lower() for k, c in enumerate(name))


def _expression(s: Symbols, i: int) -> _Found | None:
    """The longest expression that starts at a symbol."""
    for read in (_repeated, _range, _single):
        found = read(s, i)
        if found is not None:
            return found
    return None


def _single(s: Symbols, i: int) -> _Found | None:
    read = timed(s, i)
    length = _duration(s, i)
    if length is not None and (read is None or length.last > read[0]):
        return length
    if read is None:
        return None
    end, term = read
    return _Found(i, end, term, _role(s, i, term))


def _role(s: Symbols, i: int, term: Term) -> Literal["event", "bound"]:
    """Whether the word before makes the time a limit of something longer."""
    j = i - 1
    while j >= 0 and i - j <= 3 and s.has(j, "article", "about", "in") and not s.has(j, "bound", "bound_day"):
        j -= 1
    if s.value(j, "range") == "from" and not s.has(j, "bound"):
        return "event" if isinstance(term, Clock | Part) and term.day is not None else "bound"
    if s.has(j, "bound_day") and isinstance(term, CalendarDay | Weekday):
        return "bound"
    kind = s.value(j, "bound")
    if kind is None:
        return "event"
    if kind in ("before", "after") and isinstance(term, Clock | Part | Night):
        # "Shortly after midnight" dates; "after Monday" does not.
        return "event"
    return "bound"


def _duration(s: Symbols, i: int) -> _Found | None:
    """A length of time: "two weeks", "18 months", «півтора року»."""
    found = amount(s, i)
    if found is None or s.has(i - 1, "no_date_after"):
        return None
    if s.has(i, "one") and not s.has(i - 1, "over_span", "about", "bound"):
        # "Sixteen hours a day", "a minute of silence".
        return None
    end, count, unit = found
    plain = s.has(i, "int", "dotted")
    told_long = s.has(i - 1, "over_span", "about", "in")
    if unit == "year" and (count or 0) >= 14 and not told_long and (s.words.genitive or not plain):
        # "A man, 45 years": an age, unless something says that it lasted.
        return None
    if unit == "half" or (unit in ("second", "night") and not plain and s.has(i, "one")):
        return None
    return _Found(i, end, Duration(count, unit))


def _repeated(s: Symbols, i: int) -> _Found | None:
    """Again and again: "daily", "every Monday", "on Mondays", "every two hours"."""
    fixed = s.value(i, "repeated")
    if fixed is not None:
        count, unit = fixed.split(" ")
        if unit in ("morning", "evening", "night", "dawn", "afternoon"):
            return _Found(i, i + 1, Repeated(1, None, None, unit))
        return _Found(i, i + 1, Repeated(int(count), unit))
    if s.has(i, "weekdays"):
        return _Found(i, i + 1, Repeated(1, None, s.value(i, "weekdays")))
    if not s.has(i, "every"):
        return None
    weekday = s.value(i + 1, "weekday") or s.value(i + 1, "weekday_short")
    if weekday:
        part = s.value(i + 2, "part")
        return _Found(i, i + 3 if part else i + 2, Repeated(1, None, weekday, part))
    if s.has(i + 1, "part"):
        return _Found(i, i + 2, Repeated(1, None, None, s.value(i + 1, "part")))
    if s.has(i + 1, "unit"):
        unit = s.value(i + 1, "unit")
        return _Found(i, i + 2, Repeated(1, unit))
    found = amount(s, i + 1)
    if found is not None and found[1] is not None:
        return _Found(i, found[0], Repeated(round(found[1]), found[2]))
    return None


def _range(s: Symbols, i: int) -> _Found | None:
    """From one time to another: "24–26 January", "from Monday to Wednesday", "between 2022 and 2025"."""
    opener = s.value(i, "range")
    j = i
    if opener in ("from", "between"):
        j = s.skip(i + 1, 2, "article", "in")
    elif opener is not None:
        return None
    numbers = _number_pair(s, j, opener)
    if numbers is not None:
        return _Found(j, numbers[0], numbers[1])
    first = timed(s, j)
    if first is None:
        return None
    behind = first[0] + 1 if opener is not None and s.has(first[0], "comma") else first[0]
    k = _joint(s, behind, opener, first[1])
    if k is None:
        return None
    second = timed(s, k)
    if second is None and isinstance(first[1], CalendarDay) and first[1].month is not None:
        day = day_number(s, k)
        if day is not None and not s.has(day[0], "clock_word", "part", "unit"):
            end, year = year_behind(s, day[0])
            one = first[1] if year is None else replace(first[1], year=year)
            if first[1].day < day[1]:
                return _Found(j, end, Range(one, replace(one, day=day[1], weekday=None)))
        return None
    if second is None:
        second = clock(s, k, loose=True)
    if second is None:
        return None
    pair = _matched(first[1], second[1])
    return _Found(j, second[0], pair) if pair is not None else None


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
        in_row = all(b - a == 1 for a, b in itertools.pairwise(listed))
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
            return late[0], Range(replace(late_clock, hour=hour, minute=0), late_clock)
    return None


def _matched(first: Term, last: Term) -> Term | None:
    """A range of two ends of one kind, each with what only the other said; None where they do not fit."""
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
                first = replace(first, year=last.year)
            return Range(first, last)
        case Years(), Years():
            return Range(first, last) if first.first < last.last else None
        case ((Duration() | Repeated() | Range() | Stretch()), _):
            return None
        case _, (Duration() | Repeated() | Range() | Stretch()):
            return None
        case ((Weekday() | CalendarDay() | Unit() | Part() | CalendarMonth() | Years()), _):
            return Range(first, last)
        case _:
            return None
