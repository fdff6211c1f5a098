"""Added places -> rows of the index, beside or in place of the towns that come with the gazetteer."""

from collections.abc import Iterable

from dateline.gazetteer.added.places import GEONAMES, AddedPlace
from dateline.gazetteer.index import Kind
from dateline.gazetteer.making.inflection import Inflector
from dateline.gazetteer.making.rows import Row, name_town, own_name, reader_name, town_radius_km

# Radius and where_prec of places that are no towns, by their GeoNames class.
_KINDS = {
    "S": (1.5, 1),
    "H": (15.0, 5),
    "T": (5.0, 2),
    "L": (15.0, 5),
    "R": (10.0, 5),
    "V": (10.0, 5),
    "A": (15.0, 3),
}


def merge_added(
    towns: list[Row], places: Iterable[AddedPlace], districts: dict[str, str], inflector: Inflector
) -> list[Row]:
    """The towns with the added places; a GeoNames place that is there already keeps the names of both.

    Args:
        towns: Rows of the bundled towns.
        places: What was added.
        districts: Names of second-level divisions by code; those that the dump names are added to it.
        inflector: Makes case forms.
    """
    by_id = {row.geonameid: row for row in towns}
    rows = list(towns)
    for place in places:
        if place.feature_code == "ADM2" and place.country and place.admin1 and place.admin2:
            districts.setdefault(f"{place.country}.{place.admin1}.{place.admin2}", place.name)
        if place.feature_code in ("ADM1", "ADM2", "PCLI"):
            # Regions, districts and countries have rows of their own, made from their towns.
            continue
        row = _row(place, inflector)
        known = by_id.get(row.geonameid) if row.geonameid else None
        if known is None:
            rows.append(row)
            continue
        for key, kind in row.names.items():
            known.names[key] = min(kind, known.names.get(key, kind))
        for stem, kind in row.stems.items():
            known.stems[stem] = min(kind, known.stems.get(stem, kind))
        known.admin2 = known.admin2 or row.admin2
    return rows


def _row(place: AddedPlace, inflector: Inflector) -> Row:
    country = place.country or ""
    geonames = place.source == GEONAMES
    population = place.population or 0
    radius, prec = _KINDS.get(place.feature_class, (town_radius_km(population), 0))
    own = own_name(place.name, country, place.names) if place.feature_class == "P" else None
    row = Row(
        source=place.source, local="" if geonames else place.local_id,
        geonameid=int(place.local_id) if geonames else 0,
        name=reader_name(place.name, country, own) if geonames else place.name,
        lon=place.lon, lat=place.lat, feature_class=place.feature_class, code=place.feature_code, country=country,
        admin1=place.admin1 or "", zone=place.timezone or "", population=population,
        radius_km=place.radius_km or radius, prec=place.where_prec or prec,
        admin2=f"{country}.{place.admin1}.{place.admin2}" if place.admin1 and place.admin2 else "",
    )  # fmt: skip
    if place.feature_class == "P":
        name_town(row, place.name, place.names, own, inflector)
    else:
        for name in (place.name, *place.names):
            row.add_forms(name, inflector, Kind.MAIN if name == place.name else Kind.ALTERNATE)
    if not geonames:
        # A desk knows what it means by a name.
        row.names = dict.fromkeys(row.names, Kind.OWN)
    return row
