"""Claims of one happening, from many posts -> one Event."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta

from dateline.gazetteer import distance_km
from dateline.timeline.claims.event_types import EventType
from dateline.timeline.claims.titles import make_title
from dateline.timeline.event import Claim, Event, Happening, Status, Toll, When, Where

# No event is certain.
_SUREST = 0.98
# How far from its town's centre a plant or an airfield lies that is called after the town.
_EDGE_KM = 20.0
# When what was published at an unknown time is taken to be: after all else.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


# A block in which claims may meet: family, place or cell of the grid, day.
_Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeOptions:
    """When two claims may be one happening.

    Attributes:
        max_distance_km: Two pins farther apart than this never merge.
        max_gap: Claims dated only by their publication may be this far apart.
        language: Of the titles.
    """

    max_distance_km: float = 8.0
    max_gap: timedelta = timedelta(hours=30)
    language: str = "en"


def merge(
    claims: Iterable[Claim],
    event_types: Mapping[str, EventType],
    options: MergeOptions | None = None,
    settled: Mapping[str, tuple[str, str | None]] | None = None,
) -> list[Event]:
    """Claims -> events, sorted by date, then id. The order of the input does not matter.

    Needs all claims at once. Blocks by family, place and day keep it near-linear. A claim joins an event only
    when it agrees with every claim in it, so a chain of near matches cannot swallow a region. Two named towns
    never merge.

    Args:
        claims: What posts tell. Of background, history that a post only recalls, no event is made.
        event_types: Sub-event type -> EventType.
        options: When two claims may be one happening.
        settled: Claim id -> which group it is in, and why, None for a group's first: what an earlier merging by the
            same rules made. Claims are weighed in the order of publication, so this may hold those, and only those,
            that were published before anything that has changed since; the result is the same as without.
    """
    options = options or MergeOptions()
    settled = settled or {}
    ordered = sorted(
        (claim for claim in claims if not claim.background), key=lambda c: (c.published or NEVER, c.claim_id)
    )
    groups = _Groups()
    known: dict[str, int] = {}
    # Claims that are weighed meet settled ones of these days only.
    days = [
        day
        for claim in ordered
        if claim.claim_id not in settled
        for _, _, day in _keys(claim, _merge_family(claim, event_types))
    ]
    first, last = min(days, default=0), max(days, default=0)
    for claim in ordered:
        if claim.claim_id not in settled:
            _place(claim, groups, event_types, options)
            continue
        group, because = settled[claim.claim_id]
        index = known.get(group)
        if index is None:
            index = known[group] = groups.begin(claim)
        else:
            groups.join(index, claim, because or "")
        # A local day is at most one from that of UTC, and keys reach one further.
        if (
            claim.when
            and claim.when.start.toordinal() - 3 <= last
            and claim.when.end.toordinal() + 3 >= first
        ):
            groups.enter(index, _keys(claim, _merge_family(claim, event_types)))
    return in_order(
        settle(group, reasons, options) for group, reasons in zip(groups.claims, groups.why, strict=True)
    )


class _Groups:
    """Claims of one happening each, while they are put together.

    Attributes:
        claims: Of each group, in the order of publication.
        why: Of each group why each claim after the first is in it.
    """

    def __init__(self) -> None:
        self.claims: list[list[Claim]] = []
        self.why: list[list[str]] = []
        self._blocks: dict[_Key, list[int]] = defaultdict(list)

    def begin(self, claim: Claim) -> int:
        """A group of its own; returns its number."""
        self.claims.append([claim])
        self.why.append([])
        return len(self.claims) - 1

    def join(self, index: int, claim: Claim, because: str) -> None:
        """Into a group."""
        self.claims[index].append(claim)
        self.why[index].append(because)

    def enter(self, index: int, keys: Iterable[_Key]) -> None:
        """Let a group be met by claims with any of these keys."""
        for key in keys:
            block = self._blocks[key]
            if index not in block:
                block.append(index)

    def met(self, keys: Iterable[_Key]) -> list[int]:
        """Groups that a claim with these keys meets, in order."""
        return sorted({index for key in keys for index in self._blocks.get(key, ())})


def _place(
    claim: Claim, groups: _Groups, event_types: Mapping[str, EventType], options: MergeOptions
) -> None:
    """Put a claim into the group that it agrees with best, or into one of its own."""
    keys = _keys(claim, _merge_family(claim, event_types))
    best: tuple[float, int, str] | None = None
    for index in groups.met(keys):
        verdicts = [
            _same(claim, member, options) if _alike(claim, member, event_types) else None
            for member in groups.claims[index]
        ]
        if all(verdict is not None for verdict in verdicts):
            score = max(verdict[0] for verdict in verdicts if verdict)
            if best is None or score > best[0]:
                best = (score, index, next(v[1] for v in verdicts if v and v[0] == score))
    if best is None:
        index = groups.begin(claim)
    else:
        index = best[1]
        groups.join(index, claim, best[2])
    groups.enter(index, keys)


def in_order(events: Iterable[Event]) -> list[Event]:
    """By date, undated ones last, then id: the order of every list of events."""
    return sorted(events, key=lambda e: (e.when.start.timestamp() if e.when else math.inf, e.event_id))


def _merge_family(claim: Claim, event_types: Mapping[str, EventType]) -> str:
    """A power cut after a strike is told as either: effects meet the family they may be an effect of."""
    kind = event_types[claim.sub_event_type]
    return kind.effect or kind.family


def _alike(one: Claim, other: Claim, event_types: Mapping[str, EventType]) -> bool:
    """Whether two kinds of one family may tell the same: a mine and an air strike may not."""
    kinds = (event_types[one.sub_event_type], event_types[other.sub_event_type])
    if kinds[0] == kinds[1] or not any(kind.distinct for kind in kinds):
        return True
    return any(kind.effect == kind.family for kind in kinds)


def _keys(claim: Claim, family: str) -> list[_Key]:
    """Blocks this claim may meet others in: its cell and the cells around it, each day it touches."""
    if claim.when is None:
        return []
    where = claim.where
    first = claim.when.start.astimezone(UTC).toordinal()
    last = claim.when.end.astimezone(UTC).toordinal()
    days = range(first - 1, min(last, first + 7) + 2)
    if where is None:
        return []
    if where.location is None or where.where_prec >= 3:
        return [(family, where.place_id, day) for day in days]
    # Cells of 0.2 degrees: a fifth of a degree of latitude is 22 km, more than any pin may move.
    x, y = math.floor(where.location.lon / 0.2), math.floor(where.location.lat / 0.2)
    cells = [f"{x + i},{y + j}" for i in (-1, 0, 1) for j in (-1, 0, 1)]
    return [(family, cell, day) for cell in cells for day in days]


def _same(one: Claim, other: Claim, options: MergeOptions) -> tuple[float, str] | None:
    """How surely two claims tell one happening, and why in words; None when they do not."""
    if one.claim_id == other.claim_id:
        return None
    if one.when is None or other.when is None or one.where is None or other.where is None:
        return None
    if (one.source.source_id, one.post_id) == (other.source.source_id, other.post_id):
        return None
    same_target = one.target_type is not None and one.target_type == other.target_type
    place = _same_place(one.where, other.where, options, same_target=same_target)
    if place is None:
        return None
    time = _same_time(one.when, other.when, options)
    if time is None:
        return None
    if one.actor and other.actor and one.actor != other.actor:
        return None
    if one.target_type and other.target_type and one.target_type != other.target_type:
        tolls = (one.killed, one.injured)
        agree = tolls == (other.killed, other.injured) and tolls != (Toll(), Toll())
        if not agree and _EXCLUSIVE.issuperset((one.target_type, other.target_type)):
            return None
    score = 1.0 + (one.target_type == other.target_type) + (one.actor == other.actor)
    return score, f"{place}; {time}"


# Sites of their own: a strike on a port and one on an airfield of one town are two.
_EXCLUSIVE = frozenset(
    ("fuel depot", "refinery", "port", "airfield", "ammunition depot", "bridge", "rail", "ship")
)


def _same_place(one: Where, other: Where, options: MergeOptions, *, same_target: bool) -> str | None:
    if one.place_id == other.place_id:
        return f"both in {one.name}"
    if one.location is None or other.location is None:
        return None
    if one.where_prec > 2 or other.where_prec > 2:
        return None
    # Two named towns never merge; a site and the town beside it may.
    if one.feature_code.startswith("PPL") and other.feature_code.startswith("PPL"):
        return None
    apart = distance_km(one.location, other.location)
    # "The refinery in Ryazan", told with the town and with the plant, lies at the town's edge.
    limit = (
        _EDGE_KM
        if same_target
        else min(options.max_distance_km, (one.uncertainty_km or 0) + (other.uncertainty_km or 0))
    )
    return f"{one.name} and {other.name} are {apart:.0f} km apart" if apart <= limit else None


def _same_time(one: When, other: When, options: MergeOptions) -> str | None:
    overlap = one.start < other.end and other.start < one.end
    if overlap and max(one.date_prec, other.date_prec) <= 2:
        return f"{one.text} and {other.text} overlap" if one.text != other.text else one.text
    if "publication" in (one.basis, other.basis):
        gap = max(one.start, other.start) - min(one.end, other.end)
        if gap <= options.max_gap - timedelta(hours=24) and max(one.date_prec, other.date_prec) == 1:
            return "reported within a day"
    return None


def settle(claims: Sequence[Claim], reasons: Sequence[str], options: MergeOptions) -> Event:
    """One event from claims that agree.

    Args:
        claims: At least one, the earliest publication first.
        reasons: Why each claim after the first is the same happening.
        options: The language of the title.
    """
    first = claims[0]
    if len(claims) == 1:
        return _alone(first)
    # The kind by the claim that names a weapon: without one a strike is only taken to be from the air.
    named = max(claims, key=lambda c: (bool(c.weapons), c.confidence, c.claim_id))
    where = min(
        (c.where for c in claims if c.where),
        key=lambda w: (w.where_prec, w.uncertainty_km or 999.0, w.place_id),
        default=None,
    )
    when = min(
        (c.when for c in claims if c.when),
        key=lambda w: (w.basis == "publication", w.date_prec, w.end - w.start, w.start, w.edtf),
        default=None,
    )
    status, claimed_by = _status(claims)
    published = [c.published for c in claims if c.published]
    # Who passes on another's words confirms nothing.
    sources = {c.source.source_id for c in claims if c.copy_of is None} or {first.source.source_id}
    reviews = [c.review for c in claims if c.review]
    settled_review = (
        None if when and when.basis != "publication" and where and len(sources) > 1 else first.review
    )
    confidence = min(_SUREST, max(c.confidence for c in claims) + 0.04 * (len(sources) - 1))
    event = replace(
        _alone(first),
        event_type=named.event_type,
        sub_event_type=named.sub_event_type,
        target_type=next((c.target_type for c in claims if c.target_type), None),
        when=when,
        where=where,
        killed=_toll([c.killed for c in claims]),
        injured=_toll([c.injured for c in claims]),
        actor=next((c.actor for c in claims if c.actor), None),
        status=status,
        claimed_by=claimed_by,
        confidence=round(confidence, 2),
        review=settled_review if reviews else None,
        claims=tuple(claims),
        merged_because=tuple(reasons),
        aliases=tuple(sorted(_event_id(c) for c in claims[1:])),
        first_seen=min(published, default=None),
        changed_at=max(published, default=None),
    )
    weapons = {weapon for c in claims for weapon in c.weapons}
    return replace(event, title=make_title(event, weapons, options.language))


# What a claim tells of a happening is what its event tells.
_TOLD = tuple(field.name for field in fields(Happening))


def _alone(claim: Claim) -> Event:
    """What one claim says is what is known. Most events are told once, and a build has many."""
    told = {name: getattr(claim, name) for name in _TOLD}
    told |= {
        "killed": _toll((claim.killed,)),
        "injured": _toll((claim.injured,)),
        "confidence": round(min(_SUREST, claim.confidence), 2),
    }
    return Event(
        event_id=_event_id(claim),
        claims=(claim,),
        first_seen=claim.published,
        changed_at=claim.published,
        **told,
    )


def _event_id(claim: Claim) -> str:
    return "e_" + claim.claim_id.removeprefix("c_")


def _toll(tolls: Sequence[Toll]) -> Toll:
    """Low is the least reported, high the most, best the latest attributable figure."""
    said = [toll for toll in tolls if toll.best is not None]
    if not said:
        return Toll()
    open_ended = any(toll.high is None for toll in said)
    highs = [toll.high if toll.high is not None else toll.best or 0 for toll in said]
    high = None if open_ended and max(highs) == said[-1].best and said[-1].high is None else max(highs)
    return Toll(low=min(toll.low or 0 for toll in said), best=said[-1].best, high=high)


def _status(claims: Sequence[Claim]) -> tuple[Status, str | None]:
    statuses = {claim.status for claim in claims}
    speaker = next((c.claimed_by for c in claims if c.claimed_by), None)
    if "denied" in statuses and len(statuses) > 1:
        return "disputed", speaker
    for status in ("confirmed", "disputed"):
        if status in statuses:
            return status, next((c.claimed_by for c in claims if c.status == status), speaker)
    if statuses == {"claimed"} or statuses == {"denied"}:
        return claims[0].status, speaker
    reported = next((c for c in claims if c.status == "reported"), None)
    if "claimed" in statuses and reported is not None:
        # One side's claim and a plain report of the same: still a claim unless the report names another side.
        claimed = next(c for c in claims if c.status == "claimed")
        if reported.claimed_by is None:
            return "claimed", claimed.claimed_by
        return "reported", reported.claimed_by
    return "reported", speaker
