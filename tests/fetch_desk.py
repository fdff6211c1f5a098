"""A desk with one source on a local site, and a clock that only passes when somebody waits."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dateline.timeline.fetching import FetchOptions, FetchOutcome, FetchSource, fetch
from dateline.timeline.fetching.answers import Failed, Fetched, NotModified
from dateline.timeline.fetching.request import Request, get
from unreliable_site import Site, Step, serving

NIGHT = datetime(2026, 1, 28, 2, 17, tzinfo=UTC)
PAGE = b"<!doctype html><html><p>Drones hit a depot.</p></html>"
LATER = PAGE.replace(b"a depot", b"two depots")
DAY = timedelta(days=1)


class Clock:
    """Time that only passes when somebody waits."""

    def __init__(self, at: datetime = NIGHT) -> None:
        self.at = at
        self.waits: list[float] = []

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.at += timedelta(seconds=seconds)


@dataclass
class Desk:
    """A desk with one source: its page and its folder."""

    site: Site
    clock: Clock
    folder: Path
    options: FetchOptions
    said: list[str]
    path: str = "/live"
    every: timedelta | None = None

    def serves(self, *steps: Step, path: str = "/live") -> None:
        self.site.pages[path] = list(steps)

    def source(self, **changes: Any) -> FetchSource:
        source = FetchSource(name="sky", url=self.site.url + self.path, folder=self.folder, every=self.every)
        return replace(source, **changes)

    def fetch(self, **changes: Any) -> FetchOutcome:
        options = replace(self.options, **changes)
        (outcome,) = fetch([self.source()], options, self.clock.now, self.clock.sleep, self.said.append)
        return outcome

    def bodies(self) -> dict[str, bytes]:
        """Snapshots by name; everything else in the folder is hidden."""
        files = sorted(path for path in self.folder.iterdir() if not path.name.startswith("."))
        return {path.name: path.read_bytes() for path in files}


def ask(url: str, clock: Clock, **changes: Any) -> Fetched | NotModified | Failed:
    request = Request(url=url, agent="dateline/0", now=clock.now, allow_private=True, seconds=5.0)
    return get(replace(request, **changes))


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as made:
        yield made


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(site: Site, clock: Clock, tmp_path: Path) -> Desk:
    options = FetchOptions(agent="dateline/0 (desk@example.org)", allow_private=True, seconds=5.0)
    return Desk(site, clock, tmp_path / "inbox" / "sky", options, [])
