"""Words that count people killed or injured -> CasualtyMention."""

from collections.abc import Iterable, Sequence
from typing import Literal

from dateline.timeline.claims.headcounts import DASHES, Number, count_numbers, is_qualified
from dateline.timeline.claims.mention import CasualtyMention
from dateline.timeline.claims.triggers import SentenceHits
from dateline.timeline.span import Span
from dateline.timeline.text.lexicon import Hit
from dateline.timeline.text.reading import Reading

# How far a number may stand from its outcome: "six people, among them two children, were hurt" is nine.
_REACH = 10
# Words from a count to its outcome in one clause: "12 people were badly injured".
_CLAUSE = 5
# More than this in one happening is a statistic or a misreading.
_MOST = 5000
# A person named without a number ("a driver", «водія») counts one only this near to the outcome.
_NEAR = 6


def find_casualties(reading: Reading, phrases: Iterable[SentenceHits]) -> list[CasualtyMention]:
    """The counts of a post, sentence by sentence.

    "At least six" is low 6, best 6, high open; "up to ten" low 0, best 10, high 10; "dozens" low 12 (ACLED's
    table: tens 10, dozens 12, hundreds 100), best 12, high open. "No casualties" is 0 killed and 0 injured.
    "A man and two women" is 3; a language without articles marks one person by the pack's ``person.one``.
    A count inside another ("six, including two children") is left out. Counts that a sentence gives for an
    army, a war or a year come with ``total``.
    """
    return [count for sentence in phrases for count in _of_sentence(reading, sentence)]


def _of_sentence(reading: Reading, sentence: SentenceHits) -> list[CasualtyMention]:
    hits = list(sentence.of("casualty"))
    if not hits:
        return []
    mentions: list[CasualtyMention] = []
    total = any(True for _ in sentence.of("total"))
    taken = [hit for hit in hits if hit.entry.key.startswith("none")]
    for hit in taken:
        mentions.extend(
            _mention(reading, hit.first, hit.last, outcome, (0, 0, 0), total=total)
            for outcome in ("killed", "injured")
            if hit.entry.key in ("none", f"none_{outcome}")
        )
    outcomes = _outermost([hit for hit in hits if hit not in taken], taken)
    numbers = count_numbers(reading, sentence, outcomes)
    persons = list(sentence.of("person"))
    used: set[int] = set()
    for hit in outcomes:
        best = _nearest(reading, sentence, hit, numbers, persons, outcomes, used)
        if best is None:
            continue
        used.add(best.first)
        figures = (best.value, best.value, best.high)
        if (
            best.high is not None
            and best.high == best.value
            and is_qualified(reading, sentence, best, "most")
        ):
            figures = (0, best.value, best.value)
        first, last = min(best.first, hit.first), max(best.last, hit.last)
        outcome = hit.entry.key
        if best.value <= _MOST:
            mentions.append(
                _mention(reading, first, last, outcome, figures, total=total or best.value > 1000)
            )
    return mentions


def _outermost(outcomes: Sequence[Hit], taken: Sequence[Hit]) -> list[Hit]:
    """Outcomes but those inside a longer phrase: "lives" in "lost their lives", "casualties" in "no casualties"."""
    return [
        hit
        for hit in outcomes
        if not any(
            other.first <= hit.first and hit.last <= other.last and other[:2] != hit[:2]
            for other in (*outcomes, *taken)
        )
    ]


def _mention(
    reading: Reading,
    first: int,
    last: int,
    outcome: str,
    figures: tuple[int, int, int | None],
    *,
    total: bool,
) -> CasualtyMention:
    span = Span(reading.tokens[first].start, reading.tokens[last - 1].end)
    kind: Literal["killed", "injured"] = "killed" if outcome == "killed" else "injured"
    low, best, high = figures
    return CasualtyMention(
        span=span,
        text=reading.text[span.start : span.end],
        outcome=kind,
        low=low,
        best=best,
        high=high,
        total=total,
    )


def _nearest(
    reading: Reading,
    sentence: SentenceHits,
    outcome: Hit,
    numbers: Sequence[Number],
    persons: Sequence[Hit],
    outcomes: Sequence[Hit],
    used: set[int],
) -> Number | None:
    """The number that counts this outcome: of people, near, with no other outcome between."""
    best: tuple[int, Number] | None = None
    for number in numbers:
        if number.first in used:
            continue
        if number.last <= outcome.first:
            distance = outcome.first - number.last
            between = (number.last, outcome.first)
        elif number.first >= outcome.last:
            distance = number.first - outcome.last + 2
            between = (outcome.last, number.first)
        else:
            continue
        # "The death toll from Saturday's strike on a block of flats in Dnipro has risen to 29".
        told = number.first >= outcome.last and is_qualified(reading, sentence, number, "exact")
        if (distance > _REACH and not told) or any(
            between[0] <= other.first < between[1] for other in outcomes if other.first != outcome.first
        ):
            continue
        if _is_of_the_next(reading, sentence, number, outcome, outcomes):
            continue
        if number.unsaid:
            marks = {reading.tokens[i].text for i in range(*between) if reading.tokens[i].kind == "mark"}
            if distance > _NEAR or marks - DASHES - set('«»"“”'):
                continue
        elif not _counts_people(reading, sentence, number, outcome, persons):
            continue
        if best is None or distance < best[0]:
            best = (distance, number)
    return best[1] if best else None


def _is_of_the_next(
    reading: Reading, sentence: SentenceHits, number: Number, outcome: Hit, outcomes: Sequence[Hit]
) -> bool:
    """In "a woman was killed and 12 people were injured" the 12 are the injured, however near to the killed.

    In "killed two people and injured 12" a word, and in "killed: two, injured: 12" a mark, parts the two from the next.
    """
    if number.first < outcome.last:
        return False
    following = (other for other in outcomes if 0 <= other.first - number.last <= _CLAUSE)
    return any(
        other.entry.key != outcome.entry.key
        and not any(
            reading.tokens[i].kind == "mark" or _stands(sentence, "connective", i)
            for i in range(number.last, other.first)
        )
        for other in following
    )


def _counts_people(
    reading: Reading, sentence: SentenceHits, number: Number, outcome: Hit, persons: Sequence[Hit]
) -> bool:
    """A number counts people when a person stands right behind it, or the outcome itself does."""
    if number.behind and number.last == number.behind:
        return True
    if number.first >= outcome.last and is_qualified(reading, sentence, number, "exact"):
        return True
    article = not number.vague and reading.tokens[number.first].norm in _singulars(sentence)
    reach = 5 if article or number.value == 1 else 3
    # In "a strike killed two people" the people are not those of the strike.
    within = outcome.first if number.last <= outcome.first else sentence.last
    persons = [person for person in persons if person.first < within]
    if any(0 <= person.first - number.last < reach for person in persons):
        return not any(number.last <= hit.first < number.last + 2 for hit in sentence.of("target")) or any(
            0 <= person.first - number.last <= 1 for person in persons
        )
    if article:
        return False
    distance = outcome.first - number.last
    if distance == 0 or (distance == 1 and _stands(sentence, "auxiliary", number.last)):
        return True
    after = reading.tokens[number.last] if number.last < sentence.last else None
    if number.first == outcome.last and after is not None and after.kind == "word":
        # "Injured six electricians": any word but what is a thing counted.
        things = {hit.first for hit in sentence.of("target", "weapon", "measure")}
        if _stands(sentence, "connective", number.last):
            # "Kills 20 at mosque"
            return True
        return not things.intersection((number.last, number.last + 1))
    # "Killed: six": the number ends the clause, nothing else is counted.
    return 0 <= number.first - outcome.last <= 2 and (
        after is None
        or after.kind == "mark"
        or _stands(sentence, "connective", number.last)
        or _stands(sentence, "casualty", number.last)
    )


def _singulars(sentence: SentenceHits) -> frozenset[str]:
    return frozenset(word for hit in sentence.of("article") for word in hit.entry.words)


def _stands(sentence: SentenceHits, table: str, token: int) -> bool:
    """Whether a word of this table stands at a token."""
    return any(hit.first == token for hit in sentence.of(table))
