"""What the documents say is so."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from dateline.command import main
from dateline.console import DONE, GATE, IO_ERROR, LOCKED, OUR_BUG, SOME_FAILED, WARNINGS, WRONG_USAGE
from dateline.nightly.settings import KEYS
from dateline.output import COLUMNS, EXPORTERS
from dateline.timeline.claims.event_types import load_event_types
from nightly_desk import Desk

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = "\n".join(re.findall(r"```sh\n(.*?)```", README, re.DOTALL))
NIGHTLY = (ROOT / "docs" / "nightly.md").read_text(encoding="utf-8")
NIGHTLY_BLOCKS = re.findall(r"```sh\n(.*?)```", NIGHTLY, re.DOTALL)
COMMANDS = sorted(main.commands)


def every_command(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The names that lead to a command and to all below it; none for `dateline` itself."""
    yield path
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            yield from every_command(command.commands[name], (*path, name))


def test_every_command_in_the_readme_exists() -> None:
    named = set(re.findall(r"^dateline (\w+)", BLOCKS, re.MULTILINE))
    assert named
    assert named <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"dateline {command}" in README or command == "demo"


@pytest.mark.parametrize("width", [60, 100])
@pytest.mark.parametrize("path", list(every_command(main)), ids=" ".join)
def test_every_command_helps_with_an_example_line_by_line(path: tuple[str, ...], width: int) -> None:
    result = CliRunner().invoke(main, [*path, "--help"], terminal_width=width, max_content_width=width)
    assert 0 == result.exit_code
    # A backslash is only ever the end of a line that goes on.
    assert "\\" not in result.output.replace("\\\n", "\n")
    _, example = result.output.split("\n  Example:\n")
    lines = example.split("\n\n")[0].splitlines()
    assert any(" ".join(("dateline", *path)) in line for line in lines)
    assert lines[0].startswith("    dateline ")
    for before, line in pairwise(lines):
        assert line.startswith("      " if before.endswith("\\") else "    dateline ")


@pytest.mark.parametrize("script", sorted(set(re.findall(r"^(scripts/\w+\.sh)", BLOCKS, re.MULTILINE))))
def test_every_script_in_the_readme_can_be_run(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)
    assert 0 == subprocess.run(["bash", "-n", ROOT / script], check=False).returncode


def dateline_in(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    """A command as the README writes it, run in a folder."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "dateline", *command.split()],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_readmes_build_runs_as_written(tmp_path: Path) -> None:
    (command,) = re.findall(r"^dateline (build liveblog.*)$", BLOCKS, re.MULTILINE)
    (tmp_path / "liveblog.txt").write_text(
        "Live\n\nDrones hit a depot\n\nDrones hit an oil depot in Saratov overnight, the governor said on Tuesday.\n",
        encoding="utf-8",
    )
    result = dateline_in(tmp_path, command)
    assert 0 == result.returncode, result.stderr
    assert "map/index.html" == result.stdout.strip()
    assert "Saratov" in (tmp_path / "map" / "events.csv").read_text(encoding="utf-8")


def test_the_readmes_example_is_printed_as_it_comes_out(tmp_path: Path) -> None:
    example = README.split("## What it makes of a text")[1].split("\n## ")[0]
    (post,) = re.findall(r"```json\n(.*?)```", example, re.DOTALL)
    (commands,) = re.findall(r"```sh\n(.*?)```", example, re.DOTALL)
    (told,) = re.findall(r"```text\n(.*?)```", example, re.DOTALL)
    (tmp_path / "posts.jsonl").write_text(post, encoding="utf-8")
    results = [dateline_in(tmp_path, line.removeprefix("dateline ")) for line in commands.splitlines()]
    assert [0, 0] == [result.returncode for result in results]
    assert told == results[1].stdout
    report = json.loads((tmp_path / "map" / "report.json").read_text(encoding="utf-8"))
    assert 1 == report["counts"]["drawn"]
    assert "Another attack could follow in February." in {row["quote"] for row in report["rejections"]}


def test_the_readmes_python_runs_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (post,) = re.findall(r"```json\n(.*?)```", README, re.DOTALL)
    (tmp_path / "posts.jsonl").write_text(post, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(compile(code, "README.md", "exec"), names)  # noqa: S102 - our own document
    assert 1 == len(names["frame"])
    assert (tmp_path / "map" / "index.html").is_file()


def test_the_readmes_own_types_run_as_written(tmp_path: Path) -> None:
    (command,) = re.findall(r"^dateline (build .*--event-types.*)$", BLOCKS, re.MULTILINE)
    (own,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    (tmp_path / "our-types.toml").write_text(own, encoding="utf-8")
    (tmp_path / "posts.jsonl").write_text(
        '{"id": "1", "text": "Pupils walked out in Lviv.", "published": "2024-09-03T10:00:00+03:00"}\n',
        encoding="utf-8",
    )
    result = dateline_in(tmp_path, command)
    assert 0 == result.returncode, result.stderr
    assert "School strike in Lviv" in (tmp_path / "map" / "events.csv").read_text(encoding="utf-8")


def test_the_readmes_files_are_what_a_build_holds(tmp_path: Path) -> None:
    rows = "\n".join(re.findall(r"^\| (`\w+\..*?) \|", README, re.MULTILINE))
    listed = set(re.findall(r"`(\w+\.\w+)`", rows))
    result = CliRunner().invoke(main, ["demo", "-o", str(tmp_path / "map")])
    assert result.exit_code in (0, None), result.output
    made = {path.name for path in (tmp_path / "map").iterdir()}
    assert listed <= made
    assert made - {exporter.file for exporter in EXPORTERS.values()} <= listed


def test_the_nightly_documents_commands_run_as_written(tmp_path: Path) -> None:
    """All of them in order: set-up, accepting, doctor, backup, restore."""
    if shutil.which("sqlite3") is None:
        pytest.skip("no sqlite3 here")
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "dateline").write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -P -m dateline "$@"\n', encoding="utf-8"
    )
    (tools / "dateline").chmod(0o755)
    post = '{"id": "1", "text": "Drones hit an oil depot in Saratov overnight.", "published": "2024-09-03T10:00:00+03:00"}'
    named = f"# name your sources in dateline.toml, then:\nmkdir posts\necho '{post}' > posts/a.jsonl"
    script = "\n".join(NIGHTLY_BLOCKS).replace("# name your sources in dateline.toml, then:", named)
    assert named in script
    run = subprocess.run(
        ["bash", "-euc", script],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert 0 == run.returncode, run.stderr
    assert [
        "1 posts, 1 events, 1 on the map; 1 added",
        *["1 posts; nothing changed"] * 2,
    ] == run.stdout.splitlines()


def test_the_nightly_documents_files_are_what_a_build_holds(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    desk.tell(1)
    desk.build()
    table = NIGHTLY.split("## What a build holds")[1].split("\n## ")[0]
    made, listed = {path.name for path in desk.map.iterdir()}, set(re.findall(r"`(\w+\.\w+)`[,` |]", table))
    assert listed - {"nightly.log"} <= made
    assert made - {exporter.file for exporter in EXPORTERS.values()} <= listed


def test_the_nightly_document_names_each_gate_status_and_file_of_ours() -> None:
    assert set(KEYS["gates"]) == set(re.findall(r"^\| `(\w+) = [\d.]+` \|", NIGHTLY, re.MULTILINE))
    statuses = re.findall(r"^\| (\d+) \|", NIGHTLY, re.MULTILINE)
    assert [DONE, OUR_BUG, WRONG_USAGE, WARNINGS, GATE, SOME_FAILED, IO_ERROR, LOCKED] == list(
        map(int, statuses)
    )
    for name in re.findall(r"\]\(([\w./-]+)\)|`((?:scripts|docs)/[\w./-]+)`", NIGHTLY):
        path = ROOT / "docs" / name[0] if name[0] else ROOT / name[1]
        # Corrections have a document of their own.
        assert path.exists() or path.name == "correcting.md", path


def test_the_columns_document_lists_the_columns() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \|", (ROOT / "docs" / "columns.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert list(COLUMNS) == rows


def test_every_event_type_is_defined_with_an_example() -> None:
    for kind in load_event_types().values():
        assert kind.definition.endswith(".")
        assert kind.example.endswith(".")


def test_no_document_or_module_names_a_machine() -> None:
    files = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    # Written so that it does not find itself.
    pattern = re.compile(r"/(?:wor[k]|hom[e])/\w+/|/roo[t]/")
    for name in files:
        path = ROOT / name
        if path.suffix in (".py", ".md", ".toml", ".sh", ".mjs", ".js") and path.is_file():
            assert not pattern.search(path.read_text(encoding="utf-8")), name
