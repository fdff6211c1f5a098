"""The list beside the map: search, filters, order, what is in view, what is not on the map, and files of it."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from browsing import listed, settled, shown, shown_titles
from dateline.output.map_options import MapOptions
from dateline.timeline.claims.event_types import Look
from dateline.timeline.event import Event, Toll, is_drawn
from event_factory import event, varied_events, where

pytestmark = pytest.mark.browser


def everywhere(opened: Any, events: list[Event], **how: Any) -> Any:
    page = opened(events, **how)
    page.uncheck("#dl-inview")
    settled(page)
    return page


def test_a_search_finds_words_of_titles_places_and_quotes(opened: Any) -> None:
    page = everywhere(opened, varied_events())
    page.fill("#dl-words", "kherson SHELLING")
    page.wait_for_timeout(300)
    settled(page)
    assert [
        "Shelling of Kherson: nobody hurt",
        "Shelling of Kherson: 2 killed, at least 5 injured",
    ] == shown_titles(page)
    assert shown(page) == 2
    page.fill("#dl-words", "no such words")
    page.wait_for_timeout(300)
    settled(page)
    assert shown(page) == 0
    assert "No events in this window" in page.locator("#dl-list").inner_text()


def test_menus_filter_and_clear(opened: Any) -> None:
    events = varied_events()
    page = everywhere(opened, events)
    everything = shown(page)
    page.click("#dl-filters-summary")
    page.select_option(
        "#dl-status",
        label=next(o for o in page.locator("#dl-status option").all_inner_texts() if o.startswith("claimed")),
    )
    settled(page)
    claimed = sum(e.status == "claimed" for e in events if is_drawn(e))
    assert shown(page) == claimed
    page.select_option("#dl-place", "area")
    settled(page)
    assert shown(page) == sum(e.status == "claimed" and e.where.where_prec > 2 for e in events if is_drawn(e))
    assert "2 in use" in page.locator("#dl-filters-summary").inner_text()
    page.click("#dl-reset")
    settled(page)
    assert shown(page) == everything


def test_types_are_ticked_in_the_legend(opened: Any) -> None:
    events = varied_events()
    page = everywhere(opened, events)
    everything = shown(page)
    page.locator(".dl-kind", has_text="Battles").locator("input").uncheck()
    settled(page)
    battles = sum(e.event_type == "Battles" for e in events)
    assert shown(page) == everything - battles


def test_a_sub_type_that_is_drawn_apart_has_a_row_of_its_own(opened: Any) -> None:
    strike = {"event_type": "Protests", "sub_event_type": "School strike"}
    events = [
        event(1),
        event(2, event_type="Protests", sub_event_type="Peaceful protest"),
        event(3, **strike),
    ]
    apart = Look(**strike, shape="square", colour="#7a3db8", colour_dark="#c9a3ff")
    looks = (*MapOptions().looks, apart)
    page = everywhere(opened, events, options=MapOptions(looks=looks), color_scheme="dark")
    rows = page.locator(".dl-kind").all_inner_texts()
    assert ["Explosions/Remote violence (1)", "Protests (1)", "School strike (1)"] == rows
    fill = "getComputedStyle(document.querySelectorAll('#dl-kinds polygon')[1]).fill"
    assert "rgb(201, 163, 255)" == page.evaluate(fill)
    page.emulate_media(color_scheme="light")
    settled(page)
    assert "rgb(122, 61, 184)" == page.evaluate(fill)
    page.locator(".dl-kind", has_text="Protests").locator("input").uncheck()
    settled(page)
    assert 2 == shown(page)


def test_the_order_can_be_turned(opened: Any) -> None:
    page = everywhere(opened, varied_events())
    newest = shown_titles(page)
    page.select_option("#dl-sort", "oldest")
    settled(page)
    assert newest != shown_titles(page)
    page.select_option("#dl-sort", "toll")
    settled(page)
    assert "Missile attack on Kyiv" in shown_titles(page)[0]


def test_the_list_follows_the_view(opened: Any) -> None:
    page = opened([event(1), event(2, where=where("Lviv"))], fragment="#z=9/47.839/35.14")
    settled(page)
    assert shown(page) == 2
    assert listed(page) == 1
    assert "1 event in view, 2 in this window" in page.locator("#dl-count").inner_text()
    page.uncheck("#dl-inview")
    settled(page)
    assert listed(page) == 2


def test_more_rows_come_on_request(opened: Any) -> None:
    page = everywhere(opened, [event(n) for n in range(120)])
    assert listed(page) == 40
    page.click(".dl-more")
    settled(page)
    assert listed(page) == 120
    assert page.evaluate("document.activeElement.dataset.index") is not None


def test_what_is_not_drawn_stands_under_why(opened: Any) -> None:
    events = [
        event(1),
        event(2, where=where("Ukraine", 6), title="Power cuts"),
        event(3, where=None, title="Somewhere"),
        event(4, when=None, title="Some day"),
        event(5, status="denied", title="Not so"),
    ]
    page = opened(events)
    page.click("#dl-others-count")
    settled(page)
    headings = page.locator("#dl-others h3").all_inner_texts()
    assert [
        "Only the country is known (1)",
        "No sure place (1)",
        "No sure date (1)",
        "Denied (1)",
    ] == headings


def test_filters_and_order_are_in_the_address(opened: Any) -> None:
    page = everywhere(opened, varied_events())
    page.fill("#dl-words", "kyiv")
    page.wait_for_timeout(300)
    page.select_option("#dl-sort", "oldest")
    settled(page)
    expected, address = shown_titles(page), page.evaluate("location.hash")
    again = everywhere(opened, varied_events(), fragment=address)
    assert expected == shown_titles(again)
    assert page.input_value("#dl-words") == again.input_value("#dl-words")


def test_a_merged_id_opens_the_event_it_became(opened: Any) -> None:
    made = event(1, aliases=("e_before",), title="The one event")
    page = opened([made], fragment="#e=e_before")
    assert "The one event" in page.locator("#dl-card").inner_text()
    assert "e=e001" in page.get_attribute(".dl-permalink", "href")


def test_what_is_listed_can_be_saved(opened: Any, tmp_path: Path) -> None:
    events = varied_events()
    events[0] = replace(events[0], title="=cmd()", injured=Toll(low=6, best=6, high=None))
    page = everywhere(opened, events)
    files = {}
    for name in ("geojson", "csv"):
        with page.expect_download() as caught:
            page.click(f"#dl-save-{name}")
        caught.value.save_as(tmp_path / name)
        files[name] = (tmp_path / name).read_text(encoding="utf-8-sig")
    features = json.loads(files["geojson"])["features"]
    rows = list(csv.DictReader(io.StringIO(files["csv"], newline="")))
    assert len(features) == len(rows) == shown(page)
    by_id = {feature["id"]: feature for feature in features}
    told = by_id[events[0].event_id]["properties"]
    assert (6, 6, None) == (told["injured_low"], told["injured_best"], told["injured_high"])
    assert events[0].when is not None
    assert events[0].when.start.isoformat(timespec="seconds") == told["date_start"]
    assert "'=cmd()" in {row["title"] for row in rows}
