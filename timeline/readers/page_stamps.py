"""Lines of a page that tell when -> stamps: clock times, days, both together, and ages ("2 hours ago")."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from dateline.timeline.readers.calendar_names import calendar_names

_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.]\d{2})?\s*(?P<half>[ap]\.?m\.?)?\s*\(?(?P<label>[a-z]{2,4})?\)?"
)
# "14:05 Depot burns", "14.05 GMT – Depot burns".
_OPENING = re.compile(r"\d{1,2}([:.])\d{2}(\s*[ap]\.?m\b\.?)?", re.IGNORECASE)
_LABEL = re.compile(r"\s*\(?([A-Z]{2,4})\)?(?!\w)")
_PARTING = " \t\u00a0-–—|:•"
_QUOTES = "\"'«“‘„"
_NUMERIC = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})|(?P<iso>\d{4}-\d{2}-\d{2})")
_NUMBER = re.compile(r"(\d{1,2})([^\W\d_]*)")
_AGE = re.compile(r"(?:(?P<number>\d{1,3})\s*)?(?P<unit>[^\W\d_]+)\.?")
_LONGEST = 80


class Day(NamedTuple):
    """A day as a page names it: by date, the year perhaps left out, or by how far back it is."""

    day: int = 0
    month: int = 0
    year: int | None = None
    back: int | None = None


class Stamp(NamedTuple):
    """When, as far as a line tells.

    Attributes:
        minute: Of the day, 0 to 1439; None where it only names a day or tells an age.
        offset: Minutes east of Greenwich where the page says its zone; None for the zone of the source.
        day: None where the page leaves it to be seen.
        age: Minutes before the page was copied.
    """

    minute: int | None = None
    offset: int | None = None
    day: Day | None = None
    age: int | None = None


def read_stamp(line: str, words: Sequence[str]) -> Stamp | None:
    """The stamp, when the line holds nothing else: "14:05", "Published at 2.05pm GMT", "Tue 27 January 2026".

    Args:
        line: Of a page.
        words: What may stand before a time, the longest first.
    """
    if len(line) > _LONGEST:
        return None
    folded = " ".join(line.casefold().split()).strip("()")
    for word in words:
        if folded.startswith(word + " "):
            folded = folded.removeprefix(word).strip()
            break
    return _clock(folded) or _age(folded) or _dated(folded)


def split_inline(line: str, words: Sequence[str]) -> tuple[str, str] | None:
    """A line that a clock time opens, as the time and the rest; None for any other.

    What follows begins like a sentence and has two words. With a dot, which dates and amounts have too, the time needs
    a zone or a half of the day behind it.
    """
    opening = _OPENING.match(line)
    if opening is None:
        return None
    label = _LABEL.match(line, opening.end())
    zoned = label is not None and label[1].lower() in calendar_names().zones
    end = label.end() if label is not None and zoned else opening.end()
    rest = line[end:].lstrip(_PARTING)
    if opening[1] == "." and not (opening[2] or zoned):
        return None
    if len(rest.split(maxsplit=2)) < 2 or not (rest[0].isupper() or rest[0] in _QUOTES) or rest == line[end:]:
        return None
    return (line[:end], rest) if read_stamp(line[:end], words) is not None else None


def _clock(folded: str) -> Stamp | None:
    match = _CLOCK.fullmatch(folded)
    zones = calendar_names().zones
    if match is None or (match["label"] and match["label"] not in zones):
        return None
    hour, minute = int(match["hour"]), int(match["minute"])
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"].startswith("p") else 0)
    if hour > 23 or minute > 59:
        return None
    return Stamp(hour * 60 + minute, zones[match["label"]] if match["label"] else None)


def _age(folded: str) -> Stamp | None:
    names = calendar_names()
    behind = next((word for word in names.behind if folded.endswith(" " + word)), None)
    if behind is None:
        return None
    told = folded.removesuffix(behind).strip()
    first, _, rest = told.partition(" ")
    match = _AGE.fullmatch(rest if first in names.one and rest else told)
    if match is None or match["unit"] not in names.units:
        return None
    return Stamp(age=int(match["number"] or 1) * names.units[match["unit"]])


def _dated(folded: str) -> Stamp | None:
    """A day, alone or with a clock time behind it or before it."""
    read_over = {"", "-", *calendar_names().connectors}
    pieces = [piece for piece in re.split(r"[\s,|·•–—]+", folded) if piece not in read_over]
    for first, last in _cuts(pieces):
        day = _day(pieces[first:last])
        if day is None:
            continue
        rest = " ".join(pieces[:first] + pieces[last:])
        if not rest:
            return Stamp(day=day)
        clock = _clock(rest.strip("()"))
        if clock is not None:
            return clock._replace(day=day)
    return None


def _cuts(pieces: Sequence[str]) -> list[tuple[int, int]]:
    """Where the day may stand: all of the pieces, the first of them, or the last; the longest first."""
    count = len(pieces)
    return [(0, last) for last in range(count, 0, -1)] + [(first, count) for first in range(1, count)]


def _day(pieces: Sequence[str]) -> Day | None:
    names = calendar_names()
    told = [piece.rstrip(".") if not piece[0].isdigit() else piece for piece in pieces]
    if len(told) > 1 and told[0] in names.weekdays:
        told = told[1:]
    if len(told) == 1:
        if told[0] in names.days_back:
            return Day(back=names.days_back[told[0]])
        match = _NUMERIC.fullmatch(told[0])
        if match is None:
            return None
        year, month, day = (
            match["iso"].split("-") if match["iso"] else (match["year"], match["month"], match["day"])
        )
        return Day(int(day), int(month), int(year))
    if len(told) > 2 and told[-1] in names.year_words:
        told = told[:-1]
    year_told = None
    if len(told) == 3:
        if not re.fullmatch(r"(?:19|20)\d\d", told[2]):
            return None
        year_told = int(told[2])
    if len(told) not in (2, 3):
        return None
    name, number = (told[1], told[0]) if told[1] in names.months else (told[0], told[1])
    counted = _NUMBER.fullmatch(number)
    if name not in names.months or counted is None or (counted[2] and counted[2] not in names.ordinals):
        return None
    return Day(int(counted[1]), names.months[name], year_told)
