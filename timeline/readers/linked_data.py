"""JSON-LD of a web page -> entries: the updates of a LiveBlogPosting, or else the one article that the page is."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from dateline.timeline.readers.entries import NO_WORDS, home, identity
from dateline.timeline.readers.markup import plain

_WRAPPING = re.compile(
    r"^\s*(?://\s*|/\*\s*)?(?:<!\[CDATA\[|<!--)(?:\s*\*/)?|(?://\s*|/\*\s*)?(?:\]\]>|-->)(?:\s*\*/)?\s*$"
)
# JSON-LD nests a few levels; a page that nests deeper is no live blog.
_DEEPEST = 12
_ARTICLES = ("Article", "BlogPosting")
_LONGEST_TAG = 35
_Node = Mapping[str, Any]


def updates(page: Any) -> Iterator[dict[str, Any]]:
    """Every update of every live blog of the page, in its order, most pages' newest first."""
    nodes = list(_nodes(page))
    for blog in nodes:
        told = blog.get("liveBlogUpdate")
        address = urljoin(_canonical(page), _string(blog, "url") or "")
        for update in told if isinstance(told, list) else [told]:
            if isinstance(update, dict):
                yield _entry(update, address, _source(blog, nodes, page), _language(blog))


def article(page: Any) -> Iterator[dict[str, Any]]:
    """The page's article, if it is one: the fullest, as others are teasers."""
    nodes = list(_nodes(page))
    found = [node for node in nodes if any(kind.endswith(_ARTICLES) for kind in _types(node))]
    if found:
        best = max(found, key=lambda node: len(_words(node, "articleBody", "text") or ""))
        address = urljoin(_canonical(page), _string(best, "url") or "")
        entry = _entry(best, "", _source(best, nodes, page), _language(best))
        yield {**entry, "id": entry["id"] or home(address), "url": _web(entry.get("url") or address)}


def _nodes(page: Any) -> Iterator[_Node]:
    for script in page.css('script[type="application/ld+json"]'):
        try:
            told = json.loads(_WRAPPING.sub("", script.text() or ""), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _below(told, 0)


def _below(node: Any, depth: int) -> Iterator[_Node]:
    """The node itself, members of a list, of @graph, and what it is the main entity of."""
    if depth > _DEEPEST:
        return
    if isinstance(node, list):
        for member in node:
            yield from _below(member, depth + 1)
    elif isinstance(node, dict):
        yield node
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _below(node.get(key), depth + 1)


def _entry(node: _Node, base: str, source: dict[str, Any] | None, language: str | None) -> dict[str, Any]:
    title = _words(node, "headline", "name")
    text = _words(node, "articleBody", "text", "description")
    published = node.get("datePublished") or node.get("dateModified") or node.get("dateCreated")
    own = _string(node, "@id") or _string(node, "url") or ""
    # The same address for all updates, without a fragment, is the page's and names none of them.
    own = "" if own and urljoin(base, own) == base else own.rpartition("#")[2] or own
    if not title and not text:
        return {"id": own, "skip": NO_WORDS}
    return {
        "id": own or (identity(None, title, published) if base else None), "title": title, "text": text,
        "published": published, "edited": node.get("dateModified"), "lang": language, "source": source,
        "url": _web(urljoin(base, _string(node, "url") or _string(node, "@id") or "")),
    }  # fmt: skip


def _source(node: _Node, nodes: list[_Node], page: Any) -> dict[str, Any] | None:
    told = node.get("publisher")
    told = told[0] if isinstance(told, list) and told else told
    if isinstance(told, dict) and set(told) <= {"@id", "@type"}:
        # A pointer to a node that stands elsewhere on the page.
        told = next((n for n in nodes if n.get("@id") == told.get("@id") and n.get("name")), told)
    publisher = told if isinstance(told, dict) else {"name": told}
    name = _words(publisher, "name") or _attribute(page, "meta[property='og:site_name']", "content")
    host = urlsplit(_canonical(page)).netloc.lower().removeprefix("www.")
    stays = home(publisher.get("url")) or host or name
    return {"id": stays, "name": name, "url": _web(publisher.get("url"))} if stays else None


def _language(node: _Node) -> str | None:
    told = node.get("inLanguage")
    return told if isinstance(told, str) and len(told) <= _LONGEST_TAG else None


def _types(node: _Node) -> list[str]:
    told = node.get("@type")
    return [kind for kind in (told if isinstance(told, list) else [told]) if isinstance(kind, str)]


def _words(node: _Node, *keys: str) -> str | None:
    """The first of these that has words. Bodies are HTML, escaped HTML or bare text."""
    for key in keys:
        told = node.get(key)
        if isinstance(told, str):
            words = plain(html.unescape(told) if "&lt;" in told and "<" not in told else told)
            if words:
                return words
    return None


def _canonical(page: Any) -> str:
    address = _attribute(page, "link[rel=canonical]", "href")
    return address or _attribute(page, "meta[property='og:url']", "content") or ""


def _attribute(page: Any, selector: str, name: str) -> str | None:
    node = page.css_first(selector)
    return node.attributes.get(name) if node is not None else None


def _string(node: _Node, key: str) -> str | None:
    value = node.get(key)
    return value if isinstance(value, str) else None


def _web(value: object) -> str | None:
    return value if isinstance(value, str) and value.startswith(("http://", "https://")) else None
