"""Words that announce an event -> Trigger, each with what the text around it makes of it: fact or not."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from dateline.timeline.claims.event_types import EventType
from dateline.timeline.claims.mention import Trigger
from dateline.timeline.event import Rejection
from dateline.timeline.span import Span
from dateline.timeline.text.lexicon import Hit
from dateline.timeline.text.reading import Reading

# A clause ends here for a cue that looks back from a trigger: what stands before a colon or a dash
# speaks of something else.
_STOPS = frozenset(";:—–,")


class SentenceHits(NamedTuple):
    """The pack's phrases met in one sentence: ``first`` and ``last`` are token indices, last excluded."""

    index: int  # type: ignore[assignment]
    first: int
    last: int
    by_table: Mapping[str, Sequence[Hit]]

    def of(self, *tables: str) -> Sequence[Hit]:
        """Hits of these tables, in order."""
        if len(tables) == 1:
            return self.by_table.get(tables[0], ())
        found = [hit for table in tables for hit in self.by_table.get(table, ())]
        found.sort(key=lambda hit: (hit.first, -hit.last))
        return found


def sentence_hits(reading: Reading) -> list[SentenceHits]:
    """The post's hits sentence by sentence; a phrase across a sentence end is dropped."""
    found = []
    at = 0
    hits = reading.hits
    for index, (first, last) in enumerate(reading.sentence_tokens):
        inside: dict[str, list[Hit]] = {}
        while at < len(hits) and hits[at].first < last:
            if hits[at].last <= last:
                inside.setdefault(hits[at].entry.table, []).append(hits[at])
            at += 1
        found.append(SentenceHits(index, first, last, inside))
    return found


def find_triggers(
    reading: Reading,
    phrases: Iterable[SentenceHits],
    event_types: Mapping[str, EventType],
    evidence: Iterable[frozenset[str]],
) -> list[Trigger]:
    """The triggers of a post, the longest where they overlap, in the order of the text.

    Args:
        reading: The post.
        phrases: Of its sentences.
        event_types: Sub-event type -> EventType.
        evidence: What else each sentence holds, of weapon, target, casualty, spot, region, country, actor,
            diplomat, force and time. A weak trigger needs one of those its entry names.

    Returns:
        Facts and others alike: those with another modality or polarity carry the reason in words.
    """
    return [
        trigger
        for sentence, beside in zip(phrases, evidence, strict=True)
        if sentence.of("trigger")
        for trigger in _of_sentence(reading, sentence, event_types, beside)
    ]


def reject_triggers(reading: Reading, triggers: Iterable[Trigger]) -> Iterator[Rejection]:
    """Triggers that tell no fact, each with the reason; the quote is its sentence."""
    for trigger in triggers:
        if trigger.reason:
            sentence = reading.sentences[reading.sentence_at(trigger.span.start)]
            yield reading.reject(sentence, stage="triggers", reason=trigger.reason)


def _of_sentence(
    reading: Reading, sentence: SentenceHits, event_types: Mapping[str, EventType], evidence: frozenset[str]
) -> list[Trigger]:
    triggers: list[Trigger] = []
    weak: list[Trigger] = []
    covered = -1
    phrases = sorted(sentence.of("trigger"), key=lambda hit: (hit.first, -hit.last))
    for hit in _without_overlaps(phrases, evidence):
        if hit.first < covered:
            continue
        covered = hit.last
        data = hit.entry.data
        kind = event_types[data["sub"]]
        count = _count(reading, sentence, hit)
        modality, polarity, reason = _judge(reading, sentence, hit, count, evidence)
        span = Span(reading.tokens[hit.first].start, reading.tokens[hit.last - 1].end)
        (weak if data.get("weak") else triggers).append(
            Trigger(
                span=span,
                text=reading.text[span.start : span.end],
                event_type=kind.event_type,
                sub_event_type=kind.sub_event_type,
                key=hit.entry.key,
                polarity="denied" if polarity == "denied" else "affirmed",
                modality=modality,
                reason=reason,
                weak=bool(data.get("weak")),
                count=count or 1,
                strength=0.5 if data.get("needs") or data.get("generic") else 1.0,
            )
        )
    # "A driver hit a mine and died": harm is the sign of a strike only where nothing else tells what did it.
    if not any(trigger.modality == "fact" and trigger.polarity == "affirmed" for trigger in triggers):
        triggers.extend(weak)
    return sorted(triggers, key=lambda trigger: trigger.span)


def _without_overlaps(phrases: Sequence[Hit], evidence: frozenset[str]) -> list[Hit]:
    """Longest phrases win: "drone strike" before "strike"; among equals one whose needs are met."""

    def rank(hit: Hit) -> tuple[int, bool, int]:
        needs = hit.entry.data.get("needs", ())
        return hit.first - hit.last, bool(needs) and not evidence.intersection(needs), hit.first

    kept: list[Hit] = []
    for hit in sorted(phrases, key=rank):
        if all(hit.last <= other.first or hit.first >= other.last for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.first)


def _judge(
    reading: Reading, sentence: SentenceHits, hit: Hit, count: int | None, evidence: frozenset[str]
) -> tuple[Any, str, str]:
    """Modality, polarity and the reason in words."""
    data = hit.entry.data
    if reading.tokens[sentence.last - 1].text == "?":
        return "possible", "affirmed", "question"
    for cue in _cues(sentence):
        if _cue_applies(reading, sentence, cue, hit):
            words = _words(reading, cue)
            return (
                cue.entry.data.get("modality", "fact"),
                cue.entry.data.get("polarity", "affirmed"),
                f"{cue.entry.key}: {words}",
            )
    if count is not None and count >= _MANY:
        return "habitual", "affirmed", f"a count of many: {_words(reading, hit)}"
    needs = data.get("needs")
    if needs and not evidence.intersection(needs):
        return "possible", "affirmed", f"weak word alone: {_words(reading, hit)}"
    if data.get("generic") and not evidence.intersection(("casualty", "spot", "time")):
        return "habitual", "affirmed", f"no single happening: {_words(reading, hit)}"
    return "fact", "affirmed", ""


def _cues(sentence: SentenceHits) -> list[Hit]:
    """Cues but those inside a phrase that means none of it: "not only" denies nothing."""
    plain = [cue for cue in sentence.of("cue") if _is_plain(cue)]
    return [
        cue
        for cue in sentence.of("cue")
        if not _is_plain(cue) and not any(p.first <= cue.first and cue.last <= p.last for p in plain)
    ]


def _is_plain(cue: Hit) -> bool:
    return "modality" not in cue.entry.data and "polarity" not in cue.entry.data


# "Eight strikes on a town" may be one raid; "52 attacks" is a figure of a day's fighting.
_MANY = 20


def _count(reading: Reading, sentence: SentenceHits, trigger: Hit) -> int | None:
    """The number right before the trigger, two adjectives between at most ("nine enemy attacks"); None for none."""
    if trigger.entry.data.get("form") != "noun" or trigger.entry.data.get("weak"):
        return None
    for i in range(trigger.first - 1, max(trigger.first - 4, sentence.first - 1), -1):
        token = reading.tokens[i]
        if token.kind == "number":
            if any(hit.first == i + 1 or hit.last == i for hit in sentence.of("measure")):
                return None
            return int(token.text[:6]) if token.text.isdecimal() else None
        if token.kind == "mark" or any(hit.first <= i < hit.last for hit in sentence.of("person")):
            # "A hundred people protested" is one protest.
            return None
        word = next((hit for hit in sentence.of("number") if hit.first == i and hit.last == i + 1), None)
        if word is not None:
            return int(word.entry.key)
    return None


def _cue_applies(reading: Reading, sentence: SentenceHits, cue: Hit, trigger: Hit) -> bool:
    data = cue.entry.data
    if data.get("form") and data["form"] != trigger.entry.data.get("form"):
        return False
    side = data.get("side", "before")
    if side == "sentence":
        return True
    if side == "over":
        return cue.first <= trigger.first and cue.last >= trigger.last
    reach = int(data.get("reach", 6))
    if side in ("before", "near") and cue.last <= trigger.first:
        distance = trigger.first - cue.last
        return distance < reach and not _barred(reading, sentence, cue.last, trigger.first)
    if side in ("after", "near") and cue.first >= trigger.last:
        distance = cue.first - trigger.last
        return distance < reach and not _barred(reading, sentence, trigger.last, cue.first)
    # "No strikes": a cue may also be the first word of the trigger's own phrase.
    return side != "after" and cue.first == trigger.first and cue.last < trigger.last


def _barred(reading: Reading, sentence: SentenceHits, first: int, last: int) -> bool:
    """Whether a clause ends between two token positions."""
    if any(reading.tokens[i].text in _STOPS for i in range(first, last)):
        return True
    return any(first <= hit.first and hit.last <= last for hit in sentence.of("barrier"))


def _words(reading: Reading, hit: Hit) -> str:
    return reading.text[reading.tokens[hit.first].start : reading.tokens[hit.last - 1].end]
