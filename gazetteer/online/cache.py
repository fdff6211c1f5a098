"""Answers of geocoding services, kept: a rebuild asks nothing twice and can be repeated without a network.

It knows a hit, nothing found, and several answers; an error is never kept.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from dateline.gazetteer.errors import GazetteerError

Status = Literal["hit", "none", "ambiguous"]

_APPLICATION = 0x64746C6E  # "dtln"
_VERSION = 1
_LASTS = {"hit": timedelta(days=365), "ambiguous": timedelta(days=365), "none": timedelta(days=30)}
_SCHEMA = """
CREATE TABLE answer (
  provider TEXT NOT NULL, query TEXT NOT NULL, params TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('hit', 'none', 'ambiguous')),
  body TEXT NOT NULL, licence TEXT NOT NULL, fetched_at TEXT NOT NULL, expires_at TEXT NOT NULL,
  PRIMARY KEY (provider, query, params)
) STRICT, WITHOUT ROWID
"""
_PUT = "INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_ALL = "SELECT * FROM answer ORDER BY provider, query, params"
_COLUMNS = ("provider", "query", "params", "status", "body", "licence", "fetched_at", "expires_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer as it was kept; ``places`` as the service gave them, best first."""

    status: Status
    places: list[dict[str, Any]]
    licence: str


class GeocodeCache:
    """A file of answers.

    Args:
        file: Made when it is missing.

    Raises:
        GazetteerError: It is no such file, or of a newer version, or damaged.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(file, timeout=30, isolation_level=None)
            self._prepare()
        except (OSError, sqlite3.Error) as error:
            raise GazetteerError(f"{file}: no store of geocoding answers: {error}") from error

    def _prepare(self) -> None:
        application, version = (
            self._base.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
        )
        empty = not self._base.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if empty and application in (0, _APPLICATION):
            self._base.execute("PRAGMA journal_mode = WAL")
            self._base.execute("BEGIN IMMEDIATE")
            # Another process may have made it while we waited.
            if not self._base.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
                self._base.execute(_SCHEMA)
                self._base.execute(f"PRAGMA application_id = {_APPLICATION}")
                self._base.execute(f"PRAGMA user_version = {_VERSION}")
            self._base.execute("COMMIT")
        elif application != _APPLICATION:
            raise GazetteerError(
                f"{self._file}: expected a store of geocoding answers, found another database"
            )
        elif version != _VERSION:
            raise GazetteerError(f"{self._file}: expected version {_VERSION} of the store, found {version}")
        else:
            found = self._base.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise GazetteerError(f"{self._file}: damaged: {found}")

    def get(self, provider: str, query: str, params: str, now: datetime) -> Kept | None:
        """An answer that has not expired; None where there is none."""
        row = self._base.execute(
            "SELECT status, body, licence, expires_at FROM answer WHERE provider = ? AND query = ? AND params = ?",
            (provider, query, params),
        ).fetchone()
        if row is None or datetime.fromisoformat(row[3]) <= now:
            return None
        return Kept(status=row[0], places=json.loads(row[1]), licence=row[2])

    def put(self, provider: str, query: str, params: str, kept: Kept, now: datetime) -> None:
        """Keep an answer, in place of an older one."""
        body = json.dumps(kept.places, ensure_ascii=False, sort_keys=True)
        expires = (now + _LASTS[kept.status]).isoformat()
        row = (provider, query, params, kept.status, body, kept.licence, now.isoformat(), expires)
        self._base.execute(_PUT, row)

    def export(self) -> Iterator[str]:
        """Every answer as a JSON line, in a fixed order."""
        for row in self._base.execute(_ALL):
            yield json.dumps(dict(zip(_COLUMNS, row, strict=True)), ensure_ascii=False)

    def load(self, lines: Iterable[str]) -> int:
        """Take in what ``export`` wrote; returns how many.

        Raises:
            GazetteerError: A line is none of ours; names its number.
        """
        number = 0
        self._base.execute("BEGIN IMMEDIATE")
        try:
            for line in lines:
                number += 1
                row = json.loads(line)
                datetime.fromisoformat(row["expires_at"])
                json.loads(row["body"])
                values = [row[column] for column in _COLUMNS]
                self._base.execute(_PUT, values)
        except (ValueError, KeyError, TypeError, sqlite3.Error) as error:
            self._base.execute("ROLLBACK")
            raise GazetteerError(f"row {number}: expected a kept geocoding answer: {error}") from error
        self._base.execute("COMMIT")
        return number

    def close(self) -> None:
        """Close the file."""
        self._base.close()
