"""Term + local publication time -> Reckoned: the stretch of the local calendar that the words mean.

News tells the past: what a year, month or weekday leaves open is the last one, today included, unless the
sentence speaks of what is to come. Everything here is naive local time; anchoring.py puts it into its zone.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from timeline.holidays import holiday_date, nth_weekday
from timeline.timeterms import (
    CalendarDay,
    CalendarMonth,
    Clock,
    Duration,
    Edge,
    Holiday,
    Night,
    Nth,
    Part,
    Range,
    Repeated,
    Season,
    Shift,
    Stretch,
    Term,
    Told,
    Unit,
    Weekday,
    YearPart,
    Years,
)

Grain = Literal[
    "minute", "hour", "part", "night", "day", "weekend", "week", "month", "season", "year", "span"
]

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
_DAY = timedelta(days=1)
_SOON = 45
_NOON = 12
_SPANS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day_24": _DAY,
}
_DAYS = {"day": 1, "night": 1, "week": 7, "fortnight": 14}
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A stretch of the local calendar.

    Attributes:
        first: First instant, naive local time.
        last: Last instant, excluded.
        grain: What the words count in; ``span`` for stretches of days.
        stated: Whether the text gives day and month, or the year.
        approximate: Whether the words only come near ("two weeks ago").
        instant: Whether it is counted in elapsed hours, so that it means the same everywhere.
        zone: The zone that the text names for its clock time.
        edge: Which end of a longer term it is.
        part: The part of the day.
    """

    first: datetime
    last: datetime
    grain: Grain
    stated: bool = False
    approximate: bool = False
    instant: bool = False
    zone: str | None = None
    edge: str | None = None
    part: str | None = None

    @property
    def first_day(self) -> date:
        """The day it begins on."""
        return self.first.date()

    @property
    def last_day(self) -> date:
        """The last day it touches."""
        return (self.last - timedelta(microseconds=1)).date()


class OpenTermError(Exception):
    """The term needs a publication time or an earlier time in the text, and there is none."""


@dataclass(frozen=True, slots=True)
class Now:
    """What open terms count from.

    Attributes:
        local: Publication, naive local time; None when unknown.
        future: Whether the sentence speaks of what is to come.
        told: The time that the text told last, for "the next day".
        day_told: The day that a bare time of day belongs to, when the sentence named one before.
    """

    local: datetime | None
    future: bool = False
    told: Reckoned | None = None
    day_told: Reckoned | None = None

    @property
    def moment(self) -> datetime:
        """Publication, or OpenTermError."""
        if self.local is None:
            raise OpenTermError
        return self.local

    @property
    def today(self) -> date:
        """The publication's day, or OpenTermError."""
        return self.moment.date()


def reckon(term: Term, now: Now) -> Reckoned | None:
    """The stretch that a term means; None for durations, sets, and what cannot be known."""
    try:
        return _reckon(term, now)
    except (OpenTermError, ValueError, OverflowError):
        return None


def _reckon(term: Term, now: Now) -> Reckoned:
    match term:
        case CalendarDay():
            return _days(_calendar_day(term, now), stated=term.month is not None)
        case CalendarMonth():
            first = _calendar_month(term, now)
            return Reckoned(_midnight(first), _midnight(_months_on(first, 1)), "month", term.year is not None)
        case Years():
            return Reckoned(
                _midnight(date(term.first, 1, 1)), _midnight(date(term.last + 1, 1, 1)), "year", stated=True
            )
        case Weekday():
            return _days(_weekday(term, now))
        case Unit():
            return _unit(term, now)
        case Stretch():
            return _stretch(term, now)
        case Shift():
            return _shift(term, now)
        case Told():
            return _told(term, now)
        case Season():
            return _season(term, now)
        case YearPart():
            return _year_part(term, now)
        case Holiday():
            return _days(_holiday(term, now), stated=True)
        case Nth():
            return _nth(term, now)
        case Edge():
            return _edge(term, now)
        case Part():
            return _part(term, now)
        case Night():
            return _night(term, now)
        case Clock():
            return _clock(term, now)
        case Range():
            return _range(term, now)
        case Duration() | Repeated():
            raise OpenTermError


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _days(first: date, count: int = 1, grain: Grain = "day", *, stated: bool = False) -> Reckoned:
    return Reckoned(_midnight(first), _midnight(first) + count * _DAY, grain, stated)


def _months_on(day: date, months: int) -> date:
    """The first of the month so many months on."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _day_months_on(day: date, months: int) -> date:
    """The same day so many months on, or the last of a shorter month."""
    first = _months_on(day, months)
    last = _months_on(first, 1) - _DAY
    return first.replace(day=min(day.day, last.day))


def _year(year: int | Unit | None, now: Now) -> int | None:
    return now.today.year + year.offset if isinstance(year, Unit) else year


def _calendar_day(term: CalendarDay, now: Now) -> date:
    if term.month is None:
        return _day_of_month(term, now)
    year = _year(term.year, now)
    readings = [(term.day, term.month)]
    if term.other is not None:
        readings.append(term.other)
    if year is not None:
        days = [date(year, month, day) for day, month in readings]
        return days[0] if len(days) == 1 or now.local is None else _nearer(days, now)
    days = [_last_such_day(day, month, term.weekday, now) for day, month in readings]
    return days[0] if len(days) == 1 else _nearer(days, now)


def _nearer(days: list[date], now: Now) -> date:
    """Of the two orders of a slashed date the one that fresh news would give, else the pack's own order."""
    fresh = [day for day in days if -62 <= (day - now.today).days <= 1]
    if now.future:
        fresh = [day for day in days if abs((day - now.today).days) <= 62]
    return fresh[0] if len(fresh) == 1 else days[0]


def _last_such_day(day: int, month: int, weekday: int | None, now: Now) -> date:
    today = now.today
    candidates = []
    for year in range(today.year - 8, today.year + 9):
        try:
            candidates.append(date(year, month, day))
        except ValueError:
            continue
    if weekday is not None:
        fitting = [c for c in candidates if c.isoweekday() == weekday]
        near = [c for c in fitting if abs((c - today).days) <= 366]
        if near:
            return min(near, key=lambda c: (abs((c - today).days), c))
    if now.future:
        return min(candidates, key=lambda c: (abs((c - today).days), c))
    # A date of the weeks to come told with no year is an announcement, not history of almost a year ago.
    # A day of grace: a post may be read in a zone where the day has not come yet.
    coming = min((c for c in candidates if c > today), default=None)
    return (
        coming
        if coming is not None and (coming - today).days <= _SOON
        else max(c for c in candidates if c <= today)
    )


def _day_of_month(term: CalendarDay, now: Now) -> date:
    candidates = []
    for months in range(-13, 13):
        first = _months_on(now.today, months)
        if first + (term.day - 1) * _DAY < _months_on(first, 1):
            candidates.append(first.replace(day=term.day))
    if term.weekday is not None:
        candidates = [c for c in candidates if c.isoweekday() == term.weekday] or candidates
    if now.future:
        return min(candidates, key=lambda c: (abs((c - now.today).days), c))
    return max(c for c in candidates if c <= now.today)


def _calendar_month(term: CalendarMonth, now: Now) -> date:
    year = _year(term.year, now)
    if year is not None:
        return date(year, term.month, 1)
    today = now.today
    this = date(today.year, term.month, 1)
    back = (today.month - term.month) % 12
    match term.side:
        case "this":
            return this
        case "next" | "after_next":
            return _months_on(today, 12 - back)
        case "last" | "past":
            return _months_on(today, -(back or 12))
    if (now.future and 12 - back < back) or back == 11:
        # What is called by its bare name eleven months later is the month to come.
        return _months_on(today, 12 - back)
    return _months_on(today, -back)


def _weekday(term: Weekday, now: Now) -> date:
    today = now.today
    monday = today - (today.isoweekday() - 1) * _DAY
    here = monday + (term.weekday - 1) * _DAY
    if term.week is not None:
        return here + 7 * term.week * _DAY
    back = (today.isoweekday() - term.weekday) % 7
    match term.side:
        case "this":
            return here
        case "past":
            return today - (back or 7) * _DAY
        case "last":
            # "Last Thursday" on a Friday is not yesterday: the bare name would have done for that.
            gap = back or 7
            return today - (gap + 7 if gap <= 2 and gap < today.isoweekday() else gap) * _DAY
        case "next":
            return today + (7 - back) * _DAY
        case "after_next":
            return today + (14 - back) * _DAY
    if now.future:
        return today + (-back % 7) * _DAY
    return today - back * _DAY


def _unit(term: Unit, now: Now) -> Reckoned:
    today = now.today
    match term.unit:
        case "day" | "day_24" | "night":
            return _days(today + term.offset * _DAY)
        case "week" | "fortnight":
            monday = today - (today.isoweekday() - 1) * _DAY
            return _days(monday + 7 * term.offset * _DAY, 7, "week")
        case "weekend":
            saturday = today + (6 - today.isoweekday()) * _DAY
            if term.offset == 0 and not now.future and today.isoweekday() <= 4:
                saturday -= 7 * _DAY
            return _days(saturday + 7 * term.offset * _DAY, 2, "weekend")
        case "hour" | "minute" | "second":
            raise OpenTermError
        case _:
            length = _MONTHS[term.unit]
            start = (today.year * 12 + today.month - 1) // length * length + term.offset * length
            first, last = (
                date(start // 12, start % 12 + 1, 1),
                date((start + length) // 12, (start + length) % 12 + 1, 1),
            )
            grain: Grain = "month" if length == 1 else "span" if length < 12 else "year"
            return Reckoned(_midnight(first), _midnight(last), grain)


def _stretch(term: Stretch, now: Now) -> Reckoned:
    moment = now.moment
    count = term.count if term.count is not None else 3
    if term.unit in _SPANS:
        # Counted to the minute: "the past 24 hours" in a post of 14:05 begin at 14:05 of the day before.
        length = _SPANS[term.unit] * max(count, 1)
        first, last = (moment - length, moment) if term.sign < 0 else (moment, moment + length)
        if last - first < timedelta(minutes=1):
            first = last - timedelta(minutes=1)
        return Reckoned(first, last, "span", instant=True)
    # Before noon the last three days are those before today; later on, today counts as one of them.
    end = now.today if moment.hour < _NOON else now.today + _DAY
    if term.unit in _DAYS:
        days = _DAYS[term.unit] * count
        start = end - days * _DAY if term.sign < 0 else now.today + _DAY
        return _days(start, days, "span")
    months = _MONTHS[term.unit] * count if term.unit in _MONTHS else 0
    if not months:
        raise OpenTermError
    if term.sign < 0:
        return Reckoned(_midnight(_day_months_on(end, -months)), _midnight(end), "span")
    begin = now.today + _DAY
    return Reckoned(_midnight(begin), _midnight(_day_months_on(begin, months)), "span")


def _shift(term: Shift, now: Now) -> Reckoned:
    if term.base is not None:
        start = _reckon(term.base, now).first
    elif term.anaphoric or (term.anaphoric is None and now.told is not None):
        if now.told is None:
            raise OpenTermError
        start = now.told.first
    else:
        start = now.moment
    approximate = term.count is None or term.unit not in ("hour", "minute", "second", "day", "day_24")
    count = (3 if term.count is None else term.count) * term.sign
    if term.unit in ("second", "minute", "hour"):
        leans = term.base is None and term.anaphoric is not False and now.told is not None
        if leans and now.told is not None and now.told.grain not in ("minute", "hour"):
            # "An hour later" than some time of a day: all that is known is the day.
            return now.told
        first = start + _SPANS[term.unit] * count
        exact = term.base is None and not leans
        return Reckoned(first, first + timedelta(hours=1), "hour", approximate=approximate, instant=exact)
    day = start.date()
    if term.unit in ("day", "day_24", "night"):
        return replace(_days(day + count * _DAY), approximate=approximate)
    if term.unit in ("week", "fortnight"):
        return replace(_days(day + _DAYS[term.unit] * count * _DAY), approximate=True, grain="week")
    if term.unit == "month":
        first_day = _months_on(day, count)
        return Reckoned(_midnight(first_day), _midnight(_months_on(first_day, 1)), "month", approximate=True)
    if term.unit in _MONTHS:
        year = _months_on(day, _MONTHS[term.unit] * count).year
        return Reckoned(
            _midnight(date(year, 1, 1)), _midnight(date(year + 1, 1, 1)), "year", approximate=True
        )
    raise OpenTermError


def _told(term: Told, now: Now) -> Reckoned:
    told = now.told
    if told is None:
        if now.local is None or not (term.which == "previous" or (term.which == "next" and now.future)):
            raise OpenTermError
        if term.which == "previous" and term.what == "night":
            return _night(Night(None, "ends"), now)
        told = _days(now.today)
    step = {"previous": -1, "same": 0, "next": 1}[term.which]
    day = told.last_day if term.which == "next" and told.grain != "night" else told.first_day
    if told.grain == "night" and term.which == "same":
        day = told.last_day
    if term.what in ("day", "day_24"):
        return _days(day + step * _DAY)
    if term.what == "night":
        begins = told.last_day if step > 0 else day - _DAY if step < 0 else day
        return _night(Night(CalendarDay(begins.day, begins.month, begins.year), "begins"), now)
    if term.what in PART_HOURS:
        return _hours(day + step * _DAY, term.what)
    return _unit(Unit(term.what, step), replace(now, local=_midnight(day)))  # type: ignore[arg-type]


_SEASON_MONTH = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}


def _season(term: Season, now: Now) -> Reckoned:
    month = _SEASON_MONTH[term.season]
    year = _year(term.year, now)
    if year is None:
        today = now.today
        year = max(y for y in (today.year - 1, today.year) if date(y, month, 1) <= today)
        begun = date(year, month, 1)
        if term.side in ("last", "past") and today < _months_on(begun, 3):
            year -= 1
        elif term.side == "next" or ((term.side == "this" or now.future) and today >= _months_on(begun, 3)):
            year += 1
            if term.side == "this" and not now.future and date(year, month, 1) > today and year > today.year:
                year -= 1
    first = date(year, month, 1)
    return Reckoned(_midnight(first), _midnight(_months_on(first, 3)), "season", term.year is not None)


def _year_part(term: YearPart, now: Now) -> Reckoned:
    length = 3 if term.unit == "quarter" else 6
    year = _year(term.year, now)
    if year is None:
        year = now.today.year
        if not now.future and date(year, (term.number - 1) * length + 1, 1) > now.today:
            year -= 1
    first = date(year, (term.number - 1) * length + 1, 1)
    return Reckoned(_midnight(first), _midnight(_months_on(first, length)), "span", term.year is not None)


def _holiday(term: Holiday, now: Now) -> date:
    year = _year(term.year, now)
    if year is not None:
        return holiday_date(term.key, year)
    today = now.today
    days = [holiday_date(term.key, today.year + k) for k in (-2, -1, 0, 1, 2)]
    match term.side:
        case "last" | "past":
            return max(day for day in days if day < today)
        case "next":
            return min(day for day in days if day > today)
        case "this":
            return days[2]
    if now.future:
        return min(days, key=lambda day: abs((day - today).days))
    return max(day for day in days if day <= today)


def _nth(term: Nth, now: Now) -> Reckoned:
    base = _reckon(term.of, now)
    first, last = base.first_day, base.last_day
    if term.number == 0:
        return _days(first - (first.isoweekday() - 1) * _DAY, 7, "week", stated=base.stated)
    if term.weekday is not None:
        if base.grain == "month":
            return _days(nth_weekday(first.year, first.month, term.weekday, term.number), stated=base.stated)
        start = first + ((term.weekday - first.isoweekday()) % 7) * _DAY
        end = last - ((last.isoweekday() - term.weekday) % 7) * _DAY
        return _days(start + 7 * (term.number - 1) * _DAY if term.number > 0 else end, stated=base.stated)
    if term.unit == "day":
        return _days(first + (term.number - 1) * _DAY if term.number > 0 else last, stated=base.stated)
    if term.unit == "month":
        month = _months_on(first, term.number - 1) if term.number > 0 else last.replace(day=1)
        return Reckoned(_midnight(month), _midnight(_months_on(month, 1)), "month", base.stated)
    if term.unit == "weekend":
        saturday = first + ((6 - first.isoweekday()) % 7 + 7 * (term.number - 1)) * _DAY
        if term.number < 0:
            saturday = last - ((last.isoweekday() - 6) % 7) * _DAY
        return _days(saturday, 2, "weekend", stated=base.stated)
    # The first week of a month is the one that holds its first Thursday, as in ISO years.
    thursday = first + ((4 - first.isoweekday()) % 7) * _DAY
    monday = thursday + (7 * (term.number - 1) - 3) * _DAY
    if term.number < 0:
        monday = last - ((last.isoweekday() - 4) % 7 + 3) * _DAY
    return _days(monday, 7, "week", stated=base.stated)


def _edge(term: Edge, now: Now) -> Reckoned:
    """The first, middle or last third, in whole days or months."""
    base = _reckon(term.of, now)
    third = {"start": 0, "middle": 1, "end": 2}[term.edge]
    days = (base.last - base.first) // _DAY
    if days >= 300:
        months = round(days / 30.4) // 3
        first = _months_on(base.first_day, months * third)
        last = _midnight(_months_on(base.first_day, months * (third + 1))) if third < 2 else base.last
        return Reckoned(_midnight(first), last, "span", base.stated, edge=term.edge)
    if base.grain == "month":
        cuts = [base.first, base.first + 10 * _DAY, base.first + 20 * _DAY, base.last]
    elif base.grain == "week":
        cuts = [base.first, base.first + 2 * _DAY, base.first + 4 * _DAY, base.last]
    elif days <= 1:
        cuts = [base.first, base.first + timedelta(hours=8), base.first + timedelta(hours=16), base.last]
    else:
        cuts = [base.first + round(days * k / 3) * _DAY for k in range(3)] + [base.last]
    grain: Grain = "part" if days <= 1 else "span"
    return Reckoned(cuts[third], cuts[third + 1], grain, base.stated, edge=term.edge)


def _hours(day: date, part: str, *, stated: bool = False) -> Reckoned:
    begin, end = PART_HOURS[part]
    start = _midnight(day)
    return Reckoned(start + timedelta(hours=begin), start + timedelta(hours=end), "part", stated, part=part)


def _part(term: Part, now: Now) -> Reckoned:
    if term.day is not None:
        base = _reckon(term.day, now)
        return _hours(base.first_day, term.part, stated=base.stated)
    if now.day_told is not None:
        return _hours(now.day_told.last_day, term.part, stated=now.day_told.stated)
    here = _hours(now.today, term.part)
    if now.future or here.first <= now.moment:
        return here
    return _hours(now.today - _DAY, term.part)


def _night(term: Night, now: Now) -> Reckoned:
    if term.day is None:
        ends, stated = now.today, False
        if now.day_told is not None:
            ends, stated = now.day_told.last_day, now.day_told.stated
        elif now.future and now.moment.hour >= NIGHT_FROM:
            ends += _DAY
    else:
        base = _reckon(term.day, now)
        stated = base.stated
        ends = base.first_day if term.side == "ends" else base.first_day + _DAY
    first = _midnight(ends - _DAY) + timedelta(hours=NIGHT_FROM)
    return Reckoned(first, _midnight(ends) + timedelta(hours=NIGHT_TO), "night", stated)


def _clock(term: Clock, now: Now) -> Reckoned:
    stated = False
    if term.day is not None:
        base = _reckon(term.day, now)
        day, stated = base.first_day, base.stated
        if base.grain == "night":
            day = base.last_day if term.hour < 12 else base.first_day
    elif now.day_told is not None:
        day, stated = now.day_told.last_day, now.day_told.stated
        if now.day_told.grain == "night" and term.hour >= 12:
            day = now.day_told.first_day
    else:
        day = now.today
        if not now.future and term.hour >= NIGHT_FROM and now.moment.hour < _NOON:
            # "At 23:15" in a post of the morning is last night's. Any other time later than the post
            # stays today's: the source's zone may not be the place's, and for the day before news says
            # "yesterday".
            day -= _DAY
    return _at(_midnight(day) + timedelta(hours=term.hour, minutes=term.minute), term, stated=stated)


def _at(first: datetime, term: Clock, *, stated: bool) -> Reckoned:
    # An hour from the minute told: long enough to be seen on a slider, and clock times in news are rounded.
    grain: Grain = "minute" if term.exact else "hour"
    return Reckoned(first, first + timedelta(hours=1), grain, stated, zone=term.zone)


def _range(term: Range, now: Now) -> Reckoned:
    if isinstance(term.first, Clock) and isinstance(term.last, Clock) and term.last.day is None:
        first = _reckon(term.first, now)
        start = _midnight(first.first_day)
        end = start + timedelta(hours=term.last.hour, minutes=term.last.minute)
        if end <= first.first:
            end += _DAY
            if (
                term.first.day is None
                and now.day_told is None
                and not now.future
                and end > now.moment + _DAY / 2
            ):
                # "From 23:00 to 06:00" in a post of the day is the night before it.
                return replace(first, first=first.first - _DAY, last=end - _DAY)
        return replace(first, last=end)
    last = _reckon(term.last, now)
    first = _reckon(term.first, now)
    if first.first >= last.last:
        if isinstance(term.first, CalendarDay | CalendarMonth) and _year(term.first.year, now) is None:
            later = _years_on(last, 1)
            first, last = (
                (first, later)
                if later.first_day <= now.today + 31 * _DAY or now.future
                else (_years_on(first, -1), last)
            )
        elif first.last - first.first <= _DAY:
            weeks = -((last.first - first.first) // (7 * _DAY))
            first = replace(first, first=first.first - 7 * weeks * _DAY, last=first.last - 7 * weeks * _DAY)
    if first.first >= last.last:
        raise OpenTermError
    grain: Grain = first.grain if first.grain == last.grain and first.grain in ("month", "year") else "span"
    return Reckoned(first.first, last.last, grain, first.stated or last.stated, part=None)


def _years_on(reckoned: Reckoned, years: int) -> Reckoned:
    def shifted(moment: datetime) -> datetime:
        return datetime.combine(_day_months_on(moment.date(), 12 * years), moment.time())

    return replace(reckoned, first=shifted(reckoned.first), last=shifted(reckoned.last))
