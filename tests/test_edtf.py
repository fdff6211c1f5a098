"""EDTF strings: what we write, what it covers, and what is refused."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.timeline.times.edtf import day_edtf, edtf_bounds, month_edtf, season_edtf, year_edtf

DAYS = st.dates(min_value=date(1000, 1, 1), max_value=date(9998, 12, 31))


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("2026-01-28", "2026-01-28", "2026-01-28"),
        ("2026-01-27/2026-01-28", "2026-01-27", "2026-01-28"),
        ("2026-01-14~", "2026-01-14", "2026-01-14"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2022-02/2025-12", "2022-02-01", "2025-12-31"),
        ("2025~", "2025-01-01", "2025-12-31"),
        ("199X", "1990-01-01", "1999-12-31"),
        ("19XX", "1900-01-01", "1999-12-31"),
        ("2024-22", "2024-06-01", "2024-08-31"),
        ("2023-24", "2023-12-01", "2024-02-29"),
    ],
)
def test_bounds(edtf: str, first: str, last: str) -> None:
    assert edtf_bounds(edtf) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "edtf",
    [
        "",
        "2026-1-8",
        "2026-13",
        "2026-02-30",
        "20X6",
        "199X-01",
        "2026-01-28/2026-01-27",
        "2026-25",
        "28.01.2026",
        "٢٠٢٦",
    ],
)
def test_what_we_do_not_write_is_refused(edtf: str) -> None:
    with pytest.raises(ValueError, match=r"EDTF|month|day"):
        edtf_bounds(edtf)


@given(DAYS, st.integers(min_value=0, max_value=4000))
def test_an_interval_of_days_covers_itself(first: date, length: int) -> None:
    last = min(first + timedelta(days=length), date(9999, 12, 31))
    assert edtf_bounds(day_edtf(first, last)) == (first, last)
    assert edtf_bounds(day_edtf(first, last, approximate=True)) == (first, last)


@given(DAYS)
def test_months_and_seasons_hold_their_first_day(day: date) -> None:
    first, last = edtf_bounds(month_edtf(day))
    assert first <= day <= last
    assert (first.day, (last + timedelta(days=1)).day) == (1, 1)
    for season in ("spring", "summer", "autumn", "winter"):
        begin, end = edtf_bounds(season_edtf(season, day.year))
        assert begin.year == day.year
        assert 89 <= (end - begin).days <= 91


@pytest.mark.parametrize(
    ("first", "last", "edtf"),
    [
        (2014, 2014, "2014"),
        (1990, 1999, "199X"),
        (1991, 2000, "1991/2000"),
        (1900, 1999, "19XX"),
        (2014, 2022, "2014/2022"),
    ],
)
def test_years(first: int, last: int, edtf: str) -> None:
    assert year_edtf(first, last) == edtf
    assert edtf_bounds(edtf) == (date(first, 1, 1), date(last, 12, 31))
