"""Days, weeks, months, seasons and holidays that the words leave open -> the one that is meant.

News tells the past: what a year, month or weekday leaves open is the last one, today included, unless the
sentence speaks of what is to come.
"""

from datetime import date

from dateline.timeline.times.reckoning.holidays import holiday_date
from dateline.timeline.times.reckoning.reckoned import (
    DAY,
    Grain,
    Now,
    OpenTermError,
    Reckoned,
    days_of,
    midnight,
    months_on,
    year_of,
)
from dateline.timeline.times.terms import CalendarDay, CalendarMonth, Holiday, Season, Unit, Weekday, YearPart

_SOON = 45
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
_SEASON_MONTH = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}


def reckon_day(term: CalendarDay, now: Now) -> date:
    """The day, in the year that the words leave open."""
    if term.month is None:
        return _day_of_month(term, now)
    year = year_of(term.year, now)
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
    today = now.today
    candidates = []
    for months in range(-13, 13):
        first = months_on(now.today, months)
        if first + (term.day - 1) * DAY < months_on(first, 1):
            candidates.append(first.replace(day=term.day))
    if term.weekday is not None:
        fitting = [c for c in candidates if c.isoweekday() == term.weekday]
        if fitting:
            return min(fitting, key=lambda c: (abs((c - today).days), c))
    if now.future:
        return min(candidates, key=lambda c: (abs((c - now.today).days), c))
    return max(c for c in candidates if c <= now.today)


def reckon_month(term: CalendarMonth, now: Now) -> date:
    """The first of the month."""
    year = year_of(term.year, now)
    if year is not None:
        return date(year, term.month, 1)
    today = now.today
    this = date(today.year, term.month, 1)
    back = (today.month - term.month) % 12
    match term.side:
        case "this":
            return this
        case "next" | "after_next":
            return months_on(today, 12 - back)
        case "last" | "past":
            return months_on(today, -(back or 12))
    if (now.future and 12 - back < back) or back == 11:
        # What is called by its bare name eleven months later is the month to come.
        return months_on(today, 12 - back)
    return months_on(today, -back)


def reckon_weekday(term: Weekday, now: Now) -> date:
    """The day of the week: the last one, today included, where no word says which."""
    today = now.today
    monday = today - (today.isoweekday() - 1) * DAY
    here = monday + (term.weekday - 1) * DAY
    if term.week is not None:
        return here + 7 * term.week * DAY
    back = (today.isoweekday() - term.weekday) % 7
    match term.side:
        case "this":
            return here
        case "past":
            return today - (back or 7) * DAY
        case "last":
            # "Last Thursday" on a Friday is not yesterday: the bare name would have done for that.
            gap = back or 7
            return today - (gap + 7 if gap <= 2 and gap < today.isoweekday() else gap) * DAY
        case "next":
            return today + (7 - back) * DAY
        case "after_next":
            return today + (14 - back) * DAY
    if now.future:
        return today + (-back % 7) * DAY
    return today - back * DAY


def weekend_with(day: date) -> Reckoned:
    """The weekend nearest to a holiday, with the holiday and what lies between them."""
    saturday = day + ((6 - day.isoweekday() + 3) % 7 - 3) * DAY
    first, last = min(saturday, day), max(saturday + DAY, day)
    return days_of(first, (last - first).days + 1, "weekend", stated=True)


def reckon_unit(term: Unit, now: Now) -> Reckoned:
    """The calendar unit beside the present one."""
    today = now.today
    match term.unit:
        case "day" | "day_24" | "night":
            return days_of(today + term.offset * DAY)
        case "week" | "fortnight":
            monday = today - (today.isoweekday() - 1) * DAY
            return days_of(monday + 7 * term.offset * DAY, 7, "week")
        case "weekend":
            saturday = today + (6 - today.isoweekday()) * DAY
            if term.offset == 0 and not now.future and today.isoweekday() <= 4:
                saturday -= 7 * DAY
            return days_of(saturday + 7 * term.offset * DAY, 2, "weekend")
        case "hour" | "minute" | "second":
            raise OpenTermError
        case _:
            length = MONTHS[term.unit]
            start = (today.year * 12 + today.month - 1) // length * length + term.offset * length
            first, last = (
                date(start // 12, start % 12 + 1, 1),
                date((start + length) // 12, (start + length) % 12 + 1, 1),
            )
            grain: Grain = "month" if length == 1 else "span" if length < 12 else "year"
            return Reckoned(midnight(first), midnight(last), grain)


def reckon_season(term: Season, now: Now) -> Reckoned:
    """Three whole months."""
    month = _SEASON_MONTH[term.season]
    year = year_of(term.year, now)
    if year is None:
        today = now.today
        year = max(y for y in (today.year - 1, today.year) if date(y, month, 1) <= today)
        begun = date(year, month, 1)
        if term.side in ("last", "past") and today < months_on(begun, 3):
            year -= 1
        elif term.side == "next" or ((term.side == "this" or now.future) and today >= months_on(begun, 3)):
            year += 1
            if term.side == "this" and not now.future and date(year, month, 1) > today and year > today.year:
                year -= 1
    first = date(year, month, 1)
    return Reckoned(midnight(first), midnight(months_on(first, 3)), "season", term.year is not None)


def reckon_year_part(term: YearPart, now: Now) -> Reckoned:
    """A quarter or a half."""
    length = 3 if term.unit == "quarter" else 6
    year = year_of(term.year, now)
    if year is None:
        year = now.today.year
        if not now.future and date(year, (term.number - 1) * length + 1, 1) > now.today:
            year -= 1
    first = date(year, (term.number - 1) * length + 1, 1)
    return Reckoned(midnight(first), midnight(months_on(first, length)), "span", term.year is not None)


def reckon_holiday(term: Holiday, now: Now) -> date:
    """The holiday's day."""
    year = year_of(term.year, now)
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
