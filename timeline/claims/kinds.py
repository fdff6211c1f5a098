"""Kinds of happening: which go together, so that triggers of one sentence tell one; what a weapon makes of one."""

from collections.abc import Mapping, Sequence

from dateline.timeline.claims.event_types import EventType
from dateline.timeline.claims.mention import Trigger

# Families whose happenings harm people; talks have no toll.
HARMFUL = frozenset(("strike", "ground", "civilian", "protest", "infrastructure", "disaster", "strategic"))
# Characters within which triggers most often stand in one clause.
_CLAUSE = 60
_CHANGE_RANK = 8
# ACLED: drones and aircraft make an air strike, also together with missiles; guns, rockets and missiles
# alone are shelling.
_FROM_THE_AIR = frozenset(("drone", "aircraft", "seadrone"))
_FROM_THE_GROUND = frozenset(("missile", "artillery", "rocket"))
_ATTACK = "Attack"
_PLANTED = "Remote explosive/landmine/IED"
_AIR_STRIKE = "Air/drone strike"
_SHELLING = "Shelling/artillery/missile attack"


def kindred(facts: Sequence[Trigger], event_types: Mapping[str, EventType]) -> list[list[Trigger]]:
    """Triggers of one sentence that can tell the same happening, the highest rank first in each group."""
    groups: list[list[Trigger]] = []
    for trigger in facts:
        kind = event_types[trigger.sub_event_type]
        for group in groups:
            other = event_types[group[0].sub_event_type]
            if same_kind(kind, other):
                group.append(trigger)
                break
        else:
            groups.append([trigger])
    groups = _one_telling(groups, event_types)
    for group in groups:
        group.sort(key=lambda t: (-event_types[t.sub_event_type].rank, -t.strength, t.span))
    return groups


def _one_telling(groups: list[list[Trigger]], event_types: Mapping[str, EventType]) -> list[list[Trigger]]:
    """Words of several kinds of harm in one clause tell one happening: "gunmen killed seven in an ambush".

    The kind of a change of hands stays, else the kind told first. Groups in clauses of their own stay apart.
    """
    kept: list[list[Trigger]] = []
    for group in sorted(groups, key=lambda g: (-_is_change(g, event_types), g[0].span)):
        near = any(
            abs(one.span.start - other.span.start) <= _CLAUSE
            for held in kept
            for one in held
            for other in group
        )
        harm = {event_types[t.sub_event_type].family for t in group} <= HARMFUL
        held_harm = all(event_types[held[0].sub_event_type].family in HARMFUL for held in kept)
        if not (near and harm and held_harm):
            kept.append(group)
    return kept


def _is_change(group: Sequence[Trigger], event_types: Mapping[str, EventType]) -> bool:
    """A place taken, or a strike named as one: a mere "attack" may be that of the gunmen told before it."""
    kinds = [(event_types[trigger.sub_event_type], trigger.strength) for trigger in group]
    return any(
        kind.rank >= _CHANGE_RANK and (kind.family != "strike" or strength >= 1) for kind, strength in kinds
    )


def same_kind(one: EventType, other: EventType) -> bool:
    """Whether two kinds may tell one happening: of one family, or one the effect of the other's."""
    return one.family == other.family or one.effect == other.family or other.effect == one.family


def by_weapon(
    kind: EventType, weapons: Sequence[str], event_types: Mapping[str, EventType], notes: list[str]
) -> EventType:
    """The kind of strike that weapons make of one; other kinds stay. A note tells which weapons decided."""
    blast = kind.effect == kind.family == "strike"
    armed = kind.sub_event_type == _ATTACK and not _FROM_THE_AIR.isdisjoint(weapons)
    if kind.sub_event_type not in (_AIR_STRIKE, _SHELLING) and not blast and not armed:
        return kind
    if blast and "mine" in weapons:
        kind = event_types[_PLANTED]
    elif not _FROM_THE_AIR.isdisjoint(weapons):
        kind = event_types[_AIR_STRIKE]
    elif not _FROM_THE_GROUND.isdisjoint(weapons):
        kind = event_types[_SHELLING]
    if weapons:
        notes.append(f"weapons: {', '.join(weapons)}")
    return kind
