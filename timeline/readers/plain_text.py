"""A live blog as pasted from its page -> posts: headings with the paragraphs under them."""

import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import BinaryIO
from zoneinfo import ZoneInfo

from dateline.timeline.errors import ReaderError, UndatedError
from dateline.timeline.event import Rejection
from dateline.timeline.post import Post
from dateline.timeline.readers.opening import LONGEST_LINE, UTF16, sound
from dateline.timeline.readers.options import ReadOptions
from dateline.timeline.readers.page_lines import Paragraph, fold, paragraphs
from dateline.timeline.readers.page_stamps import Day, Stamp
from dateline.timeline.readers.page_times import instants

# Pasted text is read whole; a page of a year's war is below 5 MB.
_LARGEST = 64 * 1024 * 1024
_TOO_LARGE = "{name}: expected a pasted live blog of at most 64 MB, found a larger file"
_CHUNK = 1 << 20
# Tags of a page, or an array of JSON; "[LIVE] Talks go on" and "<3" are text.
_MACHINE = re.compile(r"<[a-z!?]|\[\s*[\[{]", re.IGNORECASE)
_LINE_BREAK = re.compile(r"\r\n?|[\u2028\u2029\u0085\v\f]")


@dataclass(slots=True)
class _Entry:
    """One entry of the blog while it is put together."""

    heading: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    stamp: Stamp | None = None
    stamp_line: str = ""
    day: Day | None = None

    def is_empty(self) -> bool:
        return self.heading is None and not self.paragraphs

    def when(self) -> Stamp | None:
        """Its own stamp, on the day of its section where it names none itself."""
        if self.stamp is None or self.stamp.day is not None or self.stamp.age is not None:
            return self.stamp if self.stamp is not None or self.day is None else Stamp(day=self.day)
        return self.stamp._replace(day=self.day)

    def text(self) -> str:
        return "\n\n".join(self.paragraphs if self.heading is None else [self.heading, *self.paragraphs])


def recognises(start: str) -> bool:
    """Any text but what is plainly written for machines; the last reader asked."""
    bare = start.lstrip()
    return not _MACHINE.match(bare)


def read(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Post | Rejection]:
    """Posts of a pasted live blog, in the order of the page, then the furniture.

    An entry begins at a heading: a short line without a full stop, with prose behind it. What stands before the
    first heading is an entry too, and so is what follows a clock time on pages that put the time above the entry.
    A line that is only a clock time dates its entry, counted back from ``options.published``. A post's text is its
    heading, an empty line, and its paragraphs as in the file; page furniture is dropped and listed as rejections.

    Raises:
        UndatedError: ``options.published`` is None.
        ReaderError: The file is too big, no text, or holds a line no page has.
    """
    text = _text_of(stream, name)
    if options.published is None:
        raise UndatedError(
            f"{name}: pasted text carries no publish time; give one with --published 2026-01-28T12:30+02:00"
        )
    source = options.source(name)
    entries, dropped, head = _entries(paragraphs(text))
    if not entries:
        raise ReaderError(f"{name}: expected the entries of a live blog, found nothing but page furniture")
    seen: Counter[str] = Counter()
    times = instants([entry.when() for entry in entries], options.published, ZoneInfo(source.timezone), head)
    for entry, published in zip(entries, times, strict=True):
        key = entry.heading or entry.text()
        seen[key] += 1
        made = f"{source.source_id}\x1f{key}\x1f{seen[key]}"
        yield Post(
            post_id="p_" + hashlib.sha256(made.encode("utf-8")).hexdigest()[:16],
            source=source,
            text=entry.text(),
            published=published,
            title=entry.heading,
            language=options.language,
        )
    for line in dropped:
        yield Rejection(post_id="", stage="reading", reason="page furniture", quote=line.strip())


def _text_of(stream: BinaryIO, name: str) -> str:
    r"""The whole text with ``\n`` for line breaks; refused as soon as it is too much."""
    if stream.seekable():
        # The size of a file is known before a byte of it is read; a pipe's shows on the way.
        size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        if size > _LARGEST:
            raise ReaderError(_TOO_LARGE.format(name=name))
    raw = bytearray()
    row, row_start = 1, 0
    while chunk := stream.read(_CHUNK):
        raw += chunk
        row += chunk.count(b"\n")
        row_start = max(row_start, raw.rfind(b"\n") + 1, raw.rfind(b"\r") + 1)
        if len(raw) - row_start > LONGEST_LINE:
            raise ReaderError(
                f"{name}: row {row}: expected a line of a live blog, found more than {LONGEST_LINE:,} bytes"
            )
        if len(raw) > _LARGEST:
            raise ReaderError(_TOO_LARGE.format(name=name))
    utf16 = raw.startswith(UTF16)
    if not utf16 and (at := raw.find(b"\0")) >= 0:
        row = raw.count(b"\n", 0, at) + 1
        raise ReaderError(f"{name}: row {row}: expected text, found a zero byte")
    try:
        text = raw.decode("utf-16" if utf16 else "utf-8-sig", "surrogatepass")
    except UnicodeDecodeError as error:
        expected = "UTF-16" if utf16 else "UTF-8"
        row = raw.count(b"\n", 0, error.start) + 1
        raise ReaderError(
            f"{name}: row {row}: expected {expected} text, found byte 0x{raw[error.start]:02x}"
        ) from error
    return _LINE_BREAK.sub("\n", sound(text))


def _entries(lines: Sequence[Paragraph]) -> tuple[list[_Entry], list[str], Day | None]:
    """The entries in the order of the page, the lines that are in none, and the one day in the page's head."""
    head = _head(lines)
    day: Day | None = None
    above = _clock_stands_above(lines)
    headings = _headings(lines, above=above)
    titles = {fold(lines[i].text) for i in headings}
    entries = [_Entry()]
    dropped: list[str] = []
    for i, line in enumerate(lines):
        current = entries[-1]
        if line.kind == "furniture":
            dropped.append(line.text)
        elif line.kind == "headline" and i not in headings and fold(line.text) in titles:
            # A headline that comes again with its entry under it: a line of the page's index, and so is its time.
            dropped.append(line.text)
            if current.is_empty():
                entries.append(_Entry(day=day))
        elif line.kind == "invitation":
            dropped.append(line.text)
            if _next(lines, i) == "prose":
                entries.append(_Entry(day=day))
        elif line.kind == "clock":
            if current.stamp is not None or current.paragraphs or (above and current.heading is not None):
                entries.append(current := _Entry(day=day))
            current.stamp, current.stamp_line = line.stamp, line.text
        elif line.kind == "day":
            day = line.stamp.day if line.stamp is not None and head is None else None
            if current.paragraphs:
                entries.append(current := _Entry())
            current.day = day
        elif i in headings:
            if not (above and current.is_empty()):
                entries.append(current := _Entry(day=day))
            current.heading = " ".join(part.strip() for part in line.text.split("\n"))
        else:
            current.paragraphs.append(line.text)
    dropped.extend(entry.stamp_line for entry in entries if entry.is_empty() and entry.stamp_line)
    return [entry for entry in entries if not entry.is_empty()], dropped, head


def _head(lines: Sequence[Paragraph]) -> Day | None:
    """The page's own day: the only one it names, above all its times and prose. Days over sections are others."""
    days = [i for i, line in enumerate(lines) if line.kind == "day"]
    first = next((i for i, line in enumerate(lines) if line.kind in ("clock", "prose")), len(lines))
    stamp = lines[days[0]].stamp if len(days) == 1 and days[0] < first else None
    return stamp.day if stamp is not None else None


def _clock_stands_above(lines: Sequence[Paragraph]) -> bool:
    """Whether the page puts the time of an entry above its heading, or has no headings at all."""
    kinds = [line.kind for line in lines if line.kind not in ("furniture", "day")]
    pairs = Counter(pairwise(kinds))
    return pairs["clock", "headline"] > pairs["headline", "clock"] or not pairs["headline", "clock"]


def _headings(lines: Sequence[Paragraph], *, above: bool) -> frozenset[int]:
    """Where entries begin: headlines with prose behind them, and on no other entry's side of a clock time."""
    return frozenset(
        i
        for i, line in enumerate(lines)
        if line.kind == "headline" and _next(lines, i, skip_clock=not above) == "prose"
    )


def _next(lines: Sequence[Paragraph], i: int, *, skip_clock: bool = True) -> str | None:
    skipped = ("furniture", "day", "clock") if skip_clock else ("furniture", "day")
    return next((line.kind for line in _after(lines, i) if line.kind not in skipped), None)


def _after(lines: Sequence[Paragraph], i: int) -> Iterator[Paragraph]:
    return (lines[j] for j in range(i + 1, len(lines)))
