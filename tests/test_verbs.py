"""The library as people use it from Python: its verbs, its documents, and how it shows itself in a notebook."""

import ast
import contextlib
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import dateline
from dateline.verbs import bundled_gazetteer
from event_factory import event

ROOT = Path(__file__).parent.parent
POSTS = [
    "Russian drones hit a power station in Sumy overnight, injuring six people, the governor said.",
    "Ukraine's military claims to have hit an oil depot in Russia's Voronezh region overnight.",
    "Russia could attack Kharkiv again next week.",
]
MORNING = "2026-01-28T09:10+02:00"
LISTED = "<2 claims of 3 posts, 2 things left out>"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the posts that the documents speak of."""
    rows = [{"id": str(n), "text": text, "published": MORNING} for n, text in enumerate(POSTS, 1)]
    (tmp_path / "posts.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fresh(code: str, cwd: Path) -> str:
    """What a new interpreter prints."""
    run = subprocess.run(
        [sys.executable, "-P", "-c", code], cwd=cwd, capture_output=True, text=True, check=True
    )
    return run.stdout.strip()


def test_importing_loads_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys, dateline; dateline.read, dateline.extract, dateline.merge, dateline.export, dateline.DatelineError\n"
        "print({'pandas', 'folium', 'click', 'rich', 'numpy', 'shapely', 'babel'} & set(sys.modules))"
    )
    assert "set()" == fresh(code, tmp_path)
    assert "True" == fresh(
        "import sys, dateline; print(not any(n.startswith('dateline.') for n in sys.modules))", tmp_path
    )


def test_every_public_name_is_there() -> None:
    assert sorted(dateline.__all__) == sorted(dateline._HOMES)
    for name in dateline.__all__:
        assert getattr(dateline, name).__doc__
    assert set(dateline.__all__) <= set(dir(dateline))
    with pytest.raises(AttributeError, match="no attribute 'exctract'"):
        dateline.exctract  # type: ignore[attr-defined] # noqa: B018


def test_the_line_of_the_readme(folder: Path) -> None:
    code = "import dateline; print(dateline.table(dateline.merge(dateline.extract(dateline.read('posts.jsonl')))).dtypes)"
    assert "datetime64[us, UTC]" in fresh(code, folder)


def test_texts_give_what_their_posts_give(folder: Path) -> None:
    from_files = dateline.extract(dateline.read("posts.jsonl"))
    from_texts = dateline.extract(POSTS, published=MORNING)
    assert [LISTED] * 2 == [repr(from_files), repr(from_texts)]
    assert [claim.title for claim in from_files] == [claim.title for claim in from_texts]


def test_a_text_without_a_publication_time_dates_only_what_it_states() -> None:
    told, relative = dateline.extract(
        ["On 5 March 2024 a drone hit a school in Sumy.", "A drone hit a school in Sumy yesterday."]
    )
    assert told.when is not None
    assert "2024-03-05" == told.when.edtf
    assert relative.when is None


def test_what_was_left_out_stays_in_reach(folder: Path) -> None:
    with (folder / "posts.jsonl").open("a", encoding="utf-8") as file:
        file.write('\n{"id": "4"}\n')
    posts = dateline.read(folder)
    assert "<3 posts, 1 bad row>" == repr(posts)
    assert "posts.jsonl" == posts.bad_rows[0].file
    claims = dateline.extract(posts)
    assert {"3"} == {rejection.post_id for rejection in claims.rejections}
    assert 3 == len(claims.extractions)


def test_merging_takes_claims_and_extractions() -> None:
    claims = dateline.extract(POSTS, published=MORNING)
    assert list(dateline.merge(claims)) == list(dateline.merge(claims.extractions))


def test_merging_leaves_history_out() -> None:
    claims = dateline.extract("The strike on Sumy on 13 April 2025 killed 34 people.", published=MORNING)
    assert [True] == [claim.background for claim in claims]
    assert not dateline.merge(claims)


def test_results_are_sequences() -> None:
    events = dateline.merge(dateline.extract(POSTS, published=MORNING))
    assert (2, events[0]) == (len(events), events[:1][0])
    assert events[-1] in events


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: dateline.extract(["", "a"]), "post 1: expected a text or a Post, found ''"),
        (lambda: dateline.extract(["a", None]), "post 2: expected a text or a Post, found None"),  # type: ignore[list-item]
        (lambda: dateline.extract("a", published="2026-01-28"), "expected a time with its offset"),
        (lambda: dateline.extract("a", published="noon"), "expected a time with its offset"),
        (lambda: dateline.extract("a", timezone="Kyiv"), "timezone: expected an IANA name .*, found 'Kyiv'"),
        (lambda: dateline.read("posts.jsonl", kind="tabel"), "kind: expected one of"),
        (lambda: dateline.export([], "a.shp"), "expected a name that ends in one of .html"),
        (lambda: dateline.export([], "a.csv", formats=["csv"]), "expected a folder where formats are named"),
        (lambda: dateline.export([], "a", formats=["shp"]), "format: expected one of map"),
        (lambda: dateline.export([], "."), "expected a folder that dateline made, or none"),
    ],
)
def test_what_can_be_mended_is_one_kind_of_error(wrong: Any, said: str, folder: Path) -> None:
    with pytest.raises(dateline.DatelineError, match=said) as failure:
        wrong()
    assert 1 == len(str(failure.value).splitlines())


def test_own_event_types_go_through(folder: Path) -> None:
    types = '[["Protests"]]\nsub = "School strike"\nfamily = "protest"\nwords.en = ["school strike"]\n'
    Path("own.toml").write_text(types, encoding="utf-8")
    claims = dateline.extract(
        "A school strike was held in Lviv on Monday.", published=MORNING, event_types="own.toml"
    )
    assert ["School strike"] == [claim.sub_event_type for claim in claims]
    assert ["School strike"] == [one.sub_event_type for one in dateline.merge(claims, event_types="own.toml")]
    with pytest.raises(dateline.DatelineError, match="unknown sub-event type 'School strike'"):
        dateline.merge(claims)


def test_a_folder_and_single_files_hold_the_same(folder: Path) -> None:
    events = dateline.merge(dateline.extract(POSTS, published=MORNING))
    made = dateline.export(events, "map")
    for name in ("index.html", "events.geojson", "events.csv"):
        alone = dateline.export(events, name)
        assert (made / name).read_bytes() == alone.read_bytes()
    assert 2 == len((made / "evidence.jsonl").read_text(encoding="utf-8").splitlines())
    assert not list(folder.glob(".*.part"))


def test_a_cell_that_ends_with_events_shows_them(folder: Path) -> None:
    shown = dateline.merge(dateline.extract(POSTS, published=MORNING))._repr_html_()
    assert re.match(
        r'<iframe sandbox="allow-scripts allow-downloads allow-popups" title="2 events, 2 on the map"', shown
    )
    many = dateline.Events([event(n) for n in range(5001)])._repr_html_()
    assert "<iframe" not in many
    assert "5001 events" in many


@pytest.mark.browser
def test_the_map_in_a_notebook_works_and_reaches_nothing(folder: Path, chromium: Any) -> None:
    events = dateline.merge(dateline.extract(POSTS, published=MORNING))
    page_file = folder / "cell.html"
    page_file.write_text(f"<!doctype html><meta charset=utf-8>{events._repr_html_()}", encoding="utf-8")
    page = chromium.new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "request", lambda request: troubles.append(request.url) if request.url.startswith("http") else None
    )
    page.goto(page_file.as_uri())
    frame = page.frame_locator("iframe")
    row = frame.get_by_role("button", name=re.compile("Sumy")).first
    row.click()
    assert "six people" in frame.locator("body").inner_text()
    assert [] == troubles
    page.close()


# --- the documents


def pieces(text: str) -> Iterator[tuple[str, str | None]]:
    """Each example with the output that stands behind it."""
    for code, told in re.findall(r"```python\n(.*?)```\n(?:\n```text\n(.*?)```)?", text, re.DOTALL):
        yield code, told or None


def test_the_page_about_python_runs_as_written(folder: Path) -> None:
    examples = list(pieces((ROOT / "docs" / "python.md").read_text(encoding="utf-8")))
    assert len(examples) >= 6
    names: dict[str, Any] = {}
    for code, told in examples:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, "python.md", "exec"), names)  # noqa: S102 - our own document
        if told is not None:
            assert told == printed.getvalue()


def test_the_notebook_runs_as_written(folder: Path) -> None:
    notebook = json.loads((ROOT / "docs" / "notebook.ipynb").read_text(encoding="utf-8"))
    names: dict[str, Any] = {}
    shown = []
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        assert [] == cell["outputs"], "outputs stay out of the repository"
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(tree, "notebook", "exec"), names)  # noqa: S102 - our own document
            if isinstance(last, ast.Expr):
                shown.append(eval(compile(ast.Expression(last.value), "notebook", "eval"), names))  # noqa: S307
    assert any(isinstance(value, dateline.Events) and value for value in shown)
    assert bundled_gazetteer() is bundled_gazetteer()
