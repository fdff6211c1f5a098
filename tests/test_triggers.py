"""What announces an event and what only speaks of one, from tables that anyone can extend."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from dateline.timeline.claims.casualties import find_casualties
from dateline.timeline.claims.event_types import EventType, load_event_types
from dateline.timeline.claims.mention import CasualtyMention, Trigger
from dateline.timeline.claims.triggers import find_triggers, sentence_hits

LANGUAGES = ("en", "uk", "ru")
TABLES = {
    language: tomllib.loads(
        (Path(__file__).parent / "cases" / f"triggers.{language}.toml").read_text(encoding="utf-8")
    )["case"]
    for language in LANGUAGES
}
CASES = [
    pytest.param(case, language, id=f"{language}-{index}")
    for language, cases in TABLES.items()
    for index, case in enumerate(cases)
]

# Weapons and targets are looked for in the sentence; a place and a time are taken as given, so that the words
# alone are on trial.
_GIVEN = {"spot", "region", "country", "time"}


def _facts(
    reading: Any, event_types: dict[str, EventType]
) -> tuple[list[Trigger], list[CasualtyMention], set[Any]]:
    phrases = sentence_hits(reading)
    casualties = [count for count in find_casualties(reading, phrases) if not count.total]
    words: set[Any] = set()
    evidence: list[frozenset[str]] = []
    for sentence in phrases:
        met = {
            (hit.entry.table, hit.entry.key)
            for hit in sentence.of("weapon", "target", "actor", "force", "diplomat")
        }
        span = reading.sentences[sentence.index]
        counted = {"casualty"} if any(span.holds(count.span) for count in casualties) else set()
        evidence.append(frozenset(_GIVEN | {table for table, _ in met} | counted))
        words |= met
    facts = [
        trigger
        for trigger in find_triggers(reading, phrases, event_types, evidence)
        if trigger.modality == "fact" and trigger.polarity == "affirmed"
    ]
    return facts, casualties, words


def _sub_event_type(facts: list[Trigger], words: set[Any], event_types: Any) -> str:
    """As claims have it: the highest rank names it, and the weapon decides between the kinds of strike."""
    if not facts:
        return ""
    kind = max((event_types[fact.sub_event_type] for fact in facts), key=lambda kind: kind.rank)
    strikes = ("Air/drone strike", "Shelling/artillery/missile attack", "Fire or explosion of unknown cause")
    weapons = {key for table, key in words if table == "weapon"}
    if kind.sub_event_type in strikes and weapons & {"drone", "aircraft", "seadrone"}:
        return "Air/drone strike"
    if kind.sub_event_type in strikes and weapons & {"missile", "artillery", "rocket"}:
        return "Shelling/artillery/missile attack"
    return str(kind.sub_event_type)


@pytest.mark.parametrize(("case", "language"), CASES)
def test_case(case: dict[str, Any], language: str, reading: Any) -> None:
    event_types = load_event_types()
    facts, casualties, words = _facts(reading(case["text"], language=language), event_types)
    assert case["sub"] == _sub_event_type(facts, words, event_types)
    if case["sub"]:
        for outcome in ("killed", "injured"):
            best = [count.best for count in casualties if count.outcome == outcome]
            assert case.get(outcome) == (max(best) if best else None), outcome
    for table in ("target", "actor", "weapon"):
        if table in case:
            assert (table, case[table]) in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_third_of_the_cases_are_no_events(language: str) -> None:
    cases = TABLES[language]
    assert sum(not case["sub"] for case in cases) * 3 >= len(cases)


@pytest.mark.parametrize("language", LANGUAGES)
def test_packs_name_known_types_and_sides(language: str, lexicons: Any) -> None:
    event_types = load_event_types()
    for entry in lexicons[language].entries:
        if entry.table == "trigger":
            assert entry.data["sub"] in event_types
        if entry.table == "cue":
            assert entry.data.get("side", "before") in ("before", "after", "near", "sentence", "over")


def test_packs_share_their_keys(lexicons: Any) -> None:
    shared = (
        "weapon",
        "target",
        "actor",
        "diplomat",
        "force",
        "qualifier",
        "saying",
        "role",
        "measure",
        "auxiliary",
    )
    keys = {
        language: {(entry.table, entry.key) for entry in lexicons[language].entries if entry.table in shared}
        for language in LANGUAGES
    }
    assert keys["uk"] == keys["en"]
    assert keys["ru"] == keys["en"]


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Українські дрони знищили склад росіян у Макіївці.", "Ukraine"),
        ("У Макіївці знищено склад боєприпасів окупантів.", None),
        ("Ворог знищив склад у Дніпрі.", "Russia"),
        ("Российские военные ударили по аэродрому ВСУ в Полтаве.", "Russia"),
        ("В Полтаве уничтожен склад боеприпасов ВСУ.", None),
        ("Drones hit a Russian oil depot in Feodosia.", None),
    ],
)
def test_the_owner_of_what_was_hit_is_not_who_hit_it(text: str, actor: str | None, extract: Any) -> None:
    (claim,) = extract(text).claims
    assert claim.actor == actor
