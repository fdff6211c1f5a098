"""dateline.toml: where the posts come from, what is published, and what must hold for it."""

import hashlib
import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dateline.console import WRONG_USAGE, Failure
from dateline.output import EXPORTERS
from dateline.timeline.claims.event_types import EventType
from dateline.timeline.readers import READERS, ReadOptions

Trust = Literal["high", "normal", "low"]
TRUST: tuple[Trust, ...] = ("high", "normal", "low")

_NUMBER = (int, float)
# Table -> key -> type.
KEYS: Mapping[str, Mapping[str, type | tuple[type, ...]]] = {
    "output": {
        "folder": str, "state": str, "corrections": str, "event_types": str, "inbox": str, "keep_builds": int, "ping": str,
    },
    "outputs": {"formats": list},
    "map": {
        "title": str, "description": str, "language": str, "credits": list, "notes": list, "url": str, "picture": bool,
        "borders": str, "tiles": str, "tiles_credit": str, "theme": dict, "split_files": bool,
    },
    "gates": {
        "most_removed": _NUMBER, "most_unplaced": _NUMBER, "most_at_one_point": _NUMBER, "most_in_future": _NUMBER,
        "most_quarantined": _NUMBER, "least_of_usual_day": _NUMBER, "most_of_usual_day": _NUMBER,
    },
    "review": {"types": list, "below": _NUMBER},
    "fetch": {"agent": str, "seconds": _NUMBER, "megabytes": _NUMBER, "gap": _NUMBER},
    "source": {
        "name": str, "kind": str, "path": str, "url": str, "timezone": str, "language": str, "country": str, "trust": str,
        "published": str, "username": str, "selectors": str, "mapping": dict, "every_minutes": _NUMBER, "silent_hours": _NUMBER,
    },
}  # fmt: skip
_UNSAFE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSettings:
    """Where posts come from.

    Attributes:
        name: The desk's name for it, shown to readers and the key of its posts: changing it makes them new.
        path: A file, a folder, or a pattern such as ``exports/*.json``.
        url: What ``dateline fetch`` gets into ``path``; None for a source that somebody else puts there.
        trust: Events that only sources of low trust tell are listed for review.
        every_minutes: The least time between two fetches; None for each time.
        silent_hours: How old its newest post may be before the build is held back; None for any age.
        reading: How its files are read.
    """

    name: str
    path: Path
    url: str | None = None
    trust: Trust = "normal"
    every_minutes: float | None = None
    silent_hours: float | None = None
    reading: ReadOptions = field(default_factory=ReadOptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The file's content, paths made whole.

    Attributes:
        file: Where it was read.
        sources: At least one, with names of their own.
        folder: What is published.
        state: The store.
        corrections: The editors' table; need not exist.
        event_types: A desk's own; None for none.
        keep_builds: How many builds stay on the disk, the published one included; at least 2.
        ping: Address that is told of each run; None for none.
        formats: Keys of EXPORTERS that are published; None for all of them.
        map: The table as it is.
        gates: Name -> threshold.
        review_types: Event types and sub-types that are published only when approved.
        review_below: Events of less confidence than this likewise; 0 for none.
        fetch: The table as it is.
    """

    file: Path
    sources: tuple[SourceSettings, ...]
    folder: Path
    state: Path
    corrections: Path
    event_types: Path | None = None
    keep_builds: int = 3
    ping: str | None = None
    formats: tuple[str, ...] | None = None
    map: Mapping[str, Any] = field(default_factory=dict)
    gates: Mapping[str, float] = field(default_factory=dict)
    review_types: tuple[str, ...] = ()
    review_below: float = 0.0
    fetch: Mapping[str, Any] = field(default_factory=dict)


def load_settings(file: Path) -> Settings:
    """Read and check a settings file.

    Raises:
        Failure: It is missing, no TOML, or says what cannot be; one line that names the file and the key.
    """
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise Failure(f"{file}: expected a settings file; `dateline init` writes one", WRONG_USAGE) from None
    except (ValueError, RecursionError) as error:
        raise Failure(f"{file}: expected TOML: {error}", WRONG_USAGE) from error
    _known(file, "", told, tuple(KEYS))
    for name in KEYS.keys() - {"source"}:
        table = told.get(name, {})
        if not isinstance(table, dict):
            raise Failure(f"{file}: [{name}]: expected a table, found {table!r}", WRONG_USAGE)
        _typed(file, name, table)
    rows = told.get("source", [])
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise Failure(f"{file}: expected at least one [[source]]", WRONG_USAGE)
    output, review, base = told.get("output", {}), told.get("review", {}), file.parent
    inbox = base / output.get("inbox", "inbox")
    sources = tuple(_source(file, number, row, inbox) for number, row in enumerate(rows, 1))
    for number, source in enumerate(sources, 1):
        if source.name in [other.name for other in sources[: number - 1]]:
            raise _wrong(file, f"source {number}", "name", "a name that no other source has", source.name)
    for name, limit in told.get("gates", {}).items():
        if limit < 0 or (limit > 1 and not name.endswith("usual_day")):
            raise _wrong(file, "gates", name, "a share from 0 to 1", limit)
    keep = output.get("keep_builds", 3)
    if keep < 2:
        raise _wrong(
            file, "output", "keep_builds", "2 or more, as readers may still have the last one open", keep
        )
    return Settings(
        file=file,
        sources=sources,
        folder=base / output.get("folder", "map"),
        state=base / output.get("state", "state/dateline.sqlite"),
        corrections=base / output.get("corrections", "corrections.csv"),
        event_types=base / output["event_types"] if "event_types" in output else None,
        keep_builds=keep,
        ping=_web(file, "output", "ping", output.get("ping")),
        formats=_formats(file, told.get("outputs", {})),
        map=told.get("map", {}),
        gates={name: float(value) for name, value in told.get("gates", {}).items()},
        review_types=tuple(map(str, review.get("types", ()))),
        review_below=float(review.get("below", 0)),
        fetch=told.get("fetch", {}),
    )


def check_review_types(settings: Settings, event_types: Mapping[str, EventType]) -> None:
    """Hold the types that wait for review against those that there are, a desk's own included.

    Raises:
        Failure: One is neither an event type nor a sub-type: nothing would ever wait for it.
    """
    known = sorted({kind.event_type for kind in event_types.values()} | event_types.keys())
    for name in settings.review_types:
        if name not in known:
            near = get_close_matches(name, known, 1, 0.0)[0]
            expected = f"an event type or sub-type, the nearest is {near!r}"
            raise _wrong(settings.file, "review", "types", expected, name)


def _source(file: Path, number: int, row: Mapping[str, Any], inbox: Path) -> SourceSettings:
    where = f"source {number}"
    _typed(file, "source", row, where)
    name = row.get("name", "").strip()
    if not name:
        raise _wrong(file, where, "name", "what readers are to call it", row.get("name"))
    if not row.get("path") and not row.get("url"):
        raise Failure(
            f"{file}: {where}: expected a 'path' to read or a 'url' to fetch, found neither", WRONG_USAGE
        )
    _choice(file, where, "kind", row.get("kind"), tuple(READERS))
    _choice(file, where, "trust", row.get("trust"), TRUST)
    zone, published = row.get("timezone"), row.get("published")
    try:
        ZoneInfo(zone or "UTC")
    except (KeyError, ValueError, OSError):
        raise _wrong(file, where, "timezone", "an IANA name such as Europe/Kyiv", zone) from None
    try:
        instant = datetime.fromisoformat(published) if published else None
        if instant is not None and instant.tzinfo is None:
            raise ValueError
    except ValueError:
        raise _wrong(file, where, "published", "a time such as 2026-01-28T12:30+02:00", published) from None
    reading = ReadOptions(
        published=instant, timezone=zone, language=row.get("language"), source_name=name, own_source=True,
        kind=row.get("kind"), mapping=row.get("mapping", {}), username=row.get("username"),
        selectors=file.parent / row["selectors"] if "selectors" in row else None,
    )  # fmt: skip
    return SourceSettings(
        name=name, path=file.parent / row["path"] if row.get("path") else inbox / folder_name(name),
        url=_web(file, where, "url", row.get("url")), trust=row.get("trust", "normal"),
        every_minutes=row.get("every_minutes"), silent_hours=row.get("silent_hours"), reading=reading,
    )  # fmt: skip


def folder_name(name: str) -> str:
    """A folder for a source in the inbox: readable, and never a path, whatever the name holds."""
    readable = _UNSAFE.sub("-", name.lower()).strip("-")[:40]
    return f"{readable or 'source'}-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:6]}"


def _formats(file: Path, table: Mapping[str, Any]) -> tuple[str, ...] | None:
    if "formats" not in table:
        return None
    if not table["formats"]:
        raise _wrong(file, "outputs", "formats", "at least one format", table["formats"])
    for name in table["formats"]:
        _choice(file, "outputs", "formats", name, tuple(EXPORTERS))
    return tuple(table["formats"])


def _web(file: Path, where: str, key: str, url: str | None) -> str | None:
    if url is not None and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname):
        raise _wrong(file, where, key, "an address that starts with https://", url)
    return url


def _choice(file: Path, where: str, key: str, value: str | None, choices: tuple[str, ...]) -> None:
    if value is not None and value not in choices:
        raise _wrong(file, where, key, f"one of {', '.join(choices)}", value)


def _typed(file: Path, name: str, table: Mapping[str, Any], where: str | None = None) -> None:
    keys = KEYS[name]
    _known(file, where or name, table, tuple(keys))
    for key, value in table.items():
        kinds = keys[key]
        if not isinstance(value, kinds) or (isinstance(value, bool) and kinds is not bool):
            expected = {
                str: "text in quotes",
                int: "a whole number",
                bool: "true or false",
                list: "a list",
                dict: "a table",
            }
            raise _wrong(file, where or name, key, "a number" if kinds is _NUMBER else expected[kinds], value)  # type: ignore[index]
        if isinstance(value, float | int) and kinds is _NUMBER and not 0 <= value < math.inf:
            raise _wrong(file, where or name, key, "a number from 0 up", value)


def _known(file: Path, where: str, table: Mapping[str, Any], keys: tuple[str, ...]) -> None:
    for key in table:
        if key not in keys:
            near = get_close_matches(key, keys, 1, 0.0)[0]
            place = f"{where}: " if where else ""
            raise Failure(f"{file}: {place}unknown key {key!r}; the nearest is {near!r}", WRONG_USAGE)


def _wrong(file: Path, where: str, key: str, expected: str, found: object) -> Failure:
    return Failure(f"{file}: {where}: {key}: expected {expected}; found {found!r}", WRONG_USAGE)
