"""What a sentence says of a happening, each piece with its span; nothing here is resolved yet."""

from dataclasses import dataclass, field
from typing import Literal

from dateline.timeline.span import Mention

Polarity = Literal["affirmed", "denied"]
Modality = Literal["fact", "possible", "future", "habitual", "background"]


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
