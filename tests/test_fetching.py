"""Fetching into folders, from a local site that misbehaves, over real connections."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dateline.timeline.fetching import FetchError, FetchOptions, fetch, inbox, preview_url
from dateline.timeline.fetching.state import STATE_FILE, load_state
from dateline.timeline.fetching.storing import add_snapshot, locked, write_whole
from fetch_desk import DAY, LATER, NIGHT, PAGE, Desk
from unreliable_site import (
    HTML,
    Says,
    moved,
    tagged,
)

pytestmark = pytest.mark.enable_socket


# Snapshots.


def test_a_new_page_is_kept_under_its_instant(desk: Desk) -> None:
    desk.serves(Says(PAGE))
    outcome = desk.fetch()
    assert ("fetched", desk.folder / "20260128T021702Z.html", len(PAGE)) == (
        outcome.status,
        outcome.file,
        outcome.size,
    )
    assert {"20260128T021702Z.html": PAGE} == desk.bodies()
    assert [f"sky: fetched (20260128T021702Z.html, {len(PAGE)} bytes)"] == desk.said
    assert {STATE_FILE, ".fetch.lock", "20260128T021702Z.html"} == {
        path.name for path in desk.folder.iterdir()
    }


def test_who_asks_says_so(desk: Desk) -> None:
    desk.serves(Says(PAGE))
    desk.fetch()
    assert ["/robots.txt", "/live"] == [path for path, _ in desk.site.asked]
    for _, headers in desk.site.asked:
        assert "dateline/0 (desk@example.org)" == headers["User-Agent"]
        assert "gzip" == headers["Accept-Encoding"]
        assert desk.site.url.removeprefix("http://") == headers["Host"]


@pytest.mark.parametrize(
    "headers",
    [{"ETag": '"v1"'}, {"ETag": 'W/"v1"'}, {"Last-Modified": "Wed, 28 Jan 2026 01:00:00 GMT"}],
)
def test_an_unchanged_page_is_not_sent_again(desk: Desk, headers: dict[str, str]) -> None:
    desk.serves(Says(PAGE, headers={**HTML, **headers}))
    assert ["fetched", "unchanged"] == [desk.fetch().status, desk.fetch().status]
    sent = desk.site.asked[-1][1]
    assert set(headers.values()) == {sent.get("If-None-Match") or sent.get("If-Modified-Since")}
    assert [PAGE] == list(desk.bodies().values())


def test_a_changed_page_is_another_snapshot_and_the_names_sort_in_time(desk: Desk) -> None:
    desk.serves(tagged(PAGE, '"1"'), tagged(LATER, '"2"'), tagged(PAGE, '"1"'))
    for _ in range(3):
        assert "fetched" == desk.fetch().status
        desk.clock.at += DAY
    assert [PAGE, LATER, PAGE] == list(desk.bodies().values())
    assert "unchanged" == desk.fetch().status


def test_the_same_body_without_an_etag_is_no_snapshot(desk: Desk) -> None:
    desk.serves(Says(PAGE))
    assert ["fetched", "unchanged"] == [desk.fetch().status, desk.fetch().status]
    assert 1 == len(desk.bodies())


def test_a_snapshot_that_was_removed_comes_back(desk: Desk) -> None:
    desk.serves(tagged(PAGE, '"1"'))
    for path in (desk.fetch().file, None):
        if path:
            path.unlink()
            assert "fetched" == desk.fetch().status
    assert [PAGE] == list(desk.bodies().values())


def test_a_snapshot_that_the_state_does_not_know_of_is_compared_with(desk: Desk) -> None:
    """A run was killed after it wrote one."""
    desk.serves(tagged(PAGE, '"1"'))
    desk.fetch()
    add_snapshot(desk.folder, LATER, "text/html", desk.clock.at + DAY)
    desk.clock.at += 2 * DAY
    assert "fetched" == desk.fetch().status
    assert [PAGE, LATER, PAGE] == list(desk.bodies().values())


def test_two_bodies_of_one_second_both_stay(desk: Desk) -> None:
    desk.folder.mkdir(parents=True)
    for body in (PAGE, LATER, b"third"):
        add_snapshot(desk.folder, body, "text/html", NIGHT)
    assert [PAGE, LATER, b"third"] == list(desk.bodies().values())
    assert [f"20260128T02170{second}Z.html" for second in range(3)] == list(desk.bodies())


def test_a_clock_of_another_zone_makes_the_same_name(desk: Desk) -> None:
    desk.folder.mkdir(parents=True)
    local = NIGHT.astimezone(datetime.fromisoformat("2026-01-28T00:00+02:00").tzinfo)
    assert "20260128T021700Z.html" == add_snapshot(desk.folder, PAGE, "text/html", local).name


@pytest.mark.parametrize(
    ("content_type", "body", "ending"),
    [
        ("text/html; charset=utf-8", PAGE, "html"),
        ("application/rss+xml", b"<rss/>", "xml"),
        ("application/feed+json", b"{}", "json"),
        ("text/csv", b"text\nx\n", "csv"),
        ("text/csv", PAGE, "html"),
        ("text/plain", b"12:30 Drones", "txt"),
        ("application/octet-stream", b" <?xml version='1.0'?><rss/>", "xml"),
        ("application/octet-stream", b'{"messages": []}', "json"),
        ("../../x", b"\x00\x01", "bin"),
        ("image/png", b"12:30 Drones", "txt"),
    ],
)
def test_the_ending_is_one_of_ours(desk: Desk, content_type: str, body: bytes, ending: str) -> None:
    desk.serves(Says(body, headers={"Content-Type": content_type}))
    file = desk.fetch().file
    assert file is not None
    assert f".{ending}" == file.suffix
    assert desk.folder == file.parent


def test_no_name_leads_out_of_the_folder(desk: Desk, tmp_path: Path) -> None:
    desk.serves(Says(PAGE, headers={**HTML, "Content-Disposition": 'attachment; filename="../../evil"'}))
    source = desk.source(name="../../\x1b[31m/etc/passwd")
    fetch([source], desk.options, desk.clock.now, desk.clock.sleep, desk.said.append)
    made = {path.relative_to(tmp_path).parts[:2] for path in tmp_path.rglob("*") if path.is_file()}
    assert {("inbox", "sky")} == made


# What is remembered.


def test_a_state_file_that_is_broken_is_begun_anew(desk: Desk) -> None:
    desk.serves(tagged(PAGE, '"1"'))
    desk.fetch()
    for content in (b"", b"{", b"[]", b"null", b"[" * 50_000, b"\xff" * 70_000, b'{"url": 1}'):
        (desk.folder / STATE_FILE).write_bytes(content)
        desk.said.clear()
        assert "unchanged" == desk.fetch().status
        assert "begun anew" in desk.said[0]
        assert "If-None-Match" not in desk.site.asked[-1][1]
        desk.said.clear()
        desk.fetch()
        assert ["sky: unchanged"] == desk.said
    assert 1 == len(desk.bodies())


def test_a_state_file_cannot_add_headers(desk: Desk) -> None:
    desk.serves(tagged(PAGE, '"1"'))
    desk.fetch()
    file = desk.folder / STATE_FILE
    file.write_text(json.dumps(json.loads(file.read_bytes()) | {"etag": '"1"\r\nX-Evil: 1'}))
    assert "unchanged" == desk.fetch().status
    assert "X-Evil" not in desk.site.asked[-1][1]


def test_an_etag_that_is_none_is_not_kept(desk: Desk) -> None:
    desk.serves(tagged(PAGE, '"' + "a" * 5000 + '"'))
    assert ["fetched", "unchanged"] == [desk.fetch().status, desk.fetch().status]
    assert "If-None-Match" not in desk.site.asked[-1][1]


def test_another_url_is_asked_anew(desk: Desk) -> None:
    desk.serves(tagged(PAGE, '"1"'))
    desk.serves(tagged(LATER, '"1"'), path="/other")
    desk.fetch()
    desk.path, desk.every = "/other", DAY
    assert "fetched" == desk.fetch().status


def test_an_etag_goes_to_no_other_url(desk: Desk) -> None:
    desk.serves(moved("/a"), moved("/b"))
    desk.serves(tagged(PAGE, '"1"'), path="/a")
    desk.serves(tagged(LATER, '"1"'), path="/b")
    assert ["fetched", "fetched"] == [desk.fetch().status, desk.fetch().status]
    assert [PAGE, LATER] == list(desk.bodies().values())


def test_a_304_that_was_not_asked_for_is_a_failure(desk: Desk) -> None:
    desk.serves(Says(PAGE), Says(b"", 304))
    desk.fetch()
    assert ("failed", "the server answered 304") == ((outcome := desk.fetch()).status, outcome.detail)


def test_an_interval_is_kept_and_a_run_a_little_early_is_in_time(desk: Desk) -> None:
    desk.every = DAY
    desk.serves(Says(PAGE))
    assert "fetched" == desk.fetch().status
    for hours, status in ((1, "not due"), (21, "not due"), (23.9, "unchanged")):
        desk.clock.at = NIGHT + timedelta(hours=hours)
        assert status == desk.fetch().status
    assert 2 == len(desk.site.paths())
    assert "due at 2026-01-28 23:53 UTC" in desk.said[1]


def test_after_a_failure_the_next_run_need_not_wait_for_the_interval(desk: Desk) -> None:
    desk.every = DAY
    desk.serves(Says(b"", 404))
    waits = []
    for _ in range(4):
        assert "failed" == desk.fetch().status
        start = desk.clock.at
        while "not due" == desk.fetch().status:
            desk.clock.at += timedelta(minutes=1)
        waits.append(round((desk.clock.at - start) / timedelta(minutes=1)))
        # The fetch that was due failed as well.
        desk.clock.at += DAY
    assert waits[0] == 5
    assert waits == sorted(waits)
    assert load_state(desk.folder, desk.source().url)[0].failures == 8


def test_a_clock_that_was_set_back_stops_nothing(desk: Desk) -> None:
    desk.every = timedelta(hours=1)
    desk.serves(Says(PAGE))
    desk.fetch()
    desk.clock.at -= 30 * DAY
    assert "unchanged" == desk.fetch().status


# Folders, and two runs at once.


def test_a_folder_that_another_run_holds_is_left_to_it(desk: Desk) -> None:
    desk.serves(Says(PAGE))
    with locked(desk.folder) as held:
        assert held
        assert ("busy", "another run is fetching it") == ((outcome := desk.fetch()).status, outcome.detail)
    assert "fetched" == desk.fetch().status


def test_two_processes_on_one_folder_make_one_snapshot(desk: Desk) -> None:
    def slowly(asked: Any) -> None:
        time.sleep(0.5)
        Says(PAGE)(asked)

    desk.serves(slowly)
    code = (
        "import sys, time; from datetime import UTC, datetime; from pathlib import Path\n"
        "from dateline.timeline.fetching import *\n"
        "s = FetchSource(name='sky', url=sys.argv[1], folder=Path(sys.argv[2]))\n"
        "o = FetchOptions(agent='dateline', allow_private=True, gap=0)\n"
        "print(fetch([s], o, lambda: datetime.now(UTC), time.sleep, lambda _: None)[0].status)\n"
    )
    command = [sys.executable, "-c", code, desk.source().url, str(desk.folder)]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in "ab"]
    assert ["busy\n", "fetched\n"] == sorted(run.communicate(timeout=30)[0] for run in runs)
    assert [PAGE] == list(desk.bodies().values())


def test_a_run_that_is_killed_leaves_whole_snapshots(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from datetime import UTC, datetime, timedelta\n"
        "from dateline.timeline.fetching.storing import add_snapshot\n"
        "at = datetime(2026, 1, 1, tzinfo=UTC)\n"
        "print('go', flush=True)\n"
        "while True: at += timedelta(seconds=1); add_snapshot(Path(sys.argv[1]), b'a' * 3_000_000, 'text/html', at)\n"
    )
    for delay in (0.05, 0.11, 0.17):
        run = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE)
        assert run.stdout
        run.stdout.readline()
        time.sleep(delay)
        run.send_signal(signal.SIGKILL)
        run.communicate()
    sizes = {path.stat().st_size for path in tmp_path.iterdir() if not path.name.startswith(".")}
    assert {3_000_000} == sizes
    add_snapshot(tmp_path, PAGE, "text/html", NIGHT)
    assert not (tmp_path / ".fetch.part").exists()


def test_a_folder_that_is_a_file_is_an_outcome(desk: Desk) -> None:
    desk.folder.parent.mkdir()
    desk.folder.write_text("x")
    desk.serves(Says(PAGE), path="/other")
    other = desk.source(name="bbc", url=desk.site.url + "/other", folder=desk.folder.parent / "bbc")
    outcomes = fetch([desk.source(), other], desk.options, desk.clock.now, desk.clock.sleep, print)
    assert ["failed", "fetched"] == [outcome.status for outcome in outcomes]
    assert str(desk.folder) in outcomes[0].detail


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a"
    write_whole(file, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with contextlib.suppress(OSError):
        write_whole(file, b"new")
    assert {"a": b"old"} == {path.name: path.read_bytes() for path in tmp_path.iterdir()}


def test_a_part_that_is_a_link_is_not_written_through(desk: Desk, tmp_path: Path) -> None:
    desk.folder.mkdir(parents=True)
    (tmp_path / "precious").write_text("x")
    (desk.folder / ".fetch.part").symlink_to(tmp_path / "precious")
    desk.serves(Says(PAGE))
    assert "fetched" == desk.fetch().status
    assert "x" == (tmp_path / "precious").read_text()


# Settings.


@pytest.mark.parametrize(
    "settings",
    [{"agent": "x\r\nY: z"}, {"agent": ""}, {"agent": "(desk)"}, {"agent": "відділ"}, {"agent": "a", "seconds": 0},
     {"agent": "a", "seconds": float("nan")}, {"agent": "a", "megabytes": 5000}, {"agent": "a", "gap": -1}],
)  # fmt: skip
def test_settings_out_of_range_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(FetchError, match=r"^\[fetch\] \w+: expected .*, found [^\n]*$"):
        FetchOptions(**settings)


def test_sources_that_cannot_be_fetched_are_refused_before_the_first_request(desk: Desk) -> None:
    twin = desk.source(name="bbc", folder=desk.folder / ".." / "sky")
    for sources, found in (
        ([desk.source(), twin], "source bbc: expected a folder of its own, found that of sky"),
        ([desk.source(url="file:///etc/passwd")], "source sky: expected an http or https URL, found 'file'"),
        ([desk.source(every=timedelta(minutes=-1))], "source sky: expected an interval from 0 on"),
    ):
        with pytest.raises(FetchError, match=found):
            fetch(sources, desk.options, desk.clock.now, desk.clock.sleep, desk.said.append)
    assert [] == desk.site.asked
    assert not desk.folder.exists()


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://t.me/sternenko", "https://t.me/s/sternenko"),
        ("http://www.t.me/sternenko/", "https://t.me/s/sternenko"),
        ("https://telegram.me/DeepState_UA", "https://t.me/s/DeepState_UA"),
        ("https://t.me/s/sternenko", "https://t.me/s/sternenko"),
        ("https://t.me/sternenko/123", "https://t.me/sternenko/123"),
        ("https://t.me/joinchat", "https://t.me/joinchat"),
        ("https://t.me/+abcdef", "https://t.me/+abcdef"),
        ("https://example.org/t.me/sternenko", "https://example.org/t.me/sternenko"),
    ],
)
def test_a_telegram_channel_is_read_from_its_preview(url: str, asked: str) -> None:
    assert asked == preview_url(url)


def test_a_channel_without_a_preview_is_a_failure(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "preview_url", lambda url: url.replace("/chan", "/s/chan"))
    desk.path = "/chan"
    desk.serves(moved("/about"), path="/s/chan")
    desk.serves(Says(PAGE), path="/about")
    outcome = desk.fetch()
    assert ("failed", True) == (outcome.status, "expected a channel with a public preview" in outcome.detail)
    desk.serves(Says(PAGE), path="/s/chan")
    assert "fetched" == desk.fetch().status
