"""Tables: CSV in the dialects and encodings that spreadsheets write, and Parquet; what would be guesswork is refused."""

import csv
import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dateline.timeline.errors import ReaderError
from reader_files import KYIV, batch_of, instants, reasons

ROWS = [
    ["ID", "Date", "Message", "Channel"],
    ["1", "28.01.2026 10:00", "Пожежа; дим, у Львові\nвночі", "Desk"],
    ["2", "28.01.2026 11:00", 'He said "no"', ""],
]


def table(rows: list[list[str]] = ROWS, mark: str = ",", end: str = "\r\n") -> str:
    held = io.StringIO(newline="")
    csv.writer(held, delimiter=mark, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    return held.getvalue()


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-sig"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_dialects_and_encodings(tmp_path: Path, mark: str, encoding: str, end: str) -> None:
    text = table(mark=mark, end=end)
    raw = (
        "\ufeff".encode("utf-16-le") + text.encode("utf-16-le")
        if encoding == "utf-16-le-sig"
        else text.encode(encoding)
    )
    batch = batch_of(tmp_path, raw, "posts.csv")
    assert ["Пожежа; дим, у Львові\nвночі", 'He said "no"'] == [post.text for post in batch.posts]
    assert ["01-28 08:00", "01-28 09:00"] == instants(batch)
    assert not batch.bad_rows


def test_a_spreadsheet_that_says_its_mark(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, "sep=;\r\n" + table(mark=";"), "posts.csv")
    assert 2 == len(batch.posts)


def test_windows_1251_is_told(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, table(mark=";").encode("windows-1251"), "posts.csv")
    assert "Пожежа; дим, у Львові\nвночі" == batch.posts[0].text
    assert ["read as windows-1251: row 2 is not UTF-8 and has Cyrillic words in it"] == reasons(batch)
    header = [["Дата", "Текст"], ["28.01.2026", "Пожежа"]]
    assert ["Пожежа"] == [
        p.text for p in batch_of(tmp_path, table(header).encode("windows-1251"), "b.csv").posts
    ]


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ("Fire", b"1,Caf\xe9 burns"),  # Latin letters of another code page
        ("Пожежа", "1,Пожежа".encode("windows-1251")),  # the file has shown that it is UTF-8
        ("Fire", b"1,\xff\xfe"),
    ],
)
def test_other_bytes_make_a_bad_row(tmp_path: Path, before: str, line: bytes) -> None:
    raw = f"id,text\n0,{before}\n".encode() + line + b"\n2,Good\n"
    batch = batch_of(tmp_path, raw, "posts.csv")
    assert [before, "Good"] == [post.text for post in batch.posts]
    (bad,) = batch.bad_rows
    assert (3, "UTF-8 text") == (bad.row, bad.expected)


def test_cells_too_few_and_too_many(tmp_path: Path) -> None:
    batch = batch_of(
        tmp_path, "text,date,url\nFire\nSmoke,2026-01-28,,,\nFire, smoke,2026-01-28,x\n,2026-01-28\n", "a.csv"
    )
    assert ["Fire", "Smoke"] == [post.text for post in batch.posts]
    assert [(4, "4", "3 cells, as many as columns"), (5, "nothing", "a text")] == [
        (bad.row, bad.found, bad.expected) for bad in batch.bad_rows
    ]


def test_rows_are_lines_of_the_file(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, '\n\ntext,date\n"a\nb",2026-01-28\n\nc,odd\n', "a.csv")
    assert [(7, "odd")] == [(bad.row, bad.found) for bad in batch.bad_rows]


def test_edits_reposts_numbers_and_zones(tmp_path: Path) -> None:
    rows = [
        ["text", "published", "edited", "repost_of", "id", "timezone"],
        ["a", "1769594400", "1769594500", "@x", "007", ""],
        ["b", "1769594400000", "2026-01-01", "", "1e3", "Europe/London"],
        ["c", "2026-01-28T10:00", "", "", "9", "Europe/London"],
        ["d", "2026-01-28T10:00", "soon", "", "10", "Mars/Base"],
        ["e", "20260128", "soon", "", "11", ""],
    ]
    batch = batch_of(tmp_path, table(rows), "a.csv")
    assert ["007", "1e3", "9", "11"] == [post.post_id for post in batch.posts]
    assert ["01-28 10:00", "01-28 10:00", "01-28 10:00", "01-27 22:00"] == instants(batch)
    assert [True, False, False, False] == [post.edited is not None for post in batch.posts]
    assert ["@x", None, None, None] == [post.repost_of for post in batch.posts]
    assert ["Mars/Base"] == [bad.found for bad in batch.bad_rows]


def test_rows_keep_the_source_they_name(tmp_path: Path) -> None:
    own = replace(KYIV, source_name="Our desk", own_source=True)
    posts = batch_of(tmp_path, table(), "a.csv", own).posts
    assert ["Desk", "Our desk"] == [post.source.source_id for post in posts]


# --- mapping

ODD = "Nr;When;Body;text\n1;28.01.2026 10:00;Fire in Lviv;internal\n"


def test_a_mapping_lets_columns_have_any_name(tmp_path: Path) -> None:
    options = replace(KYIV, mapping={"text": "Body", "published": "when", "id": "Nr"})
    for name in ("posts.csv", "posts.txt"):
        (post,) = batch_of(tmp_path, ODD, name, options).posts
        assert ("1", "Fire in Lviv") == (post.post_id, post.text)


def test_a_column_alone_is_a_table_where_the_name_says_so(tmp_path: Path) -> None:
    assert ["Fire"] == [post.text for post in batch_of(tmp_path, "text\nFire\n", "a.csv").posts]


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"text": "Bodi"}, "expected a column 'Bodi' for text, found none (nearest: Body)"),
        ({"txet": "Body"}, "expected a mapping of text, title, published, edited, repost_of, id, url, lang, source, timezone, found 'txet' (nearest: text)"),
        ({"text": "Zebra"}, "expected a column 'Zebra' for text, found none"),
    ],
)  # fmt: skip
def test_a_mapping_that_does_not_fit(tmp_path: Path, mapping: dict[str, str], said: str) -> None:
    with pytest.raises(ReaderError) as error:
        batch_of(tmp_path, ODD, "a.csv", replace(KYIV, mapping=mapping))
    assert f"a.csv: {said}" == str(error.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("Nr;When;What\n1;2;3\n", "expected a table with a column for the text"),
        ("text;TEXT\na;b\n", "found 'text' twice"),
        ("text, text \na,b\n", "found 'text' twice"),
        ("text" + ",x" * 600 + "\n", "at most 500 columns"),
        ("text,date\na,odd\nb,odd\n", "row 2: expected a publication time"),
    ],
)
def test_what_is_no_table_of_posts(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(ReaderError, match=said):
        batch_of(tmp_path, content, "a.csv")


@pytest.mark.parametrize("line", ["Live | Text", "Key events, so far", "Storm, war and a message", "a|b|c"])
def test_a_pasted_page_is_no_table(tmp_path: Path, line: str) -> None:
    options = replace(KYIV, published=datetime.fromisoformat("2026-01-28T12:00:00+02:00"))
    batch = batch_of(tmp_path, f"{line}\n\nA depot burned in the night, officials say.\n", options=options)
    assert "A depot burned" in batch.posts[-1].text


# --- Parquet


def parquet(columns: dict[str, list[Any]]) -> bytes:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    held = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), held)
    return held.getvalue()


def test_parquet(tmp_path: Path) -> None:
    raw = parquet(
        {
            "message_id": [1.0, 2.0, None],
            "date": [datetime.fromisoformat("2026-01-28T10:00+02:00"), None, None],
            "message": ["Fire in Lviv", "Smoke", None],
            "junk": [[1], [2], [3]],
        }
    )
    batch = batch_of(tmp_path, raw, "posts.parquet")
    assert ["Fire in Lviv", "Smoke"] == [post.text for post in batch.posts]
    assert "1" == batch.posts[0].post_id
    assert ["01-28 08:00", None] == instants(batch)
    assert [(3, "nothing")] == [(bad.row, bad.found) for bad in batch.bad_rows]


def test_parquet_by_a_mapping(tmp_path: Path) -> None:
    raw = parquet({"When": [datetime(2026, 1, 28, 10)], "Body": ["Fire"], "Nr": [7], "Code": [5]})
    options = replace(KYIV, mapping={"text": "Body", "published": "When", "id": "Nr", "title": "Code"})
    (post,) = batch_of(tmp_path, raw, "x", options).posts
    assert ("7", "5\n\nFire", "2026-01-28T10:00:00+02:00") == (
        post.post_id, post.text, post.published.isoformat() if post.published else None,
    )  # fmt: skip
    with pytest.raises(
        ReaderError, match=r"x: expected a column 'Bod' for text, found none \(nearest: Body\)"
    ):
        batch_of(tmp_path, raw, "x", replace(KYIV, mapping={"text": "Bod"}))


@pytest.mark.parametrize(
    "raw", [b"PAR1" + b"\0" * 100, b"PAR1\x15\0" + b"x" * 5000 + b"\xff\xff\xff\x7fPAR1", b"PAR1\0PAR1"]
)
def test_parquet_that_is_broken(tmp_path: Path, raw: bytes) -> None:
    pytest.importorskip("pyarrow")
    with pytest.raises(ReaderError, match="expected a Parquet file"):
        batch_of(tmp_path, raw, "posts.parquet")


def test_parquet_without_pyarrow_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dateline.timeline.readers import parquet as reader

    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(ReaderError, match=r"pip install '\.\[parquet\]' in the checkout"):
        list(reader.parse(b"PAR1\0", {}))
