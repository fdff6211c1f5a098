"""The page for everyone: axe-core finds nothing, the keyboard reaches all, frames, paper and less motion work."""

from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from browsing import listed, settled, shown
from dateline.output.map_options import MapOptions
from dateline.output.webmap import page_bytes
from event_factory import event, varied_events, where

pytestmark = pytest.mark.browser

LAYOUTS = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 375, "height": 740}, "has_touch": True, "is_mobile": True},
    "narrow": {"viewport": {"width": 320, "height": 640}},
}


def violations(page: Any) -> list[str]:
    """What axe-core finds wrong, rule and place."""
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_axe_finds_nothing(opened: Any, layout: str, scheme: str) -> None:
    page = opened(varied_events(), color_scheme=scheme, **LAYOUTS[layout])
    assert [] == violations(page)
    page.click("#dl-filters-summary")
    page.click("#dl-others-count")
    page.uncheck("#dl-inview")
    settled(page)
    assert [] == violations(page)
    page.locator("#dl-list .dl-item").first.click()
    page.wait_for_selector("#dl-card h2")
    assert [] == violations(page)


@pytest.mark.parametrize("language", ["en", "uk"])
def test_axe_finds_nothing_on_an_empty_page(opened: Any, language: str) -> None:
    assert [] == violations(opened([], options=MapOptions(language=language)))


def test_the_keyboard_alone_reaches_every_control(opened: Any) -> None:
    page = opened(varied_events())
    page.evaluate("document.getElementById('dl-legend').open = true")
    page.evaluate("document.getElementById('dl-filters').open = true")
    page.evaluate("document.getElementById('dl-others').open = true")
    settled(page)
    page.evaluate("document.activeElement.blur()")
    visited: list[str] = []
    for _ in range(160):
        page.keyboard.press("Tab")
        # Every stop is seen: it has a ring.
        name, ring = page.evaluate(
            "(() => { const e = document.activeElement; return [e.id || e.className || e.tagName,"
            " e === document.body ? '' : getComputedStyle(e).outlineStyle]; })()"
        )
        if name == "BODY" or (visited and name == visited[0] and len(visited) > 20):
            break
        assert ring != "none", name
        visited.append(name)
    wanted = {
        "dl-back", "dl-play", "dl-forward", "dl-span", "dl-speed", "dl-mode", "dl-low", "dl-high", "dl-words", "dl-filters-summary",
        "dl-status", "dl-actor", "dl-target", "dl-source", "dl-place", "dl-toll", "dl-sort", "dl-inview", "dl-save-geojson",
        "dl-save-csv", "dl-print", "dl-others-count", "dl-item", "leaflet-control-zoom-in", "leaflet-control-zoom-out",
    }  # fmt: skip
    assert wanted <= set(visited), wanted - set(visited)
    assert any(name.startswith("map") for name in visited)


def test_the_keyboard_alone_works_every_control(opened: Any) -> None:
    page = opened(varied_events())
    everything = shown(page)

    def press(selector: str, *keys: str) -> None:
        page.focus(selector)
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_timeout(300)
        settled(page)

    press("#dl-high", *["ArrowLeft"] * 20)
    assert shown(page) < everything
    press("#dl-high", "End")
    press("#dl-low", *["ArrowRight"] * 20)
    assert shown(page) < everything
    press("#dl-low", "Home")
    assert shown(page) == everything
    press("#dl-mode", "Space")
    assert page.is_disabled("#dl-low")
    press("#dl-mode", "Space")
    press("#dl-play", "Enter")
    assert page.get_attribute("#dl-play", "aria-pressed") == "true"
    press("#dl-play", "Enter")
    before = page.locator("#dl-range").inner_text()
    press("#dl-forward", "Enter")
    assert before != page.locator("#dl-range").inner_text()
    press("#dl-low", "Home")
    press("#dl-high", "End")
    press("#dl-legend summary", "Enter")
    press("#dl-legend summary", "Enter")
    press("#dl-kinds input", "Space")
    assert shown(page) < everything
    press("#dl-kinds input", "Space")
    press("#dl-words", *"kyiv")
    assert 0 < shown(page) < everything
    press("#dl-reset", "Enter")
    assert shown(page) == everything
    zoom = page.evaluate("location.hash")
    press(".folium-map", "+")
    assert zoom != page.evaluate("location.hash")
    press(".folium-map", "ArrowRight")
    page.uncheck("#dl-inview")
    settled(page)
    press("#dl-list .dl-item", "Enter")
    assert page.locator("#dl-card").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#dl-card").is_visible()


def test_counts_are_told_politely_once_the_reader_pauses(opened: Any) -> None:
    page = opened(varied_events())
    page.evaluate(
        "window.told = 0; new MutationObserver(() => { window.told++; }).observe(document.getElementById('dl-count'), {childList: true})"
    )
    page.focus("#dl-high")
    for _ in range(15):
        page.keyboard.press("ArrowLeft")
    settled(page)
    assert 1 <= page.evaluate("window.told") <= 4
    assert page.get_attribute("#dl-count", "aria-live") == "polite"


def test_less_motion_goes_window_by_window(opened: Any) -> None:
    page = opened(varied_events(), reduced_motion="reduce")
    page.click("#dl-play")
    texts = set()
    for _ in range(8):
        texts.add(page.locator("#dl-range").inner_text())
        page.wait_for_timeout(250)
    assert 1 <= len(texts) <= 3


def test_a_frame_tells_its_host_how_high_it_is(chromium: Any, tmp_path: Path) -> None:
    (tmp_path / "map.html").write_bytes(page_bytes(varied_events(), MapOptions()))
    (tmp_path / "host.html").write_text(
        "<!doctype html><title>host</title><iframe src='map.html?childId=map' width='700' height='100'></iframe>"
        "<script>window.told = []; addEventListener('message', (event) => told.push(event.data));</script>",
        encoding="utf-8",
    )
    page = chromium.new_page()
    page.goto((tmp_path / "host.html").as_uri())
    page.wait_for_function("window.told.length > 1")
    page.wait_for_timeout(400)
    own = [told for told in page.evaluate("told") if isinstance(told, dict)]
    pym = [told for told in page.evaluate("told") if isinstance(told, str)]
    assert own[-1]["type"] == "dateline:height"
    assert own[-1]["height"] > 500
    assert f"pymxPYMxmapxPYMxheightxPYMx{own[-1]['height']}" == pym[-1]
    # Following it must come to rest.
    page.evaluate("document.querySelector('iframe').height = told.findLast((t) => t.height).height")
    page.wait_for_timeout(400)
    before = len(page.evaluate("told"))
    page.wait_for_timeout(400)
    assert before == len(page.evaluate("told"))
    page.close()


def test_paper_has_the_map_and_the_list_and_no_buttons(opened: Any) -> None:
    page = opened(varied_events())
    page.emulate_media(media="print")
    assert page.locator(".folium-map").is_visible()
    assert page.locator("#dl-list .dl-item").first.is_visible()
    for selector in ("#dl-play", "#dl-words", "#dl-save-csv", ".leaflet-control-zoom"):
        assert not page.locator(selector).is_visible()


def test_texts_from_right_to_left_keep_their_direction(opened: Any) -> None:
    page = opened([event(1, title="هجوم على كييف")])
    assert page.get_attribute(".dl-title", "dir") == "auto"
    direction = page.eval_on_selector(".dl-title", "e => getComputedStyle(e).direction")
    assert direction == "rtl"


def test_a_page_about_the_whole_world_opens(opened: Any) -> None:
    far = where("Kyiv")
    spots = [(-155.5, 19.6), (151.2, -33.9), (-70.6, -33.4), (37.6, 55.7)]
    events = [
        event(
            n,
            where=type(far)(
                **{**{k: getattr(far, k) for k in far.__slots__}, "location": type(far.location)(*spot)}
            ),
        )
        for n, spot in enumerate(spots)
    ]
    page = opened(events)
    assert listed(page) == 4
