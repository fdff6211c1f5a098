"""Commands of a desk that rebuilds its map every night: settings written and checked, runs, and whether they go on."""

import re
import shutil
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from dateline.console import (
    DONE,
    GATE,
    IO_ERROR,
    OUR_BUG,
    SETTINGS,
    SOME_FAILED,
    WARNINGS,
    WRONG_USAGE,
    Failure,
    config_option,
    one_line,
    talk,
)
from dateline.nightly.intake import source_files
from dateline.nightly.ping import ping as ping_switch
from dateline.nightly.run import RunOptions, run_settings
from dateline.nightly.settings import Settings, check_review_types, load_settings
from dateline.output import EXPORTERS
from dateline.page import options_of_table
from dateline.timeline.claims.own_types import load_own_types
from dateline.timeline.desk.corrections import read_corrections
from dateline.timeline.errors import StoreError
from dateline.timeline.store import Store

_PERIOD = re.compile(r"(\d+(?:\.\d+)?)\s*(m|h|d)")
_LONGEST = 100_000
_SPARE = 200 * 2**20

TEMPLATE = """\
# What dateline reads and what it publishes. Paths are from this file's folder.
#
#   dateline check     tells what is wrong with this file
#   dateline fetch     gets the sources that have a url
#   dateline build     reads what is new and publishes the map; run it every night
#   dateline review    what to look at, and a page to correct it

[output]
folder = "map"                    # what readers see: let your web server serve this
state = "state/dateline.sqlite"   # what was read so far: back it up
corrections = "corrections.csv"   # what editors decided: keep it with your other files
# inbox = "inbox"                 # where `dateline fetch` puts what it gets
# event_types = "our-types.toml"  # your own event types
# keep_builds = 3                 # how many builds stay on the disk
# ping = "https://hc.example/abc" # told of each run by `dateline doctor --ping`

# [outputs]
# formats = [{formats}]  # what is published; all of these when not said

[map]
title = "Reported events"
# description = "A sentence under the title."
# language = "en"                 # en or uk
# credits = ["Our desk"]          # who must be named, beside the sources of places
# notes = ["How we work: https://news.example/method"]
# url = "https://news.example/map/"
# picture = true                  # also a preview.png for link previews

# A build that breaks one of these is not published, and the run ends with status 4. Shares are from 0 to 1.
[gates]
most_removed = 0.05               # of the events published last, gone without an editor's word
most_unplaced = 0.60              # of the events, without a place
most_at_one_point = 0.50          # of the pins, at one point
most_in_future = 0.02             # of the events, dated after tomorrow
most_quarantined = 0.10           # of the rows read, which are no posts
# least_of_usual_day = 0.4        # yesterday's new events against the same weekday before
# most_of_usual_day = 3.0

# What is published only when an editor has approved it (`dateline review`).
[review]
types = []                        # event types or sub-types, such as "Violence against civilians"
below = 0.0                       # confidence from 0 to 1

# [fetch]
# agent = "our-desk-map (desk@news.example)"  # who asks; name a contact

# One table a source.
[[source]]
name = "Our channel"              # for readers; to change it makes all its posts new
path = "posts"                    # a file, a folder, or a pattern such as "exports/*.json"
timezone = "Europe/Kyiv"          # in which its "yesterday" is meant
# kind = "telegram"               # else told by the content: {kinds}
# language = "uk"                 # where letters do not decide
# trust = "normal"                # low: what only it tells is listed for review; high: published at any confidence
# silent_hours = 36               # hold the build back when its newest post is older
# username = "our_channel"        # of a Telegram channel, for links to its posts
# mapping = {{ text = "Body", published = "When" }}  # columns of a table

# [[source]]
# name = "A feed"
# url = "https://news.example/rss.xml"
# timezone = "Europe/London"
# every_minutes = 30
"""


def nightly_options(command: Any) -> Any:
    """Options of a build from a settings file."""
    for option in reversed(
        (
            config_option,
            click.option("--accept", is_flag=True, help="Publish though gates do not hold."),
            click.option("--log", type=click.Choice(["text", "json"]), default="text", help="Form of the log on standard error."),
            click.option("--now", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]), hidden=True),
        )
    ):  # fmt: skip
        command = option(command)
    return command


def take_nightly_options(options: dict[str, Any]) -> dict[str, Any]:
    """Take the options of a build from settings out of a command's options."""
    return {name: options.pop(name) for name in ("config", "accept", "log", "now")}


def build_from_settings(told: dict[str, Any]) -> int:
    """One run; the exit status."""
    now = told["now"] or datetime.now(UTC)
    options = RunOptions(now=now, accept=told["accept"], log_json=told["log"] == "json")
    return run_settings(load_settings(told["config"]), options)


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@one_line
def init(folder: Path) -> None:
    """Write a commented dateline.toml into FOLDER (here, when none is named).

    \b
    Example:
      dateline init desk
    """
    from dateline.timeline.readers import READERS

    file = folder / SETTINGS
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("x", encoding="utf-8") as settings:
            settings.write(
                TEMPLATE.format(
                    kinds=", ".join(READERS), formats=", ".join(f'"{name}"' for name in EXPORTERS)
                )
            )
    except FileExistsError:
        raise Failure(f"{file}: there is one already; it was left as it is", WRONG_USAGE) from None
    talk.print(f"wrote {file}: name your sources in it, then run `dateline check`", markup=False)


@click.command("check")
@config_option
@one_line
def check(config: Path) -> None:
    """Tell what is wrong with a settings file and what it names, without reading posts.

    \b
    Example:
      dateline check --config /srv/desk/dateline.toml
    """
    settings = load_settings(config)
    options_of_table(settings.map, settings.file)
    types, _ = load_own_types(settings.event_types)
    corrections = read_corrections(settings.corrections, types)
    check_review_types(settings, types)
    missing = 0
    for source in settings.sources:
        files = source_files(source)
        missing += not files
        waits = "nothing yet; `dateline fetch` fills it" if source.url else "nothing there"
        talk.print(f"{source.name}: {source.path}: {f'{len(files)} files' if files else waits}", markup=False)
    talk.print(f"{settings.corrections}: {len(corrections)} corrections", markup=False)
    talk.print(f"{config}: sound", markup=False)
    sys.exit(WARNINGS if missing else DONE)


@click.command("doctor")
@config_option
@click.option(
    "--max-age",
    default="26h",
    show_default=True,
    metavar="PERIOD",
    help="How old the last good run may be: 90m, 26h, 2d.",
)
@click.option(
    "--ping",
    is_flag=True,
    help="Tell the address `ping` of the settings; with /fail behind it when something is wrong.",
)
@one_line
def doctor(config: Path, max_age: str, *, ping: bool) -> None:
    """Tell whether the nightly build goes on: the last run, the store, what is published, the disk.

    \b
    Example:
      dateline doctor --config /srv/desk/dateline.toml --max-age 26h
    """
    settings = load_settings(config)
    found = _PERIOD.fullmatch(max_age.strip())
    if not found:
        raise Failure(f"--max-age: expected a period such as 90m, 26h or 2d; found {max_age!r}", WRONG_USAGE)
    if float(found[1]) > _LONGEST:
        raise Failure(f"--max-age: expected at most {_LONGEST:,} of its unit, found {max_age!r}", WRONG_USAGE)
    unit = {"m": "minutes", "h": "hours", "d": "days"}[found[2]]
    status = _examine(settings, timedelta(**{unit: float(found[1])}))
    said = (
        ping_switch(settings.ping + ("" if status == DONE else "/fail")) if ping and settings.ping else None
    )
    if said:
        talk.print(f"dateline: {said}", markup=False)
    sys.exit(status)


def _examine(settings: Settings, most: timedelta) -> int:
    """Say what is sound and what is not, a line each; the exit status of the worst."""
    troubles: list[tuple[str, int]] = []
    if not settings.state.exists():
        troubles.append((f"{settings.state}: there is no store: no run has ended well", GATE))
    else:
        try:
            with Store(settings.state) as store:
                talk.print(f"{settings.state}: sound, {store.posts.count()} posts", markup=False)
                troubles += _runs(store, most)
        except StoreError as error:
            troubles.append((str(error), IO_ERROR))
    if not (settings.folder / "report.json").exists():
        troubles.append((f"{settings.folder}: nothing is published there", GATE))
    else:
        talk.print(f"{settings.folder}: published, {settings.folder.resolve().name}", markup=False)
    if settings.state.parent.exists() and (free := shutil.disk_usage(settings.state.parent).free) < _SPARE:
        troubles.append((f"{settings.state.parent}: only {free // 2**20} MB are free", IO_ERROR))
    for line, _ in troubles:
        talk.print(f"dateline: {line}", markup=False)
    return max((status for _, status in troubles), default=DONE)


def _runs(store: Store, most: timedelta) -> list[tuple[str, int]]:
    well = (DONE, WARNINGS, SOME_FAILED)
    troubles = []
    newest = next(store.runs(), None)
    good = next((run for run in store.runs() if run[2] in well), None)
    if newest and newest[2] is None:
        talk.print("the last run did not end, or is under way", markup=False)
    elif newest and newest[2] not in well:
        told = newest[4].get("said", "")
        troubles.append((f"the last run ended with status {newest[2]}: {told}", newest[2] or OUR_BUG))
    elif newest and newest[2] == SOME_FAILED:
        # Published, and yet somebody has to look: a source that died makes no other noise.
        troubles.append((f"the last run: {newest[4].get('said', '')}", SOME_FAILED))
    if good is None or good[1] is None:
        return [*troubles, ("no run has ended well", GATE)]
    age = timedelta(seconds=time.time() - good[1])
    said = f"the last good run ended {age / timedelta(hours=1):.1f} hours ago"
    talk.print(f"{said}: {good[4].get('said', '')}", markup=False)
    if age > most:
        troubles.append((f"{said}, expected within {most / timedelta(hours=1):g}", GATE))
    return troubles
