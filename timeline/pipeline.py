"""The stages in order: posts -> claims and rejections. Pure, given posts, language packs and a gazetteer."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from zoneinfo import ZoneInfo

from dateline.gazetteer import Gazetteer
from dateline.timeline.claims.arguments import find_arguments
from dateline.timeline.claims.attribution import find_attributions
from dateline.timeline.claims.casualties import find_casualties
from dateline.timeline.claims.claiming import ClaimOptions, make_claims
from dateline.timeline.claims.event_types import EventType, load_event_types
from dateline.timeline.claims.evidence import find_evidence
from dateline.timeline.claims.linking import link
from dateline.timeline.claims.scene import PlaceMention, view_scenes
from dateline.timeline.claims.triggers import find_triggers, reject_triggers, sentence_hits
from dateline.timeline.errors import LexiconError
from dateline.timeline.event import Claim, Rejection
from dateline.timeline.places.finding import find_toponyms, reject_toponyms
from dateline.timeline.places.locating import LocateOptions, capital_where, locate, reject_unplaced
from dateline.timeline.post import Post
from dateline.timeline.text.lexicon import Lexicon, load_lexicons
from dateline.timeline.text.reading import read
from dateline.timeline.times.anchoring import event_whens
from dateline.timeline.times.finding import find_times, release_bounds


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
    """What one post gave.

    Attributes:
        post: The post.
        claims: The main one first.
        rejections: What was left out, with reasons: words in the order of the text, then happenings.
    """

    post: Post
    claims: tuple[Claim, ...]
    rejections: tuple[Rejection, ...]


def extract(posts: Iterable[Post], extractor: Extractor) -> Iterator[Extraction]:
    """Read posts one by one; streams, keeps nothing."""
    for post in posts:
        yield extract_post(post, extractor)


def extract_post(post: Post, extractor: Extractor) -> Extraction:
    """All stages for one post."""
    gazetteer, event_types = extractor.gazetteer, extractor.event_types
    reading = read(post, extractor.lexicons)
    toponyms = find_toponyms(reading, gazetteer)
    wheres = locate(reading, toponyms, gazetteer, extractor.places)
    places = [PlaceMention(toponym, where) for toponym, where in zip(toponyms, wheres, strict=True)]
    expressions = release_bounds(reading, find_times(reading))
    whens = event_whens(reading, expressions, ZoneInfo(post.source.timezone))
    times = list(zip(expressions, whens, strict=True))

    phrases = sentence_hits(reading)
    casualties = find_casualties(reading, phrases)
    attributions = find_attributions(reading, phrases)
    arguments = find_arguments(reading, phrases)
    evidence = find_evidence(
        reading, phrases, places=places, times=times, casualties=casualties, arguments=arguments
    )
    triggers = find_triggers(reading, phrases, event_types, evidence)
    scenes = view_scenes(
        reading, triggers=triggers, places=places, times=times, casualties=casualties,
        attributions=attributions, arguments=arguments,
    )  # fmt: skip
    candidates = link(reading, scenes, event_types)
    claims, unclaimed = make_claims(
        reading, candidates, event_types,
        capital_of=partial(capital_where, gazetteer=gazetteer), options=extractor.options,
    )  # fmt: skip

    rejections = [
        *reject_triggers(reading, triggers),
        *reject_toponyms(reading, toponyms),
        *reject_unplaced(reading, toponyms, wheres),
    ]
    rejections.sort(key=_where_it_stands)
    return Extraction(post=post, claims=tuple(claims), rejections=(*rejections, *unclaimed))


def _where_it_stands(rejection: Rejection) -> int:
    return rejection.span.start if rejection.span else 0
