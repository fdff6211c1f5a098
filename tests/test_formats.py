"""The table of exporters, and who chooses from it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dateline.command import main
from dateline.output import EXPORTERS, Edition, export_files, exporter_of
from dateline.output.errors import OutputError
from dateline.output.map_options import MapOptions
from event_factory import event, varied_events
from newsdesk import NewsDesk

POST = {"id": "1", "text": "A drone hit a power station in Sumy.", "published": "2026-01-28T09:10:00+02:00"}


@pytest.mark.parametrize("name", EXPORTERS)
def test_a_format_writes_its_main_file_and_the_same_bytes(name: str) -> None:
    exporter = EXPORTERS[name]
    edition = Edition(events=varied_events())
    files = exporter.write(edition)
    assert files[exporter.file]
    assert files == exporter.write(Edition(events=varied_events()))
    assert exporter.summary


@pytest.mark.parametrize("name", EXPORTERS)
def test_a_format_takes_no_events(name: str) -> None:
    assert EXPORTERS[name].write(Edition(events=[]))


def test_no_two_formats_write_one_file() -> None:
    files = [name for exporter in EXPORTERS.values() for name in exporter.write(Edition(events=[event()]))]
    assert sorted(set(files)) == sorted(files)


def test_columns_that_are_known_are_not_reckoned_again() -> None:
    made = event()
    rows = Edition(events=[made], known={made.event_id: {"id": "known"}}).rows
    assert [{"id": "known"}] == list(rows)


def test_an_unknown_format_is_told_with_those_there_are() -> None:
    with pytest.raises(OutputError, match=r"expected one of map, .*; found 'shp'"):
        export_files(Edition(events=[]), ["shp"])


def test_the_ending_of_a_name_tells_the_format() -> None:
    assert "events.geojson" == exporter_of("strikes.GeoJSON").file
    assert "index.html" == exporter_of("map.html").file
    with pytest.raises(OutputError, match=r"strikes.shp: expected a name that ends in one of \.html, "):
        exporter_of("strikes.shp")


def test_a_picture_belongs_to_the_page() -> None:
    pytest.importorskip("resvg_py")
    page = Edition(events=[event()], options=MapOptions(picture="preview.png"))
    assert {"index.html", "preview.png"} == set(EXPORTERS["map"].write(page))


def test_build_publishes_the_formats_that_are_named(tmp_path: Path) -> None:
    posts, folder = tmp_path / "posts.jsonl", tmp_path / "out"
    posts.write_text(json.dumps(POST), encoding="utf-8")
    words = ["build", str(posts), "-o", str(folder), "--format", "csv", "--format", "geojson"]
    result = CliRunner().invoke(main, words)
    assert (0, f"{folder}\n") == (result.exit_code, result.stdout), result.stderr
    assert {"events.csv", "events.geojson", "report.json", "evidence.jsonl"} == {
        path.name for path in folder.iterdir()
    }


def test_formats_of_a_desk_are_named_in_its_settings() -> None:
    result = CliRunner().invoke(main, ["build", "--format", "csv"])
    assert 2 == result.exit_code
    assert "for a desk, [outputs] formats in its settings" in result.stderr


def test_a_desk_publishes_the_formats_of_its_settings_and_rests(tmp_path: Path) -> None:
    desk = NewsDesk(tmp_path, outputs='formats = ["csv"]')
    desk.write(["sumy"])
    assert 0 == desk.run()
    names = {path.name for path in (tmp_path / "map").iterdir()}
    assert "events.csv" in names
    assert not {exporter.file for name, exporter in EXPORTERS.items() if name != "csv"} & names
    before = desk.digest()
    assert 0 == desk.run()
    assert before == desk.digest()
