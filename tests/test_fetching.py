"""Fetching from a local site that misbehaves, over real connections."""

import contextlib
import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from unreliable_site import (
    HTML,
    Says,
    Site,
    Step,
    bomb,
    continued,
    cut_short,
    drip,
    drip_head,
    endless,
    garbage,
    many_headers,
    moved,
    reset,
    serving,
    silent,
    tagged,
)

import timeline.fetching.inbox
import timeline.fetching.wire
from timeline.fetching import FetchError, FetchOptions, FetchOutcome, FetchSource, fetch, preview_url
from timeline.fetching.addresses import (
    RefusedError,
    checked_addresses,
    may_contact,
    redirected,
    system_resolver,
    target_of,
)
from timeline.fetching.pace import Pace
from timeline.fetching.request import Failed, Fetched, NotModified, Request, get
from timeline.fetching.robots import parse_robots
from timeline.fetching.state import STATE_FILE, load_state
from timeline.fetching.storing import add_snapshot, locked, write_whole

pytestmark = pytest.mark.enable_socket
NIGHT = datetime(2026, 1, 28, 2, 17, tzinfo=UTC)
PAGE = b"<!doctype html><html><p>Drones hit a depot.</p></html>"
LATER = PAGE.replace(b"a depot", b"two depots")
DAY = timedelta(days=1)


class Clock:
    """Time that only passes when somebody waits."""

    def __init__(self, at: datetime = NIGHT) -> None:
        self.at = at
        self.waits: list[float] = []

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as made:
        yield made


@pytest.fixture
def clock() -> Clock:
    return Clock()


@dataclass
class Desk:
    """A desk with one source: its page and its folder."""

    site: Site
    clock: Clock
    folder: Path
    options: FetchOptions
    said: list[str]
    path: str = "/live"
    every: timedelta | None = None

    def serves(self, *steps: Step, path: str = "/live") -> None:
        self.site.pages[path] = list(steps)

    def source(self, **changes: Any) -> FetchSource:
        source = FetchSource(name="sky", url=self.site.url + self.path, folder=self.folder, every=self.every)
        return replace(source, **changes)

    def fetch(self, **changes: Any) -> FetchOutcome:
        options = replace(self.options, **changes)
        (outcome,) = fetch([self.source()], options, self.clock.now, self.clock.sleep, self.said.append)
        return outcome

    def bodies(self) -> dict[str, bytes]:
        """Snapshots by name; everything else in the folder is hidden."""
        files = sorted(path for path in self.folder.iterdir() if not path.name.startswith("."))
        return {path.name: path.read_bytes() for path in files}


@pytest.fixture
def desk(site: Site, clock: Clock, tmp_path: Path) -> Desk:
    options = FetchOptions(agent="dateline/0 (desk@example.org)", allow_private=True, seconds=5.0)
    return Desk(site, clock, tmp_path / "inbox" / "sky", options, [])


def ask(url: str, clock: Clock, **changes: Any) -> Fetched | NotModified | Failed:
    request = Request(url=url, agent="dateline/0", now=clock.now, allow_private=True, seconds=5.0)
    return get(replace(request, **changes))


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
    desk.path = "/other"
    assert "fetched" == desk.fetch().status


def test_an_etag_goes_to_no_other_url(desk: Desk) -> None:
    desk.serves(moved("/a"), moved("/b"))
    desk.serves(tagged(PAGE, '"1"'), path="/a")
    desk.serves(tagged(LATER, '"1"'), path="/b")
    assert ["fetched", "fetched"] == [desk.fetch().status, desk.fetch().status]
    assert [PAGE, LATER] == list(desk.bodies().values())


def test_a_304_that_was_not_asked_for_is_a_failure(desk: Desk) -> None:
    desk.serves(Says(b"", 304))
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


# Tries, pace and rest.


def test_a_busy_server_is_asked_again_as_it_wishes(desk: Desk) -> None:
    desk.serves(Says(b"", 429, {"Retry-After": "60"}), Says(b"", 503, {"Retry-After": "Wed, 28 Jan 2026 02:30:00 GMT"}),
                Says(PAGE))  # fmt: skip
    outcome = desk.fetch()
    assert ("fetched", 3) == (outcome.status, outcome.tries)
    assert 60.0 == desk.clock.waits[1]
    assert NIGHT.replace(minute=30) == desk.clock.at
    assert "sky: the server answered 429; again in 60 s" == desk.said[0]
    assert "20260128T023000Z.html" in desk.bodies()


def test_a_server_that_fails_is_asked_four_times_with_growing_waits_by_chance(desk: Desk) -> None:
    desk.serves(Says(b"", 500))
    outcome = desk.fetch()
    assert ("failed", "the server answered 500", 4) == (outcome.status, outcome.detail, outcome.tries)
    waits = desk.clock.waits[1:]
    # The gap of two seconds is kept in any case.
    assert all(2.0 <= wait <= max(2.0, 2.0 * 2**number) for number, wait in enumerate(waits))
    again = Clock()
    fetch([desk.source()], desk.options, again.now, again.sleep, print)
    assert waits == again.waits[1:]
    other = Clock()
    fetch([desk.source()], replace(desk.options, seed=1), other.now, other.sleep, print)
    assert waits != other.waits[1:]


def test_a_failure_and_then_a_page(desk: Desk) -> None:
    desk.serves(Says(b"", 500), Says(PAGE))
    assert ("fetched", 2) == ((outcome := desk.fetch()).status, outcome.tries)


@pytest.mark.parametrize("status", [204, 206, 400, 401, 403, 404, 410])
def test_what_will_not_change_is_asked_once(desk: Desk, status: int) -> None:
    desk.serves(Says(b"", status))
    outcome = desk.fetch()
    assert ("failed", 1) == (outcome.status, outcome.tries)
    assert f"the server answered {status}" == outcome.detail


def test_a_long_rest_is_left_to_a_later_run_and_remembered(desk: Desk) -> None:
    desk.serves(Says(b"", 429, {"Retry-After": "7200"}), Says(PAGE))
    assert ("failed", 1) == ((outcome := desk.fetch()).status, outcome.tries)
    desk.clock.at = NIGHT + timedelta(minutes=100)
    assert "not due" == desk.fetch().status
    assert "the server asked to be left alone until 2026-01-28 04:17 UTC" in desk.said[-1]
    desk.clock.at = NIGHT + timedelta(minutes=121)
    assert "fetched" == desk.fetch().status


@pytest.mark.parametrize("wish", ["9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_no_server_puts_us_off_for_ever(desk: Desk, wish: str) -> None:
    desk.serves(Says(b"", 503, {"Retry-After": wish}), Says(PAGE))
    assert "failed" == desk.fetch().status
    desk.clock.at += DAY
    assert "fetched" == desk.fetch().status


@pytest.mark.parametrize("wish", ["", "soon", "-5", "1e9", "٣", "Wed, 99 Foo 2026"])
def test_a_wish_that_is_none_is_as_if_not_said(desk: Desk, wish: str) -> None:
    desk.serves(Says(b"", 503, {"Retry-After": wish.encode().decode("latin-1")}), Says(PAGE))
    assert "fetched" == desk.fetch().status
    assert sum(desk.clock.waits) < 10


def test_a_rest_holds_for_all_sources_of_the_host(desk: Desk) -> None:
    desk.serves(Says(b"", 429, {"Retry-After": "3600"}))
    desk.serves(Says(PAGE), path="/other")
    other = desk.source(name="bbc", url=desk.site.url + "/other", folder=desk.folder.parent / "bbc")
    outcomes = fetch([desk.source(), other], desk.options, desk.clock.now, desk.clock.sleep, desk.said.append)
    assert ["failed", "failed"] == [outcome.status for outcome in outcomes]
    assert "127.0.0.1 is to be left alone for 1:00:00" == outcomes[1].detail
    assert ["/live"] == desk.site.paths()


def test_rests_add_up_to_no_endless_night(desk: Desk) -> None:
    desk.serves(Says(b"", 503, {"Retry-After": "600"}))
    assert "failed" == desk.fetch().status
    assert sum(desk.clock.waits) < 1000


def test_requests_to_a_host_keep_their_distance_and_other_hosts_do_not_wait(clock: Clock) -> None:
    pace = Pace(clock.now, clock.sleep)
    for host in ("a", "b", "a", "a"):
        assert pace.turn(host, 2.0) is None
    assert [2.0, 2.0] == clock.waits
    clock.at -= DAY
    assert pace.turn("a", 2.0) is None
    assert 2.0 == clock.waits[-1]


# robots.txt.


def test_a_page_that_robots_may_not_have_is_not_asked_for(desk: Desk) -> None:
    desk.serves(Says(b"User-agent: *\nDisallow: /live"), path="/robots.txt")
    desk.serves(Says(PAGE))
    outcome = desk.fetch()
    assert ("failed", f"{desk.site.url}/robots.txt does not allow it") == (outcome.status, outcome.detail)
    assert [] == desk.site.paths()
    assert {} == desk.bodies()


def test_a_redirect_to_what_robots_may_not_have_is_not_followed(desk: Desk) -> None:
    desk.serves(Says(b"User-agent: dateline\nDisallow: /private"), path="/robots.txt")
    desk.serves(moved("/private/x"))
    assert "failed" == desk.fetch().status
    assert ["/live"] == desk.site.paths()


@pytest.mark.parametrize("step", [Says(b"", 500), Says(b"", 429), Says(b"", 503), silent, reset])
def test_without_its_robots_txt_a_host_is_left_alone_this_time(desk: Desk, step: Step) -> None:
    desk.serves(step, path="/robots.txt")
    desk.serves(Says(PAGE))
    outcome = desk.fetch(seconds=0.3)
    assert "failed" == outcome.status
    assert "robots.txt" in outcome.detail
    assert "left alone this time" in outcome.detail
    assert 4 == len(desk.site.asked)
    assert [] == desk.site.paths()


def test_one_slip_of_robots_txt_costs_no_night(desk: Desk) -> None:
    desk.serves(Says(b"", 503), Says(b""), path="/robots.txt")
    desk.serves(Says(b"", 404), path="/robots.txt")
    desk.serves(Says(PAGE))
    assert "fetched" == desk.fetch().status


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_no_robots_txt_allows_all(desk: Desk, status: int) -> None:
    desk.serves(Says(b"Disallow: /", status), path="/robots.txt")
    desk.serves(Says(PAGE))
    assert "fetched" == desk.fetch().status


def test_a_huge_robots_txt_counts_as_far_as_it_is_read(desk: Desk) -> None:
    rules = b"User-agent: *\nDisallow: /private\n" + b"# " + b"x" * 600_000 + b"\nDisallow: /live\n"
    desk.serves(Says(rules), path="/robots.txt")
    desk.serves(Says(PAGE))
    assert "fetched" == desk.fetch().status


def test_robots_txt_is_asked_for_once_a_day(desk: Desk, tmp_path: Path) -> None:
    desk.serves(Says(b"User-agent: *\nCrawl-delay: 10\n"), path="/robots.txt")
    desk.serves(Says(PAGE))
    desk.serves(Says(PAGE), path="/other")
    other = desk.source(name="bbc", url=desk.site.url + "/other", folder=desk.folder.parent / "bbc")
    options = replace(desk.options, robots_folder=tmp_path / "robots")
    for hours, asked in ((0, 1), (23, 1), (25, 2)):
        clock = Clock(NIGHT + timedelta(hours=hours))
        fetch([desk.source(), other], options, clock.now, clock.sleep, desk.said.append)
        assert asked == [path for path, _ in desk.site.asked].count("/robots.txt")
        # A site's own gap is longer than ours.
        assert 10.0 == clock.waits[-1]
    (kept,) = (tmp_path / "robots").iterdir()
    kept.write_bytes(b"{")
    assert "unchanged" == desk.fetch(robots_folder=tmp_path / "robots").status


ROBOTS = """\ufeffUser-agent: otherbot
Disallow: /

# A group goes on after a blank line, and two groups of a name are one.
User-Agent: Dateline/2.0
User-agent: thirdbot

Disallow: /
Allow: /feed
Disallow: /feed/private*secret
Disallow: /*.pdf$
Allow: /b%C3%BC
Disallow: /%7Eme
Crawl-delay: 2.5

User-agent: dateline
Disallow: /feed/x
Disallow:
nonsense
Crawl-delay: inf

User-agent: *
Allow: /
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", False),
        ("/feed", True),
        ("/feed?page=2", True),
        ("/feed/private", True),
        ("/feed/private/top/secret/1", False),
        ("/feed/x", False),
        ("/feed/a.pdf", False),
        ("/a.pdf", False),
        ("/b%c3%bc", True),
        ("/bü", True),
        ("/~me", False),
    ],
)
def test_rules_are_read_as_the_standard_has_them(path: str, allowed: bool) -> None:
    rules = parse_robots(ROBOTS, "dateline/0 (desk@example.org)")
    assert allowed == rules.allows(path)
    assert 2.5 == rules.delay_s


@pytest.mark.parametrize(
    ("pattern", "path", "allowed"),
    [
        ("/*?", "/a?b", False),
        ("/*?", "/a", True),
        ("/a$", "/a", False),
        ("/a$", "/ab", True),
        ("/a*b*c$", "/a-b-b-c", False),
        ("/a*b$", "/ab-b", False),
        ("/ab*b$", "/ab", True),
        ("*", "/a", False),
    ],
)
def test_patterns(pattern: str, path: str, allowed: bool) -> None:
    assert allowed == parse_robots(f"User-agent: *\nDisallow: {pattern}", "dateline").allows(path)


def test_other_names_and_no_names_are_not_ours() -> None:
    for name in ("date", "datelines", "dateline-news"):
        assert parse_robots(f"User-agent: {name}\nDisallow: /", "dateline/0").allows("/")
    assert parse_robots("Disallow: /", "dateline/0").allows("/")
    assert not parse_robots("User-agent: *\r\rDisallow: /\rAllow: /x", "dateline/0").allows("/")


def test_a_hostile_robots_txt_takes_no_time() -> None:
    text = "User-agent: *\n" + "Disallow: /" + "*a" * 10_000 + "\n" + "Disallow: /a*a*a*a*b\n" * 20_000
    start = time.monotonic()
    assert parse_robots(text, "dateline").allows("/" + "a" * 4000)
    assert time.monotonic() - start < 3


# Limits.


@pytest.mark.parametrize(
    ("step", "found"),
    [
        (bomb(), "expected at most 2 MB, found more"),
        (endless, "expected at most 2 MB, found more"),
        (Says(b"a" * 3_000_000), "expected at most 2 MB, found more"),
        (many_headers, "more headers"),
        (continued, "more headers"),
        (garbage, "expected an answer in HTTP"),
        (Says(b""), "found an empty one"),
        (Says(b"x", headers={"Content-Encoding": "br"}), "expected a body in gzip, found 'br'"),
        (Says(b"x" * 99, headers={"Content-Encoding": "gzip"}), "found damage"),
        (Says(gzip.compress(os.urandom(9000))[:-900], headers={"Content-Encoding": "gzip"}), "found the beginning"),
        (Says(b"x", headers={"Transfer-Encoding": "gzip, chunked"}), "found 'gzip, chunked'"),
    ],
)  # fmt: skip
def test_an_answer_beyond_its_limits_is_a_failure_and_no_snapshot(desk: Desk, step: Step, found: str) -> None:
    desk.serves(Says(PAGE), step)
    desk.fetch()
    outcome = desk.fetch(megabytes=2)
    assert ("failed", 1) == (outcome.status, outcome.tries), outcome
    assert found in outcome.detail
    assert [PAGE] == list(desk.bodies().values())


def test_a_bomb_is_known_by_its_ratio_before_it_fills_the_limit(site: Site, clock: Clock) -> None:
    site.pages["/live"] = [bomb()]
    answer = ask(site.url + "/live", clock, most_bytes=1_000_000_000)
    assert isinstance(answer, Failed)
    assert "that unpack to over" in answer.reason


@pytest.mark.parametrize("step", [drip, drip_head, silent])
def test_a_slow_answer_ends_in_time(site: Site, clock: Clock, step: Step) -> None:
    site.pages["/live"] = [step]
    start = time.monotonic()
    answer = ask(site.url + "/live", clock, seconds=0.5)
    assert 0.4 < time.monotonic() - start < 1.5
    assert isinstance(answer, Failed)
    assert ("no whole answer within 0.5 seconds", True) == (answer.reason, answer.transient)


def test_silence_in_the_middle_ends_before_the_whole_time(
    site: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline.fetching.wire, "SILENCE_S", 0.2)
    site.pages["/live"] = [silent]
    start = time.monotonic()
    assert isinstance(ask(site.url + "/live", clock, seconds=30.0), Failed)
    assert time.monotonic() - start < 2


def test_the_time_is_for_all_redirects_together(site: Site, clock: Clock) -> None:
    def slowly(asked: Any) -> None:
        time.sleep(0.3)
        moved("/live")(asked)

    site.pages["/live"] = [slowly]
    start = time.monotonic()
    assert isinstance(ask(site.url + "/live", clock, seconds=0.5), Failed)
    assert time.monotonic() - start < 1.5


def test_a_name_server_that_does_not_answer_ends_in_time(clock: Clock) -> None:
    def never(host: str, port: int) -> list[str]:
        time.sleep(2)
        return ["127.0.0.1"]

    answer = ask("http://news.example/", clock, seconds=0.2, resolve=never)
    assert isinstance(answer, Failed)
    assert answer.transient


@pytest.mark.parametrize("step", [reset, cut_short])
def test_a_line_that_breaks_leaves_the_folder_as_it_was(desk: Desk, step: Step) -> None:
    desk.serves(Says(PAGE), step)
    desk.fetch()
    before = desk.bodies()
    outcome = desk.fetch()
    assert ("failed", 4) == (outcome.status, outcome.tries)
    assert "the connection broke" in outcome.detail
    assert before == desk.bodies()
    assert not (desk.folder / ".fetch.part").exists()
    desk.serves(step, Says(LATER))
    assert "fetched" == desk.fetch().status


@pytest.mark.parametrize("wrap", [zlib.MAX_WBITS, -zlib.MAX_WBITS])
def test_deflate_is_read_in_both_its_ways(site: Site, clock: Clock, wrap: int) -> None:
    text = bytes(range(256)) * 2000
    packer = zlib.compressobj(wbits=wrap)
    packed = packer.compress(text) + packer.flush()
    site.pages["/live"] = [Says(packed, headers={"Content-Encoding": "deflate"})]
    assert text == getattr(ask(site.url + "/live", clock), "body", None)


@pytest.mark.parametrize("more", [b"", b"\0" * 9, gzip.compress(PAGE)])
def test_gzip_in_parts_and_with_padding(site: Site, clock: Clock, more: bytes) -> None:
    noise = os.urandom(300_000).hex().encode()
    site.pages["/live"] = [Says(gzip.compress(noise) + more, headers={"Content-Encoding": "GZIP"})]
    answer = ask(site.url + "/live", clock)
    assert isinstance(answer, Fetched)
    assert noise + (PAGE if more[:1] == b"\x1f" else b"") == answer.body


def test_text_that_repeats_itself_is_no_bomb(site: Site, clock: Clock) -> None:
    text = b"".join(
        b"<item><guid>%d</guid><title>Drones hit a depot</title></item>\n" % n for n in range(50_000)
    )
    site.pages["/live"] = [Says(gzip.compress(text), headers={"Content-Encoding": "gzip"})]
    assert text == getattr(ask(site.url + "/live", clock), "body", None)


# Redirects.


def test_five_redirects_are_followed_and_six_are_not(site: Site, clock: Clock) -> None:
    for number in range(7):
        site.pages[f"/{number}"] = [moved(f"/{number + 1}", (301, 302, 303, 307, 308)[number % 5])]
    site.pages["/7"] = [Says(PAGE)]
    answer = ask(site.url + "/2", clock)
    assert isinstance(answer, Fetched)
    assert site.url + "/7" == answer.validators.url
    failed = ask(site.url + "/1", clock)
    assert isinstance(failed, Failed)
    assert "expected at most 5 redirects, found more" == failed.reason


@pytest.mark.parametrize(
    ("location", "found"),
    [
        ("file:///etc/passwd", "'file'"),
        ("ftp://example.org/", "'ftp'"),
        ("gopher://127.0.0.1:6379/_FLUSHALL", "'gopher'"),
        ("http://user:pw@example.org/", "without user name and password"),
        ("http://[::1", "expected"),
        ("http://example.org:25/", "found 25"),
        ("http:///x", "no host"),
        ("/a\\b", "without spaces and control characters"),
        ("/" + "a" * 5000, "expected a URL"),
    ],
)
def test_redirects_to_what_is_no_web_page_are_refused(
    site: Site, clock: Clock, location: str, found: str
) -> None:
    site.pages["/live"] = [moved(location)]
    answer = ask(site.url + "/live", clock)
    assert isinstance(answer, Failed)
    assert found in answer.reason
    assert "pw" not in answer.reason


def test_a_redirect_inwards_is_refused(site: Site, clock: Clock) -> None:
    """The first host counts as public here, so that its redirect is what is tested."""
    site.pages["/live"] = [moved("http://inside.example/")]
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["169.254.169.254"] if host == "inside.example" else ["127.0.0.1"]

    answer = ask(f"http://news.example:{site.port}/live", clock, resolve=resolve)
    assert isinstance(answer, Failed)
    assert "expected inside.example to be on the public internet, found 169.254.169.254" == answer.reason
    assert ["news.example", "inside.example"] == asked


def test_loopback_is_refused_unless_allowed(desk: Desk) -> None:
    desk.serves(Says(PAGE))
    outcome = desk.fetch(allow_private=False)
    assert "failed" == outcome.status
    assert "expected 127.0.0.1 to be on the public internet, found 127.0.0.1" in outcome.detail
    assert [] == desk.site.asked


def test_https_does_not_go_back_to_http() -> None:
    target = target_of("https://example.org/a/b?c=d")
    assert "https://example.org/x" == redirected(target, "../x").url
    assert "https://example.org/%D0%B0%20b" == redirected(target, "/\u00d0\u00b0 b").url
    with pytest.raises(
        RefusedError, match=r"expected https to stay https, found a redirect to http://example\.org$"
    ):
        redirected(target, "http://example.org/a")


# Addresses.


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/x",
        "//example.org",
        "example.org",
        "",
        "http://",
        "http:///x",
        "http://user:pw@example.org/",
        "http://user@example.org/",
        "http://@example.org/",
        "http://example.org:0/",
        "http://example.org:22/",
        "http://example.org:99999/",
        "http://example.org:x/",
        "http://exa mple.org/",
        "http://example.org/\r\nX: y",
        "http://example.org\\@127.0.0.1/",
        "http://[::1%25lo]/",
        "http://[fe80::1%eth0]/",
        "http://-x.example/",
        "http://a..b/",
        "http://exa%6dple.org/",
        "http://" + "a" * 64 + ".example/",
        "http://" + "ab." * 90 + "example/",
        "javascript:alert(1)",
        "http://example.org/" + "a" * 5000,
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(RefusedError) as refused:
        target_of(url)
    assert "\n" not in str(refused.value)
    assert "pw" not in str(refused.value)


def test_a_url_is_taken_apart() -> None:
    target = target_of("HTTPS://Новини.Example:8443/à b".replace(" ", "") + "?q=ї&r=%D0%B0#part")
    assert ("https", "xn--b1amarcd.example", 8443) == (target.scheme, target.host, target.port)
    assert "/%C3%A0b?q=%D1%97&r=%D0%B0" == target.path
    assert "xn--b1amarcd.example:8443" == target.authority
    assert "http://[2606:4700::1111]/" == target_of("http://[2606:4700:0::1111]").url
    assert "http://example.org/" == target_of("http://example.org.:80").url


@pytest.mark.parametrize(
    "host",
    [
        "2130706433", "0x7f000001", "0x7f.1", "127.1", "0177.0.0.1", "0", "127.0.0.1", "[::1]", "localhost", "LOCALHOST.",
        "ⓛocalhost", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "169.254.169.254", "2852039166", "10.0.0.1",
        "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001:0:4136:e378:8000:63bf:3fff:fdd2]", "[fd00:ec2::254]", "[::]",
    ],
)  # fmt: skip
def test_ways_to_write_an_inside_address_are_caught_once_resolved(host: str) -> None:
    with pytest.raises((RefusedError, OSError)) as caught:
        checked_addresses(target_of(f"http://{host}/"), system_resolver)
    # A system that does not know an old way to write one cannot be led inwards by it.
    assert isinstance(caught.value, RefusedError) or "::" in host or not host[:1].isdecimal()


@pytest.mark.parametrize(
    ("address", "public", "private"),
    [
        ("93.184.215.14", True, True),
        ("2606:4700::1111", True, True),
        ("::ffff:93.184.215.14", True, True),
        ("127.0.0.1", False, True),
        ("::1", False, True),
        ("192.168.1.1", False, True),
        ("fd12::1", False, True),
        ("::ffff:10.0.0.1", False, True),
        ("169.254.169.254", False, False),
        ("::ffff:169.254.169.254", False, False),
        ("fe80::1", False, False),
        ("fd00:ec2::254", False, False),
        ("100.100.100.200", False, False),
        ("100.64.0.1", False, False),
        ("224.0.0.1", False, False),
        ("ff0e::1", False, False),
        ("0.0.0.0", False, False),  # noqa: S104
        ("::", False, False),
        ("192.88.99.1", False, False),
        ("64:ff9b::808:808", False, False),
        ("2002:808:808::", False, False),
        ("2001::1", False, False),
        ("::808:808", False, False),
        ("255.255.255.255", False, True),
        ("fec0::1", False, False),
    ],
)
def test_which_addresses_may_be_contacted(address: str, public: bool, private: bool) -> None:
    assert public == may_contact(ip_address(address))
    assert private == may_contact(ip_address(address), allow_private=True)


def test_one_inside_address_refuses_the_host() -> None:
    target = target_of("http://news.example/")
    with pytest.raises(RefusedError):
        checked_addresses(target, lambda *_: ["93.184.215.14", "10.0.0.1"])
    assert ("93.184.215.14",) == checked_addresses(target, lambda *_: ["93.184.215.14", "93.184.215.14"])


def test_the_connection_goes_to_what_was_checked(site: Site, clock: Clock) -> None:
    """A name that answers otherwise the second time is not asked a second time."""
    site.pages["/live"] = [Says(PAGE)]
    answers = [["127.0.0.1"], ["169.254.169.254"]]
    answer = ask(f"http://news.example:{site.port}/live", clock, resolve=lambda *_: answers.pop(0))
    assert isinstance(answer, Fetched)
    assert 1 == len(answers)
    assert f"news.example:{site.port}" == site.asked[0][1]["Host"]


def test_a_host_is_tried_at_all_its_addresses(site: Site, clock: Clock) -> None:
    site.pages["/live"] = [Says(PAGE)]
    url = f"http://news.example:{site.port}/live"
    assert isinstance(ask(url, clock, resolve=lambda *_: ["127.0.0.2", "127.0.0.1"]), Fetched)
    failed = ask(url, clock, resolve=lambda *_: ["127.0.0.2"])
    assert isinstance(failed, Failed)
    assert failed.transient


# TLS.


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl to make a certificate with")
    pem = tmp_path / "site.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=news.example",
         "-addext", "subjectAltName=DNS:news.example", "-keyout", pem, "-out", tmp_path / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    certificate = (tmp_path / "cert.pem").read_text()
    pem.write_text(pem.read_text() + certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    with serving(Site(certificate=pem, pages={"/live": [Says(PAGE)]})) as site:
        yield site


def test_tls_checks_the_name_though_the_address_is_given(
    secure: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at(host: str) -> Any:
        return ask(f"https://{host}:{secure.port}/live", clock, resolve=lambda *_: ["127.0.0.1"])

    assert PAGE == at("news.example").body
    assert "the certificate is not good: Hostname mismatch" in at("other.example").reason
    assert "the certificate is not good: IP address mismatch" in at("127.0.0.1").reason
    monkeypatch.delenv("SSL_CERT_FILE")
    assert "the certificate is not good: self-signed certificate" in at("news.example").reason
    assert isinstance(
        ask(f"http://news.example:{secure.port}/", clock, resolve=lambda *_: ["127.0.0.1"]), Failed
    )


def test_what_speaks_no_tls_is_a_failure(site: Site, clock: Clock) -> None:
    answer = ask(site.url.replace("http:", "https:"), clock)
    assert isinstance(answer, Failed)
    assert not answer.transient


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
        "from timeline.fetching import *\n"
        "s = FetchSource(name='sky', url=sys.argv[1], folder=Path(sys.argv[2]))\n"
        "o = FetchOptions(agent='dateline', allow_private=True, gap=0)\n"
        "print(fetch([s], o, lambda: datetime.now(UTC), time.sleep, lambda _: None)[0].status)\n"
    )
    command = [sys.executable, "-c", code, desk.source().url, str(desk.folder)]
    root = Path(__file__).parent.parent
    environment = {**os.environ, "PYTHONPATH": str(root)}
    runs = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=root) for _ in "ab"
    ]
    assert ["busy\n", "fetched\n"] == sorted(run.communicate(timeout=30)[0] for run in runs)
    assert [PAGE] == list(desk.bodies().values())


def test_a_run_that_is_killed_leaves_whole_snapshots(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from datetime import UTC, datetime, timedelta\n"
        "from timeline.fetching.storing import add_snapshot\n"
        "at = datetime(2026, 1, 1, tzinfo=UTC)\n"
        "print('go', flush=True)\n"
        "while True: at += timedelta(seconds=1); add_snapshot(Path(sys.argv[1]), b'a' * 3_000_000, 'text/html', at)\n"
    )
    root = Path(__file__).parent.parent
    for delay in (0.05, 0.11, 0.17):
        run = subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
        )  # fmt: skip
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
    monkeypatch.setattr(timeline.fetching.inbox, "preview_url", lambda url: url.replace("/chan", "/s/chan"))
    desk.path = "/chan"
    desk.serves(moved("/about"), path="/s/chan")
    desk.serves(Says(PAGE), path="/about")
    outcome = desk.fetch()
    assert ("failed", True) == (outcome.status, "expected a channel with a public preview" in outcome.detail)
    desk.serves(Says(PAGE), path="/s/chan")
    assert "fetched" == desk.fetch().status
