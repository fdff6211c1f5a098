"""What robots.txt allows, and what is done without one."""

import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dateline.timeline.fetching import fetch
from dateline.timeline.fetching.robots import parse_robots
from fetch_desk import NIGHT, PAGE, Clock, Desk
from unreliable_site import (
    Says,
    Step,
    moved,
    reset,
    silent,
)

pytestmark = pytest.mark.enable_socket


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


def test_a_host_without_its_robots_txt_is_left_alone_for_all_its_sources(desk: Desk) -> None:
    desk.serves(Says(b"", 500), path="/robots.txt")
    other = desk.source(name="bbc", url=desk.site.url + "/other", folder=desk.folder.parent / "bbc")
    outcomes = fetch([desk.source(), other], desk.options, desk.clock.now, desk.clock.sleep, print)
    assert ["failed", "failed"] == [outcome.status for outcome in outcomes]
    assert 4 == len(desk.site.asked)


def test_one_slip_of_robots_txt_costs_no_night(desk: Desk) -> None:
    desk.serves(Says(b"", 503), Says(b""), path="/robots.txt")
    desk.serves(Says(PAGE))
    assert "fetched" == desk.fetch().status


@pytest.mark.parametrize("status", [200, 204, 401, 403, 404, 410])
def test_no_robots_txt_allows_all(desk: Desk, status: int) -> None:
    desk.serves(Says(b"" if status < 300 else b"User-agent: *\nDisallow: /", status), path="/robots.txt")
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
