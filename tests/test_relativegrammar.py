"""Times told beside others: what is joined to what, and texts made to exhaust a reader."""

from zoneinfo import ZoneInfo

import pytest
from tests.conftest import make_post

from dateline.timeline.text.lexicon import load_lexicons
from dateline.timeline.text.reading import read
from dateline.timeline.times.anchoring import anchor_times
from dateline.timeline.times.finding import find_times

LEXICONS = load_lexicons()


def told(text: str, language: str = "en") -> list[tuple[str, str | None]]:
    made = read(make_post(text, language=language), LEXICONS)
    found = find_times(made)
    anchored = anchor_times(made, found, ZoneInfo("Europe/Kyiv"))
    return [(e.text, when and when.edtf) for e, (when, _) in zip(found, anchored, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Earlier this month a dam broke.", [("Earlier this month", "2026-01-01/2026-01-28")]),
        ("It was hit on 12 and 20 January.", [("12", "2026-01-12"), ("20 January", "2026-01-20")]),
        ("It was hit on 7, 8 and 9 January.", [("7, 8 and 9 January", "2026-01-07/2026-01-09")]),
        (
            "The overnight raid on 20 January hurt two.",
            [("overnight", "2026-01-19/2026-01-20"), ("20 January", "2026-01-20")],
        ),
        ("The port closed on the 18th.", [("18th", "2026-01-18")]),
        ("Talks run from next Monday to Friday.", [("next Monday to Friday", "2026-02-02/2026-02-06")]),
        ("A third of it, 1/4 in fact, burned.", []),
        ("Zero days, 0 days ago.", []),
    ],
)
def test_what_is_joined(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert told(text) == expected


def test_clock_ranges_take_the_day_that_the_sentence_names() -> None:
    assert told("26 січня місто бомбили з 21:15 до опівночі.", "uk")[1] == ("21:15 до опівночі", "2026-01-26")


@pytest.mark.parametrize(
    "unit",
    ["two days after ", "the end of the first week of ", "night of ", "overnight and ", "2014-", "у ніч на "],
)
def test_endless_nesting_ends(unit: str) -> None:
    assert isinstance(told(unit * 3000), list)
