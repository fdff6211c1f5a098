"""Slips of Telegram's exporter, mended in a stream of bytes."""

import re
from typing import BinaryIO

from dateline.timeline.errors import ReaderError

_CHUNK = 1 << 18
# The exporter writes control characters as \xHH, which is no JSON, and once wrote document ids without quotes.
_HEX = re.compile(rb"(?<!\\)((?:\\\\)*)\\x([0-9a-fA-F]{2})")
_BARE_ID = re.compile(rb'("document_id"\s*:\s*)(\d+)')
# A repair that a chunk's end cuts through is this long at most.
_TAIL = 64
# Between two steps of the parser; a message is a few kilobytes.
_LONGEST_STEP = 16 * 2**20


class Repaired:
    """A stream of bytes with the exporter's slips mended, that refuses to be read far without getting anywhere."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream = stream
        self._name = name
        self._held = b""
        self._since = 0

    def went_on(self) -> None:
        """The parser got something out of what it read."""
        self._since = 0

    def read(self, size: int = _CHUNK) -> bytes:
        """Some bytes; none at the end. ``size`` 0 asks whether bytes or text come."""
        if size == 0:
            return b""
        while True:
            fresh = self._stream.read(_CHUNK)
            self._since += len(fresh)
            if self._since > _LONGEST_STEP:
                raise ReaderError(
                    f"{self._name}: expected messages of Telegram, found one over {_LONGEST_STEP // 2**20} MB"
                )
            text = self._held + fresh
            if not fresh:
                self._held = b""
                return _mended(text)
            # Cut where no slip can be: after a newline or a comma near the end.
            cut = max(text.rfind(b"\n", -_TAIL), text.rfind(b",", -_TAIL))
            cut = cut + 1 if cut >= 0 else len(text) - _TAIL
            if cut > 0:
                self._held = text[cut:]
                return _mended(text[:cut])
            self._held = text


def _mended(text: bytes) -> bytes:
    if b"\\x" in text:
        text = _HEX.sub(rb"\1\\u00\2", text)
    return _BARE_ID.sub(rb'\1"\2"', text) if b"document_id" in text else text
