"""Events -> the page: one HTML file, hosted by folium, that asks the network for nothing."""

import base64
import hashlib
import html
import json
import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import folium
from branca.element import Element, Figure, MacroElement
from jinja2 import Template

from output.columns import clean_text, event_columns, shown_claim
from output.errors import PageError
from output.map_options import Label, MapOptions
from timeline.event import Event, is_drawn

# The file of the pinned XStatic-Leaflet, byte for byte; another one is refused.
_LEAFLET = {
    "leaflet.js": "5819285cec137b229c94e1ee5ad73e8b6b84345a4367d60f75fe477fe0fb7b03",
}
# In the order in which they need each other.
_MODULES = (
    "text", "geometry", "timeline", "symbols", "basemap", "canvas", "marks", "card", "timebar", "main",
)  # fmt: skip
# Colours by Okabe and Ito, told apart by people who see fewer; shapes tell the types apart without colour.
_KINDS = (
    ("Explosions/Remote violence", "circle", "#d55e00"),
    ("Battles", "square", "#0072b2"),
    ("Violence against civilians", "diamond", "#cc79a7"),
    ("Protests", "triangle", "#009e73"),
    ("Riots", "down", "#009e73"),
    ("Strategic developments", "hexagon", "#56b4e9"),
    ("Diplomacy", "pentagon", "#117a5a"),
    ("Infrastructure", "triangle", "#e69f00"),
    ("Disaster", "down", "#8a6d00"),
)
_OTHER_KIND = ("circle", "#777777")
_COLUMNS = (
    "id", "aliases", "title", "subType", "kind", "start", "end", "datePrec", "dateBasis", "dateText", "place", "admin1",
    "country", "wherePrec", "uncertainty", "lon", "lat", "killed", "injured", "target", "actor", "status", "claimedBy",
    "posts", "sources", "quote", "links", "review", "drawn",
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
        "<title>{{ this.page_title|e }}</title>\n{{ this.header.render(**kwargs) }}\n</head>\n<body>\n"
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
            "minZoom": 2, "maxZoom": 12, "zoomAnimation": False, "fadeAnimation": False, "inertia": False,
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


def page_bytes(events: Sequence[Event], options: MapOptions, labels: Sequence[Label] = ()) -> bytes:
    """The page as UTF-8.

    The same events and options give the same bytes. Whatever stands in the events is data in a JSON block and
    becomes text nodes; scripts and styles run by their hashes only.

    Args:
        events: All of them: what may not be drawn is listed apart.
        options: What the maker chose.
        labels: Names for the basemap as (name, lon, lat, population).

    Raises:
        PageError: The installed Leaflet is not the one that was checked.
    """
    strings = _strings(options.language)
    title = clean_text(options.title or strings["title"])
    data = _data(events, options, strings, labels)
    page = _Page(lang=options.language, page_title=title)
    page.header.add_child(
        _Raw(f"<style>{_leaflet('leaflet.css')}</style>\n<style>{_static('page.css')}</style>", "css")
    )
    # The scripts stand after the data they read and before the line that starts them.
    closing = _closing(options, strings, data) + _scripts()
    map_ = _Map(strings["map"])
    page.add_child(map_)
    map_.add_child(_Boot())
    # Put in after rendering: branca reads what a macro made as a template once more, so a post with "{%" in it
    # would be code. Both pieces have every "<" of a post escaped and cannot hold a mark themselves.
    text = str(page.render()).replace("<!--opening-->", _opening(title, options, strings), 1)
    text = text.replace("<!--closing-->", closing, 1)
    policy = _policy(text)
    text = text.replace("<!--csp-->", f'<meta http-equiv="Content-Security-Policy" content="{policy}">', 1)
    return text.encode("utf-8", "replace")


def _policy(text: str) -> str:
    """A policy that runs the page's own scripts and styles, by their hashes, and loads nothing."""

    def hashes(tag: str) -> str:
        found = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digests = (hashlib.sha256(piece.encode()).digest() for piece in found)
        return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)

    return (
        f"default-src 'none'; script-src {hashes('script')}; style-src {hashes('style')}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _json(value: Any) -> str:
    """JSON that cannot end the block it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def _data(
    events: Sequence[Event], options: MapOptions, strings: Mapping[str, Any], labels: Sequence[Label]
) -> dict[str, Any]:
    kinds = [{"name": name, "shape": shape, "colour": colour} for name, shape, colour in _KINDS]
    numbers = {kind["name"]: i for i, kind in enumerate(kinds)}
    for event in events:
        if event.event_type not in numbers:
            numbers[event.event_type] = len(kinds)
            kinds.append({"name": event.event_type, "shape": _OTHER_KIND[0], "colour": _OTHER_KIND[1]})
    zone = ZoneInfo(options.timezone or _usual_zone(events))
    box = _extent(events)
    inside = _REGION[0] < box[0] and box[2] < _REGION[2] and _REGION[1] < box[1] and box[3] < _REGION[3]
    layers = json.loads(_static("basemap.json"))
    wanted = ("world", "region") if inside else ("world", "world_fine", "region")
    return {
        "columns": _COLUMNS,
        "rows": [_row(event, numbers[event.event_type]) for event in events],
        "kinds": kinds,
        "days": _days([event for event in events if is_drawn(event)], zone),
        "timezone": zone.key,
        "locale": strings["locale"],
        "strings": {key: value for key, value in strings.items() if key not in ("locale", "noscript")},
        "basemap": [layers[name] for name in wanted],
        "labels": _labels(labels, box),
        "centre": [31, 48.5, 5],
    }


# The finer layer's box in basemap.json: west, south, east, north.
_REGION = (19.0, 42.0, 56.0, 61.0)
_MARGIN = 8.0
_MOST_LABELS = 400


def _extent(events: Sequence[Event]) -> tuple[float, float, float, float]:
    spots = [e.where.location for e in events if is_drawn(e) and e.where and e.where.location]
    if not spots:
        return 22.0, 44.0, 41.0, 53.0
    lons, lats = [spot.lon for spot in spots], [spot.lat for spot in spots]
    return min(lons), min(lats), max(lons), max(lats)


def _labels(
    labels: Sequence[Label], box: tuple[float, float, float, float]
) -> list[tuple[str, float, float, int]]:
    """The largest towns in and around the map, for the labels of its zooms."""
    west, south, east, north = box
    near = [
        (clean_text(name), round(lon, 3), round(lat, 3), people)
        for name, lon, lat, people in labels
        if west - _MARGIN < lon < east + _MARGIN and south - _MARGIN < lat < north + _MARGIN
    ]
    return near[:_MOST_LABELS]


def _usual_zone(events: Sequence[Event]) -> str:
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
        _minutes(datetime(day.year, day.month, day.day, tzinfo=zone))
        for day in (start + timedelta(days=i) for i in range(count))
    ]


def _minutes(instant: datetime) -> int:
    return int(instant.astimezone(UTC).timestamp() // 60)


def _row(event: Event, kind: int) -> list[Any]:
    columns = event_columns(event)
    claims = sorted(event.claims, key=lambda claim: claim is not shown_claim(event))
    links = dict.fromkeys((claim.source.name or claim.source.source_id, claim.url or "") for claim in claims)
    text = {key: clean_text(value) if isinstance(value, str) else value for key, value in columns.items()}
    return [
        event.event_id, list(event.aliases), text["title"], text["sub_event_type"], kind,
        _minutes(event.when.start) if event.when else None, _minutes(event.when.end) if event.when else None,
        text["date_prec"], text["date_basis"], text["date_text"], text["place"], text["admin1"], text["country"],
        text["where_prec"], text["uncertainty_km"], columns["lon"], columns["lat"],
        [columns[f"killed_{part}"] for part in ("low", "best", "high")],
        [columns[f"injured_{part}"] for part in ("low", "best", "high")],
        text["target_type"], text["actor"], text["status"], text["claimed_by"], columns["n_posts"],
        columns["n_sources"], text["quote"], [[clean_text(name), url] for name, url in links], text["review"],
        is_drawn(event),
    ]  # fmt: skip


@cache
def _static(name: str) -> str:
    return resources.files("output").joinpath("static", name).read_text(encoding="utf-8")


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


def _opening(title: str, options: MapOptions, strings: Mapping[str, Any]) -> str:
    e = html.escape
    description = clean_text(options.description or strings["description"])
    return (
        f'<a class="dl-unseen dl-skip" href="#dl-list">{e(strings["skip"])}</a>\n<div id="dl-app">\n'
        f"<header><h1>{e(title)}</h1><p>{e(description)}</p></header>\n<main>\n"
    )


def _closing(options: MapOptions, strings: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    e = {key: html.escape(value) for key, value in strings.items() if isinstance(value, str)}
    spans = "".join(
        f'<option value="{n}">{html.escape(strings["day"] if n == 1 else strings["days"].format(n=n))}</option>'
        for n in (1, 3, 7, 14, 30, 90, 365)
    )
    zone = html.escape(strings["zone"].format(zone=data["timezone"]))
    credit = " ".join(html.escape(clean_text(text).rstrip(".") + ".") for text in options.credits)
    rows = "".join(
        f"<tr><td>{html.escape(row[9] or '')}</td><td>{html.escape(row[2] or '')}</td></tr>"
        for row in data["rows"][:500]
    )
    return f"""
<details id="dl-legend"><summary>{e["legend"]}</summary><div id="dl-kinds"></div><ul id="dl-samples"></ul></details>
<section id="dl-card" role="dialog" aria-labelledby="dl-card-title" hidden><button id="dl-close" type="button" aria-label="{e["close"]}">×</button><div id="dl-card-content"></div></section>
</main>
<section class="dl-time" aria-label="{e["time"]}">
<div class="dl-bar"><button id="dl-back" type="button" aria-label="{e["back"]}">‹</button><button id="dl-play" type="button" aria-pressed="false">{e["play"]}</button><button id="dl-forward" type="button" aria-label="{e["forward"]}">›</button>
<label><span class="dl-unseen">{e["window"]}</span><select id="dl-span">{spans}<option value="0" selected>{e["all"]}</option><option value="custom">{e["custom"]}</option></select></label>
<label class="dl-check"><input id="dl-mode" type="checkbox">{e["cumulative"]}</label><output id="dl-range"></output></div>
<div class="dl-track"><canvas id="dl-histogram" aria-hidden="true"></canvas><input id="dl-low" type="range" min="0" step="1" aria-label="{e["from"]}"><input id="dl-high" type="range" min="1" step="1" aria-label="{e["to"]}"></div>
<p class="dl-zone">{zone}</p>
</section>
<aside aria-label="{e["events"]}"><h2 id="dl-count" role="status" aria-live="polite"></h2><div class="dl-scroll" tabindex="-1"><ol id="dl-list" tabindex="-1"></ol>
<details id="dl-others" hidden><summary id="dl-others-count"></summary><ul id="dl-others-list"></ul></details></div></aside>
<footer><p>{credit} {e["basemap"]} Leaflet © Volodymyr Agafonkin and contributors, BSD-2-Clause.</p></footer>
</div>
<noscript><p>{e["noscript"]}</p><table>{rows}</table></noscript>
<script type="application/json" id="dl-data">{_json(data)}</script>
"""
