"""A desk for tests of the nightly build: a folder with settings and posts, and runs of it."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from click.testing import CliRunner

import torture_checks
from dateline.command import main

ROOT = Path(__file__).parent.parent
TOWNS = (
    "Saratov",
    "Kharkiv",
    "Odesa",
    "Zaporizhzhia",
    "Dnipro",
    "Kherson",
    "Sumy",
    "Belgorod",
    "Kursk",
    "Poltava",
)
SETTINGS = """\
[[source]]
name = "Channel"
path = "posts"
timezone = "Europe/Kyiv"
"""


@dataclass(frozen=True)
class Run:
    """What a run said.

    Attributes:
        status: Exit status.
        said: Standard output.
        complained: Lines of standard error.
    """

    status: int
    said: str
    complained: Sequence[str]


@dataclass
class Desk:
    """A desk in ``folder``; ``more`` is added to its settings, tables before ``[[source]]``."""

    folder: Path
    more: str = ""
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        (self.folder / "posts").mkdir(parents=True)
        self.settings.write_text(self.more + SETTINGS, encoding="utf-8")

    @property
    def settings(self) -> Path:
        return self.folder / "dateline.toml"

    @property
    def map(self) -> Path:
        return self.folder / "map"

    @property
    def state(self) -> Path:
        return self.folder / "state" / "dateline.sqlite"

    def tell(self, number: int, injured: int = 3, town: str | None = None) -> None:
        """A post of its own day and, where none is named, of the town whose turn it is."""
        self.posts[str(number)] = {
            "id": str(number),
            "published": (datetime(2026, 1, 1, 10, tzinfo=UTC) + timedelta(days=number)).isoformat(),
            "text": f"Drones hit an oil depot in {town or TOWNS[number % len(TOWNS)]} overnight, injuring {injured} people, "
            "the governor said.",
        }  # fmt: skip
        self.write()

    def write(self, *broken: str) -> None:
        rows = [json.dumps(post) for post in self.posts.values()]
        (self.folder / "posts" / "posts.jsonl").write_text(
            "\n".join([*rows, *broken]) + "\n", encoding="utf-8"
        )

    def build(self, *arguments: str) -> Run:
        """A run within this process."""
        result = CliRunner().invoke(main, ["build", "--config", str(self.settings), *arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Run(result.exit_code, result.stdout, result.stderr.splitlines())

    def build_apart(self, *arguments: str, prelude: str = "") -> Run:
        """A run in a process of its own, after shell commands."""
        command = [
            *(sys.executable, "-P", "-m", "dateline"),
            "build",
            "--config",
            str(self.settings),
        ]
        run = subprocess.run(
            ["bash", "-c", f'{prelude}\nexec "$@"', "bash", *command, *arguments],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return Run(run.returncode, run.stdout, run.stderr.splitlines())

    def ids(self) -> list[str]:
        """Of the events that readers see."""
        return [one["id"] for one in json.loads((self.map / "events.geojson").read_bytes())["features"]]

    def report(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads((self.map / "report.json").read_bytes())
        return told

    def seen(self) -> str:
        """Name of the build that readers see, which holds what its name says."""
        build = self.map.resolve()
        files = {path.name: path.read_bytes() for path in build.iterdir()}
        assert torture_checks.build_name(files) == build.name
        return build.name

    def assert_sound(self) -> None:
        assert [] == torture_checks.store_troubles(self.state)
        assert [] == torture_checks.lock_trouble(self.state)


class Killed(BaseException):
    """Stands for SIGKILL within a process: nothing of ours catches it."""


def dies(*_: object, **__: object) -> Any:
    """In place of the step that a run does not live to see."""
    raise Killed


Making = Callable[..., Desk]
