"""Who said it -> Attribution: "Governor Ivan Fedorov said on Telegram", "according to the General Staff"."""

from collections.abc import Iterable, Sequence
from typing import Literal

from dateline.timeline.claims.mention import Attribution
from dateline.timeline.claims.triggers import SentenceHits
from dateline.timeline.span import Span
from dateline.timeline.text.lexicon import Hit
from dateline.timeline.text.reading import Reading

_NAME_MARKS = frozenset("'’-\"«»“”")
_DASHES = frozenset("–—−-")
# A speaker is a name with its role: a longer phrase holds more than the speaker.
_LONGEST = 9


def find_attributions(reading: Reading, phrases: Iterable[SentenceHits]) -> list[Attribution]:
    """The speakers of a post, sentence by sentence, in the order of their verbs.

    "It said" and "he added" mean the last speaker of the sentences before.
    """
    found: list[Attribution] = []
    for sentence in phrases:
        found += _of_sentence(reading, sentence, found[-1] if found else None)
    return found


def _of_sentence(reading: Reading, sentence: SentenceHits, previous: Attribution | None) -> list[Attribution]:
    found: list[Attribution] = []
    channel = next((hit.entry.key for hit in sentence.of("channel")), None)
    verbs = list(sentence.of("saying"))
    for verb in verbs:
        if any(o.first <= verb.first and verb.last <= o.last and o[:2] != verb[:2] for o in verbs):
            continue
        stance = _stance(verb.entry.key)
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
        found.append(
            _attribution(reading, sentence, (first, last), (verb.first, verb.last), role, stance, channel)
        )
    headline = None if found else _headline_speaker(reading, sentence)
    if headline is not None:
        first, last = headline
        offices = [hit for hit in sentence.of("role") if first <= hit.first and hit.last <= last]
        office = _text(reading, offices[0].first, offices[0].last) if offices else None
        found.append(_attribution(reading, sentence, headline, headline, office, "say", channel))
    return found


def _attribution(
    reading: Reading,
    sentence: SentenceHits,
    phrase: tuple[int, int],
    verb: tuple[int, int],
    role: str | None,
    stance: Literal["say", "claim", "deny", "confirm"],
    channel: str | None,
) -> Attribution:
    first, last = phrase
    side = next(
        (hit.entry.key for hit in sentence.of("actor") if first <= hit.first and hit.last <= last), None
    )
    outer = _span(reading, min(first, verb[0]), max(last, verb[1]))
    return Attribution(
        span=outer,
        text=reading.text[outer.start : outer.end],
        speaker=_name(reading, sentence, first, last),
        role=role,
        side=side,
        stance=stance,
        channel=channel,
    )


def _headline_speaker(reading: Reading, sentence: SentenceHits) -> tuple[int, int] | None:
    """The speaker of a headline without a verb: "General Staff: ...", "..., – mayor", «... – ОВА».

    An office must be named, or a name stand behind a comma and a dash: a bare name may be a place.
    """
    tokens = reading.tokens
    words = [i for i in range(sentence.first, sentence.last) if tokens[i].kind != "mark"]
    if not words:
        return None
    end = words[-1] + 1
    for i in range(sentence.first + 1, end):
        if tokens[i].text == ":" and i - sentence.first <= _LONGEST:
            first = _skip_articles(sentence, sentence.first, i)
            if _is_speaker(sentence, first, i):
                return first, i
            break
    for i in range(end - 1, sentence.first, -1):
        if tokens[i].text in _DASHES and end - i - 1 <= _LONGEST:
            if _is_speaker(sentence, i + 1, end):
                return i + 1, end
            named = tokens[i - 1].text == "," and all(tokens[j].text[0].isupper() for j in range(i + 1, end))
            return (i + 1, end) if named and end - i <= 4 else None
        if tokens[i].kind == "mark" and tokens[i].text not in _NAME_MARKS:
            return None
    return None


def _is_speaker(sentence: SentenceHits, first: int, last: int) -> bool:
    """Whether a short phrase names an office and tells nothing else."""
    told = any(first <= hit.first < last for hit in sentence.of("trigger", "casualty", "saying"))
    return not told and any(first <= hit.first and hit.last <= last for hit in sentence.of("role"))


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
    after = _phrase_after(reading, sentence, verb)
    # "According to" and its like have their speaker behind them only.
    behind = verb.entry.data.get("side") == "after"
    for first, last in (after,) if behind else (_phrase_before(reading, sentence, verb), after):
        if first >= last or any(first <= hit.first < last for hit in sentence.of("trigger")):
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
                if (
                    inner > sentence.first
                    and first - inner <= _LONGEST
                    and not _tells(sentence, inner, first)
                ):
                    return _phrase_back(reading, sentence, inner - 1), inner - 1
            break
        first -= 1
    return _skip_articles(sentence, first, verb.first), verb.first


def _tells(sentence: SentenceHits, first: int, last: int) -> bool:
    """Whether something happens between two tokens: then it is a clause, no apposition to a name."""
    return any(first <= hit.first < last for hit in sentence.of("trigger", "casualty"))


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
    given = reading.lexicon.tables.get("places", {}).get("given", ())
    for start, end in _capitalised(reading, first, last):
        free = [i for i in range(start, end) if i not in role_tokens]
        named = next((i for i in free if reading.tokens[i].norm in given), None)
        if named is not None:
            free = [i for i in free if i >= named]
        elif len(free) > 2 and free[0] - 1 in role_tokens:
            # "The mayor of X, Y Z" without a comma, as Slavic languages have it: the first word is the office's.
            free = free[1:]
        if len(free) >= 2 and free[-1] - free[0] == len(free) - 1:
            return _text(reading, free[0], free[-1] + 1)
    return _text(reading, first, last)


def _span(reading: Reading, first: int, last: int) -> Span:
    return Span(reading.tokens[first].start, reading.tokens[last - 1].end)


def _text(reading: Reading, first: int, last: int) -> str:
    span = _span(reading, first, last)
    return reading.text[span.start : span.end]
