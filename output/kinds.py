"""Event types -> the kinds of mark that a map tells apart, each a row of its legend."""

from collections.abc import Iterable, Sequence
from typing import Any

from dateline.output.columns import clean_text
from dateline.timeline.claims.event_types import SHAPES, Look


class Kinds:
    """The looks of a map's events, each with its number; the maker's first, in order, then what they did not name."""

    def __init__(self, looks: Sequence[Look], types: Iterable[tuple[str, str | None]]) -> None:
        """Number the looks.

        Args:
            looks: As the maker wants them.
            types: Type and sub-type of each event; a type without a look gets the plain one.
        """
        told = {look.event_type for look in looks if look.sub_event_type is None}
        rest = sorted({event_type for event_type, _ in types} - told)
        self.looks = (*looks, *(Look(event_type=event_type) for event_type in rest))
        self._numbers = {(look.event_type, look.sub_event_type): i for i, look in enumerate(self.looks)}

    def number(self, event_type: str, sub_event_type: str | None) -> int:
        """Of the sub-type's own look where it has one, of its type's otherwise."""
        found = self._numbers.get((event_type, sub_event_type))
        return self._numbers[event_type, None] if found is None else found

    def look(self, event_type: str, sub_event_type: str | None) -> Look:
        """How such an event is drawn."""
        return self.looks[self.number(event_type, sub_event_type)]

    def records(self) -> list[dict[str, Any]]:
        """For the page's scripts, by number."""
        return [
            {
                "name": clean_text(look.name),
                "type": clean_text(look.event_type),
                "corners": SHAPES[look.shape][0],
                "turn": SHAPES[look.shape][1],
                "colour": look.colour,
                "dark": look.colour_dark,
            }
            for look in self.looks
        ]
