"""Who said it -> Attribution: "Governor Ivan Fedorov said on Telegram", "according to the General Staff"."""

from collections.abc import Sequence
from typing import Literal

from timeline.lexicon import Hit
from timeline.mention import Attribution
from timeline.reading import Reading
from timeline.span import Span
from timeline.triggers import SentenceHits

_NAME_MARKS = frozenset("'’-\"«»“”")
# A speaker is a name with its role: a longer phrase holds more than the speaker.
_LONGEST = 9


def find_attributions(
    reading: Reading, sentence: SentenceHits, previous: Attribution | None
) -> list[Attribution]:
    """The speakers of one sentence, in the order of their verbs.

    Args:
        reading: The post.
        sentence: One of its sentences.
        previous: The last speaker of the post before this sentence; "it said" and "he added" mean that one.
    """
    found: list[Attribution] = []
    verbs = list(sentence.of("saying"))
    for verb in verbs:
        if any(o.first <= verb.first and verb.last <= o.last and o[:2] != verb[:2] for o in verbs):
            continue
        stance = _stance(verb.entry.key)
        channel = next((hit.entry.key for hit in sentence.of("channel")), None)
        span, role = _speaker(reading, sentence, verb)
        if span is None:
            if previous is None or not _has_pronoun(sentence, verb):
                continue
            found.append(
                Attribution(
                    span=_span(reading, verb.first, verb.last),
                    text=_text(reading, verb.first, verb.last),
                    speaker=previous.speaker,
                    role=previous.role,
                    side=previous.side,
                    stance=previous.stance if stance == "say" else stance,
                    channel=channel or previous.channel,
                )
            )
            continue
        first, last = span
        side = next(
            (hit.entry.key for hit in sentence.of("actor") if first <= hit.first and hit.last <= last), None
        )
        outer = _span(reading, min(first, verb.first), max(last, verb.last))
        found.append(
            Attribution(
                span=outer,
                text=reading.text[outer.start : outer.end],
                speaker=_name(reading, sentence, first, last),
                role=role,
                side=side,
                stance=stance,
                channel=channel,
            )
        )
    return found


def _stance(key: str) -> Literal["say", "claim", "deny", "confirm"]:
    match key:
        case "claim":
            return "claim"
        case "deny":
            return "deny"
        case "confirm":
            return "confirm"
        case _:
            return "say"


def _speaker(
    reading: Reading, sentence: SentenceHits, verb: Hit
) -> tuple[tuple[int, int] | None, str | None]:
    """Token range of the noun phrase that speaks, before the verb or after it, and the role in it."""
    for first, last in (_phrase_before(reading, sentence, verb), _phrase_after(reading, sentence, verb)):
        if first >= last:
            continue
        roles = [hit for hit in sentence.of("role") if first <= hit.first and hit.last <= last]
        actors = [hit for hit in sentence.of("actor") if first <= hit.first and hit.last <= last]
        names = _capitalised(reading, first, last)
        if roles or actors or names:
            return (first, last), (_text(reading, roles[0].first, roles[0].last) if roles else None)
    return None, None


def _phrase_before(reading: Reading, sentence: SentenceHits, verb: Hit) -> tuple[int, int]:
    """Back from the verb to a mark, another verb of saying, a barrier or a preposition of another phrase."""
    stops = {hit.last for hit in sentence.of("barrier", "saying", "trigger") if hit.last <= verb.first}
    first = verb.first
    while first > sentence.first and verb.first - first < _LONGEST:
        if first in stops and first != verb.first:
            break
        token = reading.tokens[first - 1]
        if token.kind == "mark" and token.text not in _NAME_MARKS:
            # "Ivan Fedorov, the governor, said": step over one apposition.
            if token.text == "," and first == verb.first:
                inner = first - 1
                while inner > sentence.first and reading.tokens[inner - 1].text != ",":
                    inner -= 1
                if inner > sentence.first and first - inner <= _LONGEST:
                    return _phrase_back(reading, sentence, inner - 1), inner - 1
            break
        first -= 1
    return _skip_articles(sentence, first, verb.first), verb.first


def _phrase_back(reading: Reading, sentence: SentenceHits, last: int) -> int:
    first = last
    while first > sentence.first and last - first < _LONGEST:
        token = reading.tokens[first - 1]
        if token.kind == "mark" and token.text not in _NAME_MARKS:
            break
        first -= 1
    return _skip_articles(sentence, first, last)


def _phrase_after(reading: Reading, sentence: SentenceHits, verb: Hit) -> tuple[int, int]:
    stops = {
        hit.first for hit in sentence.of("barrier", "saying", "channel", "trigger") if hit.first >= verb.last
    }
    last = verb.last
    while last < sentence.last and last - verb.last < _LONGEST:
        token = reading.tokens[last]
        if last in stops or (token.kind == "mark" and token.text not in _NAME_MARKS):
            break
        last += 1
    return _skip_articles(sentence, verb.last, last), last


def _skip_articles(sentence: SentenceHits, first: int, last: int) -> int:
    articles = {hit.first: hit.last for hit in sentence.of("article")}
    while first < last and first in articles:
        first = articles[first]
    return first


def _has_pronoun(sentence: SentenceHits, verb: Hit) -> bool:
    return any(0 <= abs(hit.first - verb.first) <= 2 for hit in sentence.of("pronoun"))


def _capitalised(reading: Reading, first: int, last: int) -> list[tuple[int, int]]:
    """Runs of two or more capitalised words: a person's name, or an office written so."""
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for i in range(first, last + 1):
        capital = i < last and reading.tokens[i].kind == "word" and reading.tokens[i].text[0].isupper()
        if capital and start is None:
            start = i
        elif not capital and start is not None:
            if i - start >= 2:
                runs.append((start, i))
            start = None
    return runs


def _name(reading: Reading, sentence: SentenceHits, first: int, last: int) -> str:
    """The speaker as worded: a person's name alone where there is one, else the whole phrase."""
    roles: Sequence[Hit] = [
        hit for hit in sentence.of("role", "actor") if first <= hit.first and hit.last <= last
    ]
    role_tokens = {i for hit in roles for i in range(hit.first, hit.last)}
    for start, end in _capitalised(reading, first, last):
        free = [i for i in range(start, end) if i not in role_tokens]
        if len(free) >= 2 and free[-1] - free[0] == len(free) - 1:
            return _text(reading, free[0], free[-1] + 1)
    return _text(reading, first, last)


def _span(reading: Reading, first: int, last: int) -> Span:
    return Span(reading.tokens[first].start, reading.tokens[last - 1].end)


def _text(reading: Reading, first: int, last: int) -> str:
    span = _span(reading, first, last)
    return reading.text[span.start : span.end]
