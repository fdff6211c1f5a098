"""The CSV that a spreadsheet may open."""

import csv
import io
from datetime import UTC, datetime

import pytest

from dateline.gazetteer.place import LonLat
from dateline.output.columns import INSTANT_COLUMNS
from dateline.output.tables import TABLE_COLUMNS, csv_bytes, event_frame
from dateline.timeline.event import Toll
from event_factory import claim, columns_of, event, varied_events, when, where


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def test_columns_and_rows():
    data = csv_bytes(columns_of(varied_events()))
    assert data.decode().splitlines()[0] == ",".join(TABLE_COLUMNS)
    assert [row["id"] for row in rows(data)] == [e.event_id for e in varied_events()]
    assert b"\r" not in data and not data.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("start", list("=+-@\t＝＋－＠"))
def test_formulas_are_defused_in_every_text_cell(start):
    text = f"{start}cmd|' /C calc'!A0"
    made = event(title=text, actor=text, claimed_by=text, claims=(claim(quote=text, url=text),))
    (row,) = rows(csv_bytes(columns_of([made])))
    for name in ("title", "actor", "claimed_by", "quote"):
        assert row[name] == f"'{text}", name
    assert row["source_url"].startswith("'")
    assert row["source_urls"][0] in "'%"
    assert rows(csv_bytes(columns_of([made]), raw=True))[0]["title"] == text


def test_numbers_are_untouched():
    santiago = where("Kyiv", location=LonLat(-70.5, -33.4))
    (row,) = rows(csv_bytes(columns_of([event(where=santiago, injured=Toll(low=6, best=6, high=None))])))
    assert (row["lon"], row["lat"], row["injured_low"], row["injured_high"]) == ("-70.5", "-33.4", "6", "")


def test_not_said_is_empty_and_nobody_is_zero():
    (row,) = rows(
        csv_bytes(columns_of([event(killed=Toll(low=0, best=0, high=0), injured=Toll(), where=None)]))
    )
    assert (row["killed_best"], row["injured_best"], row["lon"], row["place"]) == ("0", "", "", "")


def test_breaks_quotes_and_commas_survive():
    text = 'one, "two"\r\nthree\rfour'
    (row,) = rows(csv_bytes(columns_of([event(title=text), event(2)][:1])))
    assert row["title"] == 'one, "two"\nthree\nfour'


def test_texts_that_look_like_missing_or_numbers_stay_texts():
    (row,) = rows(csv_bytes(columns_of([event(title="nan", actor="NULL", claimed_by="007")])))
    assert (row["title"], row["actor"], row["claimed_by"]) == ("nan", "NULL", "007")


def test_no_events_gives_the_heading():
    assert csv_bytes(columns_of([])).decode() == ",".join(TABLE_COLUMNS) + "\n"


def test_each_column_of_the_frame_has_its_own_type():
    frame = event_frame(columns_of(varied_events()))
    assert list(TABLE_COLUMNS) == list(frame.columns)
    told = {name: str(kind) for name, kind in frame.dtypes.items()}
    assert ("Int64", "Float64", "string") == (told["killed_best"], told["lon"], told["place"])
    assert {"datetime64[us, UTC]"} == {told[name] for name in INSTANT_COLUMNS}
    assert told == {name: str(kind) for name, kind in event_frame([]).dtypes.items()}


def test_what_is_not_said_is_missing_in_the_frame_and_old_days_fit():
    year = when(datetime(1240, 11, 19, tzinfo=UTC), 24)
    frame = event_frame(columns_of([event(when=year, killed=Toll()), event(2, when=None)]))
    assert frame["killed_best"].isna().all()
    assert 1240 == frame["date_start"][0].year
    assert frame["date_start"].isna()[1]
