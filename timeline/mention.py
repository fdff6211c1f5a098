"""Pieces of a text that mean something, each with its span. Nothing here is resolved yet.

Spans count in the visible text of a Reading (see reading.py), not in the post; ``Reading.to_source`` maps
them back.
"""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from timeline.span import Span
from timeline.timeterms import Term

Polarity = Literal["affirmed", "denied"]
Modality = Literal["fact", "possible", "future", "habitual", "background"]
TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
Relation = Literal["in", "near", "toward", "from", "between", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A stretch of visible text.

    Attributes:
        span: Where it stands in the visible text.
        text: The characters there.
    """

    span: Span
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger(Mention):
    """Words that announce an event.

    Attributes:
        event_type: A type of event_types.toml.
        sub_event_type: A sub-type of it.
        key: The lexicon entry that met the text; for explanations.
        polarity: ``denied`` when the text says it did not happen.
        modality: Anything but ``fact`` makes no event.
        reason: Why it is not told as a fact ("a forecast: could"); empty for facts.
        strength: 0 to 1, how surely the words alone announce an event; weak ones need a target, a weapon or
            casualties beside them.
        weak: Harm alone ("two killed"), which names no act.
        count: How many of them the words before it say; 1 where not said.
    """

    event_type: str
    sub_event_type: str
    key: str
    polarity: Polarity = "affirmed"
    modality: Modality = "fact"
    reason: str = ""
    strength: float = 1.0
    weak: bool = False
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeExpression(Mention):
    """Words that tell a time, in TIMEX3 terms; relative values are still open.

    Attributes:
        timex_type: DATE, TIME, DURATION or SET.
        rule: Name of the grammar rule that read it; for explanations and for anchoring.
        term: What the words mean, relative parts still open (see timeterms.py).
        future: Whether the sentence speaks of what is to come ("will", "scheduled").
        role: ``event`` by default; ``bound`` for since, until and by, which date no event.
    """

    timex_type: TimexType
    rule: str
    term: Term
    future: bool = False
    role: Literal["event", "bound"] = "event"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class CasualtyMention(Mention):
    """A count of people killed or injured.

    Attributes:
        outcome: ``killed`` or ``injured``.
        low: The least the words allow.
        best: The figure to show.
        high: The most the words allow; None when open ("at least six").
        who: soldiers, civilians, children, police ... as worded, None where not said.
        total: True for the toll of a war, a year or a month, which belongs to no event.
    """

    outcome: Literal["killed", "injured"]
    low: int
    best: int
    high: int | None
    who: str | None = None
    total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution(Mention):
    """Who said it.

    Attributes:
        speaker: As worded, without the role's article ("Ivan Fedorov", "Ukraine's military").
        role: governor, mayor, ministry, military ... as worded; None where not said.
        side: ISO country code of the side that speaks; None where not known.
        stance: ``say`` (reports), ``claim`` (own feat or doubt), ``deny``, ``confirm`` (an independent check).
        channel: Telegram, X ...; None where not said.
    """

    speaker: str
    role: str | None = None
    side: str | None = None
    stance: Literal["say", "claim", "deny", "confirm"] = "say"
    channel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument(Mention):
    """A weapon, target or actor beside a trigger.

    Attributes:
        kind: ``weapon``, ``target`` or ``actor``.
        key: The lexicon's value: a target type, a weapon, an ISO country code.
        extra: ``owner`` for an actor in a form that, behind a thing, tells whose it is («склад ворога»).
    """

    kind: Literal["weapon", "target", "actor"]
    key: str
    extra: tuple[str, ...] = field(default=())
