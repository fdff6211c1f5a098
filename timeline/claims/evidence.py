"""What else a sentence holds, from which a weak word ("hit", "damage") is taken for a trigger or not."""

from collections.abc import Iterable

from dateline.timeline.claims.mention import Argument, CasualtyMention
from dateline.timeline.claims.scene import PlaceMention
from dateline.timeline.claims.triggers import SentenceHits
from dateline.timeline.event import When
from dateline.timeline.span import Span
from dateline.timeline.text.reading import Reading
from dateline.timeline.times.expression import TimeExpression


def find_evidence(
    reading: Reading,
    phrases: Iterable[SentenceHits],
    *,
    places: Iterable[PlaceMention],
    times: Iterable[tuple[TimeExpression, When | None]],
    casualties: Iterable[CasualtyMention],
    arguments: Iterable[Argument],
) -> list[frozenset[str]]:
    """For each sentence the kinds of what it holds, as find_triggers takes them."""
    told: list[tuple[Span, str]] = [(argument.span, argument.kind) for argument in arguments]
    told += [(mention.span, "casualty") for mention in casualties if not mention.total]
    told += [(expression.span, "time") for expression, when in times if when is not None]
    for place in places:
        if place.where is not None and place.toponym.role == "body":
            prec = place.where.where_prec
            told.append((place.toponym.span, "spot" if prec <= 2 else "country" if prec == 6 else "region"))
    held = [{table for table in ("diplomat", "force") if sentence.of(table)} for sentence in phrases]
    for span, kind in told:
        sentence_index = reading.sentence_of(span)
        if sentence_index is not None:
            held[sentence_index].add(kind)
    return [frozenset(kinds) for kinds in held]
