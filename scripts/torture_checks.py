"""What must hold of a desk whose runs are killed: what readers see, the store, the lock, and the end of it all."""

import base64
import gzip
import hashlib
import json
import re
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread

from dateline.timeline.store.schema import APPLICATION

# Each finds rows that point at nothing.
_DANGLING = {
    "posts without the version they are in": "SELECT count(*) FROM posts p LEFT JOIN versions v"
    " ON v.key = p.version AND v.post = p.key WHERE v.key IS NULL",
    "versions of no post": "SELECT count(*) FROM versions WHERE post NOT IN (SELECT key FROM posts)",
    "sightings in no file": "SELECT count(*) FROM sightings WHERE file NOT IN (SELECT key FROM files)",
    "sightings of no version": "SELECT count(*) FROM sightings s LEFT JOIN versions v"
    " ON v.key = s.version AND v.post = s.post WHERE v.key IS NULL",
    "quarantined rows of no file": "SELECT count(*) FROM quarantine WHERE file NOT IN (SELECT key FROM files)",
    "marks of no post": "SELECT count(*) FROM marks WHERE post NOT IN (SELECT key FROM posts)",
    "copies of no post": "SELECT count(*) FROM copies WHERE post NOT IN (SELECT key FROM posts)"
    " OR of NOT IN (SELECT key FROM posts)",
    "claims of no post": "SELECT count(*) FROM claims WHERE post NOT IN (SELECT key FROM posts)",
    "claims of no version": "SELECT count(*) FROM claims c LEFT JOIN versions v"
    " ON v.key = c.version AND v.post = c.post WHERE v.key IS NULL",
    "members of no post": "SELECT count(*) FROM members WHERE post NOT IN (SELECT key FROM posts)",
    "events whose claims are nobody's": "SELECT count(*) FROM events e, json_each(e.claims) c"
    " WHERE c.value NOT IN (SELECT claim FROM members)",
    "events that are withdrawn as well": "SELECT count(*) FROM events WHERE id IN (SELECT id FROM withdrawn)",
    "runs that published and did not end": "SELECT count(*) FROM runs WHERE published IS NOT NULL AND finished IS NULL",
}
_ID = re.compile(r"\be_[0-9a-f]{16}(?:-\d+)?\b")
_PACKED = re.compile(r"H4sI[A-Za-z0-9+/=]+")
# What depends on how the desk came to where it is: what changed last, and what an editor's row was held against.
_HISTORY = re.compile(r"^changes\.")
_HISTORY_OF_REPORT = ("corrections_to_look_at", "withdrawn")


class Reader(Thread):
    """Reads the published folder over and over, as a visitor would who wants all of one build.

    Args:
        folder: The published folder.

    Attributes:
        checks: How many times the whole folder was read.
        troubles: What was no whole build, a line each.
        served: Every event id that was ever seen.
        now: Ids of the events seen last.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self._folder = folder
        self._over = Event()
        self._sound: dict[str, list[str]] = {}
        self.checks = 0
        self.troubles: list[str] = []
        self.served: set[str] = set()
        self.now: list[str] = []

    def run(self) -> None:
        """Until ``end``; a build may be as short as the pause is long."""
        while not self._over.wait(0.002):
            self._look()

    def end(self) -> None:
        """Look once more, and stop."""
        self._over.set()
        self.join()
        self._look()

    def _look(self) -> None:
        if not self.served and not self._folder.exists():
            return
        self.checks += 1
        try:
            build = self._folder.resolve(strict=True)
            files = {path.name: path.read_bytes() for path in build.iterdir()}
        except OSError as error:
            self.troubles.append(f"{self._folder}: {error}")
            return
        if build_name(files) != build.name:
            self.troubles.append(f"{build.name}: holds what is named {build_name(files)}")
            return
        if build.name not in self._sound:
            ids = [feature["id"] for feature in json.loads(files["events.geojson"])["features"]]
            told = [json.loads(line) for line in files["evidence.jsonl"].decode().splitlines()]
            known = {*ids, *(old for one in told for old in one["aliases"])}
            if (on_page := set(_ID.findall(_unpacked(files["index.html"].decode())))) != known:
                self.troubles.append(f"{build.name}: ids of page and data differ: {sorted(on_page ^ known)}")
            self._sound[build.name] = ids
            self.served.update(ids)
        self.now = self._sound[build.name]


@contextmanager
def reader(folder: Path) -> Iterator[Reader]:
    """A Reader at work until the ``with`` ends."""
    made = Reader(folder)
    made.start()
    try:
        yield made
    finally:
        made.end()


def build_name(files: dict[str, bytes]) -> str:
    """What a build of these files is named; written anew here, so that it checks the one in output.publishing."""
    told = b"".join(f"{name}\0{len(files[name])}\0".encode() + files[name] for name in sorted(files))
    return hashlib.sha256(told).hexdigest()[:16]


def store_troubles(state: Path) -> list[str]:
    """What is wrong with a store, a line each; one that is not there yet is sound."""
    if not state.exists():
        return []
    with closing(sqlite3.connect(state)) as database:
        (sound,) = database.execute("PRAGMA integrity_check").fetchone()
        (application,) = database.execute("PRAGMA application_id").fetchone()
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if sound != "ok":
            return [f"integrity_check: {sound}"]
        if not version:
            (tables,) = database.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            return [f"{tables} tables of no version"] if tables else []
        troubles = [] if application == APPLICATION else [f"application_id: {application:#x}"]
        counts = {said: database.execute(query).fetchone()[0] for said, query in _DANGLING.items()}
    return troubles + [f"{count} {said}" for said, count in counts.items() if count]


def lock_trouble(state: Path, patience: float = 2.0) -> list[str]:
    """Whether a run could begin: the lock of one that was killed is free."""
    import fcntl  # not on Windows

    lock = state.with_name(state.name + ".lock")
    until = time.monotonic() + patience
    while lock.exists():
        with lock.open("rb") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    return ["the lock is held by nobody alive"]
                time.sleep(0.01)
            else:
                return []
    return []


def leftovers(folder: Path, keep: int) -> list[str]:
    """What a run should have cleared away beside the published folder."""
    builds = sorted(path.name for path in (folder.parent / f".{folder.name}.builds").iterdir())
    whole = [name for name in builds if not name.startswith(".")]
    return [name for name in builds if name.startswith(".")] + whole[keep:]


def comparable(folder: Path) -> dict[str, bytes]:
    """The published files without what depends on how the desk came to where it is."""
    files = {
        path.name: path.read_bytes() for path in sorted(folder.iterdir()) if not _HISTORY.match(path.name)
    }
    report = json.loads(files["report.json"])
    files["report.json"] = _text(
        {name: value for name, value in report.items() if name not in _HISTORY_OF_REPORT}
    )
    return files


def without_ids(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What ``comparable`` gave, where ids may be others: then the order is, too, and the packed page cannot be compared.

    That the page holds the ids of the data is what the reader sees to.
    """
    told = {"report.json": files["report.json"]}
    for name in ("events.geojson", "areas.geojson"):
        rows = json.loads(files[name])["features"]
        told[name] = _rows(
            [
                row | {"id": None, "properties": row["properties"] | {"id": None, "event_id": None}}
                for row in rows
            ]
        )
    rows = [json.loads(line) for line in files["evidence.jsonl"].decode().splitlines()]
    told["evidence.jsonl"] = _rows([row | {"id": None, "aliases": None} for row in rows])
    lines = files["events.csv"].decode().splitlines()
    told["events.csv"] = _rows([line.partition(",")[2] for line in lines])
    return told


def known_ids(folder: Path) -> set[str]:
    """Every id that still leads somewhere: to an event, to the one it became part of, or to a tombstone."""
    evidence = [
        json.loads(line) for line in (folder / "evidence.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    report = json.loads((folder / "report.json").read_bytes())
    return {
        *(one["id"] for one in evidence), *(old for one in evidence for old in one["aliases"]),
        *(row["id"] for row in report["withdrawn"]),
    }  # fmt: skip


def _unpacked(page: str) -> str:
    """The page with its packed columns and texts unpacked."""
    return page + "".join(
        gzip.decompress(base64.b64decode(one)).decode("utf-8", "replace") for one in _PACKED.findall(page)
    )


def _text(value: object) -> bytes:
    return json.dumps(value, indent=1, sort_keys=True).encode()


def _rows(rows: Sequence[object]) -> bytes:
    return b"\n".join(sorted(map(_text, rows)))
