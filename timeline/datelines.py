"""The line a report opens with -> Dateline: "KYIV, Jan 28 (Agency) —", «Київ. 28 січня. УНН.»."""

from collections.abc import Sequence
from dataclasses import dataclass

from timeline.mention import Mention, TimeExpression
from timeline.reading import Reading
from timeline.span import Span
from timeline.timeterms import CalendarDay
from timeline.tokens import kind_of

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
    tokens = reading.tokens
    after = tokens[place].start if place < len(tokens) else 0
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
    inside = date if date is not None and date.end <= tokens[end - 1].end else None
    span = Span(tokens[0].start, tokens[end - 1].end)
    return Dateline(
        span=span,
        text=reading.text[span.start : span.end],
        place=Span(tokens[0].start, tokens[place - 1].end),
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
    tokens = reading.tokens
    sure = tokens[place].text == "(" or tokens[0].text.isupper()
    for at in range(place, min(len(tokens), place + _LONGEST)):
        token = tokens[at]
        spaced = (
            at + 1 < len(tokens) and token.end < tokens[at + 1].start and tokens[at - 1].end < token.start
        )
        dated = date is not None and date.end <= token.start
        if token.text in _DASHES and (spaced or token.text != "-"):
            if date is not None and date.start <= token.start < date.end:
                continue
            return at + 1 if dated or sure else None
        if date is not None and date.start <= token.start < date.end:
            continue
        if token.kind == "word" and not token.text[0].isupper():
            return None
        if token.kind == "mark" and token.text not in _INSIDE:
            return None
        if token.text == "." and tokens[place].text == "." and dated and at + 1 < len(tokens):
            # «Київ. 28 січня. УНН. Вночі ...»: an agency of one word may follow the date.
            agency = at + 2 < len(tokens) and tokens[at + 1].text[0].isupper() and tokens[at + 2].text == "."
            return at + 3 if agency else at + 1
    return None
