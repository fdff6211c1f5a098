"""The page, opened in a real Chromium with every request to the network refused."""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmark_page import made_up
from browsing import listed, set_range, settled, shown
from dateline.output.map_options import MapOptions
from dateline.output.webmap import page_bytes
from event_factory import KYIV, event, varied_events, when, where


@pytest.mark.browser
@pytest.mark.parametrize("count", [0, 1, 100, 10_000])
def test_opens_without_a_network(opened: Any, count: int) -> None:
    page = opened(made_up(count, 40))
    assert page.locator("h1").inner_text() == "Reported events"
    assert shown(page) == count
    assert listed(page) == min(count, 40)
    assert page.locator("#dl-legend").is_visible()


@pytest.mark.browser
def test_the_slider_filters_map_and_list(opened: Any) -> None:
    page = opened(varied_events())
    page.uncheck("#dl-inview")
    everything = shown(page)
    last = int(page.get_attribute("#dl-high", "max"))
    counts = set()
    for day in range(1, last + 1, max(1, last // 8)):
        set_range(page, "#dl-high", day)
        assert min(shown(page), 40) == listed(page)
        assert str(shown(page)) in page.locator("#dl-count").inner_text()
        counts.add(shown(page))
    assert len(counts) > 2
    assert min(counts) < everything
    pixels = "document.querySelector('.leaflet-overlay-pane canvas').toDataURL()"
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
    page.wait_for_selector("#dl-card h2")
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
    page.wait_for_selector("#dl-card h2")
    card = page.locator("#dl-card").inner_text()
    for words in ("claimed", "Ukraine's military", "near a named place", made.claims[0].quote):
        assert words in card


@pytest.mark.browser
def test_the_address_restores_the_view(opened: Any) -> None:
    events = varied_events()
    placed = next(e for e in events if e.where and e.where.where_prec == 1)
    page = opened(events, fragment=f"#t=2026-01-16..2026-01-20&e={placed.event_id}")
    assert page.locator("#dl-card").is_visible()
    assert placed.title in page.locator("#dl-card").inner_text()
    assert "t=2026-01-16..2026-01-20" in page.evaluate("location.hash")


@pytest.mark.browser
def test_unplaced_events_are_listed_and_not_drawn(opened: Any) -> None:
    made = event(2, where=where("Ukraine", 6))
    page = opened([made, event(1)])
    assert shown(page) == 1
    assert "1" in page.locator("#dl-others-count").inner_text()
    page.click("#dl-others-count")
    settled(page)
    assert page.locator("#dl-others-list .dl-item").count() == 1
    assert "Only the country is known" in page.locator("#dl-others-list").inner_text()


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
    assert table.count("<tr>") == 3
    assert 'href="https://example.org/' in table


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


def test_an_event_far_away_does_not_take_the_names_from_the_others() -> None:
    from dateline.gazetteer.place import LonLat
    from dateline.output.webmap import _labels
    from event_factory import event, where

    far = replace(where("Kyiv"), location=LonLat(113.3, 23.1))
    cities = [(f"City {n}", 60 + n / 20, 30.0, 5_000_000 - n) for n in range(900)]
    names = [
        name
        for name, *_ in _labels(
            [*cities, ("Brovary", 30.8, 50.5, 100_000)], [event(where=where("Kyiv")), event(2, where=far)]
        )
    ]
    assert "Brovary" in names
    assert 400 == len(names)
