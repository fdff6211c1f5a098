"""Web pages -> entries: live blogs by their LiveBlogPosting, other pages by the selectors of pages.toml."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urljoin

from timeline.errors import ReaderError
from timeline.readers.feeds import check_markup
from timeline.readers.markup import plain, text_of

_WRAPPING = re.compile(r"^\s*(?://\s*)?(?:<!\[CDATA\[|<!--)|(?://\s*)?(?:\]\]>|-->)\s*$")
# JSON-LD nests a few levels; a page that nests deeper is no live blog.
_DEEPEST = 12


def recognises(start: str) -> bool:
    """A page of HTML."""
    told = start.lstrip()[:2000].lower()
    return told.startswith(("<!doctype html", "<html")) or ("<html" in told and told.startswith("<"))


def parse(content: bytes) -> Iterator[dict[str, Any]]:
    """Entries of a page in its order, most pages' newest first.

    Raises:
        ReaderError: It holds no posts that we can see.
    """
    check_markup(content)
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(content.decode(_charset(content), "replace"))
    found = list(_live_blog(page)) or list(_by_selectors(page))
    if not found:
        raise ReaderError(
            "expected a page with posts (a LiveBlogPosting, or selectors of pages.toml), found none"
        )
    yield from found


def _charset(content: bytes) -> str:
    found = re.search(rb"<meta[^>]+charset=[\"']?([\w-]+)", content[:4096], re.IGNORECASE)
    name = found[1].decode("ascii") if found else "utf-8"
    try:
        "".encode(name)
    except LookupError:
        return "utf-8"
    return name


def _live_blog(page: Any) -> Iterator[dict[str, Any]]:
    base = _attribute(page, "link[rel=canonical]", "href") or ""
    for script in page.css('script[type="application/ld+json"]'):
        try:
            told = json.loads(_WRAPPING.sub("", script.text() or ""), strict=False)
        except (ValueError, RecursionError):
            continue
        for blog in _blogs(told, 0):
            publisher = blog.get("publisher")
            name = publisher.get("name") if isinstance(publisher, dict) else None
            updates = blog["liveBlogUpdate"]
            for update in updates if isinstance(updates, list) else [updates]:
                if isinstance(update, dict):
                    yield _update(update, urljoin(base, _text(blog.get("url")) or ""), _text(name))


def _blogs(node: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    """Objects with updates: the node itself, members of a list, of @graph, of what it is the main entity of."""
    if depth > _DEEPEST:
        return
    if isinstance(node, list):
        for member in node:
            yield from _blogs(member, depth + 1)
    elif isinstance(node, dict):
        if node.get("liveBlogUpdate"):
            yield node
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _blogs(node.get(key), depth + 1)


def _update(update: Mapping[str, Any], base: str, publisher: str | None) -> dict[str, Any]:
    title = _text(update.get("headline")) or _text(update.get("name"))
    text = _text(update.get("articleBody")) or _text(update.get("text")) or _text(update.get("description"))
    url = urljoin(base, str(update.get("url") or update.get("@id") or ""))
    own = str(update.get("@id") or update.get("url") or "")
    if not title and not text:
        return {"id": own, "skip": "no words: a picture or an embed"}
    return {
        "id": own.rpartition("#")[2] or own or None, "title": title, "text": text,
        "published": update.get("datePublished") or update.get("dateModified"),
        "url": url if url.startswith(("http://", "https://")) else None,
        "source": {"name": publisher} if publisher else None,
    }  # fmt: skip


def _by_selectors(page: Any) -> Iterator[dict[str, Any]]:
    for kind in _kinds():
        nodes = page.css(kind["post"])
        if not nodes:
            continue
        source = page.css_first(kind["source"]) if kind.get("source") else None
        name = (source.attributes.get("content") or text_of(source)) if source is not None else None
        for node in nodes:
            yield _entry(node, kind, " ".join(name.split()) if name else None)
        return


def _entry(node: Any, kind: Mapping[str, Any], source: str | None) -> dict[str, Any]:
    own = node.attributes.get(kind["id"]) or None
    for other in node.css(kind["without"]) if kind.get("without") else ():
        other.decompose()
    bodies = node.css(kind["text"])
    if not kind.get("all"):
        # The outermost: forwards nest one body in another.
        bodies = bodies[:1]
    text = "\n".join(filter(None, map(text_of, bodies)))
    title = (
        text_of(found) if kind.get("title") and (found := node.css_first(kind["title"])) is not None else None
    )
    time = node.css_first(kind["time"])
    published = None
    if time is not None:
        published = time.attributes.get(kind["time_attr"]) if kind.get("time_attr") else text_of(time)
    if not text and not title:
        return {"id": own, "skip": "no words: a picture or an embed"}
    link = node.css_first(kind["url"]) if kind.get("url") else None
    url = link.attributes.get("href") if link is not None else None
    if own and kind.get("url_from"):
        url = str(kind["url_from"]).format(id=own)
    return {
        "id": own, "title": title, "text": text or title, "published": published, "url": url,
        "source": {"name": source} if source else None,
    }  # fmt: skip


def _attribute(page: Any, selector: str, name: str) -> str | None:
    node = page.css_first(selector)
    return node.attributes.get(name) if node is not None else None


def _text(value: object) -> str | None:
    return plain(value) or None if isinstance(value, str) else None


@cache
def _kinds() -> list[dict[str, Any]]:
    tables = tomllib.loads(
        resources.files("timeline.readers").joinpath("pages.toml").read_text(encoding="utf-8")
    )
    kinds: list[dict[str, Any]] = tables["page"]
    return kinds
