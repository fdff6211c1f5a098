"""Stamps of a page's entries, most without a day, -> instants."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from dateline.timeline.readers.page_stamps import Day, Stamp

# Live blogs pause at night. Of two neighbours on one page, a time that goes against the page's direction by more
# than this belongs to another day; by less it is a pinned entry, or one that was posted late.
_NIGHT_PAUSE = 8 * 60
_DAY = 24 * 60
# An entry of a day that nothing dates closer: "overnight" in it is the night before.
_NOON = time(12)


def instants(
    stamps: Sequence[Stamp | None], published: datetime, zone: ZoneInfo, head: Day | None = None
) -> list[datetime]:
    """The instant of each entry of a page, in the order of the page.

    The page's newest entry is of the local day of ``published``, or of the day before when its time is far later
    than ``published``; from there days are counted back. An entry under a day's line is of that day. An entry without
    a time takes that of the entry beside it that is newer, and ``published`` where there is none.

    Args:
        stamps: Of the entries; None for one without any.
        published: When the page was copied.
        zone: Of the source.
        head: The one day that the page names, above all entries: the day of its newest one.
    """
    local = published.astimezone(zone)
    newest = local
    if head is not None and (day := _date(head, local)) is not None and day < local.date():
        newest = datetime.combine(day, time(23, 59), zone)
    told = [None if stamp is None else _local(stamp, local) for stamp in stamps]
    if _goes_forward([_place(stamp, local) for stamp in told if stamp is not None]):
        return _count_back(told[::-1], local, newest)[::-1]
    return _count_back(told, local, newest)


def _local(stamp: Stamp, local: datetime) -> Stamp:
    """The stamp by the source's clock."""
    if stamp.offset is None or stamp.minute is None:
        return stamp
    here = int((local.utcoffset() or timedelta()).total_seconds()) // 60
    return stamp._replace(minute=(stamp.minute - stamp.offset + here) % _DAY, offset=None)


def _place(stamp: Stamp, local: datetime) -> tuple[int | None, int | None]:
    """Day and minute in which it stands, as far as it says them."""
    if stamp.age is not None:
        at = local - timedelta(minutes=stamp.age)
        return at.toordinal(), at.hour * 60 + at.minute
    day = _date(stamp.day, local) if stamp.day is not None else None
    return day.toordinal() if day is not None else None, stamp.minute


def _goes_forward(places: Sequence[tuple[int | None, int | None]]) -> bool:
    """Whether the page has its oldest entry first, by what most neighbours say."""
    steps = []
    for (day, minute), (next_day, next_minute) in pairwise(places):
        if day is not None and next_day is not None and day != next_day:
            steps.append(next_day - day)
        elif minute is not None and next_minute is not None and abs(next_minute - minute) <= _NIGHT_PAUSE:
            steps.append(next_minute - minute)
    return sum(step > 0 for step in steps) > sum(step < 0 for step in steps)


def _date(day: Day, local: datetime) -> date | None:
    """The date meant; without a year the last one, tomorrow's being the latest that a page may know. None for none."""
    if day.back is not None:
        return local.date() - timedelta(days=day.back)
    try:
        if day.year is not None:
            return date(day.year, day.month, day.day)
        latest = local.date() + timedelta(days=1)
        found = date(local.year, day.month, day.day)
        return found if found <= latest else found.replace(year=local.year - 1)
    except ValueError:
        return None


def _count_back(stamps: Sequence[Stamp | None], local: datetime, newest: datetime) -> list[datetime]:
    found = []
    day = newest.date()
    newer = newest.hour * 60 + newest.minute
    instant = newest if newest == local else datetime.combine(day, _NOON, local.tzinfo)
    for stamp in stamps:
        if stamp is not None and stamp.age is not None:
            instant = local - timedelta(minutes=stamp.age)
            day, newer = instant.date(), instant.hour * 60 + instant.minute
        elif stamp is not None and stamp.day is not None and (told := _date(stamp.day, local)) is not None:
            if stamp.minute is None and told != instant.date():
                instant = local if told == local.date() else datetime.combine(told, _NOON, local.tzinfo)
            day, newer = told, _DAY
        elif stamp is not None and stamp.minute is not None and stamp.minute - newer > _NIGHT_PAUSE:
            day -= timedelta(days=1)
        if stamp is not None and stamp.minute is not None:
            newer = stamp.minute
            instant = datetime.combine(day, time(newer // 60, newer % 60), local.tzinfo)
        found.append(instant)
    return found
