"""Events -> one still picture, for link previews and paper: SVG, and PNG where resvg is installed."""

import html
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dateline.output.basemap import PARTS, Box, basemap_layers, decode_line, line_box
from dateline.output.columns import clean_text
from dateline.output.errors import PageError
from dateline.output.kinds import Kinds
from dateline.timeline.claims.event_types import SHAPES, Look

# Pixels a mark takes at most; nearer ones are counted.
_CELL = 30
_RADIUS = 7
_HEAD, _FOOT = 84, 34
# Share of the box left free around the events.
_MARGIN = 0.12
# Of many events this share may lie outside on each side.
_TRIMMED, _MANY = 0.05, 20
# Degrees that a picture shows at least, so that one town is seen in its country.
_LEAST_DEGREES = 3.0
# where_prec above this is only listed.
_DRAWN = 5
_COLOURS = {
    "sea": "#d3e1e9", "land": "#f7f5f0", "lake": "#d3e1e9", "river": "#a5c1d1", "coast": "#93a9b5",
    "admin1": "#b9b0b6", "border": "#857a88", "text": "#16191d", "quiet": "#4d5661", "bubble": "#2b3440",
}  # fmt: skip
_WIDTHS = {"river": 1.0, "coast": 0.9, "admin1": 0.8, "border": 1.5}


@dataclass(frozen=True, slots=True)
class Spot:
    """A mark: longitude and latitude in degrees, how its type looks, and how sure it is."""

    lon: float
    lat: float
    look: Look
    hollow: bool
    claimed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureOptions:
    """Words and size of a picture.

    Attributes:
        title: Large, at the top.
        subtitle: Under it: what and when.
        credit: At the foot.
        alt: What a reader who does not see it is told.
        width: Pixels; 1200 by 630 is what social networks cut to.
        height: Pixels.
        borders: Whether countries' borders are drawn.
    """

    title: str
    subtitle: str
    credit: str
    alt: str
    width: int = 1200
    height: int = 630
    borders: bool = True

    def __post_init__(self) -> None:
        """Refuse sizes in which nothing can be read."""
        if not (300 <= self.width <= 8000 and 300 <= self.height <= 8000):
            raise PageError(f"size: expected 300 to 8000 pixels a side; found {self.width}x{self.height}")


def picture_svg(
    spots: Sequence[Spot], labels: Iterable[tuple[str, float, float, int]], options: PictureOptions
) -> str:
    """The picture as SVG, the same each time.

    Args:
        spots: What to mark.
        labels: Names for the basemap as (name, lon, lat, population), the largest first.
        options: Words and size.
    """
    frame = _Frame(_wide(spots), options.width, options.height)
    e = html.escape
    parts = [
        _opening(options),
        f'<title id="title">{e(clean_text(options.title))}</title><desc id="desc">{e(clean_text(options.alt))}</desc>',
        f'<rect width="100%" height="100%" fill="{_COLOURS["sea"]}"/>',
        *_ground(frame, borders=options.borders),
        *_names(frame, labels),
        *_marks(frame, spots),
        f'<rect width="100%" height="{_HEAD}" fill="#ffffff"/>',
        f'<text x="24" y="42" font-size="30" font-weight="700" fill="{_COLOURS["text"]}">{e(_cut(options.title, options.width - 48, 30))}</text>',
        f'<text x="24" y="70" font-size="18" fill="{_COLOURS["quiet"]}">{e(_cut(options.subtitle, options.width - 48, 18))}</text>',
        f'<rect y="{options.height - _FOOT}" width="100%" height="{_FOOT}" fill="#ffffff"/>',
        f'<text x="24" y="{options.height - 12}" font-size="13" fill="{_COLOURS["quiet"]}">{e(_cut(options.credit, options.width - 48, 13))}</text>',
        "</svg>\n",
    ]
    return "\n".join(parts)


def _opening(options: PictureOptions) -> str:
    size = f'width="{options.width}" height="{options.height}" viewBox="0 0 {options.width} {options.height}"'
    fonts = "DejaVu Sans, Noto Sans, Arial, sans-serif"
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title desc" font-family="{fonts}">'


def picture_png(svg: str) -> bytes:
    """The picture as PNG, letters in the machine's own fonts.

    Raises:
        PageError: resvg is not installed.
    """
    try:
        import resvg_py
    except ImportError as error:
        raise PageError(
            "PNG pictures need resvg: pip install '.[png]' in the checkout, or ask for .svg"
        ) from error
    return bytes(resvg_py.svg_to_bytes(svg_string=svg))


class _Frame:
    """Where a longitude and latitude stand in the picture."""

    def __init__(self, box: Box, width: int, height: int) -> None:
        self.width, self.height = width, height
        left, bottom = _project(box[0], box[1])
        right, top = _project(box[2], box[3])
        inner = height - _HEAD - _FOOT
        self.scale = min(width / (right - left), inner / (bottom - top))
        self._left = (left + right) / 2 - width / 2 / self.scale
        self._top = (top + bottom) / 2 - (_HEAD + inner / 2) / self.scale
        self.box = (*self._unproject(0, height - _FOOT), *self._unproject(width, _HEAD))

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        x, y = _project(lon, lat)
        return (x - self._left) * self.scale, (y - self._top) * self.scale

    def _unproject(self, x: float, y: float) -> tuple[float, float]:
        u, v = x / self.scale + self._left, y / self.scale + self._top
        return u * 360 - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * v))))


def _project(lon: float, lat: float) -> tuple[float, float]:
    sine = math.sin(math.radians(max(-85.05, min(85.05, lat))))
    return lon / 360 + 0.5, 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)


def seen_box(spots: Sequence[Spot], size: tuple[int, int]) -> Box:
    """West, south, east, north of what a picture of a width and height shows of them, degrees."""
    return _Frame(_wide(spots), *size).box


def _wide(spots: Sequence[Spot]) -> Box:
    """What to show, west, south, east, north: nine tenths of many events and some room; Ukraine where there are none.

    One far event must not shrink the rest to a dot.
    """
    if not spots:
        return 22.0, 44.0, 41.0, 53.0
    lons, lats = [spot.lon for spot in spots], [spot.lat for spot in spots]
    sides = []
    for values in (sorted(lons), sorted(lats)):
        cut = int(len(values) * _TRIMMED) if len(values) >= _MANY else 0
        low, high = values[cut], values[-1 - cut]
        room = max((high - low) * _MARGIN, (_LEAST_DEGREES - (high - low)) / 2, 0.2)
        sides.append((low - room, high + room))
    return sides[0][0], max(-85.0, sides[1][0]), sides[0][1], min(85.0, sides[1][1])


def _ground(frame: _Frame, *, borders: bool) -> Iterable[str]:
    for layer in basemap_layers(frame.box, borders=borders):
        if layer["minZoom"] and frame.scale < 256 * 2 ** layer["minZoom"]:
            continue
        if layer["box"]:
            west, south, east, north = layer["box"]
            (x0, y0), (x1, y1) = frame.at(west, north), frame.at(east, south)
            sides = f'x="{x0:.1f}" y="{y0:.1f}" width="{x1 - x0:.1f}" height="{y1 - y0:.1f}"'
            yield f'<clipPath id="fine"><rect {sides}/></clipPath><g clip-path="url(#fine)"><rect {sides} fill="{_COLOURS["sea"]}"/>'
        for part in PARTS:
            path = _path(frame, layer[part], layer["scale"], closed=part in ("land", "lake"))
            if not path:
                continue
            if part in ("land", "lake"):
                yield f'<path d="{path}" fill="{_COLOURS[part]}" fill-rule="evenodd"/>'
            else:
                dashes = ' stroke-dasharray="3 3"' if part == "admin1" else ""
                yield f'<path d="{path}" fill="none" stroke="{_COLOURS[part]}" stroke-width="{_WIDTHS[part]}"{dashes}/>'
        if layer["box"]:
            yield "</g>"


def _path(frame: _Frame, lines: Iterable[str], scale: int, *, closed: bool) -> str:
    pieces = []
    west, south, east, north = frame.box
    for line in lines:
        box = line_box(line, scale)
        if box[0] > east or box[2] < west or box[1] > north or box[3] < south:
            continue
        points = [frame.at(lon, lat) for lon, lat in decode_line(line, scale)]
        kept = [points[0]] + [b for a, b in pairwise(points) if abs(a[0] - b[0]) + abs(a[1] - b[1]) > 0.4]
        pieces.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept) + ("Z" if closed else ""))
    return "".join(pieces)


def _names(frame: _Frame, labels: Iterable[tuple[str, float, float, int]]) -> Iterable[str]:
    taken: list[tuple[float, float, float]] = []
    for name, lon, lat, _ in labels:
        x, y = frame.at(lon, lat)
        wide = 8 * len(name) + 16
        if not (0 < x < frame.width - wide and _HEAD + 10 < y < frame.height - _FOOT - 10):
            continue
        if any(abs(y - other[1]) < 18 and x < other[2] and other[0] < x + wide for other in taken):
            continue
        taken.append((x, y, x + wide))
        yield (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="{_COLOURS["quiet"]}"/><text x="{x + 6:.1f}" y="{y + 4:.1f}" font-size="13" '
            f'fill="{_COLOURS["quiet"]}" stroke="#ffffff" stroke-width="3" paint-order="stroke">{html.escape(clean_text(name))}</text>'
        )
        if len(taken) >= 24:
            return


def _marks(frame: _Frame, spots: Sequence[Spot]) -> Iterable[str]:
    cells: dict[tuple[int, int], list[tuple[float, float, Spot]]] = {}
    for spot in spots:
        x, y = frame.at(spot.lon, spot.lat)
        cells.setdefault((int(x // _CELL), int(y // _CELL)), []).append((x, y, spot))
    for _, members in sorted(cells.items(), key=lambda item: (len(item[1]), item[0])):
        x = sum(member[0] for member in members) / len(members)
        y = sum(member[1] for member in members) / len(members)
        if len(members) == 1:
            yield _mark(x, y, members[0][2])
            continue
        r = 11 + 2 * math.log10(len(members))
        yield (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{_COLOURS["bubble"]}" stroke="#ffffff" stroke-width="2"/>'
            f'<text x="{x:.1f}" y="{y + 4.5:.1f}" font-size="13" font-weight="700" fill="#ffffff" text-anchor="middle">{len(members)}</text>'
        )


def _mark(x: float, y: float, spot: Spot) -> str:
    n, turn = SHAPES[spot.look.shape]
    if n:
        angles = [math.pi * turn + 2 * math.pi * i / n for i in range(n)]
        r = 1.18 * _RADIUS
        points = " ".join(f"{x + r * math.cos(a):.1f},{y + r * math.sin(a):.1f}" for a in angles)
        shape = f'<polygon points="{points}"'
    else:
        shape = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_RADIUS}"'
    under = f'{shape} fill="#ffffff" stroke="#ffffff" stroke-width="4.5"/>'
    fill = "none" if spot.hollow else spot.look.colour
    opacity = ' fill-opacity="0.35"' if spot.claimed and not spot.hollow else ""
    line = f' stroke="{spot.look.colour}" stroke-width="2.5"' if spot.hollow or spot.claimed else ""
    dashes = ' stroke-dasharray="3 2.5"' if spot.claimed else ""
    return f'{under}{shape} fill="{fill}"{opacity}{line}{dashes}/>'


def _cut(text: str, room: float, size: float) -> str:
    """A line that fits: letters are about 0.58 of their size wide."""
    text = " ".join(clean_text(text).split())
    most = int(room / (0.58 * size))
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def spots_of(features: Sequence[Mapping[str, Any]], looks: Sequence[Look]) -> list[Spot]:
    """Marks of GeoJSON features with the shared columns; those without a point, a date or that are denied have none.

    Args:
        features: As in events.geojson.
        looks: How types are drawn.
    """
    types = [(f["properties"]["event_type"], f["properties"]["sub_event_type"]) for f in features]
    kinds = Kinds(looks, types)
    spots = []
    for feature, told_type in zip(features, types, strict=True):
        told, point = feature["properties"], feature["geometry"]
        prec = told["where_prec"] or 9
        if point is None or told["status"] == "denied" or told["date_start"] is None or prec > _DRAWN:
            continue
        lon, lat = point["coordinates"][:2]
        claimed = told["status"] in ("claimed", "disputed")
        spots.append(Spot(lon, lat, kinds.look(*told_type), prec > 2, claimed))
    return spots
