"""Rows of countries, with their names in CLDR and as news writes them."""

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from dateline.gazetteer.index import Kind
from dateline.gazetteer.making.extent import extent
from dateline.gazetteer.making.inflection import Inflector
from dateline.gazetteer.making.rows import Row
from dateline.gazetteer.making.tables import read_toml

LANGUAGES = ("en", "uk", "ru")


def country_rows(countries: dict[str, Any], towns: list[Row], inflector: Inflector) -> Iterator[Row]:
    """Countries that have towns; their points are those of the World Factbook (countries.toml)."""
    from babel import Locale

    by_country: dict[str, list[Row]] = defaultdict(list)
    for row in towns:
        by_country[row.country].append(row)
    territories = {language: Locale(language).territories for language in LANGUAGES}
    table = read_toml("countries.toml")
    for code, country in sorted(countries.items()):
        members = by_country.get(code)
        if not members:
            continue
        lon, lat = table["point"].get(code) or extent([(row.lon, row.lat) for row in members])[:2]
        english = territories["en"].get(code, country["name"])
        row = Row(
            source="country", local=code, geonameid=0, name=table["reader"].get(code, english),
            lon=lon, lat=lat, feature_class="A", code="PCLI", country=code, admin1="", zone="",
            population=int(country["population"] or 0),
            radius_km=round(math.sqrt(float(country["areakm2"] or 1) / math.pi), 1),
        )  # fmt: skip
        row.add(country["name"], Kind.MAIN)
        for language in LANGUAGES:
            name = territories[language].get(code)
            if name:
                row.add_forms(name, inflector)
        for name in table["names"].get(code, ()):
            row.add_forms(name, inflector)
        yield row
