"""Events -> the page (being written)."""

from collections.abc import Sequence

from output.map_options import Label, MapOptions
from timeline.event import Event


def page_bytes(events: Sequence[Event], options: MapOptions, labels: Sequence[Label] = ()) -> bytes:
    """The page."""
    return b"<!DOCTYPE html><title>dateline</title>"
