"""The online look-up against a real Nominatim server on a small map of our own."""

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dateline.gazetteer.online.cache import GeocodeCache
from dateline.gazetteer.online.gate import Gate
from dateline.gazetteer.online.geocoders import OnlineSettings
from dateline.gazetteer.online.lookup import OnlineLookup
from dateline.gazetteer.place import LonLat

RAISED = os.environ.get("DATELINE_NOMINATIM", "")
pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(
        not RAISED,
        reason="no Nominatim here: tests/nominatim/raise.sh FOLDER makes one; name it in DATELINE_NOMINATIM",
    ),
]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    server = subprocess.Popen(
        [str(Path(RAISED) / "serve"), address], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://{address}/status", timeout=2).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait()


@pytest.fixture
def online(url: str, tmp_path: Path) -> OnlineLookup:
    settings = OnlineSettings(url=url, agent="dateline tests", interval_s=0.0)
    gate = Gate(tmp_path / "gate.json", interval_s=0.0)
    return OnlineLookup(
        settings, GeocodeCache(tmp_path / "answers.db"), gate, lambda: datetime(2026, 1, 28, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("name", "language", "shown"),
    [
        ("Козацьке", "uk", "Козацьке"),
        ("Kozatske", "en", "Kozatske"),
        ("Казацкое", "ru", "Казацкое"),
        ("Козаче", "uk", "Козацьке"),
    ],
)
def test_a_village_is_found_by_its_names_in_three_languages_and_by_its_old_one(
    online: OnlineLookup, name: str, language: str, shown: str
) -> None:
    found = online.find(name, country="UA", language=language)
    assert found.status == "hit", found.reason
    assert found.place is not None
    assert (found.place.place_id, found.place.name, found.place.country) == ("osm:node/4", shown, "UA")
    assert (found.place.location, found.place.where_prec) == (LonLat(32.9, 46.74), 1)


def test_namesakes_are_left_open(online: OnlineLookup) -> None:
    assert online.find("Миколаївка", country="UA", language="uk").status == "ambiguous"
    near = online.find("Миколаївка", country="UA", language="uk", near=LonLat(33.49, 46.9))
    assert near.place is not None
    assert near.place.place_id == "osm:node/5"


@pytest.mark.parametrize(
    ("name", "country"), [("Nowhere at all", "UA"), ("Kozatske", "PL"), ("Ukraine", "UA")]
)
def test_what_is_not_there_and_what_is_too_large(online: OnlineLookup, name: str, country: str) -> None:
    assert online.find(name, country=country).status == "none"
