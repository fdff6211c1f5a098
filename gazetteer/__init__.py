"""Names -> places. Knows strings and places, nothing of posts."""

from dateline.gazetteer.errors import GazetteerError
from dateline.gazetteer.gazetteer import Gazetteer, open_gazetteer
from dateline.gazetteer.index import NameHit
from dateline.gazetteer.names import fold
from dateline.gazetteer.place import LonLat, Match, Place
from dateline.gazetteer.ranking import Candidate, Context, best_match, distance_km

__all__ = [
    "Candidate",
    "Context",
    "Gazetteer",
    "GazetteerError",
    "LonLat",
    "Match",
    "NameHit",
    "Place",
    "best_match",
    "distance_km",
    "fold",
    "open_gazetteer",
]
