"""Parsing what strangers wrote in a process of its own, within bounds of memory, processor and wall time, and bytes."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, BinaryIO, NamedTuple

from dateline.timeline.errors import ReaderError
from dateline.timeline.readers import archives, feeds, pages, parquet
from dateline.timeline.readers.opening import LONGEST_LINE

_MEMORY = 2 * 2**30
# Of waiting for the parser, all told. What the caller does with an entry before asking for the next is not counted.
WALL_SECONDS = 30
# JSON may write a letter as six.
_LONGEST_ENTRY = 8 * LONGEST_LINE
_CHUNK = 1 << 18
# The child imports from where the parent does, and from nowhere else: not what lies where the command was called.
_START = "import json, sys; sys.path[:] = json.loads(sys.argv.pop(1)); from dateline.timeline.readers.limited import main; main()"


class Parser(NamedTuple):
    """What is parsed apart.

    Attributes:
        label: For messages.
        most_bytes: What a file may have.
        parse: Its content and settings -> entries.
        cpu_seconds: What parsing may take. A page that takes longer was made to; rows of a table are only many.
        most_output: Bytes that the entries may come to. No real file comes near; a selector that finds each body in
            every other would.
    """

    label: str
    most_bytes: int
    parse: Callable[[bytes, Mapping[str, Any]], Iterator[dict[str, Any]]]
    cpu_seconds: int = 20
    most_output: int = 512 * 2**20


# Real pages and feeds are far smaller; live blogs of a day reach 3 MB. An account's archive of years reaches 100 MB.
PARSERS: Mapping[str, Parser] = {
    "feed": Parser("feed", 32 * 2**20, feeds.parse),
    "page": Parser("web page", 32 * 2**20, pages.parse),
    "archive": Parser("archive", 128 * 2**20, archives.parse),
    "parquet": Parser("Parquet file", 512 * 2**20, parquet.parse, 300, 16 * 2**30),
}


def parse_limited(
    kind: str, stream: BinaryIO, name: str, settings: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """Entries of a file as a child gives them, which is killed when it takes too much.

    Args:
        kind: A key of PARSERS.
        stream: The file.
        name: What to call it.
        settings: What the parser is told, as JSON can hold it.

    Raises:
        ReaderError: It is too big, over a limit, or not of its kind; one line that names it. Behind good entries too.
    """
    parser = PARSERS[kind]
    paths = json.dumps([path for path in sys.path if Path(path).is_absolute()])
    with subprocess.Popen(  # noqa: S603 - our own module, the content is its input
        [sys.executable, "-E", "-P", "-c", _START, paths, kind],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as child:  # fmt: skip
        assert child.stdin is not None  # noqa: S101 - asked for above
        assert child.stdout is not None  # noqa: S101 - asked for above
        try:
            with suppress(BrokenPipeError):
                # A child that ended early says why in what it wrote.
                _feed(child.stdin, stream, parser, name, settings)
            yield from _entries(child, child.stdout, parser, name)
        finally:
            child.kill()
            with suppress(BrokenPipeError):
                child.stdin.close()


def _feed(pipe: IO[bytes], stream: BinaryIO, parser: Parser, name: str, settings: Mapping[str, Any]) -> None:
    """The whole file to the child, never more than a piece of it held here."""
    pipe.write(json.dumps(settings).encode() + b"\n")
    fed = 0
    while chunk := stream.read(_CHUNK):
        fed += len(chunk)
        if fed > parser.most_bytes:
            raise ReaderError(
                f"{name}: expected at most {parser.most_bytes // 2**20} MB of a {parser.label}, found more"
            )
        pipe.write(chunk)
    pipe.close()


def _entries(
    child: subprocess.Popen[bytes], pipe: IO[bytes], parser: Parser, name: str
) -> Iterator[dict[str, Any]]:
    patience = _Patience(child)
    written = 0
    try:
        while True:
            with patience.waiting():
                line = pipe.readline(_LONGEST_ENTRY)
            written += len(line)
            if not line.endswith(b"\n") or written > parser.most_output:
                break
            entry = json.loads(line)
            if "done" in entry:
                return
            if "error" in entry:
                raise ReaderError(f"{name}: {entry['error']}")
            yield entry
    finally:
        patience.over.set()
    bound = f"{WALL_SECONDS} seconds" if patience.gave_up else f"{parser.cpu_seconds} seconds and 2 GB"
    raise ReaderError(f"{name}: expected a {parser.label} that can be read within {bound}, gave up")


class _Patience:
    """Counts how long we wait for a child, and kills it when that is WALL_SECONDS in all."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self.gave_up = False
        self.over = threading.Event()
        self._child = child
        self._spent = 0.0
        self._since: float | None = None
        threading.Thread(target=self._watch, daemon=True).start()

    @contextmanager
    def waiting(self) -> Iterator[None]:
        self._since = time.monotonic()
        try:
            yield
        finally:
            self._spent += time.monotonic() - self._since
            self._since = None

    def _watch(self) -> None:
        while not self.over.wait(0.05):
            since = self._since
            if since is not None and self._spent + time.monotonic() - since > WALL_SECONDS:
                self.gave_up = True
                self._child.kill()
                return


def main() -> None:
    """The child: a kind as argument; settings and content from standard input, an entry a line, ``done`` at the end."""
    # Before anything of strangers is looked at. Windows has no such limits; the wall time holds there.
    parser = PARSERS[sys.argv[1]]
    try:
        import resource
    except ImportError:
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (parser.cpu_seconds, parser.cpu_seconds))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    write = sys.stdout.buffer.write
    settings = json.loads(sys.stdin.buffer.readline())
    try:
        for entry in parser.parse(sys.stdin.buffer.read(), settings):
            line = json.dumps(entry, default=str).encode()
            if len(line) >= _LONGEST_ENTRY:
                too_long = (f"a text of at most {LONGEST_LINE:,} letters", f"an entry of {len(line):,} bytes")
                line = json.dumps({"wrong": too_long}).encode()
            write(line + b"\n")
        last = {"done": ""}
    except ReaderError as error:
        last = {"error": str(error)}
    except Exception as error:
        # A parser that stumbles over what strangers wrote is the end of their file, not of the run.
        last = {
            "error": f"expected a {parser.label} that can be read, found one that stops it ({type(error).__name__})"
        }
    write(json.dumps(last).encode() + b"\n")
