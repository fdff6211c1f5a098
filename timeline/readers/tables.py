"""Spreadsheets saved as CSV or TSV -> entries, by the names of their columns."""

import csv
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from timeline.errors import ReaderError
from timeline.readers.opening import LONGEST_LINE, read_lines

# Our field -> what its column is called in people's tables, in lower case.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "text": (
        "text",
        "message",
        "content",
        "body",
        "post",
        "description",
        "notes",
        "текст",
        "повідомлення",
        "сообщение",
        "опис",
    ),
    "title": ("title", "headline", "subject", "заголовок"),
    "published": (
        "published",
        "date",
        "datetime",
        "time",
        "timestamp",
        "created_at",
        "published_at",
        "дата",
        "час",
        "время",
    ),
    "id": ("id", "post_id", "message_id", "guid", "uuid"),
    "url": ("url", "link", "permalink", "посилання", "ссылка"),
    "lang": ("lang", "language", "мова", "язык"),
    "source": ("source", "channel", "outlet", "publisher", "author", "джерело", "источник", "канал"),
    "timezone": ("timezone", "zone", "tz"),
}
_MARKS = (",", ";", "\t")
_MOST_COLUMNS = 500


def recognises(start: str) -> bool:
    """A first line of column names, one of them for a text."""
    head = start.lstrip().split("\n", 1)[0]
    mark = _mark(head)
    if mark is None:
        return False
    try:
        columns = _columns(next(csv.reader([head], delimiter=mark), []))
    except csv.Error:
        return False
    return "text" in columns or "title" in columns


def parse(stream: BinaryIO, name: str) -> Iterator[dict[str, Any]]:
    """A row an entry.

    Raises:
        ReaderError: Two columns are the same, or there is none for a text.
    """
    csv.field_size_limit(LONGEST_LINE)
    lines = (line.decode("utf-8", "replace") + "\n" for line in read_lines(stream) if line is not None)
    head = next((line for line in lines if line.strip()), "")
    rows = csv.reader(_joined(head, lines), delimiter=_mark(head) or ",")
    try:
        names = next(rows, [])
        columns = _columns(names)
        told = [column.strip().lower() for column in names if column.strip()]
        if len(told) != len(set(told)):
            twice = next(column for column in told if told.count(column) > 1)
            raise ReaderError(f"{name}: expected columns with names of their own, found {twice!r} twice")
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            entry: dict[str, Any] = {
                field: row[at] for field, at in columns.items() if at < len(row) and row[at].strip()
            }
            yield entry | {"text": entry.get("text"), "source": entry.get("source")}
    except csv.Error as error:
        raise ReaderError(f"{name}: row {rows.line_num}: expected a table, found {error}") from None


def _joined(head: str, lines: Iterator[str]) -> Iterator[str]:
    yield head
    yield from lines


def _mark(head: str) -> str | None:
    counts = {mark: head.count(mark) for mark in _MARKS}
    best = max(_MARKS, key=lambda mark: counts[mark])
    return best if 0 < counts[best] < _MOST_COLUMNS else None


def _columns(names: list[str]) -> dict[str, int]:
    """Our fields -> where they stand; the first of a field's names that is there."""
    lowered = [name.strip().lower() for name in names]
    return {
        field: next(lowered.index(name) for name in known if name in lowered)
        for field, known in _NAMES.items()
        if any(name in lowered for name in known)
    }
