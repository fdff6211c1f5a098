"""Which id an event keeps when reports, edits, rules or merging change what it holds."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from dateline.timeline.event import Claim, Event
from dateline.timeline.merging import in_order

# What a claim says for the id of the event that it, or one like it of the same post, belonged to. A claim that comes
# back after its event became part of another speaks for its former id, and hardly against those that stayed there.
_SAME_CLAIM, _FORMER, _SAME_PLACE, _SAME_TYPE = 100, 50, 10, 1


class Member(NamedTuple):
    """Where a claim belonged in the last run, before corrections.

    Attributes:
        event: The event.
        because: Why it is the same happening as the claims before it; None for an event's first.
        post: Key of its post.
        place: Id of its place; None for none.
        type: Its sub-event type.
    """

    event: str
    because: str | None
    post: int
    place: str | None
    type: str


def keep_ids(
    events: Sequence[Event],
    members: Mapping[str, Member],
    aliases: Mapping[str, str],
    posts_of: Mapping[str, int],
) -> list[Event]:
    """Give events the ids under which they were known.

    Of two events that became one, the id that held more of its claims stays, the smaller on a tie, and the other is
    an alias. Of one that fell apart, the part with more of its claims keeps the id. A claim that an edit or a better
    extractor made anew stands for the one that its post told before of the same place, or else of the same type. The
    result does not depend on the order of the events.

    Args:
        events: As merging made them.
        members: Claim id -> where it belonged in the last run.
        aliases: Former id -> event id, of earlier runs.
        posts_of: Claim id -> key of its post, of the claims there are now.
    """
    if not members:
        return list(events)
    lost = _lost(members, posts_of)
    votes = {event.event_id: _votes(event, members, aliases, posts_of, lost) for event in events}
    suitors: dict[str, list[str]] = defaultdict(list)
    for made, counts in votes.items():
        for old in counts:
            suitors[old].append(made)
    won: dict[str, list[str]] = defaultdict(list)
    for old, wooing in suitors.items():
        won[min(wooing, key=lambda made: (-votes[made][old], made))].append(old)
    named = {made: min(olds, key=lambda old: (-votes[made][old], old)) for made, olds in won.items()}
    taken = {*named.values(), *(member.event for member in members.values())}
    former: dict[str, set[str]] = defaultdict(set)
    for old in aliases:
        former[_now(old, aliases)].add(old)
    kept = []
    for event in sorted(events, key=lambda event: event.event_id):
        name = named.get(event.event_id) or _free(event, taken)
        taken.add(name)
        swallowed = {*won[event.event_id], *event.aliases, event.event_id}
        for old in (name, *won[event.event_id]):
            swallowed |= former.get(old, set())
        names = tuple(sorted(swallowed - {name}))
        same = (name, names) == (event.event_id, event.aliases)
        kept.append(event if same else replace(event, event_id=name, aliases=names))
    # What is an event of its own is nobody's alias.
    alive = {event.event_id for event in kept}
    return in_order(
        replace(event, aliases=tuple(old for old in event.aliases if old not in alive))
        if event.aliases
        else event
        for event in kept
    )


def members_of(events: Sequence[Event], posts_of: Mapping[str, int]) -> dict[str, Member]:
    """Claim id -> where it belongs, for the next run."""
    return {
        claim.claim_id: Member(
            event.event_id, because, posts_of[claim.claim_id], claim.where.place_id if claim.where else None,
            claim.sub_event_type,
        )
        for event in events
        for claim, because in zip(event.claims, (None, *event.merged_because), strict=True)
    }  # fmt: skip


def _lost(members: Mapping[str, Member], posts_of: Mapping[str, int]) -> dict[tuple[int, str], str]:
    """Post with a place or a type of a claim that is no more -> the event that held it."""
    posts = set(posts_of.values())
    lost: dict[tuple[int, str], str] = {}
    for claim in sorted(members.keys() - posts_of.keys()):
        member = members[claim]
        if member.post in posts:
            lost.setdefault((member.post, f"place {member.place}"), member.event)
            lost.setdefault((member.post, f"type {member.type}"), member.event)
    return lost


def _votes(
    event: Event,
    members: Mapping[str, Member],
    aliases: Mapping[str, str],
    posts_of: Mapping[str, int],
    lost: Mapping[tuple[int, str], str],
) -> Counter[str]:
    votes: Counter[str] = Counter()
    for claim in event.claims:
        if claim.claim_id in members:
            old = members[claim.claim_id].event
            now = _now(old, aliases)
            if now == old:
                votes[old] += _SAME_CLAIM
            else:
                votes[old] += _FORMER
                votes[now] += _SAME_PLACE
            continue
        for like, weight in ((_place_of(claim), _SAME_PLACE), (f"type {claim.sub_event_type}", _SAME_TYPE)):
            told = lost.get((posts_of[claim.claim_id], like))
            if told is not None:
                votes[_now(told, aliases)] += weight
                break
    return votes


def _place_of(claim: Claim) -> str:
    return f"place {claim.where.place_id if claim.where else None}"


def _now(event_id: str, aliases: Mapping[str, str]) -> str:
    """Where an id leads in the end."""
    seen = {event_id}
    while event_id in aliases and aliases[event_id] not in seen:
        event_id = aliases[event_id]
        seen.add(event_id)
    return event_id


def _free(event: Event, taken: set[str]) -> str:
    """An id of its own: of its first claim whose id names no other event."""
    ids = [f"e_{claim.claim_id.removeprefix('c_')}" for claim in event.claims]
    return next((one for one in ids if one not in taken), f"{ids[0]}-{len(taken)}")
