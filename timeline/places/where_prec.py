"""How exactly a place tells where something happened: UCDP's where_prec, and a radius that should hold it."""

import math

from dateline.gazetteer import LonLat, Place, distance_km
from dateline.timeline.places.toponym import Toponym

# UCDP where_prec of feature codes whose place carries none of its own; towns and sites are 1.
_PREC = {"ADM1": 4, "ADM2": 3, "PCLI": 6}
# A facility named after a town may stand this far outside it; "near" reaches this far.
_FACILITY_KM = 10.0
_NEAR_KM = 15.0
_DISTRICT_KM = 30.0
_AXIS_KM = 30.0
# An offset is told in round figures and measured from somewhere in the town.
_OFFSET_SHARE = 0.25
_OFFSET_LEAST_KM = 3.0
_EARTH_KM = 6371.0088


def precision(toponym: Toponym, place: Place) -> tuple[int, float | None]:
    """where_prec by the feature and the wording, and the uncertainty in kilometres (None for a country)."""
    wanted = toponym.wanted or ""
    prec = place.where_prec or _PREC.get(place.feature_code, 1)
    radius = round(place.radius_km, 1)
    if prec == 6:
        return 6, None
    if prec != 1:
        return prec, radius
    if wanted.endswith("district") or wanted == "region":
        return 3, max(_DISTRICT_KM, radius)
    if toponym.relation == "toward" or wanted.endswith("direction"):
        return 5, max(_AXIS_KM, radius)
    if toponym.offset is not None:
        return 2, round(max(_OFFSET_LEAST_KM, _OFFSET_SHARE * toponym.offset.km) + radius, 1)
    if wanted.endswith("facility") and place.feature_class == "P":
        return 2, round(radius + _FACILITY_KM, 1)
    if toponym.relation == "near":
        return 2, round(radius + _NEAR_KM, 1)
    return 1, radius


def moved(toponym: Toponym, place: Place) -> LonLat:
    """The place's point, shifted where the text says "12 km north of" it; where no bearing is said it stays."""
    offset = toponym.offset
    if offset is None or offset.bearing is None:
        return place.location
    lon, lat = map(math.radians, place.location)
    angle, course = offset.km / _EARTH_KM, math.radians(offset.bearing)
    there = math.asin(math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(course))
    turn = math.atan2(
        math.sin(course) * math.sin(angle) * math.cos(lat), math.cos(angle) - math.sin(lat) * math.sin(there)
    )
    east = (math.degrees(lon + turn) + 180) % 360 - 180
    return LonLat(round(east, 5), round(math.degrees(there), 5))


def midpoint(one: LonLat, other: LonLat) -> tuple[LonLat, float]:
    """The middle of two places that are not far apart, and half their distance in kilometres."""
    middle = LonLat(round((one.lon + other.lon) / 2, 5), round((one.lat + other.lat) / 2, 5))
    return middle, round(distance_km(one, other) / 2, 1)
