"""What a source's folder holds: snapshots named by their instant, whole or not at all, and a lock."""

import contextlib
import hashlib
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

# A reader tells a format by its content; the ending serves people and what opens files for them.
_ENDINGS = {
    "text/html": "html", "application/xhtml+xml": "html",
    "application/rss+xml": "xml", "application/atom+xml": "xml", "application/rdf+xml": "xml", "application/xml": "xml",
    "text/xml": "xml",
    "application/json": "json", "application/feed+json": "json", "application/ld+json": "json",
    "application/jsonl": "jsonl", "application/x-ndjson": "jsonl",
    "text/csv": "csv", "text/tab-separated-values": "tsv",
    "text/plain": "txt",
}  # fmt: skip
_SNAPSHOT = re.compile(r"\d{8}T\d{6}Z\.[a-z]+")
_STAMP = "%Y%m%dT%H%M%SZ"
# Names with a dot in front are no posts to a build.
_PART, _LOCK = ".fetch.part", ".fetch.lock"


def write_whole(file: Path, content: bytes, part: str | None = None) -> None:
    """Write beside, and rename: a reader and a power cut see the old file or the new one.

    Args:
        file: To make or replace.
        content: All of it.
        part: Name of the file beside it.

    Raises:
        OSError: It cannot be written; the old one is as it was.
    """
    beside = file.with_name(part or f".{file.name}.part")
    # What a killed run left is no file of ours to write into: it might be a link by now.
    beside.unlink(missing_ok=True)
    try:
        with beside.open("xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    # Not every system opens folders; where it does the new name is to last, too.
    with contextlib.suppress(PermissionError):
        handle = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def add_snapshot(folder: Path, body: bytes, content_type: str, instant: datetime) -> Path:
    """Keep a body under the instant when it came: nothing in the name is from the web.

    A second one of the same second gets the next second, so that names sort as they came.

    Raises:
        OSError: It cannot be written; nothing is changed.
    """
    taken = {name.split(".")[0] for name in _snapshots(folder)}
    while (stamp := instant.astimezone(UTC).strftime(_STAMP)) in taken:
        instant += timedelta(seconds=1)
    file = folder / f"{stamp}.{_ending(body, content_type)}"
    write_whole(file, body, _PART)
    return file


def newest_sha256(folder: Path) -> str | None:
    """SHA-256 of the newest snapshot; None where there is none that can be read.

    What lies in the folder counts, not what was noted of it: a run may have been killed in between, a file removed.
    """
    names = _snapshots(folder)
    try:
        with (folder / names[-1]).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (IndexError, OSError):
        return None


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Hold a folder alone; False when another run does.

    Raises:
        OSError: Nothing can be written there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as lock:
        held = True
        # Where the system has no file locks two runs are the operator's to keep apart.
        with contextlib.suppress(ImportError):
            import fcntl

            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                held = False
        yield held


def _snapshots(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if _SNAPSHOT.fullmatch(path.name) and path.is_file())


def _ending(body: bytes, content_type: str) -> str:
    told = _ENDINGS.get(content_type)
    head = body[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    # A page that a server sends as a table is no table, and the ending .csv would have a reader insist.
    if told is not None and not (told in ("csv", "tsv") and head.startswith(b"<")):
        return told
    if head.startswith(b"<"):
        return "html" if b"<html" in head else "xml"
    if head.startswith((b"{", b"[")):
        return "json"
    return "bin" if b"\0" in body[:1024] and not body.startswith((b"\xff\xfe", b"\xfe\xff")) else "txt"
