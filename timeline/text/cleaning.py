"""The visible text of a post, with a map back to source offsets."""

import bisect
import re
import unicodedata
from dataclasses import dataclass

from dateline.timeline.span import Span

# What a reader cannot see or must not be fooled by: soft hyphen, zero-width characters, byte-order mark,
# bidi controls, variation selectors, and control characters other than tab and line feed.
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufe0e\ufe0f\x00-\x08\x0b-\x1f\x7f-\x9f]+"
)
_URL = re.compile(r"https?://[^\s<>\"]{1,2000}")
_SPACES = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LINE_END = re.compile("[\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Visible:
    """Visible text and where its characters came from.

    Attributes:
        text: What stages read.
        starts: Offsets in ``text`` at which a copied stretch begins, ascending, the first 0.
        shifts: For each stretch, what to add to an offset in ``text`` to have the offset in the source.
    """

    text: str
    starts: tuple[int, ...] = (0,)
    shifts: tuple[int, ...] = (0,)

    def to_source(self, span: Span) -> Span:
        """The same words in the post's own text, end excluded, with anything removed between them."""
        return Span(self._back(span.start), self._back(span.end - 1) + 1) if span.end > span.start else span

    def _back(self, offset: int) -> int:
        return offset + self.shifts[bisect.bisect_right(self.starts, offset) - 1]


def clean(source: str) -> Visible:
    """Remove what is not visible words: control and zero-width characters, addresses.

    Spaces of all kinds become a plain space one for one and letters are composed (NFC) stretch by stretch;
    everything else stays as it is, so that quotes read as published.
    """
    if source.isascii() and "http" not in source and not _INVISIBLE.search(source):
        return Visible(source)
    pieces: list[str] = []
    starts: list[int] = []
    shifts: list[int] = []
    length = 0

    def copy(piece: str, origin: int) -> None:
        nonlocal length
        if not piece:
            return
        composed = unicodedata.normalize("NFC", piece)
        if composed != piece:
            # Rare: decomposed letters. Copy character by character so the map stays exact.
            at = 0
            while at < len(piece):
                stop = at + 1
                while stop < len(piece) and unicodedata.combining(piece[stop]):
                    stop += 1
                cluster = unicodedata.normalize("NFC", piece[at:stop])
                pieces.append(cluster)
                starts.append(length)
                shifts.append(origin + at - length)
                length += len(cluster)
                at = stop
            return
        pieces.append(composed)
        starts.append(length)
        shifts.append(origin - length)
        length += len(composed)

    at = 0
    for found in sorted(
        [*_INVISIBLE.finditer(source), *_URL.finditer(source)], key=lambda m: (m.start(), -m.end())
    ):
        if found.start() < at:
            continue
        copy(source[at : found.start()], at)
        at = found.end()
    copy(source[at:], at)
    text = _LINE_END.sub("\n", _SPACES.sub(" ", "".join(pieces)))
    return Visible(text, tuple(starts) or (0,), tuple(shifts) or (0,))
