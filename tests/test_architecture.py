"""Imports run one way, through the wings too, and no module is a drawer."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# The nouns that posts become, at the foot of timeline.
NOUNS = ("timeline.span", "timeline.errors", "timeline.post", "timeline.event")
# What each wing may import beside itself; the first that fits a module's name holds.
WINGS: dict[str, tuple[str, ...]] = {
    "gazetteer.making": ("gazetteer",),
    "gazetteer.added": ("gazetteer",),
    "gazetteer.online": ("gazetteer",),
    "gazetteer": (),
    "timeline.span": (),
    "timeline.errors": ("gazetteer.errors",),
    "timeline.post": (),
    "timeline.event": ("gazetteer", "timeline.post", "timeline.span"),
    "timeline.text": NOUNS,
    "timeline.times": (*NOUNS, "timeline.text"),
    "timeline.places": (*NOUNS, "timeline.text", "gazetteer"),
    "timeline.claims": (*NOUNS, "timeline.text", "timeline.times", "timeline.places", "gazetteer"),
    "timeline.readers": NOUNS,
    "timeline.fetching": NOUNS,
    "timeline.desk": (*NOUNS, "timeline.times", "timeline.claims", "timeline.merging", "gazetteer"),
    "timeline.store": (*NOUNS, "timeline.readers", "timeline.record", "timeline.desk"),
    # The walk of a post, the joining of claims and their JSON.
    "timeline": (
        *NOUNS,
        "timeline.text",
        "timeline.times",
        "timeline.places",
        "timeline.claims",
        "gazetteer",
    ),
    # What happened, and how its types look; and the ground on which all errors stand.
    "output": ("timeline.event", "timeline.claims.event_types", "gazetteer.errors"),
    "dateline.nightly": ("gazetteer", "timeline", "output", "dateline"),
    "dateline.review": ("gazetteer", "timeline", "output", "dateline"),
    "dateline": ("gazetteer", "timeline", "output", "dateline"),
}
# The gazetteer's own door may open its wings, where they are first needed.
DOORS = {"gazetteer.gazetteer": ("gazetteer.making", "gazetteer.added", "gazetteer.online")}
DRAWERS = {"utils", "helpers", "misc", "common", "manager"}
PACKAGES = {"gazetteer": ROOT, "timeline": ROOT, "output": ROOT, "dateline": ROOT / "scripts"}
MODULES = sorted(
    path
    for package, above in PACKAGES.items()
    for path in (above / package).rglob("*.py")
    if not any(parent.is_symlink() for parent in path.parents)
)
PARTS = ("timeline", "gazetteer", "output")


def name_of(path: Path) -> str:
    """``timeline/text/tokens.py`` -> timeline.text.tokens; ``scripts/dateline/build.py`` -> dateline.build."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part not in ("scripts", "__init__"))


def imported(source: str) -> Iterator[str]:
    """Modules of ours by the names of name_of; ``from package import part`` counts as the part."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            folder = node.module.replace("dateline.", "").replace(".", "/")
            names = [
                f"{node.module}.{alias.name}" if is_module(f"{folder}/{alias.name}") else node.module
                for alias in node.names
            ]
        else:
            continue
        for name in names:
            inner = name.removeprefix("dateline.")
            if inner.split(".")[0] in PARTS:
                yield inner
            elif name.split(".")[0] == "dateline":
                yield name


def is_module(folder: str) -> bool:
    return (ROOT / folder).with_suffix(".py").is_file() or (ROOT / folder / "__init__.py").is_file()


def within(name: str, wing: str) -> bool:
    return name == wing or name.startswith(f"{wing}.")


def wrong_imports(name: str, source: str) -> list[str]:
    wing = next(wing for wing in WINGS if within(name, wing))
    allowed = (wing, *WINGS[wing], *DOORS.get(name, ()))
    inner = [one for one in WINGS if within(one, wing) and one != wing]
    return [
        other
        for other in imported(source)
        if not any(within(other, one) for one in allowed)
        # Within a package its wings are not its top floor, unless they are named.
        or ((any(within(other, one) for one in inner) and not any(within(other, one) for one in allowed if one != wing))
        and wing != "dateline")
    ]  # fmt: skip


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_run_one_way(path: Path) -> None:
    assert [] == wrong_imports(name_of(path), path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "planted"),
    [
        ("timeline.post", "def f():\n    from dateline.output import publish\n"),
        ("timeline.text.tokens", "from dateline.timeline.times import finding"),
        ("timeline.places.view", "from dateline.timeline.claims.triggers import find_triggers"),
        ("timeline.pipeline", "import dateline.timeline.store"),
        ("gazetteer.index", "from dateline.gazetteer.making.build import build_index"),
        ("gazetteer.names", "from dateline import timeline"),
        ("output.features", "from dateline.timeline.merging import merge"),
        ("output.features", "import dateline.build"),
    ],
)
def test_the_check_would_catch_an_import_backwards(name: str, planted: str) -> None:
    assert wrong_imports(name, planted)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
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
