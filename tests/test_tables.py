"""The CSV that a spreadsheet may open."""

import csv
import io

import pytest

from dateline.gazetteer.place import LonLat
from dateline.output.tables import TABLE_COLUMNS, csv_bytes, event_table
from dateline.timeline.event import Toll
from event_factory import claim, event, varied_events, where


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def test_columns_and_rows():
    data = csv_bytes(varied_events())
    assert data.decode().splitlines()[0] == ",".join(TABLE_COLUMNS)
    assert [row["id"] for row in rows(data)] == [e.event_id for e in varied_events()]
    assert b"\r" not in data and not data.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("start", list("=+-@\t＝＋－＠"))
def test_formulas_are_defused_in_every_text_cell(start):
    text = f"{start}cmd|' /C calc'!A0"
    made = event(title=text, actor=text, claimed_by=text, claims=(claim(quote=text, url=text),))
    (row,) = rows(csv_bytes([made]))
    for name in ("title", "actor", "claimed_by", "quote"):
        assert row[name] == f"'{text}", name
    assert row["source_url"].startswith("'")
    assert row["source_urls"][0] in "'%"
    assert rows(csv_bytes([made], raw=True))[0]["title"] == text


def test_numbers_are_untouched():
    santiago = where("Kyiv", location=LonLat(-70.5, -33.4))
    (row,) = rows(csv_bytes([event(where=santiago, injured=Toll(low=6, best=6, high=None))]))
    assert (row["lon"], row["lat"], row["injured_low"], row["injured_high"]) == ("-70.5", "-33.4", "6", "")


def test_not_said_is_empty_and_nobody_is_zero():
    (row,) = rows(csv_bytes([event(killed=Toll(low=0, best=0, high=0), injured=Toll(), where=None)]))
    assert (row["killed_best"], row["injured_best"], row["lon"], row["place"]) == ("0", "", "", "")


def test_breaks_quotes_and_commas_survive():
    text = 'one, "two"\r\nthree\rfour'
    (row,) = rows(csv_bytes([event(title=text), event(2)][:1]))
    assert row["title"] == 'one, "two"\nthree\nfour'


def test_texts_that_look_like_missing_or_numbers_stay_texts():
    (row,) = rows(csv_bytes([event(title="nan", actor="NULL", claimed_by="007")]))
    assert (row["title"], row["actor"], row["claimed_by"]) == ("nan", "NULL", "007")


def test_no_events_gives_the_heading():
    assert csv_bytes([]).decode() == ",".join(TABLE_COLUMNS) + "\n"


def test_whole_numbers_stay_whole_in_the_table():
    assert str(event_table(varied_events())["killed_best"].dtype) == "Int64"
