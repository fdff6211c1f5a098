"""What a run says while it goes: lines for people, or JSON lines for machines, on standard error."""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import click

from dateline.console import talk

# A log that cannot be written, on a full disk for one, is no reason not to publish.
_WRITTEN_OR_NOT = suppress(OSError)


class RunLog:
    """A log of one run.

    Args:
        run: Its number, in every line for machines.
        as_json: Whether machines read it.
        clock: Seconds that only go forward.
    """

    def __init__(
        self, run: int, *, as_json: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._run = run
        self._as_json = as_json
        self._clock = clock
        self._began = clock()

    def tell(self, event: str, **facts: Any) -> None:
        """Something that only machines want to know."""
        if self._as_json:
            self._write("info", event, facts)

    def complain(self, event: str, said: str) -> None:
        """Something that a person should look at, in one line."""
        if self._as_json:
            self._write("warning", event, {"said": said})
        else:
            with _WRITTEN_OR_NOT:
                talk.print(f"dateline: {said}", markup=False)

    def _write(self, level: str, event: str, facts: dict[str, Any]) -> None:
        told = {
            "run": self._run,
            "seconds": round(self._clock() - self._began, 3),
            "level": level,
            "event": event,
        }
        with _WRITTEN_OR_NOT:
            click.echo(json.dumps(told | facts, ensure_ascii=True, default=str), err=True)
