"""Imports run one way, and no module is a drawer."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("gazetteer", "timeline", "output", "dateline")
ALLOWED = {
    "gazetteer": ("gazetteer",),
    "timeline": ("timeline", "gazetteer"),
    "output": ("output", "timeline.event"),
}
DRAWERS = {"utils", "helpers", "misc", "common", "manager"}
MODULES = sorted(path for package in ALLOWED for path in (ROOT / package).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_one_way(path: Path) -> None:
    allowed = ALLOWED[path.relative_to(ROOT).parts[0]]
    for name in imported(path):
        if name.split(".")[0] in OURS:
            assert any(name == one or name.startswith(one + ".") for one in allowed), name


def test_the_check_would_catch_an_import_backwards(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text("def f():\n    from output import publish\n")
    assert ["output"] == list(imported(planted))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_one_idea(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert path.stem not in DRAWERS
    assert len(source.splitlines()) <= 400
    assert ast.get_docstring(ast.parse(source))


def test_no_stage_names_a_language() -> None:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare):
                values = [v.value for v in ast.walk(node) if isinstance(v, ast.Constant)]
                assert not {"uk", "ru"} & {v for v in values if isinstance(v, str)}, path
