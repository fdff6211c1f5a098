"""What every exporter is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from dateline.output.columns import event_columns
from dateline.output.features import ATTRIBUTION
from dateline.output.map_options import Label, MapOptions
from dateline.timeline.event import Event


@dataclass(frozen=True, kw_only=True)
class Edition:
    """The events of one build, and how they are to look.

    Attributes:
        events: In the order in which exports list them; those that are not drawn too.
        options: What the page is to be.
        labels: Place names for the basemap: name, longitude, latitude, population.
        credit: Who must be named in the data and on the page, beside those of the options.
        known: Event id -> its columns, where somebody reckoned them before.
    """

    events: Sequence[Event]
    options: MapOptions = field(default_factory=MapOptions)
    labels: Sequence[Label] = ()
    credit: Sequence[str] = (ATTRIBUTION,)
    known: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @cached_property
    def rows(self) -> Sequence[Mapping[str, Any]]:
        """The columns of each event, in order: see event_columns."""
        return [self.known.get(event.event_id) or event_columns(event) for event in self.events]
