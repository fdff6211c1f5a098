"""A desk's own event types, with the words that announce them: a file, no code."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from dateline.timeline.claims.event_types import EventType, load_event_types
from dateline.timeline.errors import LexiconError
from dateline.timeline.text.lexicon import Entry, Lexicon, load_lexicons, split_phrase


def load_own_types(file: Path | None) -> tuple[Mapping[str, EventType], Mapping[str, Lexicon]]:
    """The bundled types and packs, and what a file adds.

    The file has the form of event_types.toml, ``[looks]`` included, and for each sub-type ``words`` by language, written as in the
    packs: ``words.en = ["school strike"]``. ``family`` is the sub-type's own name where it is left out, ``rank`` 3.

    Args:
        file: None for the bundled ones alone.

    Raises:
        LexiconError: The file cannot be read, or says what is not understood; names the file, what was found and
            what was expected.
    """
    lexicons = load_lexicons()
    if file is None:
        return load_event_types(), lexicons
    types = load_event_types(file)
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise LexiconError(f"{file}: {error.strerror}") from error
    added: dict[str, list[Entry]] = {language: [] for language in lexicons}
    tables.pop("looks", None)
    for rows in tables.values():
        for row in rows:
            for language, words in row.get("words", {}).items():
                if language not in added:
                    known = ", ".join(sorted(added))
                    raise LexiconError(
                        f"{file}: {row['sub']}: words.{language}: expected a language with a pack ({known})"
                    )
                added[language].extend(_entries(f"{file}: {row['sub']}: words.{language}", row["sub"], words))
    return types, {
        language: replace(lexicon, entries=(*lexicon.entries, *added[language]))
        if added[language]
        else lexicon
        for language, lexicon in lexicons.items()
    }


def _entries(origin: str, sub: str, words: Any) -> Iterable[Entry]:
    if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
        raise LexiconError(f"{origin}: expected a list of words, found {words!r}")
    for phrase in words:
        yield Entry("trigger", sub, split_phrase(phrase), {"sub": sub, "form": "noun", "words": words})
