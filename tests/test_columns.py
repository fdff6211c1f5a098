"""The flat columns that every export shares."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from dateline.output.columns import COLUMNS, INTEGER_COLUMNS, clean_text, event_columns, iso
from dateline.timeline.event import Toll
from dateline.timeline.post import Source
from event_factory import claim, event, varied_events, when, where


def test_order_is_the_contract():
    assert COLUMNS[:3] == ("id", "date_start", "date_end")
    assert COLUMNS[-2:] == ("first_seen", "changed_at")
    assert list(event_columns(event())) == [*COLUMNS, "lon", "lat"]


def test_a_night_keeps_its_own_offset():
    columns = event_columns(event())
    assert columns["date_start"] == "2026-01-27T18:00:00+02:00"
    assert columns["date_end"] == "2026-01-28T08:00:00+02:00"


def test_longitude_and_latitude_are_not_swapped():
    columns = event_columns(event(where=where("Kyiv")))
    assert (columns["lon"], columns["lat"]) == (30.5238, 50.45466)


def test_not_said_is_none_and_nobody_is_zero():
    columns = event_columns(
        event(killed=Toll(low=0, best=0, high=0), injured=Toll(), actor="", when=None, where=None)
    )
    assert (columns["killed_low"], columns["killed_best"], columns["killed_high"]) == (0, 0, 0)
    absent = [
        "injured_best",
        "actor",
        "date_start",
        "date_end",
        "date_prec",
        "place",
        "where_prec",
        "lon",
        "lat",
    ]
    assert [columns[name] for name in absent] == [None] * len(absent)


def test_country_level_has_no_point():
    columns = event_columns(event(where=where("Ukraine", 6, None)))
    assert (columns["place"], columns["where_prec"], columns["lon"], columns["lat"]) == (
        "Ukraine",
        6,
        None,
        None,
    )


def test_sources_are_counted_and_quote_and_address_belong_together():
    one = claim(1, url=None, quote="first words")
    two = claim(2, url="https://b.example/a b", quote="second words", source=Source(source_id="b", name="B"))
    again = claim(3, url="https://b.example/a b", source=Source(source_id="b", name="B"))
    columns = event_columns(event(claims=(one, two, again)))
    assert (columns["n_posts"], columns["n_sources"]) == (3, 2)
    assert (columns["source_name"], columns["quote"]) == ("B", "second words")
    assert columns["source_urls"] == "https://b.example/a%20b"


def test_kinds_of_values():
    for happening in varied_events():
        for name, value in event_columns(happening).items():
            if name in INTEGER_COLUMNS:
                assert value is None or type(value) is int, name
            else:
                assert value is None or (type(value) in (str, float) and value != ""), name


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("плюс «лапки»", "плюс «лапки»"),
        ("a\u202egpj.exe\u202c\u2066b\u2069", "agpj.exeb"),
        ("nul\x00 bell\x07 next\x85", "nul bell next"),
        ("half \ud83d emoji", "half \ufffd emoji"),
        ("whole 😀 emoji", "whole 😀 emoji"),
        ("a\r\nb\rc\td", "a\nb\nc\td"),
        ("\u200fعربي\u200e", "\u200fعربي\u200e"),
    ],
)
def test_clean_text(text, cleaned):
    assert clean_text(text) == cleaned


def test_offsets_before_time_zones_are_whole_minutes():
    assert iso(datetime(1910, 1, 1, tzinfo=ZoneInfo("Europe/Kyiv"))) == "1909-12-31T23:59:56+02:02"
    assert iso(datetime(2026, 7, 1, tzinfo=UTC)) == "2026-07-01T00:00:00+00:00"


def test_offset_follows_summer_time():
    summer = when(datetime(2026, 7, 1, tzinfo=ZoneInfo("Europe/Kyiv")))
    assert event_columns(event(when=summer))["date_start"] == "2026-07-01T00:00:00+03:00"
