"""The annotated posts and reports against floors, and the scorer against verdicts worked out by hand."""

import dataclasses
import tomllib
from pathlib import Path
from typing import Any

import pytest

from accuracy import figures, half_of, judge, merge_figures, post_of, read_tables, weighted_f1
from dateline.timeline.pipeline import Extractor, extract_post
from evaluate import main

DATA = Path(__file__).parent / "data"
POSTS = read_tables(sorted(DATA.glob("annotated_*.toml")), "post")
FLOORS: dict[str, Any] = tomllib.loads((DATA / "floors.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def measured(extractor: Extractor) -> dict[str, dict[str, float]]:
    verdicts = [judge(row, extract_post(post_of(row), extractor).claims) for row in POSTS]
    halves = {half: [v for v in verdicts if half_of(v.post_id) == half] for half in ("development", "test")}
    merging, _ = merge_figures(read_tables([DATA / "reports.toml"], "report"), extractor)
    return {half: figures(found) for half, found in halves.items()} | {"merging": merging}


@pytest.mark.parametrize(
    ("part", "name"),
    [(part, name) for part in ("development", "test", "merging") for name in FLOORS[part]],
)
def test_a_figure_stays_above_its_floor(measured: dict[str, dict[str, float]], part: str, name: str) -> None:
    assert measured[part][name] >= FLOORS[part][name]


@pytest.mark.parametrize(
    ("part", "name"), [(part, name) for part, names in FLOORS["ceilings"].items() for name in names]
)
def test_a_figure_stays_below_its_ceiling(
    measured: dict[str, dict[str, float]], part: str, name: str
) -> None:
    assert measured[part][name] <= FLOORS["ceilings"][part][name]


def test_the_annotated_posts_are_many_and_hard() -> None:
    assert len(POSTS) >= 250
    assert len({row["id"] for row in POSTS}) == len(POSTS)
    assert sum(row["kind"] != "event" for row in POSTS) / len(POSTS) >= 1 / 3
    assert {row["lang"] for row in POSTS} == {"en", "uk", "ru"}


def test_a_wrong_day_or_place_is_not_joint(extractor: Extractor) -> None:
    row = next(row for row in POSTS if row["id"] == "en-001")
    (claim,) = extract_post(post_of(row), extractor).claims
    assert judge(row, [claim]).checks["main"]
    label = dict(row["events"][0])
    moved = dict(row, events=[label | {"lat": label["lat"] + 1}])
    later = dict(row, events=[label | {"date_start": "2025-03-14", "date_end": "2025-03-15"}])
    assert not judge(moved, [claim]).checks["place"]
    assert not judge(later, [claim]).checks["date"]
    assert judge(moved, [claim]).false_pins == 1
    assert judge(dict(row, events=[], kind="history"), [claim]).false_pins == 1
    assert not judge(row, [dataclasses.replace(claim, killed=claim.injured)]).checks["killed"]


def test_weighted_f1_counts_each_label_by_its_share() -> None:
    # a: precision 1, recall 1/2, F1 2/3, three quarters of the weight would be a's; b: 1/2, 1, 2/3.
    assert weighted_f1([("a", "a"), ("a", "b"), ("b", "b")]) == pytest.approx(2 / 3)


def test_two_runs_are_compared_post_by_post(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = tmp_path / "run.json"
    posts = ["--posts", str(DATA / "annotated_ru.toml"), "--reports", str(DATA / "reports.toml")]
    assert main([*posts, "--save", str(run)]) == 0
    run.write_text(run.read_text(encoding="utf-8").replace('"ru-004": "right"', '"ru-004": "place"'), "utf-8")
    capsys.readouterr()
    assert main([*posts, "--compare", str(run)]) == 0
    told = capsys.readouterr().out
    assert "gained  ru-004: place -> right" in told
    assert "1 of 70 posts changed" in told
