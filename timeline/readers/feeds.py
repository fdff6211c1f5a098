"""RSS, Atom and JSON Feed -> entries. Dates stay as they are written: feedparser reads EET and MSK as UTC."""

import hashlib
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from timeline.errors import ReaderError
from timeline.readers.markup import plain

_ROOT = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
# Declarations of entities can make a small feed huge; no feed needs them.
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_ENCODING = re.compile(rb"""\s+encoding=["'][^"']*["']""")
# One tag of this size is no feed: parsers take minutes over it.
_LONGEST_TAG = 65_536


def recognises(start: str) -> bool:
    """XML whose root is that of a feed, or an object that names the JSON Feed version."""
    told = start.lstrip()
    if told.startswith("{"):
        return "jsonfeed.org/version/" in told[:2000]
    return told.startswith("<") and bool(_ROOT.search(told[:4000])) and "<html" not in told[:1000].lower()


def parse(content: bytes) -> Iterator[dict[str, Any]]:
    """Entries of a feed in its order.

    Raises:
        ReaderError: It declares entities, or is no feed after all.
    """
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        yield from _json_feed(content)
        return
    check_markup(content)
    import feedparser

    # As a stream: feedparser opens a file or an address that the bytes happen to name.
    found = feedparser.parse(io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    if not found.entries and _ENCODING.search(content[:200]):
        # The declaration may be wrong where the bytes are not.
        bare = _ENCODING.sub(b"", content, count=1)
        found = feedparser.parse(io.BytesIO(bare), sanitize_html=False, resolve_relative_uris=False)
    if not found.entries and found.get("bozo") and not found.get("version"):
        raise ReaderError("expected a feed, found markup that is none")
    told = found.feed
    source = {"name": _plain(told.get("title")), "url": _web(told.get("link"))}
    language = told.get("language") or None
    for entry in found.entries:
        bodies = [piece.get("value", "") for piece in entry.get("content", [])] or [entry.get("summary", "")]
        title, text = _plain(entry.get("title")), plain(max(bodies, key=len))
        published = entry.get("published") or entry.get("updated") or entry.get("created")
        yield {
            "id": _identity(entry.get("id") or entry.get("link"), title, published),
            "title": title, "text": text, "published": published, "url": _web(entry.get("link")), "lang": language,
            "source": source if source["name"] else None,
        }  # fmt: skip


def _json_feed(content: bytes) -> Iterator[dict[str, Any]]:
    try:
        feed = json.loads(content.decode("utf-8-sig"))
        items = feed["items"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ReaderError(f"expected a JSON Feed, found {type(error).__name__}") from None
    for item in items if isinstance(items, list) else ():
        if not isinstance(item, dict):
            yield {"text": None}
            continue
        body = item.get("content_text") or plain(str(item.get("content_html") or item.get("summary") or ""))
        title = _plain(item.get("title"))
        published = item.get("date_published") or item.get("date_modified")
        yield {
            "id": _identity(item.get("id") or item.get("url"), title, published), "title": title, "text": body,
            "published": published, "url": _web(item.get("url")), "lang": item.get("language") or feed.get("language"),
            "source": {"name": _plain(feed.get("title"))} if feed.get("title") else None,
        }  # fmt: skip


def check_markup(content: bytes) -> None:
    """Refuse before parsing what parsers take minutes or gigabytes over.

    Raises:
        ReaderError: Entities are declared, or one tag is longer than any real one.
    """
    if _ENTITY.search(content):
        raise ReaderError("expected markup without entity declarations, found one")
    at = content.find(b"<")
    while at >= 0:
        end = content.find(b">", at)
        following = content.find(b"<", at + 1)
        if not content.startswith((b"<!--", b"<![CDATA[", b"<script", b"<style"), at):
            longest = (following if following >= 0 else len(content)) if end < 0 else end
            if longest - at > _LONGEST_TAG:
                raise ReaderError(
                    f"expected tags under {_LONGEST_TAG:,} bytes, found one of {longest - at:,}"
                )
        at = following


def _identity(told: object, title: str | None, published: object) -> str:
    """The entry's own id or address; else what names it best and does not change when its text is edited."""
    if isinstance(told, str | int) and str(told).strip():
        return str(told).strip()
    return "p_" + hashlib.sha256(f"{title}\x1f{published}".encode("utf-8", "replace")).hexdigest()[:16]


def _plain(value: object) -> str | None:
    return " ".join(plain(value).split()) or None if isinstance(value, str) else None


def _web(value: object) -> str | None:
    return value if isinstance(value, str) and value.startswith(("http://", "https://")) else None
