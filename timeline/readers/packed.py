"""Compressed files -> the files in them, read within limits and never written anywhere."""

import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, BinaryIO, Protocol, cast

from dateline.timeline.errors import NoPostsError, ReaderError
from dateline.timeline.readers.opening import HEAD, sound

MOST_MEMBERS = 10_000
MOST_BYTES = 2**30
MOST_RATIO = 200
# Below this a high ratio harms nobody: a page of repetitions is small.
_SMALL = 4 * 2**20
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OFFICE = ("[content_types].xml", "mimetype")
_ENCRYPTED = 0x1
_LONGEST_LABEL = 120
# What a broken member raises while it is read.
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, gzip.BadGzipFile, NotImplementedError, RuntimeError,
)  # fmt: skip


def is_packed(head: bytes) -> bool:
    """Whether the first bytes are those of a compressed file."""
    return head.startswith((_GZIP, *_ZIP))


def is_alone(head: bytes) -> bool:
    """Whether it holds one file and no directory."""
    return head.startswith(_GZIP)


def members(
    stream: "io.BufferedReader[Any]", name: str
) -> Iterator[tuple[str, Callable[[], io.BufferedReader]]]:
    """Each file in a compressed one, what to call it and how to open it, in its order; folders and hidden files aside.

    A name only serves messages: nothing is ever written under it, so it may be what it likes. What is opened raises
    ReaderError when it turns out broken or too big.

    Raises:
        NoPostsError: It is an office document.
        ReaderError: It is no archive after all, holds too many files, or comes through a pipe, where the directory of
            a ZIP archive, which stands at its end, is not to be had.
    """
    if stream.peek(2).startswith(_GZIP):
        label = name.removesuffix(".gz")
        packed = _Counted(stream)
        unpacked = gzip.GzipFile(fileobj=cast("BinaryIO", packed))
        yield label, lambda: _bounded(unpacked, label, lambda: packed.given, _Total())
        return
    if not stream.seekable():
        raise ReaderError(f"{name}: expected a ZIP archive as a file, found a pipe")
    try:
        archive = zipfile.ZipFile(stream)
    except (*BROKEN, UnicodeDecodeError, ValueError) as error:
        raise ReaderError(f"{name}: expected a ZIP archive, found a broken one ({_said(error)})") from None
    with archive:
        yield from _zipped(archive, name)


def _zipped(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, Callable[[], io.BufferedReader]]]:
    listed = archive.infolist()
    if len(listed) > MOST_MEMBERS:
        raise ReaderError(f"{name}: expected at most {MOST_MEMBERS:,} files in it, found {len(listed):,}")
    if any(info.filename.lower() in _OFFICE for info in listed):
        raise NoPostsError(
            f"{name}: expected posts as text, found an office document: save it as CSV or text"
        )
    total = _Total()
    files = 0
    for info in listed:
        parts = [part for part in info.filename.replace("\\", "/").split("/") if part not in ("", ".", "..")]
        if info.is_dir() or any(part.startswith((".", "__MACOSX")) for part in parts):
            continue
        files += 1
        label = f"{name}/{_label(parts)}"
        yield label, partial(_opened, archive, info, label, total)
    if not files:
        raise ReaderError(f"{name}: expected files of posts in it, found none")


def _opened(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, label: str, total: "_Total"
) -> io.BufferedReader:
    if info.flag_bits & _ENCRYPTED:
        raise ReaderError(f"{label}: expected a file without a password, found one with it")
    try:
        # By its entry, not its name: two may have the same.
        raw = cast("_Readable", archive.open(info))
    except (*BROKEN, ValueError) as error:
        raise ReaderError(
            f"{label}: expected a compressed file, found a broken one ({_said(error)})"
        ) from None
    return _bounded(raw, label, lambda: info.compress_size, total)


def _bounded(raw: "_Readable", label: str, packed: Callable[[], int], total: "_Total") -> io.BufferedReader:
    return io.BufferedReader(_Bounded(raw, label, packed, total), HEAD)


class _Readable(Protocol):
    def read1(self, size: int, /) -> bytes: ...

    def close(self) -> None: ...


class _Total:
    """Bytes that all members of one archive have given."""

    def __init__(self) -> None:
        self.given = 0


class _Counted:
    """A stream that knows how much was read of it; a pipe does not."""

    def __init__(self, stream: BinaryIO) -> None:
        self.given = 0
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        some = self._stream.read(size)
        self.given += len(some)
        return some


class _Bounded(io.RawIOBase):
    """What comes out of a member, until it is more than any real one holds."""

    def __init__(self, raw: "_Readable", label: str, packed: Callable[[], int], total: _Total) -> None:
        super().__init__()
        self._raw = raw
        self._label = label
        self._packed = packed
        self._total = total
        self._given = 0
        self._broken: ReaderError | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        some = self._some(len(buffer))
        self._given += len(some)
        self._total.given += len(some)
        if self._total.given > MOST_BYTES:
            raise ReaderError(
                f"{self._label}: expected at most {MOST_BYTES // 2**20:,} MB unpacked, found more"
            )
        if self._given > max(_SMALL, MOST_RATIO * self._packed()):
            raise ReaderError(
                f"{self._label}: expected a file packed at most {MOST_RATIO} to 1, found one packed tighter"
            )
        buffer[: len(some)] = some
        return len(some)

    def _some(self, size: int) -> bytes:
        """As much as there is, up to ``size``; what comes before a break is given before the break is told."""
        some = bytearray()
        try:
            while self._broken is None and len(some) < size:
                piece = self._raw.read1(size - len(some))
                if not piece:
                    break
                some += piece
        except BROKEN as error:
            said = f"expected a compressed file, found a broken one ({_said(error)})"
            self._broken = ReaderError(f"{self._label}: {said}")
        if self._broken is not None and not some:
            raise self._broken
        return bytes(some)

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()


def _label(parts: list[str]) -> str:
    """The name as it is shown: no controls, no marks of direction, not endless."""
    shown = "".join(letter for letter in sound("/".join(parts)) if letter.isprintable())
    return shown[-_LONGEST_LABEL:] or "a file without a name"


def _said(error: Exception) -> str:
    return " ".join(sound(str(error)).split())[:80] or type(error).__name__
