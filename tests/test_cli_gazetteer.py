"""`dateline gazetteer`, from a local server to a village that is found."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from geonames_server import Served, dump_text, names_text, packed, serving

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.enable_socket


@pytest.fixture
def served() -> Iterator[Served]:
    with serving(
        Served({"/UA.zip": packed(dump_text()), "/alternatenames/UA.zip": packed(names_text())})
    ) as made:
        yield made


def run(folder: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DATELINE_PLACES": str(folder / "places")}
    command = [sys.executable, "-P", "-m", "dateline", *arguments]
    return subprocess.run(command, env=environment, input=stdin, capture_output=True, text=True, check=False)


def test_a_village_of_the_full_dump_is_found_and_forgotten(served: Served, tmp_path: Path) -> None:
    added = run(tmp_path, "gazetteer", "add", "geonames", "ua", "--from", served.url)
    assert (0, "") == (added.returncode, added.stdout), added.stderr
    assert "geonames-UA: 4 places" in added.stderr
    again = run(tmp_path, "gazetteer", "add", "geonames", "UA", "--from", served.url)
    assert "geonames-UA: unchanged, 4 places" in again.stderr
    desk = tmp_path / "ours.csv"
    desk.write_text(
        "name,names,lon,lat,country\nDepot Seven,Сьоме депо,36.1,47.9,UA\nBad,,x,1,UA\n", encoding="utf-8"
    )
    own = run(tmp_path, "gazetteer", "add", str(desk))
    assert "row 3: lon: expected a number, found 'x'" in own.stderr
    assert "ours: 1 places, 1 rows left out" in own.stderr

    listed = run(tmp_path, "gazetteer", "list").stdout.splitlines()
    assert [["geonames-UA", "4"], ["ours", "1"]] == [line.split("\t")[:2] for line in listed]
    found = run(tmp_path, "gazetteer", "lookup", "Роботиному", "--json")
    assert found.returncode == 0, found.stderr
    first = json.loads(found.stdout.splitlines()[0])
    assert ("Robotyne", "UA", "Zaporizhzhia Oblast", 35.8369) == (
        first["name"],
        first["country"],
        first["admin1"],
        first["lon"],
    )
    post = {"id": "1", "text": "Бої тривають поблизу Роботиного, горить Сьоме депо.", "lang": "uk"}
    places = json.loads(run(tmp_path, "places", stdin=json.dumps(post)).stdout)["toponyms"]
    assert [("Robotyne", 2), ("Depot Seven", 1)] == [(place["name"], place["where_prec"]) for place in places]

    assert run(tmp_path, "gazetteer", "remove", "geonames-UA").returncode == 0
    assert ["ours"] == [
        line.split("\t")[0] for line in run(tmp_path, "gazetteer", "list").stdout.splitlines()
    ]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("add", "geonames"), 2, "expected country codes"),
        (("add", "geonames", "Ukraine"), 2, "expected a country as two letters"),
        (("add", "geonames", "UA", "--from", "/nowhere"), 74, "expected UA.zip or UA.txt there"),
        (("add", "missing.csv"), 74, "expected a .csv or .geojson file"),
        (("remove", "nothing"), 2, "no added places of this name"),
    ],
)
def test_mistakes_are_one_line(tmp_path: Path, arguments: tuple[str, ...], status: int, words: str) -> None:
    failed = run(tmp_path, "gazetteer", *arguments)
    assert status == failed.returncode
    assert words in failed.stderr
    assert len(failed.stderr.splitlines()) == 1


def test_lookup_knows_case_forms_and_old_names(tmp_path: Path) -> None:
    for name, expected in (("Часовому Яру", "Chasiv Yar"), ("Artemivsk", "Bakhmut"), ("Kharkov", "Kharkiv")):
        assert expected in run(tmp_path, "gazetteer", "lookup", name, "--country", "UA").stdout
    unknown = run(tmp_path, "gazetteer", "lookup", "Qwrtzx")
    assert (0, "") == (unknown.returncode, unknown.stdout)
    assert "no place of this name" in unknown.stderr
