"""Weapons, targets and actors named in a post -> Argument."""

from collections.abc import Iterable, Iterator
from typing import Literal

from dateline.timeline.claims.mention import Argument
from dateline.timeline.claims.triggers import SentenceHits
from dateline.timeline.span import Span
from dateline.timeline.text.reading import Reading

_TABLES: tuple[Literal["weapon", "target", "actor"], ...] = ("weapon", "target", "actor")


def find_arguments(reading: Reading, phrases: Iterable[SentenceHits]) -> list[Argument]:
    """The weapons, targets and actors of a post, in the order of the text.

    A longer phrase of the same table hides what it holds ("oil depot", "depot").
    """
    found = (argument for sentence in phrases for argument in _of_sentence(reading, sentence))
    return sorted(found, key=lambda argument: (argument.span, argument.kind))


def _of_sentence(reading: Reading, sentence: SentenceHits) -> Iterator[Argument]:
    owners = {hit.first for hit in sentence.of("owner")}
    for table in _TABLES:
        longest = -1
        for hit in sentence.of(table):
            if hit.last <= longest:
                continue
            longest = hit.last
            span = Span(reading.tokens[hit.first].start, reading.tokens[hit.last - 1].end)
            yield Argument(
                span=span,
                text=reading.text[span.start : span.end],
                kind=table,
                key=hit.entry.key,
                extra=("owner",) if hit.first in owners else (),
            )
