"""Candidates -> Claims, and the reasons why some are none or not drawn."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from dateline.timeline.claims.actors import COUNTRY_OF, actor_of
from dateline.timeline.claims.event_types import EventType
from dateline.timeline.claims.kinds import by_weapon
from dateline.timeline.claims.linking import Candidate
from dateline.timeline.claims.mention import Argument, CasualtyMention
from dateline.timeline.claims.tallies import reject_tally
from dateline.timeline.claims.titles import make_title
from dateline.timeline.event import Claim, Rejection, Status, Toll, When, Where
from dateline.timeline.post import Post
from dateline.timeline.span import Span
from dateline.timeline.text.reading import Reading
from dateline.timeline.times.anchoring import publication_day, rezone

# News recalls older things; by default they are kept and not drawn.
BACKGROUND_AFTER = timedelta(days=30)
# A claim dated later than this after publication is a plan, whatever its words.
_FUTURE_SLACK = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimOptions:
    """What a desk may steer.

    Attributes:
        background_after: Older than this before publication is background.
        language: Of the titles: en or uk.
    """

    background_after: timedelta = BACKGROUND_AFTER
    language: str = "en"


def make_claims(
    reading: Reading,
    candidates: Iterable[Candidate],
    event_types: Mapping[str, EventType],
    *,
    capital_of: Callable[[str], Where | None],
    options: ClaimOptions,
) -> tuple[list[Claim], list[Rejection]]:
    """Settle the fields of the happenings of one post.

    Args:
        reading: The post.
        candidates: What linking put together.
        event_types: Sub-event type -> EventType.
        capital_of: ISO country code -> the Where of its capital; for acts of governments.
        options: What a desk may steer.

    Returns:
        The claims, the main one first; and, in the order of the candidates, why one gave no claim, or a claim that
        is not drawn.
    """
    claims: list[Claim] = []
    rejections: list[Rejection] = []
    for candidate in candidates:
        made = _claim(reading, candidate, event_types, capital_of, options)
        if isinstance(made, Rejection):
            rejections.append(made)
            continue
        claims.append(made)
        rejections.extend(_not_drawn(made))
    return _main_first(claims), rejections


def _claim(
    reading: Reading,
    candidate: Candidate,
    event_types: Mapping[str, EventType],
    capital_of: Callable[[str], Where | None],
    options: ClaimOptions,
) -> Claim | Rejection:
    post = reading.post
    trigger = candidate.triggers[0]
    quote_span = _quote_span(candidate)
    notes: list[str] = [f"trigger “{trigger.text}” ({trigger.key})"]

    where = _where(candidate, event_types[trigger.sub_event_type], capital_of, notes)
    if where is None and not _tells_enough(candidate):
        return reading.reject(quote_span, stage="claiming", reason="no place")
    tally = reject_tally(reading, candidate, where, quote_span)
    if tally is not None:
        return tally
    when, late = _when(reading, candidate, where, notes)
    if late:
        return reading.reject(quote_span, stage="claiming", reason="future date")
    weapons = tuple(dict.fromkeys(a.key for a in candidate.arguments if a.kind == "weapon"))
    kind = by_weapon(event_types[trigger.sub_event_type], weapons, event_types, notes)
    target = _target(candidate)
    killed = _toll(candidate, "killed", notes)
    injured = _toll(candidate, "injured", notes)
    actor = actor_of(candidate) if kind.family != "diplomacy" or kind.places == "capital" else None
    if (
        kind.sub_event_type == _REGAINED
        and where
        and actor in COUNTRY_OF
        and COUNTRY_OF[actor] != where.country
    ):
        # "Liberated", says an army of another country's town: ACLED has a foreign army's capture so.
        kind = event_types[_CAPTURED]
        notes.append(f"{actor} speaks of a place in {where.country}: a capture")
    status, claimed_by = _status(candidate, actor, where, notes)
    background = bool(when and post.published and when.end < post.published - options.background_after)
    confidence, review = _confidence(candidate, when, where)
    claim = Claim(
        claim_id=_claim_id(post, kind.family, where, candidate),
        post_id=post.post_id,
        source=post.source,
        url=post.url,
        published=post.published,
        language=reading.lexicon.language,
        quote=reading.quote(quote_span),
        quote_span=reading.to_source(quote_span),
        trigger=trigger.text,
        title="",
        event_type=kind.event_type,
        sub_event_type=kind.sub_event_type,
        target_type=target,
        weapons=weapons,
        when=when,
        where=where,
        killed=killed,
        injured=injured,
        actor=actor,
        status=status,
        claimed_by=claimed_by,
        background=background,
        confidence=confidence,
        review=review,
        notes=tuple(notes),
    )
    return replace(claim, title=make_title(claim, weapons, options.language))


def _main_first(claims: Sequence[Claim]) -> list[Claim]:
    """The post's main event first: what is placed and dated best, then what it tells first; each once."""
    order = sorted(claims, key=lambda claim: (_weight(claim), claim.quote_span))
    unique = {claim.claim_id: claim for claim in reversed(order)}
    kept = [claim for claim in order if unique[claim.claim_id] is claim]
    return [replace(claim, main=i == 0) for i, claim in enumerate(kept)]


def _weight(claim: Claim) -> tuple[bool, bool, bool]:
    placed = claim.where is not None and claim.where.where_prec <= 5
    return claim.background, claim.status == "denied", not placed


def _not_drawn(claim: Claim) -> Iterator[Rejection]:
    """A claim that is kept but gives no pin says why."""
    reason = (
        "background"
        if claim.background
        else "denied"
        if claim.status == "denied"
        else "no place"
        if claim.where is None
        else "only a country"
        if claim.where.location is None
        else "no date"
        if claim.when is None
        else ""
    )
    if reason:
        yield Rejection(
            post_id=claim.post_id, stage="claiming", reason=reason, quote=claim.quote, span=claim.quote_span
        )


def _tells_enough(candidate: Candidate) -> bool:
    """Without a place only a sure trigger with a toll or a time of its own is worth an editor's look."""
    dated = candidate.time is not None and candidate.time.when is not None
    sure = any(trigger.strength >= 1 for trigger in candidate.triggers)
    return sure and bool(candidate.casualties or dated)


def _claim_id(post: Post, family: str, where: Where | None, candidate: Candidate) -> str:
    """From the post, what kind of happening and where: stays when words around it are edited."""
    place = where.place_id if where else f"s{candidate.scenes[0].index}"
    digest = hashlib.sha256(
        f"{post.source.source_id}\x1f{post.post_id}\x1f{family}\x1f{place}".encode()
    ).hexdigest()
    return f"c_{digest[:16]}"


def _quote_span(candidate: Candidate) -> Span:
    """The sentences that tell it where they stand together and are short enough to quote, else the best one.

    The best names the place and the trigger; a headline alone is quoted only where nothing else tells it.
    """
    scenes = sorted(candidate.scenes, key=lambda scene: scene.index)
    body = [scene for scene in scenes if scene.index > 0] or scenes
    whole = Span(body[0].span.start, body[-1].span.end)
    together = body[-1].index - body[0].index == len(body) - 1
    if together and whole.end - whole.start <= _LONGEST_QUOTE:
        return whole
    best = max(
        body,
        key=lambda scene: (
            candidate.place is not None and candidate.place in scene.places,
            bool(scene.triggers),
            -scene.index,
        ),
    )
    return best.span


def _where(
    candidate: Candidate, kind: EventType, capital_of: Callable[[str], Where | None], notes: list[str]
) -> Where | None:
    place = candidate.place
    if place is None or place.where is None:
        return None
    where = place.where
    if kind.places == "capital" and where.country and where.where_prec == 6:
        capital = capital_of(where.country)
        if capital is not None:
            notes.append(f"an act of {where.name}'s government, placed in its capital")
            return replace(capital, toponym=where.toponym)
    if where.because:
        notes.append(f"place “{place.toponym.text}”: {where.because}")
    return where


def _when(
    reading: Reading, candidate: Candidate, where: Where | None, notes: list[str]
) -> tuple[When | None, bool]:
    """The interval in the place's own zone, and whether it lies in the future."""
    post = reading.post
    zone = ZoneInfo(where.timezone) if where and where.timezone else ZoneInfo(post.source.timezone)
    if candidate.time is not None and candidate.time.when is not None:
        when = candidate.time.when
        notes.append(f"time “{candidate.time.expression.text}” ({candidate.time.expression.rule})")
        if post.published is not None and when.start > post.published + _FUTURE_SLACK:
            return None, True
        return rezone(when, zone), False
    day = publication_day(post, ZoneInfo(post.source.timezone))
    if day is None:
        notes.append("no time in the text and no publication time")
        return None, False
    notes.append("no time in the text: the day of publication")
    return rezone(day, zone), False


# Longer than this a quote is no quote any more, and a card on a phone overflows.
_LONGEST_QUOTE = 420

_REGAINED = "Government regains territory"
_CAPTURED = "Non-state actor overtakes territory"


def _target(candidate: Candidate) -> str | None:
    """What was hit: the target nearest behind a trigger, before anything told of other sentences."""
    best: tuple[int, int, str] | None = None
    for order, scene in enumerate(candidate.scenes):
        triggers = [t for t in candidate.triggers if scene.span.holds(t.span)]
        last: Argument | None = None
        for argument in scene.arguments:
            if argument.kind != "target" or argument not in candidate.arguments:
                continue
            listed = last is not None and argument.span.start - last.span.end <= _LIST_GAP
            last = argument
            if listed:
                continue
            distance = min(
                (
                    scene.distance(t, argument) + (40 if argument.span.end <= t.span.start else 0)
                    for t in triggers
                ),
                default=200,
            )
            rank = (_VAGUE_TARGETS.get(argument.key, 0), order * 50 + distance, argument.key)
            if best is None or rank < best:
                best = rank
    return best[2] if best else None


# Characters of ", a " or " and the ": the first of a list is what the reader remembers.
_LIST_GAP = 9
# Words for these stand beside almost any strike ("a car was damaged too"): others go first.
_VAGUE_TARGETS = {"vehicle": 1, "military": 1}


def _toll(candidate: Candidate, outcome: str, notes: list[str]) -> Toll:
    counts: list[CasualtyMention] = [m for m in candidate.casualties if m.outcome == outcome]
    if not counts:
        return Toll()
    # The body corrects the headline and adds to it; the last full figure is the latest.
    last = counts[-1]
    biggest = max(counts, key=lambda m: m.best)
    chosen = last if last.best >= biggest.best or last.best == 0 else biggest
    notes.append(f"{outcome}: “{chosen.text}”")
    return Toll(low=chosen.low, best=chosen.best, high=chosen.high)


def _status(
    candidate: Candidate, actor: str | None, where: Where | None, notes: list[str]
) -> tuple[Status, str | None]:
    speaker = candidate.attribution
    if speaker is None:
        return "reported", None
    if speaker.stance == "deny":
        notes.append(f"denied by {speaker.speaker}")
        return "denied", speaker.speaker
    if speaker.stance == "confirm":
        notes.append(f"checked by {speaker.speaker}")
        return "confirmed", speaker.speaker
    own_feat = speaker.side is not None and speaker.side == actor
    at_home = where is not None and speaker.side is not None and COUNTRY_OF.get(speaker.side) == where.country
    if speaker.stance == "claim" or (own_feat and not at_home) or (own_feat and _is_ground(candidate)):
        notes.append(
            f"{speaker.speaker} speaks of its own side's act" if own_feat else f"{speaker.speaker} claims it"
        )
        return "claimed", speaker.speaker
    return "reported", speaker.speaker


def _is_ground(candidate: Candidate) -> bool:
    return candidate.triggers[0].event_type == "Battles"


def _confidence(candidate: Candidate, when: When | None, where: Where | None) -> tuple[float, str | None]:
    """A first estimate from what the text gave, and what an editor should look at."""
    score = 0.45
    reviews = []
    score += 0.15 * max(t.strength for t in candidate.triggers)
    if where is None:
        reviews.append("no place")
        score -= 0.1
    else:
        score += 0.15 if where.where_prec <= 2 else 0.05
        if where.score < 0.65:
            reviews.append("the place may be a namesake")
            score -= 0.15
    if when is None:
        reviews.append("no date")
    elif when.basis == "publication":
        reviews.append("dated by publication")
    else:
        score += 0.1
    if candidate.casualties or any(a.kind == "target" for a in candidate.arguments):
        score += 0.07
    if candidate.attribution is not None:
        score += 0.05
    if candidate.shared:
        reviews.append("one sentence tells of several places")
        score -= 0.05
    return round(min(max(score, 0.05), 0.97), 2), "; ".join(reviews) or None
