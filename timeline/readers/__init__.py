"""Files -> posts, one module a format.

A new format is one module and one line in READERS.
"""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any, BinaryIO, NamedTuple

from dateline.timeline.errors import NoPostsError, ReaderError, UndatedError
from dateline.timeline.event import Rejection
from dateline.timeline.post import Post
from dateline.timeline.readers import (
    archives,
    feeds,
    json_lines,
    packed,
    pages,
    parquet,
    plain_text,
    tables,
    telegram,
)
from dateline.timeline.readers.entries import Entry, posts_of
from dateline.timeline.readers.limited import parse_limited
from dateline.timeline.readers.opening import HEAD, check_text, decode_head, file_name, nearest
from dateline.timeline.readers.options import BadRow, Batch, ReadOptions, broken_off, collected
from dateline.timeline.readers.selectors import load_selectors

__all__ = [
    "READERS",
    "BadRow",
    "Batch",
    "ReadOptions",
    "Reader",
    "read_posts",
    "read_stream",
    "recognise",
    "stream_posts",
]

_Items = Iterator[Post | BadRow | Rejection]
_TABLES = (".csv", ".tsv")
_POSTS = (
    "",
    *_TABLES,
    ".atom",
    ".html",
    ".htm",
    ".json",
    ".jsonl",
    ".ndjson",
    ".parquet",
    ".rss",
    ".txt",
    ".xml",
    ".zip",
    ".gz",
)
# Any text may be a page that somebody pasted; these lie beside saved pages and are never one.
_SCRIPTS = (".css", ".js", ".mjs", ".map", ".ts", ".svg", ".ini")


class Reader(NamedTuple):
    """A format.

    Attributes:
        label: What to call it in messages.
        recognises: Whether the start of a file, decoded, looks like it.
        read: An open file, its name and the options -> what it gives, one by one as it is read. ReaderError may come
            behind good posts, where a file breaks off.
    """

    label: str
    recognises: Callable[[str], bool]
    read: Callable[[BinaryIO, str, ReadOptions], _Items]


def _guarded(kind: str, *, rows_name_sources: bool = False) -> Callable[[BinaryIO, str, ReadOptions], _Items]:
    """A format that is parsed in a process of its own."""

    def read(stream: BinaryIO, name: str, options: ReadOptions) -> _Items:
        settings: dict[str, Any] = {"mapping": dict(options.mapping), "username": options.username}
        if options.selectors is not None:
            settings["selectors"] = load_selectors(options.selectors)
        entries = parse_limited(kind, stream, name, settings)
        return posts_of(entries, name, options, rows_name_sources=rows_name_sources)

    return read


def _streamed(
    parse: Callable[[BinaryIO, str, ReadOptions], Iterator[Entry]], *, rows_name_sources: bool = False
) -> Callable[[BinaryIO, str, ReadOptions], _Items]:
    """A format whose entries (see entries.py) come one by one from an open file, its name and the options."""

    def read(stream: BinaryIO, name: str, options: ReadOptions) -> _Items:
        return posts_of(parse(stream, name, options), name, options, rows_name_sources=rows_name_sources)

    return read


# Asked in this order, so the pickiest come first.
READERS: Mapping[str, Reader] = {
    "parquet": Reader("a Parquet file", parquet.recognises, _guarded("parquet", rows_name_sources=True)),
    "telegram": Reader("a Telegram export", telegram.recognises, _streamed(telegram.parse)),
    "feed": Reader("a feed", feeds.recognises, _guarded("feed")),
    "archive": Reader("an archive", archives.recognises, _guarded("archive")),
    "page": Reader("a web page", pages.recognises, _guarded("page")),
    "jsonl": Reader("JSON lines", json_lines.recognises, json_lines.read),
    "table": Reader("a table", tables.recognises, _streamed(tables.parse, rows_name_sources=True)),
    "text": Reader("pasted text", plain_text.recognises, plain_text.read),
}


def recognise(head: bytes, name: str, options: ReadOptions | None = None) -> str:
    """Tell a file's format by its content; a name's ending only tells a spreadsheet from a page that somebody pasted.

    Args:
        head: Its first bytes, ``HEAD`` at most.
        name: What to call it.
        options: A kind that is named is taken as it is; a mapping tells a table by its columns.

    Returns:
        A key of READERS.

    Raises:
        NoPostsError: It is a binary, a script, or a document of another kind.
        ReaderError: It is empty, or in no known format.
    """
    start = decode_head(head)
    if not parquet.recognises(start):
        check_text(head, name)
    if options is not None and options.kind is not None:
        return options.kind
    if options is not None and tables.has_columns(start, options.mapping):
        return "table"
    suffix = Path(name).suffix.lower()
    for key, reader in READERS.items():
        if reader.recognises(start):
            if key != "text":
                return key
            if suffix in _SCRIPTS or archives.is_other_part(start):
                raise NoPostsError(f"{name}: expected posts, found a script or a style sheet")
            return "table" if suffix in _TABLES else key
    found = "a JSON array: write its objects one a line" if re.match(r"\s*\[", start) else "markup"
    labels = ", ".join(reader.label for reader in READERS.values())
    raise ReaderError(f"{name}: expected one of {labels}; found {found}")


def stream_posts(path: Path, options: ReadOptions, *, alone: bool = True) -> _Items:
    """What a file holds, one by one as it is read: posts, rows that are none, and what is no post by its nature.

    Whatever its format, compressed or not. A pipe will do, too: nothing is read twice.

    Args:
        path: The file.
        options: Defaults.
        alone: Whether somebody named this file. Among others in a folder one that is no posts by its nature, such as
            the pictures of a saved page, is a rejection and no error.

    Raises:
        ReaderError: It is empty, binary, too big, in no known format, or holds no post; one line that names it. Where
            a file breaks off, it comes behind what was read before.
        UndatedError: The format carries no publish times and the options give none.
        OSError: It is missing or may not be read.
    """
    if options.kind is not None and options.kind not in READERS:
        known = ", ".join(READERS)
        raise ReaderError(
            f"kind: expected one of {known}; found {options.kind!r}{nearest(options.kind, READERS)}"
        )
    if path.is_dir():
        raise ReaderError(f"{path}: expected a file of posts, found a folder")
    first_bad: BadRow | None = None
    good = False
    with io.BufferedReader(path.open("rb", buffering=0), HEAD) as file:
        # A pipe's name is a number that the shell picked, and would be another one tomorrow in every id.
        name = file_name(PurePath(path.name)) if path.is_file() else "pipe"
        for item in _read(file, name, options) if alone else _among_others(_read(file, name, options), name):
            if not isinstance(item, BadRow):
                good = True
            elif first_bad is None:
                first_bad = item
            yield item
    if first_bad is not None and not good:
        raise ReaderError(
            f"{first_bad.file}: row {first_bad.row}: expected {first_bad.expected}, found {first_bad.found}"
        )


def read_posts(path: Path, options: ReadOptions, *, alone: bool = True) -> Batch:
    """All of a file at once. Where it breaks off behind good posts they are kept, and the break is a bad row.

    Raises:
        ReaderError: As stream_posts, but only where nothing was read.
        UndatedError: As stream_posts.
        OSError: As stream_posts.
    """
    return collected(stream_posts(path, options, alone=alone), file_name(PurePath(path.name)))


def read_stream(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Post | BadRow]:
    """JSON lines from an open stream, one by one as they come, bad rows in their place."""
    return json_lines.read(stream, name, options)


def _read(file: "io.BufferedReader[Any]", name: str, options: ReadOptions) -> _Items:
    # A peek leaves a pipe as it was, where a seek would fail.
    head = file.peek(HEAD)
    if not packed.is_packed(head):
        yield from READERS[recognise(head, name, options)].read(file, name, options)
    elif packed.is_alone(head):
        for label, opened in packed.members(file, name):
            yield from _member(opened, label, options)
    else:
        yield from _unpacked(file, name, options)


def _member(opened: Callable[[], io.BufferedReader], label: str, options: ReadOptions) -> _Items:
    with opened() as member:
        head = member.peek(HEAD)
        if packed.is_packed(head):
            raise ReaderError(f"{label}: expected posts, found an archive in an archive")
        yield from READERS[recognise(head, label, options)].read(member, label, options)


def _unpacked(file: "io.BufferedReader[Any]", name: str, options: ReadOptions) -> _Items:
    """What the members of an archive give. A bad one is a bad row, and the others are read all the same."""
    for number, (label, opened) in enumerate(packed.members(file, name), 1):
        try:
            yield from _among_others(_member(opened, label, options), label)
        except UndatedError:
            raise
        except ReaderError as error:
            yield broken_off(error, label, number)


def _among_others(items: _Items, name: str) -> _Items:
    """A file that is no posts and is not called like posts is left out; posts.csv that is a picture is a fault."""
    try:
        yield from items
    except NoPostsError as error:
        if Path(name).suffix.lower() in _POSTS:
            raise
        found = str(error).rpartition("found ")[2]
        yield Rejection(post_id=name, stage="reading", reason=f"no posts: {found}", quote="")
