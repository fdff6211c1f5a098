"""A sentence tagged with the words of time -> Symbols, what the grammar reads."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from timeline.timewords import EMPTY, Phrase, Tags, TimeWords, mark_tags
from timeline.tokens import Token


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


_LOOK_AHEAD = 24
# An expression shows what it is within so many symbols: "from the 24th to the 26th of January".
_REACH = 9


def tag_sentence(
    words: TimeWords, text: str, tokens: Sequence[Token], first: int, last: int
) -> Symbols | None:
    """Tag tokens ``first`` to ``last`` (excluded); None when no word there can tell a time."""
    tagged = []
    core = False
    for token in tokens[first:last]:
        tags = words.tags(token)
        tagged.append(tags)
        if "core" in tags:
            core = True
    if not core and not (last - first == 2 and "at" in tagged[0] and "opens" in tagged[1]):
        # Two words alone may be a time: «о 15».
        return None
    out: list[Tags] = []
    starts: list[int] = []
    ends: list[int] = []
    future = False
    at = 0
    count = last - first
    while at < count:
        tags = tagged[at]
        token = tokens[first + at]
        if tags:
            phrase = None
            if "phrases" in tags and at + 1 < count:
                phrases = tags["phrases"].get(tokens[first + at + 1].norm)
                phrase = _phrase_at(phrases, tokens, first + at, last) if phrases is not None else None
            if phrase is not None:
                length, tags = phrase
                out.append(tags)
                starts.append(token.start)
                ends.append(tokens[first + at + length - 1].end)
                future = future or "future" in tags
                at += length
                continue
            if "split" in tags:
                for piece, start in _pieces(token):
                    out.append(words.tags(piece))
                    starts.append(start)
                    ends.append(piece.end)
                at += 1
                continue
            if "future" in tags:
                future = True
        out.append(tags)
        starts.append(token.start)
        ends.append(token.end)
        at += 1
    size = len(out)
    out.extend([EMPTY] * _LOOK_AHEAD)
    openings = _openings(out, size) if core else [1]
    return Symbols(words, text, out, starts, ends, size, future, openings, {})


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


def _pieces(token: Token) -> Iterator[tuple[Token, int]]:
    at = token.start
    for piece in re.split(r"(-)", token.norm):
        kind: Any = "mark" if piece == "-" else "number" if piece.isdecimal() else "word"
        yield Token(at, at + len(piece), piece, piece, kind), at
        at += len(piece)


def _phrase_at(
    phrases: Sequence[Phrase], tokens: Sequence[Token], first: int, last: int
) -> tuple[int, Tags] | None:
    """The longest of the phrases that stands here; one in several tables has all their tags."""
    longest = 0
    tags: Tags = {}
    for phrase in phrases:
        length = len(phrase.rest) + 1
        if length < longest:
            break
        if first + length <= last and all(
            tokens[first + 1 + k].norm == word for k, word in enumerate(phrase.rest)
        ):
            longest = length
            tags[phrase.table] = phrase.value
            mark_tags(tags, phrase.table)
    return (longest, tags) if longest else None
