"""Reckoned -> the reader's words: "overnight, 27–28 Jan 2026", "28 Jan 2026, 03:40"."""

from datetime import date, datetime, timedelta

from dateline.timeline.times.reckoning.reckoned import Reckoned

# Not strftime's %b: that one follows the machine's locale.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SEASONS = {3: "spring", 6: "summer", 9: "autumn", 12: "winter"}
_EDGES = {"start": "early", "middle": "mid", "end": "late"}
_PARTS = {
    "dawn": "dawn",
    "early": "early hours",
    "morning": "morning",
    "noon": "midday",
    "afternoon": "afternoon",
    "daytime": "daytime",
    "evening": "evening",
    "late": "late",
    "night": "night",
    "midnight": "midnight",
}


def describe(reckoned: Reckoned) -> str:
    """One short phrase in English."""
    first, last = reckoned.first_day, reckoned.last_day
    about = "about " if reckoned.approximate else ""
    if reckoned.instant:
        return about + instant_words(reckoned.first, reckoned.last)
    match reckoned.grain:
        case "minute" | "hour":
            hours = round((reckoned.last - reckoned.first) / timedelta(hours=1))
            until = (
                f"–{reckoned.last:%H:%M}"
                if hours > 1 or reckoned.last.minute != reckoned.first.minute
                else ""
            )
            return f"{about}{day_words(first)}, {reckoned.first:%H:%M}{until}"
        case "part":
            part = _EDGES.get(reckoned.edge or "") or _PARTS.get(reckoned.part or "", "")
            return f"{day_words(first)}, {part}" if part else day_words(first)
        case "night":
            return f"overnight, {days_words(first, last)}"
        case "weekend":
            return f"{days_words(first, last)} (weekend)"
        case "season":
            return f"{_SEASONS[first.month]} {first.year}" + (
                f"/{last.year % 100:02d}" if last.year > first.year else ""
            )
        case _:
            pass
    if reckoned.edge is not None:
        whole = _whole(reckoned)
        if whole is not None:
            return f"{_EDGES[reckoned.edge]} {whole}"
    return about + _plain(reckoned)


def _plain(reckoned: Reckoned) -> str:
    first, last = reckoned.first_day, reckoned.last_day
    begins = first.day == 1
    ends = (last + timedelta(days=1)).day == 1
    if begins and ends and first.month == 1 and last.month == 12:
        if first.year == last.year:
            return str(first.year)
        if last.year - first.year == 9 and first.year % 10 == 0:
            return f"{first.year}s"
        return f"{first.year}–{last.year}"
    if begins and ends and reckoned.grain in ("month", "span") and (last - first).days >= 27:
        one, other = f"{_MONTHS[first.month - 1]}", f"{_MONTHS[last.month - 1]} {last.year}"
        if (first.year, first.month) == (last.year, last.month):
            return other
        return f"{one}–{other}" if first.year == last.year else f"{one} {first.year} – {other}"
    return days_words(first, last)


def _whole(reckoned: Reckoned) -> str | None:
    """What an edge is the edge of: a month, or a year."""
    first, last = reckoned.first_day, reckoned.last_day
    if (first.year, first.month) == (last.year, last.month) and (last - first).days >= 7:
        return f"{_MONTHS[first.month - 1]} {first.year}"
    if first.year == last.year and (last - first).days > 100:
        return str(first.year)
    return None


def day_words(day: date) -> str:
    """Word it as "28 Jan 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def days_words(first: date, last: date) -> str:
    """Word it as "27–28 Jan 2026", "31 Jan – 2 Feb 2026"; both days included."""
    if first == last:
        return day_words(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day_words(last)}"
    if first.year == last.year:
        return f"{first.day} {_MONTHS[first.month - 1]} – {day_words(last)}"
    return f"{day_words(first)} – {day_words(last)}"


def instant_words(first: datetime, last: datetime) -> str:
    """An hour by its beginning; anything longer by both ends."""
    if last - first <= timedelta(hours=1):
        return f"{day_words(first.date())}, {first:%H:%M}"
    if first.date() == last.date():
        return f"{day_words(first.date())}, {first:%H:%M}–{last:%H:%M}"
    return f"{day_words(first.date())}, {first:%H:%M} – {day_words(last.date())}, {last:%H:%M}"
