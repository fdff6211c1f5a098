"""The files that operators copy, units of systemd and a workflow; and the workflows of our own."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
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
    check_steps(steps)
    assert any("cp -rL map site" in step.get("run", "") for step in steps)


def check_steps(steps: list[dict[str, Any]]) -> None:
    """Each runs shell that parses or uses an action of a named version."""
    for step in steps:
        assert ("run" in step) != ("uses" in step)
        if "run" in step:
            text = re.sub(r"\$\{\{.*?\}\}", "x", step["run"])
            assert 0 == subprocess.run(["bash", "-n"], input=text, text=True, check=False).returncode
        else:
            assert re.fullmatch(r"[\w-]+/[\w-]+@(v\d+|release/v\d+|[0-9a-f]{40})", step["uses"])


OURS = sorted((ROOT / ".github" / "workflows").iterdir())


def our_workflow(path: Path) -> dict[Any, Any]:
    told: dict[Any, Any] = pytest.importorskip("yaml").safe_load(path.read_text(encoding="utf-8"))
    return told


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_our_workflows_are_bounded_and_leave_no_credentials(path: Path) -> None:
    told = our_workflow(path)
    assert told["permissions"] in ({}, {"contents": "read"})
    for job in told["jobs"].values():
        assert job["timeout-minutes"] <= 60
        check_steps(job["steps"])
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False
    assert "secrets." not in path.read_text(encoding="utf-8")


def test_tests_run_on_every_python_that_is_promised() -> None:
    told = our_workflow(ROOT / ".github" / "workflows" / "tests.yml")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    # YAML 1.1 reads a bare "on" as true.
    assert {"push", "pull_request"} == set(told[True])
    jobs = told["jobs"]
    promised = re.findall(r"Python :: (3\.\d+)", "\n".join(project["classifiers"]))
    assert promised == jobs["tests"]["strategy"]["matrix"]["python"]
    assert f">={promised[0]}" == project["requires-python"]
    (oldest,) = [
        step["with"]["python-version"]
        for step in jobs["lowest"]["steps"]
        if "setup-python" in step.get("uses", "")
    ]
    assert promised[0] == oldest
    for job, *commands in (
        ("tests", "scripts/test.sh", "ruff check", "ruff format --check", "mypy"),
        ("lowest", "--resolution lowest-direct", "pytest"),
        ("wheel", "python -m build", "twine check", "pip install dist/*.whl", "dateline demo"),
    ):
        shell = "\n".join(step.get("run", "") for step in jobs[job]["steps"])
        assert [] == [command for command in commands if command not in shell]


def test_a_release_is_built_without_and_published_with_one_permission() -> None:
    told = our_workflow(ROOT / ".github" / "workflows" / "release.yml")
    assert {"push": {"tags": ["v*"]}} == told[True]
    build, publish = told["jobs"]["build"], told["jobs"]["publish"]
    assert {"contents": "read"} == build["permissions"]
    assert {"id-token": "write"} == publish["permissions"]
    assert ("build", "pypi") == (publish["needs"], publish["environment"]["name"])
    # What is published was built, and checked, elsewhere: nothing else runs beside the permission.
    assert [
        "actions/download-artifact",
        "pypa/gh-action-pypi-publish",
    ] == [step["uses"].split("@")[0] for step in publish["steps"]]


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
