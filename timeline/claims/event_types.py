"""Event types and sub-event types, and how each is drawn, read from event_types.toml."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from dateline.timeline.errors import LexiconError

# Shape -> how many corners it has, and where the first stands: as parts of half a turn from the right, clockwise. A
# circle has none. Whoever draws needs no more than the two numbers: a new shape is a row here.
SHAPES: Mapping[str, tuple[int, float]] = {
    "circle": (0, 0.0),
    "square": (4, 0.25),
    "diamond": (4, 0.0),
    "triangle": (3, -0.5),
    "down": (3, 0.5),
    "hexagon": (6, 0.0),
    "pentagon": (5, -0.5),
}
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How events of a type, or of a sub-type that stands apart, are drawn; a row of the legend.

    The defaults are those of a type of which no table says anything.

    Attributes:
        event_type: Whose look it is.
        sub_event_type: The sub-type, where it has a look of its own.
        shape: A key of SHAPES.
        colour: On a light page and in a still picture, as ``#rrggbb``.
        colour_dark: On a dark page.
    """

    event_type: str
    sub_event_type: str | None = None
    shape: str = "circle"
    colour: str = "#777777"
    colour_dark: str = "#777777"

    @property
    def name(self) -> str:
        """What the legend calls it."""
        return self.sub_event_type or self.event_type


_LOOK_KEYS = ("shape", "colour", "colour_dark")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """A sub-event type, how it behaves and how it looks; the keys are explained at the head of event_types.toml."""

    event_type: str
    sub_event_type: str
    family: str
    rank: int
    definition: str
    example: str
    look: Look
    effect: str | None = None
    places: str = "spot"
    distinct: bool = False


@cache
def load_event_types(extra: Path | None = None) -> Mapping[str, EventType]:
    """Sub-event type -> EventType, in the order of the legend.

    Args:
        extra: A user's file in the same form; it adds sub-types and looks, and may replace bundled ones.

    Raises:
        LexiconError: A file that is no TOML, or a sub-type without a needed key; names the file and the key.
    """
    bundled = (
        resources.files("dateline.timeline.claims").joinpath("event_types.toml").read_text(encoding="utf-8")
    )
    looks, types = _parse("event_types.toml", bundled, {})
    if extra is not None:
        try:
            text = extra.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise LexiconError(f"{extra}: cannot be read: {error}") from error
        looks, own = _parse(str(extra), text, looks, own=True)
        types = {sub: _restyled(kind, looks) for sub, kind in types.items()} | own
    place = {event_type: i for i, event_type in enumerate(looks)}
    return dict(sorted(types.items(), key=lambda item: place[item[1].event_type]))


def looks_of(event_types: Mapping[str, EventType]) -> tuple[Look, ...]:
    """The rows of the legend, each once, in order."""
    return tuple(dict.fromkeys(kind.look for kind in event_types.values()))


def _restyled(kind: EventType, looks: Mapping[str, Look]) -> EventType:
    """With the look that its type has by now, unless it has one of its own."""
    return kind if kind.look.sub_event_type else replace(kind, look=looks[kind.event_type])


def _parse(
    origin: str, text: str, looks: Mapping[str, Look], *, own: bool = False
) -> tuple[dict[str, Look], dict[str, EventType]]:
    """Event type -> its look, with those known before; sub-event type -> EventType."""
    try:
        tables = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise LexiconError(f"{origin}: not valid TOML: {error}") from error
    told_looks = tables.pop("looks", {})
    for event_type, rows in tables.items():
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise LexiconError(f'{origin}: {event_type}: expected [["{event_type}"]] tables, found {rows!r}')
    looks = _read_looks(f"{origin}: looks", told_looks, looks, tables)
    types = {}
    for event_type, rows in tables.items():
        for row in rows:
            told = dict(row)
            if own:
                told.pop("words", None)  # own_types reads them; the bundled types have theirs in the packs
            drawn = {key: told.pop(key) for key in _LOOK_KEYS if key in told}
            try:
                sub = told.pop("sub")
                if own:
                    told = {"family": sub, "rank": 3, "definition": "", "example": ""} | told
                look = looks[event_type]
                if drawn:
                    look = _read_look(
                        f"{origin}: [{event_type}] {sub}", drawn, replace(look, sub_event_type=sub)
                    )
                types[sub] = EventType(event_type=event_type, sub_event_type=sub, look=look, **told)
            except (KeyError, TypeError) as error:
                raise LexiconError(f"{origin}: [{event_type}] {row.get('sub', row)}: {error}") from error
    return looks, types


def _read_looks(
    origin: str, told: Any, before: Mapping[str, Look], event_types: Iterable[str]
) -> dict[str, Look]:
    """In the order of the legend: types known before, then those told of, then those without a look."""
    if not isinstance(told, dict):
        raise LexiconError(f"{origin}: expected a [looks] table, found {told!r}")
    known = dict.fromkeys((*before, *event_types))
    for name in (name for name in told if name not in known):
        raise LexiconError(f"{origin}: expected one of {', '.join(known)}; found {name!r}")
    looks = {name: before.get(name, Look(event_type=name)) for name in (*before, *told, *known)}
    return looks | {name: _read_look(f"{origin}: {name}", one, looks[name]) for name, one in told.items()}


def _read_look(origin: str, told: Any, before: Look) -> Look:
    """What is told changes; a colour told alone is that of dark pages too."""
    if not isinstance(told, dict) or not set(told) <= set(_LOOK_KEYS):
        raise LexiconError(f"{origin}: expected {', '.join(_LOOK_KEYS)}; found {told!r}")
    for key, value in told.items():
        if key == "shape" and value not in tuple(SHAPES):
            raise LexiconError(f"{origin}: shape: expected one of {', '.join(SHAPES)}; found {value!r}")
        if key != "shape" and not (isinstance(value, str) and _COLOUR.fullmatch(value)):
            raise LexiconError(f"{origin}: {key}: expected a colour such as #d55e00; found {value!r}")
    if "colour" in told:
        told = {"colour_dark": told["colour"], **told}
    return replace(before, **told)
