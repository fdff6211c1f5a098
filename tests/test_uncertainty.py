"""Circles of uncertainty as polygons."""

import pytest
import shapely
from geopy.distance import geodesic

from dateline.gazetteer.place import LonLat
from dateline.output.uncertainty import circle

CENTRES = [
    (35.14, 47.84),
    (0, 0),
    (-70.5, -33.4),
    (179.9, 65),
    (-179.95, -17),
    (180, 0),
    (25, 89.8),
    (25, -89.8),
]


@pytest.mark.parametrize("centre", CENTRES)
@pytest.mark.parametrize("radius_km", [0.5, 25, 150])
def test_rings_are_closed_right_handed_and_on_the_globe(centre, radius_km):
    rings = circle(LonLat(*centre), radius_km)
    for ring in rings:
        polygon = shapely.Polygon(ring)
        assert ring[0] == ring[-1]
        assert polygon.is_valid and polygon.exterior.is_ccw
        west, south, east, north = polygon.bounds
        assert west >= -180 and east <= 180 and south >= -90 and north <= 90
        assert east - west < 359 or abs(centre[1]) > 88


@pytest.mark.parametrize("centre", CENTRES[:3])
def test_corners_lie_at_the_radius(centre):
    (ring,) = circle(LonLat(*centre), 150)
    for lon, lat in ring:
        assert geodesic((centre[1], centre[0]), (lat, lon)).km == pytest.approx(150, rel=0.006)


def test_a_circle_over_the_antimeridian_is_cut_in_two():
    rings = circle(LonLat(179.9, 65), 80)
    assert len(rings) == 2
    assert {max(x for x, _ in ring) > 0 for ring in rings} == {True, False}


def test_a_circle_over_the_pole_holds_the_pole():
    rings = circle(LonLat(25, 89.8), 150)
    assert max(y for ring in rings for _, y in ring) == 90
    assert sum(shapely.Polygon(ring).contains(shapely.Point(-120, 89.5)) for ring in rings) == 1
