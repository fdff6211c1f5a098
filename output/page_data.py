"""Events -> what the page carries of them: packed columns for the time slider, texts in chunks read on demand."""

import base64
import gc
import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from dateline.output.columns import clean_text, count_sources, shown_claim
from dateline.output.kinds import Kinds
from dateline.timeline.event import Claim, Event, Toll, is_drawn

# Rows of one block of texts: the list reads one or two of them, a search all.
CHUNK = 512
# What stands in a packed column for "not said".
NONE = -(2**31)
# Column -> (its type, name of JavaScript's typed array). The wider ones first, so that each is aligned.
COLUMNS: Mapping[str, tuple[str, str]] = {
    "start": ("<i4", "Int32Array"),  # minutes since 1970, UTC; told as the difference from the row before
    "end": ("<i4", "Int32Array"),  # exclusive; told as the difference from its start
    "lon": ("<i4", "Int32Array"),  # 1e-5 degrees
    "lat": ("<i4", "Int32Array"),
    "killed": ("<i4", "Int32Array"),
    "injured": ("<i4", "Int32Array"),
    "startOffset": ("<i2", "Int16Array"),  # minutes that the event's own zone is ahead of UTC
    "endOffset": ("<i2", "Int16Array"),
    "uncertainty": ("<u2", "Uint16Array"),  # 0.1 km; 0 for none
    "subType": ("<u2", "Uint16Array"),
    "actor": ("<u2", "Uint16Array"),
    "source": ("<u2", "Uint16Array"),
    "kind": ("<u1", "Uint8Array"),
    "target": ("<u1", "Uint8Array"),
    "status": ("<u1", "Uint8Array"),
    "wherePrec": ("<u1", "Uint8Array"),
    "datePrec": ("<u1", "Uint8Array"),
    "basis": ("<u1", "Uint8Array"),
    "drawn": ("<u1", "Uint8Array"),
}
# What a block of texts holds of each of its events, in order: all ids, then all titles, and so on.
TEXTS = (
    "id", "aliases", "title", "dateText", "place", "admin1", "country", "killedRange", "injuredRange", "claimedBy",
    "posts", "sources", "quote", "links", "review",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageData:
    """What the page carries.

    Attributes:
        meta: Small: counts, names of columns, dictionaries.
        columns: The packed columns, each sorted by its bytes' places, in gzip, in base 64.
        chunks: Texts of 512 events each, JSON in gzip, in base 64.
    """

    meta: Mapping[str, Any]
    columns: str
    chunks: Sequence[str]


class _Names:
    """Numbers for the values of a column, in order of first use; 0 is "not said"."""

    def __init__(self, most: int) -> None:
        self.names: dict[str | None, int] = {None: 0}
        self._most = most

    def number(self, name: str | None) -> int:
        known = self.names.get(name)
        if known is None:
            # More names than the column can count share the last number: they cannot be filtered by.
            known = self.names[name] = min(len(self.names), self._most)
        return known

    def table(self) -> list[str | None]:
        return [clean_text(name) if name else None for name in list(self.names)[: self._most + 1]]


def page_data(events: Sequence[Event], kinds: Kinds) -> PageData:
    """Pack events; their order becomes that of their starts, undated ones last.

    Args:
        events: All of them, those that are only listed too.
        kinds: Numbers of the marks.
    """
    far = datetime.max.replace(tzinfo=UTC)
    ordered = sorted(events, key=lambda e: (e.when.start if e.when else far, e.event_id))
    names = {key: _Names(255 if COLUMNS[key][0] == "<u1" else 65535) for key in _NAMED}
    numbers: list[tuple[int, ...]] = []
    blocks: list[Future[str]] = []
    before = 0
    # Packing leaves the interpreter free, so the next block is read meanwhile.
    with _uncollected(), ThreadPoolExecutor() as packers:
        for at in range(0, len(ordered), CHUNK):
            block = ordered[at : at + CHUNK]
            for event in block:
                row = _numbers(event, before, kinds, names)
                before += row[0] if event.when else 0
                numbers.append(row)
            blocks.append(packers.submit(_packed, [_texts(event) for event in block]))
    by_name = dict(zip(_ORDER, zip(*numbers, strict=True), strict=True)) if numbers else {}
    columns = b"".join(_shuffled(by_name.get(name, ()), code) for name, (code, _) in COLUMNS.items())
    meta = {
        "count": len(ordered),
        "columns": [[name, kind] for name, (_, kind) in COLUMNS.items()],
        "texts": list(TEXTS),
        "chunk": CHUNK,
        "names": {key: table.table() for key, table in names.items()},
    }
    return PageData(meta, _zipped(columns), [block.result() for block in blocks])


@contextmanager
def _uncollected() -> Iterator[None]:
    """Many small rows would make the collector look through all events again and again: a third of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


_NAMED = ("subType", "actor", "target", "status", "source", "basis")
# The order in which _numbers tells them.
_ORDER = (
    "start", "end", "lon", "lat", "killed", "injured", "startOffset", "endOffset", "uncertainty", *_NAMED, "kind",
    "wherePrec", "datePrec", "drawn",
)  # fmt: skip


def _numbers(event: Event, before: int, kinds: Kinds, names: Mapping[str, _Names]) -> tuple[int, ...]:
    when, where, shown = event.when, event.where, shown_claim(event)
    start, end, ahead, ahead_end = _instants(event)
    point = where.location if where else None
    named = (
        event.sub_event_type, event.actor, event.target_type, event.status,
        shown.source.name or shown.source.source_id, when.basis if when else None,
    )  # fmt: skip
    return (
        NONE if start is None else start - before,
        NONE if start is None or end is None else end - start,
        NONE if point is None else round(point.lon * 1e5),
        NONE if point is None else round(point.lat * 1e5),
        NONE if event.killed.best is None else event.killed.best,
        NONE if event.injured.best is None else event.injured.best,
        ahead, ahead_end,
        min(65535, round((where.uncertainty_km or 0) * 10)) if where else 0,
        *(names[key].number(value) for key, value in zip(_NAMED, named, strict=True)),
        kinds.number(event.event_type, event.sub_event_type), where.where_prec if where else 0, when.date_prec if when else 0, is_drawn(event),
    )  # fmt: skip


def _texts(event: Event) -> tuple[Any, ...]:
    where, shown = event.where, shown_claim(event)
    return (
        event.event_id, list(event.aliases), _said(event.title), _said(event.when.text) if event.when else None,
        *(map(_said, (where.name, where.admin1, where.country)) if where else (None, None, None)),
        _range(event.killed), _range(event.injured), _said(event.claimed_by), *_reports(event), _said(shown.quote),
        _links(event, shown), _said(event.review),
    )  # fmt: skip


def minutes(instant: datetime) -> int:
    """Whole minutes since 1970, UTC."""
    return int(instant.timestamp() // 60)


def _instants(event: Event) -> tuple[int | None, int | None, int, int]:
    """Start and end in minutes, and how far the event's zone is ahead of UTC at each."""
    if event.when is None:
        return None, None, 0, 0
    start, end = event.when.start, event.when.end
    ahead = [round((instant.utcoffset() or timedelta()).total_seconds() / 60) for instant in (start, end)]
    return minutes(start), minutes(end), ahead[0], ahead[1]


def _range(toll: Toll) -> list[int | None]:
    return [toll.low, toll.best, toll.high]


def _said(text: str | None) -> str | None:
    return clean_text(text) or None if text else None


def _reports(event: Event) -> tuple[int, int]:
    claims = event.claims
    if len(claims) == 1:  # by far most, and a build has many
        return 1, 1
    return len({claim.post_id for claim in claims}), count_sources(claims)


def _links(event: Event, shown: Claim) -> list[list[str]]:
    """Name and address of each report, the one that is quoted first."""
    if len(event.claims) == 1:
        return [[clean_text(shown.source.name or shown.source.source_id), shown.url or ""]]
    claims = [shown, *(claim for claim in event.claims if claim is not shown)]
    links = dict.fromkeys((claim.source.name or claim.source.source_id, claim.url or "") for claim in claims)
    return [[clean_text(name), url] for name, url in links]


def _shuffled(values: Sequence[int], code: str) -> bytes:
    """Little-endian, all first bytes, then all second ones: what is alike stands together, and packs well."""
    array = np.array(values, dtype=code)
    return array.view(np.uint8).reshape(len(array), array.itemsize).T.tobytes()


def _packed(rows: Sequence[Sequence[Any]]) -> str:
    columns = list(zip(*rows, strict=True))
    text = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
    return _zipped(text.encode("utf-8", "replace"))


def _zipped(content: bytes) -> str:
    """Gzip without a time in it, in base 64: no mark in it can end the block it stands in."""
    return base64.b64encode(gzip.compress(content, 5, mtime=0)).decode()
