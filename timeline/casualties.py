"""Words that count people killed or injured -> CasualtyMention."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from timeline.lexicon import Hit
from timeline.mention import CasualtyMention
from timeline.reading import Reading
from timeline.span import Span
from timeline.tokens import Token
from timeline.triggers import SentenceHits

# How far a number may stand from its outcome: "six people, among them two children, were hurt" is nine.
_REACH = 10
# More than this in one happening is a statistic or a misreading.
_MOST = 5000
# A person named without a number ("a driver", «водія») counts one only this near to the outcome.
_NEAR = 6

_DASHES = frozenset("-‑–—")


class _Number(NamedTuple):
    """A count: tokens ``first`` to ``last``, excluded; ``behind`` is where the person counted ends, 0 for none."""

    first: int
    last: int
    value: int
    high: int | None = None
    vague: bool = False
    unsaid: bool = False
    behind: int = 0


def find_casualties(reading: Reading, sentence: SentenceHits) -> list[CasualtyMention]:
    """The counts of one sentence.

    "At least six" is low 6, best 6, high open; "up to ten" low 0, best 10, high 10; "dozens" low 12 (ACLED's
    table: tens 10, dozens 12, hundreds 100), best 12, high open. "No casualties" is 0 killed and 0 injured.
    "A man and two women" is 3; a language without articles marks one person by the pack's ``person.one``.
    A count inside another ("six, including two children") is left out. Counts that a sentence gives for an
    army, a war or a year come with ``total``.
    """
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
    numbers = _numbers(reading, sentence, outcomes)
    persons = list(sentence.of("person"))
    used: set[int] = set()
    for hit in outcomes:
        best = _nearest(reading, sentence, hit, numbers, persons, outcomes, used)
        if best is None:
            continue
        used.add(best.first)
        figures = (best.value, best.value, best.high)
        if best.high is not None and best.high == best.value and _qualified(reading, sentence, best, "most"):
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


def _numbers(reading: Reading, sentence: SentenceHits, outcomes: Sequence[Hit]) -> list[_Number]:
    """What counts people in the sentence: added up where joined, without parts of a larger count."""
    raw = [*_figures(reading, sentence), *_vague(sentence)]
    raw = _joined(reading, sentence, [*raw, *_unsaid(reading, sentence, raw)], outcomes)
    kept = []
    for number in sorted(raw):
        if _qualified(reading, sentence, number, "part"):
            continue
        open_ended = number.vague or _qualified(reading, sentence, number, "least")
        kept.append(number._replace(high=None if open_ended else number.value))
    return kept


def _figures(reading: Reading, sentence: SentenceHits) -> list[_Number]:
    """Figures and number words, but dates, shares, ages and what else the pack's ``measure`` words follow."""
    tokens = reading.tokens
    words = {hit.first: int(hit.entry.key) for hit in sentence.of("number") if hit.last - hit.first == 1}
    measured = {hit.first for hit in sentence.of("measure")}
    found: list[_Number] = []
    at = sentence.first
    while at < sentence.last:
        first = at
        at += 1
        token = tokens[first]
        if token.kind == "number":
            digits = _ungrouped(token.text)
            while at < sentence.last and _is_group(tokens[at - 1], tokens[at]):
                digits += tokens[at].text
                at += 1
            if not digits.isdecimal() or len(digits) >= 9:
                continue
            following = tokens[at].text if at < sentence.last else ""
            before = tokens[first - 1].text if first > sentence.first else ""
            if following in ("-", "%", "‑") or before in ("-", "‑", "$", "€", "№", "#"):
                continue
            value = int(digits)
        elif first in words:
            value = words[first]
            at = _number_words(tokens, words, first)
            value = _value_of(words, first, at)
        else:
            continue
        if at not in measured:
            found.append(_Number(first, at, value))
    return found


def _ungrouped(figure: str) -> str:
    """Take out the commas of "1,200"; "2,5" stays: a comma before fewer than three digits is a decimal one."""
    parts = figure.split(",")
    return "".join(parts) if all(len(part) == 3 for part in parts[1:]) else figure


def _is_group(before: Token, token: Token) -> bool:
    """Whether a figure goes on after a space: "1 200"."""
    return (
        token.kind == "number"
        and len(token.text) == 3
        and len(before.text) <= 3
        and token.text.isdecimal()
        and before.text.isdecimal()
        and token.start - before.end == 1
    )


def _number_words(tokens: Sequence[Token], words: dict[int, int], first: int) -> int:
    """Index after a number written in words: "twenty-two", «сто двадцать пять»."""
    at = first + 1
    value = words[first]
    while True:
        step = at + 1 if at < len(tokens) and tokens[at].text in ("-", "‑") else at
        following = words.get(step)
        if following is None:
            return at
        fits = (value >= 20 and value % 10 == 0 and following < 10) or (value % 100 == 0 and following < 100)
        if not fits or not following:
            return at
        value, at = value + following, step + 1


def _value_of(words: dict[int, int], first: int, last: int) -> int:
    return sum(words.get(i, 0) for i in range(first, last))


def _vague(sentence: SentenceHits) -> list[_Number]:
    """Dozens, several: the longest phrase where two overlap ("several dozen")."""
    hits = list(sentence.of("vague"))
    measured = {hit.first for hit in sentence.of("measure")}
    return [
        _Number(hit.first, hit.last, int(hit.entry.key), vague=True)
        for hit in hits
        if hit.last not in measured
        and not any(o.first <= hit.first and hit.last <= o.last and o[:2] != hit[:2] for o in hits)
    ]


def _unsaid(reading: Reading, sentence: SentenceHits, numbers: Sequence[_Number]) -> list[_Number]:
    """Single persons without a number before them, in languages that have no article for it."""
    found = []
    for hit in sentence.of("person"):
        if hit.entry.key != "one":
            continue
        if any(0 <= hit.first - number.last < 4 for number in numbers):
            continue
        first = hit.first
        # Back over "60-річна", so that what stands before the age is seen.
        while first - 3 >= sentence.first and reading.tokens[first - 2].text in _DASHES:
            first -= 3
        found.append(_Number(first, hit.last, 1, unsaid=True, behind=hit.last))
    return found


def _joined(
    reading: Reading, sentence: SentenceHits, numbers: Sequence[_Number], outcomes: Sequence[Hit]
) -> list[_Number]:
    """Counts of persons in a list as one: "a man and two women". A list that explains a count is that count."""
    persons = list(sentence.of("person"))
    counting = {i for hit in outcomes for i in range(hit.first, hit.last)}
    chains: list[list[_Number]] = []
    for counted in sorted(numbers):
        behind = counted.behind or next(
            (p.last for p in persons if 0 <= p.first - counted.last <= 2 and p.first not in counting), 0
        )
        number = counted._replace(behind=behind)
        if chains and behind and _continues(reading, sentence, chains[-1][-1], number, counting):
            chains[-1].append(number)
        else:
            chains.append([number])
    joined = []
    for chain in chains:
        if len(chain) == 1 or _split_by_outcomes(reading, chain, outcomes):
            joined.extend(chain)
            continue
        rest = sum(number.value for number in chain[1:])
        value = rest if chain[0].value == rest and len(chain) > 2 else chain[0].value + rest
        last = chain[-1]
        vague = any(number.vague for number in chain)
        joined.append(_Number(chain[0].first, last.behind, value, vague=vague, behind=last.behind))
    return joined


def _continues(
    reading: Reading, sentence: SentenceHits, one: _Number, other: _Number, counting: set[int]
) -> bool:
    """Whether only "and" or a comma stands between a person counted and the next count."""
    if not one.behind or not one.behind < other.first <= one.behind + 3:
        return False
    joiners = {hit.first for hit in sentence.of("joiner") if hit.last - hit.first == 1}
    between = range(one.behind, other.first)
    return all(i not in counting and (i in joiners or reading.tokens[i].text == ",") for i in between)


def _split_by_outcomes(reading: Reading, chain: Sequence[_Number], outcomes: Sequence[Hit]) -> bool:
    """Whether an outcome at either end takes its own: "killed two people and six people wounded"."""
    after = any(
        0 <= hit.first - chain[-1].behind <= 1
        and all(reading.tokens[i].kind == "word" for i in range(chain[-1].behind, hit.first))
        for hit in outcomes
    )
    before = any(
        0 <= chain[0].first - hit.last <= 2
        and all(reading.tokens[i].kind == "word" for i in range(hit.last, chain[0].first))
        for hit in outcomes
    )
    return before and after


def _qualified(reading: Reading, sentence: SentenceHits, number: _Number, key: str) -> bool:
    """Whether "at least", "including" or the like stands right before a number; the longest decides."""
    best: Hit | None = None
    for hit in sentence.of("qualifier"):
        gap = range(hit.last, number.first)
        if len(gap) > 1 or hit.last > number.first or any(reading.tokens[i].text == "," for i in gap):
            continue
        if best is None or (hit.last, -hit.first) > (best.last, -best.first):
            best = hit
    return best is not None and best.entry.key == key


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
        if number.unsaid:
            marks = {reading.tokens[i].text for i in range(*between) if reading.tokens[i].kind == "mark"}
            if distance > _NEAR or marks - _DASHES - set('«»"“”'):
                continue
        elif not _counts_people(reading, sentence, number, outcome, persons):
            continue
        if best is None or distance < best[0]:
            best = (distance, number)
    return best[1] if best else None


def _counts_people(
    reading: Reading, sentence: SentenceHits, number: _Number, outcome: Hit, persons: Sequence[Hit]
) -> bool:
    """A number counts people when a person stands right behind it, or the outcome itself does."""
    if number.behind and number.last == number.behind:
        return True
    if number.first >= outcome.last and _qualified(reading, sentence, number, "exact"):
        return True
    article = reading.tokens[number.first].norm in _singulars(sentence)
    reach = 5 if article or number.value == 1 else 3
    if any(0 <= person.first - number.last < reach for person in persons):
        return not any(
            hit.entry.table == "target" and number.last <= hit.first < number.last + 2
            for hit in sentence.hits
        ) or any(0 <= person.first - number.last <= 1 for person in persons)
    if article:
        return False
    distance = outcome.first - number.last
    if distance == 0 or (distance == 1 and _stands(sentence, "auxiliary", number.last)):
        return True
    after = reading.tokens[number.last] if number.last < sentence.last else None
    if number.first == outcome.last and after is not None and after.kind == "word":
        # "Injured six electricians": any word but what is a thing counted.
        things = {hit.first for hit in sentence.of("target", "weapon", "measure")}
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
