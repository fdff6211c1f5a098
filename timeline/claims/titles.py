"""Titles for readers, made from the fields: "Missile and drone strike on housing in Zaporizhzhia; 6 injured"."""

import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from importlib import resources
from typing import Any

from dateline.timeline.event import Happening, Toll

# Ids of the gazetteer's facilities and airports.
_SITES = ("site:", "airport:")


@cache
def load_wording(language: str = "en") -> Mapping[str, Any]:
    """The words of titles in one language; English where the language has no table of its own."""
    tables = tomllib.loads(
        resources.files("dateline.timeline.claims").joinpath("titles.toml").read_text(encoding="utf-8")
    )
    wording: Mapping[str, Any] = tables.get(language, tables["en"])
    return wording


def make_title(happening: Happening, weapons: Collection[str], language: str = "en") -> str:
    """One line for readers. What is not known is not in it; a claim says that it is one.

    Args:
        happening: All its fields but the title.
        weapons: Keys of the weapons that are told of it.
        language: Of the title.
    """
    words = load_wording(language)
    where, sub_event_type = happening.where, happening.sub_event_type
    kind = words["sub_event_type"].get(sub_event_type, sub_event_type)
    named = [words["weapon"][weapon] for weapon in words["weapon"] if weapon in weapons]
    if named and sub_event_type in words["by_weapon"]:
        kind = words["weapon_strike"].format(weapons=words["and"].join(named[:2]))
    target = words["target_type"].get(happening.target_type) if happening.target_type else None
    # A facility's name says what it is: "at Engels air base", not "on airfield in Engels air base".
    site = where is not None and where.place_id.startswith(_SITES)
    if target and not site and sub_event_type in words["takes_target"]:
        kind = words["on_target"].format(kind=kind, target=target)
    if where is not None:
        patterns = {6: "in_country", 2: "near"}
        pattern = "at" if site else patterns.get(where.where_prec, "in")
        kind = words[pattern].format(kind=kind, place=where.name)
    if happening.status in words["status"]:
        kind = words["status"][happening.status].format(kind=kind)
    tolls = [
        words[outcome].format(count=_count(toll, words))
        for outcome, toll in (("killed", happening.killed), ("injured", happening.injured))
        if toll.best
    ]
    title = "; ".join([kind, ", ".join(tolls)] if tolls else [kind])
    return title[:1].upper() + title[1:]


def _count(toll: Toll, words: Mapping[str, Any]) -> str:
    if toll.best is not None and toll.high is None and toll.low == toll.best:
        return str(words["at_least"].format(count=toll.best))
    if toll.low is not None and toll.high is not None and toll.low < toll.high and toll.low > 0:
        return f"{toll.low}–{toll.high}"
    return str(toll.best)
