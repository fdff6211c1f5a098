"""Corrections laid over events after merging: never overwritten, and told when they no longer fit."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateline.gazetteer import LonLat, distance_km
from dateline.timeline.claims.event_types import EventType
from dateline.timeline.claims.titles import make_title
from dateline.timeline.desk.corrections import Correction, days_of, point_of, toll_of
from dateline.timeline.event import Claim, Event, Toll, When, Where
from dateline.timeline.merging import NEVER, MergeOptions, in_order, settle
from dateline.timeline.post import Source
from dateline.timeline.span import Span
from dateline.timeline.times.wording import days_words

# How sure an editor's pin is taken to be.
_MOVED_KM = 0.5
# An editor moves a pin within a town or a region; one that goes farther has, as a rule, changed its coordinates round.
_FAR_KM = 500.0
_FINE = 4
# What a title tells: when one of these is corrected, the title is made anew.
_TOLD_IN_TITLE = frozenset(("sub_event_type", "target_type", "killed", "injured", "status", "place"))


@dataclass(slots=True)
class Corrected:
    """Events with corrections laid over them.

    Attributes:
        events: In the order of every list of events.
        applied: Event id -> the corrections that hold for it.
        unfit: Corrections that could not be applied, with the reason in words.
        outdated: Corrections that hold, though what was reported of the event has changed since they were made.
        approved: Ids of events that an editor approved.
        dropped: Ids of events that an editor took out.
    """

    events: list[Event] = field(default_factory=list)
    applied: dict[str, list[Correction]] = field(default_factory=dict)
    unfit: list[tuple[Correction, str]] = field(default_factory=list)
    outdated: list[tuple[Correction, str]] = field(default_factory=list)
    approved: set[str] = field(default_factory=set)
    dropped: list[str] = field(default_factory=list)


class _Desk:
    """The events while corrections are laid over them."""

    def __init__(
        self, events: Sequence[Event], event_types: Mapping[str, EventType], options: MergeOptions
    ) -> None:
        self.held = {event.event_id: event for event in events}
        self.known = {old: event.event_id for event in events for old in event.aliases}
        self.known |= {name: name for name in self.held}
        self.event_types = event_types
        self.options = options
        self.titled: set[str] = set()
        # Event id -> rows above that say what it is, for when what it holds becomes more or less.
        self.laid: dict[str, list[Correction]] = defaultdict(list)
        self.result = Corrected()

    def now(self, name: str) -> str:
        """The id that an event goes by now."""
        return self.known.get(name, name)

    def keep(self, made: Event, rows: Iterable[Correction]) -> None:
        """Hold an event of other claims than before, with what rows above say of it laid over it again."""
        name = made.event_id
        if name in self.titled:
            made = replace(made, title=self.held[name].title)
        self.held[name] = made
        self.laid[name] = sorted(rows, key=lambda told: told.row)
        for told in self.laid[name]:
            _ACTIONS[told.action](self, self.held[name], told)


def apply_corrections(
    events: Sequence[Event],
    corrections: Iterable[Correction],
    event_types: Mapping[str, EventType],
    options: MergeOptions,
    evidence_of: Callable[[Event, Correction], tuple[str, str]] | None = None,
) -> Corrected:
    """Lay corrections over events, in the order of the table; a later row for one field holds.

    Args:
        events: With the ids that they keep.
        corrections: As read.
        event_types: Sub-event type -> EventType.
        options: How merged events get their title.
        evidence_of: An event before corrections, and one of its corrections -> the name of its evidence then and now;
            None where nobody remembers.
    """
    desk = _Desk(events, event_types, options)
    before, known_before = dict(desk.held), dict(desk.known)
    for told in corrections:
        name = desk.now(told.event)
        event = desk.held.get(name)
        trouble: str | None
        if told.action == "add":
            trouble = _add(desk, told)
        elif event is None:
            dropped = name in desk.result.dropped
            trouble = (
                "the event was taken out by a row above" if dropped else "there is no such event any more"
            )
        else:
            trouble = _ACTIONS[told.action](desk, event, told)
        if trouble:
            desk.result.unfit.append((told, trouble))
            continue
        desk.result.applied.setdefault(name, []).append(told)
        # A link is its report's, which takes it along.
        if told.action in ("set", "move", "approve") and told.field != "url":
            desk.laid[name].append(told)
        origin = before.get(known_before.get(told.event, told.event))
        if evidence_of is not None and origin is not None:
            then, now = evidence_of(origin, told)
            # A later row about the same thing was decided on what is reported now, whatever an earlier one saw.
            outdated = desk.result.outdated
            outdated[:] = [one for one in outdated if _about(desk, one[0]) != _about(desk, told)]
            if then != now:
                outdated.append((told, now))
    desk.result.events = in_order(desk.held.values())
    return desk.result


def _about(desk: _Desk, told: Correction) -> tuple[str, str, str, str]:
    """What a row decides, whichever way."""
    which = told.value if told.action in ("merge", "split") else ""
    return desk.now(told.event), told.action, told.field if told.action == "set" else "", which


# ---- one action each; they return what is in the way, or None


def _drop(desk: _Desk, event: Event, _: Correction) -> str | None:
    del desk.held[event.event_id]
    desk.result.dropped.append(event.event_id)
    return None


def _approve(desk: _Desk, event: Event, _: Correction) -> str | None:
    desk.held[event.event_id] = replace(event, review=None)
    desk.result.approved.add(event.event_id)
    return None


def _merge(desk: _Desk, event: Event, told: Correction) -> str | None:
    other = desk.held.get(desk.now(told.value))
    if other is event:
        return None  # merging has joined them by itself
    if other is None:
        return f"there is no event {told.value} to merge with"
    del desk.held[other.event_id]
    pairs = [
        *zip(event.claims, ("", *event.merged_because), strict=True),
        *zip(other.claims, ("", *other.merged_because), strict=True),
    ]
    pairs.sort(key=lambda pair: (pair[0].published or NEVER, pair[0].claim_id))
    reasons = [because or f"joined by {told.who or 'an editor'}" for _, because in pairs[1:]]
    joined = settle([claim for claim, _ in pairs], reasons, desk.options)
    names = {*event.aliases, *other.aliases, other.event_id, *joined.aliases, joined.event_id}
    desk.known |= dict.fromkeys((other.event_id, *other.aliases), event.event_id)
    aliases = tuple(sorted(names - desk.held.keys() - {event.event_id}))
    applied = desk.result.applied
    applied[event.event_id] = [*applied.get(event.event_id, ()), *applied.pop(other.event_id, ())]
    # What was decided of the other holds for the whole, as rows below do; that it may be published was said of it alone.
    taken = (row for row in desk.laid.pop(other.event_id, ()) if row.action != "approve")
    desk.keep(replace(joined, event_id=event.event_id, aliases=aliases), [*desk.laid[event.event_id], *taken])
    return None


def _split(desk: _Desk, event: Event, told: Correction) -> str | None:
    apart = [claim for claim in event.claims if told.value in (claim.claim_id, claim.post_id)]
    rest = [claim for claim in event.claims if claim not in apart]
    if not apart or not rest:
        return f"{told.value} is " + ("its only report" if apart else "no report of it")
    kept, made = (settle(part, ["kept together"] * (len(part) - 1), desk.options) for part in (rest, apart))
    name = f"e_{apart[0].claim_id.removeprefix('c_')}"
    # Its id may be the whole's own: the part that was split off then takes another.
    while name in desk.held:
        name = f"{name}-split"
    aliases = tuple(old for old in event.aliases if old != name)
    desk.keep(replace(kept, event_id=event.event_id, aliases=aliases), desk.laid[event.event_id])
    desk.held[name] = replace(made, event_id=name, aliases=())
    desk.known[name] = name
    return None


def _move(desk: _Desk, event: Event, told: Correction) -> str | None:
    point = point_of(told.value)
    name = told.field or (event.where.name if event.where else "")
    if not name:
        return "the event has no place; 'field' must name it"
    known = event.where.location if event.where and event.where.where_prec <= _FINE else None
    if not told.field and point and known and (apart := distance_km(known, point)) > _FAR_KM:
        return f"it would move by {apart:,.0f} km; is the longitude first? If it is meant, name the place in 'field'"
    at = {
        "name": name,
        "location": point,
        "where_prec": 1,
        "uncertainty_km": _MOVED_KM,
        "place_id": f"desk:{told.value}",
    }
    where = replace(event.where or _nowhere(point, name), **at)  # type: ignore[arg-type]
    _retitled(desk, replace(event, where=where), told)
    return None


def _nowhere(point: LonLat | None, name: str) -> Where:
    return Where(
        name=name, location=point, where_prec=1, uncertainty_km=_MOVED_KM, country=None, admin1=None, admin2=None,
        place_id="desk", feature_code="", timezone=None, toponym=name, score=1.0, because="an editor placed it",
    )  # fmt: skip


def _set(desk: _Desk, event: Event, told: Correction) -> str | None:
    value: Any = told.value or None
    if told.field in ("place", "admin1", "country"):
        if event.where is None:
            return "the event has no place; 'move' gives it one"
        name = {"place": "name"}.get(told.field, told.field)
        value = value.upper() if value and told.field == "country" else value
        changed = replace(event, where=replace(event.where, **{name: value}))
    elif told.field == "sub_event_type":
        kind = desk.event_types[told.value]
        changed = replace(event, sub_event_type=kind.sub_event_type, event_type=kind.event_type)
    elif told.field == "killed":
        changed = replace(event, killed=toll_of(told.value) or Toll())
    elif told.field == "injured":
        changed = replace(event, injured=toll_of(told.value) or Toll())
    elif told.field == "date":
        changed = replace(event, when=_when(told.value, event))
    elif told.field == "url":
        changed = replace(event, claims=(replace(event.claims[0], url=value), *event.claims[1:]))
    else:
        changed = replace(event, **{told.field: value})
    if told.field == "title":
        desk.titled.add(event.event_id)
    _retitled(desk, changed, told)
    return None


def _retitled(desk: _Desk, event: Event, told: Correction) -> None:
    """Keep an event, with a title that tells what it is now, unless an editor worded it."""
    if event.event_id not in desk.titled and (told.field in _TOLD_IN_TITLE or told.action == "move"):
        weapons = {weapon for claim in event.claims for weapon in claim.weapons}
        event = replace(event, title=make_title(event, weapons, desk.options.language))
    desk.held[event.event_id] = event


def _when(text: str, event: Event) -> When | None:
    days = days_of(text)
    if days is None:
        return event.when
    zone = ZoneInfo((event.where.timezone if event.where else None) or event.claims[0].source.timezone)
    start = datetime.combine(days[0], time(), zone)
    end = datetime.combine(days[1] + timedelta(days=1), time(), zone)
    length = (days[1] - days[0]).days + 1
    prec = 1 if length == 1 else 2 if length <= 6 else 3 if length == 7 else 4 if length <= 31 else 5
    edtf = days[0].isoformat() if length == 1 else f"{days[0]}/{days[1]}"
    return When(start=start, end=end, edtf=edtf, date_prec=prec, basis="stated", text=days_words(*days))


def _add(desk: _Desk, told: Correction) -> str | None:
    """An event of the desk's own; rows below give it a date and a place."""
    if told.event in desk.known:
        return "there is an event of this id already"
    kind = desk.event_types[told.field]
    published = None
    with suppress(ValueError):
        published = datetime.fromisoformat(told.when)
    if published is not None and published.tzinfo is None:
        published = published.replace(tzinfo=ZoneInfo("UTC"))
    quote = told.why or told.value
    claim = Claim(
        claim_id=f"c_{told.event}", post_id=told.event, source=Source(source_id="desk", name=told.who or "The desk"),
        url=None, published=published, language=desk.options.language, quote=quote, quote_span=Span(0, len(quote)), trigger="",
        title=told.value, event_type=kind.event_type, sub_event_type=kind.sub_event_type, main=True, confidence=1.0,
        notes=("an editor added it",),
    )  # fmt: skip
    event = replace(settle([claim], (), desk.options), event_id=told.event, aliases=())
    desk.held[told.event] = event
    desk.known[told.event] = told.event
    desk.titled.add(told.event)
    desk.result.approved.add(told.event)
    return None


_ACTIONS: Mapping[str, Callable[[_Desk, Event, Correction], str | None]] = {
    "approve": _approve,
    "drop": _drop,
    "merge": _merge,
    "move": _move,
    "set": _set,
    "split": _split,
}
