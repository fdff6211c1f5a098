"""A store open for one run: what the run writes is kept in steps that are each whole."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from dateline.timeline.errors import StoreError
from dateline.timeline.store.copies import Copies
from dateline.timeline.store.posts import Posts
from dateline.timeline.store.results import Claims, Events
from dateline.timeline.store.schema import open_database


class Store:
    """Open until the ``with`` ends.

    Posts and claims are facts and are kept as they are made; events, their ids and the run are kept together, after
    what follows from them has been published.

    Args:
        path: The file; made where there is none.

    Attributes:
        run: Number of this run, from 1.

    Raises:
        StoreError: It is another program's, of a newer dateline, damaged, or cannot be opened; names the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db = open_database(path)
        (last,) = self._db.execute("SELECT max(id) FROM runs").fetchone()
        self.run = (last or 0) + 1
        self.posts = Posts(self._db, self.run)
        self.copies = Copies(self._db)
        self.claims = Claims(self._db, self.run)
        self.events = Events(self._db, self.run)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    @contextmanager
    def step(self) -> Iterator[None]:
        """All that is written inside, or nothing.

        Raises:
            StoreError: The disk refuses.
        """
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._undo()
            raise StoreError(f"{self._path}: cannot write: {error}") from error
        except BaseException:
            self._undo()
            raise

    def _undo(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    # ---- the run

    def begin_run(self, started: float) -> None:
        """Note that a run has begun, in a step of its own; ``started`` is in seconds since 1970."""
        with self.step():
            self._db.execute("INSERT INTO runs (id, started) VALUES (?, ?)", (self.run, started))

    def end_run(
        self,
        finished: float,
        status: int,
        published: str | None,
        summary: Mapping[str, Any],
        run: int | None = None,
    ) -> None:
        """How a run ended; inside a step.

        Args:
            finished: Seconds since 1970.
            status: Exit status.
            published: Name of the build; None where none was made.
            summary: Counts and words, for people and gates.
            run: An earlier run that this one finishes; None for this run.
        """
        self._db.execute(
            "UPDATE runs SET finished = ?, status = ?, published = ?, summary = ? WHERE id = ?",
            (finished, status, published, json.dumps(summary, ensure_ascii=False), run or self.run),
        )

    def runs(self) -> Iterator[tuple[float, float | None, int | None, str | None, dict[str, Any]]]:
        """Runs before this one, the latest first: started, finished, status, build, summary."""
        rows = self._db.execute(
            "SELECT started, finished, status, published, summary FROM runs WHERE id < ? ORDER BY id DESC",
            (self.run,),
        )
        for *told, summary in rows:
            yield (*told, json.loads(summary or "{}"))

    def last_published_run(self) -> int:
        """Number of the last run whose events were kept; 0 for none."""
        return int(self.state("published run") or 0)

    def state(self, name: str) -> str | None:
        """A remembered value; None for none."""
        row = self._db.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    def remember(self, name: str, value: str) -> None:
        """Remember a value for later runs."""
        self._db.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))
