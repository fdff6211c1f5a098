"""A desk's own places, from a spreadsheet or GeoJSON -> AddedPlace."""

import csv
import difflib
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dateline.gazetteer.added.geonames_dump import DumpReport
from dateline.gazetteer.added.places import AddedPlace
from dateline.gazetteer.errors import GazetteerError

# Columns that are understood, and what else they are often called.
_COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("title", "place", "toponym", "label"),
    "names": ("aliases", "alternate_names", "alternatenames", "other_names"),
    "lon": ("longitude", "lng", "long", "x"),
    "lat": ("latitude", "y"),
    "id": ("place_id", "uid"),
    "feature_code": ("code", "fcode", "type"),
    "country": ("country_code", "iso2", "cc"),
    "admin1": ("admin1_code",),
    "population": ("pop",),
    "radius_km": ("radius",),
    "where_prec": ("precision",),
}
_NEEDED = ("name", "lon", "lat")
_SPOT_CODES = {"PPL": "P", "ADM": "A", "STM": "H", "LK": "H", "SEA": "H", "ISL": "T", "MT": "T", "RGN": "L"}
_MOST_BYTES = 200_000_000


def read_places(
    file: Path,
    source: str,
    report: DumpReport,
    columns: Mapping[str, str] | None = None,
    country: str | None = None,
) -> Iterator[AddedPlace]:
    """Places of a .csv (commas, semicolons or tabs; UTF-8 with or without a mark) or a .geojson file.

    Args:
        file: The file.
        source: Name of the desk's list; part of the places' ids.
        report: Told of rows that are left out.
        columns: Our column -> the file's column, for those that are called otherwise.
        country: ISO code for rows that name none; None to leave it open.

    Raises:
        GazetteerError: No such file, no such column, or nothing readable in it.
    """
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise GazetteerError(f"{file}: more than {_MOST_BYTES:,} bytes")
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise GazetteerError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise GazetteerError(
            f"{file}: expected UTF-8, found byte 0x{error.object[error.start]:02x}"
        ) from error
    rows = _features(file, text) if file.suffix.lower() in (".geojson", ".json") else _table(file, text)
    met = 0
    for number, row in rows:
        if not met:
            mapping = _mapping(file, row, columns or {})
        met += 1
        try:
            yield _place({ours: row.get(theirs) for ours, theirs in mapping.items()}, source, country)
        except ValueError as error:
            report.add(f"{file}: row {number}: {error}")
    if not met:
        raise GazetteerError(f"{file}: expected rows of places, found none")


def _table(file: Path, text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    start = text[:20_000]
    try:
        dialect: Any = csv.Sniffer().sniff(start.partition("\n")[0], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    reader = csv.DictReader(io.StringIO(text, newline=""), dialect=dialect, strict=False)
    try:
        for row in reader:
            # The header is row 1, as spreadsheets count.
            yield reader.line_num, {key: value for key, value in row.items() if key is not None}
    except csv.Error as error:
        raise GazetteerError(f"{file}: row {reader.line_num}: {error}") from error


def _features(file: Path, text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        collection = json.loads(text)
        features = collection["features"] if collection["type"] == "FeatureCollection" else [collection]
        if not isinstance(features, list):
            raise TypeError("features is no list")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise GazetteerError(f"{file}: expected a GeoJSON FeatureCollection ({error})") from error
    columns: dict[str, None] = {}
    for feature in features:
        if isinstance(feature, dict) and isinstance(feature.get("properties"), dict):
            columns.update(dict.fromkeys(feature["properties"]))
    for number, feature in enumerate(features, 1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        row = dict.fromkeys(columns) | dict(properties or {})
        made = _geometry(feature)
        # A radius that the desk gives stands above one that was measured.
        yield (
            number,
            made | {key: value for key, value in row.items() if key not in made or value is not None},
        )


def _geometry(feature: Any) -> dict[str, Any]:
    """A point as it is; of a shape a point inside it, and the radius that holds it."""
    from shapely import Point
    from shapely.errors import ShapelyError
    from shapely.geometry import shape

    from dateline.gazetteer.place import LonLat
    from dateline.gazetteer.ranking import distance_km

    try:
        form = shape(feature["geometry"])
        inside = form if isinstance(form, Point) else form.representative_point()
        found: dict[str, Any] = {"lon": inside.x, "lat": inside.y, "radius_km": None}
        if not isinstance(form, Point):
            west, south, east, north = form.bounds
            centre = LonLat(inside.x, inside.y)
            corners = [LonLat(x, y) for x in (west, east) for y in (south, north)]
            found["radius_km"] = round(max(distance_km(centre, corner) for corner in corners), 2)
    except (ShapelyError, KeyError, TypeError, ValueError, AttributeError, IndexError):
        return {"lon": None, "lat": None, "radius_km": None}
    return found


def _mapping(file: Path, row: Mapping[str, Any], declared: Mapping[str, str]) -> dict[str, str]:
    """Our columns -> the file's, as declared, else by name."""
    for ours, theirs in declared.items():
        if ours not in _COLUMNS:
            raise GazetteerError(f"--column {ours}: {_nearest(ours, list(_COLUMNS))}")
        if theirs not in row:
            raise GazetteerError(f"{file}: no column {theirs!r}; {_nearest(theirs, list(row))}")
    by_name = {str(column).strip().lower(): column for column in row}
    mapping = dict(declared)
    for ours, others in _COLUMNS.items():
        met = next((by_name[name] for name in (ours, *others) if name in by_name), None)
        if ours not in mapping and met is not None:
            mapping[ours] = met
    for needed in _NEEDED:
        if needed not in mapping:
            raise GazetteerError(
                f"{file}: no column {needed!r}: found {', '.join(map(str, row))}; "
                f"say which it is with --column {needed}=COLUMN"
            )
    return mapping


def _nearest(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(map(str, known))}"


def _place(row: Mapping[str, Any], source: str, country: str | None) -> AddedPlace:
    name = _text(row.get("name"))
    if not name:
        raise ValueError("expected a name, found none")
    lon, lat = _number(row, "lon", -180, 180), _number(row, "lat", -90, 90)
    if lon is None or lat is None:
        raise ValueError(f"expected lon and lat in degrees, found {row.get('lon')!r}, {row.get('lat')!r}")
    if lon == lat == 0:
        raise ValueError("expected a place, found 0, 0")
    code = _text(row.get("feature_code")) or "PPL"
    prec = _number(row, "where_prec", 1, 7)
    population = _number(row, "population", 0, 1e9)
    nation = _text(row.get("country")) or country
    if nation is not None and not (len(nation) == 2 and nation.isascii() and nation.isalpha()):
        raise ValueError(f"expected a country as two letters (ISO 3166-1), found {nation!r}")
    return AddedPlace(
        source=source,
        local_id=_text(row.get("id"))
        or hashlib.sha256(f"{name}\x1f{lon}\x1f{lat}".encode()).hexdigest()[:12],
        name=name,
        names=tuple(part.strip() for part in (_text(row.get("names")) or "").split("|") if part.strip()),
        lon=lon,
        lat=lat,
        feature_class=next((kind for start, kind in _SPOT_CODES.items() if code.startswith(start)), "S"),
        feature_code=code,
        country=nation.upper() if nation else None,
        admin1=_text(row.get("admin1")),
        population=int(population) if population is not None else None,
        radius_km=_number(row, "radius_km", 0.01, 20_000),
        where_prec=int(prec) if prec is not None else None,
    )


def _text(value: Any) -> str | None:
    return " ".join(str(value).split()) or None if value is not None else None


def _number(row: Mapping[str, Any], column: str, least: float, most: float) -> float | None:
    """A number of a cell; None where it is empty. A decimal comma is a point."""
    text = _text(row.get(column))
    if text is None:
        return None
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        raise ValueError(f"{column}: expected a number, found {text[:40]!r}") from None
    if not least <= number <= most:
        raise ValueError(f"{column}: expected {least:g} to {most:g}, found {number:g}")
    return number
