"""Downloads: whole or not at all, from a server with faults."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline.gazetteer import GazetteerError
from dateline.gazetteer.added import downloads
from dateline.gazetteer.added.downloads import Download, fetch
from geonames_server import Served, dump_text, packed, serving

pytestmark = pytest.mark.enable_socket
ZIP = packed(dump_text())


@pytest.fixture
def served() -> Iterator[Served]:
    with serving(Served({"/UA.zip": ZIP})) as made:
        yield made


def wanted(served: Served, folder: Path, sha256: str | None = None) -> Download:
    return Download(url=f"{served.url}/UA.zip", file=folder / "UA.zip", sha256=sha256, wait_s=0.01)


def test_a_file_comes_whole_and_leaves_no_part(served: Served, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    assert fetch(wanted(served, tmp_path), lambda done, total: seen.append((done, total)))
    assert (tmp_path / "UA.zip").read_bytes() == ZIP
    assert not (tmp_path / "UA.zip.part").exists()
    assert seen[-1] == (len(ZIP), len(ZIP))


def test_an_unchanged_file_is_not_fetched_again(served: Served, tmp_path: Path) -> None:
    assert fetch(wanted(served, tmp_path))
    assert not fetch(wanted(served, tmp_path))
    assert [200, 304] == [status for _, _, status in served.asked]


def test_a_cut_transfer_goes_on_where_it_stopped(served: Served, tmp_path: Path) -> None:
    served.faults["/UA.zip"] = ["cut"]
    assert fetch(wanted(served, tmp_path))
    assert (tmp_path / "UA.zip").read_bytes() == ZIP
    assert [("", 200), (f"bytes={len(ZIP) // 2}-", 206)] == [
        (asked, status) for _, asked, status in served.asked
    ]


def test_an_interrupted_run_is_resumed_by_the_next(served: Served, tmp_path: Path) -> None:
    served.faults["/UA.zip"] = ["cut", "500", "500", "500"]
    with pytest.raises(GazetteerError, match=r"500.*bytes are kept: the same command goes on from there"):
        fetch(wanted(served, tmp_path))
    assert fetch(wanted(served, tmp_path))
    assert (tmp_path / "UA.zip").read_bytes() == ZIP
    assert served.asked[-1][2] == 206


def test_a_server_without_ranges_is_asked_for_the_whole(served: Served, tmp_path: Path) -> None:
    served.faults["/UA.zip"] = ["cut", "norange"]
    assert fetch(wanted(served, tmp_path))
    assert (tmp_path / "UA.zip").read_bytes() == ZIP


def test_a_part_of_another_version_is_thrown_away(served: Served, tmp_path: Path) -> None:
    served.faults["/UA.zip"] = ["cut", "500", "500", "500"]
    with pytest.raises(GazetteerError):
        fetch(wanted(served, tmp_path))
    served.files["/UA.zip"] = newer = packed(dump_text() * 2)
    assert fetch(wanted(served, tmp_path))
    assert (tmp_path / "UA.zip").read_bytes() == newer


def test_a_wrong_hash_keeps_nothing(served: Served, tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="expected SHA-256 0000"):
        fetch(wanted(served, tmp_path, sha256="0" * 64))
    assert not list(tmp_path.glob("UA.zip*[!n]"))
    assert fetch(wanted(served, tmp_path, sha256=hashlib.sha256(ZIP).hexdigest()))


@pytest.mark.parametrize(
    ("fault", "words"),
    [("html", "expected a zip file, found b'<!doctype html"), ("away", "302.*not allowed")],
)
def test_what_is_no_dump_is_refused(served: Served, tmp_path: Path, fault: str, words: str) -> None:
    served.faults["/UA.zip"] = [fault] * 4
    with pytest.raises(GazetteerError, match=words):
        fetch(wanted(served, tmp_path))
    assert not (tmp_path / "UA.zip").exists()


def test_a_missing_file_is_asked_for_once(served: Served, tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="404"):
        fetch(Download(url=f"{served.url}/XX.zip", file=tmp_path / "XX.zip", wait_s=0.01))
    assert len(served.asked) == 1


def test_a_slow_server_is_given_up(served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "_TIMEOUT_S", 0.2)
    served.faults["/UA.zip"] = ["slow"] * 4
    with pytest.raises(GazetteerError, match="timed out"):
        fetch(wanted(served, tmp_path))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/UA.zip", "UA.zip"])
def test_only_web_addresses(url: str, tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="expected an address with http or https"):
        fetch(Download(url=url, file=tmp_path / "x"))
