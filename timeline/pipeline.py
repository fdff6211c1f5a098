"""The stages in order: posts -> claims and rejections. Pure, given posts, language packs and a gazetteer."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from zoneinfo import ZoneInfo

from dateline.gazetteer import Gazetteer
from dateline.timeline.claims.claiming import ClaimOptions, make_claim
from dateline.timeline.claims.event_types import EventType, load_event_types
from dateline.timeline.claims.linking import link
from dateline.timeline.claims.scene import PlaceMention, Scene, view_scenes
from dateline.timeline.errors import LexiconError
from dateline.timeline.event import Claim, Rejection, Where
from dateline.timeline.places.finding import find_toponyms
from dateline.timeline.places.locating import LocateOptions, capital_where, locate
from dateline.timeline.post import Post
from dateline.timeline.text.lexicon import Lexicon, load_lexicons
from dateline.timeline.text.reading import Reading, read
from dateline.timeline.times.anchoring import anchor_times
from dateline.timeline.times.expression import TimeExpression
from dateline.timeline.times.finding import find_times


@dataclass(frozen=True, slots=True, kw_only=True)
class Extractor:
    """What extraction needs besides posts; made once a run."""

    gazetteer: Gazetteer
    lexicons: Mapping[str, Lexicon] = field(default_factory=load_lexicons)
    event_types: Mapping[str, EventType] = field(default_factory=load_event_types)
    options: ClaimOptions = field(default_factory=ClaimOptions)
    places: LocateOptions = field(default_factory=LocateOptions)

    def __post_init__(self) -> None:
        """Every trigger of every pack must name a sub-type that is known: LexiconError says which does not."""
        for language, lexicon in self.lexicons.items():
            for entry in lexicon.entries:
                if entry.table == "trigger" and entry.data.get("sub") not in self.event_types:
                    raise LexiconError(
                        f"lexicons/{language}/events.toml: [trigger.{entry.key}] sub: expected a sub-type of the "
                        f"event types, found {entry.data.get('sub')!r}"
                    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What one post gave: its claims, the main one first, and what was left out, with reasons."""

    post: Post
    claims: tuple[Claim, ...]
    rejections: tuple[Rejection, ...]


def extract(posts: Iterable[Post], extractor: Extractor) -> Iterator[Extraction]:
    """Read posts one by one; streams, keeps nothing."""
    for post in posts:
        yield extract_post(post, extractor)


def extract_post(post: Post, extractor: Extractor) -> Extraction:
    """All stages for one post."""
    reading = read(post, extractor.lexicons)
    rejections: list[Rejection] = []
    toponyms = find_toponyms(reading, extractor.gazetteer)
    wheres = locate(reading, toponyms, extractor.gazetteer, extractor.places)
    places = [PlaceMention(toponym, where) for toponym, where in zip(toponyms, wheres, strict=True)]
    times = [_of_trigger(reading, time) for time in find_times(reading)]
    anchored = anchor_times(reading, times, ZoneInfo(post.source.timezone))
    whens = [
        found.when if time.role == "event" else None for time, found in zip(times, anchored, strict=True)
    ]
    scenes = view_scenes(reading, places, list(zip(times, whens, strict=True)), extractor.event_types)
    rejections.extend(_rejected(reading, scenes))
    claims: list[Claim] = []
    capital_of = partial(capital_where, gazetteer=extractor.gazetteer)
    for candidate in link(reading, scenes, extractor.event_types):
        made = make_claim(
            reading, candidate, extractor.event_types, capital_of=capital_of, options=extractor.options
        )
        if isinstance(made, Rejection):
            rejections.append(made)
        else:
            claims.append(made)
            rejections.extend(_not_drawn(made))
    return Extraction(post=post, claims=tuple(_main_first(claims)), rejections=tuple(rejections))


def _of_trigger(reading: Reading, time: TimeExpression) -> TimeExpression:
    """A time right before a trigger dates it: "after Friday's strike", «після вчорашнього удару».

    The word before it would make a bound of it.
    """
    if time.role != "bound":
        return time
    close = any(
        hit.entry.table == "trigger" and 0 <= reading.tokens[hit.first].start - time.span.end <= _OWN_REACH
        for hit in reading.hits
    )
    return replace(time, role="event") if close and time.timex_type in ("DATE", "TIME") else time


# Characters from a time to the noun it stands with, one adjective between: "Friday's drone strike".
_OWN_REACH = 14


def _main_first(claims: list[Claim]) -> list[Claim]:
    """The post's main event first: what is placed and dated best, then what it tells first."""
    order = sorted(claims, key=lambda claim: (_weight(claim), claim.quote_span))
    unique = {claim.claim_id: claim for claim in reversed(order)}
    kept = [claim for claim in order if unique.get(claim.claim_id) is claim]
    return [replace(claim, main=i == 0) for i, claim in enumerate(kept)]


def _weight(claim: Claim) -> tuple[bool, bool, bool]:
    placed = claim.where is not None and claim.where.where_prec <= 5
    return claim.background, claim.status == "denied", not placed


def _rejected(reading: Reading, scenes: Iterable[Scene]) -> Iterator[Rejection]:
    post_id = reading.post.post_id
    for scene in scenes:
        for trigger in scene.triggers:
            if trigger.reason:
                yield Rejection(
                    post_id=post_id, stage="triggers", reason=trigger.reason, quote=reading.quote(scene.span)
                )
        for place in scene.places:
            if place.toponym.reason:
                yield Rejection(
                    post_id=post_id,
                    stage="toponyms",
                    reason=place.toponym.reason,
                    quote=reading.quote(place.toponym.span),
                )
            elif place.where is None:
                yield Rejection(
                    post_id=post_id,
                    stage="locating",
                    reason="no sure place",
                    quote=reading.quote(place.toponym.span),
                )


def _not_drawn(claim: Claim) -> Iterator[Rejection]:
    """A claim that is kept but gives no pin says why."""
    where: Where | None = claim.where
    reason = (
        "background"
        if claim.background
        else "denied"
        if claim.status == "denied"
        else "no place"
        if where is None
        else "only a country"
        if where.location is None
        else "no date"
        if claim.when is None
        else ""
    )
    if reason:
        yield Rejection(post_id=claim.post_id, stage="claiming", reason=reason, quote=claim.quote)
