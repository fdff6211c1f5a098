"""Posts -> dated, placed events, GeoJSON and a map with a time slider.

    import dateline

    posts = dateline.read("posts.jsonl")
    claims = dateline.extract(posts)
    events = dateline.merge(claims)
    dateline.export(events, "map")

`dateline.table` gives the events as a data frame, `dateline.explain` says why one is what it is, and in a notebook
events show themselves as a map. Nothing is loaded before it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateline.gazetteer import Gazetteer, LonLat, Place, open_gazetteer
    from dateline.gazetteer.errors import DatelineError
    from dateline.output.map_options import MapOptions
    from dateline.results import Claims, Events, Posts
    from dateline.timeline.event import Claim, Event, Rejection, Toll, When, Where
    from dateline.timeline.merging import MergeOptions
    from dateline.timeline.post import Post, Source
    from dateline.verbs import explain, export, extract, merge, read, table

# Public name -> the module that it is from.
_HOMES = {
    **dict.fromkeys(("read", "extract", "merge", "export", "table", "explain"), "dateline.verbs"),
    **dict.fromkeys(("Gazetteer", "LonLat", "Place", "open_gazetteer"), "dateline.gazetteer"),
    **dict.fromkeys(("Posts", "Claims", "Events"), "dateline.results"),
    **dict.fromkeys(("Claim", "Event", "Rejection", "Toll", "When", "Where"), "dateline.timeline.event"),
    **dict.fromkeys(("Post", "Source"), "dateline.timeline.post"),
    "MergeOptions": "dateline.timeline.merging",
    "MapOptions": "dateline.output.map_options",
    "DatelineError": "dateline.gazetteer.errors",
}

__all__ = [
    "Claim",
    "Claims",
    "DatelineError",
    "Event",
    "Events",
    "Gazetteer",
    "LonLat",
    "MapOptions",
    "MergeOptions",
    "Place",
    "Post",
    "Posts",
    "Rejection",
    "Source",
    "Toll",
    "When",
    "Where",
    "explain",
    "export",
    "extract",
    "merge",
    "open_gazetteer",
    "read",
    "table",
]

if not TYPE_CHECKING:  # a type checker would take any name for one of ours

    def __getattr__(name: str) -> object:
        """What is asked for, from the module that makes it."""
        if name not in _HOMES:
            raise AttributeError(f"module 'dateline' has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(_HOMES[name]), name)
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
