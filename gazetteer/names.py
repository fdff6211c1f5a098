"""Folding names for comparison: case, apostrophes and soft signs, hyphens, accents."""

import unicodedata
from functools import lru_cache

# Apostrophes and the marks that stand for soft and hard signs in transliterations say nothing of the place.
_DROPPED = "'’ʼ‘`ʹ′´ʺ\"“”«»\u0301\u00ad.,"
_TABLE = str.maketrans(
    dict.fromkeys(_DROPPED, None)
    | {"-": " ", "‑": " ", "–": " ", "—": " ", "_": " ", "ё": "е", "ł": "l", "ø": "o", "đ": "d", "ı": "i",
       "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)  # fmt: skip


@lru_cache(maxsize=200_000)
def fold(name: str) -> str:
    """A name as the index compares it.

    Lower case; accents of Latin letters off (of Cyrillic ones not: й and ї are letters of their own); hyphens
    as spaces; apostrophes, stops and quotes out.
    """
    lowered = name.lower()
    if not lowered.isascii():
        lowered = unicodedata.normalize("NFC", lowered)
        if any("\u00c0" <= letter <= "\u024f" or "\u1e00" <= letter <= "\u1eff" for letter in lowered):
            lowered = "".join(
                unicodedata.normalize("NFD", letter)[0] if letter < "\u0370" or "\u1e00" <= letter <= "\u1eff" else letter
                for letter in lowered
            )
    return " ".join(lowered.translate(_TABLE).split())
