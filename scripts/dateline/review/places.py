"""Places for the review page: what a name means, what lies near a point, which towns a small map names."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from dateline.gazetteer import Gazetteer, LonLat, Match, Place, distance_km

_MOST_PLACES = 8
_MOST_TOWNS = 24
# Beyond this a town says nothing about a point.
_NEAR_KM = 60.0


class PlaceFinder:
    """Answers about places, offline.

    Args:
        gazetteer: Open.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    @cached_property
    def _towns(self) -> Sequence[tuple[str, float, float, int]]:
        return self._gazetteer.labels(min_population=500)

    def named(self, name: str) -> dict[str, Any]:
        """Places that a name may mean, best first."""
        found = self._gazetteer.lookup(name.strip()[:100]) if name.strip() else ()
        return {"places": [_told(match.place) for match in found[:_MOST_PLACES]]}

    def near(self, lon: float, lat: float) -> dict[str, Any]:
        """The town nearest to a point, with its region and country; None where there is none for a long way."""
        least, nearest = _NEAR_KM, None
        for name, x, y, _ in self._towns:
            if abs(y - lat) < 1:
                km = distance_km(LonLat(lon, lat), LonLat(x, y))
                if km < least:
                    least, nearest = km, (name, x, y)
        if nearest is None:
            return {"place": None}
        match = self._match(*nearest)
        bare = {"name": nearest[0], "admin1": None, "country": None, "lon": nearest[1], "lat": nearest[2]}
        return {"place": (_told(match.place) if match else bare) | {"km": round(least, 1)}}

    def _match(self, name: str, lon: float, lat: float) -> Match | None:
        def apart(match: Match) -> float:
            return abs(match.place.location.lon - lon) + abs(match.place.location.lat - lat)

        best = min(self._gazetteer.lookup(name), key=apart, default=None)
        return best if best is not None and apart(best) < 0.02 else None

    def towns(self, box: Sequence[float]) -> dict[str, Any]:
        """The largest towns within a box (west, south, east, north), for a map's labels."""
        if len(box) != 4:
            return {"towns": []}
        west, south, east, north = box
        found = []
        for name, lon, lat, _ in self._towns:
            if west <= lon <= east and south <= lat <= north:
                found.append([name, lon, lat])
                if len(found) == _MOST_TOWNS:
                    break
        return {"towns": found}


def _told(place: Place) -> dict[str, Any]:
    return {
        "name": place.name, "admin1": place.admin1_name, "admin2": place.admin2_name, "country": place.country,
        "kind": place.feature_class, "people": place.population,
        "lon": round(place.location.lon, 5), "lat": round(place.location.lat, 5),
    }  # fmt: skip
