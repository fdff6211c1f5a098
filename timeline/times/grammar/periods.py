"""Symbols -> seasons, holidays, parts of years, and the n-th or the edge of something longer.

Every function takes the sentence and a symbol's index and returns the index after what it read, with the
term, or None.
"""

from dataclasses import replace

from dateline.timeline.times.grammar.days import calendar, day_number
from dateline.timeline.times.grammar.months import Read, year_behind
from dateline.timeline.times.grammar.symbols import Symbols
from dateline.timeline.times.grammar.units import OFFSETS, count_words, this_unit, unit_term
from dateline.timeline.times.terms import (
    CalendarDay,
    CalendarMonth,
    Duration,
    Edge,
    Holiday,
    Nth,
    Part,
    Season,
    Unit,
    YearPart,
    Years,
)


def season(s: Symbols, i: int) -> Read:
    """Read "last summer", "spring 2025", «влітку 2024 року»."""
    if s.has(i, "year_offset") and s.has(i + 1, "season"):
        # «Торік восени»
        told = s.value(i + 1, "season").removeprefix("weak ")
        return i + 2, Season(told, Unit("year", s.value(i, "year_offset")))
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
    if year is None and s.has(j + 1, "of"):
        end, year = year_behind(s, j + 2)
        end = end if year is not None else j + 1
    weekend = s.value(end, "unit") == "weekend"
    if weekend and year is None:
        end, year = year_behind(s, end + 1)
    elif weekend:
        end += 1
    return end, Holiday(key, year, side if j > i else "bare", weekend)


def anniversary(s: Symbols, i: int) -> Read:
    """Read "the third anniversary of the invasion", «треті роковини вторгнення»: a day of a year."""
    found = day_number(s, i) if not s.has(i, "anniversary") else (i, 0, True)
    if found is None or not found[2] or not s.has(found[0], "anniversary"):
        return None
    j = s.skip(found[0] + 1, 4, "of", "article", "from", "since")
    begun = s.value(j, "begun")
    if begun is None:
        return None
    year, month, day = map(int, begun.split("-"))
    return j + 1, CalendarDay(day, month, year + found[1] if found[1] else None)


def nth(s: Symbols, i: int) -> Read:
    """Read "the first week of March", "last Monday in January", "the week of 10 April"."""
    if s.value(i, "unit") == "weekend" and s.has(i + 1, "of"):
        named = holiday(s, s.skip(i + 2, 1, "article"))
        if named is not None and isinstance(named[1], Holiday):
            return named[0], replace(named[1], weekend=True)
    if s.value(i, "unit") == "week" and (s.has(i + 1, "of") or s.value(i + 1, "bound") == "since"):
        j = s.skip(i + 2, 2, "in", "article")
        base = calendar(s, j)
        if base is None:
            # "the week of the 18th"
            day = day_number(s, j)
            base = (day[0], CalendarDay(day[1])) if day is not None and day[2] else None
        return (base[0], Nth(0, "week", None, base[1])) if base and isinstance(base[1], CalendarDay) else None
    if s.value(i, "side") in ("last", "past"):
        j, number = i + 1, -1
    else:
        found = day_number(s, i)
        if found is None or not (found[2] or s.has(found[0], "day_mark")):
            return None
        j, number, _ = found
    if s.has(j, "of", "day_mark") and number > 0:
        # "The 20th of last month", «20 числа минулого місяця»
        month = unit_term(s, s.skip(j, 3, "of", "day_mark", "article"))
        if month is not None and isinstance(month[1], Unit) and month[1].unit == "month":
            return month[0], Nth(number, "day", None, month[1])
    counted = count_words(s, j) if number in (1, -1) else None
    count = 1
    if counted is not None and s.has(counted[0], "unit"):
        j, some = counted
        if some is None or some < 1:
            return None
        count = round(some)
    unit = s.value(j, "unit")
    weekday = s.value(j, "weekday")
    if number > 5 and unit != "day" and not (unit == "month" and number <= 12):
        return None
    if unit not in ("day", "week", "weekend", "month") and weekday is None:
        return None
    k = s.skip(j + 1, 3, "of", "in", "article")
    if k == j + 1 and not s.words.genitive:
        return None
    base = calendar(s, k) or unit_term(s, k) or this_unit(s, k) or season(s, k)
    if base is None or not isinstance(base[1], CalendarMonth | Years | Unit | Season):
        return None
    return base[0], Nth(number, unit if weekday is None else None, weekday, base[1], count)


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
    base = calendar(s, k) or unit_term(s, k) or (this_unit(s, k) if k > j + 1 or s.words.genitive else None)
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
        found = this_unit(s, j)
    if found is None or isinstance(found[1], Part | Duration | CalendarDay):
        return None
    return found[0], Edge(s.value(i, "edge"), found[1])


def _side_of_now(s: Symbols, i: int) -> Read:
    """Read "earlier this month", "later in the week", «раніше цього тижня»."""
    j = s.skip(i + 1, 1, "in")
    k = s.skip(j, 1, "article")
    found = unit_term(s, k) or (this_unit(s, k) if k > j or j > i + 1 else None)
    if (
        found is None
        or not isinstance(found[1], Unit)
        or found[1].unit not in ("week", "month", "quarter", "year")
    ):
        return None
    return found[0], Edge(s.value(i, "vague"), found[1])
