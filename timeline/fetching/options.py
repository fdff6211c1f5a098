"""What a fetch is told, and what it gives back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal

from dateline.timeline.errors import TimelineError
from dateline.timeline.fetching.addresses import RefusedError, Resolver, system_resolver, target_of
from dateline.timeline.fetching.answers import sendable

Status = Literal["fetched", "unchanged", "not due", "busy", "failed"]
# A name that robots.txt files can single out, then whatever tells who is behind it.
_AGENT = re.compile(r"[A-Za-z][\w.-]*([/ ].*)?", re.ASCII)
_CHANNEL = re.compile(r"https?://(?:www\.)?(?:t|telegram)\.me/([A-Za-z]\w{3,31})/?", re.ASCII)
# Words that Telegram keeps for itself where a channel's name would stand.
_NO_CHANNELS = frozenset(
    ("addemoji", "addlist", "addstickers", "addtheme", "boost", "confirmphone", "contact", "invoice", "joinchat", "login",
     "proxy", "setlanguage", "share", "socks")
)  # fmt: skip


class FetchError(TimelineError, ValueError):
    """Sources or settings that cannot be fetched with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSource:
    """A place on the web and the folder for what comes from it.

    Attributes:
        name: For messages only; nothing is named after it.
        url: http or https; a Telegram channel may be given as https://t.me/NAME.
        folder: Its own, filled with snapshots.
        every: Least time between two successes; None asks at each run.
    """

    name: str
    url: str
    folder: Path
    every: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOptions:
    """How to ask.

    Attributes:
        agent: Who asks, such as ``dateline/1.0 (desk@example.org)``; the word in front is our name in robots.txt.
        seconds: For one answer, redirects included.
        megabytes: Of one answer, unpacked.
        allow_private: Also contact this machine and private networks: for tests and intranets.
        gap: Least seconds between two requests to a host; a host's own Crawl-delay may make it longer.
        seed: Of the chance in waits before a further try.
        robots_folder: Where robots.txt files are kept for a day; None keeps them for the run.
        resolve: Host to addresses.
    """

    agent: str
    seconds: float = 30.0
    megabytes: float = 32.0
    allow_private: bool = False
    gap: float = 2.0
    seed: int = 0
    robots_folder: Path | None = None
    resolve: Resolver = system_resolver

    def __post_init__(self) -> None:
        """Check once what every request would trip over.

        Raises:
            FetchError: A value is out of its range.
        """
        agent = self.agent
        if not (isinstance(agent, str) and sendable(agent) and _AGENT.fullmatch(agent)):
            raise FetchError(
                f"[fetch] agent: expected a name and a contact in ASCII, such as 'dateline (desk@example.org)', "
                f"found {agent!r:.100}"
            )
        for name, least, most in (("seconds", 0.1, 3600), ("megabytes", 0.001, 1000), ("gap", 0, 3600)):
            value = getattr(self, name)
            # Written so that "not a number" fails, too; True is a number to Python and a slip to us.
            if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
                raise FetchError(f"[fetch] {name}: expected a number from {least} to {most}, found {value!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOutcome:
    """What became of a source.

    Attributes:
        name: Of the source.
        status: ``unchanged`` by the server's word or by comparison; ``busy`` where another run holds the folder.
        detail: Why, for people.
        file: The new snapshot, with ``fetched`` only.
        size: Its bytes.
        tries: Requests for the source itself.
    """

    name: str
    status: Status
    detail: str = ""
    file: Path | None = None
    size: int = 0
    tries: int = 0


def preview_url(url: str) -> str:
    """A Telegram channel's address -> its preview page, which anyone may read; others as they are."""
    found = _CHANNEL.fullmatch(url)
    return f"https://t.me/s/{found[1]}" if found and found[1].lower() not in _NO_CHANNELS else url


def check_sources(sources: Sequence[FetchSource]) -> None:
    """Refuse before the first request what cannot work.

    Raises:
        FetchError: A URL is none that is fetched, an interval is negative, or two sources share a folder.
    """
    folders: dict[Path, str] = {}
    for source in sources:
        try:
            target_of(source.url)
        except RefusedError as error:
            raise FetchError(f"source {source.name}: {error}") from error
        if source.every is not None and source.every < timedelta(0):
            raise FetchError(f"source {source.name}: expected an interval from 0 on, found {source.every}")
        folder = source.folder.resolve()
        if folder in folders:
            raise FetchError(
                f"source {source.name}: expected a folder of its own, found that of {folders[folder]} ({source.folder})"
            )
        folders[folder] = source.name
