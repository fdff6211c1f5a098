"""Symbols -> calendar dates: days, months and years as news writes them.

Every function takes the sentence and a symbol's index and returns the index after what it read, with the term,
or None.
"""

from typing import TypeAlias

from timeline.timeterms import CalendarDay, CalendarMonth, Term, Unit, Years
from timeline.timewords import Symbols

Read: TypeAlias = tuple[int, Term] | None
YearSpec: TypeAlias = int | Unit


def calendar(s: Symbols, i: int) -> Read:
    """The longest calendar date that starts here."""
    return calendar_day(s, i) or calendar_month(s, i) or years(s, i)


def calendar_day(s: Symbols, i: int) -> Read:
    """A day: "28 January 2026", "January 28th", "Mon, 28 січня", "28.01.2026", "2026-01-28", "on the 28th"."""
    j = i
    weekday = s.value(i, "weekday") or s.value(i, "weekday_short")
    if weekday:
        j = s.skip(i + 1, 1, "dot")
        j = s.skip(s.skip(j, 1, "comma"), 1, "article")
    found = _day_then_month(s, j, i) or _month_then_day(s, j, i) or _numeric(s, j)
    if found is None and weekday:
        found = _bare_ordinal(s, j, after_weekday=True)
    elif found is None:
        found = _bare_ordinal(s, j, after_weekday=False)
    if found is None:
        return None
    end, term = found
    if weekday:
        return end, CalendarDay(term.day, term.month, term.year, weekday, term.other)
    return _weekday_behind(s, end, term)


def _weekday_behind(s: Symbols, end: int, term: CalendarDay) -> Read:
    j = s.skip(end, 2, "comma", "open", "in")
    weekday = s.value(j, "weekday") or s.value(j, "weekday_short")
    if j > end and weekday and not s.has(j + 1, "int") and (s.has(end, "open", "comma")):
        j += 2 if s.has(end, "open") and s.has(j + 1, "close") else 1
        return j, CalendarDay(term.day, term.month, term.year, weekday, term.other)
    return end, term


def day_number(s: Symbols, i: int, *, spelt: bool = False) -> tuple[int, int, bool] | None:
    """A day of the month in figures or words -> (next, day, whether it was an ordinal).

    ``spelt`` takes cardinal words too ("May twenty-nine"), where a month stands beside.
    """
    value = s.value(i, "int")
    if value is not None:
        if not 1 <= value <= 31 or s.value(i, "digits") > 2:
            return None
        if s.touching(i) and s.has(i + 1, "suffix"):
            return i + 2, value, True
        if s.has(i + 1, "dash") and s.has(i + 2, "suffix") and s.touching(i) and s.touching(i + 1):
            return i + 3, value, True
        return i + 1, value, False
    tens = s.value(i, "number")
    if tens in (20, 30):
        j = s.skip(i + 1, 1, "dash")
        ones = s.value(j, "ordinal")
        if ones is not None and ones < 10 and tens + ones <= 31:
            return j + 1, tens + ones, True
    value = s.value(i, "ordinal")
    if value is not None and 1 <= value <= 31:
        return i + 1, value, True
    if spelt and tens is not None:
        j = s.skip(i + 1, 1, "dash")
        ones = s.value(j, "number") if tens in (20, 30) else None
        if ones is not None and ones < 10 and tens + ones <= 31:
            return j + 1, tens + ones, False
        return (i + 1, tens, False) if 1 <= tens <= 31 else None
    return None


def month_name(s: Symbols, i: int) -> tuple[int, int] | None:
    """A month's name or short form, its full stop included."""
    value = s.value(i, "month")
    if value:
        return i + 1, value
    value = s.value(i, "month_short")
    if value:
        # A stop belongs to the short form unless it is the last mark of the sentence.
        return (i + 2 if s.has(i + 1, "dot") and s.touching(i) and i + 2 < s.count else i + 1), value
    return None


def year_behind(s: Symbols, i: int) -> tuple[int, YearSpec | None]:
    """The year that a date goes on with, if it does: ", 2026", "of 2026", "2026 року", "last year"."""
    j = s.skip(i, 1, "comma", "of", "in")
    year = s.value(j, "year")
    if (
        year
        and (j == i or 1800 <= year <= 2100)
        and not (s.has(j + 1, "dash") and s.has(j + 2, "int") and j > i)
    ):
        return year_mark(s, j + 1), year
    if s.has(j, "year_offset"):
        return j + 1, Unit("year", s.value(j, "year_offset"))
    side = s.value(s.skip(j, 1, "article"), "side")
    if side in _OFFSETS:
        k = s.skip(j, 1, "article") + 1
        if s.value(k, "unit") == "year":
            return k + 1, Unit("year", _OFFSETS[side])
    return i, None


_OFFSETS = {"last": -1, "past": -1, "this": 0, "next": 1, "before_last": -2, "after_next": 2}


def year_mark(s: Symbols, i: int) -> int:
    """Skip "року", "г.", "-го года" after a year."""
    if s.has(i, "dash") and s.has(i + 1, "suffix") and s.touching(i) and s.touching(i - 1):
        i += 2
    if s.has(i, "year_mark"):
        i += 1
        if s.has(i, "dot") and s.touching(i - 1) and len(s.text[s.starts[i - 1] : s.ends[i - 1]]) <= 2:
            i += 1 if i + 1 < s.count else 0
    return i


def _day_then_month(s: Symbols, i: int, first: int) -> tuple[int, CalendarDay] | None:
    found = day_number(s, i, spelt=True)
    if found is None:
        return None
    j, day, _ = found
    j = s.skip(j, 1, "dot", "dash", "slash") if s.has(j, "dash", "slash") and s.touching(j) else j
    j = s.skip(j, 2, "of", "article", "day_mark")
    month = month_name(s, j)
    if month is None or (first == i and s.has(i - 1, "no_date_after")):
        return None
    j, number = month
    if not _exists(day, number):
        return None
    j, year = year_behind(s, j)
    return j, CalendarDay(day, number, year)


def _month_then_day(s: Symbols, i: int, first: int) -> tuple[int, CalendarDay] | None:
    month = month_name(s, i)
    if month is None:
        return None
    j, number = month
    j = s.skip(j, 1, "article", "slash")
    found = day_number(s, j, spelt=True)
    if found is None and s.has(j, "comma"):
        found = day_number(s, j + 1)
        found = found if found is not None and found[2] else None
    if found is None:
        return None
    after, day, ordinal = found
    if (
        not _exists(day, number)
        or s.has(after, "part_of_figure")
        or (not ordinal and s.has(after, "meridiem"))
    ):
        return None
    if ordinal and s.has(after - 1, "ordinal") and s.has(j - 1, "article") and not _closes(s, after):
        # "In early December the first snow".
        return None
    if (
        not ordinal
        and s.has(first - 1, "in")
        and s.value(first - 1, "in") == "month"
        and not s.has(after, "comma")
    ):
        # "In March 15 people were killed": after this preposition the number counts.
        if not s.has(s.skip(after, 1, "comma"), "year"):
            return None
    end, year = year_behind(s, after)
    return end, CalendarDay(day, number, year)


def _exists(day: int, month: int) -> bool:
    return 1 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)


def _numeric(s: Symbols, i: int) -> tuple[int, CalendarDay] | None:
    tags = s.tags[i]
    if (
        "year" in tags
        and s.has(i + 1, "dash")
        and s.has(i + 3, "dash")
        and all(map(s.touching, range(i, i + 4)))
    ):
        month, day = s.value(i + 2, "int"), s.value(i + 4, "int")
        if month and day and 1 <= month <= 12 and _exists(day, month):
            return i + 5, CalendarDay(day, month, tags["year"])
    for shape in ("dotted", "slashed"):
        if shape in tags:
            return _from_shape(s, i, shape, tags[shape], tags["sizes"])
    if (
        "int" in tags
        and s.has(i + 1, "dash")
        and s.has(i + 3, "dash")
        and all(map(s.touching, range(i, i + 4)))
    ):
        month, year = s.value(i + 2, "int"), s.value(i + 4, "year")
        if month and year and s.value(i + 2, "digits") == 2 and tags["digits"] == 2:
            return _ordered(s, i + 5, tags["int"], month, year)
    return None


def _from_shape(
    s: Symbols, i: int, shape: str, parts: tuple[int, ...], sizes: tuple[int, ...]
) -> tuple[int, CalendarDay] | None:
    if len(parts) == 3:
        if sizes[0] == 4:
            return (i + 1, CalendarDay(parts[2], parts[1], parts[0])) if _real(parts[2], parts[1]) else None
        if sizes[2] not in (2, 4) or max(sizes[:2]) > 2:
            return None
        year = parts[2] if sizes[2] == 4 else parts[2] + (2000 if parts[2] < 70 else 1900)
        if not 1000 <= year <= 2199:
            return None
        if shape == "dotted":
            # A full date with points is day first everywhere.
            return (year_mark(s, i + 1), CalendarDay(parts[0], parts[1], year)) if _real(*parts[:2]) else None
        return _ordered(s, i + 1, parts[0], parts[1], year)
    if (
        max(sizes) > 2
        or s.has(i - 1, "at", "no_date_after")
        or s.has(i + 1, "meridiem", "clock_word", "unit", "number")
    ):
        return None
    told = s.has(i - 1, "in", "bound", "bound_day", "range", "weekday", "of", "open")
    if shape == "dotted":
        day, month = parts
        if sizes[1] != 2 and not (told or s.count <= 2):
            return None
        if not s.words.dotted_dates and not (
            s.has(i - 1, "in", "weekday") and sizes[1] == 2 and _closes(s, i + 1)
        ):
            return None
        if not _real(day, month):
            return None
        end, year_spec = year_behind(s, s.skip(i + 1, 1, "dot") if s.touching(i) else i + 1)
        return end, CalendarDay(day, month, year_spec)
    if sizes[0] == 1 and sizes[1] == 1 and not told:
        return None
    if parts == (24, 7) or not (told or sizes == (2, 2) or s.count <= 2):
        return None
    return _ordered(s, i + 1, parts[0], parts[1], None)


def _real(day: int, month: int) -> bool:
    return 1 <= month <= 12 and _exists(day, month)


def _ordered(s: Symbols, end: int, one: int, two: int, year: int | None) -> tuple[int, CalendarDay] | None:
    """A day and a month in the pack's order, or the only order that makes a date."""
    day_first = (one, two) if _real(one, two) else None
    month_first = (two, one) if _real(two, one) else None
    wanted, other = (day_first, month_first) if s.words.date_order == "dmy" else (month_first, day_first)
    if wanted is None:
        wanted, other = other, None
    if wanted is None:
        return None
    return end, CalendarDay(*wanted, year, None, other if other != wanted else None)


def _bare_ordinal(s: Symbols, i: int, *, after_weekday: bool) -> tuple[int, CalendarDay] | None:
    """A day alone: "Monday the 27th", "on the 28th", "28-го числа"."""
    found = day_number(s, i)
    if found is None:
        return None
    end, day, ordinal = found
    if s.has(end, "day_mark"):
        return end + 1, CalendarDay(day)
    if after_weekday:
        # "Monday 12 people were killed": a plain number after a weekday counts; "on Monday the first blasts" orders.
        figure = "int" in s.tags[i]
        dated = ordinal and (figure or (s.has(i - 1, "article") and _closes(s, end)))
        return (end, CalendarDay(day)) if dated else None
    closes = _closes(s, end)
    if (
        ordinal
        and s.has(i - 1, "article")
        and s.value(i - 2, "in") == "day"
        and closes
        and "int" in s.tags[i]
    ):
        return end, CalendarDay(day)
    return None


def _closes(s: Symbols, i: int) -> bool:
    """Whether no noun can follow: the end, a mark, or a word of grammar."""
    if i >= s.count or s.has(i, "closer", "comma", "dot", "close", "at", "in"):
        return True
    return not s.tags[i] and not s.text[s.starts[i]].isalnum()


def calendar_month(s: Symbols, i: int) -> Read:
    """A month: "January 2026", "2026-01", "last January", "in May" (a weak name needs more than itself)."""
    tags = s.tags[i]
    if "year" in tags:
        month_figure = s.value(i + 2, "int")
        dashed = s.has(i + 1, "dash") and s.touching(i) and s.touching(i + 1) and not s.has(i + 3, "dash")
        if dashed and s.value(i + 2, "digits") == 2 and 1 <= (month_figure or 0) <= 12:
            return i + 3, CalendarMonth(month_figure, tags["year"])
        found = month_name(s, i + 1)
        if found is not None and not s.has(found[0], "int"):
            return found[0], CalendarMonth(found[1], tags["year"])
    if "year_offset" in tags:
        found = month_name(s, s.skip(i + 1, 2, "in", "comma"))
        return (
            (found[0], CalendarMonth(found[1], Unit("year", tags["year_offset"])))
            if found is not None
            else None
        )
    side = tags.get("side")
    j = i + 1 if side in _SIDES else i
    found = month_name(s, j)
    if found is None:
        return None
    end, month = found
    after, year = year_behind(s, end)
    if j > i:
        return after, CalendarMonth(month, year, side)
    if year is None and not _stands_alone(s, i, end):
        return None
    return after, CalendarMonth(month, year)


_SIDES = frozenset(("last", "past", "this", "next"))


def _stands_alone(s: Symbols, i: int, end: int) -> bool:
    """Whether a month's name with no day, year or side beside it is a month here.

    "May" and "March" are verbs and names, so they need a capital and a preposition of time before them; the
    rest may do without, unless a name follows ("April Jones").
    """
    told = s.has(i - 1, "in", "bound", "edge", "of") or s.value(i - 1, "range") in (
        "from",
        "to",
        "between",
        "through",
    )
    told = told or s.has(i - 2, "edge")
    if "month" in s.tags[i]:
        return told or not (s.value(i, "month") in _NAMES and s.is_upper(end) and not s.tags[end])
    told = told or (s.value(i - 1, "range") == "and" and s.has(i - 2, "month", "month_short", "year"))
    return told and s.is_upper(i) and not (s.is_upper(end) and not s.tags[end])


# Months that are given names too.
_NAMES = frozenset((4, 6, 8))


def years(s: Symbols, i: int) -> Read:
    """Years: "in 2014", "2014 року", "the 1990s", "2014–2022" is a range of two."""
    decade = s.value(i, "int")
    if (
        decade
        and 10 <= decade <= 90
        and decade % 10 == 0
        and s.has(i + 1, "dash")
        and s.has(i + 2, "decade_mark")
    ):
        if s.touching(i) and s.touching(i + 1) and s.has(i + 3, "year_mark"):
            return i + 4, Years(1900 + decade, 1909 + decade)
    year = s.value(i, "year")
    if not year:
        return None
    mark = i + 2 if s.has(i + 1, "dash") and s.touching(i) and s.touching(i + 1) else i + 1
    if s.touching(i) and s.has(mark, "decade_mark"):
        return s.skip(mark + 1, 1, "year_mark"), Years(year - year % 10, year - year % 10 + 9)
    end = year_mark(s, i + 1)
    if (
        end > i + 1
        and not s.has(end - 1, "year_mark", "dot")
        and (s.has(end, "unit") or not 1800 <= year <= 2100)
    ):
        # «1000-й день»: an ordinal of something else.
        return None
    if end > i + 1:
        return (end, Years(year, year)) if 1000 <= year <= 2199 else None
    if not 1800 <= year <= 2100:
        return None
    before = s.has(i - 1, "in", "bound", "range", "of", "about", "season") or s.has(i - 1, "edge", "open")
    if s.has(i - 1, "article") and s.has(i - 2, "in", "of"):
        # "in the 2000 homes" counts, "the 2014 war" dates.
        before = False
    if s.has(i - 1, "dash") and s.has(i - 2, "year"):
        before = True
    if s.has(i + 1, "dash") and s.touching(i) and (s.value(i + 2, "year") or 0) > year:
        before = True
    if not before:
        return None
    following = s.tags[end]
    word = s.text[s.starts[end]] if end < s.count else "."
    if year % 100 == 0 and not following and word.islower():
        return None
    if (
        "unit" in following
        or "number" in following
        or "no_date_after" in following
        or "meridiem" in following
    ):
        return None
    return end, Years(year, year)
