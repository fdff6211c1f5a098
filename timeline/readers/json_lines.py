"""JSON lines: one post an object, one object a line; streamed."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, BinaryIO, NoReturn
from zoneinfo import ZoneInfo

from timeline.errors import ReaderError
from timeline.post import Post, Source
from timeline.readers.options import BadRow, Batch, ReadOptions

# A post is text that people read; a longer line is no post and would only cost memory.
_LONGEST_LINE = 1_000_000
_SHOWN = 60


class _BadRowError(ValueError):
    """What was expected, and what was found instead."""

    def __init__(self, expected: str, found: object) -> None:
        super().__init__(expected)
        self.expected = expected
        self.found = _short(found)


def recognises(head: bytes) -> bool:
    """A file whose first line with something on it opens an object."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def read(stream: BinaryIO, name: str, options: ReadOptions) -> Batch:
    """Every post of the file, and the rows that are none.

    Raises:
        ReaderError: Not one row is a post.
    """
    posts: list[Post] = []
    bad: list[BadRow] = []
    for item in read_rows(stream, name, options):
        (posts if isinstance(item, Post) else bad).append(item)  # type: ignore[arg-type]
    if bad and not posts:
        first = bad[0]
        raise ReaderError(f"{name}: row {first.row}: expected {first.expected}, found {first.found}")
    return Batch(posts=tuple(posts), bad_rows=tuple(bad))


def read_rows(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Post | BadRow]:
    """One post or bad row for each line that is not blank, in order; never raises for a row."""
    row = 0
    while line := stream.readline(_LONGEST_LINE):
        row += 1
        if len(line) >= _LONGEST_LINE and not line.endswith(b"\n"):
            while (rest := stream.readline(_LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            yield BadRow(file=name, row=row, found=f"more than {_LONGEST_LINE:,} bytes", expected="a shorter line")
            continue
        if row == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        try:
            yield _post(_object(line), options)
        except _BadRowError as error:
            yield BadRow(file=name, row=row, found=error.found, expected=error.expected)


def _object(line: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(line.decode("utf-8"), parse_constant=_refuse)
    except UnicodeDecodeError:
        raise _BadRowError("UTF-8", line[:_SHOWN]) from None
    except RecursionError:
        raise _BadRowError("an object of a post", "deeply nested JSON") from None
    except _BadRowError:
        raise
    except ValueError as error:
        raise _BadRowError("a JSON object", f"{line[:_SHOWN]!r} ({error})"[:160]) from None
    if not isinstance(value, dict):
        raise _BadRowError("a JSON object", value)
    return value


def _refuse(constant: str) -> NoReturn:
    raise _BadRowError("JSON numbers", constant)


def _post(row: Mapping[str, Any], options: ReadOptions) -> Post:
    text = _text(row, "text")
    title = _text(row, "title")
    if not text or not text.strip():
        if not title or not title.strip():
            raise _BadRowError("a text", row.get("text"))
        text = title
    elif title and not text.startswith(title):
        text = f"{title}\n\n{text}"
    zone = _zone(row.get("timezone"))
    source = _source(row.get("source"), zone, options)
    published = _published(row.get("published"), zone or _zone(options.timezone), options)
    post_id = row.get("id")
    if post_id is None or post_id == "":
        # Without an id of its own a post is known by who said what when: an edit makes another post.
        made = f"{source.source_id}\x1f{published}\x1f{text}"
        post_id = "p_" + hashlib.sha256(made.encode("utf-8", "replace")).hexdigest()[:16]
    elif isinstance(post_id, bool) or not isinstance(post_id, str | int):
        raise _BadRowError("an id that is a string or a whole number", post_id)
    return Post(
        post_id=_sound(str(post_id)),
        source=source,
        text=text,
        published=published,
        title=title,
        language=_text(row, "lang") or options.language,
        url=_text(row, "url"),
    )


def _text(row: Mapping[str, Any], key: str) -> str | None:
    value = row.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise _BadRowError(f"{key} to be a string", value)
    return _sound(value)


def _sound(text: str) -> str:
    """Lone surrogates would break every later encoding; they become the replacement character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _zone(name: object) -> str | None:
    if name is None or name == "":
        return None
    try:
        if not isinstance(name, str):
            raise TypeError
        return ZoneInfo(name).key
    except (KeyError, ValueError, TypeError, OSError):
        raise _BadRowError("an IANA time zone, such as Europe/Kyiv", name) from None


def _source(value: object, zone: str | None, options: ReadOptions) -> Source:
    if value is None or value == "":
        fallback = options.source("posts")
        return fallback if zone is None else Source(source_id=fallback.source_id, name=options.source_name, timezone=zone)
    if isinstance(value, str):
        value = {"name": value}
    if not isinstance(value, dict):
        raise _BadRowError("source to be a name or an object", value)
    name = _text(value, "name") or _text(value, "id")
    if not name:
        raise _BadRowError("source to have a name or an id", value)
    country = _text(value, "country")
    return Source(
        source_id=_text(value, "id") or name,
        name=name,
        url=_text(value, "url"),
        timezone=zone or _zone(value.get("timezone")) or options.timezone or "UTC",
        language=_text(value, "language") or options.language,
        country=country.upper() if country and len(country) == 2 else None,
    )


def _published(value: object, zone: str | None, options: ReadOptions) -> datetime | None:
    if value is None or value == "":
        return options.published
    if not isinstance(value, str):
        raise _BadRowError("published as ISO 8601 with its offset, such as 2026-01-28T12:30+02:00", value)
    try:
        instant = datetime.fromisoformat(value)
        if instant.tzinfo is None:
            if zone is None:
                raise ValueError
            instant = instant.replace(tzinfo=ZoneInfo(zone))
        # Reckoning with the first and the last days of the calendar overflows.
        if not 1900 <= instant.year <= 2200:
            raise ValueError
    except (ValueError, OverflowError):
        raise _BadRowError("published as ISO 8601 with its offset, such as 2026-01-28T12:30+02:00", value) from None
    return instant


def _short(found: object) -> str:
    shown = "nothing" if found is None else repr(found)
    return shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"
