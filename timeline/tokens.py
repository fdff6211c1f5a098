"""Text -> tokens: the words, numbers and marks that every later stage counts in."""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

Kind = Literal["word", "number", "mark"]

# A word may hold apostrophes of every kind, hyphens and dots inside (Куп'янськ, T-72, U.S.), a number
# separators (1,200; 28.01.2026; 03:40). Linear: no nested repetition.
_TOKEN = re.compile(
    r"\d+(?:[.,:/]\d+)*(?:%|(?=\b))?"
    r"|[^\W\d_]+(?:['’ʼ‘`ʹ′´\-‑][^\W_]+|\.[^\W\d_]\b)*\.?(?<=\.[^\W\d_]\.)|[^\W\d_]+(?:['’ʼ‘`ʹ′´\-‑]?[^\W_]+)*"
    r"|[^\w\s]|_"
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


class Words(NamedTuple):
    """The tokens of a text as columns, for stages that look at few of them: see Token."""

    texts: Sequence[str]
    norms: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]


def normalise(word: str) -> str:
    """Fold a word the way tokens and lexicon entries are folded, so that the two compare equal."""
    return word.lower().translate(_APOSTROPHES)


def split_words(text: str) -> Words:
    """All tokens in order as columns. White space is left out; everything else is in some token."""
    spans = [found.span() for found in _TOKEN.finditer(text)]
    texts = [text[start:end] for start, end in spans]
    # One pass over the whole text is many times faster than one a word; letters of which the lower case has
    # another length, and stress marks, are rare.
    lowered = text.lower()
    folded = lowered if lowered.isascii() else lowered.translate(_APOSTROPHES)
    if len(folded) == len(text):
        norms = [folded[start:end] for start, end in spans]
    else:
        norms = [normalise(word) for word in texts]
    return Words(texts, norms, [start for start, _ in spans], [end for _, end in spans])


def kind_of(word: str) -> Kind:
    """What a token is, by its first character."""
    first = word[0]
    return "word" if first.isalpha() else "number" if first.isdigit() else "mark"


def as_tokens(words: Words) -> list[Token]:
    """The same tokens as rows."""
    return [
        Token(start, end, text, norm, kind_of(text))
        for text, norm, start, end in zip(*words, strict=True)
    ]


def tokenise(text: str) -> list[Token]:
    """All tokens in order. White space is left out; everything else is in some token."""
    return as_tokens(split_words(text))
