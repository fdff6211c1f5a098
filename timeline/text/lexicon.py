"""Language packs: TOML tables of words -> a Lexicon that finds them among tokens."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from dateline.timeline.errors import LexiconError
from dateline.timeline.text.tokens import Token, kind_of, tokenise


class Entry(NamedTuple):
    """One phrase of a pack: ``table`` and ``key`` say what it means, ``data`` what else the pack says of it."""

    table: str
    key: str
    words: tuple[str, ...]
    data: Mapping[str, Any]


class Hit(NamedTuple):
    """A phrase met in a text: tokens ``first`` to ``last``, last excluded."""

    first: int
    last: int
    entry: Entry


@dataclass(slots=True)
class Lexicon:
    """The words of one language.

    A phrase is words in order. ``обстріл*`` matches any word that starts so; ``a|b`` matches either word;
    ``атак{а,у}`` matches the stem with either ending; ``...`` between two words lets up to four tokens stand
    between them; all is compared after ``tokens.normalise``. A word holds no space: the last word of
    ``a|b c`` is always ``c``.

    Attributes:
        language: BCP 47 primary tag.
        alphabet: Its lower-case letters.
        abbreviations: Words (without their full stop) after which a stop ends no sentence.
        entries: Every phrase.
        tables: The packs' tables as read, for stages that need more than phrases.
    """

    language: str
    alphabet: str
    abbreviations: frozenset[str]
    entries: tuple[Entry, ...]
    tables: Mapping[str, Mapping[str, Any]]
    _exact: dict[str, list[Entry]] = field(init=False, default_factory=dict)
    _stems: dict[str, list[Entry]] = field(init=False, default_factory=dict)
    _met: dict[str, "_Starting"] = field(init=False, default_factory=dict)
    _hinted: dict[str, set[str]] = field(init=False, default_factory=dict)
    _seen: set[str] = field(init=False, default_factory=set)
    _actors: list[tuple[str, str]] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Index the phrases by their first word."""
        for entry in self.entries:
            for word in entry.words[0].split("|"):
                if word.endswith("*"):
                    self._stems.setdefault(word[:-1], []).append(entry)
                else:
                    self._exact.setdefault(word, []).append(entry)

    def find(self, tokens: Sequence[Token]) -> list[Hit]:
        """All phrases at all places, by first token, longer ones first. Hits may overlap."""
        hits: list[Hit] = []
        norms = [token.norm for token in tokens]
        known = self._met
        for i, norm in enumerate(norms):
            found = known.get(norm)
            if found is None:
                found = self._starting(norm)
            if found is _NOTHING:
                continue
            here = [(-i - 1, order, entry) for order, entry in found.alone]
            following = norms[i + 1] if i + 1 < len(norms) else ""
            for rank, entry in (*found.by_second.get(following, ()), *found.loose):
                last = _match_rest(entry.words, norms, i)
                if last:
                    here.append((-last, rank, entry))
            if len(here) > 1:
                here.sort(key=_LONGEST_THEN_LISTED)
            hits.extend(Hit(i, -last, entry) for last, _, entry in here)
        return hits

    def actor_countries(self, norms: frozenset[str]) -> set[str]:
        """ISO codes of the states whose people or forces are named by one of these words.

        Only words that name an actor by themselves are looked at: a hint, not a finding.
        """
        if self._actors is None:
            codes: Mapping[str, str] = self.tables["language"].get("countries", {})
            self._actors = [
                (word, codes[entry.key])
                for entry in self.entries
                if entry.table == "actor" and entry.key in codes and len(entry.words) == 1
                for word in entry.words[0].split("|")
            ]
        for norm in norms.difference(self._seen):
            codes_met = {code for word, code in self._actors if meets(word, norm)}
            if codes_met:
                self._hinted[norm] = codes_met
        self._seen.update(norms)
        return set[str]().union(*(self._hinted[norm] for norm in norms & self._hinted.keys()))

    def _starting(self, norm: str) -> "_Starting":
        """Entries whose first word meets this one; remembered, since news repeats its words."""
        found: list[Entry] = []
        if kind_of(norm) != "mark":
            found.extend(self._exact.get(norm, ()))
            for length in range(1, len(norm) + 1):
                found.extend(self._stems.get(norm[:length], ()))
        if len(self._met) > _MOST_REMEMBERED:
            self._met.clear()
        return self._met.setdefault(norm, _sorted_out(found) if found else _NOTHING)


class _Starting(NamedTuple):
    """The entries that one word may begin, numbered in order, by what they need behind it."""

    alone: Sequence[tuple[int, Entry]]
    by_second: Mapping[str, Sequence[tuple[int, Entry]]]
    loose: Sequence[tuple[int, Entry]]


_NOTHING = _Starting((), {}, ())
_MOST_REMEMBERED = 200_000


def _sorted_out(entries: Iterable[Entry]) -> _Starting:
    alone: list[tuple[int, Entry]] = []
    by_second: dict[str, list[tuple[int, Entry]]] = {}
    loose: list[tuple[int, Entry]] = []
    for numbered in enumerate(entries):
        words = numbered[1].words
        if len(words) == 1:
            alone.append(numbered)
        elif words[1] == "..." or "*" in words[1]:
            loose.append(numbered)
        else:
            for word in words[1].split("|"):
                by_second.setdefault(word, []).append(numbered)
    return _Starting(alone, by_second, loose)


_LONGEST_THEN_LISTED = itemgetter(0, 1)


def _match_rest(words: Sequence[str], norms: Sequence[str], first: int) -> int:
    """Index after the last token of the phrase, 0 where it does not stand here."""
    at = first + 1
    gap = 0
    for word in words[1:]:
        if word == "...":
            gap = 4
            continue
        stop = min(at + gap + 1, len(norms))
        while at < stop and not meets(word, norms[at]):
            at += 1
        if at >= stop:
            return 0
        at += 1
        gap = 0
    return at


@cache
def meets(pattern: str, norm: str) -> bool:
    """Whether a folded word meets one word of a phrase (``a|b``, ``stem*``)."""
    return any(
        norm.startswith(choice[:-1]) if choice.endswith("*") else norm == choice
        for choice in pattern.split("|")
    )


def split_phrase(phrase: str) -> tuple[str, ...]:
    """A phrase of a pack -> its words, folded as tokens are; hyphened words stay one, as in a text."""
    words: list[str] = []
    for written in phrase.split():
        part = "|".join(spell_out(written)) if "{" in written else written
        if part == "..." or "*" in part or "|" in part:
            words.append(
                "|".join(piece.lower().replace("ё", "е").replace("’", "'") for piece in part.split("|"))
            )
        else:
            words.extend(token.norm for token in tokenise(part))
    return tuple(words)


def spell_out(form: str) -> list[str]:
    """``атак{а,у}`` -> атака, атаку; several braces give every combination, ``|`` parts each their own."""
    spelled: list[str] = []
    for piece in form.split("|"):
        head, brace, rest = piece.partition("{")
        endings, closed, tail = rest.partition("}")
        if not brace or not closed:
            spelled.append(piece)
            continue
        spelled.extend(head + ending + end for ending in endings.split(",") for end in spell_out(tail))
    return spelled


def load_lexicons(folder: Path | None = None) -> dict[str, Lexicon]:
    """All packs, in alphabetical order of their languages.

    Args:
        folder: A user's folder of packs in the same form; a language in it replaces the bundled one.

    Raises:
        LexiconError: A file is no TOML, or names an unknown key; says the file, the key and what was expected.
    """
    packs: dict[str, Traversable] = {
        pack.name: pack
        for pack in resources.files("dateline.timeline").joinpath("lexicons").iterdir()
        if pack.is_dir()
    }
    if folder is not None:
        packs |= {pack.name: pack for pack in sorted(folder.iterdir()) if pack.is_dir()}
    packs.pop("__pycache__", None)
    return {language: _load_pack(language, packs[language]) for language in sorted(packs)}


def _load_pack(language: str, pack: Traversable) -> Lexicon:
    tables: dict[str, dict[str, Any]] = {}
    for file in sorted(pack.iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".toml"):
            continue
        try:
            tables[file.name.removesuffix(".toml")] = tomllib.loads(file.read_text(encoding="utf-8"))
        except (ValueError, RecursionError) as error:
            raise LexiconError(f"lexicons/{language}/{file.name}: not valid TOML: {error}") from error
    try:
        language_table = tables["language"]
        alphabet = language_table["alphabet"]
    except KeyError as error:
        raise LexiconError(
            f"lexicons/{language}: expected language.toml with alphabet, found none"
        ) from error
    return Lexicon(
        language=language,
        alphabet=alphabet,
        abbreviations=frozenset(map(str.lower, language_table.get("abbreviations", ()))),
        entries=tuple(_entries(f"lexicons/{language}/events.toml", tables.get("events", {}))),
        tables=tables,
    )


def _entries(origin: str, pack: Mapping[str, Any]) -> Iterable[Entry]:
    """Phrases of events.toml: ``[table.key] words = [...]``, or ``[table] key = [...]``."""
    for table, keys in pack.items():
        if not isinstance(keys, Mapping):
            raise LexiconError(f"{origin}: expected a table at {table!r}, found {keys!r}")
        for key, value in keys.items():
            data: Mapping[str, Any] = value if isinstance(value, Mapping) else {"words": value}
            words = data.get("words")
            if not isinstance(words, list) or not all(
                isinstance(word, str) and word.strip() for word in words
            ):
                raise LexiconError(f"{origin}: [{table}] {key}: expected a list of words, found {words!r}")
            for phrase in words:
                yield Entry(table, key, split_phrase(phrase), data)
