"""What the verbs give: sequences that keep what was left out, and events that show themselves in a notebook."""

import html
from collections.abc import Iterable, Sequence
from typing import TypeVar, overload

from dateline.output import Edition
from dateline.timeline.event import Claim, Event, Rejection, is_drawn
from dateline.timeline.pipeline import Extraction
from dateline.timeline.post import Post
from dateline.timeline.readers import BadRow

# A page of more is heavier than a notebook should carry; `export` makes it a file.
_MOST_SHOWN = 5000
# Pixels: the map with its time bar, and some rows of the list.
_FRAME_HEIGHT = 640

Item_co = TypeVar("Item_co", covariant=True)


class _Listed(Sequence[Item_co]):
    """A sequence that nobody changes; a slice of it is a tuple."""

    def __init__(self, items: Iterable[Item_co]) -> None:
        self._items = tuple(items)

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> Item_co: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Item_co]: ...
    def __getitem__(self, index: int | slice) -> Item_co | Sequence[Item_co]:
        return self._items[index]

    def __repr__(self) -> str:
        return f"<{self._said()}>"

    def _said(self) -> str:
        return _count(self, type(self).__name__.lower().removesuffix("s"))


class Posts(_Listed[Post]):
    """Posts in the order of their sources.

    Attributes:
        bad_rows: What should have been a post and is none, each with its file, its row, what was found and expected.
        rejections: What is no post by its nature, such as the furniture of a page.
        failed: One line for each file of a folder, or of several, that could not be read.
    """

    def __init__(
        self,
        posts: Iterable[Post],
        bad_rows: Iterable[BadRow] = (),
        rejections: Iterable[Rejection] = (),
        failed: Iterable[str] = (),
    ) -> None:
        super().__init__(posts)
        self.bad_rows, self.rejections, self.failed = tuple(bad_rows), tuple(rejections), tuple(failed)

    def _said(self) -> str:
        bad = f", {_count(self.bad_rows, 'bad row')}" if self.bad_rows else ""
        return super()._said() + bad + (f", {len(self.failed)} files not read" if self.failed else "")


class Claims(_Listed[Claim]):
    """What posts say happened, post by post, the main claim of each first; history that a post recalls too.

    Attributes:
        extractions: The same by post, with the posts that claim nothing.
        rejections: What was left out, each with the stage that decided and its reason.
    """

    def __init__(self, extractions: Iterable[Extraction]) -> None:
        self.extractions = tuple(extractions)
        super().__init__(claim for one in self.extractions for claim in one.claims)
        self.rejections = tuple(rejection for one in self.extractions for rejection in one.rejections)

    def _said(self) -> str:
        posts = _count(self.extractions, "post")
        return f"{super()._said()} of {posts}, {_count(self.rejections, 'thing')} left out"


class Events(_Listed[Event]):
    """What claims agree on, by date; those that are not drawn too. In a notebook they show themselves as a map."""

    def _said(self) -> str:
        return f"{super()._said()}, {sum(map(is_drawn, self))} on the map"

    def _repr_html_(self) -> str:
        """The map in a frame that runs its own scripts and reaches neither the notebook nor the network."""
        if len(self) > _MOST_SHOWN:
            return f"<p>{html.escape(self._said())}: too many to show here; <code>dateline.export</code> makes a file.</p>"
        # folium takes half a second to import.
        from dateline.output import EXPORTERS
        from dateline.verbs import bundled_gazetteer

        edition = Edition(events=self, labels=bundled_gazetteer().labels(min_population=20_000))
        page = EXPORTERS["map"].write(edition)["index.html"].decode()
        return (
            f'<iframe sandbox="allow-scripts allow-downloads allow-popups" title="{html.escape(self._said())}" '
            f'style="width:100%;height:{_FRAME_HEIGHT}px;border:0" srcdoc="{html.escape(page)}"></iframe>'
        )


def _count(items: Sequence[object], noun: str) -> str:
    return f"{len(items)} {noun}" + ("" if len(items) == 1 else "s")
