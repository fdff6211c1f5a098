"""The line a report opens with -> Dateline: "KYIV, Jan 28 (Agency) —", «Київ. 28 січня. УНН.»."""

from collections.abc import Sequence
from dataclasses import dataclass

from dateline.timeline.span import Mention, Span
from dateline.timeline.text.reading import Reading
from dateline.timeline.text.tokens import kind_of
from dateline.timeline.times.expression import TimeExpression
from dateline.timeline.times.terms import CalendarDay

# A dateline is a place of a few words, perhaps a country, a date and an agency.
_LONGEST = 18
_LONGEST_PLACE = 5
_DASHES = frozenset("-–—−")
_INSIDE = frozenset(",.()/’'\"«»-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline(Mention):
    """Where and when a report was filed, which is not always where and when its news happened.

    Attributes:
        place: Span of the place's name in the visible text, without the country.
        date: Span of the date; None when it gives none.
    """

    place: Span
    date: Span | None = None


def find_dateline(reading: Reading, times: Sequence[TimeExpression]) -> Dateline | None:
    """The dateline of a post, None when it opens with none.

    A capitalised opening is taken for one only with a date, an agency in brackets, or a comma and a
    wider place between it and the dash: "BREAKING — ..." has none of them.

    Args:
        reading: The post.
        times: Its time expressions, from ``timex.find_times``.
    """
    place = _opening_name(reading.words.texts)
    if place is None:
        return None
    words = reading.words
    after = words.starts[place]
    date = next(
        (
            e.span
            for e in times[:2]
            if isinstance(e.term, CalendarDay) and e.role == "event" and e.span.start >= after
        ),
        None,
    )
    end = _closing(reading, place, date)
    if end is None:
        return None
    inside = date if date is not None and date.end <= words.ends[end - 1] else None
    span = Span(words.starts[0], words.ends[end - 1])
    return Dateline(
        span=span,
        text=reading.text[span.start : span.end],
        place=Span(words.starts[0], words.ends[place - 1]),
        date=inside,
    )


def _opening_name(words: Sequence[str]) -> int | None:
    """Index after the capitalised words that a text opens with, when a comma, a stop or a bracket follows."""
    at = 0
    while (
        at < len(words) and at <= _LONGEST_PLACE and kind_of(words[at]) == "word" and words[at][0].isupper()
    ):
        at += 1
    if not 0 < at <= _LONGEST_PLACE or at >= len(words):
        return None
    return at if words[at] in (",", ".", "(") else None


def _closing(reading: Reading, place: int, date: Span | None) -> int | None:
    """Index after the dateline: behind its dash, or behind the stops of «Київ. 28 січня. УНН.»."""
    texts, starts, ends = reading.words.texts, reading.words.starts, reading.words.ends
    count = len(texts)
    sure = texts[place] == "(" or texts[0].isupper()
    for at in range(place, min(count, place + _LONGEST)):
        text, start = texts[at], starts[at]
        spaced = at + 1 < count and ends[at] < starts[at + 1] and ends[at - 1] < start
        dated = date is not None and date.end <= start
        if text in _DASHES and (spaced or text != "-"):
            if date is not None and date.start <= start < date.end:
                continue
            return at + 1 if dated or sure else None
        if date is not None and date.start <= start < date.end:
            continue
        kind = kind_of(text)
        if kind == "word" and not text[0].isupper():
            return None
        if kind == "mark" and text not in _INSIDE:
            return None
        if text == "." and texts[place] == "." and dated and at + 1 < count:
            # «Київ. 28 січня. УНН. Вночі ...»: an agency of one word may follow the date.
            agency = at + 2 < count and texts[at + 1][0].isupper() and texts[at + 2] == "."
            return at + 3 if agency else at + 1
    return None
