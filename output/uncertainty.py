"""A point and a radius -> the polygon that should hold the event."""

import math
from functools import lru_cache

Ring = list[tuple[float, float]]

# Mean radius; against the ellipsoid a circle is off by at most half a per cent, far below what a radius of
# uncertainty can mean.
_EARTH_KM = 6371.0088
_CORNERS = 64


@lru_cache(maxsize=4096)
def circle(centre: tuple[float, float], radius_km: float) -> tuple[Ring, ...]:
    """Outer rings of the geodesic circle, closed and counter-clockwise (RFC 7946's right-hand rule).

    One ring as a rule; two where the circle crosses the antimeridian, which RFC 7946 wants cut. A circle
    around a pole becomes the cap from its edge to the pole.

    Args:
        centre: Longitude and latitude in degrees.
        radius_km: More than 0; above a quarter of the globe it is taken as that.
    """
    ring = _unrolled_ring(centre, min(radius_km, _EARTH_KM * math.pi / 2))
    west, east = min(x for x, _ in ring), max(x for x, _ in ring)
    if west >= -180 and east <= 180:
        return (_closed(ring),)

    # Imported here: only maps that reach the antimeridian need it.
    import shapely

    pieces: list[Ring] = []
    for shift in (-360.0, 0.0, 360.0):
        moved = shapely.Polygon([(x + shift, y) for x, y in ring])
        cut = shapely.intersection(moved, shapely.box(-180, -90, 180, 90))
        pieces.extend(
            [(x, y) for x, y in shapely.orient_polygons(part).exterior.coords]
            for part in shapely.get_parts(cut)
            if isinstance(part, shapely.Polygon) and not part.is_empty
        )
    return tuple(_rounded(piece) for piece in pieces)


def _unrolled_ring(centre: tuple[float, float], radius_km: float) -> Ring:
    """Corners counter-clockwise with longitudes that run on beyond ±180 instead of jumping."""
    lat = math.radians(centre[1])
    angle = radius_km / _EARTH_KM
    ring: Ring = []
    for corner in range(_CORNERS):
        bearing = -2 * math.pi * corner / _CORNERS
        sin_to = math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(bearing)
        to_lat = math.asin(max(-1.0, min(1.0, sin_to)))
        turn = math.atan2(
            math.sin(bearing) * math.sin(angle) * math.cos(lat), math.cos(angle) - math.sin(lat) * sin_to
        )
        ring.append((centre[0] + math.degrees(turn), math.degrees(to_lat)))
    for pole in (90.0, -90.0):
        # Strictly beyond the pole: the ring runs once around the globe, so it is opened at its far side and
        # closed along the pole.
        if abs(pole - centre[1]) < math.degrees(angle):
            ring.sort()
            edge = ring[0][1] + (ring[-1][1] - ring[0][1]) / 2
            west, east = centre[0] - 180, centre[0] + 180
            # A corner that all but lies on the seam would fold back on it when rounded.
            ring = [(west, edge), *(p for p in ring if west + 1e-5 < p[0] < east - 1e-5), (east, edge)]
            ring = (
                [*ring, (east, pole), (west, pole)] if pole > 0 else [*ring[::-1], (west, pole), (east, pole)]
            )
    return ring


def _closed(ring: Ring) -> Ring:
    return _rounded([*ring, ring[0]])


def _rounded(ring: Ring) -> Ring:
    return [(round(x, 6) + 0.0, round(y, 6) + 0.0) for x, y in ring]
