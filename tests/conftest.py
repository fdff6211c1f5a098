"""What tests share: the compiled gazetteer, the packs, a post from one sentence, and pages in a real browser."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from browsing import settled
from dateline.gazetteer import Gazetteer, open_gazetteer
from dateline.output.map_options import MapOptions
from dateline.output.webmap import page_files
from dateline.timeline.pipeline import Extraction, Extractor, extract_post
from dateline.timeline.post import Post, Source
from dateline.timeline.text.lexicon import Lexicon, load_lexicons
from dateline.timeline.text.reading import Reading, read
from fetch_desk import clock, desk, site  # noqa: F401  fixtures of all that is fetched

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NO_BROWSER = os.environ.get("DATELINE_NO_BROWSER") == "1"
PUBLISHED = datetime.fromisoformat("2026-01-28T14:30:00+02:00")


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return open_gazetteer()


@pytest.fixture(scope="session")
def lexicons() -> dict[str, Lexicon]:
    return load_lexicons()


def make_post(
    text: str,
    *,
    post_id: str = "p1",
    published: datetime | None = PUBLISHED,
    timezone: str = "Europe/Kyiv",
    source: str = "desk",
    language: str | None = None,
) -> Post:
    return Post(
        post_id=post_id,
        source=Source(source_id=source, name=source.title(), timezone=timezone),
        text=text,
        published=published,
        language=language,
        url=f"https://example.org/{post_id}",
    )


@pytest.fixture(scope="session")
def reading(lexicons: dict[str, Lexicon]) -> Callable[..., Reading]:
    return lambda text, **kwargs: read(make_post(text, **kwargs), lexicons)


@pytest.fixture(scope="session")
def extractor(gazetteer: Gazetteer) -> Extractor:
    return Extractor(gazetteer=gazetteer)


@pytest.fixture(scope="session")
def extract(extractor: Extractor) -> Callable[..., Extraction]:
    return lambda text, **kwargs: extract_post(make_post(text, **kwargs), extractor)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    if NO_BROWSER:
        pytest.skip("DATELINE_NO_BROWSER=1: no Chromium here and none may be installed")
    if CHROMIUM is None:
        pytest.fail("no Chromium on PATH: install it (apt-get install chromium) or set DATELINE_NO_BROWSER=1")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
        )
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Open events as a page; fails at the end of the test on any console error, request or policy violation.

    ``serve`` opens the page over HTTP under a policy of the host's own instead of from a file.
    """
    troubles: list[str] = []
    contexts: list[Any] = []

    def open_page(
        events: Any, *, fragment: str = "", options: MapOptions | None = None, **context: Any
    ) -> Any:
        for name, content in page_files(
            events, options or MapOptions(), labels=[("Kyiv", 30.5, 50.4, 2_900_000)]
        ).items():
            (tmp_path / name).write_bytes(content)
        file = tmp_path / "index.html"
        made = chromium.new_context(
            viewport=context.pop("viewport", {"width": 1280, "height": 800}), **context
        )
        contexts.append(made)
        made.route(
            re.compile("^(?!file:|data:|blob:)"),
            lambda route: (troubles.append(route.request.url), route.abort()),
        )
        page = made.new_page()
        page.on("console", lambda m: troubles.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("requestfailed", lambda request: troubles.append(request.url))
        page.goto(file.as_uri() + fragment)
        settled(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []
