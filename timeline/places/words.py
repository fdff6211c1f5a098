"""The pack's places.toml, compiled: words around place names that tell what a name means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dateline.timeline.errors import LexiconError
from dateline.timeline.text.lexicon import Lexicon
from dateline.timeline.text.tokens import normalise

# Tables of words; `stem*` is any ending. What each means is said in the packs.
TABLES = (
    "region", "regions", "region_body", "district", "districts", "facility", "body", "force_of", "building", "body_of", "name_before", "settlement", "settlement_of",
    "region_before", "water", "land", "near", "in", "from", "toward", "and", "between", "direction", "locative", "part",
    "not_place_before", "acts", "auxiliary", "hit_words", "attacks", "no_object", "title", "given", "speech", "calendar", "article", "distance_of",
    "kilometres", "miles", "ordinary",
)  # fmt: skip
_NONE: frozenset[str] = frozenset()


@dataclass(slots=True, eq=False)
class PlaceWords:
    """The words of one language.

    Attributes:
        near_phrases: Last word -> word sequences that stand before a place and mean "near it".
        bearings: Word -> degrees from north, clockwise.
        capitals_in_names: Whether names of bodies are capitalised throughout ("Buffalo Fire Department"), so
            that a capitalised neighbour makes a place part of a longer name.
        countries: Adjective of a country, or the start of one before ``*`` -> its ISO code.
    """

    near_phrases: Mapping[str, Sequence[tuple[str, ...]]]
    bearings: Mapping[str, float]
    capitals_in_names: bool
    countries: Mapping[str, str]
    _words: Mapping[str, frozenset[str]]
    _stems: tuple[tuple[str, str], ...]
    _met: dict[str, frozenset[str]] = field(default_factory=dict)
    _countries_met: dict[str, str] = field(default_factory=dict)

    def tables_of(self, norm: str) -> frozenset[str]:
        """The tables that hold a word; remembered, since news repeats its words."""
        met = self._met.get(norm)
        if met is None:
            stems = {table for stem, table in self._stems if norm.startswith(stem)}
            exact = self._words.get(norm, _NONE)
            met = self._met[norm] = frozenset(stems | exact) if stems else exact
            if "demonym" in met:
                self._countries_met[norm] = self.countries.get(norm) or next(
                    country
                    for word, country in self.countries.items()
                    if word.endswith("*") and norm.startswith(word[:-1])
                )
        return met

    def tables_of_all(self, norms: Sequence[str]) -> list[frozenset[str]]:
        """tables_of for each word."""
        met = self._met
        for norm in set(norms).difference(met):
            self.tables_of(norm)
        return [met[norm] for norm in norms]

    def countries_of(self, norms: frozenset[str]) -> set[str]:
        """The countries whose adjectives are among the words."""
        for norm in norms.difference(self._met):
            self.tables_of(norm)
        return {self._countries_met[norm] for norm in norms & self._countries_met.keys()}

    def is_near(self, norms: Sequence[str], end: int) -> bool:
        """Whether a phrase that means "near" stands right before position ``end``."""
        return end > 0 and any(
            tuple(norms[end - len(phrase) : end]) == phrase
            for phrase in self.near_phrases.get(norms[end - 1], ())
            if end >= len(phrase)
        )


_COMPILED: dict[int, tuple[Lexicon, PlaceWords]] = {}


def place_words(lexicon: Lexicon) -> PlaceWords:
    """Compile once for each pack.

    Raises:
        LexiconError: A table is missing or no list of words.
    """
    known = _COMPILED.get(id(lexicon))
    if known is None or known[0] is not lexicon:
        known = (lexicon, _compile(lexicon.language, lexicon.tables.get("places", {})))
        _COMPILED[id(lexicon)] = known
    return known[1]


def _compile(language: str, tables: Mapping[str, Any]) -> PlaceWords:
    origin = f"lexicons/{language}/places.toml"
    words: dict[str, set[str]] = {}
    stems: set[tuple[str, str]] = set()
    for name in TABLES:
        listed = tables.get(name)
        if not isinstance(listed, list) or not all(isinstance(word, str) for word in listed):
            raise LexiconError(f"{origin}: {name}: expected a list of words, found {listed!r}")
        for word in listed:
            if word.endswith("*"):
                stems.add((normalise(word[:-1]), name))
            else:
                words.setdefault(normalise(word), set()).add(name)
    demonyms = {
        normalise(word): country for country, listed in tables.get("demonym", {}).items() for word in listed
    }
    for word in demonyms:
        if word.endswith("*"):
            stems.add((word[:-1], "demonym"))
        else:
            words.setdefault(word, set()).add("demonym")
    phrases: dict[str, list[tuple[str, ...]]] = {}
    for phrase in tables.get("near_phrase", ()):
        parts = tuple(normalise(phrase).split())
        phrases.setdefault(parts[-1], []).append(parts)
    bearings = tables.get("bearing", {})
    if not all(isinstance(degrees, int | float) for degrees in bearings.values()):
        raise LexiconError(f"{origin}: bearing: expected words with degrees from north, found {bearings!r}")
    return PlaceWords(
        near_phrases=phrases,
        bearings={normalise(word): float(degrees) for word, degrees in bearings.items()},
        capitals_in_names=bool(tables.get("capitals_in_names", False)),
        countries=demonyms,
        _words={word: frozenset(names) for word, names in words.items()},
        _stems=tuple(sorted(stems)),
    )
