"""A body as it comes in -> the body as it was meant, unpacked in steps that a bomb cannot fill memory with."""

import zlib
from collections.abc import Iterable, Iterator

_PLAIN = frozenset(("", "identity"))
_GZIP = frozenset(("gzip", "x-gzip"))
_GZIP_MARK = b"\x1f\x8b"
_STEP = 1 << 16
# Text shrinks to a tenth, a feed of repetitions to a fiftieth; a bomb to a thousandth. Small bodies may do as they like.
_MOST_RATIO = 200
_RATIO_FROM = 1 << 20


class BodyError(Exception):
    """A body that is not taken; its text says what was found."""


def decoded(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Unpack a body.

    Args:
        chunks: As they come.
        encoding: The Content-Encoding header; "" for none.

    Yields:
        Pieces of 64 KB at most: whoever counts them can stop before the next is made.

    Raises:
        BodyError: It is packed otherwise than was asked for, damaged, ends in the middle, or is a bomb.
    """
    name = encoding.strip().lower()
    if name in _PLAIN:
        yield from chunks
    elif name in _GZIP or name == "deflate":
        yield from _inflated(chunks, deflate=name == "deflate")
    else:
        raise BodyError(f"expected a body in gzip, found {encoding[:40]!r}")


def _inflated(chunks: Iterable[bytes], *, deflate: bool) -> Iterator[bytes]:
    kind = "deflate" if deflate else "gzip"
    packed = unpacked = 0
    inflater = None
    for chunk in chunks:
        packed += len(chunk)
        rest, piece = chunk, b""
        # A full piece may have left some in the inflater after the last byte went in.
        while rest or len(piece) == _STEP:
            if inflater is None or inflater.eof:
                # gzip files may be put one behind another; other bytes after the end are padding.
                if inflater is not None and not rest.startswith(_GZIP_MARK):
                    return
                inflater = _inflater(rest, deflate=deflate)
            try:
                piece = inflater.decompress(rest, _STEP)
            except zlib.error as error:
                raise BodyError(f"expected a body in {kind}, found damage ({error})") from error
            unpacked += len(piece)
            if unpacked > max(_RATIO_FROM, _MOST_RATIO * packed):
                raise BodyError(f"expected text, found {packed:,} bytes that unpack to over {unpacked:,}")
            yield piece
            rest = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
            if inflater.eof and not rest:
                break
    if inflater is not None and not inflater.eof:
        raise BodyError("expected the whole body, found the beginning of it")


def _inflater(head: bytes, *, deflate: bool) -> "zlib._Decompress":
    if not deflate:
        return zlib.decompressobj(16 + zlib.MAX_WBITS)
    # The standard means zlib's wrapping, some servers send the bare stream.
    wrapped = head[0] & 0x0F == 8 and (len(head) < 2 or int.from_bytes(head[:2]) % 31 == 0)
    return zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
