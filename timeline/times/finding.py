"""Words that tell a time -> TimeExpression: which stretches of a text they are, and what they mean."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Literal, NamedTuple

from dateline.timeline.span import Span
from dateline.timeline.text.reading import Reading
from dateline.timeline.times.expression import TimeExpression, TimexType
from dateline.timeline.times.grammar.clocks import timed
from dateline.timeline.times.grammar.ranges import time_range
from dateline.timeline.times.grammar.symbols import Symbols, tag_sentences
from dateline.timeline.times.grammar.tense import is_future
from dateline.timeline.times.grammar.units import AMOUNT, amount, further
from dateline.timeline.times.grammar.words import time_words
from dateline.timeline.times.terms import (
    CalendarDay,
    Clock,
    Duration,
    Night,
    Part,
    Range,
    Repeated,
    Shift,
    Term,
    Told,
    Weekday,
)


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
    for symbols in tag_sentences(words, reading.text, reading.words, reading.sentence_tokens):
        _read_sentence(reading, symbols, found)
    return found


def release_bounds(reading: Reading, times: Iterable[TimeExpression]) -> list[TimeExpression]:
    """The times of a post, those right before a trigger as times of its event.

    In "after Friday's strike", «після вчорашнього удару» the word before makes no bound of them.
    """
    starts = [reading.tokens[hit.first].start for hit in reading.hits if hit.entry.table == "trigger"]
    return [
        replace(time, role="event")
        if time.role == "bound"
        and time.timex_type in ("DATE", "TIME")
        and any(0 <= start - time.span.end <= _OWN_REACH for start in starts)
        else time
        for time in times
    ]


# Characters from a time to the noun it stands with, one adjective between: "Friday's drone strike".
_OWN_REACH = 14


def _read_sentence(reading: Reading, s: Symbols, found: list[TimeExpression]) -> None:
    reached = 0
    for i in s.openings:
        if i < reached:
            continue
        read = _expression(s, i)
        if read is None:
            continue
        span = Span(s.starts[read.first], s.ends[read.last - 1])
        if _is_quoted_name(reading.text, span):
            continue
        found.append(
            TimeExpression(
                span=span,
                text=reading.text[span.start : span.end],
                timex_type=timex_type(read.term),
                rule=_rule(type(read.term).__name__),
                term=read.term,
                role=read.role,
                future=is_future(s, read.first, read.last),
            )
        )
        reached = read.last


def _is_quoted_name(text: str, span: Span) -> bool:
    """Whether all that a pair of quotation marks holds is the time: the newspaper «Сегодня»."""
    before, after = text[max(0, span.start - 1) : span.start], text[span.end : span.end + 1]
    return (
        before in _OPENING
        and bool(before)
        and after in _CLOSING
        and bool(after)
        and text[span.start].isupper()
    )


_OPENING, _CLOSING = "«„“\"'‘", "»”“\"'’"


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


@cache
def _rule(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() and k else c.lower() for k, c in enumerate(name))


def _expression(s: Symbols, i: int) -> _Found | None:
    """The longest expression that starts at a symbol."""
    repeated = _repeated(s, i) if s.has(i, "repeated", "weekdays", "every") else None
    if repeated is not None:
        return repeated
    between = time_range(s, i)
    return _Found(*between) if between is not None else _single(s, i)


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
    found = amount(s, i) if not AMOUNT.isdisjoint(s.tags[i]) else None
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
    end, rest = further(s, end, unit)
    return _Found(i, end, Duration(count, unit, rest))


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
        if unit == "second" and i + 2 < s.size and s.text[s.starts[i + 2]].isalpha():
            # "Every second house": an ordinal.
            return None
        return _Found(i, i + 2, Repeated(1, unit))
    found = amount(s, i + 1)
    if found is not None and found[1] is not None:
        return _Found(i, found[0], Repeated(round(found[1]), found[2]))
    return None
