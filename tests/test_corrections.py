"""Corrections: what each action does, and what is wrong with a row."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from dateline.timeline.claims.event_types import load_event_types
from dateline.timeline.desk.correcting import Corrected, apply_corrections
from dateline.timeline.desk.corrections import COLUMNS, Correction, read_corrections
from dateline.timeline.errors import CorrectionError
from dateline.timeline.event import Event
from dateline.timeline.merging import MergeOptions
from event_factory import claim, event, where

TYPES = load_event_types()


def read(folder: Path, text: str, name: str = "corrections.csv") -> list[Correction]:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return read_corrections(file, TYPES)


def apply(events: list[Event], *rows: tuple[str, ...]) -> Corrected:
    corrections = [
        Correction(row=number, event=event, action=action, field=name, value=value, who="anna", why="seen")
        for number, (event, action, name, value) in enumerate(rows, 2)
    ]
    return apply_corrections(events, corrections, TYPES, MergeOptions())


def one(result: Corrected) -> Event:
    assert [] == result.unfit
    (found,) = result.events
    return found


def test_a_toll_is_set_and_the_title_follows() -> None:
    found = one(apply([event()], ("e001", "set", "injured", "7-9"), ("e001", "set", "killed", "1")))
    assert (7, 9, 9) == (found.injured.low, found.injured.best, found.injured.high)
    assert 1 == found.killed.best
    assert "1 killed, 7–9 injured" in found.title


def test_nothing_means_not_said_and_is_not_zero() -> None:
    assert one(apply([event()], ("e001", "set", "injured", ""))).injured.best is None
    assert 0 == one(apply([event()], ("e001", "set", "injured", "0"))).injured.best


def test_a_title_that_an_editor_worded_stays() -> None:
    found = one(apply([event()], ("e001", "set", "title", "Our words"), ("e001", "set", "killed", "1")))
    assert "Our words" == found.title


@pytest.mark.parametrize(
    ("value", "edtf", "prec", "text", "hours"),
    [
        ("2026-01-28", "2026-01-28", 1, "28 Jan 2026", 24),
        ("2026-01-27/2026-01-28", "2026-01-27/2026-01-28", 2, "27–28 Jan 2026", 48),
        ("2026-03-29", "2026-03-29", 1, "29 Mar 2026", 23),  # the day that loses an hour
    ],
)
def test_days_are_midnight_to_midnight_in_the_place(
    value: str, edtf: str, prec: int, text: str, hours: int
) -> None:
    when = one(apply([event()], ("e001", "set", "date", value))).when
    assert when is not None
    assert (edtf, prec, "stated", text) == (when.edtf, when.date_prec, when.basis, when.text)
    assert hours * 3600 == when.end.timestamp() - when.start.timestamp()


def test_a_pin_is_moved_longitude_first() -> None:
    found = one(apply([event()], ("e001", "move", "Shevchenkivskyi district", "35.20,47.86"))).where
    assert found is not None
    assert found.location is not None
    assert (35.20, 47.86, 1, 0.5) == (*found.location, found.where_prec, found.uncertainty_km)
    assert "Shevchenkivskyi district" == found.name
    assert "Zaporizhzhia Oblast" == found.admin1


def test_an_event_without_a_place_gets_one() -> None:
    result = apply([event(where=None)], ("e001", "move", "", "35.20,47.86"))
    assert ["the event has no place; 'field' must name it"] == [why for _, why in result.unfit]
    found = one(apply([event(where=None)], ("e001", "move", "The depot", "35.20,47.86"))).where
    assert found is not None
    assert "The depot" == found.name


def test_a_type_brings_its_group() -> None:
    found = one(apply([event()], ("e001", "set", "sub_event_type", "Armed clash")))
    assert ("Battles", "Armed clash") == (found.event_type, found.sub_event_type)


def test_what_is_dropped_is_gone_and_what_follows_is_told() -> None:
    result = apply([event(), event(2)], ("e001", "drop", "", ""), ("e001", "set", "killed", "1"))
    assert ["e002"] == [found.event_id for found in result.events]
    assert ["e001"] == result.dropped
    assert ["the event was taken out by a row above"] == [why for _, why in result.unfit]


def test_approving_takes_the_mark_off() -> None:
    result = apply([event(review="dated by publication")], ("e001", "approve", "", ""))
    assert one(result).review is None
    assert {"e001"} == result.approved


def test_two_are_joined_and_one_is_split_off_again() -> None:
    both = [event(), event(2)]
    joined = one(apply(both, ("e001", "merge", "", "e002")))
    assert "e001" == joined.event_id
    assert "e002" in joined.aliases
    assert ["c001", "c002"] == [told.claim_id for told in joined.claims]
    assert ("joined by anna",) == joined.merged_because
    parts = apply([joined], ("e001", "split", "", "c002")).events
    assert {"e001": ["c001"], "e_c002": ["c002"]} == {
        part.event_id: [told.claim_id for told in part.claims] for part in parts
    }


def test_the_only_report_cannot_be_split_off() -> None:
    assert ["c001 is its only report"] == [
        why for _, why in apply([event()], ("e001", "split", "", "c001")).unfit
    ]
    assert ["c9 is no report of it"] == [
        why for _, why in apply([event()], ("e001", "split", "", "c9")).unfit
    ]


def test_an_earlier_id_will_do() -> None:
    found = one(apply([event(aliases=("e_old",))], ("e_old", "set", "killed", "3")))
    assert 3 == found.killed.best


def test_a_row_for_an_event_joined_above_goes_to_the_whole() -> None:
    both = [event(), event(2)]
    found = one(apply(both, ("e001", "merge", "", "e002"), ("e002", "set", "killed", "3")))
    assert ("e001", 3) == (found.event_id, found.killed.best)


def test_what_rows_above_say_holds_when_events_are_joined_or_split() -> None:
    rows = (
        ("e001", "set", "killed", "4"),
        ("e001", "set", "title", "Market hit"),
        ("e001", "approve", "", ""),
        ("e002", "set", "injured", "9"),
        ("e002", "set", "killed", "5"),
        ("e001", "merge", "", "e002"),
    )
    found = apply([event(review="doubtful"), event(2, review="doubtful")], *rows)
    joined = one(found)
    assert ("Market hit", 5, 9, None) == (
        joined.title,
        joined.killed.best,
        joined.injured.best,
        joined.review,
    )
    assert {"e001"} == found.approved
    parts = apply([event(), event(2)], *rows, ("e001", "split", "", "c002")).events
    assert {"e001": ("Market hit", 5, 9), "e_c002": (parts[1].title, None, None)} == {
        part.event_id: (part.title, part.killed.best, part.injured.best) for part in parts
    }


def test_an_event_of_the_desks_own_keeps_its_title_and_place_when_another_joins_it() -> None:
    rows = (
        ("desk-1", "add", "Air/drone strike", "Strike on the bridge"),
        ("desk-1", "move", "Antonivka bridge", "32.72,46.67"),
        ("desk-1", "merge", "", "e001"),
    )
    found = one(apply([event()], *rows))
    assert found.where is not None
    assert ("Strike on the bridge", "Antonivka bridge") == (found.title, found.where.name)


def test_splitting_again_and_again_loses_no_report() -> None:
    whole = replace(event(), event_id="e_c001", claims=(claim(1), claim(2), claim(3)))
    rows = [("e_c001", "split", "", "c001")]
    parts = apply([whole], *rows, ("e_c001", "merge", "", "e_c001-split"), *rows).events
    assert ["c001", "c002", "c003"] == sorted(told.claim_id for part in parts for told in part.claims)


def test_an_event_of_the_desks_own() -> None:
    rows = (
        ("desk-1", "add", "Air/drone strike", "Strike on the bridge"),
        ("desk-1", "set", "date", "2026-01-28"),
        ("desk-1", "move", "Antonivka bridge", "32.72,46.67"),
        ("desk-1", "set", "url", "https://example.org/video"),
    )
    result = apply([event()], *rows)
    added = next(found for found in result.events if found.event_id == "desk-1")
    assert ("Strike on the bridge", "Explosions/Remote violence") == (added.title, added.event_type)
    assert added.when is not None
    assert added.where is not None
    assert ("anna", "seen", "https://example.org/video") == (
        added.claims[0].source.name,
        added.claims[0].quote,
        added.claims[0].url,
    )
    again = apply([event()], *rows[:1], *rows[:1])
    assert ["there is an event of this id already"] == [why for _, why in again.unfit]


def test_a_later_row_for_one_field_holds() -> None:
    found = one(apply([event()], ("e001", "set", "killed", "3"), ("e001", "set", "killed", "4")))
    assert 4 == found.killed.best


def test_the_order_of_events_is_theirs_again() -> None:
    places = [event(n, where=where("Kyiv"), claims=(claim(n),)) for n in (3, 1, 2)]
    assert ["e001", "e002", "e003"] == [found.event_id for found in apply(places).events]


# ---- the table


def test_a_table_in_toml_says_the_same(tmp_path: Path) -> None:
    table = read(tmp_path, "event,action,field,value,who\ne001,set,killed,3,anna\n")
    toml = '[[correction]]\nevent = "e001"\naction = "set"\nfield = "killed"\nvalue = 3\nwho = "anna"\n'
    tables = read(tmp_path, toml, "corrections.toml")
    assert [(one.event, one.action, one.value, one.sha) for one in table] == [
        (one.event, one.action, one.value, one.sha) for one in tables
    ]


def test_no_file_means_no_corrections(tmp_path: Path) -> None:
    assert [] == read_corrections(tmp_path / "none.csv", TYPES)


def test_a_spreadsheets_mark_and_empty_rows_are_no_matter(tmp_path: Path) -> None:
    rows = read(tmp_path, "\ufeffevent, action,field,value\r\n\r\n,,,\r\ne001,approve,,\r\n")
    assert [("e001", 4)] == [(one.event, one.row) for one in rows]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "e001,explode,,",
            "row 2: expected an action of set, move, drop, approve, merge, split, add; found 'explode'",
        ),
        (",drop,,", "row 2: expected the id of an event; found ''"),
        ("../x,drop,,", "expected the id of an event; found '../x'"),
        ("e001,set,color,red", "expected a field of title, sub_event_type"),
        ("e001,set,killed,many", "expected a count such as 6 or 4-7, or nothing for not said; found 'many'"),
        ("e001,set,killed,7-4", "expected a count"),
        ("e001,set,killed,-4", "expected a count"),
        ("e001,set,date,28.01.2026", "expected a day 2026-01-28 or days"),
        ("e001,set,date,2026-02-30", "expected a day"),
        ("e001,set,status,sure", "expected a status of reported, claimed"),
        ("e001,set,sub_event_type,Air strike", "expected a sub-event type, such as Air/drone strike"),
        ("e001,set,target_type,moon", "expected a target such as housing"),
        ("e001,set,url,javascript:alert(1)", "expected an address that starts with https://"),
        ('e001,move,,"47.8,200"', "expected lon,lat in degrees, longitude first"),
        ("e001,move,,here", "expected lon,lat in degrees"),
        ("e001,merge,,e001", "expected the id of another event"),
        ("e001,split,,", "expected the id of a claim or of a post"),
        ("desk-1,add,Nothing,Title", "expected a sub-event type in 'field'"),
        ("desk-1,add,Armed clash,", "expected a title in 'value'"),
        ("e001,drop,,,,,,,", "row 2: expected 4 cells, found more"),
    ],
)
def test_what_is_wrong_with_a_row_is_one_line(row: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(CorrectionError) as error:
        read(tmp_path, f"event,action,field,value\n{row}\n")
    assert str(error.value).startswith(str(tmp_path / "corrections.csv"))
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_an_unknown_column_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(CorrectionError, match="unknown column 'feild'; the nearest is 'field'"):
        read(tmp_path, "event,action,feild\n")
    with pytest.raises(CorrectionError, match="found no 'action'"):
        read(tmp_path, "event,value\n")


def test_every_column_is_a_field_of_a_correction() -> None:
    assert ("event", "action", "field", "value", "who", "when", "why", "evidence") == COLUMNS


def test_a_pin_that_would_fly_to_another_country_is_not_moved_unless_its_place_is_named() -> None:
    result = apply([event()], ("e001", "move", "", "47.85,35.20"))
    ((_, why),) = result.unfit
    assert re.fullmatch(r"it would move by 1,\d{3} km; is the longitude first\? .*", why)
    found = one(apply([event()], ("e001", "move", "Somewhere else", "47.85,35.20"))).where
    assert found is not None
    assert "Somewhere else" == found.name


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_spreadsheets_own_mark_is_read(mark: str, tmp_path: Path) -> None:
    rows = ["event,action,field,value,who,why", "e001,set,killed,4–6,anna,a; b"]
    text = "\n".join(row.replace(",", mark) for row in rows).replace("a; b", '"a; b"')
    (told,) = read(tmp_path, text + "\n")
    assert ("4–6", "a; b") == (told.value, told.why)


def test_a_quotation_that_is_not_closed_swallows_nothing(tmp_path: Path) -> None:
    with pytest.raises(CorrectionError, match="is a quotation mark not closed"):
        read(tmp_path, 'event,action,field,value,why\ne001,set,killed,1,"she said\ne002,drop,,,a hoax\n')


def test_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "corrections.csv").write_bytes("event,action\ne001,drop\n".encode("utf-16"))
    with pytest.raises(CorrectionError, match="expected UTF-8"):
        read_corrections(tmp_path / "corrections.csv", TYPES)
