"""Events -> the page: one HTML file, hosted by folium, that asks the network for nothing."""

import base64
import hashlib
import json
import math
import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import folium
from branca.element import Element, Figure, MacroElement
from jinja2 import Template

from dateline.output.basemap import Box, basemap_layers
from dateline.output.columns import clean_text
from dateline.output.errors import PageError
from dateline.output.kinds import Kinds
from dateline.output.map_options import Label, MapOptions
from dateline.output.page_data import PageData, minutes, page_data
from dateline.output.page_shell import closing, head_tags, opening, plain_table
from dateline.timeline.event import Event, is_drawn

# The file of the pinned XStatic-Leaflet, byte for byte; another one is refused.
_LEAFLET = {
    "leaflet.js": "5819285cec137b229c94e1ee5ad73e8b6b84345a4367d60f75fe477fe0fb7b03",
}
# In the order in which they need each other.
_MODULES = (
    "text", "geometry", "store", "timeline", "filters", "address", "symbols", "basemap", "canvas", "marks", "card",
    "cardbox", "list", "panel", "timebar", "download", "embed", "main",
)  # fmt: skip
# Ten years of days; a longer axis would be finer than any screen.
_MOST_DAYS = 3660


class _Raw(Element):
    """Text put out as it is: page text must never be read as a template."""

    _template = Template("{{ this.text }}")

    def __init__(self, text: str, name: str) -> None:
        super().__init__()
        self.text = text
        self._name = name
        self._id = name


class _Page(Figure):
    """The document around the map: folium's own head asks for its CDNs."""

    _template = Template(
        "<!DOCTYPE html>\n"
        '<html lang="{{ this.lang }}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<!--csp-->\n"
        '<meta name="referrer" content="no-referrer">\n'
        "<title>{{ this.page_title|e }}</title>\n<!--head-->\n{{ this.header.render(**kwargs) }}\n</head>\n<body>\n"
        "{{ this.html.render(**kwargs) }}\n<script>{{ this.script.render(**kwargs) }}</script>\n</body>\n</html>\n"
    )

    def __init__(self, *, lang: str, page_title: str) -> None:
        super().__init__()
        self.lang = lang
        self.page_title = page_title
        self._id = "page"
        self.header._children.clear()


class _Map(folium.Map):
    """folium's map without its downloads, with an id that is the same every time."""

    default_js: list[Any] = []  # noqa: RUF012 - folium's own attribute
    default_css: list[Any] = []  # noqa: RUF012 - folium's own attribute
    _template = Template(
        "{% macro html(this, kwargs) %}<!--opening-->"
        '<div class="folium-map" id="{{ this.get_name() }}" role="application" aria-label="{{ this.aria|e }}"></div>'
        "<!--closing-->{% endmacro %}"
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {{ this.settings|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, aria: str) -> None:
        super().__init__(tiles=None)
        self._id = "dateline"
        self.aria = aria
        self.settings = {
            "minZoom": 1, "maxZoom": 12, "zoomAnimation": False, "fadeAnimation": False, "inertia": False,
            "attributionControl": False, "worldCopyJump": False, "zoomSnap": 0.5, "center": [30, 15], "zoom": 2,
        }  # fmt: skip

    def render(self, **kwargs: Any) -> str:
        """Without the viewport tag that folium adds: it forbids zooming the page."""
        rendered: Any = super().render(**kwargs)  # type: ignore[no-untyped-call]
        page: Any = self.get_root()
        page.header._children.pop("viewport", None)
        return str(rendered or "")


class _Boot(MacroElement):
    """Starts our own code on folium's map."""

    _template = Template(
        "{% macro script(this, kwargs) %}DL.start({{ this._parent.get_name() }});{% endmacro %}"
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "boot"
        self._id = "boot"


def page_files(
    events: Sequence[Event], options: MapOptions, labels: Sequence[Label] = ()
) -> dict[str, bytes]:
    """The page as files: ``index.html``, and where asked for its script and style beside it.

    The same events and options give the same bytes. Whatever stands in the events is data in blocks that do not
    run and becomes text nodes; scripts and styles run by their hashes, or from the page's own host, only.

    Args:
        events: All of them: what may not be drawn is listed apart.
        options: What the maker chose.
        labels: Names for the basemap as (name, lon, lat, population).

    Raises:
        PageError: The installed Leaflet is not the one that was checked.
    """
    strings = _strings(options.language)
    title = clean_text(options.title or strings["title"])
    description = clean_text(options.description or strings["description"])
    kinds = Kinds(options.looks, ((event.event_type, event.sub_event_type) for event in events))
    data = page_data(events, kinds)
    zone = ZoneInfo(options.timezone or usual_zone(events))
    page = _Page(lang=options.language, page_title=title)
    theme = "".join(f"{name}:{value};" for name, value in sorted(options.theme.items()))
    style = _static("page.css") + (f":root{{{theme}}}\n" if theme else "")
    page.header.add_child(_Raw(f"<style>{_leaflet('leaflet.css')}</style>\n<style>{style}</style>", "css"))
    map_ = _Map(strings["map"])
    page.add_child(map_)
    map_.add_child(_Boot())
    meta = _meta(events, options, kinds, zone, labels) | dict(data.meta)
    # The scripts stand after the data they read and before the line that starts them.
    behind = (
        closing(options, strings, zone.key, plain_table(events, strings)) + _blocks(meta, data) + _scripts()
    )
    # Put in after rendering: branca reads what a macro made as a template once more, so a post with "{%" in it
    # would be code. All pieces have every "<" of a post escaped and cannot hold a mark themselves.
    text = str(page.render())
    for mark, piece in (
        ("<!--head-->", head_tags(title, description, options)),
        ("<!--opening-->", opening(title, description, strings)),
        ("<!--closing-->", behind),
    ):
        before, found, after = text.partition(mark)
        if not found:
            raise PageError(f"folium's template has changed: {mark} is not in it")
        text = before + piece + after
    files: dict[str, bytes] = {}
    if options.split:
        text, files = _split(text)
    policy = _policy(text, options)
    text = text.replace("<!--csp-->", f'<meta http-equiv="Content-Security-Policy" content="{policy}">', 1)
    return {"index.html": text.encode("utf-8", "replace"), **files}


def page_bytes(events: Sequence[Event], options: MapOptions, labels: Sequence[Label] = ()) -> bytes:
    """The page as one file, as UTF-8; see page_files."""
    return page_files(events, options, labels)["index.html"]


_SCRIPT = re.compile(r"<script>(.*?)</script>\n?", re.DOTALL)
_STYLE = re.compile(r"<style>(.*?)</style>\n?", re.DOTALL)


def _split(text: str) -> tuple[str, dict[str, bytes]]:
    """Scripts and styles moved to files of their own; data that does not run stays."""
    script = ";\n".join(_SCRIPT.findall(text))
    style = "\n".join(_STYLE.findall(text))
    text = _STYLE.sub("", _SCRIPT.sub("", text))
    text = text.replace("</head>", '<link rel="stylesheet" href="dateline.css">\n</head>', 1)
    before, _, after = text.rpartition("</body>")
    text = f'{before}<script src="dateline.js"></script>\n</body>{after}'
    return text, {"dateline.js": script.encode(), "dateline.css": style.encode()}


def _policy(text: str, options: MapOptions) -> str:
    """A policy that runs the page's own scripts and styles only, and loads nothing but tiles where asked for."""

    def hashes(pattern: re.Pattern[str]) -> str:
        digests = (hashlib.sha256(piece.encode()).digest() for piece in pattern.findall(text))
        return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)

    script, style = ("'self'", "'self'") if options.split else (hashes(_RUNS), hashes(_STYLES))
    tiles = f" {_host(options.tiles)}" if options.tiles else ""
    return (
        f"default-src 'none'; script-src {script}; style-src {style}; img-src data:{tiles}; "
        "base-uri 'none'; form-action 'none'"
    )


_RUNS = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_STYLES = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def _host(tiles: str) -> str:
    """The host of a tile address for the policy: "https://{s}.tile.example" is any of its servers."""
    scheme, _, rest = tiles.partition("://")
    return f"{scheme}://{re.sub(r'{[a-z]+}', '*', rest.split('/')[0])}"


def _json(value: Any) -> str:
    """JSON that cannot end the block it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def _blocks(meta: Mapping[str, Any], data: PageData) -> str:
    blocks = [
        f'<script type="application/json" id="dl-meta">{_json(meta)}</script>',
        f'<script type="text/plain" id="dl-columns">{data.columns}</script>',
    ]
    blocks += [
        f'<script type="text/plain" id="dl-text-{number}">{chunk}</script>'
        for number, chunk in enumerate(data.chunks)
    ]
    return "\n".join(blocks) + "\n"


def _meta(
    events: Sequence[Event],
    options: MapOptions,
    kinds: Kinds,
    zone: ZoneInfo,
    labels: Sequence[Label],
) -> dict[str, Any]:
    strings = _strings(options.language)
    box = extent(events)
    return {
        "kinds": kinds.records(),
        "days": _days([event for event in events if is_drawn(event)], zone),
        "timezone": zone.key,
        "locale": strings["locale"],
        "strings": {key: value for key, value in strings.items() if key not in ("locale", "noscript")},
        "basemap": basemap_layers(box, borders=options.borders != "none"),
        "labels": _labels(labels, events),
        "tiles": {"url": options.tiles} if options.tiles else None,
        "centre": [31, 48.5, 5],
    }


_MARGIN = 8.0
_MOST_LABELS, _NEAR_LABELS = 400, 250


def extent(events: Sequence[Event]) -> Box:
    """West, south, east, north of what is drawn; Ukraine where nothing is."""
    spots = [e.where.location for e in events if is_drawn(e) and e.where and e.where.location]
    if not spots:
        return 22.0, 44.0, 41.0, 53.0
    lons, lats = [spot.lon for spot in spots], [spot.lat for spot in spots]
    return min(lons), min(lats), max(lons), max(lats)


def _labels(labels: Sequence[Label], events: Sequence[Event]) -> list[tuple[str, float, float, int]]:
    """The largest towns near events and, with what is left, of the map around them, for the labels of its zooms.

    By size alone one event at the other end of the world would take the names from where all the others are.
    """
    west, south, east, north = extent(events)
    spots = {
        (math.floor(e.where.location.lon), math.floor(e.where.location.lat))
        for e in events
        if is_drawn(e) and e.where and e.where.location
    }
    cells = {(x + i, y + j) for x, y in spots for i in (-1, 0, 1) for j in (-1, 0, 1)}
    around = [
        (clean_text(name), round(lon, 3), round(lat, 3), people)
        for name, lon, lat, people in labels
        if west - _MARGIN < lon < east + _MARGIN and south - _MARGIN < lat < north + _MARGIN
    ]
    near = [one for one in around if (math.floor(one[1]), math.floor(one[2])) in cells][:_NEAR_LABELS]
    rest = set(near)
    near += [one for one in around if one not in rest][: _MOST_LABELS - len(near)]
    return sorted(near, key=lambda one: (-one[3], one[0]))


def usual_zone(events: Sequence[Event]) -> str:
    """The time zone of most events; UTC where none is placed."""
    zones = Counter(
        event.where.timezone for event in events if event.where and event.where.timezone and is_drawn(event)
    )
    return min(zones, key=lambda zone: (-zones[zone], zone)) if zones else "UTC"


def _days(events: Sequence[Event], zone: ZoneInfo) -> list[int]:
    """Local midnights, in minutes since 1970, from the first event's day to the end of the last's."""
    whens = [event.when for event in events if event.when]
    if not whens:
        return []
    first = min(when.start for when in whens).astimezone(zone).date()
    last = max(when.end for when in whens).astimezone(zone) - timedelta(microseconds=1)
    count = min((last.date() - first).days + 2, _MOST_DAYS)
    start = last.date() + timedelta(days=2 - count)
    return [
        minutes(datetime(day.year, day.month, day.day, tzinfo=zone))
        for day in (start + timedelta(days=i) for i in range(count))
    ]


@cache
def _static(name: str) -> str:
    return resources.files("dateline.output").joinpath("static", name).read_text(encoding="utf-8")


@cache
def _strings(language: str) -> Mapping[str, Any]:
    tables: dict[str, Any] = tomllib.loads(_static("strings.toml"))
    return {**tables["en"], **tables[language]}


@cache
def _leaflet(name: str) -> str:
    """A file of the installed XStatic-Leaflet, its pictures left out of the styles.

    Raises:
        PageError: It is not installed, or is not the file that was checked.
    """
    for file in metadata.files("XStatic-Leaflet") or ():
        if file.name == name:
            content = Path(str(file.locate())).read_bytes()
            break
    else:
        raise PageError(f"XStatic-Leaflet: expected {name} in the installed package, found none")
    wanted = _LEAFLET.get(name)
    if wanted and hashlib.sha256(content).hexdigest() != wanted:
        raise PageError(f"XStatic-Leaflet: {name} is not the one of 1.9.3.0 that was checked")
    text = content.decode("utf-8").replace("\r\n", "\n")
    text = re.sub(r"\n?//# sourceMappingURL=\S*", "", text)
    return re.sub(r"url\((?!['\"]?data:)[^)]*\)", "none", text) if name.endswith(".css") else text


def _scripts() -> str:
    own = "\n".join(_static(f"{module}.js") for module in _MODULES)
    return f"<script>{_leaflet('leaflet.js')}</script>\n<script>var DL = {{}};\n{own}</script>\n"
