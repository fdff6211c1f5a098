"""What a run came to: the events, what changed, what is to be told, and the files that are published."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dateline.build import edition_of, json_file
from dateline.console import DONE, SOME_FAILED, WARNINGS
from dateline.explaining import evidence_lines
from dateline.gazetteer import Gazetteer
from dateline.nightly.causes import causes_of
from dateline.nightly.comparison import Before, Comparison, Now
from dateline.nightly.report import decisions_of, night_report, to_look_at
from dateline.nightly.settings import Settings
from dateline.output import export_files
from dateline.output.change_feed import change_feed
from dateline.output.changes import KINDS, change_report, change_text
from dateline.output.map_options import MapOptions
from dateline.timeline.desk.gates import Counts
from dateline.timeline.event import Event
from dateline.timeline.store import Store
from dateline.timeline.store.results import Kept

_FEED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run came to, before it is published.

    Attributes:
        before: What was published last.
        now: What the run found.
        kept: Event id -> the event as the store keeps it, those that wait for an editor included.
        texts: Claim id -> its record as JSON, of claims that no correction touched.
        changes: What this run changed.
        told_changes: What the latest run that changed anything changed: the report that is published.
        earlier: Names of earlier builds with their change reports, the latest first.
        report: What report.json holds.
        gate_counts: For the gates.
        warnings: What a person should look at, a line each.
        status: Exit status.
    """

    before: Before
    now: Now
    kept: Mapping[str, Kept]
    texts: Mapping[str, bytes]
    changes: Mapping[str, Any]
    told_changes: Mapping[str, Any]
    earlier: Sequence[tuple[str, Mapping[str, Any]]]
    report: Mapping[str, Any]
    gate_counts: Counts
    warnings: Sequence[str]
    status: int

    @property
    def events(self) -> Sequence[Event]:
        """To publish."""
        return self.now.corrected.events

    def keep(self, store: Store) -> None:
        """Write into the store what the next run must know; inside a step."""
        now = self.now
        store.events.keep_members(now.members, self.before.members)
        store.events.keep_aliases(now.aliases, {member.event for member in now.members.values()})
        store.events.keep(self.kept, self.before.events)
        store.events.keep_evidence(now.evidence)
        store.remember("corrections", json.dumps(decisions_of(now.corrected), ensure_ascii=True))
        store.remember("changes", json.dumps(self.told_changes, ensure_ascii=True))

    def summary(self, drawn: int) -> str:
        """One line for people."""
        counts = self.changes["counts"]
        changed = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if counts[kind])
        held = sum(kept.held for kept in self.kept.values())
        bad = self.report["counts"]["bad_rows"]
        return (
            f"{self.report['counts']['posts']} posts, {len(self.events)} events, {drawn} on the map; {changed or 'nothing changed'}"
            + (f"; {held} wait for review" if held else "")
            + (f"; {bad} bad rows quarantined" if bad else "")
            + failed_words(self.report["failed_sources"])
        )

    def short_changes(self) -> dict[str, Any]:
        """The change report as later feeds need it."""
        return {kind: self.changes[kind][:_FEED] for kind in KINDS} | {"counts": self.changes["counts"]}


def failed_words(failed: Sequence[str]) -> str:
    """What a summary line says of sources that failed; nothing where none did."""
    if not failed:
        return ""
    more = f", and {len(failed) - 1} more" if len(failed) > 1 else ""
    return f"; failed: {failed[0]}{more}"


def outcome_of(night: Comparison, store: Store, settings: Settings) -> Outcome:
    """What a run came to.

    Args:
        night: The build before and this one.
        store: What it knows is still that of the build before, but for the posts.
        settings: Where the corrections are from.
    """
    shown_before = night.shown_before()
    changes = change_report(shown_before, night.shown(), night.aliases, causes_of(night, store))
    told_changes, earlier = _told(changes, store)
    bad = store.posts.quarantined()
    warnings = list(to_look_at(night, settings.corrections))
    by_editors = {*night.now.corrected.dropped, *(event.event_id for event in night.now.held)}
    counts = Counts(
        posts=store.posts.count(),
        bad_rows=len(bad) + len(night.now.ahead),
        before=len(shown_before),
        removed=sum(row["id"] not in by_editors for row in changes["withdrawn"]),
    )
    return Outcome(
        before=night.before,
        now=night.now,
        kept=night.kept,
        texts=_untouched(night.now),
        changes=changes,
        told_changes=told_changes,
        earlier=earlier,
        report=night_report(night, changes, bad, store),
        gate_counts=counts,
        warnings=warnings,
        status=SOME_FAILED if night.failed else WARNINGS if bad or warnings else DONE,
    )


def _untouched(now: Now) -> Mapping[str, bytes]:
    """The records of claims that no correction touched: an editor's word changes the claims of its event."""
    corrected = now.corrected
    touched = {
        c.claim_id for event in corrected.events if event.event_id in corrected.applied for c in event.claims
    }
    return (
        {claim: text for claim, text in now.texts.items() if claim not in touched} if touched else now.texts
    )


def _told(
    changes: Mapping[str, Any], store: Store
) -> tuple[Mapping[str, Any], list[tuple[str, Mapping[str, Any]]]]:
    """The change report to publish, and those before it: a run that changed nothing does not take its place."""
    earlier = _earlier(store)
    stored = store.state("changes")
    if any(changes["counts"].values()) or stored is None:
        return changes, earlier
    return json.loads(stored), earlier[1:]


def _earlier(store: Store) -> list[tuple[str, Mapping[str, Any]]]:
    """Change reports of earlier builds that changed something, the latest first, as many as a feed has entries."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    entries = 0
    for _, _, _, build, summary in store.runs():
        changes = summary.get("changes")
        if not build or not changes or not any(changes["counts"].values()):
            continue
        found.append((_name(changes), changes))
        entries += sum(len(changes[kind]) for kind in KINDS)
        if entries >= _FEED:
            break
    return found


def _name(changes: Mapping[str, Any]) -> str:
    """Of a change report, the same on every machine."""
    told = {kind: [row["id"] for row in changes[kind][:_FEED]] for kind in KINDS} | {
        "counts": changes["counts"]
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12]


def build_files(
    outcome: Outcome, page: MapOptions, gazetteer: Gazetteer, formats: Sequence[str] | None = None
) -> dict[str, bytes]:
    """The files of a build, by name: what ``formats`` names (all where None), and what tells of the build itself."""
    columns = {event: kept.columns for event, kept in outcome.kept.items()}
    files = export_files(edition_of(outcome.events, page, gazetteer, columns), formats)
    files |= {
        "report.json": json_file(outcome.report),
        "evidence.jsonl": evidence_lines(outcome.events, outcome.texts),
    }
    told = outcome.told_changes
    files["changes.json"] = json_file(told)
    files["changes.txt"] = change_text(told).encode("utf-8", "replace")
    runs = [(_name(told), told), *outcome.earlier]
    files["changes.atom"] = change_feed(runs, title=page.title or "Events", url=page.url, most=_FEED)
    return files
