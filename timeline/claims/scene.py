"""Everything found in one sentence, side by side, so that linking can weigh it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dateline.timeline.claims.attribution import find_attributions
from dateline.timeline.claims.casualties import find_casualties
from dateline.timeline.claims.event_types import EventType
from dateline.timeline.claims.mention import Argument, Attribution, CasualtyMention, Trigger
from dateline.timeline.claims.triggers import SentenceHits, find_triggers, sentence_hits
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
        diplomats: Whether people of states act in it.
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
    places: Sequence[PlaceMention],
    times: Sequence[tuple[TimeExpression, When | None]],
    event_types: Mapping[str, EventType],
) -> list[Scene]:
    """All sentences of a post with what was found in them."""
    scenes: list[Scene] = []
    speaker: Attribution | None = None
    for hits in sentence_hits(reading):
        span = reading.sentences[hits.index]
        here = tuple(place for place in places if span.holds(place.toponym.span))
        attributions = tuple(find_attributions(reading, hits, speaker))
        speaker = attributions[-1] if attributions else speaker
        timed = tuple(
            TimeMention(expression, when, _is_reporting(expression, attributions))
            for expression, when in times
            if span.holds(expression.span)
        )
        arguments = _arguments(reading, hits)
        casualties = tuple(find_casualties(reading, hits))
        evidence = _evidence(hits, here, timed, casualties, arguments)
        scenes.append(
            Scene(
                index=hits.index,
                span=span,
                triggers=tuple(find_triggers(reading, hits, event_types, evidence)),
                places=here,
                times=timed,
                casualties=casualties,
                attributions=attributions,
                arguments=arguments,
            )
        )
    return scenes


def _arguments(reading: Reading, hits: SentenceHits) -> tuple[Argument, ...]:
    """Weapons, targets, actors; a longer phrase of the same table hides what it holds ("oil depot", "depot")."""
    found = []
    owners = {hit.first for hit in hits.of("owner")}
    tables: tuple[Literal["weapon", "target", "actor"], ...] = ("weapon", "target", "actor")
    for table in tables:
        longest = -1
        for hit in hits.of(table):
            if hit.last <= longest:
                continue
            longest = hit.last
            span = Span(reading.tokens[hit.first].start, reading.tokens[hit.last - 1].end)
            found.append(
                Argument(
                    span=span,
                    text=reading.text[span.start : span.end],
                    kind=table,
                    key=hit.entry.key,
                    extra=("owner",) if hit.first in owners else (),
                )
            )
    return tuple(sorted(found, key=lambda argument: (argument.span, argument.kind)))


def _is_reporting(expression: TimeExpression, attributions: Sequence[Attribution]) -> bool:
    """A time right behind the verb of saying tells when it was said: "said on Monday that ..."."""
    return any(
        attribution.span.holds(expression.span) or 0 <= expression.span.start - attribution.span.end <= 16
        for attribution in attributions
    )


def _evidence(
    hits: SentenceHits,
    places: Sequence[PlaceMention],
    times: Sequence[TimeMention],
    casualties: Sequence[CasualtyMention],
    arguments: Sequence[Argument],
) -> frozenset[str]:
    found: set[str] = {argument.kind for argument in arguments}
    found.update(table for table in ("diplomat", "force") if any(True for _ in hits.of(table)))
    if any(not mention.total for mention in casualties):
        found.add("casualty")
    if any(time.when is not None for time in times):
        found.add("time")
    for place in places:
        if place.where is not None and place.toponym.role == "body":
            prec = place.where.where_prec
            found.add("spot" if prec <= 2 else "country" if prec == 6 else "region")
    return frozenset(found)
