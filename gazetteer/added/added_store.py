"""The places that a user added, on disk: a packed file a source, and a manifest that says what is there.

A source is there whole or not at all: its file is written beside and moved, then the manifest. Rows are JSON
arrays in the order of ``AddedPlace``, one a line.
"""

import contextlib
import gzip
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from dateline.gazetteer.added.places import AddedPlace, AddedSource
from dateline.gazetteer.errors import GazetteerError

_FORMAT = 1
_COLUMNS = tuple(field.name for field in fields(AddedPlace))
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class AddedStore:
    """Read and write added places.

    Args:
        folder: Made when the first source is added.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._manifest = folder / "sources.json"

    def sources(self) -> tuple[AddedSource, ...]:
        """What was added, by name.

        Raises:
            GazetteerError: The manifest is unreadable; names the file.
        """
        return tuple(AddedSource(**entry["source"]) for _, entry in sorted(self._entries().items()))

    def digest(self) -> str:
        """Changes whenever the places do; empty when nothing was added. Cheap: it reads the manifest alone."""
        entries = self._entries()
        told = [(name, entry["content"]) for name, entry in sorted(entries.items())]
        return hashlib.sha256(repr((_FORMAT, told)).encode()).hexdigest()[:12] if told else ""

    def add(self, source: AddedSource, places: Iterable[AddedPlace]) -> AddedSource:
        """Keep the places of a source, in place of those it had; returns it with their number.

        Raises:
            GazetteerError: The folder cannot be written, or the name cannot be a file's.
        """
        if not _NAME.fullmatch(source.name):
            raise GazetteerError(f"{source.name!r}: expected a name of letters, digits, dots and hyphens")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            descriptor, made = tempfile.mkstemp(prefix=".adding-", dir=self._folder)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    count, content = _write(file, places)
                counted = AddedSource(**{**asdict(source), "places": count})
                with self._locked():
                    Path(made).replace(self._file(source.name))
                    entries = self._entries()
                    entries[source.name] = {"source": asdict(counted), "content": content}
                    self._save(entries)
            finally:
                Path(made).unlink(missing_ok=True)
        except OSError as error:
            raise GazetteerError(f"{self._folder}: cannot keep added places: {error.strerror}") from error
        return counted

    def remove(self, name: str) -> None:
        """Forget a source.

        Raises:
            GazetteerError: There is none of this name; lists those there are.
        """
        with self._locked():
            entries = self._entries()
            if name not in entries:
                known = ", ".join(sorted(entries)) or "none"
                raise GazetteerError(f"{name!r}: no added places of this name; there are: {known}")
            del entries[name]
            self._save(entries)
            self._file(name).unlink(missing_ok=True)

    def places(self) -> Iterator[AddedPlace]:
        """All places, source by source by name, in the order they were added; streams.

        Raises:
            GazetteerError: A file is missing or damaged; names it and says how to mend it.
        """
        for name in sorted(self._entries()):
            file = self._file(name)
            try:
                with gzip.open(file, "rt", encoding="utf-8") as lines:
                    for line in lines:
                        row = dict(zip(_COLUMNS, json.loads(line), strict=True))
                        yield AddedPlace(**{**row, "names": tuple(row["names"])})
            except (OSError, EOFError, ValueError) as error:
                raise GazetteerError(
                    f"{file}: damaged ({error}); add it again, or: dateline gazetteer remove {name}"
                ) from error

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.jsonl.gz"

    def _entries(self) -> dict[str, Any]:
        try:
            manifest = json.loads(self._manifest.read_text(encoding="utf-8"))
            if manifest["format"] != _FORMAT:
                raise ValueError(f"expected format {_FORMAT}, found {manifest['format']!r}")
            entries: dict[str, Any] = manifest["sources"]
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise GazetteerError(
                f"{self._manifest}: no list of added places ({error}); remove it and add them again"
            ) from error
        return entries

    def _save(self, entries: dict[str, Any]) -> None:
        text = json.dumps(
            {"format": _FORMAT, "sources": entries}, ensure_ascii=False, indent=1, sort_keys=True
        )
        beside = self._manifest.with_suffix(".new")
        beside.write_text(text + "\n", encoding="utf-8")
        beside.replace(self._manifest)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """One writer at a time; others wait. Where the system has no file locks, without."""
        try:
            import fcntl
        except ImportError:
            yield
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _write(file: Any, places: Iterable[AddedPlace]) -> tuple[int, str]:
    """Rows into a packed file with no time in it; their number and the hash of what was written."""
    count = 0
    digest = hashlib.sha256()
    with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=4, mtime=0, filename="") as packed:
        for place in places:
            row = [getattr(place, column) for column in _COLUMNS]
            line = (
                json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"
            )
            digest.update(line)
            packed.write(line)
            count += 1
    return count, digest.hexdigest()
