"""Times told by their distance from another: "the past 24 hours", "two days ago", "the next morning"."""

from dataclasses import replace
from datetime import date, timedelta

from dateline.timeline.times.reckoning.days import MONTHS, reckon_unit, reckon_weekday
from dateline.timeline.times.reckoning.hours import NOON, PART_HOURS, hours_of, night_to, reckon_night
from dateline.timeline.times.reckoning.reckoned import (
    DAY,
    Now,
    OpenTermError,
    Reckoned,
    day_months_on,
    days_of,
    midnight,
    months_on,
)
from dateline.timeline.times.terms import Night, Shift, Stretch, Told, Unit, Weekday

SPANS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day_24": DAY,
}
DAYS = {"day": 1, "night": 1, "week": 7, "fortnight": 14}


def reckon_stretch(term: Stretch, base: Reckoned | None, now: Now) -> Reckoned:
    """So many units up to publication or from it on, or from the base on."""
    count = term.count if term.count is not None else 3
    if base is not None:
        if term.unit in SPANS and term.unit != "day_24":
            raise OpenTermError
        return Reckoned(base.first, midnight(_moved(base.first_day, count, term.unit)), "span", base.stated)
    moment = now.moment
    if term.unit in SPANS:
        # Counted to the minute: "the past 24 hours" in a post of 14:05 begin at 14:05 of the day before.
        length = SPANS[term.unit] * max(count, 1)
        first, last = (moment - length, moment) if term.sign < 0 else (moment, moment + length)
        if last - first < timedelta(minutes=1):
            first = last - timedelta(minutes=1)
        return Reckoned(first, last, "span", instant=True)
    # Before noon the last three days are those before today; later on, today counts as one of them.
    end = now.today if moment.hour < NOON else now.today + DAY
    if term.unit in DAYS:
        days = DAYS[term.unit] * count
        start = end - days * DAY if term.sign < 0 else now.today + DAY
        return days_of(start, days, "span")
    months = MONTHS[term.unit] * count if term.unit in MONTHS else 0
    if not months:
        raise OpenTermError
    if term.unit in ("quarter", "half", "decade", "century"):
        # "The last two quarters" are whole ones.
        this = reckon_unit(Unit(term.unit, 0), now)
        first_day = this.first_day if term.sign < 0 else (this.last_day + DAY)
        edges = sorted((first_day, months_on(first_day, months * term.sign)))
        return Reckoned(midnight(edges[0]), midnight(edges[1]), "span" if months < 120 else "year")
    if term.sign < 0:
        return Reckoned(midnight(day_months_on(end, -months)), midnight(end), "span")
    begin = now.today + DAY
    return Reckoned(midnight(begin), midnight(day_months_on(begin, months)), "span")


def reckon_shift(term: Shift, base: Reckoned | None, now: Now) -> Reckoned:
    """So many units before or after the base, the time told last, or publication."""
    if base is not None:
        start = base.first
    elif term.anaphoric or (term.anaphoric is None and now.told is not None):
        if now.told is None:
            raise OpenTermError
        start = now.told.first
    else:
        start = now.moment
    approximate = term.count is None or term.unit not in ("hour", "minute", "second", "day", "day_24")
    count = (3 if term.count is None else term.count) * term.sign
    if term.unit in ("second", "minute", "hour"):
        leans = base is None and term.anaphoric is not False and now.told is not None
        if leans and now.told is not None and now.told.grain not in ("minute", "hour"):
            # "An hour later" than some time of a day: all that is known is the day.
            return now.told
        first = start + SPANS[term.unit] * count
        first += sum(
            (SPANS[unit] * more * term.sign for more, unit in term.rest if unit in SPANS), timedelta()
        )
        exact = base is None and not leans
        return Reckoned(first, first + timedelta(hours=1), "hour", approximate=approximate, instant=exact)
    day = start.date()
    for further, unit in term.rest:
        day = _moved(day, further * term.sign, unit)
    if term.rest:
        return days_of(_moved(day, count, term.unit))
    if term.unit in ("day", "day_24", "night"):
        return replace(days_of(day + count * DAY), approximate=approximate)
    if term.unit in ("week", "fortnight"):
        return replace(days_of(day + DAYS[term.unit] * count * DAY), approximate=True, grain="week")
    if term.unit == "month":
        first_day = months_on(day, count)
        return Reckoned(midnight(first_day), midnight(months_on(first_day, 1)), "month", approximate=True)
    if term.unit in MONTHS:
        year = months_on(day, MONTHS[term.unit] * count).year
        return Reckoned(midnight(date(year, 1, 1)), midnight(date(year + 1, 1, 1)), "year", approximate=True)
    raise OpenTermError


def _moved(day: date, count: int, unit: str) -> date:
    if unit in MONTHS:
        return day_months_on(day, MONTHS[unit] * count)
    return day + DAYS.get(unit, 1) * count * DAY


def reckon_told(term: Told, now: Now) -> Reckoned:
    """A day or part of it beside the time that the text told last."""
    told = now.told
    if told is None:
        if now.local is None or not (term.which == "previous" or (term.which == "next" and now.future)):
            raise OpenTermError
        if term.which == "previous" and term.what == "night":
            return reckon_night(Night(None, "ends"), None, now)
        if term.which == "previous" and term.weekday is not None:
            return days_of(reckon_weekday(Weekday(term.weekday, "last"), now))
        told = days_of(now.today)
    step = {"previous": -1, "same": 0, "next": 1}[term.which]
    if term.weekday is not None:
        if step > 0:
            return days_of(told.last_day + ((term.weekday - told.last_day.isoweekday() - 1) % 7 + 1) * DAY)
        return days_of(told.first_day - ((told.first_day.isoweekday() - term.weekday - 1) % 7 + 1) * DAY)
    day = told.last_day if term.which == "next" and told.grain != "night" else told.first_day
    if told.grain == "night" and term.which == "same":
        day = told.last_day
    if term.what in ("day", "day_24"):
        return days_of(day + step * DAY)
    if term.what == "night":
        begins = told.last_day if step > 0 else day - DAY if step < 0 else day
        return night_to(begins + DAY)
    if term.what in PART_HOURS:
        return hours_of(day + step * DAY, term.what)
    return reckon_unit(Unit(term.what, step), replace(now, local=midnight(day)))  # type: ignore[arg-type]
