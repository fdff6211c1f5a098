"""Nights on which something is wrong: the last good map stays, the store stays sound, one line says why."""

import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from click.testing import CliRunner

from dateline.command import main
from dateline.nightly import run as nightly_run
from dateline.nightly.lock import only_run
from dateline.output import publish, publishing
from nightly_desk import Desk, Killed, dies

IS_ROOT = os.geteuid() == 0


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "desk")
    for number in range(6):
        desk.tell(number)
    return desk


@pytest.fixture
def mounted() -> Iterator[Callable[..., None]]:
    """Mounts that go with the test; skips where we may not mount."""
    with ExitStack() as stack:

        def mount(*arguments: str) -> None:
            if not IS_ROOT or not shutil.which("mount"):
                pytest.skip("only root may mount")
            made = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
            if made.returncode:
                pytest.skip(f"no mount here: {made.stderr.strip()}")
            stack.callback(subprocess.run, ["umount", arguments[-1]], check=True)

        yield mount


# ---- no room


@pytest.mark.parametrize("blocks", [1, 24, 120, 300])
def test_no_file_may_grow_so_far(desk: Desk, blocks: int) -> None:
    """The store, its journal or the page reach a limit, as with a quota."""
    desk.build()
    before, ids = desk.seen(), desk.ids()
    for number in range(6, 60):
        desk.tell(number)
    run = desk.build_apart(prelude=f"ulimit -f {blocks}")
    assert (74, "", 1) == (run.status, run.said, len(run.complained)), run
    assert run.complained[0].startswith("dateline: ")
    assert "remove" not in run.complained[0]
    assert (before, ids) == (desk.seen(), desk.ids())
    desk.assert_sound()
    assert 0 == desk.build().status
    assert 60 == len(desk.ids())
    assert set(ids) <= set(desk.ids())


@pytest.mark.parametrize("full", ["state", "map", "both"])
def test_a_full_disk(desk: Desk, tmp_path: Path, mounted: Callable[..., None], full: str) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted("-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk))
    places = {"state": "state/dateline.sqlite", "map": "map"}
    told = "\n".join(
        f'{ {"state": "state", "map": "folder"}[name]} = "{disk if full in (name, "both") else desk.folder}/{place}"'
        for name, place in places.items()
    )  # fmt: skip
    desk.settings.write_text(
        f"[output]\n{told}\n" + desk.settings.read_text(encoding="utf-8"), encoding="utf-8"
    )
    desk.build()
    at_map = disk / "map" if full != "state" else desk.map
    at_state = disk / "state" / "dateline.sqlite" if full != "map" else desk.state
    before = at_map.resolve()
    with (disk / "ballast").open("wb") as ballast:
        ballast.write(b"\0" * max(0, shutil.disk_usage(disk).free - 40_000))
    for number in range(6, 60):
        desk.tell(number)
    run = desk.build_apart()
    assert (74, "", 1) == (run.status, run.said, len(run.complained)), run
    assert before == at_map.resolve()
    (disk / "ballast").unlink()
    assert 0 == desk.build_apart().status
    assert before != at_map.resolve()
    assert not list(at_map.parent.glob(".map.builds/.*"))
    assert at_state.exists()


def test_a_published_folder_that_may_not_be_written(
    desk: Desk, tmp_path: Path, mounted: Callable[..., None]
) -> None:
    public = tmp_path / "public"
    public.mkdir()
    text = desk.settings.read_text(encoding="utf-8")
    desk.settings.write_text(f'[output]\nfolder = "{public}/map"\n{text}', encoding="utf-8")
    desk.build()
    before = (public / "map").resolve()
    desk.tell(6)
    if IS_ROOT:
        mounted("--bind", str(public), str(public))
        subprocess.run(["mount", "-o", "remount,bind,ro", str(public)], check=True)
    else:
        (public / ".map.builds").chmod(0o555)
    run = desk.build()
    assert (74, "", 1) == (run.status, run.said, len(run.complained)), run
    assert "cannot publish" in run.complained[0]
    assert before == (public / "map").resolve()
    desk.assert_sound()


def test_something_else_at_the_published_folder_is_left_alone(desk: Desk) -> None:
    desk.map.mkdir()
    (desk.map / "thesis.doc").write_text("precious", encoding="utf-8")
    assert 74 == desk.build().status
    assert "precious" == (desk.map / "thesis.doc").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"SQLite format 3\0" + b"rubbish" * 900, "restore a copy"), (b"no database" * 90, "restore a copy")],
)
def test_a_damaged_store_is_told_and_left(desk: Desk, content: bytes, words: str) -> None:
    desk.build()
    before = desk.seen()
    for file in desk.state.parent.glob("dateline.sqlite-*"):
        file.unlink()
    desk.state.write_bytes(content)
    run = desk.build()
    assert (74, 1) == (run.status, len(run.complained)), run
    assert words in run.complained[0]
    assert (before, content) == (desk.seen(), desk.state.read_bytes())


# ---- others, settings, gates


def test_two_at_once(desk: Desk) -> None:
    with only_run(desk.state.with_name("dateline.sqlite.lock")):
        run = desk.build()
    assert (75, "", 1) == (run.status, run.said, len(run.complained)), run
    assert not desk.map.exists()
    assert 0 == desk.build().status


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[output",
        "[output]\nfoldr = 'map'\n[[source]]\nname = 'A'\npath = 'posts'\n",
        "[[source]]\nname = 'A'\npath = 'posts'\ntimezone = 'Kyiv'\n",
        "[gates]\nmost_removed = 5\n[[source]]\nname = 'A'\npath = 'posts'\n",
    ],
)
def test_wrong_settings(desk: Desk, text: str) -> None:
    desk.build()
    before = desk.seen()
    desk.settings.write_text(text, encoding="utf-8")
    run = desk.build()
    assert (2, "", 1) == (run.status, run.said, len(run.complained)), run
    assert str(desk.settings) in run.complained[0]
    assert before == desk.seen()


def test_a_gate_holds_the_build_back_until_somebody_accepts(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk", "[gates]\nmost_quarantined = 0.1\n")
    for number in range(24):
        desk.tell(number)
    assert 0 == desk.build().status
    before = desk.seen()
    desk.tell(24)
    desk.write(*["{"] * 10)
    for _ in range(2):
        run = desk.build()
        assert (4, "") == (run.status, run.said)
        assert "most_quarantined" in run.complained[-1]
        assert before == desk.seen()
    run = desk.build("--accept")
    assert 3 == run.status
    assert 25 == len(desk.ids())
    desk.assert_sound()


def test_a_source_that_is_gone_keeps_what_it_had_and_the_report_says_so(desk: Desk) -> None:
    desk.build()
    ids = desk.ids()
    (desk.folder / "posts" / "posts.jsonl").rename(desk.folder / "away")
    assert 5 == desk.build().status
    assert (ids, 1) == (desk.ids(), len(desk.report()["failed_sources"]))
    assert 5 == desk.build().status
    (desk.folder / "away").rename(desk.folder / "posts" / "posts.jsonl")
    assert 0 == desk.build().status
    assert (ids, []) == (desk.ids(), desk.report()["failed_sources"])


def test_a_post_that_comes_back_is_not_told_as_taken_out(desk: Desk) -> None:
    desk.build()
    gone = desk.posts.pop("3")
    desk.write()
    desk.build()
    assert 1 == len(desk.report()["vanished_posts"])
    desk.posts["3"] = gone
    desk.write()
    desk.build()
    assert [] == desk.report()["vanished_posts"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_log_that_cannot_be_written_stops_no_build(desk: Desk, form: str) -> None:
    """Nor do the warnings that it has to tell."""
    text = desk.settings.read_text(encoding="utf-8")
    desk.settings.write_text(text + "\n[[source]]\nname = 'Gone'\npath = 'gone'\n", encoding="utf-8")
    assert 5 == desk.build_apart("--log", form, prelude="exec 2>/dev/full").status
    assert 6 == len(desk.ids())


# ---- what the doctor says


def doctor(desk: Desk, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["doctor", "--config", str(desk.settings), *arguments])
    return result.exit_code, result.stderr


def test_the_doctor_tells_at_once_that_a_night_ended_badly(desk: Desk, tmp_path: Path) -> None:
    assert 4 == doctor(desk)[0]
    desk.build()
    assert 0 == doctor(desk)[0]
    text = desk.settings.read_text(encoding="utf-8")
    desk.settings.write_text(text + "silent_hours = 1\n", encoding="utf-8")
    assert 4 == desk.build().status
    status, said = doctor(desk)
    assert 4 == status
    assert "dateline: the last run ended with status 4: nothing published: silent_hours" in said
    assert "the last good run ended 0.0 hours ago" in said
    desk.build("--accept")
    assert 0 == doctor(desk)[0]


def test_the_doctor_knows_why_the_disk_stopped_a_run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.build()
    desk.tell(7)

    def refuses(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "_write", refuses)
        assert 74 == desk.build().status
    status, said = doctor(desk)
    assert 74 == status
    assert "ended with status 74" in said
    assert "No space left on device" in said


# ---- killed at the worst moment


def test_killed_between_publishing_and_keeping(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers saw an id; the post behind it is told of another place before the next run."""
    desk.build()
    desk.tell(7, town="Lviv")
    with monkeypatch.context() as patch:
        patch.setattr(nightly_run._Run, "_keep", dies)
        with pytest.raises(Killed):
            desk.build()
    served = set(desk.ids())
    assert 7 == len(served)
    desk.tell(7, town="Rivne")
    assert 0 == desk.build().status
    assert served == set(desk.ids())
    changes = (desk.map / "changes.txt").read_text(encoding="utf-8")
    assert "an edited post" in changes
    assert 0 == changes.count("+ ")
    desk.assert_sound()


def test_killed_between_publishing_and_keeping_and_nothing_new(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(nightly_run._Run, "_keep", dies)
        with pytest.raises(Killed):
            desk.build()
    before = desk.seen()
    assert "6 posts; nothing changed\n" == desk.build().said
    assert before == desk.seen()


@pytest.mark.parametrize("step", ["_write", "_sync_folder", "_forget_old"])
def test_killed_while_publishing_and_what_was_new_is_taken_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    desk.build()
    desk.tell(0, injured=30)
    with monkeypatch.context() as patch:
        patch.setattr(publishing, step, dies)
        with pytest.raises(Killed):
            desk.build()
    desk.tell(0, injured=3)
    assert 0 == desk.build().status
    assert "injuring 3 people" in (desk.map / "evidence.jsonl").read_text(encoding="utf-8")
    assert "injuring 30" not in (desk.map / "evidence.jsonl").read_text(encoding="utf-8")
    assert not list(desk.folder.glob(".map.builds/.*"))
    desk.assert_sound()


def test_killed_while_publishing_other_settings_that_are_taken_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is published then, and what was left lying is cleared away all the same."""
    desk.build()
    text = desk.settings.read_text(encoding="utf-8")
    desk.settings.write_text('[map]\ntitle = "Other"\n' + text, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "_write", dies)
        with pytest.raises(Killed):
            desk.build()
    assert list(desk.folder.glob(".map.builds/.new-*"))
    desk.settings.write_text(text, encoding="utf-8")
    assert "nothing changed" in desk.build().said
    assert not list(desk.folder.glob(".map.builds/.new-*"))


# ---- publishing alone


def test_a_build_that_comes_back_is_not_the_first_to_go(tmp_path: Path) -> None:
    names = [publish({"a": text}, tmp_path / "map").build for text in (b"1", b"2", b"1", b"3")]
    assert {*names[2:]} == {path.name for path in (tmp_path / ".map.builds").iterdir()}


def test_a_build_that_was_meddled_with_is_made_anew(tmp_path: Path) -> None:
    publish({"a": b"1", "b": b"2"}, tmp_path / "map")
    (tmp_path / "map" / "a").write_bytes(b"graffiti")
    (tmp_path / "map" / "c").write_bytes(b"litter")
    publish({"a": b"1", "b": b"2"}, tmp_path / "map")
    assert {"a": b"1", "b": b"2"} == {path.name: path.read_bytes() for path in (tmp_path / "map").iterdir()}
    assert 1 == len(list((tmp_path / ".map.builds").iterdir()))
