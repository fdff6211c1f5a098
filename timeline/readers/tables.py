"""Spreadsheets saved as CSV or TSV -> entries, by the names of their columns."""

import csv
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, BinaryIO

from dateline.timeline.errors import ReaderError
from dateline.timeline.readers.columns import MOST_COLUMNS, columns_of, known_fields
from dateline.timeline.readers.opening import LONGEST_LINE, read_lines, sound
from dateline.timeline.readers.options import ReadOptions

_MARKS = (",", ";", "\t", "|")
# Spreadsheets write their mark above the table when it is not the usual one.
_TOLD_MARK = re.compile(r"sep=(.)", re.IGNORECASE)
_LINE_END = re.compile(r"\r|\n")
# Three letters in a row: bytes of Windows-1251 give Cyrillic words, those of other code pages now and then a letter.
_CYRILLIC = re.compile("[А-яІіЇїЄєҐґЁё]{3}")
_CODE_PAGE = "windows-1251"


def recognises(start: str) -> bool:
    """A first line of column names, one of them for a text."""
    names = _names(start)
    fields = known_fields(names)
    # A page's title has bars, too: "Live | Text".
    few = _mark(_first_line(start)) == "|" and len(fields) < 2
    return len(names) > 1 and not few and bool(fields & {"text", "title"})


def has_columns(start: str, mapping: Mapping[str, str]) -> bool:
    """A first line with the columns that a mapping names."""
    names = {name.strip().casefold() for name in _names(start)}
    return bool(mapping) and all(column.strip().casefold() in names for column in mapping.values())


def parse(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[dict[str, Any]]:
    """A row an entry. Cells that lack at a row's end are empty; a row with more than there are columns is no post.

    What is not UTF-8 is read as Windows-1251 when everything before was ASCII and it then has Cyrillic words; an entry
    says so. Any other line that is not UTF-8 makes a bad row.

    Raises:
        ReaderError: Two columns are the same, or there is none for a text.
    """
    csv.field_size_limit(LONGEST_LINE)
    lines = _Lines(stream)
    head = next((line for line in lines if line.strip()), "")
    told = _TOLD_MARK.fullmatch(head.strip())
    if told:
        head = next(lines, "")
    rows = csv.reader(chain((head,), lines), delimiter=told[1] if told else _mark(head) or ",")
    try:
        names = [sound(column) for column in next(rows, [])]
        columns = columns_of(names, options.mapping)
    except (csv.Error, ReaderError) as error:
        said = str(error) if isinstance(error, ReaderError) else f"expected a table, found {error}"
        raise ReaderError(f"{name}: {said}") from None
    while True:
        at = lines.row + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            # A quotation that nothing ends, most often; the next line begins a row again.
            lines.flaw = ("a row of a table", str(error))
            row = []
        if lines.note:
            yield {"id": f"row {at}", "skip": lines.note, "row": at}
            lines.note = ""
        if lines.flaw:
            yield {"wrong": lines.flaw, "row": at}
            lines.flaw = None
        elif any(cell.strip() for cell in row[len(names) :]):
            yield {"wrong": (f"{len(names)} cells, as many as columns", f"{len(row)}"), "row": at}
        elif any(cell.strip() for cell in row):
            cells = {
                field: _cell(field, row[i]) for field, i in columns.items() if i < len(row) and row[i].strip()
            }
            yield {"text": None, **cells, "row": at}


def _cell(field: str, cell: str) -> str | int:
    """The text; a time that is a number alone is seconds or milliseconds since 1970, as in the databases it is from."""
    bare = cell.strip()
    is_epoch = (
        field in ("published", "edited") and len(bare) in (10, 13) and bare.isascii() and bare.isdigit()
    )
    return int(bare) if is_epoch else cell


class _Lines:
    """Lines of a table as text, each with an end; what is wrong with one is told beside it.

    Attributes:
        row: Number of the last line given, from 1.
        flaw: What was expected and what was found in lines given since somebody took note; None for nothing.
        note: How the encoding was decided, once it was.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.row = 0
        self.flaw: tuple[str, str] | None = None
        self.note = ""
        self._lines = read_lines(stream)
        self._encoding = "utf-8"
        self._ascii = True

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.row += 1
        if line is None:
            self.flaw = ("a shorter line", f"more than {LONGEST_LINE:,} bytes")
            return "\n"
        if self._encoding == _CODE_PAGE:
            return line.decode(_CODE_PAGE, "replace") + "\n"
        try:
            # Raw surrogates come from UTF-16; they are made sound with the cells that hold them.
            text = line.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            text = line.decode(_CODE_PAGE, "replace")
            if self._ascii and _CYRILLIC.search(text):
                self._encoding = _CODE_PAGE
                self.note = f"read as {_CODE_PAGE}: row {self.row} is not UTF-8 and has Cyrillic words in it"
            else:
                self.flaw = ("UTF-8 text", f"byte 0x{line[error.start]:02x}")
                text = line.decode("utf-8", "replace")
        self._ascii = self._ascii and line.isascii()
        return text + "\n"


def _first_line(start: str) -> str:
    return _LINE_END.split(start.lstrip(), maxsplit=1)[0].strip()


def _names(start: str) -> list[str]:
    head = _first_line(start)
    try:
        return next(csv.reader([head], delimiter=_mark(head) or ","), [])
    except csv.Error:
        return []


def _mark(head: str) -> str | None:
    counts = {mark: head.count(mark) for mark in _MARKS}
    best = max(_MARKS, key=lambda mark: counts[mark])
    return best if 0 < counts[best] < MOST_COLUMNS else None
