"""What a run holds against each other: the build before, what the run itself found, and what may have moved it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from dateline.nightly.fingerprint import Rules
from dateline.output import event_columns
from dateline.timeline.desk.correcting import Corrected
from dateline.timeline.desk.identity import Member
from dateline.timeline.event import Event
from dateline.timeline.store.results import Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """The build that was published last.

    Attributes:
        events: Event id -> the event as the store keeps it, those that wait for an editor included.
        members: Claim id -> where it belonged, before corrections.
        run: Number of the run that published it.
    """

    events: Mapping[str, Kept]
    members: Mapping[str, Member]
    run: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """What this run found.

    Attributes:
        corrected: The events to publish, and what became of each correction.
        held: Events that wait for an editor.
        members: Claim id -> where it belongs, before corrections.
        aliases: Former id -> event id, before corrections.
        posts_of: Claim id -> key of its post.
        texts: Claim id -> its record as JSON.
        evidence: Of corrections that are new.
        ahead: Posts that say they were published later than now; they wait.
    """

    corrected: Corrected
    held: Sequence[Event]
    members: Mapping[str, Member]
    aliases: Mapping[str, str]
    posts_of: Mapping[str, int]
    texts: Mapping[str, bytes]
    evidence: Mapping[bytes, str]
    ahead: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The build before and this one, side by side.

    Attributes:
        before: What there was.
        now: What there is.
        rules: By which it was found.
        failed: Sources or files that could not be read, a line each.
        kept: Event id -> the event as the store is to keep it, those that wait included.
        aliases: Former id -> event id, corrections included.
    """

    before: Before
    now: Now
    rules: Rules
    failed: Sequence[str]
    kept: Mapping[str, Kept]
    aliases: Mapping[str, str]

    @classmethod
    def of(cls, before: Before, now: Now, rules: Rules, failed: Sequence[str]) -> Self:
        """Put the two side by side."""
        kept: dict[str, Kept] = {}
        for group, waits in ((now.corrected.events, False), (now.held, True)):
            for event in group:
                new = Kept(event_columns(event), [claim.claim_id for claim in event.claims], waits)
                old = before.events.get(event.event_id)
                # One object where nothing changed: half the room, and every later comparison is over at once.
                kept[event.event_id] = old if old is not None and old == new else new
        aliases = {
            old: event.event_id for event in (*now.corrected.events, *now.held) for old in event.aliases
        }
        return cls(before=before, now=now, rules=rules, failed=failed, kept=kept, aliases=aliases)

    def shown_before(self) -> dict[str, Mapping[str, Any]]:
        """Event id -> columns, of what readers saw."""
        return _shown(self.before.events)

    def shown(self) -> dict[str, Mapping[str, Any]]:
        """The same of what they are to see."""
        return _shown(self.kept)


def _shown(events: Mapping[str, Kept]) -> dict[str, Mapping[str, Any]]:
    return {event: one.columns for event, one in events.items() if not one.held}
