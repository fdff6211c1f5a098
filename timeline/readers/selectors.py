"""Selectors from a table -> entries of a web page: the bundled pages.toml, and a desk's own file of the same form."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from dateline.timeline.errors import ReaderError
from dateline.timeline.readers.entries import NO_WORDS
from dateline.timeline.readers.markup import text_of
from dateline.timeline.readers.opening import nearest

Kind = Mapping[str, Any]
# Keys of a table that hold a selector, and those that hold a text; `all` and `username` are true or false.
_SELECTORS = (
    "post",
    "title",
    "text",
    "without",
    "skip",
    "time",
    "url",
    "source",
    "repost",
    "repost_in",
    "repost_time",
)
_TEXTS = ("name", "id", "id_start", "time_attr", "url_from", "source_from", "repost_time_attr")
_SWITCHES = ("all", "username")
_NEEDED = ("post", "id", "text")


def load_selectors(path: Path) -> list[dict[str, Any]]:
    """A desk's own file, checked.

    Raises:
        ReaderError: It is no such table; one line that names the file and the key.
        OSError: It is missing or may not be read.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ReaderError(f"{path}: expected a TOML file of selectors, found {error}") from None
    pages = tables.get("page")
    if not isinstance(pages, list) or not pages or not all(isinstance(page, dict) for page in pages):
        raise ReaderError(f"{path}: expected tables [[page]], found none")
    for number, page in enumerate(pages, 1):
        _check(page, f"{path}: page {number}")
    return pages


@cache
def bundled_selectors() -> Sequence[Kind]:
    """Those of pages.toml."""
    file = resources.files("dateline.timeline.readers").joinpath("pages.toml")
    pages: list[Kind] = tomllib.loads(file.read_text(encoding="utf-8"))["page"]
    return pages


def _check(page: Kind, where: str) -> None:
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    for key in _NEEDED:
        if not page.get(key):
            raise ReaderError(f"{where}: expected a key {key!r}, found none")
    known = (*_SELECTORS, *_TEXTS, *_SWITCHES)
    empty = LexborHTMLParser("<p></p>")
    for key, value in page.items():
        if key not in known:
            raise ReaderError(f"{where}: expected keys of pages.toml, found {key!r}{nearest(key, known)}")
        expected = bool if key in _SWITCHES else str
        if not isinstance(value, expected):
            kind = "true or false" if expected is bool else "a text"
            raise ReaderError(f"{where}: expected {kind} for {key!r}, found {value!r}")
        if key in _SELECTORS:
            try:
                empty.css(str(value))
            except SelectolaxError:
                raise ReaderError(f"{where}: expected a CSS selector for {key!r}, found {value!r}") from None


def by_selectors(page: Any, kinds: Sequence[Kind], username: str | None) -> Iterator[dict[str, Any]]:
    """Entries by the first kind whose posts the page has, in its order."""
    for kind in kinds:
        nodes = page.css(kind["post"])
        if nodes:
            yield from _Page(page, kind, username).entries(nodes)
            return


class _Page:
    """A page read by one kind of selectors."""

    def __init__(self, page: Any, kind: Kind, username: str | None) -> None:
        self._kind = kind
        self._username = username if kind.get("username") else None
        source = self._first(page, "source")
        name = (source.attributes.get("content") or text_of(source)) if source is not None else ""
        self._name = " ".join(name.split()) or None
        canonical = page.css_first("link[rel=canonical]")
        self._base = (canonical.attributes.get("href") or "") if canonical is not None else ""
        # What a forwarded post inherits from the one before it, where the page shows the heading once.
        self._repost: tuple[str | None, str | None] = (None, None)

    def entries(self, nodes: Sequence[Any]) -> Iterator[dict[str, Any]]:
        for node in nodes:
            yield self._entry(node)

    def _entry(self, node: Any) -> dict[str, Any]:
        kind = self._kind
        own = (node.attributes.get(kind["id"]) or "").removeprefix(kind.get("id_start", ""))
        if own and self._username:
            own = f"{self._username}/{own}"
        skip = kind.get("skip")
        if skip and (node.css_matches(skip) or node.css_first(skip) is not None):
            return {"id": own, "skip": "a service message"}
        for other in node.css(kind["without"]) if kind.get("without") else ():
            other.decompose()
        repost_of, written = self._reposted(node)
        text = "\n".join(
            filter(None, map(text_of, _outermost(node.css(kind["text"]), every=kind.get("all"))))
        )
        heading = self._first(node, "title")
        title = text_of(heading) if heading is not None else None
        if not text and not title:
            return {"id": own, "skip": NO_WORDS}
        link = self._first(node, "url")
        href = link.attributes.get("href") if link is not None else None
        source_id = self._filled("source_from", own) or self._name
        return {
            "id": own or None, "title": title, "text": text or title,
            # "Overnight" in words that are passed on counts from when they were written.
            "published": written or self._time(node, "time"), "repost_of": repost_of,
            "url": self._filled("url_from", own) or (urljoin(self._base, href) if href else None),
            "source": {"id": source_id, "name": self._name} if source_id else None,
        }  # fmt: skip

    def _reposted(self, node: Any) -> tuple[str | None, str | None]:
        """Whose words they are, and when they were written where the page says so."""
        inside = self._first(node, "repost_in")
        named = self._first(node, "repost")
        if named is None:
            return self._repost if inside is not None else (None, None)
        written = self._time(node, "repost_time")
        stamp = self._first(named, "repost_time")
        if stamp is not None:
            stamp.decompose()
        name, address = " ".join(text_of(named).split()), named.attributes.get("href")
        self._repost = (f"{name} ({address})" if address else name or "somebody", written)
        return self._repost

    def _time(self, node: Any, key: str) -> str | None:
        found = self._first(node, key)
        if found is None:
            return None
        attribute = self._kind.get(f"{key}_attr")
        told: str | None = found.attributes.get(attribute) if attribute else text_of(found)
        return told

    def _first(self, node: Any, key: str) -> Any:
        selector = self._kind.get(key)
        return node.css_first(selector) if selector else None

    def _filled(self, key: str, own: str) -> str | None:
        """A template with {id}, {chat} and {number}; None where the id has no chat in it and one is asked for."""
        template = self._kind.get(key)
        chat, _, number = own.rpartition("/")
        if not template or not own or ("{chat}" in template and not chat):
            return None
        filled: str = template.replace("{chat}", chat).replace("{number}", number).replace("{id}", own)
        return filled


def _outermost(nodes: Sequence[Any], *, every: object) -> Sequence[Any]:
    """Nodes that stand in no other of them: a forward nests one body in another, a quotation its paragraphs."""
    if not every:
        return nodes[:1]
    taken: set[int] = set()
    outer = []
    for node in nodes:
        above = node.parent
        while above is not None and above.mem_id not in taken:
            above = above.parent
        if above is None:
            outer.append(node)
            taken.add(node.mem_id)
    return outer
