"""Whether two posts say the same in the same words: reposts without a mark, agency copy, one post under a new id."""

import hashlib
import re
import unicodedata

import numpy as np

# Words of a shingle; shorter ones meet in posts that have only a formula in common.
_SHINGLE = 3
# A shorter text ("Air raid alert in Kyiv") is said by many, and means another night each time.
_FEWEST_WORDS = 12
# Bits of 64 in which copies may differ (Manku et al. 2007 take 3 for web pages).
NEAR = 3
_BANDS, _BAND_BITS = 4, 16
_ADDRESS = re.compile(r"https?://\S+|t\.me/\S+|[@#]\w+")
_WORD = re.compile(r"\w+")


def likeness(text: str) -> int | None:
    """A simhash of a text's words, signed 64 bits; near texts differ in few bits. None for a text too short to tell.

    Letters' case, punctuation, addresses, names of channels and hashtags do not count: copies differ in these.
    """
    words = _WORD.findall(_ADDRESS.sub(" ", unicodedata.normalize("NFKC", text).casefold()))
    if len(words) < _FEWEST_WORDS:
        return None
    shingles = {" ".join(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)}
    digests = b"".join(
        hashlib.blake2b(one.encode("utf-8", "replace"), digest_size=8).digest() for one in shingles
    )
    bits = np.unpackbits(np.frombuffer(digests, dtype=np.uint8).reshape(-1, 8), axis=1)
    majority = bits.sum(axis=0, dtype=np.int64) * 2 > len(shingles)
    return int.from_bytes(np.packbits(majority).tobytes(), "big", signed=True)


def bands(mark: int) -> tuple[int, ...]:
    """Pieces of a mark: two marks that differ in at most NEAR bits share one of them."""
    whole = mark & 0xFFFF_FFFF_FFFF_FFFF
    mask = (1 << _BAND_BITS) - 1
    return tuple(band << _BAND_BITS | whole >> (band * _BAND_BITS) & mask for band in range(_BANDS))


def apart(one: int, other: int) -> int:
    """In how many bits two marks differ."""
    return ((one ^ other) & 0xFFFF_FFFF_FFFF_FFFF).bit_count()
