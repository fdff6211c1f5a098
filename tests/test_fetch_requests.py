"""A request ends in time, in bytes and in redirects, and TLS checks the name."""

import gzip
import os
import shutil
import subprocess
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dateline.timeline.fetching import wire
from dateline.timeline.fetching.addresses import (
    RefusedError,
    redirected,
    target_of,
)
from dateline.timeline.fetching.answers import Failed, Fetched
from fetch_desk import LATER, PAGE, Clock, Desk, ask
from unreliable_site import (
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
)

pytestmark = pytest.mark.enable_socket


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
    assert 0.4 < time.monotonic() - start < 5
    assert isinstance(answer, Failed)
    assert ("no whole answer within 0.5 seconds", True) == (answer.reason, answer.transient)


def test_silence_in_the_middle_ends_before_the_whole_time(
    site: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "SILENCE_S", 0.2)
    site.pages["/live"] = [silent]
    start = time.monotonic()
    assert isinstance(ask(site.url + "/live", clock, seconds=30.0), Failed)
    assert time.monotonic() - start < 10


def test_the_time_is_for_all_redirects_together(site: Site, clock: Clock) -> None:
    def slowly(asked: Any) -> None:
        time.sleep(0.3)
        moved("/live")(asked)

    site.pages["/live"] = [slowly]
    answer = ask(site.url + "/live", clock, seconds=0.5)
    assert isinstance(answer, Failed)
    assert "no whole answer within 0.5 seconds" == answer.reason


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


@pytest.mark.parametrize("size", [0, 1, 65_536, 131_323])
def test_what_the_inflater_holds_back_is_not_lost(site: Site, clock: Clock, size: int) -> None:
    """Of the last size the end of the stream is read before the last of the text is given."""
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    packed = packer.compress(bytes(size)) + packer.flush()
    site.pages["/live"] = [Says(packed, headers={"Content-Encoding": "deflate"})]
    assert bytes(size) == getattr(ask(site.url + "/live", clock), "body", None)


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
