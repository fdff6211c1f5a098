"""Tokens of text that nobody would write, and somebody sends."""

import pytest

from dateline.timeline.text.sentences import LONGEST, find_sentences
from dateline.timeline.text.tokens import kind_of, split_words


@pytest.mark.parametrize("text", ["\u0301", "a \u0301 b", "\u0317\u033a\u0301e", "Ё\u0301"])
def test_a_stress_mark_alone_is_a_mark(text: str) -> None:
    words = split_words(text)
    assert len(words.texts) == len([kind_of(norm) for norm in words.norms])
    assert "mark" == kind_of("")


def test_blanks_at_the_end_are_in_no_word() -> None:
    told = split_words("Drones hit Sumy.")
    assert told == split_words("Drones hit Sumy." + " \t\n\u00a0" * 50_000)
    assert ((), (), (), ()) == tuple(split_words(" \n" * 50_000))


def test_what_runs_on_is_cut() -> None:
    text = "fire and " * LONGEST
    sentences = find_sentences(text, split_words(text), ())
    assert [(0, LONGEST), (LONGEST, 2 * LONGEST)] == sentences
    text = "fire " * LONGEST + "\nSumy burns."
    assert [(0, LONGEST), (LONGEST, LONGEST + 3)] == find_sentences(text, split_words(text), ())
