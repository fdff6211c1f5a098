"""RSS, Atom and JSON Feed -> entries. Dates stay as they are written: feedparser reads EET and MSK as UTC."""

import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from dateline.timeline.errors import ReaderError
from dateline.timeline.readers.entries import NO_WORDS, home, identity
from dateline.timeline.readers.markup import check_markup, narrow, plain, whole_characters

_ROOT = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf|channel)[\s>]", re.IGNORECASE)
_ENCODING = re.compile(rb"""\s+encoding=["'][^"']*["']""")
_JSON_FEED = "jsonfeed.org/version/"


def recognises(start: str) -> bool:
    """XML whose root is that of a feed, or an object that names the JSON Feed version."""
    told = start.lstrip()
    if told.startswith("{"):
        return _JSON_FEED in told[:2000]
    return told.startswith("<") and bool(_ROOT.search(told[:4000])) and "<html" not in told[:1000].lower()


def parse(content: bytes, settings: Mapping[str, Any]) -> Iterator[dict[str, Any]]:  # noqa: ARG001 - no feed has any
    """Entries of a feed in its order.

    Raises:
        ReaderError: It declares entities, or is no feed after all.
    """
    content = narrow(content)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        yield from _json_feed(content)
        return
    check_markup(content)
    content = whole_characters(content)
    found = _parsed(content)
    if not found.entries and _ENCODING.search(content[:200]):
        # The declaration may be wrong where the bytes are not.
        found = _parsed(_ENCODING.sub(b"", content, count=1))
    if not found.entries and found.get("bozo") and not found.get("version"):
        raise ReaderError("expected a feed, found markup that is none")
    told = found.feed
    source = _source(told.get("title"), told.get("link"), told.get("id"))
    language = told.get("language") or None
    for entry in found.entries:
        bodies = [piece.get("value", "") for piece in entry.get("content", [])] or [entry.get("summary", "")]
        title, text = _line(entry.get("title")), plain(max(bodies, key=len))
        published = entry.get("published") or entry.get("updated") or entry.get("created")
        yield _entry(
            identity(entry.get("id") or entry.get("link"), title, published), title, text,
            {
                "published": published, "edited": entry.get("updated"), "url": _web(entry.get("link")), "lang": language,
                "source": source,
            },
        )  # fmt: skip


def _parsed(content: bytes) -> Any:
    import feedparser

    # As a stream: feedparser opens a file or an address that the bytes happen to name.
    return feedparser.parse(io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False)


def _json_feed(content: bytes) -> Iterator[dict[str, Any]]:
    try:
        feed = json.loads(content.decode("utf-8-sig"))
        items = feed["items"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ReaderError(f"expected a JSON Feed, found {type(error).__name__}") from None
    source = _source(feed.get("title"), feed.get("home_page_url"), feed.get("feed_url"))
    for item in items if isinstance(items, list) else ():
        if not isinstance(item, dict):
            yield {
                "wrong": ("an item of a JSON Feed", item if isinstance(item, str | None) else str(item)[:100])
            }
            continue
        body = item.get("content_text") or plain(str(item.get("content_html") or item.get("summary") or ""))
        title = _line(item.get("title"))
        published = item.get("date_published") or item.get("date_modified")
        yield _entry(
            identity(item.get("id") or item.get("url"), title, published), title, body,
            {
                "published": published, "edited": item.get("date_modified"), "url": _web(item.get("url")),
                "lang": item.get("language") or feed.get("language"), "source": source,
            },
        )  # fmt: skip


def _entry(own: str, title: str | None, text: Any, rest: dict[str, Any]) -> dict[str, Any]:
    if not title and not text:
        return {"id": own, "skip": NO_WORDS}
    return {"id": own, "title": title, "text": text, **rest}


def _source(title: object, link: object, own: object) -> dict[str, Any] | None:
    """A feed is known by its site, or by its own id or address: titles change, and take "(3 new)" behind them."""
    name, stays = _line(title), home(link) or home(own) or (own if isinstance(own, str) else None)
    if not name and not stays:
        return None
    return {"id": stays or name, "name": name, "url": _web(link)}


def _line(value: object) -> str | None:
    return " ".join(plain(value).split()) or None if isinstance(value, str) else None


def _web(value: object) -> str | None:
    return value if isinstance(value, str) and value.startswith(("http://", "https://")) else None
