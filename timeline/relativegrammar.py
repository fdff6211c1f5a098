"""Symbols -> times told by their place beside now or another time: weekdays, "last week", "two days ago".

Every function takes the sentence and a symbol's index and returns the index after what it read, with the
term, or None.
"""

from typing import Any

from timeline.dategrammar import calendar, day_number
from timeline.monthgrammar import Read, year_behind
from timeline.timesymbols import Symbols
from timeline.timeterms import (
    CalendarDay,
    CalendarMonth,
    Duration,
    Edge,
    Holiday,
    Nth,
    Part,
    Season,
    Shift,
    Stretch,
    Term,
    Told,
    Unit,
    UnitName,
    Weekday,
    YearPart,
    Years,
)

OFFSETS = {"last": -1, "past": -1, "this": 0, "next": 1, "before_last": -2, "after_next": 2}
_LONG_UNITS = frozenset(("week", "month", "quarter", "half", "year", "decade", "century", "weekend"))


def moment(s: Symbols, i: int) -> Read:
    """The longest day, week, month, year or the like that starts here, without a time of day."""
    if not s.tags[i]:
        return None
    key = ("moment", i)
    if key in s.read:
        remembered: Read = s.read[key]
        return remembered
    best: Read = None
    for read in (
        calendar, weekday_term, unit_term, told_term, shift_term, season, holiday, nth, year_part, edge,
        stretch,
    ):  # fmt: skip
        found = read(s, i)
        if found is not None and (best is None or found[0] > best[0]):
            best = found
    s.read[key] = best
    return best


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


def weekday_term(s: Symbols, i: int) -> Read:
    """Read "Monday", "last Monday", "Tuesday of last week", "next week on Tuesday"."""
    side: Any = s.value(i, "side") or ("last" if s.value(i, "told") == "previous" else None)
    j = i + 1 if side in OFFSETS else i
    if j > i and s.has(j, "unit") and s.value(j, "unit") == "week":
        behind = s.skip(j + 1, 2, "comma", "in", "article")
        weekday = s.value(behind, "weekday") or s.value(behind, "weekday_short")
        return (behind + 1, Weekday(weekday, "bare", OFFSETS[side])) if weekday else None
    if j > i and s.has(j, "side") and s.value(j, "side") in ("past", "next") and side == "this":
        side = "past" if s.value(j, "side") == "past" else "next"
        j += 1
    weekday = s.value(j, "weekday")
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
        if side == "next" and s.words.next_weekday == "week":
            return end, Weekday(weekday, "bare", 1)
        return end, Weekday(weekday, side)
    k = s.skip(end, 2, "of", "in", "article")
    week_side = s.value(k, "side")
    if week_side in OFFSETS and s.value(k + 1, "unit") == "week":
        return k + 2, Weekday(weekday, "bare", OFFSETS[week_side])
    if s.has(k, "weekday_side") and k == end:
        return k + 1, Weekday(weekday, s.value(k, "weekday_side"))
    return end, Weekday(weekday)


def unit_term(s: Symbols, i: int) -> Read:
    """Read "yesterday", "last week", "this year", "over the weekend", and the like."""
    day = s.value(i, "day")
    if day is not None:
        behind = calendar(s, i + 1) if day == 0 else None
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
    if s.value(i, "unit") == "weekend" and (s.has(i - 1, "in", "article", "over_span") or s.size <= 2):
        return i + 1, Unit("weekend", 0)
    return None


def stretch(s: Symbols, i: int) -> Read:
    """Read "the past 24 hours", "last three days", "the next week", «за сутки»."""
    counted = count_words(s, i) if s.has(i, "int", "number", "number_vague") else None
    if counted is not None and s.value(counted[0], "side") in ("last", "past", "next"):
        j = counted[0]
        unit = s.value(j + 1, "unit")
        if unit is not None and unit != "weekend":
            sign = 1 if s.value(j, "side") == "next" else -1
            return j + 2, Stretch(_whole(counted[1]), unit, sign)
    side = s.value(i, "side")
    if side in ("last", "past", "next"):
        sign = 1 if side == "next" else -1
        found = amount(s, i + 1)
        if found is not None:
            end, count, unit = found
            return end, Stretch(_whole(count), unit, sign)
        unit = s.value(i + 1, "unit")
        if unit in ("day_24", "hour", "minute") or (
            side == "past" and unit in ("day", "week", "fortnight", "month", "year")
        ):
            return i + 2, Stretch(1, unit, sign)
        if side == "last" and unit == "day" and s.has(i - 1, "article"):
            return i + 2, Stretch(1, "day_24", sign)
        return None
    if s.value(i, "unit") == "day_24" and s.has(i - 1, "over_span"):
        return i + 1, Stretch(1, "day_24", -1)
    return None


def amount(s: Symbols, i: int) -> tuple[int, float | None, Any] | None:
    """A count and its unit: "24 hours", "two-week", "several days", "a couple of weeks", "півтора року"."""
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


def shift_term(s: Symbols, i: int) -> Read:
    """Read "two hours ago", «тиждень тому», "an hour later", «через три дні», "two days after 5 May"."""
    if s.has(i, "ahead"):
        found = amount(s, i + 1)
        if found is None and s.value(i, "ahead") == "always" and s.has(i + 1, "unit"):
            found = (i + 2, 1, s.value(i + 1, "unit"))
        if found is None:
            return None
        end, count, unit = found
        if s.value(i, "ahead") != "always" and not s.future:
            return None
        if s.has(end, "later"):
            return end + 1, Shift(_whole(count), unit, 1, anaphoric=True)
        # «Через годину» in a tale counts from what was told, in a plan from now.
        return end, Shift(_whole(count), unit, 1, anaphoric=False if s.future else None)
    if s.has(i, "before_part"):
        # «за годину до цього», «за два дні до того»
        found = amount(s, i + 1) or ((i + 2, 1, s.value(i + 1, "unit")) if s.has(i + 1, "unit") else None)
        if found is not None and s.has(found[0], "earlier"):
            return found[0] + 1, Shift(_whole(found[1]), found[2], -1, anaphoric=True)
    found = amount(s, i)
    if found is None:
        if (
            not s.words.genitive  # «тиждень тому» is one week, "weeks ago" no number of them
            or not s.has(i, "unit")
            or not s.has(i + 1, "ago", "later", "earlier")
            or s.value(i, "unit") == "weekend"
        ):
            return None
        found = (i + 1, 1, s.value(i, "unit"))
    end, count, unit = found
    if s.has(end, "ago"):
        return end + 1, Shift(_whole(count), unit, -1)
    if s.has(end, "later"):
        return end + 1, Shift(_whole(count), unit, 1, anaphoric=True)
    if s.has(end, "earlier"):
        return end + 1, Shift(_whole(count), unit, -1, anaphoric=True)
    kind = s.value(end, "bound")
    if kind in ("before", "after", "since"):
        j = s.skip(end + 1, 2, "article", "in")
        # Not any moment: "two days after two days after ..." would have no end.
        base = calendar(s, j) or holiday(s, j) or weekday_term(s, j) or unit_term(s, j)
        if base is not None and (is_day(base[1]) or isinstance(base[1], CalendarMonth | Years)):
            return base[0], Shift(_whole(count), unit, -1 if kind == "before" else 1, base[1])
    return None


def _whole(count: float | None) -> int | None:
    return None if count is None else max(1, round(count)) if count >= 1 else 0


def told_term(s: Symbols, i: int) -> Read:
    """Read "the next day", "that morning", "the previous night": beside the time the text told last."""
    fixed = s.value(i, "told")
    if fixed is not None:
        if " " in fixed:
            which, what = fixed.split(" ", 1)
            if s.has(i + 1, "article") or s.has(i + 1, "bound"):
                # "the day before the attack" leans on something that is no time.
                return None
            return i + 1, Told(which, what)
        what = s.value(i + 1, "unit") or s.value(i + 1, "part")
        if what in ("day", "night", "week", "month", "quarter", "year", "weekend") or s.has(i + 1, "part"):
            return i + 2, Told(fixed, what)
    if s.value(i, "side") == "next" and s.has(i + 1, "unit", "part"):
        what = s.value(i + 1, "unit") or s.value(i + 1, "part")
        if what in ("day", "night") or s.has(i + 1, "part"):
            return i + 2, Told("next", what)
    return None


def season(s: Symbols, i: int) -> Read:
    """Read "last summer", "spring 2025", «влітку 2024 року»."""
    side = s.value(i, "side")
    j = i + 1 if side in OFFSETS else i
    name = s.value(j, "season")
    if name is None:
        return None
    weak = name.startswith("weak ")
    name = name.removeprefix("weak ")
    end, year = year_behind(s, j + 1)
    if j > i:
        return end, Season(name, year, side)
    told = s.has(i - 1, "edge", "range", "bound") or (
        s.has(i - 1, "article") and s.has(i - 2, "in", "of", "over_span", "edge", "bound")
    )
    if year is None and (weak or not (told or s.size <= 1)):
        return None
    if year is None and s.size > 1 and not s.tags[end] and s.text[s.starts[end]].islower():
        # "In the spring offensive" names no season's days.
        return None
    return end, Season(name, year)


def holiday(s: Symbols, i: int) -> Read:
    """Read "New Year's Eve", "last Christmas", "Easter 2018"."""
    side = s.value(i, "side")
    j = i + 1 if side in OFFSETS else i
    key = s.value(j, "holiday")
    if key is None:
        return None
    end, year = year_behind(s, j + 1)
    return end, Holiday(key, year, side if j > i else "bare")


def nth(s: Symbols, i: int) -> Read:
    """Read "the first week of March", "last Monday in January", "the week of 10 April"."""
    if s.value(i, "unit") == "week" and s.has(i + 1, "of"):
        base = calendar(s, s.skip(i + 2, 1, "article"))
        return (base[0], Nth(0, "week", None, base[1])) if base and isinstance(base[1], CalendarDay) else None
    if s.value(i, "side") in ("last", "past"):
        j, number = i + 1, -1
    else:
        found = day_number(s, i)
        if found is None or not found[2]:
            return None
        j, number, _ = found
    unit = s.value(j, "unit")
    weekday = s.value(j, "weekday")
    if number > 5 and unit != "day":
        return None
    if unit not in ("day", "week", "weekend", "month") and weekday is None:
        return None
    k = s.skip(j + 1, 3, "of", "in", "article")
    if k == j + 1 and not s.words.genitive:
        return None
    base = calendar(s, k) or unit_term(s, k) or _this_unit(s, k) or season(s, k)
    if base is None or not isinstance(base[1], CalendarMonth | Years | Unit | Season):
        return None
    return base[0], Nth(number, unit if weekday is None else None, weekday, base[1])


def _this_unit(s: Symbols, i: int) -> Read:
    """Read "the year" in "the end of the year" is this one."""
    unit = s.value(i, "unit")
    return (
        (i + 1, Unit(unit, 0))
        if unit in ("week", "month", "year", "decade", "quarter", "day", "century")
        else None
    )


def year_part(s: Symbols, i: int) -> Read:
    """Read "the second half of 2025", "third quarter", "Q1 2024", "2017-Q1"."""
    fixed = s.value(i, "year_part")
    if fixed is not None:
        number, unit = fixed.split(" ")
        end, year = year_behind(s, s.skip(i + 1, 1, "dash"))
        return (
            (end, YearPart(int(number), unit, year))
            if year is not None
            else (i + 1, YearPart(int(number), unit))
        )
    if s.has(i, "year"):
        j = s.skip(i + 1, 1, "dash")
        fixed = s.value(j, "year_part")
        if fixed is not None:
            number, unit = fixed.split(" ")
            return j + 1, YearPart(int(number), unit, s.value(i, "year"))
        return None
    found = day_number(s, i)
    if found is None or not found[2]:
        return None
    j, number, _ = found
    unit = s.value(j, "unit")
    if unit == "century":
        return j + 1, Years(number * 100 - 100, number * 100 - 1)
    if unit not in ("quarter", "half") or number > 4:
        return None
    end, year = year_behind(s, j + 1)
    if year is not None:
        return end, YearPart(number, unit, year)
    k = s.skip(j + 1, 2, "of", "article")
    base = calendar(s, k) or unit_term(s, k) or (_this_unit(s, k) if k > j + 1 or s.words.genitive else None)
    if base is not None and isinstance(base[1], CalendarMonth | Unit | CalendarDay):
        if isinstance(base[1], Unit) and base[1].unit == "year":
            return base[0], YearPart(number, unit, base[1])
        if unit == "half":
            return base[0], Edge("start" if number == 1 else "end", base[1])
    return (j + 1, YearPart(number, unit)) if unit == "quarter" else None


def edge(s: Symbols, i: int) -> Read:
    """Read "early January", "the end of last week", "mid-2025", «на початку року»."""
    if not s.has(i, "edge"):
        return _side_of_now(s, i) if s.has(i, "vague") else None
    j = s.skip(i + 1, 3, "dash", "of", "article", "in")
    found = None
    for read in (calendar, unit_term, season, year_part, nth):
        other = read(s, j)
        if other is not None and (found is None or other[0] > found[0]):
            found = other
    if found is None and s.has(j, "year"):
        found = (j + 1, Years(s.value(j, "year"), s.value(j, "year")))
    if found is None and (s.has(j - 1, "article") or s.words.genitive or not s.has(i, "edge_day")):
        found = _this_unit(s, j)
    if found is None or isinstance(found[1], Part | Duration | CalendarDay):
        return None
    return found[0], Edge(s.value(i, "edge"), found[1])


def _side_of_now(s: Symbols, i: int) -> Read:
    """Read "earlier this month", "later in the week", «раніше цього тижня»."""
    j = s.skip(i + 1, 1, "in")
    k = s.skip(j, 1, "article")
    found = unit_term(s, k) or (_this_unit(s, k) if k > j or j > i + 1 else None)
    if (
        found is None
        or not isinstance(found[1], Unit)
        or found[1].unit not in ("week", "month", "quarter", "year")
    ):
        return None
    return found[0], Edge(s.value(i, "vague"), found[1])
