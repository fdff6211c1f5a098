"""What the review page asks and decides: events as published, and rows for the table of corrections."""

import re
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from dateline.gazetteer import Gazetteer
from dateline.nightly.settings import Settings
from dateline.output.columns import clean_text
from dateline.output.tables import defused
from dateline.review.check import check_fits
from dateline.review.listing import Listed, Review, read_review
from dateline.review.near import near_events
from dateline.review.places import PlaceFinder
from dateline.review.telling import (
    brief,
    claim_told,
    cleaned,
    form_told,
    holds_words,
    is_shown,
    own_claim,
    row_told,
)
from dateline.timeline.claims.event_types import EventType
from dateline.timeline.desk.correction_file import append_rows, renew, take_back
from dateline.timeline.desk.corrections import STATUSES, Correction, target_types
from dateline.timeline.store import StoreView, look

_PAGE = 100
_MOST_ROWS = 16
_MOST_LETTERS = 600
_SHOWN_ROWS = 200
_EVIDENCE = re.compile(r"r[0-9a-f]{11}|")


class RefusedError(Exception):
    """What was asked cannot be; one line for the person at the page, and the status of HTTP that goes with it."""

    def __init__(self, line: str, status: HTTPStatus) -> None:
        super().__init__(line)
        self.status = status


class ReviewDesk:
    """Answers for the page; safe to ask from several threads.

    Args:
        settings: Of the desk.
        event_types: Sub-event type -> EventType.
        gazetteer: Open.
    """

    def __init__(
        self, settings: Settings, event_types: Mapping[str, EventType], gazetteer: Gazetteer
    ) -> None:
        self._settings, self._types = settings, event_types
        self.places = PlaceFinder(gazetteer)
        self._lock = threading.Lock()
        self._known: tuple[object, Review] | None = None

    def refresh(self) -> Review:
        """What is to be looked at now.

        Raises:
            StoreError: There is no store, or it cannot be read.
            CorrectionError: The table does not say what to do.
        """
        return look(self._settings.state, self._review)

    def _review(self, view: StoreView) -> Review:
        """Read anew when a build was published or the table was written since."""
        file = self._settings.corrections
        told = file.stat() if file.exists() else None
        key = (
            view.state("published run"),
            view.state("print"),
            told and (told.st_mtime_ns, told.st_size, told.st_ino),
        )
        with self._lock:
            if self._known is None or self._known[0] != key:
                self._known = key, read_review(view, self._settings, self._types)
            return self._known[1]

    # ---- asking

    def start(self) -> dict[str, Any]:
        """What the page needs once."""
        kinds: dict[str, list[str]] = {}
        for kind in self._types.values():
            kinds.setdefault(kind.event_type, []).append(kind.sub_event_type)
        return {
            "title": clean_text(str(self._settings.map.get("title", "Events"))),
            "file": self._settings.corrections.name,
            "settings": self._settings.file.name,
            "types": kinds,
            "targets": list(target_types()),
            "statuses": list(STATUSES),
        }

    def events(self, show: str, words: str, first: int) -> dict[str, Any]:
        """A part of the list.

        Args:
            show: held, look (all that calls for an editor) or all.
            words: Each must stand in the event's title, place, quote, source or id.
            first: How many to pass over.
        """
        review = self.refresh()
        sought = words.casefold().split()
        listed = [one for one in review.listed if one.columns]
        chosen = [one for one in listed if is_shown(one, show) and holds_words(one, sought)]
        return {
            "total": len(chosen),
            "held": sum(one.held for one in listed),
            "look": sum(one.is_to_look_at for one in listed),
            "all": len(listed),
            "waiting": sum(told.sha.hex() not in review.decisions["event"] for told in review.corrections),
            "published": review.published_at,
            "events": [brief(one) for one in chosen[first : first + _PAGE]],
        }

    def event(self, name: str) -> dict[str, Any]:
        """All there is to know of one event.

        Raises:
            RefusedError: There is none of this id.
        """

        def tell(view: StoreView) -> dict[str, Any]:
            review = self._review(view)
            one = _listed(review, name)
            claims = [claim_told(record) for record in view.claims.of(one.claims)] or [own_claim(one)]
            applied = [
                row_told(told, review)
                for told in review.corrections
                if review.decisions["event"].get(told.sha.hex()) == one.event
            ]
            return brief(one) | {
                "columns": {name: cleaned(value) for name, value in one.columns.items()},
                "form": form_told(one),
                "evidence": review.evidence(view, one.event),
                "claims": claims,
                "rows": applied + [row_told(told, review) for told in one.waiting],
                "near": [brief(other) | {"why": why} for other, why in near_events(one, review.listed)],
            }

        return look(self._settings.state, tell)

    def corrections(self) -> dict[str, Any]:
        """The latest rows of the table, the latest first, each with what became of it."""
        review = self.refresh()
        rows = [row_told(told, review) for told in reversed(review.corrections)]
        return {"total": len(rows), "rows": rows[:_SHOWN_ROWS]}

    # ---- deciding

    def correct(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """Add rows to the table, all or none.

        Args:
            told: ``rows`` of ``event``, ``action``, ``field`` and ``value``, where an empty event is the one that an
                ``add`` among them makes; ``who``, ``why`` and ``evidence``, which is what the editor saw.

        Raises:
            RefusedError: A row does not fit the events.
            CorrectionError: A row does not say what to do, or the table cannot be written.
        """
        rows = told.get("rows")
        if not isinstance(rows, list) or not 0 < len(rows) <= _MOST_ROWS:
            raise RefusedError(f"expected 1 to {_MOST_ROWS} rows", HTTPStatus.BAD_REQUEST)
        now = datetime.now(UTC)
        who, why, evidence = _who(told), _cell(told, "why"), _cell(told, "evidence")
        if not _EVIDENCE.fullmatch(evidence):
            raise RefusedError("expected the evidence as the page was told it", HTTPStatus.BAD_REQUEST)
        review = self.refresh()
        own = _own_id(now, review)
        made = []
        for row in rows:
            if not isinstance(row, dict):
                raise RefusedError("expected rows that are objects", HTTPStatus.BAD_REQUEST)
            action = _cell(row, "action")
            value = _cell(row, "value", plain=False) if action in ("move", "split") else _cell(row, "value")
            made.append(
                Correction(
                    row=0, event=_cell(row, "event") or own, action=action, field=_cell(row, "field"),
                    value=value, who=who, when=now.isoformat(timespec="seconds"), why=why,
                    evidence="" if action == "add" else evidence,
                )
            )  # fmt: skip
        trouble = check_fits(made, review)
        if trouble:
            raise RefusedError(trouble, HTTPStatus.CONFLICT)
        append_rows(self._settings.corrections, made, self._types)
        return {"event": made[0].event, "rows": len(made)}

    def undo(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """Take a row out of the table; ``row`` and ``sha`` as ``corrections`` told them."""
        row, sha = _row_and_sha(told)
        take_back(self._settings.corrections, row, sha, self._types)
        return {"row": row}

    def renew(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """Say that a decision holds on what is reported now; as ``undo``, with ``who``.

        Raises:
            RefusedError: Nothing calls for it.
        """
        row, sha = _row_and_sha(told)
        who = _who(told)
        evidence = self.refresh().decisions["look_again"].get(sha.hex())
        if evidence is None:
            raise RefusedError("nothing has changed under this correction", HTTPStatus.CONFLICT)
        when = datetime.now(UTC).isoformat(timespec="seconds")
        renew(self._settings.corrections, row, sha, self._types, who=who, when=when, evidence=evidence)
        return {"row": row}


def _listed(review: Review, name: str) -> Listed:
    one = review.by_id.get(review.now(name))
    if one is None or not one.columns:
        raise RefusedError("there is no such event any more; load the page again", HTTPStatus.NOT_FOUND)
    return one


# ---- what the page tells


def _cell(told: Mapping[str, Any], name: str, *, plain: bool = True) -> str:
    """A cell for the table: one line, and nothing that a spreadsheet would run."""
    value = told.get(name, "")
    if not isinstance(value, str) or len(value) > _MOST_LETTERS:
        raise RefusedError(
            f"{name}: expected text of at most {_MOST_LETTERS} letters", HTTPStatus.BAD_REQUEST
        )
    value = " ".join(clean_text(value).split())
    if plain and defused(value) != value:
        raise RefusedError(
            f"{name}: expected words that no spreadsheet takes for a formula; found {value[:40]!r}",
            HTTPStatus.CONFLICT,
        )
    return value


def _who(told: Mapping[str, Any]) -> str:
    who = _cell(told, "who")
    if not who:
        raise RefusedError("expected who decides; fill in your name", HTTPStatus.CONFLICT)
    return who


def _row_and_sha(told: Mapping[str, Any]) -> tuple[int, bytes]:
    row, sha = told.get("row"), told.get("sha")
    try:
        if not isinstance(row, int) or not isinstance(sha, str):
            raise ValueError
        return row, bytes.fromhex(sha)
    except ValueError:
        raise RefusedError("expected the row as the page was told it", HTTPStatus.BAD_REQUEST) from None


def _own_id(now: datetime, review: Review) -> str:
    """For an event of the desk's own: the day, and a number that is free."""
    taken = {told.event for told in review.corrections} | review.by_id.keys() | review.aliases.keys()
    number = 1
    while (name := f"desk-{now:%Y%m%d}-{number}") in taken:
        number += 1
    return name
