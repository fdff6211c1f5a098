"""Days with a name -> their date in a year, by the keys that the packs use."""

from collections.abc import Callable
from datetime import date, timedelta

_FIXED: dict[str, tuple[int, int]] = {
    "new_year": (1, 1),
    "epiphany": (1, 6),
    "orthodox_christmas_eve": (1, 6),
    "orthodox_christmas": (1, 7),
    "old_new_year": (1, 14),
    "orthodox_epiphany": (1, 19),
    "unity_day_ukraine": (1, 22),
    "valentine": (2, 14),
    "defender_fatherland": (2, 23),
    "womens_day": (3, 8),
    "st_patrick": (3, 17),
    "april_fools": (4, 1),
    "earth_day": (4, 22),
    "may_day": (5, 1),
    "remembrance_day": (5, 8),
    "victory_day": (5, 9),
    "europe_day": (5, 9),
    "russia_day": (6, 12),
    "constitution_ukraine": (6, 28),
    "juneteenth": (6, 19),
    "independence_usa": (7, 4),
    "armistice_day": (11, 11),
    "statehood_ukraine": (7, 15),
    "flag_ukraine": (8, 23),
    "independence_ukraine": (8, 24),
    "knowledge_day": (9, 1),
    "defenders_ukraine": (10, 1),
    "halloween": (10, 31),
    "unity_day_russia": (11, 4),
    "nicholas": (12, 6),
    "christmas_eve": (12, 24),
    "christmas_eve_ukraine": (12, 24),
    "christmas": (12, 25),
    "christmas_ukraine": (12, 25),
    "boxing_day": (12, 26),
    "new_year_eve": (12, 31),
}

# Ukraine moved some of its days: key -> first year on the new day, and the day before that year.
_MOVED: dict[str, tuple[int, tuple[int, int]]] = {
    "christmas_ukraine": (2023, (1, 7)),
    "christmas_eve_ukraine": (2023, (1, 6)),
    "defenders_ukraine": (2023, (10, 14)),
    "statehood_ukraine": (2024, (7, 28)),
}


def western_easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous Gregorian rule)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    skipped, leap = divmod(century, 4)
    shift = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - skipped - shift + 15) % 30
    quarter, left = divmod(rest, 4)
    sunday = (32 + 2 * leap + 2 * quarter - moon - left) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def orthodox_easter(year: int) -> date:
    """Easter Sunday of the Julian rule, on the Gregorian calendar."""
    moon = (19 * (year % 19) + 15) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + sunday + 114, 31)
    # The calendars stand 13 days apart from 1900 to 2099, and drift three days in four centuries.
    return date(year, month, day + 1) + timedelta(days=year // 100 - year // 400 - 2)


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    """The n-th given ISO weekday of a month, the last at -1; ValueError where there is none."""
    if n > 0:
        first = date(year, month, 1)
        return date(year, month, 1 + (weekday - first.isoweekday()) % 7 + 7 * (n - 1))
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.isoweekday() - weekday) % 7)


_MOVING: dict[str, Callable[[int], date]] = {
    "palm_sunday": lambda year: western_easter(year) - timedelta(days=7),
    "good_friday": lambda year: western_easter(year) - timedelta(days=2),
    "easter": western_easter,
    "easter_monday": lambda year: western_easter(year) + timedelta(days=1),
    "orthodox_palm_sunday": lambda year: orthodox_easter(year) - timedelta(days=7),
    "orthodox_easter": orthodox_easter,
    "trinity": lambda year: orthodox_easter(year) + timedelta(days=49),
    "labor_day_usa": lambda year: nth_weekday(year, 9, 1, 1),
    "memorial_day_usa": lambda year: nth_weekday(year, 5, 1, -1),
    "mothers_day": lambda year: nth_weekday(year, 5, 7, 2),
    "thanksgiving": lambda year: nth_weekday(year, 11, 4, 4),
    "black_friday": lambda year: nth_weekday(year, 11, 4, 4) + timedelta(days=1),
}

HOLIDAYS = frozenset(_FIXED) | frozenset(_MOVING)


def holiday_date(key: str, year: int) -> date:
    """The holiday's date in a year.

    Raises:
        KeyError: No such holiday; the loader of the packs checks keys against ``HOLIDAYS``.
    """
    if key in _MOVED and year < _MOVED[key][0]:
        return date(year, *_MOVED[key][1])
    fixed = _FIXED.get(key)
    return date(year, *fixed) if fixed is not None else _MOVING[key](year)
