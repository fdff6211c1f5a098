"""A live blog as pasted from its page: headings followed by paragraphs, with the page's furniture between."""

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import BinaryIO
from zoneinfo import ZoneInfo

from timeline.errors import ReaderError, UndatedError
from timeline.event import Rejection
from timeline.post import Post
from timeline.readers.options import Batch, ReadOptions

# Pasted text is read whole; a page of a year's war is below 5 MB.
_LARGEST = 64 * 1024 * 1024
_LONGEST_LINE = 200_000
# A heading: newsrooms cut theirs well below this, and prose ends in a full stop.
_HEADING = 160
_TIME_LINE = re.compile(r"^(\d{1,2})[:.](\d{2})\s*(am|pm)?\s*(?:[A-Z]{2,4})?$", re.IGNORECASE)


@dataclass(slots=True)
class _Entry:
    """One entry of the blog while it is put together."""

    heading: str
    paragraphs: list[str] = field(default_factory=list)
    clock: tuple[int, int] | None = None


def recognises(head: bytes) -> bool:
    """Anything that is text; the last reader asked."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in head


def read(stream: BinaryIO, name: str, options: ReadOptions) -> Batch:
    """Posts of a pasted live blog, in the order of the page.

    An entry begins at a heading: a line of its own, short, without a full stop, with prose behind it. Lines before
    the first heading are an entry too. A line that is only a clock time dates the entry beside it, on the day of
    ``options.published``; on a page with the newest first, a time later than the entry above means the day before.

    Raises:
        UndatedError: ``options.published`` is None.
        ReaderError: The file is too big, no text, or holds a line no page has.
    """
    text = _decode(stream, name)
    if options.published is None:
        raise UndatedError(
            f"{name}: pasted text carries no publish time; give one with --published 2026-01-28T12:30+02:00"
        )
    source = options.source(name)
    entries: list[_Entry] = []
    rejections: list[Rejection] = []
    for entry, dropped in _entries(text):
        if entry is not None:
            entries.append(entry)
        else:
            rejections.append(Rejection(post_id="", stage="reading", reason="page furniture", quote=dropped))
    seen: Counter[str] = Counter()
    posts = []
    clocks = _instants([entry.clock for entry in entries], options.published, ZoneInfo(source.timezone))
    for entry, published in zip(entries, clocks, strict=True):
        body = "\n\n".join([entry.heading, *entry.paragraphs] if entry.heading else entry.paragraphs)
        key = entry.heading or body
        seen[key] += 1
        made = f"{source.source_id}\x1f{key}\x1f{seen[key]}"
        posts.append(
            Post(
                post_id="p_" + hashlib.sha256(made.encode("utf-8")).hexdigest()[:16],
                source=source,
                text=body,
                published=published,
                title=entry.heading or None,
                language=options.language,
            )
        )
    return Batch(posts=tuple(posts), rejections=tuple(rejections))


def _decode(stream: BinaryIO, name: str) -> str:
    raw = stream.read(_LARGEST + 1)
    if len(raw) > _LARGEST:
        raise ReaderError(f"{name}: expected a pasted live blog of at most 64 MB, found a larger file")
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReaderError(
            f"{name}: expected UTF-8 text, found byte 0x{raw[error.start]:02x} at offset {error.start}"
        ) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > _LONGEST_LINE:
            raise ReaderError(
                f"{name}: row {number}: expected lines of a live blog, found one of {len(line):,} characters"
            )
    return text


def _entries(text: str) -> Iterator[tuple[_Entry | None, str]]:
    """Entries, and furniture lines with None, in the order of the page."""
    blocks = [block.strip("\n").rstrip() for block in re.split(r"\n[ \t]*\n", text)]
    blocks = [block for block in blocks if block.strip()]
    lines: list[str] = []
    for block in blocks:
        # A block of several short lines without full stops is a list of furniture or headings, else prose.
        parts = block.split("\n")
        lines.extend(parts if all(_is_short(part) for part in parts) else [block])
    headings = [line for i, line in enumerate(lines) if _is_heading(lines, i)]
    repeated = {line for line, count in Counter(headings).items() if count > 1}
    current = _Entry("")
    clock: tuple[int, int] | None = None
    for i, line in enumerate(lines):
        stripped = line.strip()
        time = _TIME_LINE.match(stripped)
        if time:
            clock = _clock(time)
            if not current.paragraphs and current.heading and current.clock is None:
                current.clock, clock = clock, None
            continue
        if _is_furniture(stripped):
            yield None, stripped
        elif _is_heading(lines, i):
            if stripped in repeated and not _has_prose(lines, i):
                repeated.discard(stripped)
                yield None, stripped
                continue
            if current.heading or current.paragraphs:
                yield current, ""
            current = _Entry(stripped, clock=clock)
            clock = None
        else:
            current.paragraphs.append(line)
    if current.heading or current.paragraphs:
        yield current, ""


def _is_short(line: str) -> bool:
    stripped = line.strip()
    return len(stripped) <= _HEADING and not stripped.endswith((".", "…", '."', ".”", ".'", ".’"))


def _is_heading(lines: list[str], i: int) -> bool:
    line = lines[i].strip()
    if "\n" in line or not _is_short(line) or _TIME_LINE.match(line) or _is_furniture(line):
        return False
    if line.endswith((",", ";", ":", '"', "”", "»")) and not line.startswith(("'", "‘", '"', "“", "«")):
        return False
    # A paragraph that is one short quotation is no heading: '"It is over," he wrote'.
    if line.startswith(('"', "“", "«")) and line.endswith(('"', "”", "»", "!", "?")):
        return False
    return any(_is_prose(later) for later in lines[i + 1 : i + 4])


def _has_prose(lines: list[str], i: int) -> bool:
    return i + 1 < len(lines) and _is_prose(lines[i + 1])


def _is_prose(line: str) -> bool:
    return not _is_short(line) or len(line.strip()) > 60


def _is_furniture(line: str) -> bool:
    exact, starts = _furniture()
    folded = line.lower().strip(" .!:…→>•·|-")
    return folded in exact or (len(line) <= _HEADING and folded.startswith(starts))


@cache
def _furniture() -> tuple[frozenset[str], tuple[str, ...]]:
    file = resources.files("timeline.readers").joinpath("furniture.toml")
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return frozenset(tables["lines"]), tuple(tables["starts"])


def _clock(match: re.Match[str]) -> tuple[int, int] | None:
    hour, minute = int(match[1]), int(match[2])
    half = (match[3] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return (hour, minute) if hour < 24 and minute < 60 else None


def _instants(
    clocks: list[tuple[int, int] | None], published: datetime, zone: ZoneInfo
) -> list[datetime]:
    """The instant of each entry; entries without a time of their own have the page's."""
    known = [clock for clock in clocks if clock is not None]
    newest_first = len(known) > 1 and sum(a >= b for a, b in zip(known, known[1:], strict=False)) * 2 > len(known) - 1
    local = published.astimezone(zone)
    if not newest_first:
        # Oldest first: days are counted back from the end of the page.
        return list(reversed(_count_back(list(reversed(clocks)), local, published)))
    return _count_back(clocks, local, published)


def _count_back(clocks: list[tuple[int, int] | None], local: datetime, published: datetime) -> list[datetime]:
    instants = []
    day = local.date()
    last = (local.hour, local.minute)
    for clock in clocks:
        if clock is None:
            instants.append(published)
            continue
        if clock > last:
            day -= timedelta(days=1)
        last = clock
        instants.append(datetime(day.year, day.month, day.day, *clock, tzinfo=local.tzinfo))
    return instants
