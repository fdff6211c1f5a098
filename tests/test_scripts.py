"""The shell scripts: set up once, again when they must, and say in one line what is missing."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BASH = shutil.which("bash") or "bash"
# Stands for the environment's Python: it has pip, and notes how it is called.
PYTHON = """#!/bin/sh
case "$*" in *"pip install"*) echo "$*" >> "$CALLS" ;; esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with spaces in its name whose environment only notes what it is asked to install."""
    checkout = tmp_path / "a check out"
    shutil.copytree(ROOT / "scripts", checkout / "scripts", ignore=shutil.ignore_patterns("*.egg-info"))
    shutil.copy(ROOT / "pyproject.toml", checkout)
    python = checkout / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(PYTHON, encoding="utf-8")
    python.chmod(0o755)
    return checkout


def run(checkout: Path, commands: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Commands after sourcing the common part as a script does, from the folder beside the checkout."""
    return subprocess.run(
        [BASH, "-c", f'set -euo pipefail\nsource "{checkout.name}/scripts/environment.sh"\n{commands}'],
        cwd=checkout.parent, env={**os.environ, "CALLS": str(checkout / "calls"), **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def installs(checkout: Path) -> list[str]:
    calls = checkout / "calls"
    return calls.read_text(encoding="utf-8").splitlines() if calls.exists() else []


def tools(tmp_path: Path, *names: str) -> str:
    """A PATH with these commands and no others."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for name in names:
        found = shutil.which(name)
        assert found
        (folder / name).symlink_to(found)
    return str(folder)


def test_the_second_run_installs_nothing(checkout: Path) -> None:
    for _ in range(2):
        assert 0 == run(checkout, "install").returncode
    assert 1 == len(installs(checkout))


def test_each_extra_is_installed_for_itself(checkout: Path) -> None:
    assert 0 == run(checkout, "install test; install lint; install test").returncode
    assert ["[test]", "[lint]"] == [call[-6:] for call in installs(checkout)]


def test_a_changed_project_file_is_installed_again(checkout: Path) -> None:
    run(checkout, "install")
    with (checkout / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("# one more dependency\n")
    run(checkout, "install")
    assert 2 == len(installs(checkout))


def test_a_moved_checkout_is_installed_again(checkout: Path) -> None:
    run(checkout, "install")
    moved = checkout.rename(checkout.with_name("elsewhere"))
    assert 0 == run(moved, "install").returncode
    assert 2 == len(installs(moved))


def test_a_failed_installation_is_one_line_and_leaves_no_stamp(checkout: Path) -> None:
    python = checkout / ".venv" / "bin" / "python"
    python.write_text('#!/bin/sh\ncase "$*" in *"pip install"*) exit 1 ;; esac\n', encoding="utf-8")
    result = run(checkout, "install")
    assert 2 == result.returncode
    assert "dateline: pip could not install the project" in result.stderr
    assert not list((checkout / ".venv").glob(".installed*"))


@pytest.mark.parametrize("cdpath", ["", ".", "/"])
def test_the_root_is_found_from_anywhere(checkout: Path, cdpath: str) -> None:
    result = run(checkout, 'echo "$root"', CDPATH=cdpath)
    assert f"{checkout}\n" == result.stdout


def test_without_a_python_there_is_one_line(checkout: Path, tmp_path: Path) -> None:
    (checkout / ".venv" / "bin" / "python").unlink()
    result = run(checkout, "install; echo went on", PATH=tools(tmp_path, "dirname", "cksum", "cat"))
    assert 2 == result.returncode
    assert "" == result.stdout
    assert "dateline: expected Python 3.11 or newer" in result.stderr
    assert 1 == result.stderr.count("\n")


def test_where_no_browser_may_be_installed_its_tests_are_told_so(checkout: Path, tmp_path: Path) -> None:
    result = run(
        checkout, 'see_to_chromium; echo "$DATELINE_NO_BROWSER"', PATH=tools(tmp_path, "dirname", "id")
    )
    assert (0, "1\n") == (result.returncode, result.stdout)
    assert 1 == result.stderr.count("\n")


def test_a_browser_that_is_there_is_taken(checkout: Path, tmp_path: Path) -> None:
    path = Path(tools(tmp_path, "dirname", "id"))
    (path / "google-chrome").symlink_to(BASH)
    result = run(checkout, 'see_to_chromium; echo "${DATELINE_NO_BROWSER:-browser}"', PATH=str(path))
    assert ("browser\n", "") == (result.stdout, result.stderr)
