"""Names of months, weekdays, zones and ages, as calendar.toml lists them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class CalendarNames:
    """The table, ready to be looked things up in; all names in lower case.

    Attributes:
        months: Name -> 1 to 12.
        weekdays: Names of weekdays.
        year_words: What may stand behind a year.
        connectors: What may stand between a day and a time.
        ordinals: Endings of a day's number.
        days_back: Word -> days before today.
        units: Unit of an age -> minutes.
        one: Words for one of a unit.
        behind: What ends an age, the longest first.
        zones: Name of a zone -> minutes east of Greenwich.
    """

    months: Mapping[str, int]
    weekdays: frozenset[str]
    year_words: frozenset[str]
    connectors: frozenset[str]
    ordinals: tuple[str, ...]
    days_back: Mapping[str, int]
    units: Mapping[str, int]
    one: frozenset[str]
    behind: tuple[str, ...]
    zones: Mapping[str, int]


@cache
def calendar_names() -> CalendarNames:
    """The bundled table."""
    file = resources.files("dateline.timeline.readers").joinpath("calendar.toml")
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    ages = table["ages"]
    return CalendarNames(
        months={name: number for number, names in enumerate(table["months"], 1) for name in names},
        weekdays=frozenset(table["weekdays"]),
        year_words=frozenset(table["year_words"]),
        connectors=frozenset(table["connectors"]),
        ordinals=tuple(table["ordinals"]),
        days_back=table["days_back"],
        units={name: int(minutes) for minutes, names in ages["units"].items() for name in names},
        one=frozenset(ages["one"]),
        behind=tuple(sorted(ages["behind"], key=len, reverse=True)),
        zones=table["zones"],
    )
