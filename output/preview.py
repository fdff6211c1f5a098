"""What a still picture of a map says: its marks, its words, and its text for readers who do not see it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from dateline.output.picture import PictureOptions, Spot, seen_box, spots_of
from dateline.timeline.claims.event_types import Look

_BASEMAP, _BORDERS = "Basemap: Natural Earth", "Crimea shown as Ukraine (UNGA 68/262)"


def preview(
    features: Iterable[Mapping[str, Any]],
    *,
    title: str,
    credit: str,
    looks: Sequence[Look],
    size: tuple[int, int] = (1200, 630),
    borders: str = "un",
) -> tuple[Sequence[Spot], PictureOptions]:
    """The marks and the words of a picture.

    Args:
        features: As in events.geojson.
        title: Of the map; a plain one where empty.
        credit: Who must be named.
        looks: How event types are drawn.
        size: Width and height in pixels.
        borders: ``un`` or ``none``, as for the page.

    Raises:
        KeyError: A feature lacks a shared column.
        PageError: A size in which nothing can be read.
    """
    told = list(features)
    spots = spots_of(told, looks)
    drawn = [f["properties"] for f in told if f["geometry"] is not None and f["properties"]["date_start"]]
    days = sorted(datetime.fromisoformat(properties["date_start"]).date() for properties in drawn)
    span = "" if not days else _day(days[0]) if days[0] == days[-1] else f"{_day(days[0])} – {_day(days[-1])}"
    count = "1 event" if len(spots) == 1 else f"{len(spots)} events"
    west, south, east, north = seen_box(spots, size)
    outside = sum(not (west <= spot.lon <= east and south <= spot.lat <= north) for spot in spots)
    count += f" ({outside} of them outside this picture)" if outside else ""
    subtitle = f"{count}, {span}" if span else "No events"
    kinds = Counter(properties["event_type"] for properties in drawn)
    places = Counter(properties["place"] for properties in drawn if properties["place"])
    alt = f"Map: {subtitle}."
    if kinds:
        alt += " Most are " + _listed(f"{name} ({n})" for name, n in _most(kinds)) + "."
        alt += " Places named most: " + _listed(name for name, _ in _most(places)) + "." if places else ""
    return spots, PictureOptions(
        title=title or "Reported events",
        subtitle=subtitle + ". Claims are shown as claims.",
        credit="; ".join(part for part in (credit, _BASEMAP, "" if borders == "none" else _BORDERS) if part),
        alt=alt,
        width=size[0],
        height=size[1],
        borders=borders != "none",
    )


def _most(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:3]


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _day(day: Any) -> str:
    return f"{day.day} {day:%b %Y}"
