"""`dateline fetch`: what is new at the sources of dateline.toml, into their folders."""

import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import Any

import click
import platformdirs

from dateline.console import (
    DONE,
    GATE,
    LOCKED,
    SOME_FAILED,
    WRONG_USAGE,
    Failure,
    config_option,
    one_line,
    talk,
)
from dateline.nightly.settings import SourceSettings, load_settings
from dateline.timeline.fetching import FetchOptions, FetchOutcome, FetchSource, fetch


@click.command("fetch")
@config_option
@click.option("--source", "names", multiple=True, metavar="NAME", help="Only this source; may be repeated.")
@click.option("--force", is_flag=True, help="Also sources that are not due by every_minutes.")
@click.option(
    "--allow-private", is_flag=True, help="Also contact this machine and private networks: for tests and intranets."
)  # fmt: skip
@one_line
def fetch_command(config: Path, names: tuple[str, ...], force: bool, allow_private: bool) -> None:  # noqa: FBT001
    """Bring what is new at the sources with a url, one new file in a source's folder where something changed.

    A build reads the folders and opens no connection itself. The exit status is 5 when some sources failed and 4 when
    all did; what was fetched before stays as it is. A server's wish to be left alone holds with --force, too.

    \b
    Example:
      dateline fetch
      dateline fetch --config desk.toml --source sky --force
    """
    settings = load_settings(config)
    sources = chosen(settings.sources, names, str(config), force=force)
    options = fetch_options(settings.fetch, allow_private=allow_private)
    outcomes = fetch(sources, options, lambda: datetime.now(UTC), time.sleep, _tell)
    _tell(summary(outcomes))
    sys.exit(status_of(outcomes))


def chosen(
    configured: Sequence[SourceSettings], names: Sequence[str], config: str, *, force: bool
) -> list[FetchSource]:
    """The sources to fetch, in the order of the settings.

    Raises:
        Failure: A name is none of theirs, or none of them has a url.
    """
    with_url = {source.name: source for source in configured if source.url is not None}
    for name in names:
        if name not in with_url:
            known = ", ".join(sorted(with_url)) or "none"
            raise Failure(f"--source {name}: expected a source of {config} with a url ({known})", WRONG_USAGE)
    if not with_url:
        raise Failure(f"{config}: expected a source with a url, found none", WRONG_USAGE)
    return [
        FetchSource(
            name=source.name,
            url=source.url or "",
            folder=source.path,
            every=None if force or source.every_minutes is None else timedelta(minutes=source.every_minutes),
        )
        for source in with_url.values()
        if not names or source.name in names
    ]


def fetch_options(table: Mapping[str, Any], *, allow_private: bool) -> FetchOptions:
    """The options of the table ``[fetch]``, with a hint where nobody could be reached about our requests."""
    agent = table.get("agent")
    if not agent:
        agent = f"dateline/{metadata.version('dateline')}"
        _tell(
            f"hint: sites like to know who asks; set agent in [fetch], such as '{agent} (desk@example.org)'"
        )
    limits = {key: table[key] for key in ("seconds", "megabytes", "gap") if table.get(key) is not None}
    folder = Path(platformdirs.user_cache_dir("dateline")) / "robots"
    return FetchOptions(agent=agent, allow_private=allow_private, robots_folder=folder, **limits)


def summary(outcomes: Sequence[FetchOutcome]) -> str:
    """One line: how many of each, in an order that does not change."""
    counts = Counter(outcome.status for outcome in outcomes)
    told = [f"{counts[status]} {status}" for status in ("fetched", "unchanged", "not due", "busy", "failed")]
    return f"fetch: {len(outcomes)} sources: {', '.join(text for text in told if not text.startswith('0 '))}"


def status_of(outcomes: Sequence[FetchOutcome]) -> int:
    """The exit status; a folder that another run holds is a source that we did not get."""
    missed = [outcome.status for outcome in outcomes if outcome.status in ("failed", "busy")]
    if not missed:
        return DONE
    if len(missed) < len(outcomes):
        return SOME_FAILED
    return LOCKED if set(missed) == {"busy"} else GATE


def _tell(line: str) -> None:
    """A line as it is: names of sources may look like markup."""
    talk.print(line, markup=False, emoji=False)
