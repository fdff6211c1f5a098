"""Still pictures: what is marked, what words they carry, sizes, letters of other scripts, and the command."""

import json
import struct
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner

from dateline.command import main
from dateline.output.basemap import basemap_layers, decode_line
from dateline.output.errors import PageError
from dateline.output.features import event_collection, geojson_bytes
from dateline.output.picture import picture_png, picture_svg
from dateline.output.preview import preview
from dateline.timeline.claims.event_types import load_event_types, looks_of
from dateline.timeline.event import is_drawn
from event_factory import columns_of, event, varied_events, where

LOOKS = looks_of(load_event_types())
SVG = "{http://www.w3.org/2000/svg}"


def drawn_svg(events: list, **words: str) -> tuple[str, ET.Element]:
    features = event_collection(columns_of(events))["features"]
    spots, options = preview(features, title=words.get("title", "A map"), credit="Somebody", looks=LOOKS)
    svg = picture_svg(spots, [("Kyiv", 30.5, 50.4, 2_900_000)], options)
    return svg, ET.fromstring(svg)  # noqa: S314 - our own picture


def test_all_that_is_drawn_is_marked_or_counted() -> None:
    events = varied_events()
    features = event_collection(columns_of(events))["features"]
    spots, options = preview(features, title="", credit="", looks=LOOKS)
    assert len(spots) == sum(map(is_drawn, events))
    assert f"{len(spots)} events" in options.subtitle
    assert options.alt.startswith("Map: ")


def test_the_same_events_give_the_same_picture_and_it_tells_itself() -> None:
    svg, root = drawn_svg(varied_events())
    assert svg == drawn_svg(varied_events())[0]
    assert root.find(f"{SVG}title") is not None
    assert "events" in (root.find(f"{SVG}desc").text or "")
    assert "Crimea shown as Ukraine" in svg


def test_hostile_words_are_words() -> None:
    svg, root = drawn_svg([event(1)], title='"><script>alert(1)</script>\u202e')
    assert root.find(f".//{SVG}script") is None
    assert "\u202e" not in svg


def test_no_events_one_event_and_the_far_side_of_the_world() -> None:
    for events in ([], [event(1)], [event(1, where=where("Lviv")), event(2)]):
        assert drawn_svg(events)[1].tag == f"{SVG}svg"


def test_png_has_the_size_asked_for() -> None:
    png = picture_png(drawn_svg(varied_events(), title="Удари, липень — вересень")[0])
    assert png.startswith(b"\x89PNG")
    assert (1200, 630) == struct.unpack(">II", png[16:24])


@pytest.mark.parametrize("size", ["100x100", "9000x400"])
def test_a_size_in_which_nothing_can_be_read_is_refused(size: str) -> None:
    width, height = map(int, size.split("x"))
    with pytest.raises(PageError, match="300 to 8000"):
        preview([], title="", credit="", looks=LOOKS, size=(width, height))


def test_the_command_draws_and_tells(tmp_path: Path) -> None:
    (tmp_path / "events.geojson").write_bytes(geojson_bytes(event_collection(columns_of(varied_events()))))
    result = CliRunner().invoke(
        main, ["image", str(tmp_path), "-o", str(tmp_path / "card.svg"), "--size", "600x600"]
    )
    assert 0 == result.exit_code, result.output
    assert result.stdout.startswith("Map: ")
    assert 'width="600"' in (tmp_path / "card.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "arguments", "said"),
    [
        ("{}", ["-o", "x.png"], "expected the events.geojson"),
        ("no json", ["-o", "x.png"], "expected the events.geojson"),
        ('{"features": [{}]}', ["-o", "x.png"], "columns of a build"),
        ('{"features": []}', ["-o", "x.gif"], ".png or .svg"),
        ('{"features": []}', ["-o", "x.png", "--size", "big"], "1200x630"),
    ],
)
def test_what_cannot_be_is_one_line(tmp_path: Path, content: str, arguments: list[str], said: str) -> None:
    file = tmp_path / "events.geojson"
    file.write_text(content, encoding="utf-8")
    result = CliRunner().invoke(main, ["image", str(file), *arguments])
    assert 2 == result.exit_code
    assert said in result.output
    assert 1 == len(result.output.strip().splitlines())


def test_a_page_about_one_country_carries_less_of_the_world() -> None:
    ukraine = len(json.dumps(basemap_layers((30, 46, 38, 51))))
    world = len(json.dumps(basemap_layers((-170, -50, 170, 70))))
    assert ukraine < world / 2
    assert not any(layer["border"] for layer in basemap_layers((30, 46, 38, 51), borders=False))


def test_lines_are_read_as_the_page_reads_them() -> None:
    # 30 E 50 N, then one degree east, at scale 1: 60, 100, 2, 0 in zigzag.
    assert [(30.0, 50.0), (31.0, 50.0)] == decode_line("8BkDCA", 1)
