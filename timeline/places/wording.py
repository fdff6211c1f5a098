"""What the words around a place name ask for and how they stand to the place."""

import math

from dateline.gazetteer import NameHit
from dateline.timeline.places.toponym import Offset, Relation
from dateline.timeline.places.view import PlaceView

_MILE_KM = 1.609344
# Words between a distance and the place: "12 kilometres (7 miles) north-east of the city of X".
_OFFSET_REACH = 12
_RELATIONS: tuple[Relation, ...] = ("near", "toward", "from", "in")


def wanted_by(view: PlaceView, hit: NameHit) -> tuple[str | None, int]:
    """What kind of place the words ask for, and the position after the toponym with its kind.

    Kinds: ``region``, ``district``, ``city``, ``facility``, ``water``, ``land``; None where nothing is asked.
    """
    following = view.tables[hit.last] if view.adjoin(hit.last - 1) else frozenset()
    before = view.tables[hit.first - 1]
    possessive = view.possessive(hit.last - 1)
    if following & {"region", "region_body"} and not possessive:
        return "region", hit.last + 1
    if "region_before" in before or (
        "settlement_of" in before and "region_before" in view.tables[hit.first - 2]
    ):
        return "region", hit.last
    if "district" in following and not possessive:
        return "district", hit.last + 1
    if "water" in following and not possessive:
        return "water", hit.last + 1
    if "water" in before:
        return "water", hit.last
    if "land" in following and not possessive:
        return "land", hit.last + 1
    if "settlement" in before or ("settlement_of" in before and "settlement" in view.tables[hit.first - 2]):
        return "city", hit.last
    if "facility" in following and not possessive:
        return "facility", hit.last
    return None, hit.last


def relation(view: PlaceView, first: int, last: int) -> Relation:
    """How the text stands to the place, from the words before it (adjectives between are stepped over)."""
    if view.words.is_near(view.norms, first):
        return "near"
    if "direction" in view.tables[last]:
        return "toward"
    if "between" in view.tables[first - 1]:
        return "between"
    for back in range(1, 6):
        norm = view.norm(first - back)
        if not norm or not norm[0].isalpha():
            break
        tables = view.tables[first - back]
        if not tables:
            continue
        for one in _RELATIONS:
            if one in tables:
                # "from" far away belongs to something else: "missiles from the eastern city of X" is rare.
                return "none" if one == "from" and back > 3 else one
    return "none"


def offset_before(view: PlaceView, first: int) -> Offset | None:
    """ "12 km north of X", «за 12 км на північ від X», «в 5 км от X»: distance and bearing; None for none."""
    at = first - 1
    stop = max(-1, first - 1 - _OFFSET_REACH)
    bearings: list[float] = []
    linked = "distance_of" in view.tables[at] or view.norm(at) in view.words.bearings
    if not linked:
        return None
    unit = 0.0
    while at > stop:
        norm = view.norm(at)
        tables = view.tables[at]
        if norm in view.words.bearings and not unit:
            bearings.append(view.words.bearings[norm])
        elif "kilometres" in tables or "miles" in tables:
            unit = _MILE_KM if "miles" in tables else 1.0
            number = view.norm(at - 1).replace(",", ".")
            # A second figure in brackets says the same in other units.
            if view.norm(at + 1) != ")" and number.replace(".", "", 1).isdigit():
                return Offset(round(float(number) * unit, 1), _mean(bearings))
        elif norm in ".!?;:" or (unit and norm not in "()" and not norm[0].isdigit()):
            break
        at -= 1
    return None


def _mean(bearings: list[float]) -> float | None:
    """North and east are north-east."""
    if not bearings:
        return None
    x = sum(math.sin(math.radians(one)) for one in bearings)
    y = sum(math.cos(math.radians(one)) for one in bearings)
    return round(math.degrees(math.atan2(x, y)) % 360, 1)
