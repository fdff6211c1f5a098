"""The pack's places.toml, compiled: words around place names that tell what a name means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from timeline.errors import LexiconError
from timeline.lexicon import Lexicon
from timeline.tokens import normalise

_TABLES = (
    "region", "regions", "district", "districts", "facility", "body", "settlement", "region_before", "near", "in",
    "from", "toward", "and", "direction", "locative", "not_place_before", "acts", "hit_words", "title", "given", "ordinary",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WordSet:
    """Words and stems; membership is asked of normalised tokens."""

    words: frozenset[str]
    stems: tuple[str, ...]

    def __contains__(self, norm: object) -> bool:
        """Whether the word, or a stem of it, is listed."""
        if not isinstance(norm, str):
            return False
        return norm in self.words or bool(self.stems and norm.startswith(self.stems))


@dataclass(frozen=True, slots=True, eq=False)
class PlaceWords:
    """The word sets of one language, by the names of their tables."""

    sets: Mapping[str, WordSet]
    near_phrases: tuple[tuple[str, ...], ...]

    def __getitem__(self, table: str) -> WordSet:
        """The set of a table."""
        return self.sets[table]


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
    sets = {}
    for name in _TABLES:
        words = tables.get(name)
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise LexiconError(
                f"lexicons/{language}/places.toml: {name}: expected a list of words, found {words!r}"
            )
        sets[name] = WordSet(
            frozenset(normalise(word) for word in words if not word.endswith("*")),
            tuple(sorted(normalise(word[:-1]) for word in words if word.endswith("*"))),
        )
    phrases = tuple(tuple(normalise(phrase).split()) for phrase in tables.get("near_phrase", ()))
    return PlaceWords(sets, phrases)


@cache
def is_acronym(word: str) -> bool:
    """A short word in capitals: "US", "UN"; only country names among these are places."""
    return len(word.replace(".", "")) <= 3 and word.isupper()


def follows(words: Sequence[str], phrase: Sequence[str], end: int) -> bool:
    """Whether the phrase stands right before position ``end``."""
    return end >= len(phrase) and tuple(words[end - len(phrase) : end]) == tuple(phrase)
