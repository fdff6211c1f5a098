"""What an editor should look at before, or after, readers see it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dateline.timeline.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRule:
    """What waits for an editor, and whose word counts for less or more.

    Attributes:
        types: Event types and sub-event types that are published only when approved.
        below: Events of less confidence than this likewise, unless a source of high trust tells them.
        low_trust: Keys of posts of sources of low trust.
        high_trust: The same of high trust.
        taken_out: Keys of posts that their sources took out.
    """

    types: Collection[str] = ()
    below: float = 0.0
    low_trust: Collection[int] = frozenset()
    high_trust: Collection[int] = frozenset()
    taken_out: Collection[int] = frozenset()


def look_over(
    events: Sequence[Event], rule: ReviewRule, approved: Collection[str], posts_of: Mapping[str, int]
) -> tuple[list[Event], list[Event]]:
    """Part events into those to publish and those that wait, each with what to look at in ``review``.

    Args:
        events: Corrected.
        rule: What waits.
        approved: Ids of events that an editor approved, or added.
        posts_of: Claim id -> key of its post; a desk's own claims have none.
    """
    shown: list[Event] = []
    held: list[Event] = []
    for event in events:
        if event.event_id in approved:
            shown.append(event)
            continue
        posts = [posts_of[claim.claim_id] for claim in event.claims if claim.claim_id in posts_of]
        reasons = [event.review] if event.review else []
        if posts and all(post in rule.low_trust for post in posts):
            reasons.append("only sources of low trust tell it")
        if posts and all(post in rule.taken_out for post in posts):
            reasons.append("its source took the report out")
        if reasons != ([event.review] if event.review else []):
            looked = replace(event, review="; ".join(reasons))
        else:
            looked = event
        (held if _waits(event, rule, posts) else shown).append(looked)
    return shown, held


def _waits(event: Event, rule: ReviewRule, posts: Sequence[int]) -> bool:
    if event.event_type in rule.types or event.sub_event_type in rule.types:
        return True
    return event.confidence < rule.below and not any(post in rule.high_trust for post in posts)


def urgency(columns: Mapping[str, Any], *, held: bool, troubled: bool = False) -> tuple[int, float, str]:
    """Sort key of the list for editors: the worst comes first.

    What waits comes before what readers see already; then what an editor decided and the map does not follow, or
    follows though the reports have changed; then what is drawn and doubtful before what is only listed. Of these the
    least sure first.

    Args:
        columns: Of an event as published.
        held: Whether it waits for an editor.
        troubled: Whether a correction of it does not apply, or is to be looked at again.
    """
    doubtful = bool(columns["review"])
    rank = 0 if held else 1 if troubled else 2 if doubtful and _is_drawn(columns) else 3 if doubtful else 4
    return rank, columns["confidence"] or 0.0, columns["id"]


def _is_drawn(columns: Mapping[str, Any]) -> bool:
    """What timeline.event.is_drawn says, told by columns."""
    return (
        columns["date_start"] is not None
        and columns["status"] != "denied"
        and columns["lon"] is not None
        and (columns["where_prec"] or 9) <= 5
    )
