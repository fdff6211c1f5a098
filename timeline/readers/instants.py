"""Publication times as feeds, pages and exports write them -> instants. Nothing is guessed: what is unclear is None."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from dateline.timeline.readers.calendar_names import calendar_names
from dateline.timeline.readers.page_stamps import Stamp, read_stamp

_CLOCK = r"(?:[ ,T]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?)?"
_ZONE = r"(?:\s*(?P<zone>[A-Za-z]{1,4})?\s*(?P<offset>[+-]\d\d:?\d\d)?)"
# "Wed, 28 Jan 2026 09:00:00 +0200", "28 січня 2026, 09:00", "28.01.2026 09:00:00 UTC+02:00"
_WORDED = re.compile(
    rf"(?:[^\W\d]+\.?,?\s+)?(?P<day>\d{{1,2}})[ -](?P<month>[^\W\d]{{3,9}})\.?[ -](?P<year>\d{{4}}){_CLOCK}{_ZONE}",
    re.IGNORECASE,
)
_DOTTED = re.compile(rf"(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?P<year>\d{{4}}){_CLOCK}{_ZONE}")
# "Wed Oct 10 20:19:24 +0000 2018", "Wed Jan 28 09:00:00 EET 2026"
_TWEETED = re.compile(
    r"[A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) (?P<day>\d{1,2}) (?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d) (?:(?P<offset>[+-]\d{4})|(?P<zone>[A-Z]{1,4})) (?P<year>\d{4})"
)
_LONGEST = 80


def instant_of(text: object, zone: str | None) -> datetime | None:
    """An aware instant; None where the text is no time that we are sure of.

    Seconds since 1970 are read where the value is a number. A text that names no offset is in the source's zone; without
    one it is None, and so is a zone's name that several zones have.

    Args:
        text: As the format gives it.
        zone: IANA zone of the source; None where nobody said.
    """
    if isinstance(text, int | float) and not isinstance(text, bool):
        return _epoch(text)
    if not isinstance(text, str) or not text.strip() or len(text) > _LONGEST:
        return None
    told = text.strip()
    if told.isdigit() and len(told) > len("20260128"):
        # ISO 8601 would see the year 1611 in milliseconds since 1970.
        return None
    try:
        return _placed(datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d\d)", "", told)), zone)
    except ValueError:
        pass
    for pattern in (_TWEETED, _DOTTED, _WORDED):
        found = pattern.fullmatch(told)
        if found:
            return _of_parts(found.groupdict(), zone)
    return _of_stamp(read_stamp(told, ()), zone)


def _of_stamp(stamp: Stamp | None, zone: str | None) -> datetime | None:
    """A time as a page words it for readers; one without its year would be a guess."""
    if stamp is None or stamp.day is None or stamp.day.year is None:
        return None
    try:
        local = datetime.combine(date(stamp.day.year, stamp.day.month, stamp.day.day), time())
    except ValueError:
        return None
    local += timedelta(minutes=stamp.minute or 0)
    if stamp.offset is not None:
        return local.replace(tzinfo=timezone(timedelta(minutes=stamp.offset)))
    return _placed(local, zone)


def _epoch(seconds: float) -> datetime | None:
    try:
        # Milliseconds since 1970 are thirteen digits for centuries to come.
        seconds = seconds / 1000 if abs(seconds) > 1e11 else seconds
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _of_parts(parts: dict[str, str | None], zone: str | None) -> datetime | None:
    month = parts["month"] or ""
    number = int(month) if month.isdigit() else calendar_names().months.get(month.lower())
    named = (parts.get("zone") or "").lower()
    try:
        local = datetime(  # noqa: DTZ001 - the zone is set below
            int(parts["year"] or 0), number or 0, int(parts["day"] or 0), int(parts["hour"] or 0), int(parts["minute"] or 0),
            int(parts["second"] or 0),
        )  # fmt: skip
    except ValueError:
        return None
    offset = parts.get("offset")
    if offset:
        sign = -1 if offset[0] == "-" else 1
        digits = offset[1:].replace(":", "")
        east = sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return local.replace(tzinfo=timezone(east)) if abs(east) < timedelta(days=1) else None
    if named:
        minutes = calendar_names().zones.get(named)
        return None if minutes is None else local.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    return _placed(local, zone)


def _placed(instant: datetime, zone: str | None) -> datetime | None:
    if instant.tzinfo is not None:
        return instant
    return instant.replace(tzinfo=ZoneInfo(zone)) if zone else None
