"""TimeExpression + when the post was published -> When."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dateline.timeline.event import DateBasis, When
from dateline.timeline.post import Post
from dateline.timeline.span import Span
from dateline.timeline.text.reading import Reading
from dateline.timeline.times.datelines import find_dateline
from dateline.timeline.times.edtf import day_edtf, month_edtf, season_edtf, year_edtf
from dateline.timeline.times.expression import TimeExpression
from dateline.timeline.times.grammar.relative import is_day
from dateline.timeline.times.grammar.words import time_words
from dateline.timeline.times.reckoning.reckoned import Now, Reckoned
from dateline.timeline.times.reckoning.terms import reckon
from dateline.timeline.times.terms import Clock, Duration, Night, Part, Range, Repeated, Shift, Term, Told
from dateline.timeline.times.wording import day_words, describe, instant_words

# How many expressions further a sentence may name the day of a time of day.
_AHEAD = 5
_SEASONS = {3: "spring", 6: "summer", 9: "autumn", 12: "winter"}


class Anchored(NamedTuple):
    """A time expression on the calendar.

    Attributes:
        when: The interval; None for durations and sets, and for what counts from a publication time or an
            earlier day that is not there. A bound's is that of its own words ("since February 2022": that
            month), which dates no event.
        reckoned: The same in naive local time, from which ``timex_value`` tells the value.
    """

    when: When | None
    reckoned: Reckoned | None


@dataclass(slots=True)
class _Telling:
    """The last day or finer that the text told, and the sentence that told it.

    ``backward`` marks one that was itself told as before another ("the day before"), its ``origin``: a second
    "the day before" is not the day before that.
    """

    reckoned: Reckoned
    sentence: int
    backward: bool = False
    origin: Reckoned | None = None


def anchor_times(reading: Reading, expressions: Sequence[TimeExpression], zone: ZoneInfo) -> list[Anchored]:
    """Place the time expressions of one post on the calendar.

    They are taken together because the text anchors some in others: "on Tuesday ... the next morning".
    The date of a dateline ("KYIV, Jan 28 —") has that basis; with its year it also stands in for a
    missing publication time.

    Args:
        reading: The post.
        expressions: Its time expressions in order, from ``timex.find_times``.
        zone: The source's zone, in which "yesterday" is meant.

    Returns:
        One for each. An interval counted in elapsed hours, or told with a zone of its own, has fixed
        offsets; all others have the zone itself (see ``rezone``).
    """
    published = reading.post.published
    opening = find_dateline(reading, expressions)
    filed = opening.date if opening is not None else None
    local: datetime | None
    if published is not None:
        local = published.astimezone(zone).replace(tzinfo=None)
    else:
        local = _filed_at(expressions, filed)
    told: _Telling | None = None
    anchored: list[Anchored] = []
    starts = [reading.words.starts[first] for first, _ in reading.sentence_tokens]
    sentences = [bisect_right(starts, expression.span.start) for expression in expressions]
    for i, expression in enumerate(expressions):
        if isinstance(expression.term, Duration | Repeated):
            anchored.append(Anchored(None, None))
            continue
        sentence = sentences[i]
        backward = _looks_back(expression.term)
        near = told if told is not None and sentence - told.sentence <= 2 else None
        base = None if near is None else near.origin if backward and near.backward else near.reckoned
        now = Now(local=local, future=expression.future, told=base)
        if _needs_day(expression.term):
            ahead = zip(expressions[i + 1 : i + _AHEAD], sentences[i + 1 : i + _AHEAD], strict=True)
            beside = [other for other, where in ahead if where == sentence]
            if _is_joined(reading, expression):
                beside = []
            now = replace(now, day_told=_day_for(expression.term, told, sentence, beside, now))
        reckoned = reckon(expression.term, now)
        when = _place(reckoned, zone, published) if reckoned is not None else None
        if when is not None and expression.span == filed:
            anchored.append(Anchored(replace(when, basis="dateline"), reckoned))
            continue
        if when is not None and reckoned is not None and reckoned.zone is not None:
            start, end = when.start.replace(tzinfo=None), when.end.replace(tzinfo=None)
            reckoned = replace(reckoned, first=start, last=end)
        before = anchored[-1].when if anchored else None
        if when is not None and before is not None and _restates(reading, expressions[i - 1], expression):
            when = _nearest(when, before)
        anchored.append(Anchored(when, reckoned))
        tells = expression.role == "event" and reckoned is not None and not reckoned.instant
        if tells and when is not None and reckoned is not None and when.date_prec == 1:
            told = _Telling(reckoned, sentence, backward, base if backward else None)
    return anchored


def event_whens(reading: Reading, expressions: Sequence[TimeExpression], zone: ZoneInfo) -> list[When | None]:
    """The intervals that may date an event, one for each expression: see anchor_times; None for a bound."""
    return [
        anchored.when if expression.role == "event" else None
        for expression, anchored in zip(expressions, anchor_times(reading, expressions, zone), strict=True)
    ]


def _looks_back(term: Term) -> bool:
    match term:
        case Told(which="previous"):
            return True
        case Shift(anaphoric=True, sign=sign):
            return sign < 0
        case _:
            return False


def _restates(reading: Reading, first: TimeExpression, second: TimeExpression) -> bool:
    """Whether a clock time says another in a second zone: "23:30 local time (21:30 GMT)"."""
    if not (isinstance(first.term, Clock) and isinstance(second.term, Clock) and second.term.day is None):
        return False
    return reading.text[first.span.end : second.span.start].strip() in ("(", "/", "[")


def _nearest(when: When, to: When) -> When:
    """The same clock time on the day on which it is nearest to another."""
    days = round((to.start - when.start) / timedelta(days=1))
    if not days:
        return when
    start, end = when.start + timedelta(days=days), when.end + timedelta(days=days)
    last = end - timedelta(microseconds=1)
    return replace(
        when, start=start, end=end, edtf=day_edtf(start.date(), last.date()), text=instant_words(start, end)
    )


def _is_joined(reading: Reading, expression: TimeExpression) -> bool:
    """Whether "and" follows: "overnight and on Saturday" are two times."""
    following = reading.text[expression.span.end : expression.span.end + 20].split()
    words = time_words(reading.lexicon).words
    return bool(following) and words.get(following[0].lower(), {}).get("range") == "and"


def _filed_at(expressions: Sequence[TimeExpression], filed: Span | None) -> datetime | None:
    """Noon of the dateline's day, which stands in for a publication time that nobody gave."""
    for expression in expressions:
        if expression.span == filed:
            reckoned = reckon(expression.term, Now(None))
            return reckoned.first + timedelta(hours=12) if reckoned is not None else None
    return None


def _needs_day(term: Term) -> bool:
    if isinstance(term, Range):
        return _needs_day(term.first)
    return isinstance(term, Part | Night | Clock) and term.day is None


def _day_for(
    term: Term, told: _Telling | None, sentence: int, ahead: Sequence[TimeExpression], now: Now
) -> Reckoned | None:
    """The day that a time of day without one belongs to: one that this sentence names before it or after it.

    A clock time may lean on the sentence before, too. "The overnight attack on 20 January" is of that night.
    """
    reach = 1 if isinstance(term, Clock) else 0
    if told is not None and told.sentence == sentence:
        return told.reckoned
    for expression in ahead:
        dated = is_day(expression.term) or (isinstance(expression.term, Night) and isinstance(term, Range))
        if expression.role == "event" and dated:
            return reckon(expression.term, now)
    return told.reckoned if told is not None and sentence - told.sentence <= reach else None


def publication_day(post: Post, zone: ZoneInfo) -> When | None:
    """The day of publication in the zone, as what stands in for a time not told; None where it is unknown."""
    if post.published is None:
        return None
    day = post.published.astimezone(zone).date()
    start = datetime.combine(day, time())
    return When(
        start=localise(start, zone),
        end=localise(start + timedelta(days=1), zone),
        edtf=day_edtf(day),
        date_prec=1,
        basis="publication",
        text=f"reported {day_words(day)}",
    )


def localise(local: datetime, zone: ZoneInfo, *, fold: int = 0) -> datetime:
    """A naive local time in its zone; one that a clock change skips becomes the same instant after it."""
    return local.replace(tzinfo=zone, fold=fold).astimezone(UTC).astimezone(zone)


def rezone(when: When, zone: ZoneInfo) -> When:
    """Restate an interval in the zone of the place where it happened.

    A calendar day, a night or a clock time without a zone stays the same there: "Monday" in a London paper is
    Kharkiv's Monday. Elapsed hours ("two hours ago") and clock times told with a zone stay the same instants.
    """
    if not isinstance(when.start.tzinfo, timezone):
        if when.start.tzinfo == zone:
            return when
        start, end = _pair(when.start.replace(tzinfo=None), when.end.replace(tzinfo=None), zone)
        return replace(when, start=start, end=end)
    start, end = _fixed(when.start.astimezone(zone)), _fixed(when.end.astimezone(zone))
    last = end - timedelta(microseconds=1)
    about = "about " if when.text.startswith("about ") else ""
    return replace(
        when,
        start=start,
        end=end,
        edtf=day_edtf(start.date(), last.date(), approximate=when.edtf.endswith("~")),
        text=about + instant_words(start, end),
    )


def _fixed(moment: datetime) -> datetime:
    offset = moment.utcoffset()
    assert offset is not None  # noqa: S101 - astimezone made it aware
    return moment.replace(tzinfo=timezone(offset))


def _pair(first: datetime, last: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    start, end = localise(first, zone), localise(last, zone, fold=1)
    if end.astimezone(UTC) <= start.astimezone(UTC) or end <= start:
        # The clock change swallowed it: keep its length.
        end = (start.astimezone(UTC) + (last - first)).astimezone(zone)
    return start, end


def _place(reckoned: Reckoned, zone: ZoneInfo, published: datetime | None) -> When | None:
    """Put a local stretch into its zone; None where the calendar ends."""
    basis: DateBasis = "stated" if reckoned.stated else "relative"
    try:
        if reckoned.instant and published is None:
            return None
        if reckoned.instant and published is not None:
            # Elapsed time is counted in UTC: an hour ago is an hour ago when clocks change, too.
            local = published.astimezone(zone).replace(tzinfo=None)
            start = _fixed((published.astimezone(UTC) + (reckoned.first - local)).astimezone(zone))
            end = _fixed((published.astimezone(UTC) + (reckoned.last - local)).astimezone(zone))
        elif reckoned.zone is not None:
            told_in = _told_zone(reckoned.zone)
            start = _fixed(reckoned.first.replace(tzinfo=told_in).astimezone(zone))
            end = _fixed(start.astimezone(UTC) + (reckoned.last - reckoned.first))
            end = _fixed(end.astimezone(zone))
            first, last = start.replace(tzinfo=None), end.replace(tzinfo=None)
            reckoned = replace(reckoned, first=first, last=last, instant=True)
        else:
            start, end = _pair(reckoned.first, reckoned.last, zone)
            if start.date() != reckoned.first_day:
                # Samoa had no 30 December 2011: the words mean what came instead.
                reckoned = replace(reckoned, first=start.replace(tzinfo=None), last=end.replace(tzinfo=None))
        return When(
            start=start,
            end=end,
            edtf=_edtf(reckoned),
            date_prec=_precision(reckoned),
            basis=basis,
            text=describe(reckoned),
        )
    except (OverflowError, ValueError):
        return None


def _told_zone(name: str) -> tzinfo:
    if name[0] in "+-":
        hours, minutes = int(name[1:3]), int(name[4:6])
        return timezone((1 if name[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))
    return ZoneInfo(name)


def _edtf(reckoned: Reckoned) -> str:
    first, last = reckoned.first_day, reckoned.last_day
    match reckoned.grain:
        case "month":
            return month_edtf(first, last, approximate=reckoned.approximate)
        case "year":
            return year_edtf(first.year, last.year, approximate=reckoned.approximate)
        case "season":
            return season_edtf(_SEASONS[first.month], first.year)
        case _:
            return day_edtf(first, last, approximate=reckoned.approximate)


def _precision(reckoned: Reckoned) -> int:
    """UCDP's date_prec. A night, and 24 hours across two days, count as one day."""
    if reckoned.grain == "night":
        return 1
    hours = (reckoned.last - reckoned.first) / timedelta(hours=1)
    if reckoned.approximate and reckoned.grain == "week":
        return 3
    if hours <= 24:
        return 2 if reckoned.approximate and reckoned.grain == "day" else 1
    days = hours / 24
    return 2 if days < 7 else 3 if days < 8 else 4 if days <= 31 else 5
