"""The editors' table written by a program: rows added, renewed and taken back; all other rows stay byte for byte."""

import csv
import io
import json
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from dateline.timeline.claims.event_types import EventType
from dateline.timeline.desk.corrections import (
    COLUMNS,
    Correction,
    check_correction,
    mark_of,
    read_corrections,
)
from dateline.timeline.errors import CorrectionError

Types = Mapping[str, EventType]
_BOM = b"\xef\xbb\xbf"
# How long one window waits for another.
_PATIENCE_S = 10.0
_HEADER = re.compile(r"[ \t]*\[\[\s*correction\s*\]\][ \t]*(?:#.*)?")


def append_rows(file: Path, rows: Sequence[Correction], event_types: Types) -> None:
    """Add rows at the end, all or none; their ``row`` is of no account.

    Args:
        file: A CSV table or a TOML file; made where there is none.
        rows: What was decided.
        event_types: Sub-event type -> EventType.

    Raises:
        CorrectionError: A row does not say what to do, the file as it is does not, or it cannot be written.
    """
    with _locked(file):
        held = read_corrections(file, event_types)
        for number, told in enumerate(rows, (held[-1].row if held else 1) + 1):
            check_correction(file, replace(told, row=number), event_types)
        add = _toml_added if file.suffix == ".toml" else _csv_added
        _write(file, add(_text(file), rows), [*held, *rows], event_types)


def take_back(file: Path, row: int, sha: bytes, event_types: Types) -> None:
    """Take a row out.

    Args:
        file: The table.
        row: Its number, as read.
        sha: What it says; tells whether the table has changed since it was read.
        event_types: Sub-event type -> EventType.

    Raises:
        CorrectionError: The row says something else by now, or the file cannot be written.
    """
    _exchange(file, row, sha, event_types, lambda _: None)


def renew(
    file: Path, row: int, sha: bytes, event_types: Types, *, who: str, when: str, evidence: str
) -> None:
    """Say again what a row says, in its place: by whom, when, and on what evidence; else as ``take_back``."""
    _exchange(file, row, sha, event_types, lambda told: replace(told, who=who, when=when, evidence=evidence))


def _exchange(
    file: Path, row: int, sha: bytes, event_types: Types, change: Callable[[Correction], Correction | None]
) -> None:
    with _locked(file):
        held = read_corrections(file, event_types)
        told = next((one for one in held if one.row == row and one.sha == sha), None)
        if told is None:
            raise CorrectionError(f"{file}: row {row}: says something else by now; load the page again")
        now = change(told)
        swap = _toml_exchanged if file.suffix == ".toml" else _csv_exchanged
        wanted = [now if one is told else one for one in held]
        _write(file, swap(_text(file), row, now), [one for one in wanted if one], event_types)


# ---- the two forms


def _csv_added(text: str, rows: Sequence[Correction]) -> str:
    text = _headed(text, rows)
    form = _form(text)
    text += "" if text.endswith(("\n", "\r")) else form.end
    return text + "".join(_csv_row(row, form) for row in rows)


def _csv_exchanged(text: str, row: int, now: Correction | None) -> str:
    text = _headed(text, [now] if now else [])
    lines = io.StringIO(text, newline="").readlines()
    form = _form(text)
    records = csv.reader(lines, delimiter=form.mark)
    first = 0
    for _ in records:
        if records.line_num == row:
            break
        first = records.line_num
    made = [_csv_row(now, form)] if now else []
    return "".join([*lines[:first], *made, *lines[row:]])


def _headed(text: str, rows: Sequence[Correction]) -> str:
    """The table with the columns that rows need: a desk may have begun it with fewer."""
    if not text.strip():
        return ",".join(COLUMNS) + "\n"
    form = _form(text)
    missing = [
        name for name in COLUMNS if name not in form.names and any(str(getattr(row, name)) for row in rows)
    ]
    lines = io.StringIO(text, newline="").readlines()
    header = csv.reader(lines)
    next(header)
    last = header.line_num - 1
    if missing:
        lines[last] = lines[last].rstrip("\r\n") + "".join(form.mark + name for name in missing) + form.end
    return "".join(lines)


class _Form(NamedTuple):
    """How a table is written: names of its columns, what parts its cells, and how its lines end."""

    names: list[str]
    mark: str
    end: str


def _form(text: str) -> _Form:
    lines = io.StringIO(text, newline="").readlines()
    mark = mark_of(text)
    header = csv.reader(lines, delimiter=mark)
    names = [name.strip() for name in next(header)]
    return _Form(names, mark, "\r\n" if lines[header.line_num - 1].endswith("\r\n") else "\n")


def _csv_row(told: Correction, form: _Form) -> str:
    made = io.StringIO(newline="")
    cells = [getattr(told, name) if name else "" for name in form.names]
    csv.writer(made, delimiter=form.mark, lineterminator=form.end).writerow(cells)
    return made.getvalue()


def _toml_added(text: str, rows: Sequence[Correction]) -> str:
    text += "" if not text or text.endswith("\n") else "\n"
    return text + "".join(("\n" if text else "") + _toml_table(row) for row in rows)


def _toml_table(told: Correction) -> str:
    cells = [(name, str(getattr(told, name))) for name in COLUMNS]
    # What JSON escapes TOML does too.
    return "[[correction]]\n" + "".join(
        f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in cells if value
    )


def _toml_exchanged(text: str, row: int, now: Correction | None) -> str:
    lines = text.splitlines(keepends=True)
    heads = [number for number, line in enumerate(lines) if _HEADER.fullmatch(line.rstrip("\r\n"))]
    if row > len(heads):
        return text
    first = heads[row - 1]
    last = next((n for n in range(first + 1, len(lines)) if lines[n].lstrip().startswith("[")), len(lines))
    # Comments and gaps before the next table are that one's.
    while last > first + 1 and (not lines[last - 1].strip() or lines[last - 1].lstrip().startswith("#")):
        last -= 1
    return "".join([*lines[:first], _toml_table(now) if now is not None else "", *lines[last:]])


# ---- the disk


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""


def _write(file: Path, text: str, wanted: Sequence[Correction], event_types: Types) -> None:
    """Put the text in the file's place once it is on the disk and reads as what is wanted."""
    # A link stays one: desks keep the table in a repository elsewhere.
    target = file.resolve()
    made: Path | None = None
    try:
        bom = _BOM if target.exists() and target.read_bytes().startswith(_BOM) else b""
        handle, name = tempfile.mkstemp(prefix=f".{target.stem}-", suffix=target.suffix, dir=target.parent)
        made = Path(name)
        with os.fdopen(handle, "wb") as out:
            out.write(bom + text.encode("utf-8"))
            out.flush()
            os.fsync(out.fileno())
        made.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
        if _said(read_corrections(made, event_types)) != _said(wanted):
            raise CorrectionError(
                f"{file}: expected rows of a table, or [[correction]] tables, that can be changed one by one; change it by hand"
            )
        made.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise CorrectionError(
            f"{file}: cannot write the corrections: {error.strerror}; nothing changed"
        ) from error
    finally:
        if made is not None:
            made.unlink(missing_ok=True)


def _said(rows: Sequence[Correction]) -> list[Correction]:
    return [replace(told, row=0) for told in rows]


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # not every system opens folders
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """One writer at a time; the lock goes with the process, however it ends.

    Raises:
        CorrectionError: Another holds it for too long, or it cannot be made.
    """
    target = file.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(target.with_name(f".{target.name}.lock"), os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise CorrectionError(f"{file}: cannot write the corrections: {error.strerror}") from error
    try:
        _wait_for(handle, file)
        yield
    finally:
        os.close(handle)


def _wait_for(handle: int, file: Path) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        return
    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise CorrectionError(
                    f"{file}: another window is writing it; nothing changed, try again"
                ) from None
            time.sleep(0.02)
        else:
            return
