"""Corrections as a desk keeps them: a plain table in its own repository, one row a decision."""

import csv
import hashlib
import io
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dateline.gazetteer import LonLat
from dateline.timeline.claims.event_types import EventType
from dateline.timeline.claims.titles import load_wording
from dateline.timeline.errors import CorrectionError
from dateline.timeline.event import Toll

ACTIONS = ("set", "move", "drop", "approve", "merge", "split", "add")
FIELDS = (
    "title", "sub_event_type", "target_type", "actor", "status", "claimed_by", "killed", "injured", "date", "place",
    "admin1", "country", "url",
)  # fmt: skip
STATUSES = ("reported", "claimed", "confirmed", "disputed", "denied")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,79}")
_COUNT = re.compile(r"(\d{1,7})(?:[-–](\d{1,7}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One row: what to do with which event, said by whom, when and why.

    Attributes:
        row: In the table, the header being row 1; in TOML the table's number from 1.
        event: An event's id; one that it had before it was merged will do. For ``add`` the desk's own id.
        action: One of ACTIONS.
        field: For ``set`` one of FIELDS; for ``move`` the place's name, or empty; for ``add`` the sub-event type.
        value: What to set, empty for "not said"; "lon,lat" in degrees to move to; the other event to merge with; the
            claim or post to split off; the title of what is added.
        who: The editor.
        when: When it was decided, ISO 8601; for people.
        why: Shown in the change report.
        evidence: Name of the evidence that the editor saw, as the review page writes it; empty where unknown.
    """

    row: int
    event: str
    action: str
    field: str = ""
    value: str = ""
    who: str = ""
    when: str = ""
    why: str = ""
    evidence: str = ""

    @property
    def sha(self) -> bytes:
        """Tells one decision from another wherever its row stands."""
        told = "\x1f".join((self.event, self.action, self.field, self.value, self.who, self.when))
        return hashlib.sha256(told.encode("utf-8", "replace")).digest()[:16]

    def __str__(self) -> str:
        """For the change report."""
        told = " ".join(filter(None, (self.action, self.field, self.value)))
        return told + (f", {self.who}" if self.who else "") + (f" ({self.why})" if self.why else "")


COLUMNS = tuple(one.name for one in fields(Correction) if one.name != "row")
_NEEDED = ("event", "action")


def read_corrections(file: Path, event_types: Mapping[str, EventType]) -> list[Correction]:
    """The rows of a CSV table with the columns COLUMNS, or the [[correction]] tables of a TOML file.

    Columns that are not needed may be left out. No file, or an empty one, means no corrections.

    Raises:
        CorrectionError: A row that does not say what to do; names the file, the row, what was found and expected.
    """
    # Opening a pipe waits for somebody who writes.
    if file.exists() and not file.is_file():
        raise CorrectionError(f"{file}: expected a file of corrections, found something else there")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as error:
        raise CorrectionError(
            f'{file}: expected UTF-8 (in Excel: "CSV UTF-8"), found another encoding'
        ) from error
    except OSError as error:
        raise CorrectionError(f"{file}: cannot read the corrections: {error.strerror}") from error
    if not text.strip():
        return []
    rows = _toml_rows(file, text) if file.suffix == ".toml" else _csv_rows(file, text)
    corrections = []
    for number, told in rows:
        if any(told.values()):
            correction = Correction(row=number, **told)
            check_correction(file, correction, event_types)
            corrections.append(correction)
    return corrections


def _csv_rows(file: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    # Strict, or a quotation that is never closed would swallow all rows after it.
    rows = csv.DictReader(io.StringIO(text, newline=""), restkey="", delimiter=mark_of(text), strict=True)
    try:
        _columns(file, [name.strip() for name in rows.fieldnames or ()])
        rows.fieldnames = [name.strip() for name in rows.fieldnames or ()]
        for row in rows:
            if row.pop("", None):
                raise CorrectionError(
                    f"{file}: row {rows.line_num}: expected {len(rows.fieldnames)} cells, found more"
                )
            yield rows.line_num, {name: (row.get(name) or "").strip() for name in COLUMNS}
    except csv.Error as error:
        raise CorrectionError(
            f"{file}: row {rows.line_num}: expected a table, found {error}: is a quotation mark not closed?"
        ) from error


def mark_of(text: str) -> str:
    """What parts the cells of a table: a comma, or the semicolon or tab that some spreadsheets write."""
    head = text.lstrip().partition("\n")[0].lower()
    return max(",;\t", key=lambda mark: sum(cell.strip() in COLUMNS for cell in head.split(mark)))


def _toml_rows(file: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        tables = tomllib.loads(text).get("correction", [])
    except (ValueError, RecursionError) as error:
        raise CorrectionError(f"{file}: expected TOML: {error}") from error
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise CorrectionError(f"{file}: expected [[correction]] tables, found something else")
    for number, table in enumerate(tables, 1):
        _columns(file, list(table))
        yield number, {name: str(table.get(name, "")).strip() for name in COLUMNS}


def _columns(file: Path, found: list[str]) -> None:
    for name in found:
        if name and name not in COLUMNS:
            near = get_close_matches(name, COLUMNS, 1, 0.0)[0]
            raise CorrectionError(f"{file}: unknown column {name!r}; the nearest is {near!r}")
    for name in _NEEDED:
        if name not in found:
            raise CorrectionError(f"{file}: expected the columns {', '.join(COLUMNS)}; found no {name!r}")


def check_correction(file: Path, told: Correction, event_types: Mapping[str, EventType]) -> None:
    """Whether a row says what to do, whatever events there are.

    Raises:
        CorrectionError: It does not; names the file, the row, what was found and expected.
    """
    value = told.value

    def expect(fits: object, expected: str, found: str) -> None:
        if not fits:
            raise CorrectionError(f"{file}: row {told.row}: expected {expected}; found {found!r}")

    expect(_ID.fullmatch(told.event), "the id of an event", told.event)
    expect(told.action in ACTIONS, f"an action of {', '.join(ACTIONS)}", told.action)
    if told.action == "set":
        expect(told.field in FIELDS, f"a field of {', '.join(FIELDS)}", told.field)
        fits, expected = _VALUES.get(told.field, (lambda _: True, ""))
        expect(fits(value), expected, value)
        if told.field == "sub_event_type":
            expect(
                value in event_types,
                "a sub-event type, such as " + ", ".join(_near(value, event_types)),
                value,
            )
    elif told.action == "move":
        expect(point_of(value), "lon,lat in degrees, longitude first", value)
    elif told.action == "merge":
        expect(_ID.fullmatch(value) and value != told.event, "the id of another event", value)
    elif told.action == "split":
        expect(value, "the id of a claim or of a post", value)
    elif told.action == "add":
        kind = told.field
        expect(
            kind in event_types,
            "a sub-event type in 'field', such as " + ", ".join(_near(kind, event_types)),
            kind,
        )
        expect(value, "a title in 'value'", value)


def _near(found: str, known: Mapping[str, Any]) -> list[str]:
    return get_close_matches(found, list(known), 3, 0.0)


def target_types() -> Mapping[str, str]:
    """What may be set as target_type -> its English name."""
    return {**load_wording("en")["target_type"], "other": "other"}


def toll_of(text: str) -> Toll | None:
    """ "6" or "4-7"; an empty text is a toll that is not said; None for anything else."""
    if not text:
        return Toll()
    found = _COUNT.fullmatch(text)
    if not found or (found[2] and int(found[2]) < int(found[1])):
        return None
    low, high = int(found[1]), int(found[2] or found[1])
    return Toll(low=low, best=high, high=high)


def point_of(text: str) -> LonLat | None:
    """ "lon,lat" in degrees; None for anything else."""
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return LonLat(lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 else None


def days_of(text: str) -> tuple[date, date] | None:
    """A day, or a first and a last day parted by a slash, both included; None for anything else."""
    first, _, last = text.partition("/")
    try:
        days = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        return None
    return days if days[0] <= days[1] and 1000 <= days[0].year and days[1].year <= 9000 else None


_A_COUNT = (toll_of, "a count such as 6 or 4-7, or nothing for not said")
_VALUES: Mapping[str, tuple[Any, str]] = {
    "title": (bool, "some words"),
    "place": (bool, "some words"),
    "status": (STATUSES.__contains__, f"a status of {', '.join(STATUSES)}"),
    "target_type": (
        lambda value: not value or value in target_types(),
        "a target such as housing or power, or nothing",
    ),
    "killed": _A_COUNT,
    "injured": _A_COUNT,
    "date": (days_of, "a day 2026-01-28 or days 2026-01-27/2026-01-28"),
    "country": (lambda value: not value or (len(value) == 2 and value.isalpha()), "two letters, such as UA"),
    "url": (lambda value: value.startswith(("http://", "https://")), "an address that starts with https://"),
}
