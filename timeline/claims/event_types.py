"""Event types and sub-event types, read from event_types.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from dateline.timeline.errors import LexiconError


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """A sub-event type and how it behaves; the keys are explained at the head of event_types.toml."""

    event_type: str
    sub_event_type: str
    family: str
    rank: int
    definition: str
    example: str
    effect: str | None = None
    places: str = "spot"
    distinct: bool = False


@cache
def load_event_types(extra: Path | None = None) -> Mapping[str, EventType]:
    """Sub-event type -> EventType.

    Args:
        extra: A user's file in the same form; it adds sub-types and may replace bundled ones.

    Raises:
        LexiconError: A file that is no TOML, or a sub-type without a needed key; names the file and the key.
    """
    bundled = (
        resources.files("dateline.timeline.claims").joinpath("event_types.toml").read_text(encoding="utf-8")
    )
    types = _parse("event_types.toml", bundled)
    if extra is not None:
        try:
            types |= _parse(str(extra), extra.read_text(encoding="utf-8"), own=True)
        except (OSError, UnicodeDecodeError) as error:
            raise LexiconError(f"{extra}: cannot be read: {error}") from error
    return types


def _parse(origin: str, text: str, *, own: bool = False) -> dict[str, EventType]:
    try:
        tables = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise LexiconError(f"{origin}: not valid TOML: {error}") from error
    types = {}
    for event_type, rows in tables.items():
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise LexiconError(f'{origin}: {event_type}: expected [["{event_type}"]] tables, found {rows!r}')
        for row in rows:
            fields = dict(row)
            fields.pop("words", None)  # own_types reads them
            try:
                sub = fields.pop("sub")
                if own:
                    fields = {"family": sub, "rank": 3, "definition": "", "example": ""} | fields
                types[sub] = EventType(event_type=event_type, sub_event_type=sub, **fields)
            except (KeyError, TypeError) as error:
                raise LexiconError(f"{origin}: [{event_type}] {row.get('sub', row)}: {error}") from error
    return types
