"""Symbols -> times told by their distance from another, and any time without an hour: ``moment``.

Every function takes the sentence and a symbol's index and returns the index after what it read, with the
term, or None.
"""

from collections.abc import Callable

from dateline.timeline.times.grammar.days import calendar
from dateline.timeline.times.grammar.months import Read
from dateline.timeline.times.grammar.periods import anniversary, edge, holiday, nth, season, year_part
from dateline.timeline.times.grammar.symbols import Symbols
from dateline.timeline.times.grammar.units import (
    AMOUNT,
    amount,
    further,
    stretch,
    unit_term,
    weekday_term,
    whole,
)
from dateline.timeline.times.grammar.words import Tags
from dateline.timeline.times.terms import (
    CalendarDay,
    CalendarMonth,
    Holiday,
    Nth,
    Shift,
    Stretch,
    Term,
    Told,
    Unit,
    Weekday,
    Years,
)


def moment(s: Symbols, i: int) -> Read:
    """The longest day, week, month, year or the like that starts here, without a time of day."""
    if not s.tags[i]:
        return None
    key = ("moment", i)
    if key in s.read:
        remembered: Read = s.read[key]
        return remembered
    best: Read = None
    for read in _readers(s.tags[i]):
        found = read(s, i)
        if found is not None and (best is None or found[0] > best[0]):
            best = found
    s.read[key] = best
    return best


def _readers(tags: Tags) -> tuple[Callable[[Symbols, int], Read], ...]:
    """The readers whose first word a symbol may be; kept with its tags, since words come again and again."""
    found: tuple[Callable[[Symbols, int], Read], ...] | None = tags.get("readers")
    if found is None:
        found = tuple(read for read, tables in _FIRST_WORDS if not tables.isdisjoint(tags))
        tags["readers"] = found
    return found


def is_day(term: Term) -> bool:
    """Whether a time of day may stand beside the term."""
    match term:
        case CalendarDay() | Weekday() | Holiday():
            return True
        case Unit(unit="day") | Told(what="day") | Shift(unit="day" | "week" | "day_24"):
            return True
        case Nth(unit=unit):
            return unit in (None, "day")
        case _:
            return False


def shift_term(s: Symbols, i: int) -> Read:
    """Read "two hours ago", «тиждень тому», "an hour later", «через три дні», "two days after 5 May"."""
    if s.has(i, "ahead"):
        found = amount(s, i + 1)
        lone = s.has(i + 1, "unit") and not s.has(i + 1, "plural")
        if found is None and s.value(i, "ahead") == "always" and lone:
            found = (i + 2, 1, s.value(i + 1, "unit"))
        if found is None:
            return None
        end, count, unit = found
        if s.value(i, "ahead") != "always" and not s.future:
            return None
        if s.has(end, "later"):
            return end + 1, Shift(whole(count), unit, 1, anaphoric=True)
        # «Через годину» in a tale counts from what was told, in a plan from now.
        return end, Shift(whole(count), unit, 1, anaphoric=False if s.future else None)
    if s.has(i, "before_part"):
        # «за годину до цього», «за два дні до того»
        found = amount(s, i + 1) or ((i + 2, 1, s.value(i + 1, "unit")) if s.has(i + 1, "unit") else None)
        if found is not None and s.has(found[0], "earlier"):
            return found[0] + 1, Shift(whole(found[1]), found[2], -1, anaphoric=True)
    found = amount(s, i)
    if found is None:
        if (
            s.has(i, "plural")  # «тиждень тому» is one week, "weeks ago" no number of them
            or not s.has(i, "unit")
            or not s.has(i + 1, "ago", "later", "earlier")
            or s.value(i, "unit") == "weekend"
        ):
            return None
        found = (i + 1, 1, s.value(i, "unit"))
    end, count, unit = found
    end, rest = further(s, end, unit)
    if s.has(end, "ago"):
        return end + 1, Shift(whole(count), unit, -1, rest=rest)
    if s.has(end, "later"):
        return end + 1, Shift(whole(count), unit, 1, anaphoric=True, rest=rest)
    if s.has(end, "earlier"):
        return end + 1, Shift(whole(count), unit, -1, anaphoric=True, rest=rest)
    kind = s.value(end, "bound")
    onward = s.value(end, "range") == "from"
    if kind in ("before", "after", "since") or onward:
        j = s.skip(end + 1, 2, "article", "in")
        if kind == "since" or (onward and s.value(i - 1, "over_span") and not s.future):
            # What lasts from there on is ``lasting``'s.
            return None
        if onward and s.has(j, "now"):
            return j + 1, Shift(whole(count), unit, 1, rest=rest)
        # Not any moment: "two days after two days after ..." would have no end.
        base = calendar(s, j) or holiday(s, j) or weekday_term(s, j) or unit_term(s, j)
        if base is not None and (is_day(base[1]) or isinstance(base[1], CalendarMonth | Years)):
            return base[0], Shift(whole(count), unit, -1 if kind == "before" else 1, base[1], rest=rest)
    return None


def lasting(s: Symbols, i: int) -> Read:
    """Read "three days starting on Monday", "for a week from 20 December"."""
    found = amount(s, i)
    if found is None or found[1] is None:
        return None
    end, count, unit = found
    j = s.skip(end, 1, "comma")
    starting = s.value(j, "bound") == "since"
    if not starting and not (s.value(j, "range") == "from" and s.has(i - 1, "over_span")):
        return None
    j = s.skip(j + 1, 2, "in", "article", "range")
    base = calendar(s, j) or weekday_term(s, j) or unit_term(s, j)
    if base is None or not is_day(base[1]):
        return None
    return base[0], Stretch(whole(count), unit, 1, base[1])


def told_term(s: Symbols, i: int) -> Read:
    """Read "the next day", "that morning", "the previous night": beside the time the text told last."""
    fixed = s.value(i, "told")
    if fixed is not None:
        if " " in fixed:
            which, what = fixed.split(" ", 1)
            base = calendar(s, i + 1) or holiday(s, i + 1) if what == "day" and which != "same" else None
            if base is not None and is_day(base[1]):
                # "The day before Christmas", «напередодні 24 серпня»
                return base[0], Shift(1, "day", -1 if which == "previous" else 1, base[1])
            if s.has(i + 1, "article") or s.has(i + 1, "bound"):
                # "the day before the attack" leans on something that is no time.
                return None
            return i + 1, Told(which, what)
        if s.has(i + 1, "weekday") and fixed in ("previous", "next"):
            return i + 2, Told(fixed, "day", s.value(i + 1, "weekday"))
        what = s.value(i + 1, "unit") or s.value(i + 1, "part")
        if what in ("day", "night", "week", "month", "quarter", "year", "weekend") or s.has(i + 1, "part"):
            return i + 2, Told(fixed, what)
    if s.value(i, "side") == "next" and s.has(i + 1, "unit", "part"):
        what = s.value(i + 1, "unit") or s.value(i + 1, "part")
        if what in ("day", "night") or s.has(i + 1, "part"):
            return i + 2, Told("next", what)
    return None


_DAY_NUMBER = frozenset(("int", "number", "ordinal"))
# Each reader with the tables that its first symbol can be in.
_FIRST_WORDS: tuple[tuple[Callable[[Symbols, int], Read], frozenset[str]], ...] = (
    (calendar, _DAY_NUMBER | {
        "weekday", "weekday_short", "month", "month_short", "dotted", "slashed", "year", "year_offset", "side",
        "decade",
    }),
    (weekday_term, frozenset(("weekday", "weekday_short", "side"))),
    (unit_term, frozenset(("day", "year_offset", "unit", "side"))),
    (told_term, frozenset(("told", "side"))),
    (shift_term, AMOUNT | {"ahead", "before_part", "unit"}),
    (season, frozenset(("season", "side", "year_offset"))),
    (holiday, frozenset(("holiday", "side"))),
    (anniversary, _DAY_NUMBER | {"anniversary"}),
    (nth, _DAY_NUMBER | {"unit", "side"}),
    (year_part, _DAY_NUMBER | {"year_part", "year"}),
    (edge, frozenset(("edge", "vague"))),
    (stretch, frozenset(("int", "number", "number_vague", "one", "couple", "dotted", "side", "told", "unit"))),
    (lasting, AMOUNT),
)  # fmt: skip
