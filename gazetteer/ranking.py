"""Order the places that a name may mean by what the text around it says."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from gazetteer.index import Found, Kind
from gazetteer.place import LonLat, Match, Place

EARTH_KM = 6371.0088

# How much each hint weighs. Population alone spans 0.3 (a hamlet) to 1.0 (ten million people), so a named
# region outweighs any difference in size, and a main name outweighs a factor of ten.
_KIND = {
    Kind.MAIN: 0.15,
    Kind.INFLECTED: 0.15,
    Kind.ALTERNATE: 0.0,
    Kind.INFLECTED_ALTERNATE: 0.0,
    Kind.REGION_SHORT: 0.0,
}
_REGION_NAMED = 0.9
_COUNTRY_NAMED = 0.3
_SOURCE_COUNTRY = 0.15
_NEAR = 0.25
_NEAR_KM = 120.0
_WANTED = 0.5
# Namesakes closer together than this are one place for the map's purposes.
_SAME_KM = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a text says about where it is.

    Attributes:
        regions: (country, admin1) pairs named in it.
        countries: ISO codes named in it.
        home: ISO codes to lean to when it names none: the source's country, its language's countries.
        points: Places of the text that are already sure.
        wanted: Feature class asked for by the words around the name: ``P``, ``A``, ``H``, ``S``; None for any.
    """

    regions: frozenset[tuple[str, str]] = frozenset()
    countries: frozenset[str] = frozenset()
    home: frozenset[str] = frozenset()
    points: tuple[LonLat, ...] = ()
    wanted: str | None = None


def rank(name: str, found: Iterable[tuple[Place, Found]], context: Context) -> tuple[Match, ...]:
    """Matches of one name, best first, equal scores by id.

    The score is 0 to 1; ``margin`` is the distance to the best match that lies elsewhere.
    """
    scored = sorted(
        ((_score(place, one.kind, context), place) for place, one in found),
        key=lambda pair: (-pair[0], pair[1].place_id),
    )
    matches = []
    for i, (score, place) in enumerate(scored):
        rival = next(
            (other for other, elsewhere in scored[i + 1 :] if _apart(place, elsewhere) > _SAME_KM), 0.0
        )
        matches.append(Match(place=place, matched_name=name, score=score, margin=round(score - rival, 4)))
    return tuple(matches)


def _score(place: Place, kind: Kind, context: Context) -> float:
    people = place.population or 0
    score = math.log10(people + 100) / 7
    if place.feature_class in "LHTS":
        score = 0.8
    score += _KIND[kind]
    if place.feature_code == "PCLI":
        score += 0.2
    if context.wanted:
        score += _WANTED if place.feature_class == context.wanted else -_WANTED
    if place.country:
        if (place.country, place.admin1 or "") in context.regions:
            score += _REGION_NAMED
        elif any(country == place.country for country, _ in context.regions):
            score += _COUNTRY_NAMED / 2
        if place.country in context.countries:
            score += _COUNTRY_NAMED
        elif place.country in context.home:
            score += _SOURCE_COUNTRY
    if context.points and min(distance_km(place.location, point) for point in context.points) < _NEAR_KM:
        score += _NEAR
    return round(min(score / 2.2, 1.0), 4)


def _apart(one: Place, other: Place) -> float:
    # A region and the town it is named for are two readings, however near.
    if one.feature_class != other.feature_class:
        return math.inf
    return distance_km(one.location, other.location)


def distance_km(one: LonLat, other: LonLat) -> float:
    """Great-circle distance on a sphere of mean radius, within 0.6 % of the ellipsoid's."""
    lon1, lat1, lon2, lat2 = map(math.radians, (*one, *other))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))
