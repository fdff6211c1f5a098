"""Which addresses are contacted, however they are written."""

from ipaddress import ip_address

import pytest

from dateline.timeline.fetching.addresses import (
    RefusedError,
    checked_addresses,
    may_contact,
    system_resolver,
    target_of,
)
from dateline.timeline.fetching.answers import Failed, Fetched
from fetch_desk import PAGE, Clock, ask
from unreliable_site import (
    Says,
    Site,
)

pytestmark = pytest.mark.enable_socket


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
        ("192.0.0.8", False, False),
        ("192.0.0.9", False, False),
        ("3fff::1", False, False),
        ("2001:20::1", False, False),
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
