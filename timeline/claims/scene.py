"""Everything found in one sentence, side by side, so that linking can weigh it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from dateline.timeline.claims.mention import Argument, Attribution, CasualtyMention, Trigger
from dateline.timeline.event import When, Where
from dateline.timeline.places.toponym import Toponym
from dateline.timeline.span import Mention, Span
from dateline.timeline.text.reading import Reading
from dateline.timeline.times.expression import TimeExpression


@dataclass(frozen=True, slots=True, eq=False)
class PlaceMention:
    """A toponym with the place it was resolved to; ``where`` is None where the gazetteer abstained."""

    toponym: Toponym
    where: Where | None


@dataclass(frozen=True, slots=True, eq=False)
class TimeMention:
    """A time expression with its interval; ``when`` is None for durations, sets and bounds."""

    expression: TimeExpression
    when: When | None
    reporting: bool


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """One sentence.

    Attributes:
        index: Its number in the post.
        span: In the visible text.
        triggers: Facts and others, in order.
        places: Toponyms in order, those that are no places too.
        times: Time expressions in order.
        casualties: Counts.
        attributions: Speakers.
        arguments: Weapons, targets and actors in order.
    """

    index: int
    span: Span
    triggers: tuple[Trigger, ...]
    places: tuple[PlaceMention, ...]
    times: tuple[TimeMention, ...]
    casualties: tuple[CasualtyMention, ...]
    attributions: tuple[Attribution, ...]
    arguments: tuple[Argument, ...]

    def distance(self, one: Mention, other: Mention) -> int:
        """Characters between two mentions of this sentence, 0 where they touch or overlap."""
        return max(0, max(one.span.start, other.span.start) - min(one.span.end, other.span.end))


def view_scenes(
    reading: Reading,
    *,
    triggers: Iterable[Trigger],
    places: Iterable[PlaceMention],
    times: Iterable[tuple[TimeExpression, When | None]],
    casualties: Iterable[CasualtyMention],
    attributions: Iterable[Attribution],
    arguments: Iterable[Argument],
) -> list[Scene]:
    """All sentences of a post with what was found in each; what reaches across an end of one is in none."""
    rows = zip(
        reading.sentences,
        _by_sentence(reading, triggers, _span),
        _by_sentence(reading, places, lambda place: place.toponym.span),
        _by_sentence(reading, times, lambda time: time[0].span),
        _by_sentence(reading, casualties, _span),
        _by_sentence(reading, attributions, _span),
        _by_sentence(reading, arguments, _span),
        strict=True,
    )
    return [
        Scene(
            index=index,
            span=span,
            triggers=tuple(announced),
            places=tuple(named),
            times=tuple(
                TimeMention(expression, when, _is_reporting(expression, speakers))
                for expression, when in timed
            ),
            casualties=tuple(counts),
            attributions=tuple(speakers),
            arguments=tuple(beside),
        )
        for index, (span, announced, named, timed, counts, speakers, beside) in enumerate(rows)
    ]


_Found = TypeVar("_Found")


def _by_sentence(
    reading: Reading, found: Iterable[_Found], span_of: Callable[[_Found], Span]
) -> list[list[_Found]]:
    """For each sentence what was found in it, in the order given."""
    held: list[list[_Found]] = [[] for _ in reading.sentences]
    for one in found:
        index = reading.sentence_of(span_of(one))
        if index is not None:
            held[index].append(one)
    return held


def _span(mention: Mention) -> Span:
    return mention.span


def _is_reporting(expression: TimeExpression, attributions: Sequence[Attribution]) -> bool:
    """A time right behind the verb of saying tells when it was said: "said on Monday that ..."."""
    return any(
        attribution.span.holds(expression.span) or 0 <= expression.span.start - attribution.span.end <= 16
        for attribution in attributions
    )
