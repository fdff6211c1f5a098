"""The files that operators copy: units of systemd and a workflow."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parent.parent / "docs"
UNITS = sorted((DOCS / "systemd").iterdir())
WORKFLOW = (DOCS / "github-actions.yml").read_text(encoding="utf-8")


def lines_of(name: str) -> list[str]:
    return (DOCS / "systemd" / name).read_text(encoding="utf-8").splitlines()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/usr/local/bin/dateline", "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    run = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(tmp_path / unit.name for unit in UNITS)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    # Of the machine's own units it may say what it likes.
    ours = [line for line in run.stderr.splitlines() if "dateline" in line]
    assert [] == ours


def test_the_unit_that_builds_has_no_network() -> None:
    assert {"PrivateNetwork=yes", "IPAddressDeny=any", "RestrictAddressFamilies=AF_UNIX"} <= set(
        lines_of("dateline.service")
    )
    assert "PrivateNetwork=yes" not in lines_of("dateline-fetch.service")


@pytest.mark.parametrize("name", ["dateline-fetch.service", "dateline-doctor.service"])
def test_all_units_are_as_hard(name: str) -> None:
    def hard(unit: str) -> list[str]:
        lines = lines_of(unit)
        return lines[lines.index("NoNewPrivileges=yes") :]

    assert hard("dateline.service") == hard(name)


def test_the_timer_counts_in_utc() -> None:
    assert [True] == [
        line.endswith(" UTC") for line in lines_of("dateline.timer") if line.startswith("OnCalendar=")
    ]


def test_a_build_with_warnings_is_no_failure() -> None:
    assert "SuccessExitStatus=3 5" in lines_of("dateline.service")


def test_the_workflow_is_yaml_and_its_shell_parses(tmp_path: Path) -> None:
    yaml = pytest.importorskip("yaml")
    told: dict[Any, Any] = yaml.safe_load(WORKFLOW)
    # YAML 1.1 reads a bare "on" as true.
    assert "schedule" in told[True]
    assert told["concurrency"]["cancel-in-progress"] is False
    steps = [step for job in told["jobs"].values() for step in job["steps"]]
    for step in steps:
        assert ("run" in step) != ("uses" in step)
        if "run" in step:
            text = re.sub(r"\$\{\{.*?\}\}", "x", step["run"])
            assert 0 == subprocess.run(["bash", "-n"], input=text, text=True, check=False).returncode
    assert any("cp -rL map site" in step.get("run", "") for step in steps)


def test_the_workflow_keeps_the_store_and_comes_back_to_it(tmp_path: Path) -> None:
    """The two steps run as they are written, with a repository of our own as origin."""
    keep = step("Keep what was read").replace("$RUNNER_TEMP", str(tmp_path)).replace("$GITHUB_RUN_ID", "7")
    fetch = step("What was read so far")
    origin, desk = tmp_path / "origin", tmp_path / "desk"
    git(tmp_path, "init", "--quiet", "--bare", str(origin))
    git(tmp_path, "init", "--quiet", str(desk))
    git(desk, "remote", "add", "origin", str(origin))
    bash(desk, fetch)  # the first night: there is nothing yet
    for night in ("one", "two"):
        (desk / "state").mkdir(exist_ok=True)
        (desk / "state" / "dateline.sqlite").write_text(night, encoding="utf-8")
        (desk / "inbox").mkdir(exist_ok=True)
        (desk / "inbox" / night).write_text(night, encoding="utf-8")
        bash(desk, keep)
        shutil.rmtree(desk / "state")
        shutil.rmtree(desk / "inbox")
        bash(desk, fetch)
        assert night == (desk / "state" / "dateline.sqlite").read_text(encoding="utf-8")
    assert {"one", "two"} == {path.name for path in (desk / "inbox").iterdir()}
    assert "1" == git(origin, "rev-list", "--count", "dateline-state").strip()


def step(name: str) -> str:
    """The shell of a step of the workflow, without a reader of YAML."""
    text = WORKFLOW.split(f"- name: {name}\n")[1].split("run: |\n")[1]
    lines = []
    for line in text.splitlines():
        if line.strip() and not line.startswith(" " * 10):
            break
        lines.append(line[10:])
    return "\n".join(lines)


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout


def bash(folder: Path, script: str) -> None:
    # As GitHub runs it.
    run = subprocess.run(
        ["bash", "-e", "-c", script], cwd=folder, capture_output=True, text=True, check=False
    )
    assert 0 == run.returncode, run.stderr
