"""Visible text, tokens, sentences, languages and packs."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.timeline.errors import LexiconError
from dateline.timeline.span import Span
from dateline.timeline.text.cleaning import clean
from dateline.timeline.text.languages import choose_language
from dateline.timeline.text.lexicon import load_lexicons, split_phrase
from dateline.timeline.text.sentences import find_sentences
from dateline.timeline.text.tokens import split_words, tokenise


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_every_visible_character_maps_back(source: str) -> None:
    visible = clean(source)
    for i in range(len(visible.text)):
        start, end = visible.to_source(Span(i, i + 1))
        assert 0 <= start < end <= len(source)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Ки\u00adїв", "Київ"),
        ("a\u200bb\u202ec", "abc"),
        ("see https://example.org/a?b=c now", "see  now"),
        ("и\u0306", "й"),
        ("one\u00a0two", "one two"),
        ("a\r\nb", "a\nb"),
        ("", ""),
    ],
)
def test_what_is_not_visible_goes(source: str, text: str) -> None:
    assert text == clean(source).text


def test_a_quote_is_the_posts_own_words() -> None:
    source = "Удар по Куп\u00adянську https://example.org/x був уночі"
    visible = clean(source)
    at = visible.text.index("Купянську")
    assert "Куп\u00adянську" == source[slice(*visible.to_source(Span(at, at + len("Купянську"))))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("U.S. troops", ["U.S.", "troops"]),
        ("Kh-101 and T-72", ["Kh-101", "and", "T-72"]),
        ("під Куп’янськом", ["під", "Куп’янськом"]),
        ("at 03:40 on 28.01.2026", ["at", "03:40", "on", "28.01.2026"]),
        ("1,200 people", ["1,200", "people"]),
        ("Jan. 28", ["Jan", ".", "28"]),
        ("45-year-old", ["45", "-", "year-old"]),
    ],
)
def test_tokens(text: str, words: list[str]) -> None:
    assert words == [token.text for token in tokenise(text)]


@given(st.text(max_size=60))
def test_tokens_leave_nothing_out_but_space(text: str) -> None:
    left = list(text)
    for token in tokenise(text):
        assert text[token.start : token.end] == token.text
        left[token.start : token.end] = " " * len(token.text)
    assert not "".join(left).replace("\x00", "x").strip("\x1c\x1d\x1e\x1f \t\n\r\x0b\x0c\x85\xa0") or all(
        letter.isspace() for letter in left
    )


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Drones hit Odesa. Two people died.", 2),
        ("On Jan. 28 a strike hit St. Petersburg.", 1),
        ("Gov. A. Smith said so.", 1),
        ("Headline without a stop\nFirst sentence.", 2),
        ("У м. Суми чули вибухи. Є поранені.", 2),
        ("“It is over.” He left.", 2),
        ("Really?! Yes…", 2),
        ("Temperatures fell to 3.5 degrees.", 1),
    ],
)
def test_sentences(text: str, count: int) -> None:
    words = split_words(text)
    sentences = find_sentences(text, words, {"jan", "st", "gov", "м"})
    assert count == len(sentences)
    assert [last for _, last in sentences] == [first for first, _ in sentences[1:]] + [len(words.texts)]


ALPHABETS = {name: lexicon.alphabet for name, lexicon in load_lexicons().items()}


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("Explosions in Kyiv", (None, None), "en"),
        ("Вибухи у Києві", (None, None), "uk"),
        ("Взрывы в Киеве были слышны", (None, None), "ru"),
        ("ATACMS вдарили по аеродрому в Криму біля Джанкоя", (None, None), "uk"),
        ("Удар по порту", ("ru", None), "ru"),
        ("Удар по порту", (None, "uk"), "uk"),
        ("Взрыв", ("uk", None), "ru"),
    ],
)
def test_language(text: str, declared: tuple[str | None, str | None], language: str) -> None:
    assert language == choose_language(text, ALPHABETS, declared, lambda language: 0)


def test_phrases_are_folded_as_tokens_are() -> None:
    assert ("взлет*", "or", "air-raid") == split_phrase("взлёт* or Air-Raid")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("alphabet = ", "not valid TOML"),
        ("name = 'x'", "expected language.toml with alphabet"),
    ],
)
def test_a_bad_pack_says_where(tmp_path: Path, content: str, message: str) -> None:
    pack = tmp_path / "xx"
    pack.mkdir()
    (pack / "language.toml").write_text(content)
    with pytest.raises(LexiconError, match=message):
        load_lexicons(tmp_path)


def test_a_bad_table_says_which(tmp_path: Path) -> None:
    pack = tmp_path / "xx"
    pack.mkdir()
    (pack / "language.toml").write_text("alphabet = 'abc'")
    (pack / "events.toml").write_text("[trigger]\nhit = 'not a list'")
    with pytest.raises(LexiconError, match=r"events.toml: \[trigger\] hit: expected a list of words"):
        load_lexicons(tmp_path)
