"""The text of a pasted page -> paragraphs, each told for what it is: headline, prose, clock time or furniture."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Literal

from dateline.timeline.readers.page_stamps import Stamp, read_stamp, split_inline

Kind = Literal["headline", "prose", "clock", "day", "furniture", "invitation"]

# Newsrooms cut the headings of entries well below this; the page's own title may be longer.
_HEADLINE = 150
_PAGE_TITLE = 300
# Buttons and captions are shorter than the sentences of news that might begin like them.
_FURNITURE = 120
_BYLINE = 80
_CAPTION = 300
_CREDIT = 60
# Text broken at a fixed width has no line longer than this; a page copied from a browser does.
_WRAPPED = 100
_MARKS = " \t\u00a0.,!?:;…→›»>•·|/()[]*#-–—+0123456789"
_BULLETS = ("-", "–", "—", "•", "*", "·", "▪", "●", "◦")
_CLOSERS = "\"'”’»“)] \u00a0"
_STOPS = (".", "…", ":", ";", ",", "。")
# "U.S." ends a headline, too; a word before a stop does not.
_INITIALISM = re.compile(r"\b(?:[^\W\d_]\.){2,}$")
# '"It is over," he wrote': speech carries its comma inside the quotation marks, a quoted headline does not.
_SPEECH = re.compile(r"[,!?][\"”»]\s|[\"”»],\s")
_SENTENCE_END = re.compile(r"[.!?…][\"”’»)]*\s+\S")
_NAMES = re.compile(r"(?:[A-ZА-ЯІЇЄҐ][\w’'-]*\.?\s*){2,4}(?:$|,| and | in | at | і | та | и | в | у )")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the page.

    Attributes:
        text: As in the file, without the line break at its end.
        kind: What it is.
        stamp: When, for a clock time, an age and a day.
    """

    text: str
    kind: Kind
    stamp: Stamp | None = None


@dataclass(frozen=True, slots=True)
class _Furniture:
    lines: frozenset[str]
    starts: tuple[str, ...]
    invitations: tuple[str, ...]
    credits: tuple[str, ...]
    bylines: tuple[str, ...]
    clock_words: tuple[str, ...]


def paragraphs(text: str) -> list[Paragraph]:
    r"""Every paragraph of the page in its order; ``text`` has ``\n`` for line breaks."""
    words = _furniture()
    found: list[Paragraph] = []
    title_to_come = True
    for piece in _pieces(text, words):
        paragraph = _told(piece, words, _PAGE_TITLE if title_to_come else _HEADLINE)
        found.append(paragraph)
        if paragraph.kind in ("headline", "prose"):
            title_to_come = False
    return found


def fold(line: str) -> str:
    """A line as it is compared: lower case, without marks, numbers and spaces at its ends."""
    return " ".join(line.casefold().split()).strip(_MARKS)


def _pieces(text: str, words: _Furniture) -> Iterator[str]:
    """Lines, a clock time that opens one apart from it; the lines of a text broken at a fixed width put together."""
    for piece in _joined(text):
        inline = split_inline(piece, words.clock_words)
        yield from (piece,) if inline is None else inline


def _joined(text: str) -> Iterator[str]:
    lines = text.split("\n")
    width = max(map(len, lines))
    goes_on = [_goes_on(line, after, width) for line, after in pairwise([*lines, ""])]
    pairs = sum(bool(line.strip() and after.strip()) for line, after in pairwise(lines))
    # A list of short lines has a pair or two that look broken; a broken text has little else.
    broken = width <= _WRAPPED and sum(goes_on) > 1 and 2 * sum(goes_on) >= pairs
    held: list[str] = []
    for line, more in zip(lines, goes_on, strict=True):
        if line.strip():
            held.append(line)
        if held and not (broken and more):
            yield "\n".join(held)
            held = []


def _goes_on(line: str, after: str, width: int) -> bool:
    """Whether the first word of the line after would not have fitted on this one."""
    return (
        bool(line.strip() and after.strip())
        and len(line.rstrip()) + 1 + len(after.split(maxsplit=1)[0]) > width
    )


def _told(piece: str, words: _Furniture, longest: int) -> Paragraph:
    line = " ".join(piece.split("\n")).strip()
    stamp = read_stamp(line, words.clock_words)
    if stamp is not None:
        return Paragraph(piece, "day" if stamp.minute is None and stamp.age is None else "clock", stamp)
    headline = _is_headline(line, longest)
    folded = fold(line)
    if headline and len(line) <= _HEADLINE and folded.startswith(words.invitations):
        return Paragraph(piece, "invitation")
    if _is_furniture(line, folded, words, headline=headline):
        return Paragraph(piece, "furniture")
    return Paragraph(piece, "headline" if headline else "prose")


def _is_furniture(line: str, folded: str, words: _Furniture, *, headline: bool) -> bool:
    low = " ".join(line.casefold().split()) + " "
    if not folded or folded in words.lines:
        return len(line) <= _FURNITURE
    if (
        len(line) <= _CAPTION
        and not line.endswith(_STOPS)
        and any(credit in low[-_CREDIT:] for credit in words.credits)
    ):
        return True
    if headline and len(line) <= _BYLINE and any(_is_byline(line, low, word) for word in words.bylines):
        return True
    if len(line) > _FURNITURE or _SENTENCE_END.search(line):
        return False
    return low.startswith(words.starts)


def _is_byline(line: str, low: str, word: str) -> bool:
    return low.startswith(word + " ") and bool(_NAMES.match(line[len(word) :].strip()))


def _is_headline(line: str, longest: int) -> bool:
    if len(line) > longest or line.startswith(_BULLETS) or not any(map(str.isalpha, line)):
        return False
    bare = line.rstrip(_CLOSERS)
    if bare.endswith(_STOPS) and not _INITIALISM.search(bare):
        return False
    return not _is_quotation(line)


def _is_quotation(line: str) -> bool:
    """A paragraph that somebody says. Headlines quote in the middle, or in single marks."""
    if not line.startswith(('"', "“", "„", "«")):
        return False
    rest = line[1:]
    closed = [i for i, mark in enumerate(rest) if mark in '"”»“']
    return not closed or closed[0] >= len(rest.rstrip(" \u00a0.,!?…")) - 1 or bool(_SPEECH.search(line))


@cache
def _furniture() -> _Furniture:
    file = resources.files("dateline.timeline.readers").joinpath("furniture.toml")
    tables = tomllib.loads(file.read_text(encoding="utf-8"))

    def folded(values: Sequence[str]) -> tuple[str, ...]:
        return tuple(value.casefold() for value in values)

    return _Furniture(
        lines=frozenset(fold(line) for line in tables["lines"]),
        starts=folded(tables["starts"]),
        invitations=folded(tables["invitations"]),
        credits=folded(tables["credits"]),
        bylines=folded(tables["bylines"]),
        # The longest first: "posted at" before "posted".
        clock_words=tuple(sorted(folded(tables["clock_words"]), key=len, reverse=True)),
    )
