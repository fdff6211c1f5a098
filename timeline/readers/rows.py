"""A row -> a post: the one form in which every format but pasted text hands over what it read of a post."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from dateline.timeline.post import Post, Source
from dateline.timeline.readers.opening import LONGEST_LINE, sound
from dateline.timeline.readers.options import ReadOptions, zone_of

SHOWN = 60
# Addresses are ids of feeds; what is longer than any is kept by its hash.
_LONGEST_ID = 2000
_INSTANT = "{} as ISO 8601 with its offset, such as 2026-01-28T12:30+02:00"


class BadRowError(ValueError):
    """What was expected, and what was found instead."""

    def __init__(self, expected: str, found: object) -> None:
        super().__init__(expected)
        self.expected = expected
        self.found = shown(found)


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
    if len(text) > LONGEST_LINE:
        raise BadRowError(f"a text of at most {LONGEST_LINE:,} letters", f"{len(text):,}")
    source, zone = _source(row, options)
    published = _instant(row, "published", zone) or options.published
    edited = _instant(row, "edited", zone)
    if edited is not None and published is not None and edited <= published:
        # Publishers fill it when nothing was changed, too; some in another zone, so that only instants compare.
        edited = None
    post_id = row.get("id")
    if post_id is None or post_id == "":
        # Without an id of its own a post is known by who said what when: an edit makes another post.
        made = f"{source.source_id}\x1f{published.isoformat() if published else ''}\x1f{text}"
        post_id = "p_" + hashlib.sha256(made.encode("utf-8")).hexdigest()[:16]
    elif isinstance(post_id, bool) or not isinstance(post_id, str | int):
        raise BadRowError("an id that is a string or a whole number", post_id)
    elif len(str(post_id)) > _LONGEST_ID:
        post_id = "p_" + hashlib.sha256(str(post_id).encode("utf-8", "replace")).hexdigest()[:16]
    return Post(
        post_id=sound(str(post_id)),
        source=source,
        text=text,
        published=published,
        title=title or None,
        language=_language(row, "lang") or options.language,
        url=_text(row, "url") or None,
        edited=edited,
        repost_of=_text(row, "repost_of") or None,
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
    zone = zone_name(row.get("timezone")) or zone_name(value.get("timezone")) or options.timezone
    name = _text(value, "name")
    source_id = _text(value, "id")
    if not source_id and not name:
        name = options.source_name
    country = _text(value, "country")
    source = _one_source(
        source_id or name or "posts",
        name or source_id,
        _text(value, "url") or None,
        zone or zone_of(options.published),
        _language(value, "language") or options.language,
        country.upper() if country and len(country) == 2 and country.isascii() else None,
    )
    return source, zone


@lru_cache(maxsize=4096)
def _one_source(
    source_id: str,
    name: str | None,
    url: str | None,
    timezone: str,
    language: str | None,
    country: str | None,
) -> Source:
    """One object for the many posts of a source."""
    return Source(
        source_id=source_id, name=name, url=url, timezone=timezone, language=language, country=country
    )


def _instant(row: Mapping[str, Any], key: str, zone: str | None) -> datetime | None:
    value = row.get(key)
    if value is None or value == "":
        return None
    expected = _INSTANT.format(key)
    if not isinstance(value, str):
        raise BadRowError(expected, value)
    try:
        instant = datetime.fromisoformat(value.strip())
        # Reckoning with the first and the last days of the calendar overflows.
        if not 1000 <= instant.year <= 9000:
            raise BadRowError(f"{expected}, between 1000 and 9000", value)
        if instant.tzinfo is None:
            if zone is None:
                raise BadRowError(f"{expected}, or a timezone beside it", value)
            instant = instant.replace(tzinfo=ZoneInfo(zone))
        instant.utcoffset()
    except BadRowError:
        raise
    except (ValueError, OverflowError):
        raise BadRowError(expected, value) from None
    return instant


def zone_name(name: object) -> str | None:
    """The name of a zone, checked; None where nobody said.

    Raises:
        BadRowError: It is none.
    """
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


def shown(found: object) -> str:
    """What was found, in few words; containers by kind only, as showing a deep one would overflow."""
    if found is None:
        return "nothing"
    if isinstance(found, dict | list):
        return f"{'an object' if isinstance(found, dict) else 'a list'} of {len(found)}"
    shown = sound(found) if isinstance(found, str) else str(found)
    shown = " ".join(shown.split())
    shown = shown or "an empty string"
    return shown if len(shown) <= 2 * SHOWN else shown[: 2 * SHOWN] + "…"
