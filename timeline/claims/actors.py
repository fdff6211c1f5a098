"""Who did it, as told: the actor of a candidate."""

from collections import Counter
from collections.abc import Sequence

from dateline.timeline.claims.linking import Candidate
from dateline.timeline.claims.mention import Argument, Trigger
from dateline.timeline.claims.scene import Scene
from dateline.timeline.places.placehood import STRIKES

# Which side's country a named actor speaks for. Only states need it: others have no ministries.
COUNTRY_OF = {"Russia": "RU", "Ukraine": "UA", "Israel": "IL", "Iran": "IR", "United States": "US"}

# Characters of "troops have withdrawn", "soldiers then looted".
_AUXILIARY = 6


def actor_of(candidate: Candidate) -> str | None:
    """Who did it: the actor nearest before a trigger in its sentence, else one behind it ("by Russian drones")."""
    votes: Counter[str] = Counter()
    for scene in candidate.scenes:
        for trigger in candidate.triggers:
            if not scene.span.holds(trigger.span):
                continue
            before = [
                a
                for a in scene.arguments
                if a.kind == "actor"
                and not _is_scene_of(scene, a)
                and a.span.start < trigger.span.end
                and not _owns_place(scene.arguments, a, trigger)
            ]
            state = _striking_state(scene, trigger)
            if before or state:
                votes[state or before[-1].key] += 2 if trigger is candidate.triggers[0] else 1
    return votes.most_common(1)[0][0] if votes else None


def _is_scene_of(scene: Scene, actor: Argument) -> bool:
    """ "In the north-west of Ukraine": a country told as a place is not who did it."""
    return any(
        place.toponym.span.overlaps(actor.span)
        and place.toponym.role == "body"
        and place.toponym.relation in ("in", "near", "from")
        for place in scene.places
    )


def _striking_state(scene: Scene, trigger: Trigger) -> str | None:
    """ "Moscow hit Kyiv": the state that a capital before the trigger stands for."""
    for place in scene.places:
        if place.toponym.reason.startswith(STRIKES) and place.toponym.span.start < trigger.span.start:
            country = place.where.country if place.where else None
            return next((name for name, code in COUNTRY_OF.items() if code == country), None)
    return None


def _owns_place(arguments: Sequence[Argument], actor: Argument, trigger: Trigger) -> bool:
    """Whether a word right before or behind a target tells whose it is: "a Russian oil depot", «склад ворога».

    Soldiers right before the trigger are who did it: "Russian soldiers looted".
    """
    targets = [
        a.span
        for a in arguments
        if a.kind == "target"
        and not (a.key == "military" and 0 <= trigger.span.start - a.span.end <= _AUXILIARY)
    ]
    before = any(0 <= span.start - actor.span.end <= 1 for span in targets)
    return before or (
        "owner" in actor.extra and any(0 <= actor.span.start - span.end <= 1 for span in targets)
    )
