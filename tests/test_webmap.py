"""The page, opened in a real Chromium with every request to the network refused."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from event_factory import KYIV, event, varied_events, when, where

from output.map_options import MapOptions
from output.webmap import page_bytes

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NO_BROWSER = os.environ.get("DATELINE_NO_BROWSER") == "1"
HOSTILE = [
    "</script><img src=x onerror=window.hacked=1>",
    "<script>window.hacked=1</script>",
    "${window.hacked=1}",
    "{{ 7*7 }}{% raw %}",
    "<!--<script>",
    "\u2028window.hacked=1//",
    "javascript:window.hacked=1",
    "' onmouseover='window.hacked=1",
    '"><svg onload=window.hacked=1>',
    "\u202eevil\u2066",
    "&lt;b&gt;",
    "</title></style><script>window.hacked=1</script>",
    "`${window.hacked=1}`",
    "\\u003cscript\\u003e",
    '=HYPERLINK("http://x")',
]


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
    """Open events as a page; fails at the end of the test on any console error, request or policy violation."""
    troubles: list[str] = []
    contexts: list[Any] = []

    def open_page(
        events: Any, *, fragment: str = "", options: MapOptions | None = None, **context: Any
    ) -> Any:
        file = tmp_path / "index.html"
        file.write_bytes(
            page_bytes(events, options or MapOptions(), labels=[("Kyiv", 30.5, 50.4, 2_900_000)])
        )
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
        page.wait_for_function("window.__datelineBench")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


def shown(page: Any) -> int:
    return int(page.evaluate("window.__datelineBench.count()"))


def listed(page: Any) -> int:
    return int(page.locator("#dl-list .dl-item").count())


def set_range(page: Any, name: str, value: int) -> None:
    page.eval_on_selector(
        name,
        "(node, value) => { node.value = value; node.dispatchEvent(new Event('input', {bubbles: true})); }",
        str(value),
    )


@pytest.mark.browser
@pytest.mark.parametrize("count", [0, 1, 40])
def test_opens_without_a_network(opened: Any, count: int) -> None:
    page = opened(varied_events()[:count] if count else [])
    assert page.locator("h1").inner_text() == "Reported events"
    assert page.locator("#dl-legend").is_visible()


@pytest.mark.browser
def test_the_slider_filters_map_and_list(opened: Any) -> None:
    page = opened(varied_events())
    everything = shown(page)
    last = int(page.get_attribute("#dl-high", "max"))
    counts = set()
    for day in range(1, last + 1, max(1, last // 8)):
        set_range(page, "#dl-high", day)
        assert shown(page) == listed(page)
        assert str(shown(page)) in page.locator("#dl-count").inner_text()
        counts.add(shown(page))
    assert len(counts) > 2
    assert min(counts) < everything
    pixels = "[...document.querySelectorAll('.dl-canvas')].at(-1).toDataURL()"
    page.wait_for_timeout(100)
    before = page.evaluate(pixels)
    set_range(page, "#dl-high", 1)
    page.wait_for_timeout(100)
    assert before != page.evaluate(pixels)


@pytest.mark.browser
def test_everything_up_to_a_day_and_one_day_windows(opened: Any) -> None:
    page = opened(varied_events())
    last = int(page.get_attribute("#dl-high", "max"))
    page.select_option("#dl-span", "1")
    one = shown(page)
    set_range(page, "#dl-high", last)
    page.check("#dl-mode")
    assert shown(page) >= one
    assert page.is_disabled("#dl-low")
    assert page.get_attribute("#dl-high", "aria-valuetext")


@pytest.mark.browser
def test_an_event_that_ends_at_midnight_is_not_on_the_next_day(opened: Any) -> None:
    start = datetime(2026, 1, 28, tzinfo=KYIV)
    days = [event(n, when=when(start + timedelta(days=n))) for n in range(3)]
    page = opened(days)
    page.select_option("#dl-span", "1")
    for _ in range(3):
        assert shown(page) == 1
        page.click("#dl-forward")


@pytest.mark.browser
def test_play_moves_and_pause_stops(opened: Any) -> None:
    page = opened(varied_events())
    page.click("#dl-play")
    first = page.locator("#dl-range").inner_text()
    page.wait_for_timeout(1200)
    assert first != page.locator("#dl-range").inner_text()
    page.click("#dl-play")
    assert page.get_attribute("#dl-play", "aria-pressed") == "false"


@pytest.mark.browser
def test_keyboard_alone_reaches_an_event_and_comes_back(opened: Any) -> None:
    page = opened(varied_events())
    page.locator("#dl-list .dl-item").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#dl-card").is_visible()
    assert page.evaluate("document.activeElement.id") == "dl-close"
    page.keyboard.press("Escape")
    assert not page.locator("#dl-card").is_visible()
    assert page.evaluate("document.activeElement.className") == "dl-item"
    page.focus("#dl-high")
    before = shown(page)
    for _ in range(60):
        page.keyboard.press("ArrowLeft")
    assert shown(page) < before


@pytest.mark.browser
def test_the_card_tells_how_sure_and_who_says_so(opened: Any) -> None:
    made = event(1, where=where("Khokholskiy", 2), status="claimed", claimed_by="Ukraine's military")
    page = opened([made])
    page.locator(".dl-item").first.click()
    card = page.locator("#dl-card").inner_text()
    for words in ("claimed", "Ukraine's military", "near a named place", made.claims[0].quote):
        assert words in card


@pytest.mark.browser
def test_hostile_text_is_only_text(opened: Any) -> None:
    events = []
    for i, text in enumerate(HOSTILE):
        made = event(i, where=where("Kyiv"))
        claim = replace(made.claims[0], quote=text, url=text, title=text, claimed_by=text)
        assert made.where is not None
        events.append(
            replace(
                made,
                title=text,
                actor=text,
                target_type=text,
                claimed_by=text,
                review=text,
                claims=(claim,),
                where=replace(made.where, name=text, admin1=text, toponym=text),
                event_id=f"e{i}{text}",
                sub_event_type=text,
            )
        )
    page = opened(events, options=MapOptions(title=HOSTILE[0], description=HOSTILE[1], credits=(HOSTILE[8],)))
    assert page.locator("h1").inner_text() == HOSTILE[0]
    for i in range(page.locator("#dl-list .dl-item").count()):
        page.locator("#dl-list .dl-item").nth(i).click()
        links = page.eval_on_selector_all("#dl-card a", "all => all.map(a => a.protocol)")
        assert set(links) <= {"http:", "https:"}
        page.click("#dl-close")
    assert page.evaluate("window.hacked") is None
    titles = page.locator("#dl-list .dl-title").all_inner_texts()
    assert HOSTILE[0] in titles
    assert not any("\u202e" in title for title in titles)


@pytest.mark.browser
def test_the_address_restores_the_view(opened: Any) -> None:
    events = varied_events()
    placed = next(e for e in events if e.where and e.where.where_prec == 1)
    page = opened(events, fragment=f"#t=0-3&e={placed.event_id}")
    assert page.locator("#dl-card").is_visible()
    assert placed.title in page.locator("#dl-card").inner_text()
    assert "t=0-3" in page.evaluate("location.hash")


@pytest.mark.browser
def test_unplaced_events_are_listed_and_not_drawn(opened: Any) -> None:
    made = event(2, where=where("Ukraine", 6))
    page = opened([made, event(1)])
    assert shown(page) == 1
    assert "1" in page.locator("#dl-others-count").inner_text()
    page.click("#dl-others-count")
    assert page.locator("#dl-others-list .dl-item").count() == 1


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_sideways_scroll_and_the_legend_gives_way_on_phones(opened: Any, width: int) -> None:
    page = opened(varied_events(), viewport={"width": width, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.getElementById('dl-legend').open") == (width >= 768)
    for name in ("#dl-play", "#dl-back", "#dl-span", "#dl-high"):
        assert page.locator(name).bounding_box()["height"] >= 44


@pytest.mark.browser
def test_ukrainian_dark_and_without_javascript(opened: Any) -> None:
    page = opened(varied_events(), options=MapOptions(language="uk"), color_scheme="dark")
    assert page.locator("#dl-play").inner_text() == "Пуск"
    text = page_bytes(varied_events()[:2], MapOptions()).decode()
    table = text[text.index("<noscript>") : text.index("</noscript>")]
    assert table.count("<tr>") == 2


def test_the_same_events_give_the_same_bytes() -> None:
    events = varied_events()
    assert page_bytes(events, MapOptions()) == page_bytes(events, MapOptions())


def test_nothing_in_the_page_asks_for_the_network() -> None:
    text = page_bytes(varied_events(), MapOptions()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    assert "unsafe" not in policy[1]
    assert "default-src 'none'" in policy[1]
    assert not re.findall(r"<(?:link|script|img|iframe)[^>]+(?:src|href)=", text)
    assert "Vladimir Agafonkin" in text or "Volodymyr Agafonkin" in text


def test_the_javascripts_logic(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node here: the logic runs in the browser tests too")
    folder = Path(__file__).parent / "js"
    result = subprocess.run(
        [node, "--test", *map(str, sorted(folder.glob("*.test.mjs")))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout
