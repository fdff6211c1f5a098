"""Symbols -> days of the calendar as news writes them.

Every function takes the sentence and a symbol's index and returns the index after what it read, with the
term, or None.
"""

from dateline.timeline.times.grammar.months import (
    Read,
    calendar_month,
    month_name,
    year_behind,
    year_mark,
    years,
)
from dateline.timeline.times.grammar.symbols import Symbols
from dateline.timeline.times.terms import CalendarDay


def calendar(s: Symbols, i: int) -> Read:
    """The longest calendar date that starts here."""
    return calendar_day(s, i) or calendar_month(s, i) or years(s, i)


def calendar_day(s: Symbols, i: int) -> Read:
    """A day: "28 January 2026", "January 28th", "пн, 28 січня", "28.01", "2026-01-28", "on the 28th"."""
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
    if spelt and tens is not None and (s.value(i + 1, "number") or 0) < 100:
        j = s.skip(i + 1, 1, "dash")
        ones = s.value(j, "number") if tens in (20, 30) else None
        if ones is not None and ones < 10 and tens + ones <= 31:
            return j + 1, tens + ones, False
        return (i + 1, tens, False) if 1 <= tens <= 31 else None
    return None


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
    hyphened = s.has(j, "dash") and s.touching(j - 1) and s.touching(j)
    j = j + 1 if hyphened else s.skip(j, 1, "article", "slash")
    found = day_number(s, j, spelt=True)
    if found is None and s.has(j, "comma"):
        found = day_number(s, j + 1)
        found = found if found is not None and found[2] else None
    if found is None:
        return None
    after, day, ordinal = found
    if not _exists(day, number) or (not ordinal and s.has(after, "meridiem")):
        return None
    if ordinal and s.has(after - 1, "ordinal") and s.has(j - 1, "article") and not _closes(s, after):
        # "In early December the first snow".
        return None
    if not ordinal and s.value(first - 1, "in") == "month" and not s.has(after, "comma", "year"):
        # "In March 15 people were killed": after this preposition the number counts.
        return None
    end, year = year_behind(s, after)
    return end, CalendarDay(day, number, year)


def _exists(day: int, month: int) -> bool:
    return 1 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)


def _numeric(s: Symbols, i: int) -> tuple[int, CalendarDay] | None:
    tags = s.tags[i]
    if "year" in tags and s.has(i + 1, "dash", "slash") and s.touching(i):
        # "2026-Jan-28"
        named = month_name(s, i + 2)
        if named is not None and s.has(named[0], "dash", "slash"):
            figure = s.value(named[0] + 1, "int")
            if figure and _exists(figure, named[1]):
                return named[0] + 2, CalendarDay(figure, named[1], tags["year"])
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
        if sizes[1] != 2 and not (told or s.size <= 2):
            return None
        if not s.words.dotted_dates and not (
            s.has(i - 1, "in", "weekday") and sizes[1] == 2 and _closes(s, i + 1)
        ):
            return None
        if not _real(day, month):
            return None
        end, year_spec = year_behind(s, s.skip(i + 1, 1, "dot") if s.touching(i) else i + 1)
        return end, CalendarDay(day, month, year_spec)
    # "In 1/4 of cases" is a fraction: short figures need a preposition that takes a day and nothing else.
    if sizes[1] == 1 and (s.words.genitive or s.value(i - 1, "in") not in ("day", None)):
        return None
    if parts == (24, 7) or not (told or sizes == (2, 2) or s.size <= 2):
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
        # "Monday 12 people were killed": a plain number after a weekday counts; "on Monday the first
        # blasts" orders.
        figure = "int" in s.tags[i]
        dated = ordinal and (figure or (s.has(i - 1, "article") and _closes(s, end)))
        timed = s.has(end, "at", "range") and s.has(end + 1, "int", "colon", "dotted")
        dated = dated or (figure and (timed or _ends_clause(s, end)))
        return (end, CalendarDay(day)) if dated else None
    if ordinal and "int" in s.tags[i] and s.value(i - 1, "in") == "day" and _ends_clause(s, end):
        # "On 29th, ..."
        return (end, CalendarDay(day)) if not s.words.genitive else None
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


def _ends_clause(s: Symbols, i: int) -> bool:
    return i >= s.size or not (s.text[s.starts[i]].isalnum() or s.has(i, "dash"))


def _closes(s: Symbols, i: int) -> bool:
    """Whether no noun can follow: the end, a mark, or a word of grammar."""
    if i >= s.size or s.has(i, "closer", "comma", "dot", "close", "at", "in"):
        return True
    return not s.tags[i] and not s.text[s.starts[i]].isalnum()
