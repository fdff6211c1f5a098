"""Time expressions on the calendar: what counts from what, zones, clock changes, and what always holds."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import make_post

from dateline.timeline.event import When
from dateline.timeline.text.lexicon import load_lexicons
from dateline.timeline.text.reading import read
from dateline.timeline.times.anchoring import anchor_times, publication_day, rezone
from dateline.timeline.times.edtf import edtf_bounds
from dateline.timeline.times.finding import find_times
from dateline.timeline.times.timex_value import timex_value

KYIV = ZoneInfo("Europe/Kyiv")
LEXICONS = load_lexicons()
WEDNESDAY = "2026-01-28T14:30:00+02:00"


def anchor(
    text: str,
    published: str | datetime | None = WEDNESDAY,
    zone: str = "Europe/Kyiv",
    language: str | None = None,
) -> Sequence[When | None]:
    if isinstance(published, str):
        published = datetime.fromisoformat(published)
    made = read(make_post(text, published=published, timezone=zone, language=language), LEXICONS)
    return [anchored.when for anchored in anchor_times(made, find_times(made), ZoneInfo(zone))]


def days(text: str, published: str | None = WEDNESDAY) -> list[str | None]:
    return [when and when.edtf for when in anchor(text, published)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On Monday a depot burned. The next morning it was out.", ["2026-01-26", "2026-01-27"]),
        ("On 12 January a bridge fell. The next day a pylon followed.", ["2026-01-12", "2026-01-13"]),
        (
            "Fires broke out on Sunday. The previous night drones had come.",
            ["2026-01-25", "2026-01-24/2026-01-25"],
        ),
        ("On 12 January it began, and two days later it ended.", ["2026-01-12", "2026-01-14"]),
        ("12 січня обвалився міст. Наступного дня впала опора.", ["2026-01-12", "2026-01-13"]),
        ("12 января обрушился мост. На следующий день упала опора.", ["2026-01-12", "2026-01-13"]),
        ("On Monday sirens sounded at 03:40.", ["2026-01-26", "2026-01-26"]),
        ("On Tuesday at 00:30 (22:30 GMT) a drone fell.", ["2026-01-27", "2026-01-27"]),
        ("The day before, it stood. The day before, all was quiet.", ["2026-01-27", "2026-01-27"]),
        ("Напередодні ввечері впав дрон. Напередодні було тихо.", ["2026-01-27", "2026-01-27"]),
        ("С 23:00 до 06:00 сбили 105 дронов.", ["2026-01-27/2026-01-28"]),
    ],
)
def test_the_text_anchors_its_own_times(text: str, expected: list[str]) -> None:
    assert days(text) == expected


def test_the_day_after_nothing_is_no_day() -> None:
    assert days("The next day crews left.") in ([], [None])


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2026-01-28T02:00:00+02:00", "2026-01-27/2026-01-28"),
        ("2026-01-28T09:00:00+02:00", "2026-01-27/2026-01-28"),
        ("2026-01-28T17:59:00+02:00", "2026-01-27/2026-01-28"),
        ("2026-01-28T21:00:00+02:00", "2026-01-27/2026-01-28"),
        ("2026-01-27T23:30:00+00:00", "2026-01-27/2026-01-28"),  # already the 28th in Kyiv
    ],
)
def test_overnight_is_the_night_that_ended(published: str, expected: str) -> None:
    assert days("Drones came overnight.", published) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They will meet on Friday.", "2026-01-30"),
        ("Talks are scheduled for Friday.", "2026-01-30"),
        ("On Friday, both sides will meet.", "2026-01-30"),
        ("He said on Friday that crews will come.", "2026-01-23"),
        ("A depot burned on Friday and will be rebuilt.", "2026-01-23"),
        ("Power was cut on Friday due to shelling.", "2026-01-23"),
        ("A house next to the port burned on Friday.", "2026-01-23"),
        ("У п'ятницю відбудуться переговори.", "2026-01-30"),
        ("В пятницу состоятся переговоры.", "2026-01-30"),
        ("Мер заявив у п'ятницю, що школи будуть закриті.", "2026-01-23"),
    ],
)
def test_only_what_is_told_as_to_come_is_in_the_future(text: str, expected: str) -> None:
    assert days(text) == [expected]


def test_tonight_is_the_night_to_come() -> None:
    when = anchor("Sirens sounded tonight.", "2026-01-28T21:00:00+02:00")[0]
    assert when is not None
    assert when.start.date() == date(2026, 1, 28)


def test_a_saturday_night_begins_on_saturday() -> None:
    when = anchor("A mall burned on Saturday night.")[0]
    assert when is not None
    assert when.start.isoformat() == "2026-01-24T18:00:00+02:00"


@pytest.mark.parametrize(
    ("text", "words", "prec"),
    [
        ("It fell on 28 January 2026.", "28 Jan 2026", 1),
        ("Drones came overnight.", "overnight, 27–28 Jan 2026", 1),
        ("They met last weekend.", "24–25 Jan 2026 (weekend)", 2),
        ("It shut in January 2026.", "Jan 2026", 4),
        ("It fell on 28 January at 03:40.", "28 Jan 2026, 03:40", 1),
        ("It was seized in 2014.", "2014", 5),
        ("It closed from 31 December to 2 January.", "31 Dec 2025 – 2 Jan 2026", 2),
    ],
)
def test_wording_and_precision(text: str, words: str, prec: int) -> None:
    when = anchor(text)[0]
    assert when is not None
    assert (when.text, when.date_prec) == (words, prec)


def test_twenty_four_hours_are_precise_to_a_day() -> None:
    when = anchor("Six people died in the past 24 hours.")[0]
    assert when is not None
    assert (when.end - when.start, when.date_prec) == (timedelta(days=1), 1)
    assert when.end == datetime.fromisoformat(WEDNESDAY)


@pytest.mark.parametrize(
    "text",
    [
        "Homes had no heat for more than two weeks.",
        "Sirens sound every day.",
    ],
)
def test_lengths_and_sets_date_nothing(text: str) -> None:
    assert set(anchor(text)) <= {None}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("It has burned since Monday.", "2026-01-26"),
        ("Repairs will end by 5 February.", "2026-02-05"),
        ("It held out until Tuesday.", "2026-01-27"),
    ],
)
def test_a_bound_has_the_interval_of_its_own_words(text: str, day: str) -> None:
    made = read(make_post(text, published=datetime.fromisoformat(WEDNESDAY)), LEXICONS)
    assert [expression.role for expression in find_times(made)] == ["bound"]
    assert days(text) == [day]


def test_without_a_publication_time_only_full_dates_are_placed() -> None:
    text = "It came yesterday. On Monday too. It fell overnight. It rose on 5 May. It hit on 27 January 2026."
    placed = [when for when in anchor(text, None) if when is not None]
    assert [when.edtf for when in placed] == ["2026-01-27"]


def test_publication_day() -> None:
    post = make_post("x", published=datetime(2026, 1, 27, 23, 30, tzinfo=UTC))
    when = publication_day(post, KYIV)
    assert when is not None
    assert (when.edtf, when.basis, when.text) == ("2026-01-28", "publication", "reported 28 Jan 2026")
    assert when.start.isoformat() == "2026-01-28T00:00:00+02:00"
    assert publication_day(make_post("x", published=None), KYIV) is None


@pytest.mark.parametrize(
    ("day", "hours", "offsets"),
    [("29 March 2026", 23, ("+02:00", "+03:00")), ("25 October 2026", 25, ("+03:00", "+02:00"))],
)
def test_days_of_clock_changes_have_their_own_length(day: str, hours: int, offsets: tuple[str, str]) -> None:
    when = anchor(f"It fell on {day}.", "2026-11-01T12:00:00+02:00")[0]
    assert when is not None
    assert (when.start.isoformat()[-6:], when.end.isoformat()[-6:]) == offsets
    assert (when.end.astimezone(UTC) - when.start.astimezone(UTC)) == timedelta(hours=hours)
    assert when.date_prec == 1


def test_a_skipped_clock_time_still_makes_an_interval() -> None:
    when = anchor("A blast came on 29 March 2026 at 03:30.", "2026-03-30T12:00:00+03:00")[0]
    assert when is not None
    assert when.start < when.end


def test_calendar_days_stay_in_another_zone() -> None:
    for text in ("It burned on Monday.", "Drones came overnight.", "It fell on Tuesday morning."):
        told = anchor(text, zone="Europe/London")[0]
        assert told is not None
        moved = rezone(told, KYIV)
        assert (moved.edtf, moved.text, moved.date_prec) == (told.edtf, told.text, told.date_prec)
        assert moved.start.replace(tzinfo=None) == told.start.replace(tzinfo=None)
        assert moved.start.isoformat().endswith("+02:00")


def test_told_zones_and_elapsed_hours_stay_the_same_instant() -> None:
    for text in ("A blast came at 23:20 GMT on 26 January.", "A drone fell two hours ago."):
        told = anchor(text, zone="Europe/London")[0]
        assert told is not None
        moved = rezone(told, KYIV)
        assert (moved.start, moved.end) == (told.start, told.end)
    told = anchor("A blast came at 23:20 GMT on 26 January.", zone="Europe/London")[0]
    assert told is not None
    assert rezone(told, KYIV).text == "27 Jan 2026, 01:20"


# One text of each kind; the properties hold for all of them at any time of publication.
_TEXTS = {
    "en": (
        "on Monday", "on Sunday", "last Friday", "yesterday", "overnight", "last night", "last weekend",
        "last week", "this morning", "on Tuesday morning", "on 28 January", "on 29 February", "in March",
        "in the past 24 hours", "three days ago", "two weeks ago", "at 03:40", "overnight into Sunday",
        "early in May", "last summer", "from 24 to 26 January", "on 3 May 2022", "in 2014",
        "in the third quarter of 2025",
        "on Saturday night", "between February 2022 and December 2025", "on Easter Monday", "last month",
        "in early January", "earlier today",
    ),
    "uk": (
        "у середу", "вчора ввечері", "у ніч на 15 вересня", "у ніч на неділю", "цієї ночі",
        "за минулу добу", "на вихідних",
    ),
    "ru": (
        "в среду", "вчера вечером", "в ночь на 15 сентября", "минувшей ночью",
        "за сутки", "на прошлой неделе", "в выходные",
    ),
}  # fmt: skip
_INSTANTS = st.datetimes(
    min_value=datetime(1990, 1, 1),
    max_value=datetime(2080, 1, 1),
    timezones=st.just(UTC),
)
_ZONES = st.sampled_from(
    [
        "UTC",
        "Europe/Kyiv",
        "America/New_York",
        "Asia/Kathmandu",
        "Pacific/Apia",
        "America/Sao_Paulo",
        "Africa/Cairo",
    ]
)


@given(
    told=st.sampled_from([(language, text) for language, texts in _TEXTS.items() for text in texts]),
    published=_INSTANTS,
    zone=_ZONES,
    other=_ZONES,
)
@settings(max_examples=400, deadline=None)
def test_intervals_are_ordered_and_their_edtf_covers_them(
    told: tuple[str, str], published: datetime, zone: str, other: str
) -> None:
    language, text = told
    whens = anchor(f"{text.capitalize()} .", published, zone, language)
    for when in whens:
        assert when is not None
        assert when.start.astimezone(UTC) < when.end.astimezone(UTC)
        first, last = edtf_bounds(when.edtf)
        assert first <= when.start.date() <= last
        assert first <= (when.end - timedelta(microseconds=1)).date() <= last
        moved = rezone(when, ZoneInfo(other))
        assert moved.start.astimezone(UTC) < moved.end.astimezone(UTC)


_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "uk": ("понеділок", "вівторок", "середу", "четвер", "п'ятницю", "суботу", "неділю"),
    "ru": ("понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье"),
}
_SENTENCES = {"en": "A depot burned on {}.", "uk": "Склад згорів у {}.", "ru": "Склад сгорел в {}."}


@given(
    language=st.sampled_from(sorted(_WEEKDAYS)), weekday=st.integers(1, 7), published=_INSTANTS, zone=_ZONES
)
@settings(max_examples=300, deadline=None)
def test_a_bare_weekday_is_never_in_the_future(
    language: str, weekday: int, published: datetime, zone: str
) -> None:
    text = _SENTENCES[language].format(_WEEKDAYS[language][weekday - 1])
    (when,) = anchor(text, published, zone, language)
    assert when is not None
    today = published.astimezone(ZoneInfo(zone)).date()
    assert when.start.date().isoweekday() == weekday or when.start.hour  # a skipped midnight moves the start
    assert 0 <= (today - when.start.date()).days <= 6


def test_values_without_a_publication_time_leave_open_what_is_open() -> None:
    text = "Some came on Monday. It fell on 28 January. They left in 2014. It took two weeks."
    made = read(make_post(text, published=None), LEXICONS)
    found = find_times(made)
    anchored = anchor_times(made, found, ZoneInfo("Europe/Kyiv"))
    values = [timex_value(e.term, reckoned) for e, (_, reckoned) in zip(found, anchored, strict=True)]
    assert values == [
        "XXXX-WXX-1",
        "XXXX-01-28",
        "2014",
        "P2W",
    ]
