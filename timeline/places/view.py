"""Words of a post side by side with what the pack knows of each, as the place stages look at them."""

from bisect import bisect_left
from functools import cached_property

from dateline.timeline.places.words import PlaceWords, place_words
from dateline.timeline.text.reading import Reading

_ENDERS = frozenset(".!?…")
_OPENERS = frozenset("\"'“„«‘([•–—-*>▪️🔴⚡❗")
_APOSTROPHES = "'’ʼ`"
# A headline in title case says nothing by its capitals.
_TITLE_WINDOW = 7
_TITLE_SHARE = 0.75
_TITLE_LENGTH = 4
_MARGIN = 16
QUOTES = frozenset('«»“”„"')
# Nouns that open names of facilities, waters and lands.
_NOUNS = frozenset(("facility", "water", "land", "region_before"))
_NOTHING: frozenset[str] = frozenset()


class PlaceView:
    """Asked by position of a word; positions outside the text are empty words.

    Attributes:
        reading: The post.
        texts: Words as written.
        norms: Words as compared.
        words: The pack's words about places.
        tables: For each word the pack's tables that hold it. Positions a few words before the first (negative)
            and after the last are there too, and empty: rules look around without asking where the text ends.
    """

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.texts = reading.words.texts
        self.norms = reading.words.norms
        self.words: PlaceWords = place_words(reading.lexicon)
        self._quotes = not QUOTES.isdisjoint(self.texts)
        self.tables = self.words.tables_of_all(self.norms) + [_NOTHING] * _MARGIN

    @cached_property
    def capitals(self) -> list[int]:
        """Positions of words that begin with a capital."""
        if self.reading.text.isascii():
            # Compared as strings: twice as fast, and most texts are of this kind.
            return [i for i, text in enumerate(self.texts) if "A" <= text < "["]
        return [i for i, text in enumerate(self.texts) if text[0].isupper()]

    @cached_property
    def openers(self) -> list[int]:
        """Positions of words that may open a place's name: capitals, and a common noun before one.

        «порт Кавказ», «острів Зміїний», "port of Odesa": the noun is part of the name and has no capital.
        """
        opening = set(self.capitals)
        for i in self.capitals:
            at = i - 1
            if at > 0 and (self.texts[at] in QUOTES or "settlement_of" in self.tables[at]):
                at -= 1
            if at >= 0 and self.tables[at] & _NOUNS and self.texts[at].islower():
                opening.add(at)
        return sorted(opening)

    def unquoted(self) -> tuple[list[int], list[int]]:
        """Positions of all words but quotation marks; and where among these a name across a mark may open.

        Both empty where no opening word stands within three words before a mark.
        """
        marks = [i for i, text in enumerate(self.texts) if text in QUOTES] if self._quotes else []
        opening = set(self.openers)
        near = sorted({at for mark in marks for at in range(max(0, mark - 3), mark) if at in opening})
        if not near:
            return [], []
        kept = [i for i, text in enumerate(self.texts) if text not in QUOTES]
        return kept, [bisect_left(kept, at) for at in near]

    @cached_property
    def written(self) -> frozenset[str]:
        """The text's words as they are written, each once."""
        return frozenset(self.texts)

    def norm(self, i: int) -> str:
        """The word as compared; empty outside the text."""
        return self.norms[i] if 0 <= i < len(self.norms) else ""

    def capital(self, i: int) -> bool:
        """Whether a word begins with a capital letter."""
        return 0 <= i < len(self.texts) and self.texts[i][0].isupper()

    def adjoin(self, i: int) -> bool:
        """Whether a word and the one after it stand in one line with nothing or a space between them."""
        if not 0 <= i < len(self.texts) - 1:
            return False
        _, _, starts, ends = self.reading.words
        return starts[i + 1] - ends[i] <= 1 and self.reading.text[ends[i] : starts[i + 1]] != "\n"

    def opens_sentence(self, i: int) -> bool:
        """Whether a word is the first of its sentence, line or quotation."""
        at = i - 1
        starts, ends = self.reading.words.starts, self.reading.words.ends
        if at < 0 or "\n" in self.reading.text[ends[at] : starts[i]]:
            return True
        while at >= 0 and self.texts[at] in _OPENERS:
            if at == 0 or "\n" in self.reading.text[ends[at - 1] : starts[at]]:
                return True
            at -= 1
        mark = self.texts[at]
        if mark not in _ENDERS:
            return False
        before = self.norm(at - 1)
        short = before in self.reading.lexicon.abbreviations or (len(before) == 1 and self.capital(at - 1))
        return not (mark == "." and short)

    def titled(self, i: int) -> bool:
        """Whether nearly all words around are capitalised, as in a headline in title case."""
        around = [
            text
            for text in self.texts[max(0, i - _TITLE_WINDOW) : i + _TITLE_WINDOW + 1]
            if len(text) >= _TITLE_LENGTH and text.isalpha()
        ]
        return len(around) >= _TITLE_LENGTH and sum(map(str.istitle, around)) >= _TITLE_SHARE * len(around)

    def possessive(self, i: int) -> bool:
        """Whether a word ends in a possessive s."""
        text = self.texts[i] if 0 <= i < len(self.texts) else ""
        return len(text) > 2 and text[-1] in "sS" and text[-2] in _APOSTROPHES
