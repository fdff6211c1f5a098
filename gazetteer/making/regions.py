"""Rows of first-level regions: oblasts, krais, states, provinces, governorates."""

from collections.abc import Iterable
from typing import Any

from dateline.gazetteer.errors import GazetteerError
from dateline.gazetteer.index import Kind
from dateline.gazetteer.making.extent import extent
from dateline.gazetteer.making.inflection import Inflector
from dateline.gazetteer.making.rows import Row, is_cyrillic
from dateline.gazetteer.making.tables import read_tabs, read_toml, split_names
from dateline.gazetteer.names import fold

# What a region is called behind or before its name; the bare name is what is left.
_GENERIC = frozenset(
    [
        "oblast",
        "region",
        "province",
        "krai",
        "kray",
        "territory",
        "state",
        "governorate",
        "county",
        "prefecture",
        "department",
        "district",
        "municipality",
        "voivodeship",
        "republic",
        "autonomous",
        "area",
        "city",
        "administrative",
        "wilaya",
        "canton",
        "parish",
        "область",
        "край",
        "республика",
        "автономная",
        "автономный",
        "округ",
        "провинция",
        "штат",
        "губернаторство",
        "мухафаза",
        "регион",
        "вилайет",
        "департамент",
        "кантон",
        "район",
    ]
)
# Bare names that say a direction or a rank, not a place.
_VAGUE = frozenset(
    [
        "central",
        "centre",
        "center",
        "northern",
        "southern",
        "eastern",
        "western",
        "north",
        "south",
        "east",
        "west",
        "capital",
        "northeast",
        "northwest",
        "southeast",
        "southwest",
        "north-east",
        "north-west",
        "north",
        "eastern",
        "south",
        "western",
        "littoral",
        "plateau",
        "highlands",
        "центральная",
        "северная",
        "южная",
        "восточная",
        "западная",
        "центральный",
        "северный",
        "южный",
        "восточный",
        "западный",
    ]
)
# A region that holds a town of its own name gives the bare name to the town where that many live in it.
_TOWN_SHARE = 0.02
# A town of this size keeps its name against a region elsewhere that has not so many times its people.
_LARGE = 100_000
_OUTWEIGHS = 3
_WORDS = ("region", "oblast", "province", "krai", "territory", "state", "voivodeship")

Members = dict[tuple[str, str], list[Row]]


def region_rows(by_admin1: Members, inflector: Inflector) -> tuple[list[Row], dict[str, str]]:
    """First-level regions of the world that have towns, and their names by "country.admin1".

    Raises:
        GazetteerError: No town has the name of a region's seat in regions.toml.
    """
    rows: dict[str, Row] = {}
    names: dict[str, str] = {}
    freely: set[str] = set()
    standing: set[str] = set()
    known = {
        code: (name, split_names(english), split_names(russian))
        for code, name, english, russian in read_tabs("admin1.tsv")
    }
    for region in read_toml("regions.toml")["region"]:
        seat = _seat(region, by_admin1)
        code = f"{region['country']}.{region.get('admin1') or (seat.admin1 if seat else '')}"
        members = by_admin1.get((region["country"], code.partition(".")[2]), [])
        if not members:
            continue
        if code in names:
            raise GazetteerError(
                f"regions.toml: {region['name']} and {names[code]} both have the code {code}"
            )
        names[code] = region["name"]
        if region["kind"] != "city":
            rows[code] = _row(code, region["name"], members)
            _name_from_table(rows[code], region, seat, inflector)
            if region.get("short"):
                standing.add(code)
    for code, (name, english, russian) in sorted(known.items()):
        country, _, admin1 = code.partition(".")
        members = by_admin1.get((country, admin1), [])
        if code not in names and members:
            names[code] = name
            rows[code] = _row(code, name, members)
            freely.add(code)
            _name_freely(rows[code], [name, *english, *russian], members, inflector)
    table = read_toml("countries.toml")
    for code, row in rows.items():
        row.lon, row.lat = table["region_point"].get(code, (row.lon, row.lat))
        for short in table["region_short"].get(code, ()):
            row.add_forms(short, inflector)
        if code in known and code not in freely:
            # Names in Russian of regions whose English ones are in regions.toml.
            for name in known[code][2]:
                row.add_forms(name, inflector, Kind.MAIN if code in standing else Kind.REGION_SHORT)
    return [rows[code] for code in sorted(rows)], names


def _seat(region: dict[str, Any], by_admin1: Members) -> Row | None:
    if not region.get("seat"):
        return None
    wanted = fold(region["seat"])
    named = [
        row
        for (country, _), members in by_admin1.items()
        if country == region["country"]
        for row in members
        if wanted in row.names
    ]
    seat = max(named, key=lambda row: (row.population, -row.geonameid), default=None)
    if seat is None:
        raise GazetteerError(f"regions.toml: {region['name']}: no town is called {region['seat']!r}")
    if seat.code == "PPL":
        seat.code = "PPLA"
    return seat


def _row(code: str, name: str, members: list[Row]) -> Row:
    country, _, admin1 = code.partition(".")
    lon, lat, radius = extent([(row.lon, row.lat) for row in members])
    return Row(
        source="region", local=code, geonameid=0, name=name, lon=lon, lat=lat, feature_class="A", code="ADM1",
        country=country, admin1=admin1, zone=max(members, key=lambda member: member.population).zone,
        population=sum(member.population for member in members), radius_km=radius,
    )  # fmt: skip


def bare_name(name: str) -> str:
    """A division's name without the word for what it is: "Kursk Oblast" -> "Kursk"."""
    kept = [word for word in name.split() if word.lower() not in _GENERIC]
    if kept and kept[0] in ("of", "de"):
        kept = kept[1:]
    return " ".join(kept) or name


def shares_name(bare: str, members: list[Row], share: float) -> bool:
    """Whether a town of the division has its bare name and enough of its people to be meant by it alone."""
    key = fold(bare)
    total = sum(row.population for row in members)
    return any(key in row.names and row.population >= share * total for row in members)


def yield_names(regions: Iterable[Row], towns: Iterable[Row]) -> None:
    """Leave the bare name of a region to a town of about its size in another country: Gaza is not in Mozambique."""
    known: dict[str, Row] = {}
    for town in towns:
        key = fold(town.name)
        if town.population >= _LARGE and (key not in known or known[key].population < town.population):
            known[key] = town
    for region in regions:
        key = fold(bare_name(region.name))
        rival = known.get(key)
        if rival is None or rival.country == region.country or key not in region.names:
            continue
        if region.population < _OUTWEIGHS * rival.population:
            region.names[key] = Kind.REGION_SHORT


def _name_freely(row: Row, names: list[str], members: list[Row], inflector: Inflector) -> None:
    for name in names:
        bare = bare_name(name)
        vague = all(word in _VAGUE or word in _GENERIC for word in bare.lower().replace("-", " ").split())
        short = vague or shares_name(bare, members, _TOWN_SHARE)
        kind = Kind.REGION_SHORT if short else Kind.MAIN
        row.add_forms(name, inflector, kind if name == bare else Kind.MAIN)
        if name != bare:
            row.add_forms(bare, inflector, kind)


def _name_from_table(row: Row, region: dict[str, Any], seat: Row | None, inflector: Inflector) -> None:
    own = set(region.get("names", ()))
    shorts = set(own)
    # A state called as a bigger town is (Washington, New York) is meant only where words ask for a state.
    alone = region.get("short") or region["name"] not in shorts
    row.add(region["name"], Kind.MAIN if alone else Kind.REGION_SHORT)
    if seat is not None:
        shorts |= {name for name in seat.names if name.isascii()}
    for short in shorts:
        for word in _WORDS:
            row.add(f"{short} {word}", Kind.MAIN)
        # The seat's name alone is the town: Kazan is not Tatarstan.
        kind = Kind.MAIN if region.get("short") and short in own else Kind.REGION_SHORT
        if kind == Kind.MAIN and is_cyrillic(short):
            row.add_forms(short, inflector, kind)
        else:
            row.add(short, kind)
    for language in ("uk", "ru"):
        adjective = region.get(language)
        if not adjective:
            continue
        noun = "край" if region["kind"] == "krai" else "область"
        for form in inflector.forms(f"{adjective} {noun}"):
            row.add(form, Kind.INFLECTED)
            # "обл." and the bare adjective beside others ("Курская и Белгородская области").
            row.add(f"{form.split()[0]} обл", Kind.INFLECTED)
            row.add(form.split()[0], Kind.REGION_SHORT)
        for short in _short_names(adjective):
            row.add_forms(short, inflector, Kind.INFLECTED)


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
