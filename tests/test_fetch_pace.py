"""Tries, gaps and rests: what a host wishes, within a night."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dateline.timeline.fetching import fetch
from dateline.timeline.fetching.pace import Pace
from fetch_desk import DAY, NIGHT, PAGE, Clock, Desk
from unreliable_site import (
    Says,
)

pytestmark = pytest.mark.enable_socket


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
    for hours, status in ((0, "failed"), (22, "not due"), (24, "fetched")):
        desk.clock.at = NIGHT + timedelta(hours=hours)
        assert status == desk.fetch().status


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


def test_a_short_rest_does_not_end_a_longer_one(clock: Clock) -> None:
    pace = Pace(clock.now, clock.sleep)
    pace.put_off("a", 60.0)
    pace.put_off("a", 5.0)
    assert pace.turn("a", 2.0) is None
    assert [60.0] == clock.waits
