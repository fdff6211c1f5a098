"""The way out to a geocoding service: one request at a time across processes, a budget, a breaker.

Public services allow one request a second for all users of a program together
(https://operations.osmfoundation.org/policies/nominatim/). The time of the last request is kept in a file that is
locked while a request is under way, so that several processes keep the distance too.
"""

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dateline.gazetteer.errors import GazetteerError

# After so many refusals in a row the service is left alone for the rest of the run, and for a while after it.
_REFUSALS = 3
_COOL_DOWN_S = 3600.0
# A service that asks us to wait longer than this is asked again another night.
_LONGEST_WAIT_S = 30.0


class DeferredError(Exception):
    """No answer now, though there may be one another time: never to be kept as "not found"."""


@dataclass(slots=True)
class Gate:
    """Requests to one service.

    Attributes:
        file: Holds the time of the last request, and until when the service wants to be left alone.
        interval_s: Least seconds between the starts of two requests.
        budget: Most requests of this run.
        clock: Seconds since the epoch; another one for tests.
        sleep: Waits.
    """

    file: Path
    interval_s: float = 1.0
    budget: int = 200
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    _refusals: int = field(default=0, init=False)
    _closed: str = field(default="", init=False)

    @contextlib.contextmanager
    def request(self) -> Iterator[None]:
        """Wait for our turn and hold it while the request is under way.

        Raises:
            DeferredError: The budget is spent or the service wants to be left alone.
            GazetteerError: The file cannot be written.
        """
        if self._closed:
            raise DeferredError(self._closed)
        if self.budget <= 0:
            raise DeferredError("the budget of requests of this run is spent")
        with self._locked() as notes:
            now = self.clock()
            if notes.get("closed_until", 0.0) > now:
                self._closed = "the service refused us not long ago"
                raise DeferredError(self._closed)
            last = notes.get("last", 0.0)
            # A clock that was set back must not make us wait for years.
            wait = min(max(0.0, last + self.interval_s - now), self.interval_s)
            if wait:
                self.sleep(wait)
            notes["last"] = self.clock()
            self._save(notes)
            self.budget -= 1
            yield

    def served(self) -> None:
        """The service answered."""
        self._refusals = 0

    def refused(self, retry_after_s: float | None, *, for_good: bool) -> None:
        """The service refused: wait as it says, or leave it alone.

        Args:
            retry_after_s: What it said; None when it said nothing.
            for_good: A 403: not a matter of pace.

        Raises:
            DeferredError: It is left alone from now on.
        """
        self._refusals += 1
        if for_good or self._refusals >= _REFUSALS or (retry_after_s or 0.0) > _LONGEST_WAIT_S:
            rest = max(_COOL_DOWN_S, retry_after_s or 0.0)
            self._closed = "the service refused us" if for_good else "the service is busy"
            with self._locked() as notes:
                notes["closed_until"] = self.clock() + rest
                self._save(notes)
            raise DeferredError(self._closed)
        self.sleep(retry_after_s if retry_after_s is not None else 2.0**self._refusals)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[dict[str, float]]:
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with self.file.with_suffix(".lock").open("w") as lock:
                # Where the system has no file locks only this process keeps the distance.
                with contextlib.suppress(ImportError):
                    import fcntl

                    fcntl.flock(lock, fcntl.LOCK_EX)
                yield self._notes()
        except OSError as error:
            raise GazetteerError(
                f"{self.file}: cannot keep the pace of requests there: {error.strerror}"
            ) from error

    def _notes(self) -> dict[str, float]:
        try:
            notes = json.loads(self.file.read_text(encoding="utf-8"))
            return {key: float(value) for key, value in notes.items()}
        except (OSError, ValueError, AttributeError, TypeError):
            return {}

    def _save(self, notes: dict[str, float]) -> None:
        beside = self.file.with_suffix(".new")
        beside.write_text(json.dumps(notes), encoding="utf-8")
        beside.replace(self.file)
