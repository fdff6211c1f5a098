"""Parsing what strangers wrote in a process of its own, within bounds of memory, processor and wall time, and bytes."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO

from timeline.errors import ReaderError
from timeline.readers import archives, feeds, pages

# Real pages and feeds are far smaller; live blogs of a day reach 3 MB.
MOST_BYTES = 32 * 2**20
_MEMORY = 2 * 2**30
_CPU_SECONDS = 20
WALL_SECONDS = 30
PARSERS: Mapping[str, Callable[[bytes], Iterator[dict[str, Any]]]] = {
    "feed": feeds.parse,
    "web page": pages.parse,
    "archive": archives.parse,
}


def parse_limited(kind: str, stream: BinaryIO, name: str) -> Iterator[dict[str, Any]]:
    """Entries of a whole file, parsed by a child that may be killed.

    Args:
        kind: A key of PARSERS.
        stream: The file.
        name: What to call it.

    Raises:
        ReaderError: It is too big, over a limit, or not of its kind; one line that names it.
    """
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ReaderError(f"{name}: expected at most {MOST_BYTES // 2**20} MB of a {kind}, found more")
    try:
        child = subprocess.run(  # noqa: S603 - our own module, the content is its input
            [sys.executable, "-m", "timeline.readers.limited", kind], input=content, capture_output=True,
            timeout=WALL_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise ReaderError(
            f"{name}: expected a {kind} that can be read in {WALL_SECONDS} seconds, gave up"
        ) from None
    lines = child.stdout.splitlines()
    if child.returncode != 0 or not lines or lines[-1] != b"{}":
        said = child.stderr.decode("utf-8", "replace").strip().splitlines()
        if child.returncode == 1 and said and said[-1].startswith("expected"):
            raise ReaderError(f"{name}: {said[-1]}")
        raise ReaderError(
            f"{name}: expected a {kind} that can be read within {_CPU_SECONDS} seconds and 2 GB, gave up"
        )
    for line in lines[:-1]:
        yield json.loads(line)


def main() -> None:
    """The child: a kind as argument, content from standard input, an entry a line, ``{}`` when all are told."""
    # Before anything of strangers is looked at. Windows has no such limits; the wall time holds there.
    try:
        import resource
    except ImportError:
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    try:
        for entry in PARSERS[sys.argv[1]](content):
            sys.stdout.buffer.write(json.dumps(entry, default=str).encode() + b"\n")
    except ReaderError as error:
        sys.exit(str(error))
    sys.stdout.buffer.write(b"{}\n")


if __name__ == "__main__":
    main()
