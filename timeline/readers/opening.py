"""Bytes of a file -> lines of text, in bounded steps; what is no text is told by its first bytes."""

import codecs
import difflib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import BinaryIO

from dateline.timeline.errors import NoPostsError, ReaderError

# A line is a paragraph or a post, which people read: a longer one is neither and would only cost memory.
LONGEST_LINE = 1_000_000
# How much of a file is looked at to tell its format.
HEAD = 65_536
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

# What people hand over by mistake, by its first bytes in lower case.
_KINDS = (
    (b"%pdf", "a PDF"),
    (b"sqlite format 3", "an SQLite database"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89png", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"gif8", "a picture"),
    (b"riff", "a picture or a sound"),
    (b"oggs", "a sound"),
    (b"id3", "a sound"),
)
# Markup says its encoding by its first bytes (XML, appendix F): a byte order mark, or how "<" and what follows is written.
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)  # fmt: skip
# A stray zero byte in a long text is a flaw of the text; one in a hundred is a binary.
_MOST_ZEROS = 100


def wide_encoding(head: bytes) -> str | None:
    """The encoding that the first bytes show; None for one that has ASCII in it, to be told by other means."""
    return next((encoding for mark, encoding in _WIDE if head.startswith(mark)), None)


def check_text(head: bytes, name: str) -> None:
    """Refuse by its first bytes a file that cannot hold posts as text.

    Raises:
        NoPostsError: It is a binary, or a document of another kind.
        ReaderError: It is empty.
    """
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:16].lower()
    if not start or head in UTF16:
        raise ReaderError(f"{name}: expected posts, found an empty file")
    for mark, kind in _KINDS:
        if start.startswith(mark):
            raise NoPostsError(f"{name}: expected posts as text, found {kind}")
    if head[257:262] == b"ustar":
        raise NoPostsError(f"{name}: expected posts as text, found a tar archive")
    if head.count(0) * _MOST_ZEROS > len(head) and not wide_encoding(head) and not _is_padded(head):
        raise NoPostsError(f"{name}: expected posts as text, found a binary file")


def decode_head(head: bytes) -> str:
    """The start of a file as text, to tell its format by; never fails."""
    return head.decode(wide_encoding(head) or "utf-8", "replace").lstrip("\ufeff")


def read_lines(stream: BinaryIO) -> Iterator[bytes | None]:
    r"""The lines of a stream without their ends, UTF-8; None for one longer than ``LONGEST_LINE`` bytes.

    Lines end in ``\n``, ``\r\n`` or ``\r``. Byte order marks are taken off. UTF-16, which needs one, is turned into
    UTF-8 on the way: some shells write it when output is redirected to a file. No more than one line is held, and a
    line is given as soon as it is there.
    """
    held = bytearray()
    too_long = False
    for chunk in _newlines(_utf8(stream)):
        *ended, rest = chunk.split(b"\n")
        for piece in ended:
            yield (
                None if too_long or len(held) + len(piece) > LONGEST_LINE else _unmarked(bytes(held) + piece)
            )
            held.clear()
            too_long = False
        too_long = too_long or len(held) + len(rest) > LONGEST_LINE
        if too_long:
            held.clear()
        else:
            held += rest
    if too_long:
        yield None
    elif held:
        yield _unmarked(bytes(held))


def _unmarked(line: bytes) -> bytes:
    """Files that were put together carry the mark of each within."""
    while line.startswith(codecs.BOM_UTF8):
        line = line.removeprefix(codecs.BOM_UTF8)
    return line


def _newlines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    r"""All line ends as ``\n``; a ``\r`` at the end of a chunk ends its line now, a ``\n`` behind it is the same end."""
    after_return = False
    for chunk in chunks:
        fresh = chunk.removeprefix(b"\n") if after_return else chunk
        after_return = chunk.endswith(b"\r")
        yield fresh.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in fresh else fresh


def _utf8(stream: BinaryIO) -> Iterator[bytes]:
    chunks = _chunks(stream)
    # A pipe may give a first byte alone, which tells nothing of a mark of two or three.
    first = b""
    while len(first) < len(codecs.BOM_UTF8) and (chunk := next(chunks, b"")):
        first += chunk
    if first.startswith(UTF16):
        # Lone surrogates pass, to be made sound with the texts that hold them.
        decoder = codecs.getincrementaldecoder("utf-16")("surrogatepass")
        yield decoder.decode(first).encode("utf-8", "surrogatepass")
        for chunk in chunks:
            yield decoder.decode(chunk).encode("utf-8", "surrogatepass")
        return
    yield first
    yield from chunks


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    # What is there, not what fills a buffer: a filter answers each line as it comes.
    read_some = getattr(stream, "read1", stream.read)
    while chunk := read_some(HEAD):
        yield chunk


# Controls have no place in words and break outputs further on (XML, terminals, spreadsheets). Each becomes one space:
# offsets into the text stay what they were. Marks of writing direction are no controls in this sense and stay.
_BINARY = re.compile(rb"[\x01-\x08\x0e-\x1f\x7f]")
_CONTROLS = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {*b"\t\n\r", 0x85}, " ")


def sound(text: str) -> str:
    """The one door for text of strangers: surrogate pairs are joined, lone halves become U+FFFD, controls spaces."""
    if not text.isascii():
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text if text.isprintable() else text.translate(_CONTROLS)


def _is_padded(head: bytes) -> bool:
    """Text whose cells a database filled up with zeros; in UTF-16 every other byte is one, in binaries other controls stand."""
    if max(head[0::2].count(0), head[1::2].count(0)) * 2 > 0.9 * len(head):
        return False
    rest = head.replace(b"\0", b"")
    return bool(rest) and not _BINARY.search(rest)


def file_name(path: PurePath) -> str:
    """A file's name, or its path, as text: bytes that are no UTF-8 and control characters are written as escapes."""
    named = os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in named)


def nearest(name: str, known: Iterable[str]) -> str:
    """ " (nearest: ...)" for a message about a name that is not known; empty where nothing comes near."""
    close = difflib.get_close_matches(name[:100], [*known], n=1, cutoff=0.5)
    return f" (nearest: {close[0]})" if close else ""
