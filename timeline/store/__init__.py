"""What a desk has read so far, in one SQLite file: posts with their versions, claims, events and their ids, runs."""

from dateline.timeline.store.store import Store
from dateline.timeline.store.view import StoreView, look

__all__ = ["Store", "StoreView", "look"]
