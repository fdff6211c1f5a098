"""Symbols -> weekdays, units beside the present one, counts of units: "last Monday", "this week", "24 hours".

Every function takes the sentence and a symbol's index and returns the index after what it read, with the
term, or None.
"""

from typing import Any

from dateline.timeline.times.grammar.days import calendar
from dateline.timeline.times.grammar.months import Read
from dateline.timeline.times.grammar.symbols import Symbols
from dateline.timeline.times.terms import (
    CalendarDay,
    Stretch,
    Unit,
    UnitName,
    Weekday,
    Years,
)

OFFSETS = {"last": -1, "past": -1, "this": 0, "next": 1, "before_last": -2, "after_next": 2}
_LONG_UNITS = frozenset(("week", "month", "quarter", "half", "year", "decade", "century", "weekend"))


def weekday_term(s: Symbols, i: int) -> Read:
    """Read "Monday", "last Monday", "Tuesday of last week", "next week on Tuesday"."""
    side: Any = s.value(i, "side")
    j = i + 1 if side in OFFSETS else i
    if j > i and s.has(j, "unit") and s.value(j, "unit") == "week":
        behind = s.skip(j + 1, 2, "comma", "in", "article")
        weekday = s.value(behind, "weekday") or s.value(behind, "weekday_short")
        return (behind + 1, Weekday(weekday, "bare", OFFSETS[side])) if weekday else None
    if j > i and s.has(j, "side") and s.value(j, "side") in ("past", "next") and side == "this":
        side = "past" if s.value(j, "side") == "past" else "next"
        j += 1
    weekday = s.value(j, "weekday")
    if weekday is not None and s.words.genitive and j == i and _surname(s, i):
        return None
    if weekday is None:
        weekday = s.value(j, "weekday_short")
        long_form = (
            s.ends[j] - s.starts[j] > 3 and s.has(i - 1, "range", "bound", "into") if j < s.size else False
        )
        lonely = long_form or s.size <= 2 or (s.is_upper(j) and s.has(i - 1, "in", "range"))
        if weekday is None or not (j > i or lonely):
            return None
    end = j + 1
    if s.has(end, "dot") and s.has(j, "weekday_short") and s.touching(j) and end + 1 < s.size:
        end += 1
    if j > i:
        if side == "next" and s.words.next_weekday == "week" and not s.has(j - 1, "coming"):
            return end, Weekday(weekday, "bare", 1)
        return end, Weekday(weekday, side)
    k = s.skip(end, 2, "of", "in", "article")
    week_side = s.value(k, "side")
    if week_side in OFFSETS and s.value(k + 1, "unit") == "week":
        return k + 2, Weekday(weekday, "bare", OFFSETS[week_side])
    if s.has(k, "weekday_side") and k == end:
        return k + 1, Weekday(weekday, s.value(k, "weekday_side"))
    return end, Weekday(weekday)


def _surname(s: Symbols, i: int) -> bool:
    """Whether a weekday that its language writes small is written as the name behind a first name."""
    return s.is_upper(i) and i > 0 and s.is_upper(i - 1) and not s.tags[i - 1]


def unit_term(s: Symbols, i: int) -> Read:
    """Read "yesterday", "last week", "this year", "over the weekend", and the like."""
    day = s.value(i, "day")
    if day is not None:
        behind = calendar(s, s.skip(i + 1, 1, "comma")) if day == 0 else None
        if behind is not None and isinstance(behind[1], CalendarDay) and behind[1].month is not None:
            # «Протягом дня 27 січня», "today, 27 January": the date says which day.
            return behind
        return i + 1, Unit("day", day)
    year = s.value(i, "year_offset")
    if year is not None:
        return i + 1, Unit("year", year)
    if s.has(i, "article"):
        return None
    if s.value(i, "unit") == "year" and s.has(i + 1, "year"):
        return i + 2, Years(s.value(i + 1, "year"), s.value(i + 1, "year"))
    side = s.value(i, "side")
    if side in OFFSETS:
        j = i + 1
        if side == "this" and s.value(j, "side") in ("past", "next", "last"):
            side = "last" if s.value(j, "side") in ("past", "last") else "next"
            j += 1
        unit = s.value(j, "unit")
        if unit in _LONG_UNITS and (side != "past" or unit in ("weekend", "quarter", "half")):
            if unit == "week" and s.has(j + 1, "not_behind"):
                return None
            return j + 1, Unit(unit, OFFSETS[side])
        if unit == "day" and side == "this":
            return j + 1, Unit("day", 0)
        if unit == "day_24" and side == "this":
            return j + 1, Unit("day", 0)
        return None
    if s.has(i + 1, "unit_side") and s.value(i, "unit") in _LONG_UNITS:
        # "the week before last"
        return i + 2, Unit(s.value(i, "unit"), OFFSETS[s.value(i + 1, "unit_side")])
    if s.value(i, "unit") == "weekend" and (s.has(i - 1, "in", "article", "over_span") or s.size <= 2):
        return i + 1, Unit("weekend", 0)
    return None


def stretch(s: Symbols, i: int) -> Read:
    """Read "the past 24 hours", "last three days", "the next week", «за сутки»."""
    counted = count_words(s, i) if s.has(i, "int", "number", "number_vague") else None
    j = counted[0] if counted is not None else i
    if counted is not None and (
        s.value(j, "side") in ("last", "past", "next" if s.words.genitive else "last")
        or s.value(j, "told") == "previous"
    ):
        unit = s.value(j + 1, "unit")
        if unit is not None and unit != "weekend":
            sign = 1 if s.value(j, "side") == "next" else -1
            return j + 2, Stretch(whole(counted[1]), unit, sign)
    side = "past" if s.value(i, "told") == "previous" else s.value(i, "side")
    if side in ("last", "past", "next"):
        sign = 1 if side == "next" else -1
        found = amount(s, i + 1)
        if found is not None:
            end, count, unit = found
            return end, Stretch(whole(count), unit, sign)
        unit = s.value(i + 1, "unit")
        if s.has(i, "told") and unit not in ("day_24", "hour"):
            return None
        if unit in ("day_24", "hour", "minute", "fortnight") or (
            side == "past" and unit in ("day", "week", "fortnight", "month", "year")
        ):
            return i + 2, Stretch(1, unit, sign)
        if side == "last" and unit == "day" and s.has(i - 1, "article"):
            return i + 2, Stretch(1, "day_24", sign)
        return None
    if s.value(i, "unit") == "day_24" and s.has(i - 1, "over_span"):
        return i + 1, Stretch(1, "day_24", -1)
    return None


# What a count can begin with.
AMOUNT = frozenset(("half_unit", "int", "dotted", "number", "one", "couple", "number_vague"))


def amount(s: Symbols, i: int) -> tuple[int, float | None, Any] | None:
    """A count and its unit: "24 hours", "two-week", "several days", "a couple of weeks", "півтора року"."""
    key = ("amount", i)
    if key not in s.read:
        s.read[key] = _amount(s, i)
    found: tuple[int, float | None, Any] | None = s.read[key]
    return found


def _amount(s: Symbols, i: int) -> tuple[int, float | None, Any] | None:
    if s.has(i, "half_unit"):
        return i + 1, *_HALVED[s.value(i, "half_unit")]
    found = count_words(s, i)
    if found is None:
        return None
    j, count = found
    j = s.skip(j, 1, "dash")
    j = s.skip(j, 1, "of") if s.has(j - 1, "couple") else j
    unit = s.value(j, "unit") or (s.value(j, "unit_short") if s.has(i, "int", "dotted") else None)
    if unit is None or unit == "weekend" or count == 0:
        return None
    if s.value(j, "clock_word") and s.has(i - 1, "at") and s.value(i - 1, "at") == "at":
        return None
    end = j + 1
    if (
        s.has(j, "unit_short")
        and not s.has(j, "unit")
        and s.has(end, "dot")
        and s.touching(j)
        and end + 1 < s.size
    ):
        end += 1
    if s.has(end, "old") or (s.has(end, "dash") and s.has(end + 1, "old")):
        return None
    if count == 0.5 and unit in _HALVED:
        return end, *_HALVED[unit]
    return end, count, unit


def further(s: Symbols, i: int, unit: Any) -> tuple[int, tuple[tuple[int, UnitName], ...]]:
    """What a count goes on with in smaller units: "2 years, 1 month and 21 days", "two weeks and two days"."""
    rest: list[tuple[int, UnitName]] = []
    if (
        s.value(i, "range") == "and"
        and s.has(i + 1, "one")
        and s.value(i + 2, "unit") == "half"
        and unit in _HALVED
    ):
        # "a year and a half"
        return i + 3, (_HALVED[unit],)
    while True:
        j = s.skip(i, 1, "comma")
        j = j + 1 if s.value(j, "range") == "and" else j
        found = amount(s, j) if s.has(j, "int", "number") else None
        if found is None or _order(found[2]) >= _order(unit):
            return i, tuple(rest)
        end, count, smaller = found
        if count is None or count < 1:
            return i, tuple(rest)
        i, unit = end, smaller
        rest.append((round(count), smaller))


_ORDER = ("second", "minute", "hour", "day", "week", "month", "year")


def _order(unit: str) -> int:
    return _ORDER.index(unit) if unit in _ORDER else len(_ORDER) if unit == "decade" else -1


# Half a unit in whole ones, since a shift counts whole ones.
_HALVED: dict[str, tuple[int, UnitName]] = {
    "hour": (30, "minute"),
    "day": (12, "hour"),
    "month": (2, "week"),
    "year": (6, "month"),
    "century": (50, "year"),
}


def count_words(s: Symbols, i: int) -> tuple[int, float | None] | None:
    """A count in figures or words; None for "several"."""
    value = s.value(i, "int")
    if value is not None:
        return i + 1, value
    dotted = s.value(i, "dotted")
    if dotted and len(dotted) == 2:
        return i + 1, float(f"{dotted[0]}.{dotted[1]}")
    if s.has(i, "number"):
        value = s.value(i, "number")
        j = s.skip(i + 1, 1, "dash")
        ones = s.value(j, "number")
        if value >= 20 and value % 10 == 0 and ones and ones < 10:
            return j + 1, value + ones
        return i + 1, value
    if s.has(i, "one"):
        if s.has(i + 1, "couple", "number_vague"):
            return count_words(s, i + 1)
        return i + 1, 0.5 if s.value(i, "one") == "half" else 1
    if s.has(i, "couple"):
        return s.skip(i + 1, 1, "of"), 2
    if s.has(i, "number_vague"):
        return i + 1, None
    return None


def whole(count: float | None) -> int | None:
    """A count in whole units, at least one; None for "several"."""
    return None if count is None else max(1, round(count)) if count >= 1 else 0


def this_unit(s: Symbols, i: int) -> Read:
    """Read "the year" in "the end of the year" is this one."""
    unit = s.value(i, "unit")
    return (
        (i + 1, Unit(unit, 0))
        if unit in ("week", "month", "year", "decade", "quarter", "day", "century")
        else None
    )
