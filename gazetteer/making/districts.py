"""Rows of second-level divisions: raions, counties, districts."""

from collections import defaultdict
from collections.abc import Collection
from itertools import accumulate

from dateline.gazetteer.index import Kind
from dateline.gazetteer.making.adjectives import adjective_stem, name_stems
from dateline.gazetteer.making.extent import extent, reach
from dateline.gazetteer.making.inflection import Inflector
from dateline.gazetteer.making.regions import bare_name, shares_name
from dateline.gazetteer.making.rows import Row
from dateline.gazetteer.making.tables import read_tabs
from dateline.gazetteer.names import fold

# A district's bare name goes to its town whatever the town's size: "Nikopol" is the town.
_ANY_SHARE = 0.0
_RAIONS = ("raion", "rayon", "rajon", "mis’krada", "mis'krada")


def assign_districts(towns: list[Row]) -> dict[str, str]:
    """Write on each town the code of its second-level division; return the divisions' names by code."""
    by_id = {row.geonameid: row for row in towns}
    names = {}
    for code, name, steps in read_tabs("admin2.tsv.gz"):
        names[code] = name
        for geonameid in accumulate(map(int, steps.split())):
            town = by_id.get(geonameid)
            if town is not None and not town.admin2:
                town.admin2 = code
    return names


def district_rows(
    towns: list[Row], names: dict[str, str], inflector: Inflector, taken: Collection[str]
) -> list[Row]:
    """Second-level divisions that have towns; each with a name of its own only where no town or region takes it.

    Args:
        towns: All towns, each with the code of its division.
        names: The divisions' names by code.
        inflector: Makes case forms.
        taken: Folded names of first-level regions: Харківщина is the region, not the raion.
    """
    members: dict[str, list[Row]] = defaultdict(list)
    for town in towns:
        if town.admin2:
            members[town.admin2].append(town)
    rows = []
    for code in sorted(members):
        if code not in names:
            continue
        within = members[code]
        country, admin1, _ = code.split(".", 2)
        points = [(row.lon, row.lat) for row in within]
        lon, lat, radius = extent(points)
        seat = _seat(names[code], within)
        if seat is not None:
            # Where most of its people live, and what happens in it mostly happens.
            lon, lat, radius = seat.lon, seat.lat, reach(seat.lon, seat.lat, points)
        row = Row(
            source="district", local=code, geonameid=0, name=f"{seat.name} Raion" if seat else names[code], lon=lon,
            lat=lat, feature_class="A", code="ADM2", country=country, admin1=admin1, zone=within[0].zone,
            population=sum(town.population for town in within), radius_km=radius, admin2=code,
        )  # fmt: skip
        for name in {names[code], row.name}:
            bare = bare_name(name)
            shared = shares_name(bare, within, _ANY_SHARE)
            if bare != name:
                row.add(name, Kind.MAIN)
            elif not shared:
                row.add(name, Kind.DISTRICT)
            if bare != name and not shared and len(bare) > 3:
                row.add(bare, Kind.REGION_SHORT)
        if seat is not None and country == "UA" and seat.own and " " not in seat.own:
            land = land_name(seat.own)
            if fold(land) not in taken:
                row.add_forms(land, inflector)
        rows.append(row)
    return rows


def land_name(town: str) -> str:
    """What Ukrainians call the land around a town: Нікополь -> Нікопольщина, Куп'янськ -> Куп'янщина."""
    for ending, made in _LAND_ENDINGS:
        if town.endswith(ending):
            return town.removesuffix(ending) + made
    return town + "щина"


# The longest ending first.
_LAND_ENDINGS = (
    ("ський", "щина"), ("ське", "щина"), ("івка", "івщина"), ("ївка", "ївщина"), ("цьк", "ччина"),
    ("ськ", "щина"), ("зьк", "жчина"), ("ець", "еччина"), ("ове", "івщина"), ("еве", "івщина"),
    ("єве", "ївщина"), ("ова", "івщина"), ("ук", "уччина"), ("ль", "льщина"), ("ія", "ійщина"), ("ка", "щина"),
    ("а", "щина"), ("е", "щина"), ("и", "щина"), ("о", "щина"), ("ь", "щина"),
)  # fmt: skip


def _seat(name: str, towns: list[Row]) -> Row | None:
    """The town that a raion is called after ("Horlivskyi Raion": Horlivka); None for other kinds of districts."""
    words = name.split()
    if len(words) < 2 or words[-1].lower() not in _RAIONS:
        return None
    bare = fold(" ".join(words[:-1]))
    stem = adjective_stem(bare) or bare
    kin = [town for town in towns if bare in town.names or stem in name_stems(fold(town.name))]
    return max(kin, key=lambda town: (town.population, -town.geonameid), default=None)
