"""Files -> posts, one module a format.

A new format is one module and one line in READERS.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from timeline.errors import ReaderError
from timeline.post import Post
from timeline.readers import json_lines, plain_text
from timeline.readers.options import BadRow, Batch, ReadOptions

__all__ = ["READERS", "BadRow", "Batch", "ReadOptions", "read_posts", "read_stream"]

# Name -> (does the start of a file look like it, read it); asked in this order, so the pickiest come first.
READERS: Mapping[str, tuple[Callable[[bytes], bool], Callable[[BinaryIO, str, ReadOptions], Batch]]] = {
    "json_lines": (json_lines.recognises, json_lines.read),
    "plain_text": (plain_text.recognises, plain_text.read),
}

_HEAD = 65_536
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def read_posts(path: Path, options: ReadOptions) -> Batch:
    """Read a file, whatever its format; which one is told by its content, not by its name.

    Raises:
        ReaderError: The file is empty, binary, too big, or in no known format; one line that names it.
        UndatedError: The format carries no publish times and the options give none.
        OSError: It is missing or may not be read.
    """
    if path.is_dir():
        raise ReaderError(f"{path}: expected a file of posts, found a folder")
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if not head.strip():
            raise ReaderError(f"{path}: expected posts, found an empty file")
        if b"\0" in head and not head.startswith(_BOMS):
            raise ReaderError(f"{path}: expected text, found a binary file")
        file.seek(0)
        for recognises, read in READERS.values():
            if recognises(head):
                return read(file, path.name, options)
    raise ReaderError(f"{path}: expected one of {', '.join(READERS)}, found none of them")


def read_stream(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Post | BadRow]:
    """JSON lines from a stream, one by one, bad rows in their place."""
    return json_lines.read_rows(stream, name, options)
