"""Tokens -> sentences."""

from collections.abc import Collection, Sequence

from timeline.span import Span
from timeline.tokens import Token

_CLOSERS = frozenset("\"'”’»)]")
_ENDERS = frozenset(".!?…")


def find_sentences(text: str, tokens: Sequence[Token], abbreviations: Collection[str]) -> list[Span]:
    """Split at sentence marks and at line ends.

    A full stop ends no sentence after an abbreviation or an initial, or before a lower-case word. A line end
    always does: live blogs and channels write one thought a line, and headlines carry no stop.

    Returns:
        Spans of ``text`` without the white space around them, in order, none empty.
    """
    sentences: list[Span] = []
    first: int | None = None
    for i, token in enumerate(tokens):
        if first is None:
            first = token.start
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        gap = text[token.end : following.start] if following else "\n"
        if "\n" in gap or (following and _ends(tokens, i, following, gap, abbreviations)):
            sentences.append(Span(first, token.end))
            first = None
    return sentences


def _ends(
    tokens: Sequence[Token], i: int, following: Token, gap: str, abbreviations: Collection[str]
) -> bool:
    token = tokens[i]
    closing = token.text in _CLOSERS and i > 0 and tokens[i - 1].text in _ENDERS
    if token.text not in _ENDERS and not closing:
        return False
    if not gap or following.text in _ENDERS or (following.text in _CLOSERS and not gap):
        return False
    if following.kind == "word" and following.text[0].islower():
        return False
    if token.text == "." and i > 0:
        before = tokens[i - 1]
        if before.norm in abbreviations or (len(before.text) == 1 and before.text.isupper()):
            return False
    return True
