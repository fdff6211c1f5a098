"""A post that is edited there and back finds its event again, and takes no other's."""

import csv
from pathlib import Path

import pytest

from nightly_desk import Desk


def ids(desk: Desk) -> dict[str, str]:
    """Place -> id, after a run."""
    assert 0 == desk.build().status
    with (desk.map / "events.csv").open(encoding="utf-8", newline="") as file:
        return {row["place"]: row["id"] for row in csv.DictReader(file)}


def tell(desk: Desk, number: int, town: str) -> None:
    """All of one night."""
    desk.tell(number, town=town)
    desk.posts[str(number)]["published"] = f"2026-01-05T1{number}:00:00+00:00"
    desk.write()


@pytest.mark.parametrize(
    "towns", [("Saratov", "Kharkiv"), ("Odesa", "Lviv"), ("Sumy", "Rivne"), ("Poltava", "Kherson")]
)
@pytest.mark.parametrize("moved", [0, 1])
def test_there_and_back(tmp_path: Path, towns: tuple[str, str], moved: int) -> None:
    desk = Desk(tmp_path / "desk")
    for number, town in enumerate(towns):
        tell(desk, number, town)
    before = ids(desk)
    tell(desk, moved, towns[1 - moved])
    between = ids(desk)
    assert [before[towns[1 - moved]]] == list(between.values())
    tell(desk, moved, towns[moved])
    assert before == ids(desk)
