"""Corrections written by a program: rows of others stay byte for byte, and no row is lost."""

import multiprocessing
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from dateline.timeline.claims.event_types import load_event_types
from dateline.timeline.desk.correction_file import append_rows, renew, take_back
from dateline.timeline.desk.corrections import ACTIONS, COLUMNS, FIELDS, Correction, read_corrections
from dateline.timeline.errors import CorrectionError

TYPES = load_event_types()
ROW = Correction(
    row=0, event="e_1", action="set", field="killed", value="6", who="Ann, desk", when="2026-01-28T10:00:00+00:00",
    why='she said "six"', evidence="0123456789ab",
)  # fmt: skip
OLD = {
    "plain": b"event,action,field,value,who,when,why,evidence\ne_9,drop,,,Bo,,,\n",
    "no line end": b"event,action,field,value,who,when,why,evidence\ne_9,drop,,,Bo,,,",
    "windows": b"event,action,field,value,who,when,why,evidence\r\ne_9,drop,,,Bo,,,\r\n",
    "bom": b"\xef\xbb\xbfevent,action,field,value,who,when,why,evidence\ne_9,drop,,,Bo,,,\n",
    "few columns": b"event,action\ne_9,drop\n",
    "other order": b"why , who,action,event\nno such,Bo,drop,e_9\n",
    "lines in cells": b'event,action,field,value,who,when,why,evidence\ne_9,drop,,,Bo,,"a\nb, ""c""",\n\n',
}


def test_a_table_is_made_where_there_is_none(tmp_path: Path) -> None:
    for name in ("corrections.csv", "corrections.toml"):
        append_rows(tmp_path / name, [ROW, replace(ROW, action="approve", field="", value="")], TYPES)
        one, two = read_corrections(tmp_path / name, TYPES)
        assert replace(one, row=0) == ROW
        assert two.action == "approve"
    assert (tmp_path / "corrections.csv").read_text().splitlines()[0] == ",".join(COLUMNS)


@pytest.mark.parametrize("form", OLD)
def test_rows_of_others_stay_byte_for_byte(tmp_path: Path, form: str) -> None:
    file = tmp_path / "corrections.csv"
    file.write_bytes(OLD[form])
    append_rows(file, [ROW], TYPES)
    whole = file.read_bytes()
    header, _, rows = OLD[form].partition(b"\n")
    assert whole.startswith(header.rstrip(b"\r"))
    assert rows in whole
    assert (b"\r\n" in whole) == (form == "windows")
    told = read_corrections(file, TYPES)
    assert ["e_9", "e_1"] == [one.event for one in told]
    assert replace(told[1], row=0) == ROW
    renew(
        file, told[1].row, told[1].sha, TYPES, who="Cy", when="2026-01-29T10:00:00+00:00", evidence="f" * 12
    )
    again = read_corrections(file, TYPES)[1]
    assert ("Cy", "6", "f" * 12) == (again.who, again.value, again.evidence)
    take_back(file, again.row, again.sha, TYPES)
    assert rows in file.read_bytes()
    assert ["e_9"] == [one.event for one in read_corrections(file, TYPES)]
    append_rows(file, [ROW], TYPES)
    take_back(file, told[0].row, told[0].sha, TYPES)
    assert ["e_1"] == [one.event for one in read_corrections(file, TYPES)]


def test_toml_keeps_what_stands_around(tmp_path: Path) -> None:
    file = tmp_path / "corrections.toml"
    old = '# ours\n[[correction]]\nevent = "e_9"\naction = "drop"  # gone\n\n# about the next\n[[correction]]\nevent = "e_8"\naction = "approve"\n'
    file.write_text(old, encoding="utf-8")
    append_rows(file, [replace(ROW, why='"\\ \u202f ї')], TYPES)
    assert file.read_text(encoding="utf-8").startswith(old)
    told = read_corrections(file, TYPES)
    assert told[2].why == '"\\ \u202f ї'
    take_back(file, 1, told[0].sha, TYPES)
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# ours\n")
    assert '# about the next\n[[correction]]\nevent = "e_8"' in text
    assert ["e_8", "e_1"] == [one.event for one in read_corrections(file, TYPES)]


def test_a_form_that_cannot_be_changed_row_by_row_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "corrections.toml"
    old = 'correction = [{event = "e_9", action = "drop"}]\n'
    file.write_text(old, encoding="utf-8")
    with pytest.raises(CorrectionError):
        append_rows(file, [ROW], TYPES)
    with pytest.raises(CorrectionError, match="by hand"):
        take_back(file, 1, read_corrections(file, TYPES)[0].sha, TYPES)
    assert file.read_text(encoding="utf-8") == old
    assert [path.name for path in tmp_path.iterdir() if not path.name.endswith(".lock")] == [file.name]


@pytest.mark.parametrize(
    "wrong",
    [{"action": "delete"}, {"value": "six"}, {"field": "colour"}, {"event": "<b>"}, {"field": "date", "value": "May"}],
)  # fmt: skip
def test_all_rows_or_none(tmp_path: Path, wrong: dict[str, str]) -> None:
    file = tmp_path / "corrections.csv"
    file.write_bytes(OLD["plain"])
    with pytest.raises(CorrectionError, match=r"corrections\.csv: row 4: expected"):
        append_rows(file, [ROW, replace(ROW, **wrong)], TYPES)
    assert file.read_bytes() == OLD["plain"]


def test_a_table_that_is_wrong_already_is_not_made_worse(tmp_path: Path) -> None:
    file = tmp_path / "corrections.csv"
    file.write_bytes(b"event,action\ne_9,delete\n")
    with pytest.raises(CorrectionError, match="row 2"):
        append_rows(file, [ROW], TYPES)
    assert file.read_bytes() == b"event,action\ne_9,delete\n"


def test_a_row_that_says_something_else_by_now_is_not_taken(tmp_path: Path) -> None:
    file = tmp_path / "corrections.csv"
    append_rows(file, [ROW], TYPES)
    (told,) = read_corrections(file, TYPES)
    file.write_text(file.read_text().replace(",6,", ",7,"))
    with pytest.raises(CorrectionError, match="something else"):
        take_back(file, told.row, told.sha, TYPES)


def test_a_link_stays_a_link_and_the_mode_stays(tmp_path: Path) -> None:
    real = tmp_path / "repository" / "corrections.csv"
    real.parent.mkdir()
    real.write_bytes(OLD["plain"])
    real.chmod(0o664)
    link = tmp_path / "corrections.csv"
    link.symlink_to(real)
    append_rows(link, [ROW], TYPES)
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o664
    assert len(read_corrections(real, TYPES)) == 2


def test_the_table_in_the_documents_is_one(tmp_path: Path) -> None:
    text = Path(__file__).parent.parent.joinpath("docs", "correcting.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"```csv\n(.*?)```", text, re.DOTALL)
    (tmp_path / "corrections.csv").write_text(table, encoding="utf-8")
    assert set(ACTIONS) == {row.action for row in read_corrections(tmp_path / "corrections.csv", TYPES)}
    for name in (*ACTIONS, *FIELDS):
        assert f"`{name}`" in text


def _append_many(file: Path, name: str) -> None:
    for number in range(20):
        append_rows(file, [replace(ROW, event=f"{name}_{number}")], TYPES)


def test_two_writers_lose_no_row(tmp_path: Path) -> None:
    file = tmp_path / "corrections.csv"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_append_many, args=(file, name)) for name in ("a", "b")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    rows = read_corrections(file, TYPES)
    assert {f"{name}_{number}" for name in "ab" for number in range(20)} == {row.event for row in rows}
    assert len(rows) == 40


def test_a_full_disk_leaves_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "corrections.csv"
    file.write_bytes(OLD["plain"])

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CorrectionError, match="No space left"):
        append_rows(file, [ROW], TYPES)
    assert file.read_bytes() == OLD["plain"]
    assert not list(tmp_path.glob(".corrections-*"))
