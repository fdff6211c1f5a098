"""Text -> tokens: the words, numbers and marks that every later stage counts in."""

import re
from typing import Literal, NamedTuple

Kind = Literal["word", "number", "mark"]

# A word may hold apostrophes of every kind, hyphens and dots inside (Куп'янськ, T-72, U.S.), a number
# separators (1,200; 28.01.2026; 03:40). Linear: no nested repetition.
_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,:/]\d+)*(?:%|(?=\b))?)"
    r"|(?P<word>[^\W\d_]+(?:['’ʼ‘`ʹ′´\-‑][^\W_]+|\.[^\W\d_]\b)*\.?(?<=\.[^\W\d_]\.)|[^\W\d_]+(?:['’ʼ‘`ʹ′´\-‑]?[^\W_]+)*)"
    r"|(?P<mark>[^\w\s]|_)"
)
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ‘`ʹ′´", "'") | {"‑": "-", "ё": "е", "\u0301": None})


class Token(NamedTuple):
    """A word, a number or a mark.

    ``start`` and ``end`` count in the text that was tokenised, end excluded; ``norm`` is for comparison:
    lower case, one kind of apostrophe and hyphen, ё as е, stress marks off.
    """

    start: int
    end: int
    text: str
    norm: str
    kind: Kind


def normalise(word: str) -> str:
    """Fold a word the way tokens and lexicon entries are folded, so that the two compare equal."""
    return word.lower().translate(_APOSTROPHES)


def tokenise(text: str) -> list[Token]:
    """All tokens in order. White space is left out; everything else is in some token."""
    return [
        Token(m.start(), m.end(), m.group(), normalise(m.group()), m.lastgroup)  # type: ignore[arg-type]
        for m in _TOKEN.finditer(text)
    ]
