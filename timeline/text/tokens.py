"""Text -> tokens: the words, numbers and marks that every later stage counts in."""

import re
from collections.abc import Sequence
from itertools import accumulate, chain
from typing import Literal, NamedTuple

Kind = Literal["word", "number", "mark"]

# White space, then a token. A word may hold apostrophes of every kind, hyphens and dots inside (Куп'янськ, T-72,
# U.S.), a number separators (1,200; 28.01.2026; 03:40). Linear: no nested repetition. The first branch is the
# plain word, told at once by what follows it; the later ones give the same for such words.
_TOKEN = re.compile(
    r"(\s*)("
    r"[^\W\d_]+(?![\w'’ʼ‘`ʹ′´\-‑.])"
    r"|\d+(?:[.,:/]\d+)*(?:%|(?=\b))?"
    r"|[^\W\d_]+(?:['’ʼ‘`ʹ′´\-‑][^\W_]+|\.[^\W\d_]\b)*\.?(?<=\.[^\W\d_]\.)|[^\W\d_]+(?:['’ʼ‘`ʹ′´\-‑]?[^\W_]+)*"
    r"|[^\w\s]|_)"
)
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ‘`ʹ′´", "'") | {"‑": "-", "ё": "е", "\u0301": None})
# Characters that folding changes beside case.
_FOLDED = frozenset("’ʼ‘`ʹ′´‑ёЁ\u0301")


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
    # Blanks at the end are before no token: the pattern would look for one from each of them to the last.
    found = _TOKEN.findall(text.rstrip())
    if not found:
        return Words((), (), (), ())
    # Every character is in a gap or in a token, so that their lengths add up to the offsets.
    bounds = list(accumulate(map(len, chain.from_iterable(found))))
    texts = [word for _, word in found]
    norms = list(map(str.lower, texts))
    if not _FOLDED.isdisjoint(text):
        norms = [
            norm if norm.isascii() and "`" not in norm else norm.translate(_APOSTROPHES) for norm in norms
        ]
    return Words(texts, norms, bounds[0::2], bounds[1::2])


def kind_of(word: str) -> Kind:
    """What a token is, by its first character."""
    # A stress mark that stands alone folds to nothing.
    first = word[:1]
    return "word" if first.isalpha() else "number" if first.isdigit() else "mark"


def as_tokens(words: Words) -> list[Token]:
    """The same tokens as rows."""
    return [
        Token(start, end, text, norm, kind_of(text)) for text, norm, start, end in zip(*words, strict=True)
    ]


def tokenise(text: str) -> list[Token]:
    """All tokens in order. White space is left out; everything else is in some token."""
    return as_tokens(split_words(text))
