"""A pack's times.toml -> the words of time, compiled once and checked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, NamedTuple, TypeAlias

from dateline.timeline.errors import LexiconError
from dateline.timeline.text.lexicon import Lexicon
from dateline.timeline.text.tokens import kind_of, normalise, tokenise

Tags: TypeAlias = dict[str, Any]

# Tables whose keys are numbers.
_NUMBERED = frozenset((
    "month", "month_short", "weekday", "weekday_short", "weekdays", "number", "ordinal", "day", "fraction",
    "year_offset", "decade",
))  # fmt: skip
_NAMED = frozenset((
    "number_vague", "one", "suffix", "unit", "unit_short", "part", "part_alone", "overnight", "side",
    "told", "ago", "later", "earlier", "ahead", "over_span", "bound", "bound_day", "range", "edge",
    "edge_day", "vague", "every", "repeated", "meridiem", "at", "clock_word", "half_unit", "zone", "season",
    "holiday", "in", "of", "article", "year_mark", "day_mark", "into", "not_time", "future", "closer",
    "past_cue", "about", "weekday_side", "before_part", "old", "no_date_after", "decade_mark", "day_part",
    "year_part", "oclock", "couple", "unit_side", "now", "coming", "anniversary", "begun", "plural",
))  # fmt: skip
# A sentence without any of these tells no time.
_CORE = frozenset((
    "month", "month_short", "weekday", "weekday_short", "weekdays", "day", "unit", "part", "part_alone",
    "overnight", "season", "holiday", "repeated", "meridiem", "clock_word", "day_mark", "fraction",
    "oclock", "told", "half_unit", "day_part", "year_part", "year_offset", "decade", "anniversary",
    "decade_mark",
))  # fmt: skip
# What an expression may begin with; prepositions and articles are left out of it.
_OPENING = _CORE | frozenset((
    "side", "told", "edge", "edge_day", "vague", "every", "range", "number", "number_vague", "one",
    "couple", "ordinal", "ahead", "before_part",
))  # fmt: skip
EMPTY: Tags = {}
_MOST_REMEMBERED = 100_000
_BRACES = re.compile(r"\{([^{}]*)\}")


class Phrase(NamedTuple):
    """A phrase behind its first word, and what the whole of it means."""

    rest: tuple[str, ...]
    table: str
    value: Any


@dataclass(slots=True, eq=False)
class TimeWords:
    """The words of one pack, by what they mean.

    Attributes:
        words: Folded word -> table -> value. A word that shows time carries ``core``, one that an
            expression may begin with ``opens``, the first of a phrase ``phrases``: second word ->
            phrases, longest first.
        possessives: Endings that a word may carry ("'s").
        date_order: ``dmy`` or ``mdy``: how a date like 03/04/2026 is read where nothing decides.
        dotted_dates: Whether 28.01 is a date on its own; where a point divides decimals it is not.
        genitive: Whether a part stands before its whole with no preposition (початок січня, кінець року).
        plain_to: Whether the word for "to" joins two times with no "from" before them (Monday to Friday).
        next_weekday: ``nearest`` or ``week``: whether "next Friday" is the first to come or that of next
            week.
    """

    language: str
    words: dict[str, Tags]
    possessives: tuple[str, ...]
    date_order: str
    dotted_dates: bool
    genitive: bool
    plain_to: bool
    next_weekday: str
    _met: dict[str, Tags] = field(default_factory=dict)

    def tags_of(self, norms: Sequence[str]) -> list[Tags]:
        """What tokens may mean, by their folded words; empty for most."""
        found = list(map(self._met.get, norms))
        if None in found:
            if len(self._met) > _MOST_REMEMBERED:
                self._met.clear()
            for i, norm in enumerate(norms):
                if found[i] is None:
                    found[i] = self._met[norm] = self._look_up(norm)
        return found  # type: ignore[return-value]

    def _look_up(self, norm: str) -> Tags:
        kind = kind_of(norm)
        if kind == "number":
            return _number_tags(norm)
        if kind == "mark":
            return _MARKS.get(norm) or self.words.get(norm, EMPTY)
        found = self.words.get(norm)
        if found is not None:
            return found
        for ending in self.possessives:
            stem = self.words.get(norm.removesuffix(ending))
            if norm.endswith(ending) and stem is not None and "core" in stem:
                return {table: value for table, value in stem.items() if table != "phrases"}
        if "-" in norm:
            pieces = norm.split("-")
            known = [
                self.words.get(piece) or (_number_tags(piece) if piece.isdecimal() else None)
                for piece in pieces
            ]
            if all(known) and any("core" in tags or "ordinal" in tags for tags in known if tags):
                return {"split": True, "core": True}
        return EMPTY


_MARKS: dict[str, Tags] = {
    ",": {"comma": True},
    ".": {"dot": True},
    "-": {"dash": True},
    "–": {"dash": True},
    "—": {"dash": True},
    "−": {"dash": True},
    "/": {"slash": True},
    "(": {"open": True},
    ")": {"close": True},
    ":": {"colon_mark": True},
}


def _number_tags(norm: str) -> Tags:
    """What a number's own shape allows it to be. A plain number is no core: most numbers count things."""
    if norm.isdecimal():
        if len(norm) > 4:
            return EMPTY
        tags: Tags = {"int": int(norm), "digits": len(norm), "opens": True}
        if len(norm) == 4 and 1000 <= tags["int"] <= 2199:
            tags["year"] = tags["int"]
            tags["core"] = True
        elif len(norm) == 4 and norm[0] in "012" and norm < "2400" and norm[2] < "6":
            # "0340 GMT"
            tags["core"] = True
        return tags
    for mark, name in ((":", "colon"), (".", "dotted"), ("/", "slashed")):
        parts = norm.split(mark)
        if 2 <= len(parts) <= 3 and all(part.isdecimal() and len(part) <= 4 for part in parts):
            return {
                name: tuple(map(int, parts)),
                "sizes": tuple(map(len, parts)),
                "core": True,
                "opens": True,
            }
    return EMPTY


_BY_ID: dict[int, tuple[Lexicon, TimeWords]] = {}


def time_words(lexicon: Lexicon) -> TimeWords:
    """The pack's words of time, compiled on first use and kept with the pack.

    Raises:
        LexiconError: times.toml names an unknown table or key; says which and what was expected.
    """
    kept = _BY_ID.get(id(lexicon))
    if kept is None or kept[0] is not lexicon:
        kept = (lexicon, _compile(lexicon.language, lexicon.tables.get("times", {})))
        _BY_ID[id(lexicon)] = kept
    return kept[1]


def _compile(language: str, pack: Mapping[str, Any]) -> TimeWords:
    origin = f"lexicons/{language}/times.toml"
    words: dict[str, Tags] = {}
    phrases: dict[str, list[Phrase]] = {}
    for table, keys in pack.items():
        if not isinstance(keys, Mapping):
            continue
        if table not in _NUMBERED and table not in _NAMED:
            raise LexiconError(
                f"{origin}: unknown table [{table}]; expected one of {sorted(_NUMBERED | _NAMED)}"
            )
        for key, forms in keys.items():
            value = _value(origin, table, key)
            if not isinstance(forms, list) or not all(
                isinstance(form, str) and form.strip() for form in forms
            ):
                raise LexiconError(f"{origin}: [{table}] {key}: expected a list of words, found {forms!r}")
            for form in (whole for written in forms for whole in _expand(written)):
                parts = [token.norm for token in tokenise(form)]
                if len(parts) == 1:
                    _enter(origin, words, table, parts[0], value)
                else:
                    phrases.setdefault(parts[0], []).append(Phrase(tuple(parts[1:]), table, value))
    for first, found in phrases.items():
        found.sort(key=lambda phrase: -len(phrase.rest))
        tags = words.setdefault(first, {})
        seconds: dict[str, list[Phrase]] = {}
        for phrase in found:
            seconds.setdefault(phrase.rest[0], []).append(phrase)
        # Most words that may begin a phrase do not, so the second word decides at once.
        tags["phrases"] = seconds
    for first, found in phrases.items():
        for phrase in found:
            if phrase.table in _CORE:
                _mark_core(words, (first, *phrase.rest), tuple(pack.get("possessives", ())))
    if not pack.get("genitive", False):
        # "The 18th" may be all that tells the time. Where suffixes are everyday words («его») they do not.
        for suffix in pack.get("suffix", {}).get("ordinal", ()):
            words[suffix]["core"] = True
    return TimeWords(
        language=language,
        words=words,
        possessives=tuple(pack.get("possessives", ())),
        date_order=pack.get("date_order", "dmy"),
        dotted_dates=bool(pack.get("dotted_dates", True)),
        genitive=bool(pack.get("genitive", False)),
        plain_to=bool(pack.get("plain_to", False)),
        next_weekday=pack.get("next_weekday", "nearest"),
    )


def _mark_core(words: dict[str, Tags], phrase: Sequence[str], possessives: Sequence[str]) -> None:
    """See to it that a sentence with the phrase counts as one that tells time.

    Not by the first word, which may be "the": by its longest, unless another of its words does so already.
    """
    stems = [word.removesuffix(ending) for word in phrase for ending in ("", *possessives)]
    if not any("core" in words.get(stem, EMPTY) for stem in stems):
        words.setdefault(max(reversed(phrase), key=len), {})["core"] = True


def _enter(origin: str, words: dict[str, Tags], table: str, word: str, value: Any) -> None:
    tags = words.setdefault(word, {})
    if tags.get(table, value) != value:
        raise LexiconError(f"{origin}: [{table}] “{word}” is listed under both {tags[table]} and {value}")
    tags[table] = value
    mark_tags(tags, table)


def mark_tags(tags: Tags, table: str) -> None:
    """Note on a symbol's tags what a table makes of it: a sign of time, a place to begin reading."""
    if table in _CORE:
        tags["core"] = True
    if table in _OPENING:
        tags["opens"] = True


def _value(origin: str, table: str, key: str) -> Any:
    if table not in _NUMBERED:
        return key
    try:
        return int(key)
    except ValueError:
        raise LexiconError(f"{origin}: [{table}] {key}: expected a number as the key") from None


def _expand(form: str) -> Iterator[str]:
    """``січ{ень,ня}`` -> січень, січня; several braces give every combination."""
    pieces = _BRACES.split(normalise(form))
    choices = [piece.split(",") if k % 2 else [piece] for k, piece in enumerate(pieces)]
    for combination in product(*choices):
        yield "".join(combination)
