"""Names -> places. Knows strings and places, nothing of posts."""

from gazetteer.errors import GazetteerError
from gazetteer.gazetteer import Gazetteer, open_gazetteer
from gazetteer.index import NameHit
from gazetteer.names import fold
from gazetteer.place import LonLat, Match, Place
from gazetteer.ranking import Candidate, Context, best_match, distance_km

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
