"""The point that stands for an area, and a circle that holds it, from the towns that lie in it."""

import math
from collections.abc import Sequence

from shapely import MultiPoint

# Islands far off the coast and wrong members are left out of the circle, not out of the hull.
_HELD = 0.95
_SMALLEST_KM = 10.0


def extent(points: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Label point and radius of an area that is known by its towns.

    The centre of the towns' convex hull: unlike their mean it does not lean to where most people live, and it
    lies near the point that atlases and encyclopedias give.

    Args:
        points: (longitude, latitude) of the towns; at least one.

    Returns:
        Longitude, latitude in degrees, and the radius in kilometres that holds nineteen of twenty towns.
    """
    # An area across the date line is measured on the side that most of it lies on.
    east = sum(lon > 0 for lon, _ in points) * 2 >= len(points)
    wide = max(lon for lon, _ in points) - min(lon for lon, _ in points) > 180
    turned = [
        (
            (lon + 360 if east and lon < 0 else lon - 360 if not east and lon > 0 else lon) if wide else lon,
            lat,
        )
        for lon, lat in points
    ]
    centre = MultiPoint(turned).convex_hull.centroid
    lon, lat = centre.x, centre.y
    return round((lon + 180) % 360 - 180, 4), round(lat, 4), reach(lon, lat, turned)


def reach(lon: float, lat: float, points: Sequence[tuple[float, float]]) -> float:
    """The radius in kilometres around a point that holds nineteen of twenty others, at least 10."""
    squeeze = math.cos(math.radians(lat))
    apart = sorted(111.2 * math.hypot((x - lon) * squeeze, y - lat) for x, y in points)
    return round(max(_SMALLEST_KM, apart[math.ceil(_HELD * len(apart)) - 1]), 1)
