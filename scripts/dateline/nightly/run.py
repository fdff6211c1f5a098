"""A build from settings: what is new is read, kept and published, or nothing is."""

import json
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

import click

from dateline.console import (
    DONE,
    GATE,
    OUR_BUG,
    SOME_FAILED,
    Failure,
    failure_of,
    gazetteer_opened,
    loaded,
    progress,
    uncollected,
)
from dateline.gazetteer import Gazetteer
from dateline.nightly.comparison import Before, Comparison, Now
from dateline.nightly.fingerprint import Plan, Rules, rules_of, settings_print
from dateline.nightly.intake import take_in
from dateline.nightly.lock import only_run
from dateline.nightly.log import RunLog
from dateline.nightly.outcome import Outcome, build_files, failed_words, outcome_of
from dateline.nightly.settings import Settings, check_review_types
from dateline.output import build_name, clear_leftovers, publish
from dateline.output.changes import change_text
from dateline.output.map_options import MapOptions
from dateline.page import options_of_table
from dateline.timeline.claims.claiming import ClaimOptions
from dateline.timeline.claims.event_types import looks_of
from dateline.timeline.claims.own_types import load_own_types
from dateline.timeline.desk.correcting import apply_corrections
from dateline.timeline.desk.corrections import Correction, read_corrections
from dateline.timeline.desk.gates import AHEAD, broken_gates, gate_figures, silent_source
from dateline.timeline.desk.identity import Member, keep_ids, members_of
from dateline.timeline.desk.reviewing import ReviewRule, look_over
from dateline.timeline.errors import StoreError
from dateline.timeline.event import Claim, Event, is_drawn
from dateline.timeline.merging import NEVER, MergeOptions, merge
from dateline.timeline.pipeline import Extractor, extract_post
from dateline.timeline.store import Store

# So many posts are read between two commits: a run that dies loses no more.
_STEP = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How a run goes.

    Attributes:
        now: The time of the run; what is dated more than a day later waits.
        accept: Publish though gates do not hold.
        log_json: Whether the log is for machines.
    """

    now: datetime
    accept: bool = False
    log_json: bool = False


def run_settings(settings: Settings, options: RunOptions) -> int:
    """Read the sources, take in what is new, publish what follows from it; the exit status.

    Raises:
        Failure: Another run holds the lock, a gate does not hold, no source can be read, or a setting cannot be.
    """
    with only_run(settings.state.with_name(settings.state.name + ".lock")), Store(settings.state) as store:
        log = RunLog(store.run, as_json=options.log_json)
        store.begin_run(time.time())
        log.tell("run began", settings=str(settings.file))
        try:
            status, said = _Run(settings, options, store, log).go()
        except Exception as error:
            failure = failure_of(error)
            status, said = (failure.status, failure.message) if failure else (OUR_BUG, repr(error))
            # What stopped the run may keep this from being noted, too; it is told all the same.
            with suppress(StoreError), store.step():
                store.end_run(time.time(), status, None, {"said": said})
            log.tell("run ended", status=status, said=said)
            raise
        log.tell("run ended", status=status, said=said)
        click.echo(said)
        return status


class _Run:
    """One run, step by step."""

    def __init__(self, settings: Settings, options: RunOptions, store: Store, log: RunLog) -> None:
        self.settings, self.options, self.store, self.log = settings, options, store, log
        self.until = (options.now + AHEAD).timestamp()
        self.types, self.lexicons = load_own_types(settings.event_types)
        page = options_of_table(settings.map, settings.file)
        self.page: MapOptions = replace(page, looks=looks_of(self.types))
        check_review_types(settings, self.types)
        self.corrections = read_corrections(settings.corrections, self.types)
        self.merging = MergeOptions(language=self.page.language)

    def go(self) -> tuple[int, str]:
        """The exit status and the summary line."""
        store = self.store
        gazetteer = gazetteer_opened()
        rules = rules_of(self.settings, gazetteer.key)
        self._finish(gazetteer, rules)
        intake = take_in(self.settings, store, self.log)
        print_ = settings_print(self.settings, rules, store, intake.failed)
        last = store.last_published_run()
        stale = store.claims.stale(rules.name, self.until)
        touched = store.posts.touched_since(last)
        self._check_silence()
        self._check_corrections()
        if not touched and not stale and store.state("print") == print_ and self._is_published():
            said = f"{store.posts.count()} posts; nothing changed" + failed_words(intake.failed)
            status = SOME_FAILED if intake.failed else DONE
            clear_leftovers(self.settings.folder)
            with store.step():
                store.end_run(time.time(), status, store.state("build"), {"said": said, "counts": {}})
            return status, said

        self._extract(stale, rules, gazetteer)
        with uncollected():
            outcome = self._outcome(rules, intake.failed, last)
            self._check_gates(outcome)
            files = build_files(outcome, self.page, gazetteer, self.settings.formats)
        return self._publish(outcome, files, Plan(store.run, print_, self.until, intake.failed), rules)

    def _is_published(self) -> bool:
        folder = self.settings.folder
        return folder.is_dir() and folder.resolve().name == self.store.state("build")

    def _finish(self, gazetteer: Gazetteer, rules: Rules) -> None:
        """Keep what a run published that died before it could keep it: readers have seen its ids.

        Nothing was taken in since, so the same comes out again, unless settings, corrections or rules are others now.
        """
        plan = Plan.of(self.store)
        if plan is None or plan.run == self.store.last_published_run() or not self.settings.folder.exists():
            return
        seen = self.settings.folder.resolve().name
        if plan.print != settings_print(self.settings, rules, self.store, plan.failed):
            return
        until, self.until = self.until, plan.until
        outcome = self._outcome(rules, plan.failed, self.store.last_published_run())
        self.until = until
        if seen == build_name(build_files(outcome, self.page, gazetteer, self.settings.formats)):
            self._keep(outcome, seen, plan, rules)
            self.log.tell("finished", earlier_run=plan.run, build=seen)

    def _extract(self, stale: Sequence[int], rules: Rules, gazetteer: Gazetteer) -> None:
        """Read the posts that are new, changed, or were read by other rules."""
        extractor = Extractor(
            gazetteer=gazetteer,
            lexicons=self.lexicons,
            event_types=self.types,
            options=ClaimOptions(language=self.page.language),
        )
        loaded()
        with progress("reading posts", len(stale)) as advance:
            for first in range(0, len(stale), _STEP):
                with self.store.step():
                    for key in stale[first : first + _STEP]:
                        post = self.store.claims.post(key)
                        self.store.copies.look(key, post)
                        extraction = extract_post(post, extractor)
                        self.store.claims.keep(key, rules.name, extraction.claims, extraction.rejections)
                        advance()
        self.log.tell("posts read", posts=len(stale))

    def _outcome(self, rules: Rules, failed: Sequence[str], last: int) -> Outcome:
        """Claims -> events with the ids that they keep, corrected, looked over, and compared with the last build."""
        store = self.store
        claims: list[Claim] = []
        posts_of: dict[str, int] = {}
        texts: dict[str, bytes] = {}
        for key, claim, text in store.claims.all(self.until, store.copies.all()):
            claims.append(claim)
            posts_of[claim.claim_id] = key
            texts[claim.claim_id] = text
        self.log.tell("claims loaded", claims=len(claims))
        members = store.events.members()
        # Another set of sources is another set of claims, of which nothing is settled.
        same = (store.state("rules"), store.state("sources")) == (rules.name, self._sources())
        settled = self._settled(members, last) if same else {}
        merged = merge(claims, self.types, self.merging, settled)
        kept = keep_ids(merged, members, store.events.aliases(), posts_of)
        self.log.tell("claims merged", events=len(kept))
        remembered = store.events.evidence_of_corrections()
        evidence: dict[bytes, str] = {}

        def evidence_of(event: Event, told: Correction) -> tuple[str, str]:
            now = store.posts.fingerprint(posts_of[claim.claim_id] for claim in event.claims)
            return told.evidence or remembered.get(told.sha) or evidence.setdefault(told.sha, now), now

        corrected = apply_corrections(kept, self.corrections, self.types, self.merging, evidence_of)
        low = store.posts.of_feeds(s.name for s in self.settings.sources if s.trust == "low")
        high = store.posts.of_feeds(s.name for s in self.settings.sources if s.trust == "high")
        rule = ReviewRule(
            types=self.settings.review_types, below=self.settings.review_below, low_trust=low, high_trust=high,
            taken_out=store.posts.taken_out(),
        )  # fmt: skip
        corrected.events, held = look_over(corrected.events, rule, corrected.approved, posts_of)
        before = Before(events=store.events.published(), members=members, run=last)
        now = Now(
            corrected=corrected, held=held, members=members_of(kept, posts_of), aliases=_aliases(kept), posts_of=posts_of,
            texts=texts, evidence=evidence, ahead=store.posts.ahead(self.until),
        )  # fmt: skip
        return outcome_of(Comparison.of(before, now, rules, failed), store, self.settings)

    def _sources(self) -> str:
        return json.dumps(sorted(source.name for source in self.settings.sources))

    def _settled(self, members: dict[str, Member], last: int) -> dict[str, tuple[str, str | None]]:
        """What merging need not weigh again: claims published before anything that was read since the last build.

        An edit may let a post wait, or bring back what it said before, without its being read.
        """
        read = {*self.store.claims.made_since(last), *self.store.posts.touched_since(last).edited}
        first = min((told or NEVER for told in self.store.posts.published(read)), default=NEVER).timestamp()
        before = self.store.posts.before(first)
        return {
            claim: (member.event, member.because)
            for claim, member in members.items()
            if member.post in before
        }

    def _check_silence(self) -> None:
        broken = [
            said
            for source in self.settings.sources
            if (
                said := silent_source(
                    source.name, self.store.posts.newest(source.name), source.silent_hours, self.options.now
                )
            )
        ]
        self._refuse(broken)

    def _check_corrections(self) -> None:
        """A table that is gone would take back all that editors decided, and nobody would have said so."""
        before = int(self.store.state("correction rows") or 0)
        file = self.settings.corrections
        # A table with its header and no rows is one from which an editor took the last.
        if before and not (file.is_file() and file.read_bytes().strip()):
            self._refuse([f"corrections: expected the {before} that were there last, found none"])

    def _check_gates(self, outcome: Outcome) -> None:
        figures = gate_figures(outcome.events, outcome.gate_counts, self.options.now)
        self.log.tell("gates", **{name: figure.value for name, figure in figures.items()})
        held = self.settings.state.with_name("held-changes.txt")
        held.unlink(missing_ok=True)
        broken = broken_gates(self.settings.gates, figures)
        if broken and not self.options.accept:
            # What to look at before one accepts.
            held.write_text(change_text(outcome.changes), encoding="utf-8", errors="replace")
            broken.append(f"{held.name} beside the store tells what it would have changed")
        self._refuse(broken)

    def _refuse(self, broken: Sequence[str]) -> None:
        if not broken:
            return
        for line in broken:
            self.log.complain("gate", f"{self.settings.file}: gates: {line}")
        if not self.options.accept:
            more = f" and {len(broken) - 1} more" if len(broken) > 1 else ""
            raise Failure(
                f"nothing published: {broken[0]}{more}; `dateline build --accept` publishes all the same",
                GATE,
            )

    def _publish(
        self, outcome: Outcome, files: dict[str, bytes], plan: Plan, rules: Rules
    ) -> tuple[int, str]:
        """First what is about to be, then what readers see, whole or not at all, then what came of it."""
        with self.store.step():
            plan.keep(self.store)
        build = publish(files, self.settings.folder, keep=self.settings.keep_builds).build
        said = self._keep(outcome, build, plan, rules)
        for line in outcome.warnings:
            self.log.complain("look", line)
        return outcome.status, said

    def _keep(self, outcome: Outcome, build: str, plan: Plan, rules: Rules) -> str:
        """Write down what readers see now; the summary line."""
        store = self.store
        said = outcome.summary(sum(map(is_drawn, outcome.events)))
        with store.step():
            outcome.keep(store)
            store.remember("print", plan.print)
            store.remember("rules", rules.name)
            store.remember("gazetteer", rules.gazetteer)
            store.remember("sources", self._sources())
            store.remember("correction rows", str(len(self.corrections)))
            store.remember("published run", str(plan.run))
            store.remember("build", build)
            summary = {"said": said, "counts": outcome.changes["counts"], "changes": outcome.short_changes()}
            store.end_run(time.time(), outcome.status, build, summary, run=plan.run)
        return said


def _aliases(events: Sequence[Event]) -> dict[str, str]:
    return {old: event.event_id for event in events for old in event.aliases}
