"""Events -> what the page carries of them: packed columns for the time slider, texts in chunks read on demand."""

import base64
import gzip
import json
import sys
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from output.columns import clean_text, event_columns, shown_claim
from timeline.event import Event, is_drawn

# Rows of one block of texts: the list reads one or two of them, a search all.
CHUNK = 512
# What stands in a packed column for "not said".
NONE = -(2**31)
# Column -> (typecode of array, name of JavaScript's typed array). The wider ones first, so that each is aligned.
COLUMNS: Mapping[str, tuple[str, str]] = {
    "start": ("i", "Int32Array"),  # minutes since 1970, UTC; told as the difference from the row before
    "end": ("i", "Int32Array"),  # exclusive; told as the difference from its start
    "lon": ("i", "Int32Array"),  # 1e-5 degrees
    "lat": ("i", "Int32Array"),
    "killed": ("i", "Int32Array"),
    "injured": ("i", "Int32Array"),
    "idHash": ("I", "Uint32Array"),  # CRC-32 of the id
    "uncertainty": ("H", "Uint16Array"),  # 0.1 km; 0 for none
    "subType": ("H", "Uint16Array"),
    "actor": ("H", "Uint16Array"),
    "source": ("H", "Uint16Array"),
    "kind": ("B", "Uint8Array"),
    "target": ("B", "Uint8Array"),
    "status": ("B", "Uint8Array"),
    "wherePrec": ("B", "Uint8Array"),
    "datePrec": ("B", "Uint8Array"),
    "basis": ("B", "Uint8Array"),
    "drawn": ("B", "Uint8Array"),
}
# What a row of texts holds, in order.
TEXTS = (
    "id", "aliases", "title", "dateText", "place", "admin1", "country", "killedRange", "injuredRange", "claimedBy",
    "posts", "sources", "quote", "links", "review", "dateStart", "dateEnd",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageData:
    """What the page carries.

    Attributes:
        meta: Small: counts, names of columns, dictionaries.
        columns: The packed columns, gzip in base 64.
        chunks: Texts of 512 rows each, JSON in gzip in base 64.
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
        return list(self.names)[: self._most + 1]


def page_data(events: Sequence[Event], kinds: Mapping[str, int]) -> PageData:
    """Pack events; their order becomes that of their starts, undated ones last.

    Args:
        events: All of them, those that are only listed too.
        kinds: Event type -> its number on the page.
    """
    far = datetime.max.replace(tzinfo=UTC)
    ordered = sorted(events, key=lambda e: (e.when.start if e.when else far, e.event_id))
    names = {key: _Names(255 if COLUMNS[key][0] == "B" else 65535) for key in _NAMED}
    columns = {name: array(code) for name, (code, _) in COLUMNS.items()}
    rows: list[list[Any]] = []
    aliases: list[list[int]] = []
    before = 0
    for at, event in enumerate(ordered):
        told = event_columns(event)
        claims = sorted(event.claims, key=lambda claim: claim is not shown_claim(event))
        links = dict.fromkeys(
            (clean_text(claim.source.name or claim.source.source_id), claim.url or "") for claim in claims
        )
        start = minutes(event.when.start) if event.when else None
        end = minutes(event.when.end) if event.when else None
        columns["start"].append(NONE if start is None else start - before)
        columns["end"].append(NONE if start is None or end is None else end - start)
        before = before if start is None else start
        columns["lon"].append(NONE if told["lon"] is None else round(told["lon"] * 1e5))
        columns["lat"].append(NONE if told["lat"] is None else round(told["lat"] * 1e5))
        for outcome in ("killed", "injured"):
            best = told[f"{outcome}_best"]
            columns[outcome].append(NONE if best is None else best)
        columns["idHash"].append(id_hash(event.event_id))
        columns["uncertainty"].append(min(65535, round((told["uncertainty_km"] or 0) * 10)))
        columns["kind"].append(kinds[event.event_type])
        named = (
            told["sub_event_type"], told["actor"], told["target_type"], told["status"],
            next(iter(links), (None, ""))[0], told["date_basis"],
        )  # fmt: skip
        for key, value in zip(_NAMED, named, strict=True):
            columns[key].append(names[key].number(value))
        columns["wherePrec"].append(told["where_prec"] or 0)
        columns["datePrec"].append(told["date_prec"] or 0)
        columns["drawn"].append(is_drawn(event))
        aliases.extend([id_hash(alias), at] for alias in event.aliases)
        rows.append([
            event.event_id, list(event.aliases), told["title"], told["date_text"], told["place"], told["admin1"],
            told["country"], [told[f"killed_{part}"] for part in _PARTS], [told[f"injured_{part}"] for part in _PARTS],
            told["claimed_by"], told["n_posts"], told["n_sources"], told["quote"], [list(link) for link in links],
            told["review"], told["date_start"], told["date_end"],
        ])  # fmt: skip
    packed = b"".join(_little(columns[name]) for name in COLUMNS)
    chunks = [_zipped(_plain(rows[at : at + CHUNK])) for at in range(0, len(rows), CHUNK)]
    meta = {
        "count": len(ordered),
        "columns": [[name, kind] for name, (_, kind) in COLUMNS.items()],
        "texts": list(TEXTS),
        "chunk": CHUNK,
        "names": {key: table.table() for key, table in names.items()},
        "aliases": aliases,
    }
    return PageData(meta, _zipped(packed), chunks)


_NAMED = ("subType", "actor", "target", "status", "source", "basis")
_PARTS = ("low", "best", "high")


def minutes(instant: datetime) -> int:
    """Whole minutes since 1970, UTC."""
    return int(instant.astimezone(UTC).timestamp() // 60)


def id_hash(event_id: str) -> int:
    """CRC-32 of the id's UTF-8: the page finds an id in a column of numbers and then compares the text."""
    return zlib.crc32(event_id.encode("utf-8", "replace"))


def _little(column: "array[int]") -> bytes:
    if sys.byteorder == "big":
        column.byteswap()
    return column.tobytes()


def _plain(rows: Iterable[Any]) -> bytes:
    return json.dumps(list(rows), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _zipped(content: bytes) -> str:
    """Gzip without a time in it, in base 64: no mark in it can end the block it stands in."""
    return base64.b64encode(gzip.compress(content, 6, mtime=0)).decode()
