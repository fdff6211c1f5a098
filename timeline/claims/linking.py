"""Which place, time, toll and speaker belong to which trigger -> Candidate."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dateline.timeline.claims.apportioning import LIST_GAP, arguments_of, contains, tolls_of
from dateline.timeline.claims.event_types import EventType
from dateline.timeline.claims.kinds import HARMFUL, kindred, same_kind
from dateline.timeline.claims.mention import Argument, Attribution, CasualtyMention, Trigger
from dateline.timeline.claims.scene import PlaceMention, Scene, TimeMention
from dateline.timeline.span import Mention
from dateline.timeline.text.reading import Reading

# where_prec of a country
_COUNTRY = 6


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A happening as one post tells it, before it becomes a claim.

    Attributes:
        scenes: The sentences that tell it, the one that names it first.
        triggers: Its triggers, the one that names it first.
        place: Where, None when no sentence says.
        region: A wider place named beside it.
        time: When, None when no sentence says.
        casualties: Counts told of it.
        attribution: The speaker; None when the post itself tells it.
        arguments: Weapons, targets and actors named beside it.
        shared: True when one sentence names several places, so that its toll belongs to none alone.
    """

    scenes: tuple[Scene, ...]
    triggers: tuple[Trigger, ...]
    place: PlaceMention | None
    region: PlaceMention | None
    time: TimeMention | None
    casualties: tuple[CasualtyMention, ...]
    attribution: Attribution | None
    arguments: tuple[Argument, ...]
    shared: bool = False

    @property
    def prec(self) -> int:
        """where_prec of its place; 9 for none."""
        return self.place.where.where_prec if self.place and self.place.where else 9


def link(reading: Reading, scenes: Sequence[Scene], event_types: Mapping[str, EventType]) -> list[Candidate]:
    """Candidates of one post, in the order in which the post first tells them.

    Within a sentence a trigger takes the finest place of its clause; towns in a list make one candidate each.
    Across sentences, tellings of the same kind join when their places and days can be the same; a sentence
    that only counts or dates goes to the happening before it.
    """
    told: list[Candidate] = []
    setting: PlaceMention | None = None
    toll: Scene | None = None
    for scene in scenes:
        fresh = _of_sentence(reading, scene, event_types)
        if not fresh:
            _supplement(told, scene)
            toll = scene if not told and _only_counts(scene) else toll
            setting = _setting(scene) or setting
            continue
        if toll is not None and len(fresh) == 1 and scene.index - toll.index == 1:
            fresh = [_with_toll(fresh[0], toll)]
        for candidate in _led(told, fresh, event_types):
            _join(told, candidate, event_types)
    # "Selydove. Two strikes during the day": a sentence that only names a place sets it for what follows.
    return [
        replace(candidate, place=setting)
        if (candidate.place is None or _is_actor(candidate))
        and setting is not None
        and setting.toponym.span < candidate.scenes[-1].span
        else candidate
        for candidate in told
    ]


def _only_counts(scene: Scene) -> bool:
    """A sentence that tells a toll and no cause: "Vilniansk: seven dead. Missiles hit the centre"."""
    return any(not count.total for count in scene.casualties) and all(
        trigger.modality == "possible" for trigger in scene.triggers
    )


def _with_toll(candidate: Candidate, toll: Scene) -> Candidate:
    """Give a toll told first to the happening told next, unless that has a toll or another town of its own."""
    towns = [p for p in toll.places if p.where and p.toponym.role == "body" and p.where.where_prec <= 2]
    elsewhere = candidate.place and any(p.where and p.where.place_id != _place_id(candidate) for p in towns)
    if candidate.casualties or elsewhere:
        return candidate
    counts = tuple(count for count in toll.casualties if not count.total)
    return replace(candidate, scenes=(*candidate.scenes, toll), casualties=counts)


def _led(
    told: list[Candidate], fresh: list[Candidate], event_types: Mapping[str, EventType]
) -> list[Candidate]:
    """A lead, then damage town by town: "Four drone attacks. In A a house burned, in B a man was hurt".

    Each town takes the lead's cause and time; the lead, told without a place or of the area that holds them all,
    is no happening of its own.
    """
    lead = told[-1] if told else None
    kinds = [event_types[candidate.triggers[0].sub_event_type] for candidate in fresh]
    if lead is None or len(fresh) < 2 or any(c.place is None for c in fresh):
        return fresh
    if lead.place is not None and not all(contains(lead.place, c.place) for c in fresh if c.place):
        return fresh
    cause = event_types[lead.triggers[0].sub_event_type]
    if not all(kind.effect == cause.family for kind in kinds) or cause.effect:
        return fresh
    told.pop()
    lead = replace(lead, casualties=(), place=None)
    return [replace(_merged(lead, candidate, event_types), shared=candidate.shared) for candidate in fresh]


def _is_actor(candidate: Candidate) -> bool:
    """Whether its only place is the country that acted: "Kremenchuk. Russia struck the refinery"."""
    place = candidate.place
    return candidate.prec == _COUNTRY and any(
        argument.kind == "actor" and place is not None and argument.span.overlaps(place.toponym.span)
        for argument in candidate.arguments
    )


def _setting(scene: Scene) -> PlaceMention | None:
    """The one place that a sentence without an event is about; None where it names several or none."""
    if any(trigger.modality != "fact" and trigger.strength >= 1 for trigger in scene.triggers):
        return None
    places = [p for p in scene.places if p.where and p.toponym.role == "body" and p.where.where_prec <= 4]
    fine = _distinct(p for p in places if not any(contains(p, other) for other in places))
    return fine[0] if len(fine) == 1 else None


def _of_sentence(reading: Reading, scene: Scene, event_types: Mapping[str, EventType]) -> list[Candidate]:
    facts = [t for t in scene.triggers if t.modality == "fact" and t.polarity == "affirmed"]
    candidates = []
    for triggers in kindred(facts, event_types):
        kind = event_types[triggers[0].sub_event_type]
        heads, region = _places(reading, scene, triggers, kind.places, several=len(triggers) < len(facts))
        chosen: list[PlaceMention | None] = [*heads] or [None]
        for head in chosen:
            candidates.append(
                Candidate(
                    scenes=(scene,),
                    triggers=tuple(triggers),
                    place=head,
                    region=region,
                    time=_time(scene, triggers[0], head),
                    casualties=tolls_of(reading.text, scene, head, heads) if kind.family in HARMFUL else (),
                    attribution=_speaker(reading, scene, triggers),
                    arguments=arguments_of(scene, head, heads),
                    shared=len(heads) > 1,
                )
            )
    return candidates


def _speaker(reading: Reading, scene: Scene, triggers: Sequence[Trigger]) -> Attribution | None:
    """The speaker whose words hold the trigger: "X said a drone hit", "a drone hit, X said".

    What stands before ", and X said" is not X's.
    """
    for attribution in scene.attributions:
        span = attribution.span
        if any(trigger.span.start >= span.start for trigger in triggers):
            return attribution
        between = reading.text[triggers[0].span.end : span.start].rstrip()
        last = between.split()[-1:] or [""]
        if last[0].lower() not in _joiners(reading):
            return attribution
    return None


def _ends_at(triggers: Sequence[Trigger], place: PlaceMention) -> bool:
    """ "Withdrew from Avdiivka": the trigger's own preposition names the place, not where something came from."""
    return any(0 <= place.toponym.span.start - trigger.span.end <= 1 for trigger in triggers)


def _places(
    reading: Reading, scene: Scene, triggers: Sequence[Trigger], rule: str, *, several: bool
) -> tuple[list[PlaceMention], PlaceMention | None]:
    """The places a group of triggers happened at, finest only, and a wider one around them."""
    if rule == "capital":
        acting = [p for p in scene.places if p.where and p.toponym.span.end <= triggers[0].span.start]
        if acting:
            return [acting[-1]], None
    speakers = [attribution.span for attribution in scene.attributions]
    usable = [
        place
        for place in scene.places
        if place.where is not None
        and place.toponym.role == "body"
        and (place.toponym.relation != "from" or _ends_at(triggers, place))
    ]
    outside = [place for place in usable if not any(span.holds(place.toponym.span) for span in speakers)]
    # A mayor's town may be the place; a ministry's seat is not.
    usable = outside or [
        p for p in usable if p.where and p.where.where_prec <= 4 and p.where.feature_code != "PPLC"
    ]
    fine = [place for place in usable if not any(contains(place, other) for other in usable)]
    wide = [place for place in usable if place not in fine]
    fine.sort(key=lambda place: place.where.where_prec if place.where else 9)
    if not fine or fine[0].where is None:
        return [], None
    level = 2 if fine[0].where.where_prec <= 2 else fine[0].where.where_prec
    best = [place for place in fine if place.where and place.where.where_prec <= level]
    best.sort(key=lambda place: place.toponym.span)
    best = _distinct(best)
    if len(best) > 1:
        best = _governed(reading, scene, best, triggers, several=several)
    return best, wide[0] if wide else None


def _distinct(places: Iterable[PlaceMention]) -> list[PlaceMention]:
    kept: dict[str, PlaceMention] = {}
    for place in places:
        if place.where is not None:
            kept.setdefault(place.where.place_id, place)
    return list(kept.values())


def _governed(
    reading: Reading, scene: Scene, places: list[PlaceMention], triggers: Sequence[Trigger], *, several: bool
) -> list[PlaceMention]:
    """Of several places of one level: the nearest to the trigger, with those in a list with it.

    Where the sentence has triggers of other kinds too, each keeps to the places nearest to it.
    """
    facts = [t for t in scene.triggers if t.modality == "fact"]

    def nearest(place: PlaceMention) -> Trigger:
        return min(facts, key=lambda t: (scene.distance(t, place.toponym), t.span))

    mine = [p for p in places if nearest(p) in triggers] if several else places
    if not mine:
        return [min(places, key=lambda p: scene.distance(triggers[0], p.toponym))]
    chosen = [min(mine, key=lambda p: min(scene.distance(t, p.toponym) for t in triggers))]
    for place in mine:
        if place in chosen:
            continue
        if any(_in_list(reading, place, other) for other in mine if other is not place) or (
            place.toponym.relation == "in" and chosen[0].toponym.relation == "in"
        ):
            chosen.append(place)
    return sorted(chosen, key=lambda place: place.toponym.span)


def _in_list(reading: Reading, one: PlaceMention, other: PlaceMention) -> bool:
    first, second = sorted((one.toponym.span, other.toponym.span))
    between = reading.text[first.end : second.start]
    if len(between) > LIST_GAP or any(mark in between for mark in ".;:("):
        return False
    words = between.replace(",", " ").split()
    joined = "," in between or any(word.lower() in _joiners(reading) for word in words)
    return joined and all(word.lower() in _joiners(reading) or len(word) <= 3 for word in words)


def _joiners(reading: Reading) -> frozenset[str]:
    """Words that join a list ("and", "та", «и»), from the pack."""
    table = reading.lexicon.tables["events"].get("joiner", {})
    return frozenset(word for words in table.values() for word in words)


def _time(scene: Scene, trigger: Trigger, head: PlaceMention | None) -> TimeMention | None:
    """The time of the sentence that dates the trigger: not when it was said, if another is there; narrow first."""
    dated = [time for time in scene.times if time.when is not None]
    dated = [time for time in dated if time.when and time.when.basis != "dateline"] or dated
    own = [time for time in dated if not time.reporting] or dated
    if not own:
        return None
    anchor: Mention = head.toponym if head is not None and len(scene.places) > 1 else trigger
    narrow = min(time.when.date_prec for time in own if time.when)
    fine = [time for time in own if time.when and time.when.date_prec <= max(narrow, 2)]
    return min(fine, key=lambda time: (scene.distance(time.expression, anchor), time.expression.span))


def _supplement(told: list[Candidate], scene: Scene) -> None:
    """Give the counts, and a missing time, of a sentence without a trigger to the happening before it."""
    if not told or any(t.modality not in ("fact", "possible") for t in scene.triggers):
        return
    last = told[-1]
    places = [p for p in scene.places if p.where and p.toponym.role == "body" and p.where.where_prec <= 2]
    if last.place and any(p.where and p.where.place_id != _place_id(last) for p in places):
        return
    counts = tuple(mention for mention in scene.casualties if not mention.total)
    if not counts or scene.index - last.scenes[-1].index > 2:
        return
    told[-1] = replace(
        last,
        scenes=(*last.scenes, scene),
        casualties=(*last.casualties, *counts),
        attribution=last.attribution or (scene.attributions[0] if scene.attributions else None),
    )


def _place_id(candidate: Candidate) -> str | None:
    return candidate.place.where.place_id if candidate.place and candidate.place.where else None


def _join(told: list[Candidate], fresh: Candidate, event_types: Mapping[str, EventType]) -> None:
    """Add a candidate, or join it to one already told when the two can be the same happening."""
    kind = event_types[fresh.triggers[0].sub_event_type]
    for i in range(len(told) - 1, -1, -1):
        other = told[i]
        if not same_kind(kind, event_types[other.triggers[0].sub_event_type]):
            continue
        if _compatible_places(other, fresh) and _compatible_times(other, fresh):
            told[i] = _merged(other, fresh, event_types)
            return
    told.append(fresh)


def _compatible_places(one: Candidate, other: Candidate) -> bool:
    if one.place is None or other.place is None:
        return not (one.shared or other.shared)
    if _place_id(one) == _place_id(other):
        return True
    return contains(one.place, other.place) or contains(other.place, one.place)


def _compatible_times(one: Candidate, other: Candidate) -> bool:
    a = one.time.when if one.time else None
    b = other.time.when if other.time else None
    if a is None or b is None:
        # What a month or a year dates is not what today's sentences around it tell.
        return (a or b) is None or (a or b).date_prec <= 2  # type: ignore[union-attr]
    return a.start < b.end and b.start < a.end


def _merged(one: Candidate, other: Candidate, event_types: Mapping[str, EventType]) -> Candidate:
    """Two tellings of one happening: the finer place, the narrower time, everything said."""
    fine, wide = (one, other) if one.prec <= other.prec else (other, one)
    times = [c.time for c in (one, other) if c.time and c.time.when]
    own = [time for time in times if not time.reporting] or times
    triggers = sorted(
        (*one.triggers, *other.triggers),
        key=lambda t: (-event_types[t.sub_event_type].rank, -t.strength, t.span),
    )
    return Candidate(
        scenes=tuple(dict.fromkeys((*fine.scenes, *wide.scenes))),
        triggers=tuple(triggers),
        place=fine.place,
        region=fine.region or (wide.place if wide.place is not fine.place else None),
        time=min(own, key=lambda t: t.when.date_prec if t.when else 9) if own else None,
        casualties=(*one.casualties, *other.casualties),
        attribution=_weightier(one.attribution, other.attribution),
        arguments=(*one.arguments, *other.arguments),
        shared=one.shared or other.shared,
    )


def _weightier(one: Attribution | None, other: Attribution | None) -> Attribution | None:
    """Of two speakers the one with a stance of his own, then the one named with an office, else the first."""
    if one is None or other is None:
        return one or other
    return max((one, other), key=lambda a: (a.stance != "say", a.role is not None))
