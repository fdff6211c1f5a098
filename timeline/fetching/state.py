"""What is remembered of a source between runs: a small file in its folder that may be deleted at any time."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from dateline.timeline.fetching.answers import Validators, sendable
from dateline.timeline.fetching.storing import write_whole

STATE_FILE = ".fetch.json"
_MOST_BYTES = 64 << 10
# A run that starts a little early, as timers do, is not put off by a whole night.
_SLACK = 0.1
# After a failure the next run may try again soon, but not every minute for ever.
_AFTER_FAILURE = timedelta(minutes=5)
# However long a server wants to be left alone, a nightly run asks it once.
LONGEST_REST = timedelta(hours=23)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchState:
    """A source's past.

    Attributes:
        validators_url: That gave ``etag`` and ``last_modified``; it may differ from the source's by redirects.
        etag: Of the newest snapshot.
        last_modified: Of the newest snapshot.
        last_sha256: Of the newest snapshot: the two above mean nothing without it.
        url: Of the source; what was noted for another one is void.
        last_tried: Instant of the newest try.
        last_ok: Instant of the newest try that succeeded.
        failures: In a row.
        retry_not_before: A server's wish.
    """

    url: str
    validators_url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    last_sha256: str | None = None
    last_tried: datetime | None = None
    last_ok: datetime | None = None
    failures: int = 0
    retry_not_before: datetime | None = None

    def not_due(self, every: timedelta | None, now: datetime) -> str | None:
        """Why it is too early to ask again; None when it is not."""
        if self.retry_not_before is not None and now < self.retry_not_before <= now + LONGEST_REST:
            return f"the server asked to be left alone until {_told(self.retry_not_before)}"
        if every is None:
            return None
        if self.failures and self.last_tried is not None:
            due = self.last_tried + min(
                every * (1 - _SLACK), _AFTER_FAILURE * 2 ** min(self.failures - 1, 10)
            )
        elif self.last_ok is not None:
            due = self.last_ok + every * (1 - _SLACK)
        else:
            return None
        # A time to come that is further than the interval is a clock that was set back.
        return f"due at {_told(due)}" if now < due <= now + every else None

    def validators(self, newest_sha256: str | None) -> Validators | None:
        """What to ask with, if the newest snapshot still is the one that they belong to."""
        if self.validators_url is None or newest_sha256 is None or newest_sha256 != self.last_sha256:
            return None
        return Validators(url=self.validators_url, etag=self.etag, last_modified=self.last_modified)

    def failed(self, now: datetime, rest_s: float | None) -> "FetchState":
        """After a try that failed; ``rest_s`` is for how long the server wants no further one."""
        rest = None if rest_s is None else now + min(timedelta(seconds=rest_s), LONGEST_REST)
        return replace(self, last_tried=now, failures=self.failures + 1, retry_not_before=rest)

    def succeeded(self, now: datetime, sha256: str | None, validators: Validators | None) -> "FetchState":
        """After a try that succeeded; ``validators`` is None when nothing new came."""
        after = replace(
            self, last_tried=now, last_ok=now, failures=0, retry_not_before=None, last_sha256=sha256
        )
        if validators is None:
            return after
        return replace(
            after,
            validators_url=validators.url,
            etag=validators.etag,
            last_modified=validators.last_modified,
        )


def load_state(folder: Path, url: str) -> tuple[FetchState, str | None]:
    """The state of a source, or a new one and what was wrong with the old."""
    file = folder / STATE_FILE
    try:
        with file.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return FetchState(url=url), None
    except OSError as error:
        return FetchState(url=url), f"{file}: {error.strerror}; begun anew"
    try:
        state = _state(json.loads(content))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return FetchState(
            url=url
        ), f"{file}: expected what fetch wrote there, found something else; begun anew"
    return (state, None) if state.url == url else (FetchState(url=url), None)


def save_state(folder: Path, state: FetchState) -> None:
    """Keep it.

    Raises:
        OSError: It cannot be written; the old one is as it was.
    """
    record = {
        key: value.isoformat() if isinstance(value, datetime) else value
        for key, value in asdict(state).items()
    }
    write_whole(folder / STATE_FILE, json.dumps(record, indent=1, sort_keys=True).encode() + b"\n")


def _state(record: dict[str, Any]) -> FetchState:
    known = dict(record)
    for key in ("last_tried", "last_ok", "retry_not_before"):
        if known[key] is not None:
            known[key] = datetime.fromisoformat(known[key])
            if known[key].tzinfo is None:
                raise ValueError(key)
    for key in ("etag", "last_modified"):
        # It goes into a request as it is.
        if known[key] is not None and not sendable(known[key]):
            raise ValueError(key)
    if not all(isinstance(known[key], str | None) for key in ("validators_url", "last_sha256")):
        raise TypeError("text")
    if type(known["failures"]) is not int or known["failures"] < 0 or not isinstance(known["url"], str):
        raise ValueError("failures")
    return FetchState(**known)


def _told(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%d %H:%M %Z").strip()
