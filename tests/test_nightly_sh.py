"""The script that cron starts: an empty environment, any working directory, spaces in paths."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from nightly_desk import ROOT, SETTINGS, Desk

CACHE = os.environ.get("DATELINE_CACHE")
# Stands for the commands that this script calls and that are not looked at here: says how it was called.
TOLD = """\
#!/bin/bash
echo "$*" >> "$(dirname "$0")/calls"
case "$1" in
  fetch) echo "fetch: 1 sources: $FETCH"; exit "${FETCH:-0}" ;;
  build) echo '{"event": "run ended"}' >&2; [ "${BUILD:-0}" -lt 70 ] && echo "7 posts" || echo "dateline: no room" >&2; exit "${BUILD:-0}" ;;
esac
"""


@dataclass
class Checkout:
    """A checkout whose scripts/nightly.sh calls what ``dateline`` says."""

    root: Path

    @property
    def command(self) -> Path:
        return self.root / ".venv" / "bin" / "dateline"

    def runs(self, content: str) -> None:
        self.command.parent.mkdir(parents=True, exist_ok=True)
        self.command.write_text(content, encoding="utf-8")
        self.command.chmod(0o755)

    def night(self, *arguments: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["env", "-i", *(f"{name}={value}" for name, value in environment.items()),
             self.root / "scripts" / "nightly.sh", *map(str, arguments)],
            cwd=cwd, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def calls(self) -> list[str]:
        return (self.command.parent / "calls").read_text(encoding="utf-8").splitlines()


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    checkout = Checkout(tmp_path / "a check out")
    (checkout.root / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "nightly.sh", checkout.root / "scripts")
    checkout.runs(TOLD)
    return checkout


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "our desk")
    for number in range(3):
        desk.tell(number)
    return desk


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="no shellcheck here")
def test_shellcheck_finds_nothing() -> None:
    found = subprocess.run(
        ["shellcheck", ROOT / "scripts" / "nightly.sh"], capture_output=True, text=True, check=False
    )
    assert "" == found.stdout


def test_two_nights_with_an_empty_environment(checkout: Checkout, desk: Desk, tmp_path: Path) -> None:
    cache = f'export DATELINE_CACHE="{CACHE}"\n' if CACHE else ""
    checkout.runs(f'#!/bin/bash\n{cache}exec "{sys.executable}" -P -m dateline "$@"\n')
    first = checkout.night(desk.folder, cwd=tmp_path)
    assert (0, "") == (first.returncode, first.stderr), first
    assert f"dateline: {desk.folder}: 3 posts, 3 events, 3 on the map; 3 added\n" == first.stdout
    before = desk.seen()
    assert 0o644 == (desk.map / "index.html").stat().st_mode & 0o777
    second = checkout.night(desk.settings, cwd=Path("/"))
    assert (0, f"dateline: {desk.folder}: 3 posts; nothing changed\n") == (second.returncode, second.stdout)
    assert before == desk.seen()
    log = (desk.folder / "state" / "nightly.log").read_text(encoding="utf-8")
    assert 2 == log.count('"night began"') == log.count('"run ended"')
    assert "3 posts; nothing changed" in log


@pytest.mark.parametrize(
    ("fetched", "built", "status"),
    [
        (0, 0, 0),
        (0, 3, 3),
        (5, 0, 5),
        (4, 3, 5),
        (2, 0, 5),
        (0, 4, 4),
        (5, 4, 4),
        (4, 5, 5),
        (0, 74, 74),
        (4, 75, 75),
    ],
)
def test_statuses(checkout: Checkout, desk: Desk, fetched: int, built: int, status: int) -> None:
    text = desk.settings.read_text(encoding="utf-8")
    desk.settings.write_text(text + 'url = "https://news.example/rss.xml"\n', encoding="utf-8")
    result = checkout.night(desk.folder, cwd=desk.folder, FETCH=str(fetched), BUILD=str(built))
    assert status == result.returncode
    line, silent = (result.stdout, result.stderr) if status in (0, 3) else (result.stderr, result.stdout)
    said = "7 posts" if built < 70 else "no room"
    missed = f" (fetch ended with status {fetched}: fetch: 1 sources: {fetched})" if fetched else ""
    assert (f"dateline: {desk.folder}: {said}{missed}\n", "") == (line, silent)
    assert ["fetch --config dateline.toml", "build --config dateline.toml --log json"] == checkout.calls()


@pytest.mark.parametrize(
    ("settings", "commands"),
    [
        (SETTINGS, "build"),
        (SETTINGS + "# url = 'https://a.example'\n", "build"),
        ("[map]\nurl = 'https://a.example'\n" + SETTINGS, "build"),
        (SETTINGS + " url='https://a.example' # x\r\n", "fetch build"),
        ("[output]\nping = \"https://hc.example/a\"\n" + SETTINGS, "build doctor"),
        ("[output] # places\n ping = 'https://hc.example/a'\n[[source]]\nname = 'A'\nurl = 'https://a.example'\n", "fetch build doctor"),
    ],
)  # fmt: skip
def test_what_a_night_calls_follows_from_the_settings(
    checkout: Checkout, desk: Desk, settings: str, commands: str
) -> None:
    desk.settings.write_text(settings, encoding="utf-8")
    checkout.night(desk.folder, cwd=desk.folder)
    assert commands.split() == [call.split()[0] for call in checkout.calls()]


def test_the_desk_may_be_told_by_the_environment_or_stand_here(
    checkout: Checkout, desk: Desk, tmp_path: Path
) -> None:
    assert 0 == checkout.night(cwd=tmp_path, DATELINE_CONFIG=str(desk.settings)).returncode
    assert 0 == checkout.night(cwd=desk.folder).returncode
    result = checkout.night(cwd=tmp_path)
    assert (2, "", 1) == (result.returncode, result.stdout, result.stderr.count("\n"))
    assert "expected a desk's folder" in result.stderr


def test_a_dateline_on_path_is_taken_and_none_is_one_line(
    checkout: Checkout, desk: Desk, tmp_path: Path
) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    shutil.move(checkout.command, tools / "dateline")
    assert 0 == checkout.night(desk.folder, cwd=tmp_path, PATH=f"{tools}:/usr/bin:/bin").returncode
    result = checkout.night(desk.folder, cwd=tmp_path, PATH="/usr/bin:/bin")
    assert (2, 1) == (result.returncode, result.stderr.count("\n"))
    assert "expected dateline in" in result.stderr


def test_the_script_may_be_linked_to(checkout: Checkout, desk: Desk, tmp_path: Path) -> None:
    link = tmp_path / "cron.daily"
    link.symlink_to(checkout.root / "scripts" / "nightly.sh")
    run = subprocess.run(
        ["env", "-i", link, desk.folder], capture_output=True, text=True, check=False, cwd="/"
    )
    assert 0 == run.returncode, run.stderr


def test_the_log_is_turned_over_by_its_size(checkout: Checkout, desk: Desk) -> None:
    for _ in range(6):
        checkout.night(desk.folder, cwd=desk.folder, DATELINE_LOG_BYTES="10")
    names = sorted(path.name for path in (desk.folder / "state").glob("nightly.log*"))
    assert ["nightly.log", "nightly.log.1", "nightly.log.2", "nightly.log.3"] == names


def test_the_log_lies_beside_the_store(checkout: Checkout, desk: Desk, tmp_path: Path) -> None:
    store = tmp_path / "var lib" / "d.sqlite"
    desk.settings.write_text(f'[output]\nstate = "{store}"\n{SETTINGS}', encoding="utf-8")
    checkout.night(desk.folder, cwd=desk.folder)
    assert "7 posts" in (store.parent / "nightly.log").read_text(encoding="utf-8")


def test_a_log_that_cannot_be_written_stops_nothing(checkout: Checkout, desk: Desk) -> None:
    (desk.folder / "state").write_text("no folder", encoding="utf-8")
    result = checkout.night(desk.folder, cwd=desk.folder)
    assert (0, f"dateline: {desk.folder}: 7 posts\n", "") == (result.returncode, result.stdout, result.stderr)


def test_under_systemd_the_journal_has_the_log(checkout: Checkout, desk: Desk) -> None:
    result = checkout.night(desk.folder, cwd=desk.folder, INVOCATION_ID="0f")
    assert '{"event": "run ended"}' in result.stderr
    assert not (desk.folder / "state").exists()
