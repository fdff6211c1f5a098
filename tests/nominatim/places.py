"""Write a small OpenStreetMap file of places around the lower Dnipro, for a real Nominatim to import.

    python3 places.py > places.osm

Points are rounded; the borders are rectangles of our own that hold them.
"""

import sys
from xml.sax.saxutils import quoteattr

# kind, people, lon, lat, names by language (the first is the local one)
PLACES = [
    ("city", 280_000, 32.617, 46.635, {"uk": "Херсон", "en": "Kherson", "ru": "Херсон"}),
    ("town", 43_000, 33.367, 46.76, {"uk": "Нова Каховка", "en": "Nova Kakhovka", "ru": "Новая Каховка"}),
    ("town", 34_000, 33.49, 46.815, {"uk": "Каховка", "en": "Kakhovka", "ru": "Каховка"}),
    ("village", 900, 32.9, 46.74, {"uk": "Козацьке", "en": "Kozatske", "ru": "Казацкое", "old": "Козаче"}),
    ("village", 700, 33.6, 47.2, {"uk": "Миколаївка", "en": "Mykolaivka", "ru": "Николаевка"}),
    ("village", 650, 31.9, 46.3, {"uk": "Миколаївка", "en": "Mykolaivka", "ru": "Николаевка"}),
]
BORDERS = [
    (2, (22.0, 44.0, 40.5, 52.5), {"uk": "Україна", "en": "Ukraine", "ru": "Украина"}),
    (
        4,
        (31.3, 45.9, 35.4, 47.7),
        {"uk": "Херсонська область", "en": "Kherson Oblast", "ru": "Херсонская область"},
    ),
]
_META = 'version="1" timestamp="2026-01-01T00:00:00Z" changeset="1"'


def tags(pairs: dict[str, str]) -> str:
    """Tag elements."""
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in pairs.items())


def named(names: dict[str, str]) -> dict[str, str]:
    """Name tags, the local name first."""
    found = {"name": next(iter(names.values()))}
    found |= {f"name:{language}": name for language, name in names.items() if language != "old"}
    return found | ({"old_name": names["old"]} if "old" in names else {})


def main() -> None:
    """Nodes first, then ways, then relations, as the format wants."""
    out = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6" generator="dateline tests">']
    for i, (kind, people, lon, lat, names) in enumerate(PLACES, 1):
        pairs = {"place": kind, "population": str(people)} | named(names)
        out.append(f'<node id="{i}" lon="{lon}" lat="{lat}" {_META}>{tags(pairs)}</node>')
    for b, (_, (west, south, east, north), _) in enumerate(BORDERS):
        for c, (lon, lat) in enumerate(((west, south), (east, south), (east, north), (west, north))):
            out.append(f'<node id="{1000 + 10 * b + c}" lon="{lon}" lat="{lat}" {_META}/>')
    for b in range(len(BORDERS)):
        corners = "".join(f'<nd ref="{1000 + 10 * b + c % 4}"/>' for c in range(5))
        out.append(f'<way id="{500 + b}" {_META}>{corners}</way>')
    for b, (level, _, names) in enumerate(BORDERS):
        pairs = {"type": "boundary", "boundary": "administrative", "admin_level": str(level)} | named(names)
        if level == 2:
            pairs |= {"ISO3166-1": "UA", "ISO3166-1:alpha2": "UA"}
        member = f'<member type="way" ref="{500 + b}" role="outer"/>'
        out.append(f'<relation id="{900 + b}" {_META}>{member}{tags(pairs)}</relation>')
    sys.stdout.write("\n".join([*out, "</osm>", ""]))


if __name__ == "__main__":
    main()
