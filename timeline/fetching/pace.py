"""Whose turn it is at which host: a gap between requests, and the rest that a host asked for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

# What a host may make a run wait in all by its Retry-After; beyond it is asked again by the next run.
MOST_WAIT_S = 900.0


@dataclass(slots=True)
class Pace:
    """Requests to hosts, one at a time.

    Attributes:
        now: Wall clock.
        sleep: Waits seconds.
    """

    now: Callable[[], datetime]
    sleep: Callable[[float], None]
    _free: dict[str, tuple[datetime, float]] = field(default_factory=dict, init=False)
    _rest: dict[str, datetime] = field(default_factory=dict, init=False)
    _waited: dict[str, float] = field(default_factory=dict, init=False)

    def turn(self, host: str, gap: float) -> float | None:
        """Wait for our turn.

        Args:
            host: To contact now.
            gap: Seconds from now in which it is not contacted again.

        Returns:
            None when it is our turn, or for how many seconds the host is not to be contacted: too long to wait for.
        """
        now = self.now()
        rest = max(0.0, (self._rest.get(host, now) - now).total_seconds())
        free, step = self._free.get(host, (now, 0.0))
        # A clock that was set back must not make us wait for years.
        step = min(step, max(0.0, (free - now).total_seconds()))
        waited = self._waited.get(host, 0.0) + rest
        if max(step, waited) > MOST_WAIT_S:
            return max(step, rest)
        if wait := max(rest, step):
            self.sleep(wait)
        self._waited[host] = waited
        self._free[host] = self.now() + timedelta(seconds=gap), gap
        return None

    def put_off(self, host: str, seconds: float) -> None:
        """Leave a host alone for some seconds, for all its sources."""
        until = self.now() + timedelta(seconds=seconds)
        self._rest[host] = max(until, self._rest.get(host, until))
