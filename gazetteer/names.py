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
                unicodedata.normalize("NFD", letter)[0]
                if letter < "\u0370" or "\u1e00" <= letter <= "\u1eff"
                else letter
                for letter in lowered
            )
    return " ".join(lowered.translate(_TABLE).split())


# The official transliteration of Ukrainian (Cabinet of Ministers, resolution 55 of 27 January 2010).
_KMU = dict(
    zip(
        "абвгґдежзийіїклмнопрстуфхцчшщюя",
        [
            "a",
            "b",
            "v",
            "h",
            "g",
            "d",
            "e",
            "zh",
            "z",
            "y",
            "i",
            "i",
            "i",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "iu",
            "ia",
        ],
        strict=True,
    )
) | {"є": "ie", "ь": "", "'": "", "’": "", "ё": "o", "ы": "y", "э": "e", "ъ": ""}
_KMU_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}


def transliterate_ukrainian(name: str) -> str:
    """A Ukrainian name in Latin letters by the official table, each word with a capital.

    Letters of Russian alone are written as their nearest Ukrainian ones.

    Example:
        >>> transliterate_ukrainian("Куп'янськ"), transliterate_ukrainian("Запоріжжя")
        ('Kupiansk', 'Zaporizhzhia')
    """
    parts = []
    first = True
    lowered = name.lower().replace("зг", "z-h")
    for letter in lowered:
        latin = (_KMU_FIRST.get(letter) if first else None) or _KMU.get(letter, letter)
        parts.append(latin)
        first = letter in " -" or (first and not latin)
    words = "".join(parts).replace("z-h", "zgh")
    return "-".join(" ".join(w[:1].upper() + w[1:] for w in part.split(" ")) for part in words.split("-"))
