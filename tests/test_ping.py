"""The dead-man's switch is told within bounds, whatever answers."""

import time

import pytest

from dateline.nightly.ping import ping
from unreliable_site import (
    Says,
    Site,
    Step,
    continued,
    drip,
    drip_head,
    endless,
    garbage,
    moved,
    reset,
    silent,
)

pytestmark = pytest.mark.enable_socket


@pytest.mark.parametrize("answer", [Says(b"OK"), Says(b"", 204), Says(b"", 201), endless])
def test_a_switch_that_hears_says_nothing(answer: Step, site: Site) -> None:
    site.pages["/abc"] = [answer]
    assert ping(f"{site.url}/abc") is None
    assert "/abc" == site.asked[0][0]


@pytest.mark.parametrize("answer", [drip, drip_head, silent, continued, reset, garbage, Says(b"no", 404)])
def test_whatever_answers_it_ends_and_says_why(answer: Step, site: Site) -> None:
    site.pages["/secret"] = [answer]
    start = time.monotonic()
    said = ping(f"{site.url}/secret", seconds=0.5)
    assert said is not None
    assert said.startswith(f"{site.url}: not told: ")
    assert "secret" not in said
    # The bound is half a second; ten is what a hung one would pass on a busy machine, too.
    assert time.monotonic() - start < 10


def test_no_redirect_is_followed(site: Site) -> None:
    site.pages["/abc"] = [moved(f"{site.url}/inside")]
    site.pages["/inside"] = [Says(b"OK")]
    said = ping(f"{site.url}/abc")
    assert said == f"{site.url}: not told: expected an answer, found a redirect"
    assert ["/abc"] == [path for path, _ in site.asked]


def test_nobody_there_is_said() -> None:
    assert (ping("http://127.0.0.1:9999/") or "").startswith("http://127.0.0.1:9999: not told: ")
    assert "expected an http or https URL" in (ping("ftp://example.org/") or "")
