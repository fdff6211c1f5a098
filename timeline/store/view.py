"""The store as others than the nightly run see it: read only, as of one moment, without waiting and without a trace."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from dateline.timeline.errors import StoreError
from dateline.timeline.store.posts import Posts
from dateline.timeline.store.results import Claims, Events
from dateline.timeline.store.schema import APPLICATION, MIGRATIONS

T = TypeVar("T")
_TRIES = 3


class StoreView:
    """The store at one moment; what runs write meanwhile is not seen."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database
        self.posts = Posts(database, 0)
        self.claims = Claims(database, 0)
        self.events = Events(database, 0)

    def state(self, name: str) -> str | None:
        """A remembered value; None for none."""
        row = self._db.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    def published_at(self) -> float | None:
        """When the run ended that published last, in seconds since 1970; None for none."""
        run = int(self.state("published run") or 0)
        row = self._db.execute("SELECT finished FROM runs WHERE id = ?", (run,)).fetchone()
        return None if row is None or row[0] is None else float(row[0])


def look(path: Path, take: Callable[[StoreView], T]) -> T:
    """What ``take`` makes of the store.

    Nothing is written, not even the files that SQLite keeps beside a database: made by an editor's account, they would
    shut out the account of the nightly run. So where nobody has the store open it is read as it lies, and once more
    should a run have come between.

    Raises:
        StoreError: There is no store, it is none of this version, or it cannot be read; names the file.
    """
    if not path.is_file():
        raise StoreError(f"{path}: there is no store yet; `dateline build` makes it")
    for _ in range(_TRIES):
        alone = not path.with_name(path.name + "-wal").exists()
        before = _state_of(path)
        try:
            found = _take(path, take, alone=alone)
        except sqlite3.Error as error:
            if alone and _state_of(path) != before:
                continue
            raise StoreError(f"{path}: cannot read the store: {error}") from error
        if not alone or _state_of(path) == before:
            return found
    raise StoreError(f"{path}: cannot read the store: runs write it all the time; try again")


def _state_of(path: Path) -> tuple[int, int, int]:
    told = path.stat()
    return told.st_ino, told.st_size, told.st_mtime_ns


def _take(path: Path, take: Callable[[StoreView], T], *, alone: bool) -> T:
    how = "immutable=1" if alone else "mode=ro"
    database = sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True, isolation_level=None, timeout=10)
    try:
        database.execute("PRAGMA query_only = 1")
        # All that is read is of the moment of the first reading.
        database.execute("BEGIN")
        (application,) = database.execute("PRAGMA application_id").fetchone()
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if application != APPLICATION:
            raise StoreError(f"{path}: expected a store of dateline, found another program's database")
        if version != len(MIGRATIONS):
            hint = (
                "`dateline build` brings it up to date"
                if version < len(MIGRATIONS)
                else "it is of a newer dateline"
            )
            raise StoreError(
                f"{path}: expected a store of version {len(MIGRATIONS)}, found {version}; {hint}"
            )
        return take(StoreView(database))
    finally:
        database.close()
