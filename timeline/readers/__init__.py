"""Files -> posts, one module a format.

A new format is one module and one line in READERS.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

from timeline.errors import ReaderError
from timeline.event import Rejection
from timeline.post import Post
from timeline.readers import archives, feeds, json_lines, pages, plain_text, tables, telegram
from timeline.readers.entries import batch_of
from timeline.readers.limited import parse_limited
from timeline.readers.opening import HEAD, check_text, decode_head
from timeline.readers.options import BadRow, Batch, ReadOptions

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


class Reader(NamedTuple):
    """A format.

    Attributes:
        recognises: Whether the start of a file, decoded, looks like it.
        read: An open file, its name and the options -> all that it gave.
    """

    recognises: Callable[[str], bool]
    read: Callable[[BinaryIO, str, ReadOptions], Batch]


def _guarded(kind: str) -> Callable[[BinaryIO, str, ReadOptions], Batch]:
    """A format that is parsed in a process of its own."""

    def read(stream: BinaryIO, name: str, options: ReadOptions) -> Batch:
        return batch_of(parse_limited(kind, stream, name), name, options)

    return read


def _telegram(stream: BinaryIO, name: str, options: ReadOptions) -> Batch:
    return batch_of(telegram.parse(stream, name), name, options)


def _table(stream: BinaryIO, name: str, options: ReadOptions) -> Batch:
    return batch_of(tables.parse(stream, name), name, options)


# By name; asked in this order, so the pickiest come first.
READERS: Mapping[str, Reader] = {
    "a Telegram export": Reader(telegram.recognises, _telegram),
    "a feed": Reader(feeds.recognises, _guarded("feed")),
    "an archive": Reader(archives.recognises, _guarded("archive")),
    "a web page": Reader(pages.recognises, _guarded("web page")),
    "JSON lines": Reader(json_lines.recognises, json_lines.read),
    "a table": Reader(tables.recognises, _table),
    "pasted text": Reader(plain_text.recognises, plain_text.read),
}


def recognise(head: bytes, name: str) -> str:
    """Tell a file's format by its content; its name only serves the message.

    Args:
        head: Its first bytes, ``HEAD`` at most.
        name: What to call it.

    Returns:
        A key of READERS.

    Raises:
        ReaderError: It is empty, binary, or in no known format.
    """
    check_text(head, name)
    start = decode_head(head)
    for key, reader in READERS.items():
        if reader.recognises(start):
            return key
    found = "a JSON array: write its objects one a line" if start.lstrip().startswith("[") else "markup"
    raise ReaderError(f"{name}: expected one of {', '.join(READERS)}; found {found}")


def read_posts(path: Path, options: ReadOptions) -> Batch:
    """Read a file, whatever its format. A pipe will do, too: nothing is read twice.

    Raises:
        ReaderError: It is empty, binary, too big, in no known format, or holds no post; one line that names it.
        UndatedError: The format carries no publish times and the options give none.
        OSError: It is missing or may not be read.
    """
    if path.is_dir():
        raise ReaderError(f"{path}: expected a file of posts, found a folder")
    with io.BufferedReader(path.open("rb", buffering=0), HEAD) as file:
        # A pipe's name is a number that the shell picked, and would be another one tomorrow in every id.
        name = path.name if path.is_file() else "pipe"
        if path.suffix.lower() in (".csv", ".tsv") and not tables.recognises(decode_head(file.peek(HEAD))):
            # Any text is a page that somebody pasted, a spreadsheet is not.
            raise ReaderError(
                f"{name}: expected a table with a column for the text (text, message, content ...), found none"
            )
        # A peek leaves a pipe as it was, where a seek would fail.
        return READERS[recognise(file.peek(HEAD), name)].read(file, name, options)


def stream_posts(path: Path, options: ReadOptions) -> Iterator[Post | BadRow | Rejection]:
    """What a file holds, one by one as it is read: posts, rows that are none, and what is no post by its nature."""
    batch = read_posts(path, options)
    yield from batch.rejections
    yield from batch.bad_rows
    yield from batch.posts


def read_stream(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Post | BadRow]:
    """JSON lines from an open stream, one by one as they come, bad rows in their place."""
    return json_lines.read_rows(stream, name, options)
