"""What a desk has read so far, in one SQLite file: posts with their versions, claims, events and their ids, runs."""

from timeline.store.store import Store
from timeline.store.view import StoreView, look

__all__ = ["Store", "StoreView", "look"]
