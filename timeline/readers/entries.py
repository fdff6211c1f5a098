"""What a format gives of each post -> posts, one by one: one row form for all formats that are not lines of ours."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from dateline.timeline.event import Rejection
from dateline.timeline.post import Post
from dateline.timeline.readers.instants import instant_of
from dateline.timeline.readers.opening import sound
from dateline.timeline.readers.options import BadRow, ReadOptions
from dateline.timeline.readers.rows import BadRowError, post_of_row, zone_name

# A row is an object of JSON lines (id, text, title, published, edited, repost_of, url, lang, source), and beside them
#   skip   why it is no post by its nature
#   wrong  what was expected and what was found, for one that cannot be read
#   note   what of a post is left out
#   row    its line in the file, where that is not its number among the entries
Entry = Mapping[str, Any]

_LONGEST_ID = 200
NO_WORDS = "no words: a picture or an embed"


def posts_of(
    entries: Iterable[Entry], name: str, options: ReadOptions, *, rows_name_sources: bool = False
) -> Iterator[Post | BadRow | Rejection]:
    """Posts in the order given; what is none is a bad row or, by its nature, a rejection.

    A publication time that cannot be read makes a bad row: a post dated by something else would be placed wrongly in
    time. A time that is not there at all is the options'; one of an edit that cannot be read is none.

    Args:
        entries: As the format's module gives them.
        name: What to call the file.
        options: Defaults.
        rows_name_sources: Whether a source stands in the row, put there by somebody who knew, and not in the title
            that a feed or a page gives itself.
    """
    # Hashes only: a channel of years has 300,000 messages.
    seen: dict[int, int] = {}
    for number, entry in enumerate(entries, 1):
        row = entry.get("row", number)
        if "skip" in entry:
            yield _left(entry.get("id") or row, str(entry["skip"]))
            continue
        try:
            if "wrong" in entry:
                raise BadRowError(*entry["wrong"])
            post = post_of_row(_placed(entry, options, keep_source=rows_name_sources), options)
        except BadRowError as error:
            yield BadRow(file=name, row=row, found=error.found, expected=error.expected)
            continue
        told = _once(post, seen)
        if told is None:
            yield _left(post.post_id, "told twice in one file")
            continue
        yield told
        if entry.get("note"):
            yield _left(told.post_id, str(entry["note"]))


def _once(post: Post, seen: dict[int, int]) -> Post | None:
    """The post; None where the file has told it before. The same id for other words is another post.

    Some blogs have one id for all their entries, and groups that were moved count their messages from 1 again.
    """
    key, words = _digest(post.source.source_id, post.post_id), _digest(post.text)
    before = seen.get(key)
    if before is not None and before != words:
        post = replace(post, post_id=f"{post.post_id}~{_digest(str(post.published), post.text):016x}")
        key = _digest(post.source.source_id, post.post_id)
        before = seen.get(key)
    seen[key] = words
    return None if before == words else post


def identity(told: object, title: str | None, published: object) -> str:
    """The entry's own id or address; else what names it best and does not change when its text is edited."""
    if isinstance(told, str | int) and str(told).strip():
        return str(told).strip()
    return "p_" + hashlib.sha256(f"{title}\x1f{published}".encode("utf-8", "replace")).hexdigest()[:16]


def home(address: object) -> str | None:
    """What stays of a source when its title changes: host and path of its home page."""
    if not isinstance(address, str):
        return None
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    return parts.netloc.lower().removeprefix("www.") + parts.path.rstrip("/")


def _left(post_id: object, reason: str) -> Rejection:
    return Rejection(
        post_id=sound(str(post_id)[:_LONGEST_ID]), stage="reading", reason=sound(reason), quote=""
    )


def _digest(*parts: str) -> int:
    joined = "\x1f".join(parts).encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(joined, digest_size=8).digest())


def _placed(entry: Entry, options: ReadOptions, *, keep_source: bool) -> Entry:
    """The entry with its times as ISO 8601, and the source that the options insist on."""
    made: dict[str, Any] = dict(entry)
    if options.own_source and options.source_name and not keep_source:
        told = entry.get("source")
        made["source"] = {
            "id": options.source_name, "name": options.source_name,
            "url": told.get("url") if isinstance(told, dict) else None,
        }  # fmt: skip
    zone = zone_name(entry.get("timezone")) or options.timezone
    told = entry.get("published")
    if told is not None and told != "":
        instant = instant_of(told, zone)
        if instant is None:
            raise BadRowError("a publication time with its zone (--timezone gives the source's)", told)
        made["published"] = instant.isoformat()
    edited = instant_of(entry.get("edited"), zone)
    # The last days of the calendar are no times of edits, and nothing to lose a post over.
    made["edited"] = edited.isoformat() if edited is not None and 1000 <= edited.year <= 9000 else None
    return made
