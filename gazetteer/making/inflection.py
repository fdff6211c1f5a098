"""Case forms of Ukrainian and Russian place names, made while the index is built.

By tables of endings, not by a dictionary: a dictionary knows few villages and guesses the rest, Ukrainian ones
mostly wrong, while names of places decline by a few dozen endings.
"""

from collections.abc import Mapping, Sequence

_UK_ONLY = frozenset("іїєґ'’ʼ")
_RU_ONLY = frozenset("ыэъё")
_CASES = 5
# More adjectives than this before a noun are no name but a description.
_LONGEST_HEAD = 4
# An adjective before its noun: the noun it belongs to comes later and declines with it.
_ADJECTIVE = {
    "uk": ("ий", "ій", "а", "я", "е", "є", "і", "ї"),
    "ru": ("ий", "ый", "ой", "ая", "яя", "ое", "ее", "ые", "ие"),
}

Endings = Mapping[str, Sequence[str]]


class Inflector:
    """Makes the case forms of a name in the languages it may be written in.

    Args:
        overrides: Base name in lower case -> its other forms, for names that go their own way.
        uk: Ending -> genitive, dative, accusative, instrumental, locative (declension.uk.toml).
        ru: The same for Russian.
    """

    def __init__(self, overrides: Mapping[str, tuple[str, ...]], uk: Endings, ru: Endings) -> None:
        self._overrides = overrides
        self._tables = {"uk": uk, "ru": ru}

    def forms(self, name: str) -> set[str]:
        """All case forms of a Cyrillic name, the name itself among them, in lower case.

        A name whose letters do not tell the language is declined in both. Of several words the adjectives in
        front and the first noun decline together ("Новошахтинский НПЗ", «завод у Киришах»); of two words also
        both («Часів Яр»).
        """
        lowered = name.lower()
        # «АЕС», «НПЗ» stay as they are.
        fixed = frozenset(word.lower() for word in name.split() if len(word) > 1 and word.isupper())
        if lowered in self._overrides:
            return {lowered, *self._overrides[lowered]}
        found = {lowered}
        letters = set(lowered)
        for language, foreign in (("uk", _RU_ONLY), ("ru", _UK_ONLY)):
            if not letters & foreign:
                found |= self._decline(lowered, language, fixed)
        return found

    def _decline(self, name: str, language: str, fixed: frozenset[str]) -> set[str]:
        words = name.split()
        # "Івано-Франківськ": only the last part declines.
        paradigms = []
        for word in words:
            head, dash, tail = word.rpartition("-")
            cases = [{tail}] * _CASES if word in fixed else self._cases(tail, language)
            paradigms.append([{head + dash + form for form in case} for case in cases])
        found = set()
        if len(words) <= 2:
            found |= _together(paradigms)
        if len(words) > 1:
            noun = next((i for i, word in enumerate(words) if not word.endswith(_ADJECTIVE[language])), 0)
            if noun < _LONGEST_HEAD:
                rest = " ".join(words[noun + 1 :])
                found |= {f"{form} {rest}".strip() for form in _together(paradigms[: noun + 1])}
        return found

    def _cases(self, word: str, language: str) -> list[set[str]]:
        """The forms of one word, a set for each case."""
        if word in self._overrides:
            return [{word, *self._overrides[word]}] * _CASES
        endings = self._tables[language]
        for length in range(min(5, len(word) - 1), -1, -1):
            ending = word[len(word) - length :]
            row = endings.get(ending)
            if row is not None:
                stem = word[: len(word) - length]
                return [{stem + ("" if made == "-" else made) for made in case.split()} for case in row]
        return [{word}] * _CASES


def _together(paradigms: Sequence[Sequence[set[str]]]) -> set[str]:
    """Words in the same case side by side."""
    found: set[str] = set()
    for case in range(_CASES):
        phrases = [""]
        for paradigm in paradigms:
            phrases = [f"{phrase} {form}".strip() for phrase in phrases for form in sorted(paradigm[case])]
        found.update(phrases)
    return found
