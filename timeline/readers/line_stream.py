"""Bytes from anywhere -> lines in UTF-8, never holding more than one line of bounded length."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO

# A post is text that people read: a longer line is no post and would only cost memory.
LONGEST_LINE = 1_000_000
_CHUNK = 65_536


def bounded_lines(stream: BinaryIO) -> Iterator[bytes | None]:
    r"""The lines of a stream without their ``\n``, UTF-8; None for one longer than ``LONGEST_LINE`` bytes.

    A byte order mark is taken off. UTF-16, which needs one, is turned into UTF-8 on the way: some shells write it
    when output is redirected to a file.
    """
    chunks = _utf8(stream)
    held = bytearray()
    too_long = False
    for chunk in chunks:
        *ended, rest = chunk.split(b"\n")
        for piece in ended:
            if too_long or len(held) + len(piece) > LONGEST_LINE:
                yield None
            else:
                yield bytes(held) + piece
            held.clear()
            too_long = False
        if too_long or len(held) + len(rest) > LONGEST_LINE:
            too_long = True
            held.clear()
        else:
            held += rest
    if too_long:
        yield None
    elif held:
        yield bytes(held)


def _utf8(stream: BinaryIO) -> Iterator[bytes]:
    first = _read(stream)
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # Surrogates stand for themselves until the text is made sound; an odd last byte is dropped.
        decoder = codecs.getincrementaldecoder("utf-16")("surrogatepass")
        while first:
            yield decoder.decode(first).encode("utf-8", "surrogatepass")
            first = _read(stream)
        return
    yield first.removeprefix(codecs.BOM_UTF8)
    while chunk := _read(stream):
        yield chunk


def _read(stream: BinaryIO) -> bytes:
    """What is there, so that a filter answers a line as soon as it comes, not when a buffer is full."""
    read_some = getattr(stream, "read1", stream.read)
    chunk: bytes = read_some(_CHUNK)
    return chunk
