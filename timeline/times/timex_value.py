"""TimeExpression -> its TIMEX3 value: "2026-01-28", "2026-W04-WE", "2026-01-27TNI", "P2W", "XXXX-WXX-1"."""

from dateline.timeline.times.reckoning.reckoned import Reckoned
from dateline.timeline.times.terms import (
    CalendarDay,
    CalendarMonth,
    Clock,
    Duration,
    Night,
    Part,
    Repeated,
    Season,
    Term,
    Told,
    Unit,
    Weekday,
    YearPart,
    Years,
)

_PARTS = {
    "dawn": "MO", "early": "NI", "morning": "MO", "afternoon": "AF", "daytime": "DT", "evening": "EV",
    "late": "EV", "night": "NI",
}  # fmt: skip
_LETTERS = {
    "second": "TS", "minute": "TM", "hour": "TH", "day_24": "D", "day": "D", "night": "N", "weekend": "WE",
    "week": "W", "fortnight": "W", "month": "M", "quarter": "Q", "half": "M", "year": "Y", "decade": "DE",
    "century": "CE",
}  # fmt: skip
_SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "winter": "WI"}


def timex_value(term: Term, reckoned: Reckoned | None) -> str:
    """The value of a term on the calendar; ``XXXX`` for what is open where it could not be reckoned."""
    match term:
        case Duration():
            whole = _duration(term.count, term.unit)
            for count, unit in term.rest:
                more = _duration(count, unit)
                whole += more.removeprefix("PT" if "T" in whole else "P")
            return whole
        case Repeated():
            if term.weekday is not None:
                return f"XXXX-WXX-{term.weekday}" + (f"T{_PARTS[term.part]}" if term.part in _PARTS else "")
            if term.part is not None:
                return f"XXXX-XX-XXT{_PARTS.get(term.part, 'DT')}"
            return _duration(term.count, term.unit or "day")
    return _open(term) if reckoned is None else _closed(term, reckoned)


def _duration(count: float | None, unit: str) -> str:
    letter = _LETTERS[unit]
    if unit in ("fortnight", "half") and count is not None:
        count *= 2 if unit == "fortnight" else 6
    number = "X" if count is None else f"{count:g}"
    return f"P{letter[0]}{number}{letter[1]}" if letter[0] == "T" else f"P{number}{letter}"


def _closed(term: Term, reckoned: Reckoned) -> str:
    day = reckoned.first_day
    match term:
        case Season(season=season):
            return f"{day.year:04d}-{_SEASONS[season]}"
        case YearPart(number=number, unit=unit):
            return f"{day.year:04d}-{'Q' if unit == 'quarter' else 'H'}{number}"
        case Years(first=first, last=last) if last - first == 9:
            return f"{first // 10:03d}"
        case Years(first=first, last=last) if last - first == 99:
            return f"{first // 100:02d}"
    year, week, _ = day.isocalendar()
    match reckoned.grain:
        case "minute":
            return f"{reckoned.first:%Y-%m-%dT%H:%M}"
        case "hour":
            return (
                f"{reckoned.first:%Y-%m-%dT%H}"
                if not reckoned.instant
                else f"{reckoned.first:%Y-%m-%dT%H:%M}"
            )
        case "part":
            mark = {"noon": "12:00", "midnight": "00:00"}.get(reckoned.part or "") or _PARTS.get(
                reckoned.part or "", "DT"
            )
            return f"{day.isoformat()}T{mark}"
        case "night":
            # TIMEX3 counts a night to the day it begins on.
            return f"{day.isoformat()}TNI"
        case "day":
            return day.isoformat()
        case "weekend":
            return f"{year:04d}-W{week:02d}-WE"
        case "week":
            return f"{year:04d}-W{week:02d}" if day != reckoned.last_day else day.isoformat()
        case "month" if (day.year, day.month) == (reckoned.last_day.year, reckoned.last_day.month):
            return f"{day:%Y-%m}"
        case "year" if day.year == reckoned.last_day.year:
            return f"{day.year:04d}"
        case "month":
            return f"{day:%Y-%m}/{reckoned.last_day:%Y-%m}"
        case "year":
            return f"{day.year:04d}/{reckoned.last_day.year:04d}"
    return (
        f"{day.isoformat()}/{reckoned.last_day.isoformat()}" if day != reckoned.last_day else day.isoformat()
    )


def _open(term: Term) -> str:
    match term:
        case CalendarDay(day=day, month=month):
            return f"XXXX-{month:02d}-{day:02d}" if month else f"XXXX-XX-{day:02d}"
        case CalendarMonth(month=month):
            return f"XXXX-{month:02d}"
        case Weekday(weekday=weekday):
            return f"XXXX-WXX-{weekday}"
        case Unit(unit="week") | Told(what="week"):
            return "XXXX-WXX"
        case Unit(unit="month") | Told(what="month"):
            return "XXXX-XX"
        case Unit(unit="year") | Told(what="year"):
            return "XXXX"
        case Part(part=part, day=day_term):
            base = _open(day_term) if day_term is not None else "XXXX-XX-XX"
            return f"{base}T{_PARTS.get(part, 'DT')}"
        case Night():
            return "XXXX-XX-XXTNI"
        case Clock(hour=hour, minute=minute, day=day_term):
            return f"{_open(day_term) if day_term is not None else 'XXXX-XX-XX'}T{hour:02d}:{minute:02d}"
        case _:
            return "XXXX-XX-XX"
