"""What editors should look at, worst first: read from the store and the table of corrections, told as CSV."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dateline.nightly.settings import Settings
from dateline.timeline.claims.event_types import EventType
from dateline.timeline.desk.corrections import Correction, read_corrections
from dateline.timeline.desk.reviewing import urgency
from dateline.timeline.store import StoreView
from dateline.timeline.store.results import Kept

LIST_COLUMNS = (
    "event", "held", "review", "corrections", "confidence", "title", "date_text", "date_basis", "place", "where_prec",
    "sub_event_type", "killed_best", "injured_best", "status", "claimed_by", "n_posts", "n_sources", "quote", "source_url",
    "evidence",
)  # fmt: skip
_NOTHING: Mapping[str, Mapping[str, str]] = {"event": {}, "not_applied": {}, "look_again": {}}


@dataclass(frozen=True, slots=True)
class Listed:
    """An event as published last, or one that only corrections tell of.

    Attributes:
        event: Its id.
        columns: As published; empty where there is no such event any more.
        claims: Ids of its claims.
        held: Whether it waits for an editor.
        troubles: What is to be looked at about its corrections, in words.
        waiting: Corrections that no build has taken in yet.
        taken_back: Whether a build took in a correction of it that is no longer in the table.
    """

    event: str
    columns: Mapping[str, Any]
    claims: Sequence[str]
    held: bool
    troubles: Sequence[str] = ()
    waiting: Sequence[Correction] = ()
    taken_back: bool = False

    @property
    def is_to_look_at(self) -> bool:
        """Whether anything calls for an editor."""
        return self.held or bool(self.troubles) or bool(self.columns.get("review"))


@dataclass(frozen=True, slots=True)
class Review:
    """What the last published build left to editors.

    Attributes:
        listed: Worst first.
        by_id: The same by their ids.
        corrections: The table as it is now.
        decisions: What the build made of it (see nightly/outcome.py).
        aliases: Former ids of events -> their ids.
        posts: Event id -> keys of the posts under it before corrections, of which its evidence is named.
        published_at: When that build was published, in seconds since 1970; None where there is none.
    """

    listed: Sequence[Listed]
    by_id: Mapping[str, Listed]
    corrections: Sequence[Correction]
    decisions: Mapping[str, Mapping[str, str]]
    aliases: Mapping[str, str]
    posts: Mapping[str, frozenset[int]]
    published_at: float | None

    def evidence(self, view: StoreView, event: str) -> str:
        """Name of what the posts under an event say now; empty for one that has none of its own before corrections.

        Of an event that was taken out it is what the build told.
        """
        if posts := self.posts.get(event):
            return view.posts.fingerprint(posts)
        again = self.decisions["look_again"]
        return next(
            (again[sha] for sha, one in self.decisions["event"].items() if one == event and sha in again), ""
        )

    def now(self, event: str) -> str:
        """The id that an event goes by now."""
        return event if event in self.by_id else self.aliases.get(event, event)


def read_review(view: StoreView, settings: Settings, event_types: Mapping[str, EventType]) -> Review:
    """What is to be looked at.

    Raises:
        CorrectionError: The table does not say what to do.
    """
    corrections = read_corrections(settings.corrections, event_types)
    decisions = json.loads(view.state("corrections") or "null") or _NOTHING
    aliases = view.events.aliases()
    published = view.events.published()
    posts = _posts_before_corrections(view, published)
    troubles, waiting = _of_corrections(settings, corrections, decisions, aliases)
    still = {told.sha.hex() for told in corrections}
    taken_back = {event for sha, event in decisions["event"].items() if sha not in still}
    listed = [
        Listed(
            event, kept.columns, kept.claims, kept.held,
            tuple(troubles.pop(event, ())), tuple(waiting.pop(event, ())), event in taken_back,
        )
        for event, kept in published.items()
    ]  # fmt: skip
    for event in dict.fromkeys([*troubles, *waiting]):
        told = tuple(troubles.get(event, ())), tuple(waiting.get(event, ()))
        listed.append(Listed(event, {}, (), held=False, troubles=told[0], waiting=told[1]))
    listed.sort(key=_worst_first)
    return Review(
        listed=listed, by_id={one.event: one for one in listed}, corrections=corrections, decisions=decisions,
        aliases=aliases, posts=posts, published_at=view.published_at(),
    )  # fmt: skip


def _worst_first(one: Listed) -> tuple[int, float, str]:
    blank = {"id": one.event, "review": None, "confidence": 0.0}
    return urgency(one.columns or blank, held=one.held, troubled=bool(one.troubles))


def _posts_before_corrections(view: StoreView, published: Mapping[str, Kept]) -> dict[str, frozenset[int]]:
    """Event id -> keys of its posts as merging alone left it, which is what a build holds evidence against.

    Claims that are gone keep their event in the store: only those that are shown count.
    """
    shown = {claim for kept in published.values() for claim in kept.claims}
    found: dict[str, set[int]] = {}
    for claim, member in view.events.members().items():
        if claim in shown:
            found.setdefault(member.event, set()).add(member.post)
    return {event: frozenset(posts) for event, posts in found.items()}


def _of_corrections(
    settings: Settings, corrections: Iterable[Correction], decisions: Mapping[str, Mapping[str, str]],
    aliases: Mapping[str, str],
) -> tuple[dict[str, list[str]], dict[str, list[Correction]]]:  # fmt: skip
    troubles: dict[str, list[str]] = {}
    waiting: dict[str, list[Correction]] = {}
    for told in corrections:
        sha = told.sha.hex()
        event = decisions["event"].get(sha) or aliases.get(told.event, told.event)
        row = f"{settings.corrections.name}: row {told.row}"
        if sha not in decisions["event"]:
            waiting.setdefault(event, []).append(told)
            if told.action == "merge":
                waiting.setdefault(aliases.get(told.value, told.value), []).append(told)
        elif sha in decisions["not_applied"]:
            why = decisions["not_applied"][sha]
            troubles.setdefault(event, []).append(f"{row} ({told}): not applied: {why}")
        elif sha in decisions["look_again"]:
            troubles.setdefault(event, []).append(
                f"{row} ({told}): look again: the reports have changed since"
            )
    return troubles, waiting


def review_csv(review: Review, view: StoreView, *, everything: bool, limit: int | None) -> bytes:
    """The list as a table that a spreadsheet opens without running anything.

    Args:
        review: What is to be looked at.
        view: Where the evidence is named.
        everything: Every event, not only those to look at.
        limit: The most rows; None for all.
    """
    from dateline.output.tables import defused

    rows = [one for one in review.listed if one.columns or one.troubles]
    rows = [one for one in rows if everything or one.is_to_look_at]
    made = io.StringIO(newline="")
    table = csv.writer(made, lineterminator="\n")
    table.writerow(LIST_COLUMNS)
    for one in rows[:limit]:
        cells = dict(one.columns) | {
            "event": one.event,
            "held": "yes" if one.held else None,
            "corrections": "; ".join(one.troubles) or None,
            "evidence": review.evidence(view, one.event) or None,
        }
        told = (cells.get(name) for name in LIST_COLUMNS)
        table.writerow([defused(cell) if isinstance(cell, str) else cell for cell in told])
    return made.getvalue().encode("utf-8", "replace")
