"""Bytes of a file -> lines of text, in bounded steps; what is no text is told by its first bytes."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from timeline.errors import ReaderError

# A line is a paragraph or a post, which people read: a longer one is neither and would only cost memory.
LONGEST_LINE = 1_000_000
# How much of a file is looked at to tell its format.
HEAD = 65_536
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

# What people hand over by mistake, by its first bytes in lower case.
_KINDS = (
    (b"%pdf", "a PDF"),
    (b"pk\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"sqlite format 3", "an SQLite database"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89png", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)


def check_text(head: bytes, name: str) -> None:
    """Refuse by its first bytes a file that cannot hold posts as text.

    Raises:
        ReaderError: It is empty, binary, or a document of another kind.
    """
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:16].lower()
    if not start or head in UTF16:
        raise ReaderError(f"{name}: expected posts, found an empty file")
    for mark, kind in _KINDS:
        if start.startswith(mark):
            raise ReaderError(f"{name}: expected posts as text, found {kind}")
    if b"\0" in head and not head.startswith(UTF16):
        raise ReaderError(f"{name}: expected posts as text, found a binary file")


def decode_head(head: bytes) -> str:
    """The start of a file as text, to tell its format by; never fails."""
    return head.decode("utf-16" if head.startswith(UTF16) else "utf-8-sig", "replace")


def read_lines(stream: BinaryIO) -> Iterator[bytes | None]:
    r"""The lines of a stream without their ``\n``, UTF-8; None for one longer than ``LONGEST_LINE`` bytes.

    A byte order mark is taken off. UTF-16, which needs one, is turned into UTF-8 on the way: some shells write it
    when output is redirected to a file. No more than one line is held, and a line is given as soon as it is there.
    """
    held = bytearray()
    too_long = False
    for chunk in _utf8(stream):
        *ended, rest = chunk.split(b"\n")
        for piece in ended:
            yield None if too_long or len(held) + len(piece) > LONGEST_LINE else bytes(held) + piece
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
        yield bytes(held)


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
    yield first.removeprefix(codecs.BOM_UTF8)
    yield from chunks


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    # What is there, not what fills a buffer: a filter answers each line as it comes.
    read_some = getattr(stream, "read1", stream.read)
    while chunk := read_some(HEAD):
        yield chunk


def sound(text: str) -> str:
    """Join surrogate pairs; a lone half, which would break every later encoding, becomes U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
