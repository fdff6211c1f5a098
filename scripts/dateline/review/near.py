"""Events that an editor may want to merge: near one another in time and place."""

from collections.abc import Iterable
from datetime import datetime

from dateline.gazetteer import LonLat, distance_km
from dateline.review.listing import Listed

_MOST_DAYS = 4.0
_MOST_KM = 150.0
_OFFERED = 8


def near_events(one: Listed, others: Iterable[Listed]) -> list[tuple[Listed, str]]:
    """Events that may be the same happening, the likeliest first, each with how near it is in words."""
    found = []
    for other in others:
        if other is one or not other.columns:
            continue
        told = _apart(one, other)
        if told is not None:
            found.append((told[0], other.event, other, told[1]))
    return [(other, why) for _, _, other, why in sorted(found, key=lambda row: row[:2])[:_OFFERED]]


def _apart(one: Listed, other: Listed) -> tuple[float, str] | None:
    """How far apart two events are, and in words; None when too far, or when neither place nor day is known."""
    here, there = one.columns, other.columns
    days = None
    if here["date_start"] and there["date_start"]:
        # Most are years apart: that needs no reckoning.
        if here["date_start"][:3] != there["date_start"][:3]:
            return None
        seconds = datetime.fromisoformat(here["date_start"]) - datetime.fromisoformat(there["date_start"])
        days = abs(seconds.total_seconds()) / 86400
        if days > _MOST_DAYS:
            return None
    km = None
    if here["lon"] is not None and there["lon"] is not None:
        km = distance_km(LonLat(here["lon"], here["lat"]), LonLat(there["lon"], there["lat"]))
        if km > _MOST_KM:
            return None
    elif here["country"] and there["country"] and here["country"] != there["country"]:
        return None
    if days is None and km is None:
        return None
    when = "day unknown" if days is None else "same day" if days < 1 else f"{days:.0f} days apart"
    where = "place unknown" if km is None else "same place" if km < 1 else f"{km:.0f} km apart"
    far = (2.0 if days is None else days) + (2.0 if km is None else km / 25)
    far += 0.0 if here["sub_event_type"] == there["sub_event_type"] else 1.0
    return far, f"{when}, {where}"
