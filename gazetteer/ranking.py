"""Order the places that a name may mean by what the text around it says."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dateline.gazetteer.index import Kind
from dateline.gazetteer.place import LonLat, Match, Place

EARTH_KM = 6371.0088

# How much each hint weighs. Population alone spans 0.3 (a hamlet) to 1.0 (ten million people), so a named
# region outweighs any difference in size, and a main name outweighs a factor of ten.
_KIND = {
    Kind.OWN: 1.0,
    Kind.MAIN: 0.2,
    Kind.INFLECTED: 0.2,
    Kind.ALTERNATE: -0.05,
    Kind.INFLECTED_ALTERNATE: -0.05,
    Kind.DISTRICT: -0.1,
    Kind.REGION_SHORT: 0.0,
}
_COUNTRY = 0.7
_CONTINENT = 1.5
_OTHER_CLASS = 1.0
_CONTAINER = 1.2
_REGION_NAMED = 0.9
_COUNTRY_NAMED = 0.3
# Who acts is a weak hint of where: armies act abroad.
_COUNTRY_HINTED = 0.05
_SOURCE_COUNTRY = 0.15
_NEAR = ((40.0, 0.35), (150.0, 0.25), (500.0, 0.1))
# Degrees of latitude that the farthest of these reaches can span.
_REACH_DEGREES = 4.5
_WANTED = 0.5
_FOCUS = 0.2
_FOCUS_KM = 300.0
# What a text can add to one namesake and not to another, its region, its country and its neighbours all named:
# a place that is farther ahead than this wins in every text.
DECISIVE = 1.3
# A lead that is clear for every use that is made of it; how much clearer it is does not matter.
_CLEAR = 0.25
# The highest sum that a place without a container can reach; scores are told as parts of it.
_FULL = 2.6
# Namesakes closer together than this are one place for the map's purposes.
_SAME_KM = 20.0

# What words around a name may ask for -> feature classes and codes that answer.
_ANSWERS = {
    "region": frozenset(("ADM1", "RGN", "CONT")),
    "district": frozenset(("ADM2", "P")),
    "town": frozenset(("P",)),
    "water": frozenset(("H",)),
    "land": frozenset(("T", "L")),
    "site": frozenset(("S", "P")),
}


class Candidate(NamedTuple):
    """A place that a name may mean, how the name belongs to it, and what speaks for it before any text is read."""

    place: Place
    kind: Kind
    prior: float

    @property
    def own_name(self) -> bool:
        """Whether the name is its present one or a form of it, not one of other times or languages."""
        return self.kind <= Kind.INFLECTED

    @property
    def inflected(self) -> bool:
        """Whether the name stands in another case than the first, as far as one can tell."""
        return self.kind in (Kind.INFLECTED, Kind.INFLECTED_ALTERNATE)

    @property
    def desks(self) -> bool:
        """Whether it is a desk's own place."""
        return self.kind == Kind.OWN

    @property
    def short(self) -> bool:
        """Whether the name means the place only where words ask for a division: "Kharkiv" for the oblast."""
        return self.kind == Kind.REGION_SHORT


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a text says about where it is.

    Attributes:
        regions: (country, admin1) pairs named in it.
        countries: ISO codes named in it.
        hinted: ISO codes that its actors and demonyms name ("Russian", "Ukraine's military"): who, not where.
        home: ISO codes to lean to when it names none: the source's country, its language's countries.
        points: Places of the text that are already sure.
        containers: (country, admin1) pairs that stand right behind this name ("Paris, Texas"); admin1 is
            empty where only the country stands there.
        wanted: What the words around the name ask for: ``region``, ``district``, ``town``, ``water``,
            ``land``, ``site``; None for any.
        focus: A point that the user is interested in; None for none.
    """

    regions: frozenset[tuple[str, str]] = frozenset()
    countries: frozenset[str] = frozenset()
    hinted: frozenset[str] = frozenset()
    home: frozenset[str] = frozenset()
    points: tuple[LonLat, ...] = ()
    containers: frozenset[tuple[str, str]] = frozenset()
    wanted: str | None = None
    focus: LonLat | None = None


def prior(place: Place, kind: Kind) -> float:
    """What speaks for a place before any text is read: its size, its rank, and how the name belongs to it."""
    if place.feature_code == "CONT":
        return _CONTINENT
    size = math.log10((place.population or 0) + 100) / 7
    score = size if place.feature_class in "PA" else _OTHER_CLASS
    return score + _KIND[kind] + (_COUNTRY if place.feature_code == "PCLI" else 0.0)


def rank(name: str, candidates: Sequence[Candidate], context: Context) -> tuple[Match, ...]:
    """Matches of one name, best first, equal scores by id.

    The score is 0 to 1; ``margin`` is the distance to the best match that lies elsewhere.
    """
    if len(candidates) == 1:
        score = told(candidates[0], context)
        return (_match(name, candidates[0], score, 0.0),)
    scored = sorted(
        ((told(candidate, context), candidate) for candidate in candidates),
        key=lambda pair: (-pair[0], pair[1].place.place_id),
    )
    matches = []
    for i, (score, one) in enumerate(scored):
        rival = next(
            (other for other, elsewhere in scored[i + 1 :] if _apart(one.place, elsewhere.place) > _SAME_KM),
            0.0,
        )
        matches.append(_match(name, one, score, rival))
    return tuple(matches)


def _match(name: str, candidate: Candidate, score: float, rival: float) -> Match:
    return Match(
        place=candidate.place, matched_name=name, score=min(score, 1.0), margin=round(min(score - rival, 1.0), 4),
        own_name=candidate.own_name,
    )  # fmt: skip


def best_match(name: str, candidates: Sequence[Candidate], context: Context) -> Match | None:
    """The first of rank(), without ordering the others; None when there are no candidates.

    Args:
        name: The name, for the match.
        candidates: By their prior, the highest first.
        context: What the text says.
    """
    if len(candidates) <= 1:
        return rank(name, candidates, context)[0] if candidates else None
    most = _most(context)
    first = candidates[0]
    score = rival = 0.0
    scored: list[tuple[float, Candidate]] = []
    for candidate in candidates:
        # Sorted by what speaks for them before the text: those that no text lifts near the front are left out.
        if (candidate.prior + most) / _FULL < max(rival, score - _CLEAR):
            rival = max(rival, candidate.prior / _FULL)
            break
        reached = told(candidate, context)
        scored.append((reached, candidate))
        if (-reached, candidate.place.place_id) < (-score, first.place.place_id):
            score, rival, first = reached, score, candidate
        elif candidate is not first:
            rival = max(rival, reached)
    # The runner-up must lie elsewhere.
    rival = rival if len(scored) == 1 else 0.0
    for other, elsewhere in scored:
        if other > rival and elsewhere is not first and _apart(first.place, elsewhere.place) > _SAME_KM:
            rival = other
    return _match(name, first, score, rival)


def _most(context: Context) -> float:
    """The most that a context can add to a candidate."""
    most = _SOURCE_COUNTRY
    if context.wanted:
        most += _WANTED
    if context.containers:
        most += _CONTAINER
    if context.regions:
        most += _REGION_NAMED
    if context.countries:
        most += _COUNTRY_NAMED
    if context.points:
        most += _NEAR[0][1]
    return most + (_FOCUS if context.focus is not None else 0.0)


def told(candidate: Candidate, context: Context) -> float:
    """The score of one candidate in a context; above 1 where nearly everything speaks for it."""
    place = candidate.place
    score = candidate.prior
    if context.wanted:
        answers = _ANSWERS[context.wanted]
        met = place.feature_class in answers or place.feature_code in answers
        score += _WANTED if met else -_WANTED
    country = place.country
    if country:
        admin1 = place.admin1 or ""
        if context.containers and (
            (country, admin1) in context.containers or (country, "") in context.containers
        ):
            score += _CONTAINER
        if (country, admin1) in context.regions:
            score += _REGION_NAMED
        elif context.regions and any(country == other for other, _ in context.regions):
            score += _COUNTRY_NAMED / 2
        if country in context.countries:
            score += _COUNTRY_NAMED
        elif country in context.home:
            score += _SOURCE_COUNTRY
        elif country in context.hinted:
            score += _COUNTRY_HINTED
    if context.points and place.feature_code not in ("PCLI", "CONT"):
        score += _nearness(place.location, context.points)
    if context.focus is not None:
        score += _FOCUS * math.exp(-distance_km(place.location, context.focus) / _FOCUS_KM)
    return round(max(score, 0.0) / _FULL, 4)


def _nearness(location: LonLat, points: Sequence[LonLat]) -> float:
    """What the closest of the points adds."""
    lon, lat = location
    close = [
        point
        for point in points
        # Most are thousands of kilometres away: a look at the latitude spares the trigonometry.
        if abs(point[1] - lat) < _REACH_DEGREES and (abs(point[0] - lon) < 60 or abs(lat) > 60)
    ]
    if not close:
        return 0.0
    nearest = min(distance_km(location, point) for point in close)
    return next((bonus for reach, bonus in _NEAR if nearest < reach), 0.0)


def _apart(one: Place, other: Place) -> float:
    # A region and the town it is named for are two readings, however near.
    if (one.feature_class == "P") != (other.feature_class == "P"):
        return math.inf
    return distance_km(one.location, other.location)


def distance_km(one: LonLat, other: LonLat) -> float:
    """Great-circle distance on a sphere of mean radius, within 0.6 % of the ellipsoid's."""
    lon1, lat1, lon2, lat2 = map(math.radians, (*one, *other))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))
