"""Whether two posts say the same in the same words: reposts without a mark, agency copy, one post under a new id."""

import hashlib
import re
import unicodedata
from typing import NamedTuple

# Words of a shingle; shorter ones meet in posts that have only a formula in common.
_SHINGLE = 3
# A shorter text ("Air raid alert in Kyiv") is said by many, and means another night each time.
_FEWEST_WORDS = 12
# How many of a text's shingles stand for it: those with the smallest hashes, which is a fair sample (Broder 1997).
SKETCH = 8
# How many of them two texts share at the least that are nearly the same: about two thirds of all.
ALIKE = 5
_ADDRESS = re.compile(r"https?://\S+|t\.me/\S+|[@#]\w+")
_WORD = re.compile(r"\w+")


class Likeness(NamedTuple):
    """What of a text is compared; numbers of 64 bits with a sign.

    Attributes:
        whole: Of all its words.
        numbers: Of its numbers: the same report with other figures is another report.
        sketch: Of a sample of its shingles, in order.
    """

    whole: int
    numbers: int
    sketch: tuple[int, ...]


def likeness(text: str) -> Likeness | None:
    """What of a text is compared; None for one too short to tell.

    Letters' case, punctuation, addresses, names of channels and hashtags do not count: copies differ in these.
    """
    words = _WORD.findall(_ADDRESS.sub(" ", unicodedata.normalize("NFKC", text).casefold()))
    if len(words) < _FEWEST_WORDS:
        return None
    shingles = {_number(" ".join(words[i : i + _SHINGLE])) for i in range(len(words) - _SHINGLE + 1)}
    figures = " ".join(sorted(word for word in words if any(map(str.isdigit, word))))
    return Likeness(_number(" ".join(words)), _number(figures), tuple(sorted(shingles)[:SKETCH]))


def _number(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
