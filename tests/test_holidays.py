"""Days with a name: moving feasts by tables of the churches, and days that a state moved."""

from datetime import date

import pytest

from dateline.timeline.text.lexicon import load_lexicons
from dateline.timeline.times.reckoning.holidays import HOLIDAYS, holiday_date, nth_weekday


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("easter", "2024-03-31"),
        ("easter", "2025-04-20"),
        ("easter", "2026-04-05"),
        ("easter", "2038-04-25"),
        ("orthodox_easter", "2022-04-24"),
        ("orthodox_easter", "2024-05-05"),
        ("orthodox_easter", "2025-04-20"),
        ("orthodox_easter", "2026-04-12"),
        ("good_friday", "2026-04-03"),
        ("trinity", "2026-05-31"),
        ("thanksgiving", "2025-11-27"),
        ("christmas_ukraine", "2022-01-07"),
        ("christmas_ukraine", "2025-12-25"),
        ("statehood_ukraine", "2023-07-28"),
        ("statehood_ukraine", "2025-07-15"),
        ("independence_ukraine", "2026-08-24"),
        ("victory_day", "2026-05-09"),
    ],
)
def test_a_day(key: str, day: str) -> None:
    wanted = date.fromisoformat(day)
    assert holiday_date(key, wanted.year) == wanted


def test_every_key_of_the_packs_is_known() -> None:
    for language, lexicon in load_lexicons().items():
        unknown = set(lexicon.tables["times"]["holiday"]) - HOLIDAYS
        assert not unknown, f"lexicons/{language}/times.toml names holidays that no rule dates: {unknown}"


def test_easter_is_a_sunday_in_spring() -> None:
    for year in range(1900, 2100):
        for key in ("easter", "orthodox_easter"):
            day = holiday_date(key, year)
            assert day.isoweekday() == 7
            assert date(year, 3, 22) <= day <= date(year, 5, 8)


def test_weekdays_of_a_month() -> None:
    assert nth_weekday(2026, 1, 1, 1) == date(2026, 1, 5)
    assert nth_weekday(2025, 12, 7, -1) == date(2025, 12, 28)
    with pytest.raises(ValueError, match="day"):
        nth_weekday(2026, 2, 1, 5)
