"""How long a night takes: the first build, one with nothing new, one with a hundred posts more, as real processes.

    python scripts/benchmark_nightly.py --posts 100000

Posts are the bundled samples told again on other days, so that there are as many towns, chatter and reports of one
happening as in a real channel. Machines are noisy: compare rows of one run.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = '[[source]]\nname = "Benchmark"\npath = "posts"\ntimezone = "Europe/Kyiv"\n'


def posts(count: int, first_day: int) -> list[dict[str, Any]]:
    """So many posts, from so many days after the samples' own and then backwards in time."""
    lines = (ROOT / "timeline" / "samples" / "posts.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    made = []
    for number in range(count):
        row = rows[number % len(rows)]
        day = first_day - number // len(rows)
        published = datetime.fromisoformat(row["published"]) + timedelta(days=day)
        made.append(row | {"id": f"{row['id']}-{day}", "published": published.isoformat()})
    return made


def write(file: Path, rows: list[dict[str, Any]], *, more: bool = False) -> None:
    """JSON lines into a file, or behind what it holds."""
    with file.open("a" if more else "w", encoding="utf-8") as target:
        target.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def build(label: str, folder: Path) -> None:
    """One run of the command: what it says, how long it took, and how much memory."""
    began = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "dateline", "build"], cwd=folder, stdout=subprocess.PIPE
    )
    assert child.stdout is not None  # noqa: S101 - asked for above
    said = child.stdout.read().decode().strip()
    _, status, used = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - began
    memory = used.ru_maxrss / 1024  # Linux tells kilobytes
    print(
        f"{label:34} {seconds:7.1f} s {used.ru_utime + used.ru_stime:7.1f} s of processor {memory:6.0f} MB  {said}"
    )
    if status:
        sys.exit(f"ended with {os.waitstatus_to_exitcode(status)}")


def digest(folder: Path) -> str:
    """Of all published files."""
    held = hashlib.sha256()
    for file in sorted((folder / "map").iterdir()):
        held.update(file.name.encode() + file.read_bytes())
    return held.hexdigest()


def main() -> None:
    """Run the nights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=int, default=10_000, help="how many are stored")
    parser.add_argument("--new", type=int, default=100, help="how many a night brings")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "posts").mkdir()
        (folder / "dateline.toml").write_text(SETTINGS, encoding="utf-8")
        write(folder / "posts" / "a.jsonl", posts(options.posts, 0))
        build("first build", folder)
        before = digest(folder)
        build("nothing new", folder)
        print("no byte changed" if before == digest(folder) else "BYTES CHANGED")
        write(folder / "posts" / "b.jsonl", posts(options.new, 100))
        build(f"{options.new} new in a file of their own", folder)
        write(folder / "posts" / "a.jsonl", posts(options.new, 200), more=True)
        build(f"{options.new} new behind the others", folder)
        write(folder / "posts" / "c.jsonl", posts(options.new, -20_000))
        build(f"{options.new} of long ago", folder)


if __name__ == "__main__":
    main()
