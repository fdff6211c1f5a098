"""JSON lines: one post an object, one object a line; streamed."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, BinaryIO, NoReturn
from zoneinfo import ZoneInfo

from timeline.errors import ReaderError
from timeline.post import Post, Source
from timeline.readers.opening import LONGEST_LINE, read_lines, sound
from timeline.readers.options import BadRow, Batch, ReadOptions, zone_of

_SHOWN = 60
_INSTANT = "published as ISO 8601 with its offset, such as 2026-01-28T12:30+02:00"


class BadRowError(ValueError):
    """What was expected, and what was found instead."""

    def __init__(self, expected: str, found: object) -> None:
        super().__init__(expected)
        self.expected = expected
        self.found = _shown(found)


def recognises(start: str) -> bool:
    """A file whose first line with something on it opens an object."""
    return start.lstrip().startswith("{")


def read(stream: BinaryIO, name: str, options: ReadOptions) -> Batch:
    """Every post of the file, and the rows that are none.

    Raises:
        ReaderError: Not one row is a post.
    """
    posts: list[Post] = []
    bad: list[BadRow] = []
    for item in read_rows(stream, name, options):
        if isinstance(item, Post):
            posts.append(item)
        else:
            bad.append(item)
    if bad and not posts:
        first = bad[0]
        raise ReaderError(f"{name}: row {first.row}: expected {first.expected}, found {first.found}")
    return Batch(posts=tuple(posts), bad_rows=tuple(bad))


def read_rows(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Post | BadRow]:
    """One post or bad row for each line that is not blank, in order; never raises for a row."""
    for row, line in enumerate(read_lines(stream), 1):
        if line is None:
            yield BadRow(
                file=name, row=row, found=f"more than {LONGEST_LINE:,} bytes", expected="a shorter line"
            )
        elif line.strip():
            try:
                yield post_of_row(_object(line), options)
            except BadRowError as error:
                yield BadRow(file=name, row=row, found=error.found, expected=error.expected)


def _object(line: bytes) -> Mapping[str, Any]:
    try:
        # Raw surrogates come from UTF-16; they are made sound with the texts that hold them.
        value = json.loads(line.decode("utf-8", "surrogatepass"), parse_constant=_refuse)
    except BadRowError:
        raise
    except UnicodeDecodeError as error:
        raise BadRowError("UTF-8 text", f"byte 0x{line[error.start]:02x} at {error.start}") from None
    except RecursionError:
        raise BadRowError("an object of a post", "deeply nested JSON") from None
    except ValueError as error:
        # Numbers of more digits than Python converts come here as well.
        start = line[:_SHOWN].decode("utf-8", "replace")
        raise BadRowError("a JSON object", f"{start} ({error})") from None
    if not isinstance(value, dict):
        raise BadRowError("a JSON object", value)
    return value


def _refuse(constant: str) -> NoReturn:
    raise BadRowError("JSON numbers", constant)


def post_of_row(row: Mapping[str, Any], options: ReadOptions) -> Post:
    """A post from an object of JSON lines.

    Raises:
        BadRowError: It is none; says what was expected and what was found.
    """
    text = _text(row, "text")
    title = _text(row, "title")
    if not text or not text.strip():
        if not title or not title.strip():
            raise BadRowError("a text", row.get("text"))
        text = title
    elif title and not text.startswith(title):
        text = f"{title}\n\n{text}"
    source, zone = _source(row, options)
    published = _published(row.get("published"), zone, options)
    post_id = row.get("id")
    if post_id is None or post_id == "":
        # Without an id of its own a post is known by who said what when: an edit makes another post.
        made = f"{source.source_id}\x1f{published.isoformat() if published else ''}\x1f{text}"
        post_id = "p_" + hashlib.sha256(made.encode("utf-8")).hexdigest()[:16]
    elif isinstance(post_id, bool) or not isinstance(post_id, str | int):
        raise BadRowError("an id that is a string or a whole number", post_id)
    return Post(
        post_id=sound(str(post_id)),
        source=source,
        text=text,
        published=published,
        title=title or None,
        language=_language(row, "lang") or options.language,
        url=_text(row, "url") or None,
    )


def _source(row: Mapping[str, Any], options: ReadOptions) -> tuple[Source, str | None]:
    """The source, and its zone where somebody said one: UTC is a default, not a zone to read local times in."""
    value = row.get("source")
    if value is None or value == "":
        value = {}
    elif isinstance(value, str):
        value = {"name": value}
    elif not isinstance(value, dict):
        raise BadRowError("source as a name or an object", value)
    elif not (value.get("id") or value.get("name")):
        raise BadRowError("source with a name or an id", value)
    zone = _zone(row.get("timezone")) or _zone(value.get("timezone")) or options.timezone
    name = _text(value, "name")
    source_id = _text(value, "id")
    if not source_id and not name:
        name = options.source_name
    country = _text(value, "country")
    source = Source(
        source_id=source_id or name or "posts",
        name=name or source_id,
        url=_text(value, "url") or None,
        timezone=zone or zone_of(options.published),
        language=_language(value, "language") or options.language,
        country=country.upper() if country and len(country) == 2 and country.isascii() else None,
    )
    return source, zone


def _published(value: object, zone: str | None, options: ReadOptions) -> datetime | None:
    if value is None or value == "":
        return options.published
    if not isinstance(value, str):
        raise BadRowError(_INSTANT, value)
    try:
        instant = datetime.fromisoformat(value.strip())
        # Reckoning with the first and the last days of the calendar overflows.
        if not 1000 <= instant.year <= 9000:
            raise BadRowError(f"{_INSTANT}, between 1000 and 9000", value)
        if instant.tzinfo is None:
            if zone is None:
                raise BadRowError(f"{_INSTANT}, or a timezone beside it", value)
            instant = instant.replace(tzinfo=ZoneInfo(zone))
        instant.utcoffset()
    except BadRowError:
        raise
    except (ValueError, OverflowError):
        raise BadRowError(_INSTANT, value) from None
    return instant


def _zone(name: object) -> str | None:
    if name is None or name == "":
        return None
    try:
        # "localtime" is whatever this machine has.
        if not isinstance(name, str) or name == "localtime":
            raise ValueError
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        raise BadRowError("timezone as an IANA name, such as Europe/Kyiv", name) from None


def _language(row: Mapping[str, Any], key: str) -> str | None:
    """The primary tag: packs know "en", not "en-GB"."""
    told = _text(row, key)
    return told.replace("_", "-").split("-")[0].strip().lower() or None if told else None


def _text(row: Mapping[str, Any], key: str) -> str | None:
    value = row.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadRowError(f"{key} as a string", value)
    return sound(value)


def _shown(found: object) -> str:
    """What was found, in few words; containers by kind only, as showing a deep one would overflow."""
    if found is None:
        return "nothing"
    if isinstance(found, dict | list):
        return f"{'an object' if isinstance(found, dict) else 'a list'} of {len(found)}"
    shown = sound(found) if isinstance(found, str) else str(found)
    shown = " ".join(shown.split())
    shown = shown or "an empty string"
    return shown if len(shown) <= 2 * _SHOWN else shown[: 2 * _SHOWN] + "…"
