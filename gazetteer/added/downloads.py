"""Download a file whole or not at all; an interrupted one goes on where it stopped."""

import hashlib
import json
import time
import urllib.error
import urllib.request
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dateline.gazetteer.errors import GazetteerError

_TIMEOUT_S = 30
_TRIES = 4
_CHUNK = 1 << 16
_MOST_BYTES = 2_000_000_000
_AGENT = "dateline (gazetteer download)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """Where to get a file.

    Attributes:
        url: http or https.
        file: Where it goes; ``file.part`` and ``file.json`` stand beside it meanwhile.
        sha256: What it must hash to; None to trust its length and its own checks.
        wait_s: Seconds before a second try, doubled each time.
    """

    url: str
    file: Path
    sha256: str | None = None
    wait_s: float = 1.0


class _SameScheme(urllib.request.HTTPRedirectHandler):
    """Redirects stay on the web: no file: and no ftp:, and from https no way back to http."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        scheme = urlsplit(newurl).scheme
        if scheme != "https" and scheme != urlsplit(req.full_url).scheme:
            raise GazetteerError(f"{req.full_url}: refused to follow it to {newurl[:200]}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(download: Download, progress: Callable[[int, int | None], None] | None = None) -> bool:
    """Bring the file; False when the one that is there is still the newest.

    Args:
        download: What and where.
        progress: Told bytes so far and of how many (None where the server does not say).

    Raises:
        GazetteerError: It cannot be had; says why, and that a further try goes on from here where it does.
    """
    if urlsplit(download.url).scheme not in ("http", "https"):
        raise GazetteerError(f"{download.url}: expected an address with http or https")
    opener = urllib.request.build_opener(_SameScheme)
    for attempt in range(_TRIES):
        try:
            return _once(download, opener, progress)
        except (TimeoutError, ConnectionError, HTTPException, urllib.error.URLError, _CutShortError) as error:
            final = isinstance(error, urllib.error.HTTPError) and error.code < 500 and error.code != 429
            if final or attempt == _TRIES - 1:
                raise GazetteerError(f"{download.url}: {_words(error)}{_kept(download)}") from error
            time.sleep(download.wait_s * 2**attempt)
    raise AssertionError("unreachable")


class _CutShortError(Exception):
    """Fewer bytes came than were announced."""


def _once(
    download: Download, opener: urllib.request.OpenerDirector, progress: Callable[..., None] | None
) -> bool:
    part = download.file.with_name(download.file.name + ".part")
    notes = download.file.with_name(download.file.name + ".json")
    note = _note(notes)
    headers = {"User-Agent": _AGENT, "Accept-Encoding": "identity"}
    have = part.stat().st_size if part.exists() and note.get("partial") else 0
    if have:
        headers |= {"Range": f"bytes={have}-", "If-Range": note["partial"]}
    elif download.file.exists() and note.get("tag") and note.get("url") == download.url:
        headers[note["header"]] = note["tag"]
    request = urllib.request.Request(download.url, headers=headers)  # noqa: S310  the scheme is checked
    try:
        response = opener.open(request, timeout=_TIMEOUT_S)
    except urllib.error.HTTPError as error:
        if error.code == 304:
            return False
        if error.code == 416 and have:
            # The part is no beginning of what the server has now.
            part.unlink(missing_ok=True)
            raise _CutShortError("what was kept of it is of another version; begun anew") from error
        raise
    with response:
        resumed = response.status == 206 and have
        etag, modified = response.headers.get("ETag"), response.headers.get("Last-Modified")
        strong = etag if etag and not etag.startswith("W/") else None
        length = response.headers.get("Content-Length")
        total = int(length) + (have if resumed else 0) if length and length.isdigit() else None
        if total is not None and total > _MOST_BYTES:
            raise GazetteerError(
                f"{download.url}: announces {total:,} bytes; at most {_MOST_BYTES:,} are taken"
            )
        download.file.parent.mkdir(parents=True, exist_ok=True)
        notes.write_text(json.dumps({**note, "partial": strong or modified}), encoding="utf-8")
        size = have if resumed else 0
        with part.open("ab" if resumed else "wb") as out:
            while chunk := response.read(_CHUNK):
                out.write(chunk)
                size += len(chunk)
                if size > _MOST_BYTES:
                    raise GazetteerError(f"{download.url}: more than {_MOST_BYTES:,} bytes")
                if progress:
                    progress(size, total)
        if total is not None and size != total:
            raise _CutShortError(f"expected {total:,} bytes, got {size:,}")
    _check(download, part)
    part.replace(download.file)
    tag = (
        {"tag": etag, "header": "If-None-Match"} if etag else {"tag": modified, "header": "If-Modified-Since"}
    )
    notes.write_text(json.dumps({"url": download.url, **tag}), encoding="utf-8")
    return True


def _check(download: Download, part: Path) -> None:
    """The hash that was asked for, and a zip's own checks; a file that fails is not kept."""
    problem = ""
    if download.sha256 is not None:
        found = file_sha256(part)
        if found != download.sha256.lower():
            problem = f"expected SHA-256 {download.sha256}, found {found}"
    if not problem and download.file.suffix == ".zip":
        try:
            with zipfile.ZipFile(part) as archive:
                damaged = archive.testzip()
            problem = f"{damaged} in it is damaged" if damaged else ""
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            start = part.read_bytes()[:60]
            problem = f"expected a zip file, found {start!r} ({error})"
    if problem:
        part.unlink(missing_ok=True)
        raise GazetteerError(f"{download.url}: {problem}")


def file_sha256(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _note(notes: Path) -> dict[str, Any]:
    try:
        note = json.loads(notes.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _words(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"the server answered {error.code} {error.reason}"
    if isinstance(error, urllib.error.URLError):
        return f"cannot be reached: {error.reason}"
    return str(error) or type(error).__name__


def _kept(download: Download) -> str:
    part = download.file.with_name(download.file.name + ".part")
    if not part.exists():
        return ""
    return f"; {part.stat().st_size:,} bytes are kept: the same command goes on from there"
