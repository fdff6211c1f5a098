"""Term + local publication time -> Reckoned: the stretch of the local calendar that the words mean.

Everything here is naive local time; anchoring.py puts it into its zone.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from dateline.timeline.times.reckoning.days import (
    reckon_day,
    reckon_holiday,
    reckon_month,
    reckon_season,
    reckon_unit,
    reckon_weekday,
    reckon_year_part,
    weekend_with,
)
from dateline.timeline.times.reckoning.holidays import nth_weekday
from dateline.timeline.times.reckoning.hours import reckon_clock, reckon_night, reckon_part
from dateline.timeline.times.reckoning.reckoned import (
    DAY,
    Grain,
    Now,
    OpenTermError,
    Reckoned,
    day_months_on,
    days_of,
    midnight,
    months_on,
    year_of,
)
from dateline.timeline.times.reckoning.relative import reckon_shift, reckon_stretch, reckon_told
from dateline.timeline.times.terms import (
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


def reckon(term: Term, now: Now) -> Reckoned | None:
    """The stretch that a term means; None for durations, sets, and what cannot be known."""
    try:
        return _reckon(term, now)
    except (OpenTermError, ValueError, OverflowError):
        return None


def _reckon(term: Term, now: Now) -> Reckoned:
    match term:
        case CalendarDay():
            return days_of(reckon_day(term, now), stated=term.month is not None)
        case CalendarMonth():
            first = reckon_month(term, now)
            return Reckoned(midnight(first), midnight(months_on(first, 1)), "month", term.year is not None)
        case Years():
            return Reckoned(
                midnight(date(term.first, 1, 1)), midnight(date(term.last + 1, 1, 1)), "year", stated=True
            )
        case Weekday():
            return days_of(reckon_weekday(term, now))
        case Unit():
            return reckon_unit(term, now)
        case Stretch():
            return reckon_stretch(term, _base(term.base, now), now)
        case Shift():
            return reckon_shift(term, _base(term.base, now), now)
        case Told():
            return reckon_told(term, now)
        case Season():
            return reckon_season(term, now)
        case YearPart():
            return reckon_year_part(term, now)
        case Holiday():
            day = reckon_holiday(term, now)
            return weekend_with(day) if term.weekend else days_of(day, stated=True)
        case Nth():
            return _nth(term, _reckon(term.of, now))
        case Edge():
            return _edge(term, _reckon(term.of, now), now)
        case Part():
            return reckon_part(term, _base(term.day, now), now)
        case Night():
            return reckon_night(term, _base(term.day, now), now)
        case Clock():
            return reckon_clock(term, _base(term.day, now), now)
        case Range():
            return _range(term, now)
        case Duration() | Repeated():
            raise OpenTermError


def _base(term: Term | None, now: Now) -> Reckoned | None:
    return None if term is None else _reckon(term, now)


def _nth(term: Nth, base: Reckoned) -> Reckoned:
    first, last = base.first_day, base.last_day
    if term.number == 0:
        return days_of(first - (first.isoweekday() - 1) * DAY, 7, "week", stated=base.stated)
    if term.weekday is not None:
        if base.grain == "month":
            return days_of(
                nth_weekday(first.year, first.month, term.weekday, term.number), stated=base.stated
            )
        start = first + ((term.weekday - first.isoweekday()) % 7) * DAY
        end = last - ((last.isoweekday() - term.weekday) % 7) * DAY
        return days_of(start + 7 * (term.number - 1) * DAY if term.number > 0 else end, stated=base.stated)
    if term.unit == "day":
        start = first + (term.number - 1) * DAY if term.number > 0 else last - (term.count - 1) * DAY
        return days_of(start, term.count, "day" if term.count == 1 else "span", stated=base.stated)
    if term.unit == "month":
        month = months_on(first, term.number - 1) if term.number > 0 else months_on(last, 1 - term.count)
        return Reckoned(midnight(month), midnight(months_on(month, term.count)), "month", base.stated)
    if term.unit == "weekend":
        saturday = first + ((6 - first.isoweekday()) % 7 + 7 * (term.number - 1)) * DAY
        if term.number < 0:
            saturday = last - ((last.isoweekday() - 6) % 7) * DAY
        return days_of(saturday, 2, "weekend", stated=base.stated)
    # The first week of a month is the one that holds its first Thursday, as in ISO years.
    thursday = first + ((4 - first.isoweekday()) % 7) * DAY
    monday = thursday + (7 * (term.number - 1) - 3) * DAY
    if term.number < 0:
        monday = last - ((last.isoweekday() - 4) % 7 + 3 + 7 * (term.count - 1)) * DAY
    return days_of(monday, 7 * term.count, "week" if term.count == 1 else "span", stated=base.stated)


def _edge(term: Edge, base: Reckoned, now: Now) -> Reckoned:
    """The first, middle or last third, in whole days or months."""
    if term.edge in ("earlier", "later"):
        return _side_of_now(term.edge, base, now)
    third = {"start": 0, "middle": 1, "end": 2}[term.edge]
    days = (base.last - base.first) // DAY
    if days >= 300:
        months = round(days / 30.4) // 3
        first = months_on(base.first_day, months * third)
        last = midnight(months_on(base.first_day, months * (third + 1))) if third < 2 else base.last
        return Reckoned(midnight(first), last, "span", base.stated, edge=term.edge)
    if base.grain == "month":
        cuts = [base.first, base.first + 10 * DAY, base.first + 20 * DAY, base.last]
    elif base.grain == "week":
        cuts = [base.first, base.first + 2 * DAY, base.first + 4 * DAY, base.last]
    elif days <= 1:
        cuts = [base.first, base.first + timedelta(hours=8), base.first + timedelta(hours=16), base.last]
    else:
        cuts = [base.first + round(days * k / 3) * DAY for k in range(3)] + [base.last]
    grain: Grain = "part" if days <= 1 else "span"
    return Reckoned(cuts[third], cuts[third + 1], grain, base.stated, edge=term.edge)


def _side_of_now(edge: str, base: Reckoned, now: Now) -> Reckoned:
    """What of a week, month or year lies before the end of today, or from today on."""
    today = midnight(now.today)
    if edge == "earlier" and base.first <= today < base.last:
        return replace(base, last=today + DAY, grain="span")
    if edge == "later" and base.first <= today < base.last:
        return replace(base, first=today, grain="span")
    return base


def _range(term: Range, now: Now) -> Reckoned:
    if isinstance(term.first, Clock) and isinstance(term.last, Clock) and term.last.day is None:
        first = _reckon(term.first, now)
        start = midnight(first.first_day)
        end = start + timedelta(hours=term.last.hour, minutes=term.last.minute)
        if end <= first.first:
            end += DAY
            if (
                term.first.day is None
                and now.day_told is None
                and not now.future
                and end > now.moment + DAY / 2
            ):
                # "From 23:00 to 06:00" in a post of the day is the night before it.
                return replace(first, first=first.first - DAY, last=end - DAY)
        return replace(first, last=end)
    last = _reckon(term.last, now)
    first = _reckon(term.first, now)
    fixed = isinstance(term.first, Weekday) and (term.first.side != "bare" or term.first.week is not None)
    if fixed and isinstance(term.first, Weekday) and isinstance(term.last, Weekday):
        # "From next Monday to Friday" ends in the week that it begins in.
        last = days_of(first.first_day + (term.last.weekday - term.first.weekday) % 7 * DAY)
    if first.first >= last.last:
        if isinstance(term.first, CalendarDay | CalendarMonth) and year_of(term.first.year, now) is None:
            later = _years_on(last, 1)
            first, last = (
                (first, later)
                if later.first_day <= now.today + 31 * DAY or now.future
                else (_years_on(first, -1), last)
            )
        elif first.last - first.first <= DAY:
            weeks = -((last.first - first.first) // (7 * DAY))
            first = replace(first, first=first.first - 7 * weeks * DAY, last=first.last - 7 * weeks * DAY)
    if first.first >= last.last:
        raise OpenTermError
    grain: Grain = first.grain if first.grain == last.grain and first.grain in ("month", "year") else "span"
    # "Until 06:00" ends there; an hour's length is for a clock time that stands alone.
    end = last.first if isinstance(term.last, Clock) and last.first > first.first else last.last
    return Reckoned(first.first, end, grain, first.stated or last.stated, part=None)


def _years_on(reckoned: Reckoned, years: int) -> Reckoned:
    def shifted(moment: datetime) -> datetime:
        return datetime.combine(day_months_on(moment.date(), 12 * years), moment.time())

    return replace(reckoned, first=shifted(reckoned.first), last=shifted(reckoned.last))
