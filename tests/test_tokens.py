"""Tokens of text that nobody would write, and somebody sends."""

import pytest

from dateline.timeline.text.tokens import kind_of, split_words


@pytest.mark.parametrize("text", ["\u0301", "a \u0301 b", "\u0317\u033a\u0301e", "Ё\u0301"])
def test_a_stress_mark_alone_is_a_mark(text: str) -> None:
    words = split_words(text)
    assert len(words.texts) == len([kind_of(norm) for norm in words.norms])
    assert "mark" == kind_of("")
