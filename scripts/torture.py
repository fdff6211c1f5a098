"""Kill runs of the nightly build at random moments, and look whether anything is the worse for it.

    python scripts/torture.py --runs 500 --seed 1

Each round changes the sources of a made-up desk, starts ``dateline build --config`` and kills it: anywhere in its time, or
while it publishes; a part of the runs is let run to the end. All the while a reader reads what is published. After each
round the store is examined. At the end one run is left alone, and what it publishes must be what a desk that starts from
nothing makes of the same sources. The exit status is 1 where anything does not hold. kill -9 is no power cut: that what is
told to the disk is there after one is not shown here.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from torture_checks import (
    Reader,
    comparable,
    known_ids,
    leftovers,
    lock_trouble,
    reader,
    store_troubles,
    without_ids,
)
from torture_source import ChangingDesk

_KEEP = 2
# Statuses of runs that were let run to their end: done, warnings, some sources failed.
_WELL = (0, 3, 5)


@dataclass(slots=True)
class Tally:
    """What came of it.

    Attributes:
        kills: Runs that were killed.
        while_publishing: Of these, how many were waited for until they published.
        completed: Runs that ended by themselves, or before the kill reached them.
        checks: How often the reader read all that is published.
        mixtures: What it read that was no whole build.
        store_failures: What was wrong with the store or its lock after a round.
        failures: Runs that ended badly by themselves.
        lost_ids: Ids that readers saw and that lead nowhere at the end.
        left: Leftovers beside the published folder after the last run.
        differing: Files of the last run that differ from those of a desk that starts from nothing.
        seconds: In all.
    """

    kills: int = 0
    while_publishing: int = 0
    completed: int = 0
    checks: int = 0
    mixtures: list[str] = field(default_factory=list)
    store_failures: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    lost_ids: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def troubles(self) -> list[str]:
        """Everything that should not be, a line each."""
        return [
            f"{name}: {line}"
            for name in ("mixtures", "store_failures", "failures", "lost_ids", "left", "differing")
            for line in getattr(self, name)
        ]

    def __str__(self) -> str:
        return (
            f"{self.kills} kills ({self.while_publishing} while publishing), {self.completed} completed, "
            f"{self.checks} reader checks, {len(self.mixtures)} mixtures, {len(self.store_failures)} store failures, "
            f"{len(self.failures)} bad ends, {len(self.lost_ids)} lost ids, {len(self.left)} leftovers, "
            f"equal {'no' if self.differing else 'yes'}, {self.seconds:.0f} s"
        )


class Torture:
    """One desk and its rounds.

    Args:
        folder: Empty.
        seed: The same seed makes the same changes and the same pauses; where a kill lands is the machine's matter.
        moves: Whether posts are edited to tell of another place, see ChangingDesk.
    """

    def __init__(self, folder: Path, seed: int, *, moves: bool = False) -> None:
        self._moves = moves
        self._chance = random.Random(seed)  # noqa: S311 - no secret
        self._desk = ChangingDesk(folder, self._chance, moves=moves)
        self._map = folder / "map"
        self._builds = folder / ".map.builds"
        self._state = folder / "state" / "dateline.sqlite"
        self.tally = Tally()

    def go(self, runs: int) -> Tally:
        """So many rounds, then the run that is left alone, and the desk that starts from nothing."""
        began = time.monotonic()
        whole, publishing = self._measured()
        with reader(self._map) as watch:
            for number in range(runs):
                self._desk.change(watch.now)
                self._round(number, whole, publishing)
            self._desk.settle()
            self._undisturbed("the last run")
        self._look_back(watch)
        self.tally.seconds = time.monotonic() - began
        return self.tally

    def _measured(self) -> tuple[float, float]:
        """Seconds of a whole run, and from the first file of a build to the end; the second run publishes as most do."""
        self._undisturbed("the first run")
        self._desk.change(())
        began = time.monotonic()
        run = self._start()
        seen = self._wait_for_files(run)
        run.communicate()
        return time.monotonic() - began, time.monotonic() - (seen or began)

    def _round(self, number: int, whole: float, publishing: float) -> None:
        chance, tally = self._chance, self.tally
        aim = chance.choices(("anywhere", "publishing", "nowhere"), (5, 3, 2))[0]
        run = self._start()
        if aim == "anywhere":
            self._pause(run, chance.uniform(0, whole))
        elif aim == "publishing" and self._wait_for_files(run):
            # Files, link and store are written in the first tenth; the rest is Python taking itself down.
            self._pause(run, chance.random() ** 3 * publishing)
        # Half of the kills take the children as well, half leave them to find out.
        alive = aim != "nowhere" and run.poll() is None
        if alive:
            os.killpg(run.pid, signal.SIGKILL) if chance.random() < 0.5 else run.kill()
        said = run.communicate()[1]
        if alive and run.returncode == -signal.SIGKILL:
            tally.kills += 1
            tally.while_publishing += aim == "publishing"
        else:
            tally.completed += 1
            self._judge(f"round {number}", run.returncode, said)
        found = store_troubles(self._state) + lock_trouble(self._state)
        tally.store_failures += [f"round {number}: {line}" for line in found]

    def _look_back(self, watch: Reader) -> None:
        tally = self.tally
        tally.checks, tally.mixtures = watch.checks, watch.troubles
        tally.left = leftovers(self._map, _KEEP)
        tally.lost_ids = sorted(watch.served - known_ids(self._map))
        ours = comparable(self._map)
        for path in (self._state.parent, self._builds):
            path.rename(path.with_name(path.name + "-tortured"))
        self._map.unlink()
        self._undisturbed("from nothing")
        clean = comparable(self._map)
        if self._moves:
            ours, clean = without_ids(ours), without_ids(clean)
        tally.differing = sorted(
            name for name in ours.keys() | clean.keys() if ours.get(name) != clean.get(name)
        )

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "dateline", "build", "--config", self._desk.settings, "--log", "json"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    def _undisturbed(self, name: str) -> None:
        run = self._start()
        said = run.communicate()[1]
        self._judge(name, run.returncode, said)

    def _judge(self, name: str, status: int, said: str) -> None:
        if status not in _WELL or "Traceback" in said:
            lines = said.splitlines() or [""]
            self.tally.failures.append(f"{name}: status {status}: {lines[-1]}")

    def _wait_for_files(self, run: subprocess.Popen[str]) -> float | None:
        """When the run begins to write a build; None where it ends without."""
        before = self._new()
        while run.poll() is None:
            if self._new() - before:
                return time.monotonic()
            time.sleep(0.0005)
        return None

    def _new(self) -> set[str]:
        try:
            return {entry.name for entry in os.scandir(self._builds) if entry.name.startswith(".new-")}
        except FileNotFoundError:
            return set()

    @staticmethod
    def _pause(run: subprocess.Popen[str], seconds: float) -> None:
        try:
            run.wait(seconds)
        except subprocess.TimeoutExpired:
            return


def main() -> None:
    """Read the arguments, torture, tell."""
    parser = argparse.ArgumentParser(description="Kill the nightly build at random moments.")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--folder", type=Path, help="where the desk is made, and left to look at; must be empty"
    )
    parser.add_argument("--moves", action="store_true", help="also edit places; ids are not compared then")
    told = parser.parse_args()
    folder = told.folder or Path(tempfile.mkdtemp(prefix="dateline-torture-"))
    if told.folder and folder.exists() and any(folder.iterdir()):
        parser.error(f"{folder}: expected an empty folder")
    tally = Torture(folder, told.seed, moves=told.moves).go(told.runs)
    print(tally)
    for line in tally.troubles:
        print(f"  {line}")
    if tally.troubles:
        print(json.dumps({"left to look at": str(folder)}))
        sys.exit(1)
    if not told.folder:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
