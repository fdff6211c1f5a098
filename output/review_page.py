"""The page on which editors look at events and correct them: its files, and the policy they are served under."""

import html
from importlib import resources

# What the address answers under: our own files and nothing else, and no text becomes markup.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
# In this order: each needs those before it.
_SCRIPTS = (
    "text",
    "geometry",
    "review_server",
    "review_locator",
    "review_form",
    "review_event",
    "review_rows",
    "review",
)
_FILTERS = (
    ("held", "To approve"),
    ("look", "To look at"),
    ("all", "All"),
)


def page_files() -> dict[str, tuple[str, bytes]]:
    """Path -> media type and content; events are asked for by the page itself."""
    script = "\n".join(["'use strict'; const DL = {};", *(_static(f"{name}.js") for name in _SCRIPTS)])
    return {
        "/": ("text/html; charset=utf-8", _page().encode()),
        "/review.js": ("text/javascript; charset=utf-8", script.encode()),
        "/review.css": ("text/css; charset=utf-8", _static("review.css").encode()),
        "/basemap.json": ("application/json", _static("basemap.json").encode()),
    }


def _static(name: str) -> str:
    return resources.files("dateline.output").joinpath("static", name).read_text(encoding="utf-8")


def _page() -> str:
    filters = "".join(
        f'<label><input type="radio" name="show" value="{value}"{" checked" if value == "look" else ""}>'
        f'<span>{html.escape(words)} <b id="rv-n-{value}"></b></span></label>'
        for value, words in _FILTERS
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Review</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/review.css">
<script src="/review.js" defer></script>
</head>
<body>
<a class="rv-skip" href="#rv-detail" id="rv-skip">Skip to the event</a>
<header>
<div><h1>Review <span id="rv-title" dir="auto"></span></h1><p id="rv-state"></p></div>
<div class="rv-top"><label>Your name <input id="rv-who" autocomplete="name" maxlength="80"></label>
<button type="button" id="rv-add">Add an event</button><button type="button" id="rv-rows">Corrections <b id="rv-n-waiting"></b></button>
<button type="button" id="rv-reload">Reload</button></div>
</header>
<main>
<section id="rv-events" aria-label="Events">
<div class="rv-find"><fieldset id="rv-show"><legend class="rv-unseen">Show</legend>{filters}</fieldset>
<label><span class="rv-unseen">Search</span><input id="rv-words" type="search" placeholder="Search title, place, quote, source" autocomplete="off"></label>
<p id="rv-count" role="status"></p></div>
<ol id="rv-list"></ol><button type="button" id="rv-more" hidden>Show more</button>
</section>
<section id="rv-detail" aria-label="Event" tabindex="-1"><p class="rv-quiet">Choose an event from the list.</p></section>
</main>
<p id="rv-said" role="status" aria-live="polite" hidden></p>
<noscript><p>The page needs JavaScript. <code>dateline review</code> prints the same list as a table.</p></noscript>
</body>
</html>
"""
