"""`dateline review`: the worst first, safe in a spreadsheet, and no trouble to a run that goes on."""

import csv
import io
import shutil
import sqlite3
from pathlib import Path

import pytest

from dateline.timeline.errors import StoreError
from dateline.timeline.store import look
from review_desk import build, make_desk, run, write_posts


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_desk(tmp_path_factory.mktemp("list") / "desk")


@pytest.fixture
def desk(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "desk", symlinks=True))


def listed(desk: Path, *words: str) -> list[dict[str, str]]:
    result = run("review", "--config", str(desk / "dateline.toml"), *words)
    assert result.returncode == 0, result.stderr
    assert result.stderr == b""
    return list(csv.DictReader(io.StringIO(result.stdout.decode("utf-8"))))


def by_place(rows: list[dict[str, str]], place: str) -> dict[str, str]:
    (row,) = (row for row in rows if row["place"] == place)
    return row


def test_the_worst_comes_first(desk: Path) -> None:
    rows = listed(desk)
    assert ["Pokrovsk", "Kherson"] == [row["place"] for row in rows if row["held"]]
    assert ["yes", "yes", ""] == [row["held"] for row in rows[:3]]
    rest = rows[2:]
    assert all(row["review"] for row in rest)
    assert [float(row["confidence"]) for row in rest] == sorted(float(row["confidence"]) for row in rest)
    everything = listed(desk, "--all")
    assert [row["event"] for row in everything[: len(rows)]] == [row["event"] for row in rows]
    assert len(everything) > len(rows)
    assert [row["event"] for row in listed(desk, "--limit", "3")] == [row["event"] for row in rows[:3]]


def test_cells_run_nothing_in_a_spreadsheet(desk: Path) -> None:
    quotes = [row["quote"] for row in listed(desk, "--all")]
    assert any(quote.startswith("'=HYPERLINK") for quote in quotes)
    assert not any(quote.startswith("=") for quote in quotes)


def test_the_evidence_may_be_pasted_and_ends_when_reports_change(desk: Path) -> None:
    row = by_place(listed(desk, "--all"), "Kherson")
    gone = by_place(listed(desk, "--all"), "İzmir")
    (desk / "corrections.csv").write_text(
        "event,action,field,value,evidence\n"
        f"{row['event']},approve,,,{row['evidence']}\n"
        f"{row['event']},set,killed,2,{row['evidence']}\n"
        f"{gone['event']},drop,,,{gone['evidence']}\ne_nobody,drop,,,\n",
        encoding="utf-8",
    )
    result = build(desk)
    assert b"look again" not in result.stderr
    (trouble,) = (row for row in listed(desk) if row["corrections"])
    assert trouble["event"] == "e_nobody"
    assert (
        "corrections.csv: row 5 (drop): not applied: there is no such event any more"
        in trouble["corrections"]
    )

    write_posts(
        desk,
        p5="Gunmen shot dead two civilians in Kherson on Monday, and it was worse than that.",
        p6="An earthquake of magnitude 5.1 struck near Izmir on Monday, quite strong.",
    )
    assert build(desk).returncode == 3
    rows = [row for row in listed(desk) if row["corrections"]]
    assert {row["event"], gone["event"], "e_nobody"} == {one["event"] for one in rows}
    again = next(one for one in rows if one["event"] == row["event"])
    assert again["corrections"].count("look again") == 2
    assert again["evidence"] != row["evidence"]
    # What an editor decided stands before what is only doubtful, behind what waits.
    assert rows[0]["event"] in [one["event"] for one in listed(desk)[1:4]]
    # A later row on what is reported now ends the complaint about the same thing, and only that.
    with (desk / "corrections.csv").open("a", encoding="utf-8") as table:
        table.write(f"{row['event']},set,killed,2,{again['evidence']}\n")
    build(desk)
    again = next(one for one in listed(desk) if one["event"] == row["event"])
    assert again["corrections"].count("look again") == 1
    assert "approve" in again["corrections"]


def test_a_merged_event_names_the_evidence_that_the_build_holds_it_against(desk: Path) -> None:
    rows = listed(desk, "--all")
    one, other = by_place(rows, "Sumy"), by_place(rows, "Kharkiv")
    table = desk / "corrections.csv"
    table.write_text(
        f"event,action,field,value,evidence\n{one['event']},merge,,{other['event']},{one['evidence']}\n",
        encoding="utf-8",
    )
    assert b"look again" not in build(desk).stderr
    merged = by_place(listed(desk, "--all"), "Sumy")
    assert merged["n_posts"] == "2"
    with table.open("a", encoding="utf-8") as rest:
        rest.write(f"{one['event']},set,killed,0,{merged['evidence']}\n")
    assert b"look again" not in build(desk).stderr
    assert not [row for row in listed(desk) if row["corrections"]]


def test_no_store_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "dateline.toml").write_text('[[source]]\nname = "A"\npath = "a"\n', encoding="utf-8")
    for words in ([], ["--serve", "--port", "0"]):
        result = run("review", "--config", str(tmp_path / "dateline.toml"), *words)
        assert result.returncode == 74
        (line,) = result.stderr.decode().splitlines()
        assert "dateline.sqlite: there is no store yet; `dateline build` makes it" in line
        assert result.stdout == b""
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize(
    ("made", "named"),
    [("CREATE TABLE t (x)", "another program's"), ("PRAGMA application_id = 1685351534; PRAGMA user_version = 99", "99")],
)  # fmt: skip
def test_another_store_is_one_line(tmp_path: Path, made: str, named: str) -> None:
    database = sqlite3.connect(tmp_path / "s.sqlite")
    database.executescript(made)
    database.close()
    with pytest.raises(StoreError, match=named):
        look(tmp_path / "s.sqlite", lambda view: view.published_at())


def test_no_store_but_bytes(tmp_path: Path) -> None:
    (tmp_path / "s.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError, match=r"s\.sqlite: cannot read the store"):
        look(tmp_path / "s.sqlite", lambda view: view.published_at())


def test_reading_leaves_no_trace(desk: Path) -> None:
    before = {path.name: path.read_bytes() for path in (desk / "state").iterdir()}
    listed(desk)
    assert before == {path.name: path.read_bytes() for path in (desk / "state").iterdir()}
    (desk / "state" / "dateline.sqlite").chmod(0o444)
    assert listed(desk)


def test_a_run_that_writes_is_not_waited_for_and_not_in_the_way(desk: Path) -> None:
    before = listed(desk, "--all")
    database = sqlite3.connect(desk / "state" / "dateline.sqlite", isolation_level=None)
    database.execute("BEGIN IMMEDIATE")
    database.execute("DELETE FROM events")
    assert before == listed(desk, "--all")

    def while_reading(view: object) -> int:
        first = len(view.events.published())  # type: ignore[attr-defined]
        database.execute("COMMIT")
        assert len(view.events.published()) == first  # type: ignore[attr-defined]
        return first

    assert look(desk / "state" / "dateline.sqlite", while_reading) == len(before)
    assert look(desk / "state" / "dateline.sqlite", lambda view: len(view.events.published())) == 0
    database.execute("BEGIN IMMEDIATE")
    database.execute("ROLLBACK")
    database.close()


def test_a_run_that_begins_and_ends_while_one_reads_is_seen_whole(desk: Path) -> None:
    path = desk / "state" / "dateline.sqlite"
    turns = []

    def take(view: object) -> int:
        turns.append(1)
        if len(turns) == 1:
            database = sqlite3.connect(path, isolation_level=None)
            database.execute("DELETE FROM events")
            database.close()
        return len(view.events.published())  # type: ignore[attr-defined]

    assert look(path, take) == 0
    assert len(turns) == 2


def test_what_gave_no_event_is_listed_with_its_reason(desk: Path) -> None:
    with (desk / "alpha.jsonl").open("a", encoding="utf-8") as file:
        file.write(
            '=broken\n{"id": "f", "text": "=1+1 Russia will attack Odesa again tomorrow, Kyiv warns.", "published": "2026-01-28T09:00:00+02:00"}\n'
        )
    assert 3 == build(desk).returncode
    rows = listed(desk, "--left-out")
    assert "quarantine" == rows[0]["stage"]
    assert rows[0]["post"].startswith("Alpha: alpha.jsonl, row ")
    assert rows[0]["quote"].startswith("'=broken")
    told = [row for row in rows if row["post"] == "f"]
    assert any(row["stage"] == "triggers" and row["reason"] for row in told)
    assert all(row["quote"].startswith("'=1+1") or not row["quote"].startswith("=") for row in told)
