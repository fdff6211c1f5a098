"""Sources on the web -> folders of snapshots, one new file where something changed."""

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from dateline.timeline.fetching.addresses import Target
from dateline.timeline.fetching.answers import Answer, Failed, Fetched, NotModified
from dateline.timeline.fetching.options import (
    FetchOptions,
    FetchOutcome,
    FetchSource,
    check_sources,
    preview_url,
)
from dateline.timeline.fetching.pace import MOST_WAIT_S, Pace
from dateline.timeline.fetching.request import Request, get
from dateline.timeline.fetching.robots import MOST_BYTES, RobotsKeeper
from dateline.timeline.fetching.state import FetchState, load_state, save_state
from dateline.timeline.fetching.storing import add_snapshot, locked, newest_sha256

_RETRIES = 3
_FIRST_WAIT_S = 2.0
_FACTOR = 2.0


def fetch(
    sources: Sequence[FetchSource],
    options: FetchOptions,
    now: Callable[[], datetime],
    sleep: Callable[[float], None],
    progress: Callable[[str], None],
) -> list[FetchOutcome]:
    """Ask for each source in turn; one that fails takes nothing from the others, and nothing from its folder.

    Args:
        sources: In the order of asking.
        options: How to ask.
        now: Wall clock, aware.
        sleep: Waits seconds.
        progress: Told a line for each thing worth knowing, outcomes included.

    Returns:
        One outcome a source, in order.

    Raises:
        FetchError: A source cannot be fetched at all: a matter of settings.
    """
    check_sources(sources)
    round_ = _Round(options, lambda: now().astimezone(UTC), sleep, progress)
    outcomes = []
    for source in sources:
        outcome = round_.source(source)
        detail = f" ({outcome.detail})" if outcome.detail else ""
        progress(f"{source.name}: {outcome.status}{detail}")
        outcomes.append(outcome)
    return outcomes


@dataclass(frozen=True, slots=True)
class _Tried:
    """The last answer for a source, and how many were asked for."""

    answer: Answer
    tries: int


class _Round:
    """One run over all sources: what hosts told us holds for all of their sources."""

    def __init__(
        self,
        options: FetchOptions,
        now: Callable[[], datetime],
        sleep: Callable[[float], None],
        progress: Callable[[str], None],
    ) -> None:
        self._options = options
        self._now = now
        self._progress = progress
        self._pace = Pace(now, sleep)
        self._robots = RobotsKeeper(options.agent, self._ask_robots, now, options.robots_folder)

    def source(self, source: FetchSource) -> FetchOutcome:
        """Fetch one; what the disk does is an outcome, too."""
        try:
            with locked(source.folder) as held:
                if not held:
                    return FetchOutcome(name=source.name, status="busy", detail="another run is fetching it")
                return self._into(source)
        except OSError as error:
            where = error.filename or source.folder
            return FetchOutcome(
                name=source.name, status="failed", detail=f"{where}: {error.strerror or error}"
            )

    def _into(self, source: FetchSource) -> FetchOutcome:
        state, trouble = load_state(source.folder, source.url)
        if trouble:
            self._progress(f"{source.name}: {trouble}")
        now = self._now()
        if why := state.not_due(source.every, now):
            return FetchOutcome(name=source.name, status="not due", detail=why)
        newest = newest_sha256(source.folder)
        tried = self._tried(source, state, newest)
        answer = tried.answer
        if isinstance(answer, Fetched) and (lost := _no_preview(source.url, answer.validators.url)):
            answer = Failed(reason=lost)
        elif isinstance(answer, Fetched) and not answer.body:
            # Never a feed or a page, but what a server in trouble sends.
            answer = Failed(reason="expected a body, found an empty one")
        if isinstance(answer, Failed):
            save_state(source.folder, state.failed(self._now(), answer.retry_after))
            return FetchOutcome(name=source.name, status="failed", detail=answer.reason, tries=tried.tries)
        if isinstance(answer, NotModified):
            save_state(source.folder, state.succeeded(now, newest, None))
            return FetchOutcome(name=source.name, status="unchanged", tries=tried.tries)
        sha256 = hashlib.sha256(answer.body).hexdigest()
        file = None
        if sha256 != newest:
            file = add_snapshot(source.folder, answer.body, answer.content_type, self._now())
        # After the snapshot: a run that is killed in between asks once more and finds the same.
        save_state(source.folder, state.succeeded(now, sha256, answer.validators))
        if file is None:
            return FetchOutcome(name=source.name, status="unchanged", tries=tried.tries)
        size = len(answer.body)
        detail = f"{file.name}, {size:,} bytes"
        return FetchOutcome(
            name=source.name, status="fetched", detail=detail, file=file, size=size, tries=tried.tries
        )

    def _tried(self, source: FetchSource, state: FetchState, newest: str | None) -> _Tried:
        """Ask, and again where that may help."""
        request = replace(
            self._request(preview_url(source.url)),
            validators=state.validators(newest),
            most_bytes=int(self._options.megabytes * 1_000_000),
        )
        # By name, so that a source waits the same whatever stands before it.
        chance = random.Random(f"{self._options.seed} {source.name}")  # noqa: S311 - no secret
        tries = 0
        while True:
            answer = get(request, self._visit)
            tries += 1
            if not isinstance(answer, Failed):
                return _Tried(answer, tries)
            asked = answer.retry_after or 0.0
            if asked > MOST_WAIT_S or not answer.transient or tries > _RETRIES:
                # What the host asked for holds for its other sources as well.
                self._pace.put_off(answer.host, asked)
                return _Tried(answer, tries)
            wait = max(asked, chance.uniform(0.0, _FIRST_WAIT_S * _FACTOR ** (tries - 1)))
            self._progress(f"{source.name}: {answer.reason}; again in {wait:.0f} s")
            self._pace.put_off(answer.host, wait)

    def _request(self, url: str) -> Request:
        options = self._options
        return Request(
            url=url, agent=options.agent, now=self._now, seconds=options.seconds,
            allow_private=options.allow_private, resolve=options.resolve,
        )  # fmt: skip

    def _visit(self, target: Target) -> Failed | None:
        """Before each hop: may we, and is it our turn."""
        rules = self._robots.rules(target)
        if isinstance(rules, Failed):
            return rules
        if not rules.allows(target.path):
            return Failed(reason=f"{target.origin}/robots.txt does not allow it", host=target.host)
        return self._turn(target, max(self._options.gap, rules.delay_s))

    def _turn(self, target: Target, gap: float) -> Failed | None:
        rest = self._pace.turn(target.host, gap)
        if rest is None:
            return None
        reason = f"{target.host} is to be left alone for {timedelta(seconds=round(rest))}"
        return Failed(reason=reason, host=target.host, retry_after=rest)

    def _ask_robots(self, url: str) -> Answer:
        request = replace(self._request(url), most_bytes=MOST_BYTES, keep_beginning=True)
        return get(request, lambda target: self._turn(target, self._options.gap))


def _no_preview(url: str, final: str) -> str:
    """Telegram leads from a preview that there is not to a page about the channel, without a post."""
    if preview_url(url) == url or urlsplit(final).path.startswith("/s/"):
        return ""
    return "expected a channel with a public preview (t.me/s/...), found one without"
