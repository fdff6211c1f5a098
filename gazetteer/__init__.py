"""Names -> places. Knows strings and places, nothing of posts."""

from gazetteer.errors import GazetteerError
from gazetteer.gazetteer import Gazetteer, open_gazetteer
from gazetteer.index import NameHit
from gazetteer.place import LonLat, Match, Place
from gazetteer.ranking import Context, distance_km

__all__ = [
    "Context",
    "Gazetteer",
    "GazetteerError",
    "LonLat",
    "Match",
    "NameHit",
    "Place",
    "distance_km",
    "open_gazetteer",
]
