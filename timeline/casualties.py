"""Words that count people killed or injured -> CasualtyMention."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from timeline.lexicon import Hit
from timeline.mention import CasualtyMention
from timeline.reading import Reading
from timeline.span import Span
from timeline.triggers import SentenceHits

# How far a number may stand from its outcome: "six people, among them two children, were hurt" is nine tokens.
_REACH = 10
# More than this in one happening is a statistic or a misreading.
_MOST = 5000


class _Number(NamedTuple):
    first: int
    last: int
    value: int
    high: int | None
    vague: bool


def find_casualties(reading: Reading, sentence: SentenceHits) -> list[CasualtyMention]:
    """The counts of one sentence.

    "At least six" is low 6, best 6, high open; "up to ten" low 0, best 10, high 10; "dozens" low 12 (ACLED's
    table: tens 10, dozens 12, hundreds 100), best 12, high open. "No casualties" is 0 killed and 0 injured.
    A count inside another ("six, including two children") is left out. Counts that a sentence gives for an
    army, a war or a year come with ``total``.
    """
    mentions: list[CasualtyMention] = []
    total = any(True for _ in sentence.of("total"))
    outcomes: list[Hit] = []
    taken: list[Hit] = []
    for hit in sentence.of("casualty"):
        if hit.entry.key.startswith("none"):
            taken.append(hit)
            for outcome in ("killed", "injured"):
                if hit.entry.key in ("none", f"none_{outcome}"):
                    mentions.append(_mention(reading, hit.first, hit.last, outcome, (0, 0, 0), total=total))
        else:
            outcomes.append(hit)
    outcomes = [
        hit
        for hit in outcomes
        if not any(other.first <= hit.first and hit.last <= other.last for other in taken)
    ]
    outcomes = [
        hit
        for i, hit in enumerate(outcomes)
        if not any(j != i and o.first <= hit.first and hit.last <= o.last and o[:2] != hit[:2] for j, o in enumerate(outcomes))
    ]
    numbers = _numbers(reading, sentence)
    persons = [hit for hit in sentence.of("person")]
    used: set[int] = set()
    for hit in outcomes:
        best = _nearest(reading, sentence, hit, numbers, persons, outcomes, used)
        if best is None:
            continue
        used.add(best.first)
        figures = (best.value, best.value, best.high)
        if best.high is not None and best.high == best.value and _qualified(sentence, best, "most"):
            figures = (0, best.value, best.value)
        first, last = min(best.first, hit.first), max(best.last, hit.last)
        outcome = hit.entry.key
        if best.value <= _MOST:
            mentions.append(_mention(reading, first, last, outcome, figures, total=total or best.value > 1000))
    return mentions


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
        span=span, text=reading.text[span.start : span.end], outcome=kind, low=low, best=best, high=high, total=total
    )


def _numbers(reading: Reading, sentence: SentenceHits) -> list[_Number]:
    """Figures, number words and vague numbers of the sentence, without parts of a larger count."""
    tokens = reading.tokens
    raw: list[_Number] = []
    words = {hit.first: hit for hit in sentence.of("number") if hit.last - hit.first == 1}
    skip = -1
    for i in range(sentence.first, sentence.last):
        if i < skip:
            continue
        token = tokens[i]
        if token.kind == "number" and token.text.replace(",", "").isdecimal() and len(token.text) < 9:
            following = tokens[i + 1].text if i + 1 < sentence.last else ""
            before = tokens[i - 1].text if i > sentence.first else ""
            if following in ("-", "%", "‑") or before in ("-", "$", "€", "№", "#") or "." in token.text:
                continue
            raw.append(_Number(i, i + 1, int(token.text.replace(",", "")), None, vague=False))
        elif i in words:
            value = int(words[i].entry.key)
            last = i + 1
            if last in words and value >= 20 and int(words[last].entry.key) < 10:
                value, last = value + int(words[last].entry.key), last + 1
            elif value >= 20 and last + 1 in words and tokens[last].text == "-":
                value, last = value + int(words[last + 1].entry.key), last + 2
            skip = last
            raw.append(_Number(i, last, value, None, vague=False))
    raw.extend(_Number(hit.first, hit.last, int(hit.entry.key), None, vague=True) for hit in sentence.of("vague"))
    kept = []
    for number in sorted(raw):
        if _qualified(sentence, number, "part"):
            continue
        open_ended = number.vague or _qualified(sentence, number, "least")
        kept.append(number._replace(high=None if open_ended else number.value))
    return kept


def _qualified(sentence: SentenceHits, number: _Number, key: str) -> bool:
    """Whether "at least", "including" or the like stands right before a number."""
    return any(
        hit.entry.key == key and 0 <= number.first - hit.last <= 1 for hit in sentence.of("qualifier")
    )


def _nearest(
    reading: Reading,
    sentence: SentenceHits,
    outcome: Hit,
    numbers: Sequence[_Number],
    persons: Sequence[Hit],
    outcomes: Sequence[Hit],
    used: set[int],
) -> _Number | None:
    """The number that counts this outcome: of people, near, with no other outcome between."""
    best: tuple[int, _Number] | None = None
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
        if distance > _REACH or any(
            between[0] <= other.first < between[1] for other in outcomes if other.first != outcome.first
        ):
            continue
        if not _counts_people(reading, sentence, number, outcome, persons):
            continue
        if best is None or distance < best[0]:
            best = (distance, number)
    return best[1] if best else None


def _counts_people(
    reading: Reading, sentence: SentenceHits, number: _Number, outcome: Hit, persons: Sequence[Hit]
) -> bool:
    """A number counts people when a person stands right behind it, or the outcome itself does."""
    article = reading.tokens[number.first].norm in _singulars(sentence)
    reach = 5 if article or number.value == 1 else 3
    if any(0 <= person.first - number.last < reach for person in persons):
        return not any(
            hit.entry.table == "target" and number.last <= hit.first < number.last + 2 for hit in sentence.hits
        ) or any(0 <= person.first - number.last <= 1 for person in persons)
    if article:
        return False
    if 0 <= outcome.first - number.last <= 1:
        return True
    # "killed six": the number ends the clause, nothing else is counted.
    after = reading.tokens[number.last] if number.last < sentence.last else None
    return (
        0 <= number.first - outcome.last <= 2
        and (after is None or after.kind == "mark" or after.norm in _connectives(sentence) or _is_outcome(sentence, number.last))
    )


def _singulars(sentence: SentenceHits) -> frozenset[str]:
    return frozenset(word for hit in sentence.of("article") for word in hit.entry.words)


def _connectives(sentence: SentenceHits) -> frozenset[str]:
    return frozenset(word for hit in sentence.of("connective") for word in hit.entry.words)


def _is_outcome(sentence: SentenceHits, token: int) -> bool:
    return any(hit.first == token for hit in sentence.of("casualty"))
