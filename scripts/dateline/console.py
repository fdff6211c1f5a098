"""What the commands share at the terminal: exit statuses, one-line errors, progress, kinds of options."""

import gc
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from dateline.gazetteer import Gazetteer, open_gazetteer
from dateline.gazetteer.errors import DatelineError
from dateline.timeline.errors import StoreError

# Exit statuses, as the README lists them.
DONE, OUR_BUG, WRONG_USAGE, WARNINGS, GATE, SOME_FAILED, IO_ERROR, LOCKED = 0, 1, 2, 3, 4, 5, 74, 75
# A shell gives this to what Ctrl+C ended: 128 and the number of SIGINT.
STOPPED = 130

talk = Console(stderr=True, highlight=False, soft_wrap=True)


class Failure(click.ClickException):
    """One line on standard error and an exit status of the contract."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status

    @property
    def exit_code(self) -> int:  # type: ignore[override]
        """The status, under the name that click asks for."""
        return self.status

    def show(self, file: Any = None) -> None:  # noqa: ARG002 - click's signature
        """Print the one line; where even that cannot be, the status still tells."""
        with suppress(OSError):
            click.echo(f"dateline: {self.message}", err=True)


def failure_of(error: BaseException) -> Failure | None:
    """What a person can mend, as one line and a status; None for our bug."""
    from dateline.output.errors import OutputError

    match error:
        case Failure():
            return error
        case StoreError() | OutputError():
            return Failure(str(error), IO_ERROR)
        case DatelineError():
            return Failure(str(error), WRONG_USAGE)
        case sqlite3.OperationalError():
            return Failure(f"the store cannot be read: {error}", IO_ERROR)
        case OSError():
            return Failure(f"{error.filename or 'input'}: {error.strerror or error}", IO_ERROR)
    return None


def one_line(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn what a person can mend into one line and a status; anything else is our bug."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except KeyboardInterrupt:
            raise Failure("stopped", STOPPED) from None
        except BrokenPipeError:
            # The reader of our output went away ("| head"): not an error of ours, and nothing left to say.
            sys.stderr.close()
            sys.exit(DONE)
        except Exception as error:
            failure = failure_of(error)
            if failure is None or failure is error:
                raise
            raise failure from error

    return run


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Callable[[], None]]:
    """A bar on a terminal, silence elsewhere."""
    if not talk.is_terminal:
        yield lambda: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=talk, transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda: bar.advance(task)


def gazetteer_opened() -> Gazetteer:
    """The gazetteer, compiled first where this machine has none yet."""
    return open_gazetteer(progress=lambda text: talk.print(f"[dim]{text}[/dim]"))


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector: many claims and events live to the end, and it would walk them again and again."""
    gc.disable()
    try:
        yield
    finally:
        # What was made meanwhile is young to the collector, which would walk all of it at once.
        gc.freeze()
        gc.enable()


def loaded() -> None:
    """Call once packs and gazetteer are there: they stay to the end, so the collector need not walk them.

    Posts leave hardly any cycles behind; looking for them a tenth as often makes a run a fifth shorter.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


# The settings file of a desk, for every command that works by one.
SETTINGS = Path("dateline.toml")
config_option = click.option(
    "--config",
    type=click.Path(path_type=Path),
    default=SETTINGS,
    show_default=True,
    help="The settings file.",
)


class Instant(click.ParamType):  # type: ignore[type-arg]
    """An ISO 8601 date and time with its offset."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Refuse a time without an offset: it would mean another instant on another machine."""
        if isinstance(value, datetime):
            return value
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            self._refuse(value, param, ctx)
        if instant.tzinfo is None:
            self._refuse(value, param, ctx)
        return instant

    def _refuse(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> NoReturn:
        self.fail(f"{value!r}: expected a time with its offset, such as 2026-01-28T12:30+02:00", param, ctx)


class Zone(click.ParamType):  # type: ignore[type-arg]
    """An IANA time zone."""

    name = "zone"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check the name, so that a typing error is one line."""
        try:
            return ZoneInfo(value).key
        except (KeyError, ValueError, OSError):
            self.fail(f"{value!r}: expected an IANA time zone, such as Europe/Kyiv", param, ctx)


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options that every command that reads posts takes."""
    for option in reversed(
        (
            click.option("--published", type=Instant(), help="Publication time for posts without one."),
            click.option(
                "--timezone", type=Zone(), help="Time zone of the source, in which its “overnight” is meant."
            ),
            click.option(
                "--lang", "language", help="Language to assume where letters do not decide: en, uk, ru."
            ),
            click.option("--source", "source_name", help="Name of the source, for posts without one."),
        )
    ):
        command = option(command)
    return command
