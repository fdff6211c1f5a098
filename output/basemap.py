"""The offline basemap: which of its lines a page carries, and the lines as points for a still picture."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

Box = tuple[float, float, float, float]

# A page that looks at one country needs not carry every coast of the world finely.
_MARGIN = 12.0
_DIGITS = {
    digit: value
    for value, digit in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
}
PARTS = ("land", "lake", "river", "coast", "admin1", "border")


def basemap_layers(box: Box, *, borders: bool = True) -> list[dict[str, Any]]:
    """Layers for a map of a box, coarse to fine, in the form that output/static/basemap.js reads.

    The coarse world is always whole, so that one can zoom out; of the finer layers only lines in and around the
    box are kept.

    Args:
        box: West, south, east, north of what is to be seen, degrees.
        borders: Whether countries' borders are drawn.
    """
    wide = (box[0] - _MARGIN, box[1] - _MARGIN, box[2] + _MARGIN, box[3] + _MARGIN)
    layers = []
    for name, layer in _layers().items():
        region = layer["box"]
        if region and not _meet(wide, tuple(region)):
            continue
        if name == "world_fine" and _within(box, _region_box()):
            continue
        kept = dict(layer)
        for part in PARTS:
            lines = layer.get(part) or []
            whole = name == "world" or (part == "land" and region)
            kept[part] = [line for line in lines if whole or _meet(wide, line_box(line, layer["scale"]))]
        if not borders:
            kept["border"] = []
        layers.append(kept)
    return layers


def decode_line(line: str, scale: int) -> list[tuple[float, float]]:
    """A line of basemap.json as (longitude, latitude) in degrees; beyond 180 where it crosses the meridian."""
    points: list[tuple[float, float]] = []
    x = y = 0
    half = 180 * scale
    numbers = _numbers(line)
    for step in numbers:
        # More than half the globe at once: on beyond the edge instead.
        turn = (2 * half if step < 0 else -2 * half) if points and abs(step) > half else 0
        x, y = x + step + turn, y + next(numbers)
        points.append((x / scale, y / scale))
    return points


@cache
def line_box(line: str, scale: int) -> Box:
    """West, south, east, north of a line."""
    lons, lats = zip(*decode_line(line, scale), strict=True)
    return min(lons), min(lats), max(lons), max(lats)


def _numbers(line: str) -> Iterator[int]:
    value, place = 0, 1
    for digit in line:
        bits = _DIGITS[digit]
        value += (bits % 32) * place
        place *= 32
        if bits < 32:
            yield -(value + 1) // 2 if value % 2 else value // 2
            value, place = 0, 1


def _meet(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _within(inner: Sequence[float], outer: Sequence[float]) -> bool:
    return outer[0] < inner[0] and inner[2] < outer[2] and outer[1] < inner[1] and inner[3] < outer[3]


def _region_box() -> Sequence[float]:
    box: Sequence[float] = _layers()["region"]["box"]
    return box


@cache
def _layers() -> Mapping[str, Mapping[str, Any]]:
    text = resources.files("dateline.output").joinpath("static", "basemap.json").read_text(encoding="utf-8")
    layers: Mapping[str, Mapping[str, Any]] = json.loads(text)
    return layers
