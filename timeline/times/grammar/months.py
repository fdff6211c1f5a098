"""Symbols -> months and years as news writes them.

Every function takes the sentence and a symbol's index and returns the index after what it read, with the
term, or None.
"""

from typing import TypeAlias

from dateline.timeline.times.grammar.symbols import Symbols
from dateline.timeline.times.terms import CalendarMonth, Side, Term, Unit, Years

Read: TypeAlias = tuple[int, Term] | None
YearSpec: TypeAlias = int | Unit
OFFSETS = {"last": -1, "past": -1, "this": 0, "next": 1, "before_last": -2, "after_next": 2}
_SIDES = frozenset(("last", "past", "this", "next"))
# «90-х роках»: of the last century.
_DECADES = frozenset(range(10, 100, 10))
# Months that are given names too.
_NAMES = frozenset((4, 6, 8))


def month_name(s: Symbols, i: int) -> tuple[int, int] | None:
    """A month's name or short form, its full stop included."""
    value = s.value(i, "month")
    if value:
        return i + 1, value
    value = s.value(i, "month_short")
    if value:
        # A stop belongs to the short form unless it is the last mark of the sentence.
        return (i + 2 if s.has(i + 1, "dot") and s.touching(i) and i + 2 < s.size else i + 1), value
    return None


def year_behind(s: Symbols, i: int) -> tuple[int, YearSpec | None]:
    """The year that a date goes on with, if it does: ", 2026", "of 2026", "2026 року", "last year"."""
    if (
        s.has(i, "dash", "slash")
        and s.has(i - 2, "dash", "slash")
        and all(map(s.touching, range(i - 2, i + 1)))
    ):
        # "25-Jan-2026"
        year = s.value(i + 1, "year")
        return (i + 2, year) if year else (i, None)
    # "05-Aug-2016", "23/Sep/2020"
    joined = s.has(i, "dash", "slash") and s.touching(i - 1) and s.touching(i) and s.has(i + 1, "year")
    j = i + 1 if joined else s.skip(i, 1, "comma", "of", "in")
    year = s.value(j, "year")
    if (
        year
        and (j == i or 1800 <= year <= 2100)
        and not (s.has(j + 1, "dash") and s.has(j + 2, "int") and j > i)
    ):
        return year_mark(s, j + 1), year
    if s.has(j, "year_offset"):
        return j + 1, Unit("year", s.value(j, "year_offset"))
    spelt = _spelt_year(s, j)
    if spelt is not None:
        return spelt
    short = s.value(j, "int")
    if short is not None and s.has(j - 1, "of") and s.value(j, "digits") == 2 and short > 31:
        # "April of 87"
        return j + 1, (1900 if short >= 50 else 2000) + short
    side = s.value(s.skip(j, 1, "article"), "side")
    if side in OFFSETS:
        k = s.skip(j, 1, "article") + 1
        if s.value(k, "unit") == "year":
            return k + 1, Unit("year", OFFSETS[side])
    return i, None


def _spelt_year(s: Symbols, i: int) -> tuple[int, int] | None:
    """A year in words: "nineteen ninety six", "nineteen hundred ninety three", "two thousand and fifteen"."""
    head, next_word = s.value(i, "number"), s.value(i + 1, "number")
    if head is None or next_word is None:
        return None
    if (head, next_word) == (2, 1000) or (17 <= head <= 19 and next_word == 100):
        j = i + 3 if s.value(i + 2, "range") == "and" else i + 2
        behind = _two_figures(s, j)
        return (behind[0], head * next_word + behind[1]) if behind is not None else (i + 2, head * next_word)
    behind = _two_figures(s, i + 1)
    if 17 <= head <= 20 and behind is not None and behind[1] >= 10:
        return behind[0], head * 100 + behind[1]
    return None


def _two_figures(s: Symbols, i: int) -> tuple[int, int] | None:
    value = s.value(i, "number")
    if value is None or value > 90:
        return None
    j = s.skip(i + 1, 1, "dash")
    ones = s.value(j, "number") or 10
    return (j + 1, value + ones) if value >= 20 and value % 10 == 0 and ones < 10 else (i + 1, value)


def year_mark(s: Symbols, i: int) -> int:
    """Skip "року", "г.", "-го года" after a year."""
    if s.has(i, "dash") and s.has(i + 1, "suffix") and s.touching(i) and s.touching(i - 1):
        i += 2
    if s.has(i, "year_mark"):
        i += 1
        if s.has(i, "dot") and s.touching(i - 1) and len(s.text[s.starts[i - 1] : s.ends[i - 1]]) <= 2:
            i += 1 if i + 1 < s.size else 0
    return i


def calendar_month(s: Symbols, i: int) -> Read:
    """A month: "January 2026", "2026-01", "last January", "in May" (a weak name needs more than itself)."""
    tags = s.tags[i]
    if "year" in tags:
        month_figure = s.value(i + 2, "int")
        dashed = s.has(i + 1, "dash") and s.touching(i) and s.touching(i + 1) and not s.has(i + 3, "dash")
        whole = s.value(i + 2, "digits") == 2 or i + 3 >= s.size
        if dashed and whole and 1 <= (month_figure or 0) <= 12:
            return i + 3, CalendarMonth(month_figure, tags["year"])
        found = month_name(s, i + 1)
        if found is not None and not s.has(found[0], "int"):
            return found[0], CalendarMonth(found[1], tags["year"])
    for shape in ("dotted", "slashed"):
        parts = tags.get(shape, ())
        if len(parts) == 2 and tags["sizes"] == (2, 4) and 1 <= parts[0] <= 12 and 1900 <= parts[1] <= 2100:
            # "02.2022", "02/2022"
            return year_mark(s, i + 1), CalendarMonth(*parts)
    if "year_offset" in tags:
        found = month_name(s, s.skip(i + 1, 2, "in", "comma"))
        return (
            (found[0], CalendarMonth(found[1], Unit("year", tags["year_offset"])))
            if found is not None
            else None
        )
    side: Side | None = tags.get("side")
    j = i + 1 if side in _SIDES else i
    found = month_name(s, j)
    if found is None:
        return None
    end, month = found
    after, year = year_behind(s, end)
    if side is not None and j > i:
        return after, CalendarMonth(month, year, side)
    if year is None and not _stands_alone(s, i, end):
        return None
    return after, CalendarMonth(month, year)


def _stands_alone(s: Symbols, i: int, end: int) -> bool:
    """Whether a month's name with no day, year or side beside it is a month here.

    "May" and "March" are verbs and names, so they need a capital and a preposition of time before them; the
    rest may do without, unless a name follows ("April Jones").
    """
    if s.has(i - 1, "int"):
        # The day before it was refused: "8 March Street".
        return False
    told = s.has(i - 1, "in", "bound", "edge", "of") or s.value(i - 1, "range") in (
        "from",
        "to",
        "between",
        "through",
    )
    told = told or s.has(i - 2, "edge") or (s.has(end, "dash") and s.has(end + 1, "month", "month_short"))
    if "month" in s.tags[i]:
        return told or not (s.value(i, "month") in _NAMES and s.is_upper(end) and not s.tags[end])
    if s.words.genitive and s.ends[i] - s.starts[i] > 3 and (told or s.has(i - 1, "unit")):
        # «З лютого», «перші десять днів марта».
        return True
    told = told or (s.value(i - 1, "range") == "and" and s.has(i - 2, "month", "month_short", "year"))
    return told and s.is_upper(i) and not (s.is_upper(end) and not s.tags[end])


def years(s: Symbols, i: int) -> Read:
    """Years: "in 2014", "2014 року", "the 1990s", "2014–2022" is a range of two."""
    spelt = s.value(i, "decade")
    if spelt is not None and (
        s.has(i - 1, "article", "in", "edge") or s.size <= 2 or s.has(i + 1, "year_mark")
    ):
        return s.skip(i + 1, 1, "year_mark"), Years(spelt, spelt + 9)
    decade = s.value(i, "int")
    if (
        decade in _DECADES
        and decade >= 30
        and s.touching(i)
        and s.has(i + 1, "decade_mark")
        and s.has(i - 1, "article", "edge")
    ):
        # "the 90s"
        return i + 2, Years(1900 + decade, 1909 + decade)
    if (
        decade in _DECADES
        and s.has(i + 1, "dash")
        and s.has(i + 2, "decade_mark")
        and s.has(i + 3, "year_mark")
    ):
        return i + 4, Years(1900 + decade, 1909 + decade)
    year = s.value(i, "year")
    if not year:
        return None
    mark = i + 2 if s.has(i + 1, "dash") and s.touching(i) and s.touching(i + 1) else i + 1
    if s.has(mark, "decade_mark") and (s.touching(i) or s.has(i - 1, "in", "article")):
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
    onward = (s.has(i + 1, "dash") and s.touching(i)) or s.value(i + 1, "range") == "to"
    if onward and (s.value(i + 2, "year") or 0) > year:
        before = True
    if not before:
        return None
    following = s.tags[end]
    word = s.text[s.starts[end]] if end < s.size else "."
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
