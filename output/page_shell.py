"""The page around the map: head, controls, list, notes, and what readers without JavaScript get."""

import html
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urljoin

from dateline.output.columns import clean_text
from dateline.output.map_options import MapOptions
from dateline.timeline.event import Event

Strings = Mapping[str, Any]

# Windows of time to choose from, in days.
_SPANS = (1, 3, 7, 14, 30, 90, 365)
# Days a second while playing.
_SPEEDS = (1, 3, 10, 30)
# Rows of the table that stands in for the map where scripts do not run.
_TABLE_ROWS = 500
_SCHEMES = ("http://", "https://")


def head_tags(title: str, description: str, options: MapOptions) -> str:
    """Description, and what link previews of social networks ask for (https://ogp.me)."""
    tags = [_meta("name", "description", description)]
    named = {"og:type": "website", "og:title": title, "og:description": description}
    if options.url:
        named["og:url"] = options.url
        if options.picture:
            named["og:image"] = urljoin(options.url, options.picture)
            named["og:image:alt"] = f"{title}. {description}"
    tags += [_meta("property", name, content) for name, content in named.items()]
    tags.append(_meta("name", "twitter:card", "summary_large_image" if "og:image" in named else "summary"))
    return "\n".join(tags)


def _meta(key: str, name: str, content: str) -> str:
    return f'<meta {key}="{name}" content="{html.escape(content)}">'


def opening(title: str, description: str, strings: Strings) -> str:
    """What stands before the map."""
    e = html.escape
    return (
        f'<a class="dl-unseen dl-skip" href="#dl-list">{e(strings["skip"])}</a>\n<div id="dl-app">\n'
        f"<header><h1>{e(title)}</h1><p>{e(description)}</p></header>\n<main>\n"
    )


def closing(options: MapOptions, strings: Strings, zone: str, table: str) -> str:
    """What stands behind the map: legend, card, time bar, list, credits and the table for no script.

    Args:
        options: Credits and notes.
        strings: The page's words.
        zone: Time zone of the axis.
        table: For readers without JavaScript.
    """
    e = {key: html.escape(value) for key, value in strings.items() if isinstance(value, str)}
    return f"""
<details id="dl-legend"><summary>{e["legend"]}</summary><div id="dl-kinds"></div><ul id="dl-samples"></ul></details>
<section id="dl-card" role="dialog" aria-labelledby="dl-card-title" hidden><button id="dl-close" type="button" aria-label="{e["close"]}">×</button><div id="dl-card-content"></div></section>
</main>
{_time(strings, e, zone)}
{_aside(strings, e)}
<footer>{_footer(options, e)}</footer>
</div>
<noscript><p>{e["noscript"]}</p>{table}</noscript>
"""


def _time(strings: Strings, e: Mapping[str, str], zone: str) -> str:
    spans = "".join(_option(n, strings["day"] if n == 1 else strings["days"].format(n=n)) for n in _SPANS)
    speeds = "".join(
        _option(n, strings["speed_day"] if n == 1 else strings["speed_days"].format(n=n), chosen=n == 3)
        for n in _SPEEDS
    )
    return f"""<section class="dl-time" aria-label="{e["time"]}">
<div class="dl-bar"><button id="dl-back" type="button" aria-label="{e["back"]}">‹</button><button id="dl-play" type="button" aria-pressed="false">{e["play"]}</button><button id="dl-forward" type="button" aria-label="{e["forward"]}">›</button>
<label><span class="dl-unseen">{e["window"]}</span><select id="dl-span">{spans}<option value="0" selected>{e["all"]}</option><option value="custom">{e["custom"]}</option></select></label>
<label><span class="dl-unseen">{e["speed"]}</span><select id="dl-speed">{speeds}</select></label>
<label class="dl-check"><input id="dl-mode" type="checkbox">{e["cumulative"]}</label><output id="dl-range"></output></div>
<div class="dl-track"><canvas id="dl-histogram" aria-hidden="true"></canvas><input id="dl-low" type="range" min="0" step="1" aria-label="{e["from"]}"><input id="dl-high" type="range" min="1" step="1" aria-label="{e["to"]}"></div>
<p class="dl-zone">{html.escape(strings["zone"].format(zone=zone))} <span id="dl-vague"></span></p>
</section>"""


def _aside(strings: Strings, e: Mapping[str, str]) -> str:
    labels = {"status": "status_label", "actor": "actor", "target": "target", "source": "source_label"}
    menus = "".join(_menu(key, strings[label], [("", strings["any"])]) for key, label in labels.items())
    menus += _menu(
        "place", strings["place_label"],
        [("", strings["any"]), ("spot", strings["place_spot"]), ("area", strings["place_area"])],
    )  # fmt: skip
    menus += _menu(
        "toll", strings["toll_label"],
        [("", strings["any"]), ("killed", strings["toll_killed"]), ("harmed", strings["toll_harmed"])],
    )  # fmt: skip
    sorts = "".join(_option(order, strings[f"sort_{order}"]) for order in ("newest", "oldest", "toll"))
    return f"""<aside aria-label="{e["events"]}">
<div class="dl-find"><label><span class="dl-unseen">{e["search"]}</span><input id="dl-words" type="search" placeholder="{e["search"]}" autocomplete="off"></label>
<details id="dl-filters"><summary id="dl-filters-summary">{e["filters"]}</summary><div class="dl-menus">{menus}</div></details>
<button id="dl-reset" type="button" hidden>{e["reset"]}</button></div>
<div class="dl-listhead"><h2><span id="dl-count" role="status" aria-live="polite"></span></h2>
<label><span class="dl-unseen">{e["sort"]}</span><select id="dl-sort">{sorts}</select></label>
<label class="dl-check"><input id="dl-inview" type="checkbox" checked>{e["only_view"]}</label></div>
<div class="dl-scroll" tabindex="0" role="group" aria-label="{e["events"]}"><ol id="dl-list" tabindex="-1"></ol>
<details id="dl-others" hidden><summary id="dl-others-count"></summary><div id="dl-others-list"></div></details>
<p class="dl-save">{e["save"]} <button id="dl-save-geojson" type="button">GeoJSON</button> <button id="dl-save-csv" type="button">CSV</button> <button id="dl-print" type="button">{e["print"]}</button></p></div></aside>"""


def _menu(key: str, label: str, options: Sequence[tuple[str, str]]) -> str:
    rows = "".join(_option(value, words) for value, words in options)
    return f'<label>{html.escape(label)}<select id="dl-{key}">{rows}</select></label>'


def _option(value: object, words: str, *, chosen: bool = False) -> str:
    mark = " selected" if chosen else ""
    return f'<option value="{value}"{mark}>{html.escape(words)}</option>'


def _footer(options: MapOptions, e: Mapping[str, str]) -> str:
    notes = "".join(f"<p>{html.escape(clean_text(note))}</p>" for note in options.notes)
    credits_ = [
        clean_text(text).rstrip(".") + "." for text in (*options.credits, options.tiles_credit) if text
    ]
    credit = " ".join(map(html.escape, credits_))
    borders = e["borders"] if options.borders == "un" else e["no_borders"]
    return (
        f"{notes}<p>{credit} {e['basemap']} {borders} "
        "Leaflet © Volodymyr Agafonkin and contributors, BSD-2-Clause.</p>"
    )


def plain_table(events: Sequence[Event], strings: Strings) -> str:
    """The newest events as a table with their words and links, for readers without JavaScript and for search engines.

    Args:
        events: In any order.
        strings: The page's words.
    """
    dated = [event for event in events if event.when]
    newest = sorted(
        dated, key=lambda event: (event.when.start if event.when else 0, event.event_id), reverse=True
    )
    rows = []
    for event in newest[:_TABLE_ROWS]:
        when = clean_text(event.when.text) if event.when else ""
        place = clean_text(event.where.name) if event.where else ""
        title = html.escape(clean_text(event.title))
        url = next((claim.url for claim in event.claims if claim.url), None)
        if url and url.startswith(_SCHEMES):
            title = f'<a href="{html.escape(clean_text(url))}" rel="noopener noreferrer">{title}</a>'
        rows.append(f"<tr><td>{html.escape(when)}</td><td>{html.escape(place)}</td><td>{title}</td></tr>")
    heads = "".join(f"<th>{html.escape(strings[key])}</th>" for key in ("when", "where", "events"))
    rest = strings["no_script_rest"].format(n=len(rows), all=len(events)) if len(rows) < len(events) else ""
    return f"<table><tr>{heads}</tr>{''.join(rows)}</table><p>{html.escape(rest)}</p>"
