"""Why events changed since the last build: posts, corrections, rules, the gazetteer."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from dateline.nightly.comparison import Comparison
from dateline.output.changes import Causes
from dateline.timeline.desk.correcting import Corrected
from dateline.timeline.store import Store


def causes_of(night: Comparison, store: Store) -> Causes:
    """The reasons for every difference; see ``Causes``.

    Args:
        night: The build before and this one.
        store: What it knows is still that of the build before, but for the posts.
    """
    corrected = night.now.corrected
    reasons = _of_posts(night, store)
    for event in _taken_back(store, corrected):
        reasons[event] = ["a correction was taken back", *reasons.get(event, ())]
    for event, corrections in corrected.applied.items():
        reasons[event] = [*(f"a correction: {one}" for one in corrections), *reasons.get(event, ())]
    split = _split(night)
    for part, whole in (*night.aliases.items(), *split.items()):
        # What became part of another, or was, did so for that one's reasons.
        if part not in reasons and whole in reasons:
            reasons[part] = reasons[whole]
    for held in night.now.held:
        reasons[held.event_id] = ["it waits for review"]
    return Causes(
        of_event=reasons,
        of_all=_of_all(night, store),
        split_from=split,
        decided=_decided(corrected),
    )


def _of_posts(night: Comparison, store: Store) -> dict[str, list[str]]:
    """Event id -> what happened to its posts."""
    touched = store.posts.touched_since(night.before.run)
    words = dict.fromkeys(touched.back, "a post that is no longer taken out")
    words |= {**dict.fromkeys(touched.new, "a new post"), **dict.fromkeys(touched.edited, "an edited post")}
    words |= dict.fromkeys(touched.gone, "a post that its source took out")
    posts_of, members = night.now.posts_of, night.before.members
    reasons: dict[str, list[str]] = {}
    for event in night.kept.keys() | night.before.events.keys():
        claims = {
            claim
            for events in (night.kept, night.before.events)
            if event in events
            for claim in events[event].claims
        }
        posts = {
            posts_of.get(claim) or (members[claim].post if claim in members else None) for claim in claims
        }
        told = sorted({words[post] for post in posts if post in words})
        if told:
            reasons[event] = told
    return reasons


def _split(night: Comparison) -> Mapping[str, str]:
    """New event id -> the event that held its first claim before, and is still there."""
    owner = {claim: event for event, one in night.before.events.items() for claim in one.claims}
    return {
        event: owner[one.claims[0]]
        for event, one in night.kept.items()
        if event not in night.before.events and one.claims[0] in owner and owner[one.claims[0]] in night.kept
    }


def _of_all(night: Comparison, store: Store) -> list[str]:
    """What may move any event."""
    gazetteer, rules = store.state("gazetteer"), store.state("rules")
    if gazetteer not in (None, night.rules.gazetteer):
        return ["another gazetteer"]
    if rules not in (None, night.rules.name):
        return [f"other rules ({rules} -> {night.rules.name})"]
    return ["other posts or settings"]


def _taken_back(store: Store, corrected: Corrected) -> set[str]:
    """Events of which the last build knew a correction that is no longer in the table."""
    told = json.loads(store.state("corrections") or "{}").get("event", {})
    still = {one.sha.hex() for rows in corrected.applied.values() for one in rows}
    still |= {one.sha.hex() for one, _ in corrected.unfit}
    return {event for sha, event in told.items() if sha not in still}


def _decided(corrected: Corrected) -> dict[str, str]:
    """Event id -> when an editor decided of it last, for the feed; only times that name their zone can be compared."""
    found: dict[str, datetime] = {}
    for event, rows in corrected.applied.items():
        for one in rows:
            with suppress(ValueError):
                when = datetime.fromisoformat(one.when)
                if when.tzinfo is not None:
                    found[event] = max(found.get(event, when), when)
    return {event: when.isoformat(timespec="seconds") for event, when in found.items()}
