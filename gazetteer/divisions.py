"""Rows of what is larger than a town: regions, countries, and the areas and seas that news names."""

import math
import tomllib
from collections.abc import Iterable
from importlib import resources
from typing import Any

from gazetteer.errors import GazetteerError
from gazetteer.index import Kind
from gazetteer.inflection import Inflector
from gazetteer.names import fold
from gazetteer.rows import Row

LANGUAGES = ("en", "uk", "ru")


def read_table(name: str) -> str:
    """The text of a file of gazetteer/data."""
    return resources.files("gazetteer").joinpath("data", name).read_text(encoding="utf-8")


def _spread(members: list[Row]) -> tuple[float, float, float]:
    """Mean point of the members and the radius that holds nine tenths of them."""
    lon = sum(row.lon for row in members) / len(members)
    lat = sum(row.lat for row in members) / len(members)
    squeeze = math.cos(math.radians(lat))
    apart = sorted(111.2 * math.hypot((row.lon - lon) * squeeze, row.lat - lat) for row in members)
    return round(lon, 4), round(lat, 4), round(max(10.0, apart[int(0.9 * (len(apart) - 1))]), 1)


def region_rows(
    by_admin1: dict[tuple[str, str], list[Row]], by_country: dict[str, list[Row]], inflector: Inflector
) -> tuple[list[Row], dict[str, str]]:
    """First-level regions, and their names by "country.admin1".

    A region's point is the mean of its towns and its radius holds nine tenths of them.

    Raises:
        GazetteerError: No town has the name of a region's seat.
    """
    regions, names = [], {}
    for region in tomllib.loads(read_table("regions.toml"))["region"]:
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


def country_rows(
    countries: dict[str, Any], by_country: dict[str, list[Row]], inflector: Inflector
) -> Iterable[Row]:
    """Countries that have towns, with their names in CLDR and as news writes them."""
    from babel import Locale

    territories = {language: Locale(language).territories for language in LANGUAGES}
    aliases = tomllib.loads(read_table("countries.toml"))
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


def area_rows(inflector: Inflector) -> Iterable[Row]:
    """Seas, islands, sites and lands of areas.toml."""
    for area in tomllib.loads(read_table("areas.toml"))["area"]:
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
