"""How phrases of a pack are written and found."""

from pathlib import Path

import pytest

from dateline.timeline.errors import LexiconError
from dateline.timeline.text.lexicon import Lexicon, load_lexicons, split_phrase
from dateline.timeline.text.tokens import tokenise

LANGUAGE = 'name = "Test"\nalphabet = "abc"\nabbreviations = []\nhomes = []\n'


def _lexicon(folder: Path, events: str) -> Lexicon:
    pack = folder / "xx"
    pack.mkdir()
    (pack / "language.toml").write_text(LANGUAGE, encoding="utf-8")
    (pack / "events.toml").write_text(events, encoding="utf-8")
    return load_lexicons(folder)["xx"]


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("drone strike|attack", ("drone", "strike|attack")),
        ("атак{а,у} дрон*", ("атака|атаку", "дрон*")),
        ("перемовин{,и}", ("перемовин|перемовини",)),
        ("вдари{в,ла}|ударив ... по", ("вдарив|вдарила|ударив", "...", "по")),
        ("Пётр", ("петр",)),
        ("заявив , що", ("заявив", ",", "що")),
        ("х-101", ("х-101",)),
    ],
)
def test_a_phrase_is_words_in_order(phrase: str, words: tuple[str, ...]) -> None:
    assert split_phrase(phrase) == words


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("обстріл*", "Артобстріл і обстріли міста", ["обстріли"]),
        ("атак{а,у}", "Атака, атаку, атакою", ["Атака", "атаку"]),
        ("strike ... on", "A strike by several drones on Kharkiv", ["strike by several drones on"]),
        ("strike ... on", "A strike one two three four five on", []),
        ("п'ять", "п’ять, п`ять", ["п’ять", "п`ять"]),
    ],
)
def test_a_phrase_is_found(phrase: str, text: str, found: list[str], tmp_path: Path) -> None:
    lexicon = _lexicon(tmp_path, f'[trigger]\nkey = ["{phrase}"]\n')
    tokens = tokenise(text)
    assert [text[tokens[hit.first].start : tokens[hit.last - 1].end] for hit in lexicon.find(tokens)] == found


@pytest.mark.parametrize(
    "events", ["[trigger\n", "[trigger.key]\nwords = 3\n", '[trigger]\nkey = [" "]\n', "key = 1\n"]
)
def test_a_bad_pack_is_one_line_that_names_the_file(events: str, tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"lexicons/xx/events\.toml"):
        _lexicon(tmp_path, events)
