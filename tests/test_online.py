"""The online look-up against a local server with every fault that services have."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dateline.gazetteer import GazetteerError, LonLat
from dateline.gazetteer.online import geocoders
from dateline.gazetteer.online.cache import GeocodeCache
from dateline.gazetteer.online.gate import DeferredError, Gate
from dateline.gazetteer.online.geocoders import OnlineSettings
from dateline.gazetteer.online.lookup import OnlineLookup
from faulty_geocoder import answer, serving

pytestmark = pytest.mark.enable_socket
NOON = datetime(2026, 1, 28, 12, tzinfo=UTC)
VILLAGE = answer("Роботине", 35.8369, 47.4489)


class Clock:
    """Time that only passes when somebody waits."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.waits: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


def lookup(
    url: str, folder: Path, clock: Clock | None = None, budget: int = 200, now: datetime = NOON
) -> OnlineLookup:
    clock = clock or Clock()
    settings = OnlineSettings(url=url, agent="dateline tests", interval_s=1.0)
    gate = Gate(folder / "gate.json", budget=budget, clock=clock, sleep=clock.sleep)
    return OnlineLookup(settings, GeocodeCache(folder / "answers.db"), gate, lambda: now)


def test_a_hit_is_asked_for_once(tmp_path: Path) -> None:
    with serving([VILLAGE]) as served:
        for _ in range(2):
            found = lookup(served.url, tmp_path).find("Роботине", country="UA", language="uk")
            assert found.status == "hit"
            assert found.place is not None
            assert (found.place.place_id, found.place.location) == ("osm:node/1", LonLat(35.8369, 47.4489))
        assert ["Роботине"] == [query for query, _ in served.asked]


def test_not_found_is_kept_for_a_month(tmp_path: Path) -> None:
    with serving([]) as served:
        for days, asked in ((0, 1), (29, 1), (31, 2)):
            assert (
                lookup(served.url, tmp_path, now=NOON + timedelta(days=days)).find("Nowhere").status == "none"
            )
            assert len(served.asked) == asked


def test_namesakes_are_left_open_unless_something_is_near(tmp_path: Path) -> None:
    with serving([answer("Mykolaivka", 37.77, 48.85), answer("Mykolaivka", 31.9, 46.9, osm_id=2)]) as served:
        online = lookup(served.url, tmp_path)
        assert online.find("Mykolaivka").status == "ambiguous"
        near = online.find("Mykolaivka", near=LonLat(37.6, 48.8))
        assert near.place is not None
        assert near.place.location == LonLat(37.77, 48.85)
        assert len(served.asked) == 1


@pytest.mark.parametrize(
    "refused",
    [
        answer("Null Island", 0, 0),
        answer("Ukraine", 31, 49, addresstype="country"),
        answer("Robotyne Street", 35, 47, addresstype="road", type="residential"),
        answer("Robotyne", 35, 47, address={"country_code": "ru"}),
    ],
)
def test_answers_that_are_no_place_of_an_event(tmp_path: Path, refused: dict[str, Any]) -> None:
    with serving([refused]) as served:
        assert lookup(served.url, tmp_path).find("Robotyne", country="UA").status == "none"


@pytest.mark.parametrize(
    "fault", [(500, {}), (503, {}), b"<html>login</html>", b'[{"lat": ', "cut", b"[1, 2]"]
)
def test_trouble_is_tried_again_and_never_kept(tmp_path: Path, fault: object) -> None:
    clock = Clock()
    with serving(fault, fault, [VILLAGE]) as served:
        assert lookup(served.url, tmp_path, clock).find("Роботине").status == "hit"
        assert len(served.asked) == 3
    with serving(fault) as served:
        found = lookup(served.url, tmp_path, clock).find("Verbove")
        assert ("deferred", 3) == (found.status, len(served.asked))
    with serving([answer("Вербове", 35.97, 47.44)]) as served:
        assert lookup(served.url, tmp_path, clock).find("Verbove").status == "hit"


def test_a_slow_server_is_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geocoders, "_TIMEOUT_S", 0.2)
    with serving("slow") as served:
        assert lookup(served.url, tmp_path).find("Robotyne").status == "deferred"


def test_too_many_requests_are_obeyed(tmp_path: Path) -> None:
    clock = Clock()
    with serving((429, {"Retry-After": "7"}), [VILLAGE]) as served:
        assert lookup(served.url, tmp_path, clock).find("Роботине").status == "hit"
        assert len(served.asked) == 2
    assert 7 in clock.waits


@pytest.mark.parametrize("refusal", [(403, {}), (401, {}), (429, {"Retry-After": "3600"})])
def test_a_refusal_closes_the_gate_for_this_run_and_the_next(tmp_path: Path, refusal: object) -> None:
    clock = Clock()
    with serving(refusal) as served:
        online = lookup(served.url, tmp_path, clock)
        assert ["deferred"] * 3 == [online.find(name).status for name in ("One", "Two", "Three")]
        assert lookup(served.url, tmp_path, clock).find("Four").status == "deferred"
        assert len(served.asked) == 1
    clock.now += 4000
    with serving([VILLAGE]) as served:
        assert lookup(served.url, tmp_path, clock).find("One").status == "hit"


def test_three_refusals_in_a_row_close_the_gate(tmp_path: Path) -> None:
    with serving((429, {})) as served:
        online = lookup(served.url, tmp_path)
        assert (online.find("One").status, online.find("Two").status) == ("deferred", "deferred")
        assert len(served.asked) == 3


def test_the_budget_of_a_run(tmp_path: Path) -> None:
    with serving([VILLAGE]) as served:
        online = lookup(served.url, tmp_path, budget=2)
        assert ["hit", "hit", "deferred"] == [online.find(name).status for name in ("One", "Two", "Three")]
        assert len(served.asked) == 2


def test_requests_keep_their_distance(tmp_path: Path) -> None:
    clock = Clock()
    with serving([VILLAGE]) as served:
        online = lookup(served.url, tmp_path, clock)
        for name in ("One", "Two", "Three"):
            online.find(name)
    assert [1.0, 1.0] == clock.waits


def test_the_gate_holds_across_processes(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys, time\nfrom pathlib import Path\nfrom dateline.gazetteer.online.gate import Gate\n"
        "gate = Gate(Path(sys.argv[1]), interval_s=0.1)\n"
        "for _ in range(4):\n    with gate.request():\n        print(time.time(), flush=True)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "gate.json")]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    starts = sorted(float(line) for process in running for line in process.communicate()[0].split())
    assert len(starts) == 12
    assert all(later - earlier >= 0.09 for earlier, later in pairwise(starts))


def test_a_clock_set_back_does_not_stop_us(tmp_path: Path) -> None:
    clock = Clock()
    gate = Gate(tmp_path / "gate.json", clock=clock, sleep=clock.sleep)
    with gate.request():
        pass
    clock.now -= 1e6
    with gate.request():
        pass
    assert [1.0] == clock.waits


def test_kept_answers_travel_as_json_lines(tmp_path: Path) -> None:
    with serving([VILLAGE]) as served:
        lookup(served.url, tmp_path).find("Роботине")
    first, second = GeocodeCache(tmp_path / "answers.db"), GeocodeCache(tmp_path / "other.db")
    lines = list(first.export())
    assert (1, lines) == (second.load(lines), list(second.export()))
    with pytest.raises(GazetteerError, match="row 2: expected a kept geocoding answer"):
        second.load([*lines, "{}"])


def test_files_that_are_no_store_of_answers(tmp_path: Path) -> None:
    import sqlite3

    (tmp_path / "a.db").write_text(
        "no database at all, but a text that is long enough to be read as one" * 20
    )
    with pytest.raises(GazetteerError, match="no store of geocoding answers"):
        GeocodeCache(tmp_path / "a.db")
    with sqlite3.connect(tmp_path / "b.db") as other:
        other.execute("CREATE TABLE x (y)")
    with pytest.raises(GazetteerError, match="found another database"):
        GeocodeCache(tmp_path / "b.db")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"provider": "here"}, "expected one of geonames, nominatim, pelias, photon"),
        ({}, "expected the address of a nominatim server"),
        ({"url": "ftp://x"}, "expected an address with http or https"),
        ({"url": "https://nominatim.openstreetmap.org"}, "forbids periodic bulk use"),
        ({"url": "https://geo.example.org", "interval_s": 0.1}, "at least 1 second"),
        ({"url": "https://geo.example.org", "agent": ""}, "expected who asks"),
    ],
)
def test_settings_are_checked_before_the_first_request(options: dict[str, Any], words: str) -> None:
    with pytest.raises(GazetteerError, match=words):
        OnlineSettings(**({"agent": "tests"} | options))


@pytest.mark.parametrize(
    ("provider", "body"),
    [
        ("photon", b'{"features": [{"geometry": {"coordinates": [35.84, 47.45]}, "properties": {"name": "Robotyne", "osm_type": "N", "osm_id": 1, "osm_value": "village", "countrycode": "UA"}}]}'),
        ("pelias", b'{"features": [{"geometry": {"coordinates": [35.84, 47.45]}, "properties": {"name": "Robotyne", "gid": "x:1", "layer": "locality", "label": "Robotyne, Ukraine"}}]}'),
        ("geonames", b'{"geonames": [{"lat": "47.45", "lng": "35.84", "name": "Robotyne", "geonameId": 1, "fcode": "PPL", "countryCode": "UA"}]}'),
    ],
)  # fmt: skip
def test_other_services(tmp_path: Path, provider: str, body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEOCODER_KEY", "k")
    clock = Clock()
    with serving(body) as served:
        settings = OnlineSettings(provider=provider, url=served.url, agent="tests", key_env="GEOCODER_KEY")
        gate = Gate(tmp_path / "gate.json", clock=clock, sleep=clock.sleep)
        found = OnlineLookup(settings, GeocodeCache(tmp_path / "a.db"), gate, lambda: NOON).find(
            "Robotyne", country="UA"
        )
    assert found.status == "hit", found.reason
    assert found.place is not None
    assert (found.place.name, found.place.location) == ("Robotyne", LonLat(35.84, 47.45))


def test_a_closed_gate_says_why(tmp_path: Path) -> None:
    gate = Gate(tmp_path / "gate.json", budget=0)
    with pytest.raises(DeferredError, match="budget"), gate.request():
        pass
