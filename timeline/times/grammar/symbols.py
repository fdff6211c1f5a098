"""A sentence tagged with the words of time -> Symbols, what the grammar reads."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from dateline.timeline.text.tokens import Words
from dateline.timeline.times.grammar.words import EMPTY, Phrase, Tags, TimeWords, mark_tags


class Symbols(NamedTuple):
    """One sentence as the grammar reads it: phrases are one symbol, hyphened words several.

    The lists run side by side; ``tags`` has empty ones past the end, so that looking ahead needs no check.
    ``openings`` are the symbols at which an expression may begin; ``read`` remembers what was read where.
    """

    words: TimeWords
    text: str
    tags: list[Tags]
    starts: list[int]
    ends: list[int]
    size: int
    future: bool
    openings: list[int]
    read: dict[tuple[str, int], Any]

    def has(self, i: int, *tables: str) -> bool:
        """Whether symbol ``i`` is in one of the tables; False outside the sentence."""
        if i >= 0:
            tags = self.tags[i]
            for table in tables:
                if table in tags:
                    return True
        return False

    def value(self, i: int, table: str) -> Any:
        """The table's value for symbol ``i``, None outside."""
        return self.tags[i].get(table) if i >= 0 else None

    def touching(self, i: int) -> bool:
        """Whether nothing, not even a space, stands between symbols ``i`` and ``i + 1``."""
        return i + 1 < self.size and self.ends[i] == self.starts[i + 1]

    def skip(self, i: int, limit: int, *tables: str) -> int:
        """The first symbol from ``i`` on that is in none of the tables, after at most ``limit`` steps."""
        while limit and self.has(i, *tables):
            i += 1
            limit -= 1
        return i

    def is_upper(self, i: int) -> bool:
        """Whether symbol ``i`` is written with a capital."""
        return i < self.size and self.text[self.starts[i]].isupper()


_PAST_THE_END: list[Tags] = [EMPTY] * 24
# An expression shows what it is within so many symbols: "from the 24th to the 26th of January".
_REACH = 9


def tag_sentences(
    words: TimeWords, text: str, columns: Words, sentences: Iterable[tuple[int, int]]
) -> Iterator[Symbols]:
    """Tag the sentences of a text in which a word can tell a time.

    Args:
        words: The pack's words of time.
        text: The visible text.
        columns: Its tokens.
        sentences: For each sentence its first token and the one after its last.
    """
    tagged = words.tags_of(columns.norms)
    hot = [i for i, tags in enumerate(tagged) if tags]
    at = 0
    for first, last in sentences:
        begin = at
        core = False
        while at < len(hot) and hot[at] < last:
            core = core or "core" in tagged[hot[at]]
            at += 1
        # Two words alone may be a time: «о 15».
        lonely = last - first == 2 and "at" in tagged[first] and "opens" in tagged[first + 1]
        if core or lonely:
            yield _symbols(words, text, columns, tagged, first, last, hot[begin:at], lonely=not core)


def _symbols(
    words: TimeWords, text: str, columns: Words, tagged: Sequence[Tags], first: int, last: int,
    hot: Sequence[int], *, lonely: bool,
) -> Symbols:  # fmt: skip
    out: list[Tags] = []
    starts: list[int] = []
    ends: list[int] = []
    future = False
    done = first
    for at in hot:
        if at < done:
            continue
        tags = tagged[at]
        if "phrases" not in tags and "split" not in tags:
            future = future or "future" in tags
            continue
        if "split" in tags:
            pieces = list(_pieces(columns.norms[at], columns.starts[at]))
            symbols = [words.tags_of([norm])[0] for norm, _ in pieces]
            begins = [begin for _, begin in pieces]
            closes = [begin + len(norm) for norm, begin in pieces]
            length = 1
        else:
            following = columns.norms[at + 1] if at + 1 < last else None
            phrases = tags["phrases"].get(following)
            phrase = _phrase_at(phrases, columns.norms, at, last) if phrases is not None else None
            if phrase is None:
                future = future or "future" in tags
                continue
            length, merged = phrase
            future = future or "future" in merged
            symbols, begins, closes = [merged], [columns.starts[at]], [columns.ends[at + length - 1]]
        out += tagged[done:at]
        out += symbols
        starts += columns.starts[done:at]
        starts += begins
        ends += columns.ends[done:at]
        ends += closes
        done = at + length
    out += tagged[done:last]
    starts += columns.starts[done:last]
    ends += columns.ends[done:last]
    size = len(out)
    out.extend(_PAST_THE_END)
    return Symbols(words, text, out, starts, ends, size, future, [1] if lonely else _openings(out, size), {})


def _openings(tags: Sequence[Tags], size: int) -> list[int]:
    found = []
    core = size + _REACH
    for i in range(size - 1, -1, -1):
        here = tags[i]
        if not here:
            continue
        if "core" in here:
            core = i
        if "opens" in here and core - i <= _REACH and ("core" in here or tags[i + 1]):
            found.append(i)
    found.reverse()
    return found


def _pieces(norm: str, start: int) -> Iterator[tuple[str, int]]:
    for piece in re.split(r"(-)", norm):
        yield piece, start
        start += len(piece)


def _phrase_at(
    phrases: Sequence[Phrase], norms: Sequence[str], first: int, last: int
) -> tuple[int, Tags] | None:
    """The longest of the phrases that stands here; one in several tables has all their tags."""
    longest = 0
    tags: Tags = {}
    for phrase in phrases:
        length = len(phrase.rest) + 1
        if length < longest:
            break
        if first + length <= last and all(norms[first + 1 + k] == word for k, word in enumerate(phrase.rest)):
            longest = length
            tags[phrase.table] = phrase.value
            mark_tags(tags, phrase.table)
    return (longest, tags) if longest else None
