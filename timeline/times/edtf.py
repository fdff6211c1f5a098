"""The EDTF strings we write (level 1): made from days, and read back as first and last day."""

import re
from calendar import monthrange
from datetime import date

_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "winter": 24}
_FIRST_MONTH = {21: 3, 22: 6, 23: 9, 24: 12}
_ONE = re.compile(r"(?P<year>\d{4}|\d{3}X|\d{2}XX)(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?~?", re.ASCII)


def day_edtf(first: date, last: date | None = None, *, approximate: bool = False) -> str:
    """A day, or an interval of days, both included."""
    mark = "~" if approximate else ""
    if last is None or last == first:
        return first.isoformat() + mark
    return f"{first.isoformat()}{mark}/{last.isoformat()}{mark}"


def month_edtf(first: date, last: date | None = None, *, approximate: bool = False) -> str:
    """The month that holds a day, or an interval of months, both included."""
    mark = "~" if approximate else ""
    begin = f"{first.year:04d}-{first.month:02d}{mark}"
    if last is None or (last.year, last.month) == (first.year, first.month):
        return begin
    return f"{begin}/{last.year:04d}-{last.month:02d}{mark}"


def year_edtf(first: int, last: int | None = None, *, approximate: bool = False) -> str:
    """A year, a whole decade (``199X``) or century (``18XX``), or an interval of years, both included."""
    mark = "~" if approximate else ""
    if last is None or last == first:
        return f"{first:04d}{mark}"
    if last - first == 9 and first % 10 == 0:
        return f"{first // 10:03d}X{mark}"
    if last - first == 99 and first % 100 == 0:
        return f"{first // 100:02d}XX{mark}"
    return f"{first:04d}{mark}/{last:04d}{mark}"


def season_edtf(season: str, year: int) -> str:
    """A season by its number, 21 spring to 24 winter. Winter counts to the year in which it begins."""
    return f"{year:04d}-{_SEASONS[season]}"


def edtf_bounds(edtf: str) -> tuple[date, date]:
    """First and last day, both included, of a string that this module writes.

    Raises:
        ValueError: The string is no EDTF of these forms.
    """
    first, slash, last = edtf.partition("/")
    begin, end = _bounds(first), _bounds(last if slash else first)
    if end[1] < begin[0]:
        raise ValueError(f"EDTF {edtf!r} ends before it begins")
    return begin[0], end[1]


def _bounds(text: str) -> tuple[date, date]:
    match = _ONE.fullmatch(text)
    if match is None or ("X" in text and match["month"] is not None):
        raise ValueError(f"no EDTF date that dateline writes: {text!r}")
    year = match["year"]
    first_year, last_year = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if match["month"] is None:
        return date(first_year, 1, 1), date(last_year, 12, 31)
    month = int(match["month"])
    if match["day"] is not None:
        day = date(first_year, month, int(match["day"]))
        return day, day
    if month in _FIRST_MONTH:
        begin = _FIRST_MONTH[month]
        end_year, end_month = (first_year + 1, 2) if month == 24 else (first_year, begin + 2)
        return date(first_year, begin, 1), date(end_year, end_month, monthrange(end_year, end_month)[1])
    return date(first_year, month, 1), date(first_year, month, monthrange(first_year, month)[1])
