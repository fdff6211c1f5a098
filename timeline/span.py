"""Half-open stretches of text, and what one of them is called when it means something."""

from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """Offsets in code points, end excluded. Which text they count in is said by the owner of the span."""

    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: "Span") -> bool:
        """Whether the other lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A stretch of visible text.

    Attributes:
        span: Where it stands in the visible text.
        text: The characters there.
    """

    span: Span
    text: str
