"""Clock times of a page, which have no day, -> instants."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

# Live blogs pause at night. Of two neighbours on one page, a time that goes against the page's direction by more
# than this belongs to another day; by less it is a pinned entry, or one that was posted late.
_NIGHT_PAUSE = 8 * 60
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.]\d{2})?\s*(?P<half>[ap]\.?m\.?)?\s*\(?(?P<label>[a-z]{2,4})?\)?"
)


class Clock(NamedTuple):
    """A time of the day as a page shows it.

    Attributes:
        minute: Of the day, 0 to 1439.
        offset: Minutes east of Greenwich where the page says its zone; None for the zone of the source.
    """

    minute: int
    offset: int | None


def read_clock(line: str, words: Sequence[str], zones: Mapping[str, int]) -> Clock | None:
    """The time, when the line holds nothing else: "14:05", "2.05pm", "Published at 14:05 GMT"."""
    folded = " ".join(line.casefold().split()).strip("()")
    for word in words:
        if folded.startswith(word + " "):
            folded = folded.removeprefix(word).strip()
            break
    match = _CLOCK.fullmatch(folded)
    if match is None or (match["label"] and match["label"] not in zones):
        return None
    hour, minute = int(match["hour"]), int(match["minute"])
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"].startswith("p") else 0)
    if hour > 23 or minute > 59:
        return None
    return Clock(hour * 60 + minute, zones[match["label"]] if match["label"] else None)


def instants(clocks: Sequence[Clock | None], published: datetime, zone: ZoneInfo) -> list[datetime]:
    """The instant of each entry of a page, in the order of the page.

    The page's newest entry is of the local day of ``published``, or of the day before when its time is far later
    than ``published``; from there days are counted back. An entry without a time takes that of the entry beside
    it that is newer, and ``published`` where there is none.
    """
    local = published.astimezone(zone)
    minutes = [None if clock is None else _local_minute(clock, local) for clock in clocks]
    known = [minute for minute in minutes if minute is not None]
    steps = [later - earlier for earlier, later in pairwise(known)]
    steps = [step for step in steps if abs(step) <= _NIGHT_PAUSE]
    if sum(step > 0 for step in steps) > sum(step < 0 for step in steps):
        return _count_back(minutes[::-1], local)[::-1]
    return _count_back(minutes, local)


def _local_minute(clock: Clock, local: datetime) -> int:
    if clock.offset is None:
        return clock.minute
    offset = local.utcoffset() or timedelta()
    return (clock.minute - clock.offset + int(offset.total_seconds()) // 60) % (24 * 60)


def _count_back(minutes: Sequence[int | None], local: datetime) -> list[datetime]:
    found = []
    day = local.date()
    newer = local.hour * 60 + local.minute
    instant = local
    for minute in minutes:
        if minute is not None:
            if minute - newer > _NIGHT_PAUSE:
                day -= timedelta(days=1)
            newer = minute
            instant = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=local.tzinfo)
        found.append(instant)
    return found
