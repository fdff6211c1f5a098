"""Numbers in a sentence that may count people: figures, words, single persons, lists of persons added up."""

from collections.abc import Sequence
from typing import NamedTuple

from dateline.timeline.claims.triggers import SentenceHits
from dateline.timeline.text.lexicon import Hit
from dateline.timeline.text.reading import Reading
from dateline.timeline.text.tokens import Token

DASHES = frozenset("-‑–—")
# "Two of them seriously wounded": words between a share and an outcome of its own.
_SHARE_REACH = 2


class Number(NamedTuple):
    """A count: tokens ``first`` to ``last``, excluded; ``behind`` is where the person counted ends, 0 for none."""

    first: int
    last: int
    value: int
    high: int | None = None
    vague: bool = False
    unsaid: bool = False
    behind: int = 0


def count_numbers(reading: Reading, sentence: SentenceHits, outcomes: Sequence[Hit]) -> list[Number]:
    """What may count people in the sentence: added up where joined, without parts of a larger count.

    ``high`` is None where the words leave it open ("at least", "dozens"), else the value.
    """
    raw = [
        number
        for number in (*_figures(reading, sentence), *_vague(sentence))
        if not _is_share(reading, sentence, number, outcomes)
    ]
    raw = _joined(reading, sentence, [*raw, *_unsaid(reading, sentence, raw)], outcomes)
    kept = []
    for number in sorted(raw):
        if is_qualified(reading, sentence, number, "part"):
            continue
        open_ended = number.vague or is_qualified(reading, sentence, number, "least")
        kept.append(number._replace(high=None if open_ended else number.value))
    return kept


def _figures(reading: Reading, sentence: SentenceHits) -> list[Number]:
    """Figures and number words, but dates, shares, ages and what else the pack's ``measure`` words follow."""
    tokens = reading.tokens
    words = {hit.first: int(hit.entry.key) for hit in sentence.of("number") if hit.last - hit.first == 1}
    measured = {hit.first for hit in sentence.of("measure")}
    found: list[Number] = []
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
            found.append(Number(first, at, value))
    return found


def _is_share(reading: Reading, sentence: SentenceHits, number: Number, outcomes: Sequence[Hit]) -> bool:
    """Whether the number tells who the people counted before are: "five of them children"; "two of them died" counts."""
    for hit in sentence.of("qualifier"):
        near = 0 <= hit.first - number.last <= 1
        if hit.entry.key == "share" and near and reading.tokens[hit.first - 1].kind != "mark":
            return not any(0 <= outcome.first - hit.last < _SHARE_REACH for outcome in outcomes)
    return False


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


def _vague(sentence: SentenceHits) -> list[Number]:
    """Dozens, several: the longest phrase where two overlap ("several dozen")."""
    hits = list(sentence.of("vague"))
    measured = {hit.first for hit in sentence.of("measure")}
    return [
        Number(hit.first, hit.last, int(hit.entry.key), vague=True)
        for hit in hits
        if hit.last not in measured
        and not any(o.first <= hit.first and hit.last <= o.last and o[:2] != hit[:2] for o in hits)
    ]


def _unsaid(reading: Reading, sentence: SentenceHits, numbers: Sequence[Number]) -> list[Number]:
    """Single persons without a number before them, in languages that have no article for it."""
    found = []
    for hit in sentence.of("person"):
        if hit.entry.key != "one":
            continue
        if any(0 <= hit.first - number.last < 4 for number in numbers):
            continue
        first = hit.first
        # Back over "60-річна", so that what stands before the age is seen.
        while first - 3 >= sentence.first and reading.tokens[first - 2].text in DASHES:
            first -= 3
        found.append(Number(first, hit.last, 1, unsaid=True, behind=hit.last))
    return found


def _joined(
    reading: Reading, sentence: SentenceHits, numbers: Sequence[Number], outcomes: Sequence[Hit]
) -> list[Number]:
    """Counts of persons in a list as one: "a man and two women". A list that explains a count is that count."""
    persons = list(sentence.of("person"))
    counting = {i for hit in outcomes for i in range(hit.first, hit.last)}
    chains: list[list[Number]] = []
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
        joined.append(Number(chain[0].first, last.behind, value, vague=vague, behind=last.behind))
    return joined


def _continues(
    reading: Reading, sentence: SentenceHits, one: Number, other: Number, counting: set[int]
) -> bool:
    """Whether only "and" or a comma stands between a person counted and the next count."""
    if not one.behind or not one.behind < other.first <= one.behind + 3:
        return False
    joiners = {hit.first for hit in sentence.of("joiner") if hit.last - hit.first == 1}
    between = range(one.behind, other.first)
    return all(i not in counting and (i in joiners or reading.tokens[i].text == ",") for i in between)


def _split_by_outcomes(reading: Reading, chain: Sequence[Number], outcomes: Sequence[Hit]) -> bool:
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


def is_qualified(reading: Reading, sentence: SentenceHits, number: Number, key: str) -> bool:
    """Whether "at least", "including" or the like stands right before a number; the longest decides."""
    best: Hit | None = None
    for hit in sentence.of("qualifier"):
        gap = range(hit.last, number.first)
        if len(gap) > 1 or hit.last > number.first or any(reading.tokens[i].text == "," for i in gap):
            continue
        if best is None or (hit.last, -hit.first) > (best.last, -best.first):
            best = hit
    keys = ("part", "share") if key == "part" else (key,)
    return best is not None and best.entry.key in keys
