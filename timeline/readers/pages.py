"""Web pages -> entries: a desk's own selectors, live blogs by their linked data, pages.toml, single articles."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dateline.timeline.errors import ReaderError
from dateline.timeline.readers.linked_data import article, updates
from dateline.timeline.readers.markup import check_markup, narrow
from dateline.timeline.readers.selectors import bundled_selectors, by_selectors


def recognises(start: str) -> bool:
    """A page of HTML."""
    told = start.lstrip()[:2000].lower()
    return told.startswith(("<!doctype html", "<html")) or ("<html" in told and told.startswith("<"))


def parse(content: bytes, settings: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Entries of a page in its order, most pages' newest first.

    Args:
        content: The page.
        settings: ``selectors``, a desk's own, tried before all others; ``username`` of a Telegram channel.

    Raises:
        ReaderError: It holds no posts that we can see.
    """
    content = narrow(content)
    check_markup(content)
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(content.decode(_charset(content), "replace"))
    username = settings.get("username")
    for found in (
        by_selectors(page, settings.get("selectors") or (), username),
        updates(page),
        by_selectors(page, bundled_selectors(), username),
        article(page),
    ):
        first = next(found, None)
        if first is not None:
            yield first
            yield from found
            return
    raise ReaderError(
        "expected a page with posts (a LiveBlogPosting, or selectors of pages.toml), found none"
    )


def _charset(content: bytes) -> str:
    found = re.search(rb"<meta[^>]+charset=[\"']?([\w-]+)", content[:4096], re.IGNORECASE)
    name = found[1].decode("ascii") if found else "utf-8"
    try:
        b"".decode(name)
    except LookupError:
        return "utf-8"
    return name
