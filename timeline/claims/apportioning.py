"""Which place lies in which, and what counts and targets of a sentence belong to which of its places."""

from collections.abc import Sequence
from itertools import pairwise

from dateline.gazetteer import distance_km
from dateline.timeline.claims.mention import Argument, CasualtyMention
from dateline.timeline.claims.scene import PlaceMention, Scene
from dateline.timeline.span import Mention

# A borough or a facility this near to a town named beside it lies in it.
_IN_TOWN_KM = 20.0
# Two towns closer than this in words, with only commas and "and" between them, are a list.
LIST_GAP = 24
# "Two were killed in Nikopol": characters from a count to the place right behind it.
_BEHIND = 24


def tolls_of(
    text: str, scene: Scene, head: PlaceMention | None, heads: Sequence[PlaceMention]
) -> tuple[CasualtyMention, ...]:
    """Counts of a sentence that belong to one of its places: all for a single place, its own for one of several."""
    counts = [mention for mention in scene.casualties if not mention.total]
    if len(heads) <= 1 or head is None:
        return tuple(counts)
    # A count before or behind a whole list ("in A, B and C, killing two") is nobody's own.
    return tuple(
        mention
        for mention in counts
        if not _outside_all(mention, heads) and _owner(text, mention, heads) is head
    )


def _owner(text: str, count: Mention, heads: Sequence[PlaceMention]) -> PlaceMention:
    """The place right behind a count with no mark between, else the last one named before it, else the next."""
    ordered = sorted(heads, key=lambda place: place.toponym.span)
    before = [place for place in ordered if place.toponym.span.start < count.span.start]
    behind = [place for place in ordered if place.toponym.span.start >= count.span.end]
    if behind:
        between = text[count.span.end : behind[0].toponym.span.start]
        if not before or (len(between) <= _BEHIND and not any(mark in between for mark in ",;:.–—")):
            return behind[0]
    return before[-1] if before else ordered[0]


def _outside_all(mention: Mention, heads: Sequence[PlaceMention]) -> bool:
    spans = sorted(place.toponym.span for place in heads)
    gaps = [b.start - a.end for a, b in pairwise(spans)]
    return max(gaps) <= LIST_GAP and (
        mention.span.end <= spans[0].start or mention.span.start >= spans[-1].end
    )


def arguments_of(
    scene: Scene, head: PlaceMention | None, heads: Sequence[PlaceMention]
) -> tuple[Argument, ...]:
    """Arguments of the sentence; where it names several places apart, the targets nearest to this one."""
    if head is None or len(heads) <= 1:
        return scene.arguments
    return tuple(
        argument
        for argument in scene.arguments
        if argument.kind != "target"
        or min(heads, key=lambda p: (scene.distance(p.toponym, argument), p.toponym.span)) is head
    )


def contains(wide: PlaceMention, fine: PlaceMention) -> bool:
    """Whether one place named lies in another: a town in a region, a borough or a dam in a town."""
    a, b = wide.where, fine.where
    if a is None or b is None or a is b:
        return False
    if a.where_prec <= 2 and b.where_prec <= 2:
        return _in_town(wide, fine)
    if a.where_prec <= b.where_prec:
        return False
    if a.country != b.country:
        return False
    return a.where_prec in (5, 6) or a.admin1 == b.admin1


def _in_town(wide: PlaceMention, fine: PlaceMention) -> bool:
    """Whether a borough or a facility belongs to a town: "the dam in Zaporizhzhia" is one place."""
    town, spot = wide.where, fine.where
    if town is None or spot is None or _is_borough(wide):
        return False
    return (
        town.feature_code.startswith("PPL")
        and (_is_borough(fine) or not spot.feature_code.startswith("PPL"))
        and town.location is not None
        and spot.location is not None
        and distance_km(town.location, spot.location) <= _IN_TOWN_KM
    )


def _is_borough(place: PlaceMention) -> bool:
    wanted = place.toponym.wanted or ""
    return place.where is not None and (place.where.feature_code == "PPLX" or wanted.endswith("district"))
