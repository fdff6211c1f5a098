"""Rows of what is no division: areas and waters, facilities, airports."""

from collections.abc import Iterator

from dateline.gazetteer.index import Kind
from dateline.gazetteer.making.inflection import Inflector
from dateline.gazetteer.making.rows import Row, is_cyrillic
from dateline.gazetteer.making.tables import read_csv, split_names

# GeoNames feature classes of the codes in areas.csv.
_CLASSES = {
    "CONT": "L", "RGN": "L", "MTS": "T", "MT": "T", "ISL": "T", "ISLS": "T", "PEN": "T", "SPIT": "T", "ISTH": "T",
    "VAL": "T", "DLTA": "T", "BDG": "S",
}  # fmt: skip

# Kinds of facilities.*.csv -> GeoNames feature codes.
FACILITY_CODES = {
    "refinery": "OILR", "oil-depot": "OILT", "oil-terminal": "OILT", "pumping-station": "PMPO", "gas-plant": "GOSP",
    "power-plant": "PS", "nuclear-plant": "PSN", "hydro-plant": "PSH", "substation": "PSS", "dam": "DAM", "bridge": "BDG",
    "port": "PRT", "naval-base": "NVB", "airport": "AIRP", "air-base": "AIRB", "ammunition-depot": "MGZ",
    "ammunition-plant": "MFGM", "arms-plant": "MFGM", "chemical-plant": "MFGC", "steel-plant": "MFGS", "mine": "MN",
    "rail-hub": "RSTN", "training-ground": "MILB", "military-base": "MILB", "shipyard": "DCKY", "radar": "STNR",
    "other": "FCL",
}  # fmt: skip
_UNSURE_KM = 3.0
_TABLES = ("facilities.ua.csv", "facilities.ru.csv")


def area_rows(inflector: Inflector) -> Iterator[Row]:
    """Seas, rivers, islands and lands of areas.csv."""
    for area in read_csv("areas.csv"):
        english = split_names(area["en"])
        row = Row(
            source="area", local=english[0].lower().replace(" ", "-"), geonameid=0, name=english[0],
            lon=float(area["lon"]), lat=float(area["lat"]), feature_class=_CLASSES.get(area["code"], "H"),
            code=area["code"], country=area["country"], admin1="", zone="", population=0,
            radius_km=float(area["radius_km"]), prec=int(area["prec"]),
        )  # fmt: skip
        for name in [*english, *split_names(area["uk"]), *split_names(area["ru"])]:
            row.add_forms(name, inflector)
        yield row


def facility_rows(towns: list[Row], inflector: Inflector) -> Iterator[Row]:
    """Facilities of facilities.*.csv, in the region and zone of their town."""
    by_id = {row.geonameid: row for row in towns}
    for table in _TABLES:
        for facility in read_csv(table):
            town = by_id.get(int(facility["town"]))
            # A point that only its town vouches for tells where the town's facility is, not where its fence is.
            sure = not facility["source"].startswith("general knowledge")
            row = Row(
                source="site", local=facility["id"], geonameid=0, name=facility["name"],
                lon=float(facility["lon"]), lat=float(facility["lat"]), feature_class="S",
                code=FACILITY_CODES[facility["kind"]], country=facility["country"],
                admin1=town.admin1 if town else "", zone=town.zone if town else "", population=0,
                radius_km=max(float(facility["radius_km"]), 0.0 if sure else _UNSURE_KM),
                admin2=town.admin2 if town else "", prec=1 if sure else 2,
            )  # fmt: skip
            for name in (
                facility["name"],
                *(n for key in ("en", "uk", "ru") for n in split_names(facility[key])),
            ):
                row.add_forms(name, inflector)
            yield row


_AIRPORT = ("Airport", "Air Base", "Airbase", "Airfield", "Aerodrome")
_AIRPORT_RADIUS_KM = 2.5


def airport_rows(known: dict[str, Row]) -> Iterator[Row]:
    """Airports with an IATA code, and air bases, of airportsdata; those of ``known`` (by folded name) are left out."""
    import airportsdata

    for icao, airport in sorted(airportsdata.load("ICAO").items()):
        name = " ".join(airport["name"].split())
        base = "Air Base" in name or "Airbase" in name
        if not name.endswith(_AIRPORT) or not (airport["iata"] or base) or is_cyrillic(name):
            continue
        row = Row(
            source="airport", local=icao, geonameid=0, name=name, lon=round(airport["lon"], 5),
            lat=round(airport["lat"], 5), feature_class="S", code="AIRB" if base else "AIRP",
            country=airport["country"], admin1="", zone=airport["tz"], population=0,
            radius_km=_AIRPORT_RADIUS_KM, prec=1,
        )  # fmt: skip
        row.add(name, Kind.MAIN)
        short = name.replace(" International", "").replace(" Regional", "").replace(" Municipal", "")
        row.add(short, Kind.ALTERNATE)
        city = airport["city"]
        if city and short.startswith(city + " ") and len(short.removeprefix(city).split()) > 1:
            # "London Heathrow Airport" is "Heathrow Airport" to everyone.
            row.add(short.removeprefix(city), Kind.ALTERNATE)
        row.names = {key: kind for key, kind in row.names.items() if key not in known}
        if row.names:
            yield row
