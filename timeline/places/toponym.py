"""A place name as the text has it."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from dateline.timeline.span import Mention

Relation = Literal["in", "near", "toward", "from", "between", "none"]


class Offset(NamedTuple):
    """A place told by its distance from another: kilometres, and degrees clockwise from north (None: not said)."""

    km: float
    bearing: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Toponym(Mention):
    """A place name as written.

    Attributes:
        name: The gazetteer's key for it (base form, folded), as found by the scan.
        role: ``body``; ``dateline`` for the place a report opens with; ``metonym`` for a capital or country
            that stands for its government or army; ``attributive`` for a possessor or adjective ("Russia's
            Voronezh region", "a Russian depot"); ``other`` for persons, organisations and brands, kept only
            so that we can say why they were not placed.
        relation: How the text stands to it: ``in`` (at, on, in), ``near`` (near, outside, under), ``toward``
            (direction, axis), ``from`` (a departure), ``between`` (the first of two), ``none``.
        wanted: Kind that the words ask for: ``region``, ``district``, ``city``, ``facility``, ``water``,
            ``land``, ``adjective district``, ``adjective facility``; None when they ask for nothing.
        reason: Why it is not a place here ("metonym: verb of saying"); empty when it is one.
        hint: Whether a name that is no place here still tells where the post is ("Buffalo Fire Department").
        containers: (country, admin1) pairs that stand right behind it ("Paris, Texas").
        offset: How far from the place, and which way; None where not said.
    """

    name: str
    role: Literal["body", "dateline", "metonym", "attributive", "other"] = "body"
    relation: Relation = "none"
    wanted: str | None = None
    reason: str = ""
    hint: bool = False
    containers: frozenset[tuple[str, str]] = frozenset()
    offset: Offset | None = None
