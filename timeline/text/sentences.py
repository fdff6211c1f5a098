"""Words -> sentences."""

from bisect import bisect_left
from collections.abc import Collection, Iterator

from dateline.timeline.text.tokens import Words, kind_of

_CLOSERS = frozenset("\"'”’»)]")
_ENDERS = frozenset(".!?…")
# Words and marks. The longest lists of villages in daily digests have some two hundred.
LONGEST = 250


def find_sentences(text: str, words: Words, abbreviations: Collection[str]) -> list[tuple[int, int]]:
    """Split at sentence marks and at line ends.

    A full stop ends no sentence after an abbreviation or an initial, or before a lower-case word. A line end
    always does: live blogs and channels write one thought a line, and headlines carry no stop. What runs on for
    LONGEST words is cut there: stages weigh all that one sentence holds against each other.

    Returns:
        For each sentence its first word and the one after its last, in order, none empty.
    """
    count = len(words.texts)
    ends = {i + 1 for i in _before_line_ends(text, words)}
    for i in [i for i, word in enumerate(words.texts) if word in _ENDERS]:
        if _ends(words, i, abbreviations):
            ends.add(i + 1)
        elif i + 1 < count and words.texts[i + 1] in _CLOSERS and _ends(words, i + 1, abbreviations):
            ends.add(i + 2)
    ends.add(count)
    sentences: list[tuple[int, int]] = []
    first = 0
    for end in sorted(ends):
        while first < end <= count:
            last = min(end, first + LONGEST)
            sentences.append((first, last))
            first = last
    return sentences


def _before_line_ends(text: str, words: Words) -> Iterator[int]:
    at = text.find("\n")
    while at >= 0:
        behind = bisect_left(words.starts, at)
        if behind:
            yield behind - 1
        if behind == len(words.starts):
            return
        at = text.find("\n", words.starts[behind])


def _ends(words: Words, i: int, abbreviations: Collection[str]) -> bool:
    texts = words.texts
    if i + 1 == len(texts):
        return True
    word, following = texts[i], texts[i + 1]
    if words.ends[i] == words.starts[i + 1] or following in _ENDERS:
        return False
    if kind_of(following) == "word" and following[0].islower():
        return False
    if word == "." and i:
        before = texts[i - 1]
        return words.norms[i - 1] not in abbreviations and not (len(before) == 1 and before.isupper())
    return True
