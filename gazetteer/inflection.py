"""Case forms of Ukrainian and Russian place names, made while the index is built."""

from collections.abc import Mapping
from functools import cache
from typing import Any

_UK_ONLY = frozenset("іїєґ'’ʼ")
_RU_ONLY = frozenset("ыэъё")
_CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")


class Inflector:
    """Makes the case forms of a name in the languages it may be written in.

    Args:
        overrides: Base name in lower case -> its other forms, for names that the dictionaries decline wrongly.
    """

    def __init__(self, overrides: Mapping[str, tuple[str, ...]]) -> None:
        self._overrides = overrides
        # Imported here: the dictionaries take 60 MB, and only building the index needs them.
        import pymorphy3

        self._analyzers = {language: pymorphy3.MorphAnalyzer(lang=language) for language in ("uk", "ru")}
        self._parse = cache(self._parse_word)

    def forms(self, name: str) -> set[str]:
        """All case forms of a Cyrillic name, the name itself among them, in lower case."""
        lowered = name.lower()
        if lowered in self._overrides:
            return {lowered, *self._overrides[lowered]}
        if lowered.endswith("щина") or lowered.endswith("чина"):
            # «Харківщина» is in no dictionary, and guessed wrongly; all its like decline alike.
            return {lowered[:-1] + ending for ending in ("а", "и", "ы", "і", "е", "у", "ою", "ой")}
        letters = set(lowered)
        languages = [
            language
            for language, foreign in (("uk", _RU_ONLY), ("ru", _UK_ONLY))
            if not letters & foreign
        ]
        found = {lowered}
        for language in languages:
            found |= self._decline(lowered, language)
        return found

    def _decline(self, name: str, language: str) -> set[str]:
        """Decline a name of one or two words, an adjective in agreement; longer names stay as they are."""
        words = name.split()
        if len(words) > 2:
            return set()
        parts = [word.split("-") for word in words]
        head = parts[-1][-1]
        parse = self._parse(head, language)
        if parse is None:
            return set()
        number = "plur" if "plur" in parse.tag and "Pltm" in str(parse.tag) or _is_plural(parse) else "sing"
        forms = set()
        for case in _CASES:
            for form in self._inflect(parse, {case, number}):
                last = "-".join([*parts[-1][:-1], form])
                if len(words) == 1:
                    forms.add(last)
                    continue
                first = self._parse(words[0], language)
                if first is not None and "ADJF" in first.tag:
                    wanted = {case, number} | ({parse.tag.gender} if number == "sing" and parse.tag.gender else set())
                    forms.update(f"{one} {last}" for one in self._inflect(first, wanted))
                else:
                    forms.add(f"{words[0]} {last}")
        return forms

    def _inflect(self, parse: Any, wanted: set[str]) -> set[str]:
        """Every form with these grammemes: a noun may have two locatives («місті», «місту»)."""
        return {form.word for form in parse.lexeme if wanted <= form.tag.grammemes}

    def _parse_word(self, word: str, language: str) -> Any:
        """The reading of a word as a name in the nominative: a noun without life, or an adjective."""
        best = None
        for parse in self._analyzers[language].parse(word):
            tag = parse.tag
            if "nomn" not in tag.grammemes or tag.POS not in ("NOUN", "ADJF"):
                continue
            rank = ("Geox" in str(tag), tag.POS == "ADJF" and word.endswith(_ADJECTIVAL), "inan" in str(tag), parse.score)
            if best is None or rank > best[0]:
                best = (rank, parse)
        return best[1] if best else None


# Endings by which a name is an adjective rather than a noun where it could be read as either.
_ADJECTIVAL = ("ий", "ій", "ый", "ой", "ська", "цька", "зька", "ская", "цкая", "ське", "цьке", "ское", "цкое", "ова",
               "ева", "єва", "ая", "ое", "не", "ве")  # fmt: skip


def _is_plural(parse: Any) -> bool:
    return "plur" in parse.tag.grammemes
