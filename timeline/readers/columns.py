"""Columns of a table -> our fields: by what the desk says, then by what columns are usually called."""

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from dateline.timeline.errors import ReaderError
from dateline.timeline.readers.opening import nearest
from dateline.timeline.readers.rows import SHOWN, shown

MOST_COLUMNS = 500


def columns_of(names: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    """Our fields -> where they stand in a row.

    Args:
        names: Of the columns, as they stand there.
        mapping: Our field -> column; it wins over the usual names, and a column that it uses is nothing else.

    Raises:
        ReaderError: Two columns are the same, none is for a text, or the mapping names what is not there. The name of
            the file is for the caller to put before it.
    """
    if len(names) > MOST_COLUMNS:
        raise ReaderError(f"expected a table of at most {MOST_COLUMNS} columns, found {len(names):,}")
    told = [_folded(column) for column in names]
    for column, times in Counter(told).items():
        if column and times > 1:
            raise ReaderError(f"expected columns with names of their own, found {shown(column)!r} twice")
    found: dict[str, int] = {}
    for field, column in mapping.items():
        if field not in _usual():
            known = ", ".join(_usual())
            raise ReaderError(
                f"expected a mapping of {known}, found {shown(field)!r}{nearest(field, _usual())}"
            )
        if _folded(column) not in told:
            raise ReaderError(f"expected a column {column!r} for {field}, found none{nearest(column, names)}")
        found[field] = told.index(_folded(column))
    free = ["" if at in found.values() else column for at, column in enumerate(told)]
    for field, known_names in _usual().items():
        at = next((free.index(column) for column in known_names if column in free), None)
        if field not in found and at is not None:
            found[field] = at
    if "text" not in found and "title" not in found:
        columns = shown(", ".join(column for column in names if column.strip()))
        raise ReaderError(
            f"expected a table with a column for the text (text, message, content ...), found {columns}"
        )
    return found


def known_fields(names: Sequence[str]) -> set[str]:
    """Our fields that some of these columns are usually called."""
    told = {_folded(column) for column in names if len(column) <= SHOWN}
    return {field for field, known in _usual().items() if told.intersection(known)}


def _folded(column: str) -> str:
    return " ".join(column.split()).casefold()


@cache
def _usual() -> Mapping[str, Sequence[str]]:
    file = resources.files("dateline.timeline.readers").joinpath("columns.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))
