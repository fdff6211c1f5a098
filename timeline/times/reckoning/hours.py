"""Times of day -> the stretch of the day that is meant: parts, nights and clock times."""

from datetime import date, datetime, timedelta

from dateline.timeline.times.reckoning.reckoned import DAY, Grain, Now, Reckoned, midnight
from dateline.timeline.times.terms import Clock, Night, Part

# Hours of the parts of a day, first included, last excluded, 24 the next midnight. An evening and an English
# "Monday night" end at midnight: what comes after it is told as the next day.
PART_HOURS: dict[str, tuple[int, int]] = {
    "dawn": (4, 8),
    "early": (0, 6),
    "morning": (5, 12),
    "noon": (12, 13),
    "afternoon": (12, 18),
    "daytime": (8, 18),
    "evening": (18, 24),
    "late": (18, 24),
    "night": (18, 24),
    "midnight": (0, 1),
}
NIGHT_FROM, NIGHT_TO = 18, 8
NOON = 12


def hours_of(day: date, part: str, *, stated: bool = False) -> Reckoned:
    """The hours of a part of a day."""
    begin, end = PART_HOURS[part]
    start = midnight(day)
    return Reckoned(start + timedelta(hours=begin), start + timedelta(hours=end), "part", stated, part=part)


def reckon_part(term: Part, base: Reckoned | None, now: Now) -> Reckoned:
    """Hours of a day."""
    if base is not None:
        return hours_of(base.first_day, term.part, stated=base.stated)
    if now.day_told is not None:
        return hours_of(now.day_told.last_day, term.part, stated=now.day_told.stated)
    here = hours_of(now.today, term.part)
    if now.future or here.first <= now.moment or term.part == "noon":
        # Noon later than the post is today's, as other clock times are; «ввечері» in the morning is yesterday's.
        return here
    return hours_of(now.today - DAY, term.part)


def reckon_night(term: Night, base: Reckoned | None, now: Now) -> Reckoned:
    """A night across midnight; the last one where no day is named."""
    if base is None:
        ends, stated = now.today, False
        if now.day_told is not None:
            ends, stated = now.day_told.last_day, now.day_told.stated
        elif now.future and now.moment.hour >= NIGHT_FROM:
            ends += DAY
    else:
        stated = base.stated
        ends = base.first_day if term.side == "ends" else base.first_day + DAY
    return night_to(ends, stated=stated)


def night_to(ends: date, *, stated: bool = False) -> Reckoned:
    """The night that ends on a day."""
    first = midnight(ends - DAY) + timedelta(hours=NIGHT_FROM)
    return Reckoned(first, midnight(ends) + timedelta(hours=NIGHT_TO), "night", stated)


def reckon_clock(term: Clock, base: Reckoned | None, now: Now) -> Reckoned:
    """An hour from the time told."""
    stated = False
    if base is not None:
        day, stated = base.first_day, base.stated
        if base.grain == "night":
            day = base.last_day if term.hour < 12 else base.first_day
    elif now.day_told is not None:
        day, stated = now.day_told.last_day, now.day_told.stated
        if now.day_told.grain == "night" and term.hour >= 12:
            day = now.day_told.first_day
    else:
        day = now.today
        if not now.future and term.hour >= NIGHT_FROM and now.moment.hour < NOON:
            # "At 23:15" in a post of the morning is last night's. Any other time later than the post
            # stays today's: the source's zone may not be the place's, and for the day before news says
            # "yesterday".
            day -= DAY
    return _at(midnight(day) + timedelta(hours=term.hour, minutes=term.minute), term, stated=stated)


def _at(first: datetime, term: Clock, *, stated: bool) -> Reckoned:
    # An hour from the minute told: long enough to be seen on a slider, and clock times in news are rounded.
    grain: Grain = "minute" if term.exact else "hour"
    return Reckoned(first, first + timedelta(hours=1), grain, stated, zone=term.zone)
