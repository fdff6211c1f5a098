"""A country's full GeoNames dump -> AddedPlace: XX.zip, and alternateNamesV2 for the country.

Formats: https://download.geonames.org/export/dump/readme.txt, sections "geoname" (19 columns) and
"alternate names" (10 columns); tabs between, UTF-8, no header, no quoting.
"""

import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from dateline.gazetteer.added.places import GEONAMES, AddedPlace
from dateline.gazetteer.errors import GazetteerError

_COLUMNS = 19
_NAME_COLUMNS = 10
# Classes and codes that news names. Populated places but abandoned, historical and destroyed ones.
_KEPT_CLASSES = frozenset("P")
_DROPPED_CODES = frozenset(("PPLH", "PPLQ", "PPLW", "PPLCH", "STLMT"))
_KEPT_CODES = frozenset(
    [
        "ADM1",
        "ADM2",
        "ADM3",
        "ADM4",
        "ADMD",
        "STM",
        "STMI",
        "CNL",
        "LK",
        "LKS",
        "RSV",
        "BAY",
        "BAYS",
        "GULF",
        "STRT",
        "SEA",
        "LGN",
        "HBR",
        "EST",
        "ISL",
        "ISLS",
        "PEN",
        "CAPE",
        "SPIT",
        "HLL",
        "MT",
        "MTS",
        "RDGE",
        "PASS",
        "VAL",
        "RGN",
        "AREA",
        "MILB",
        "NVB",
        "AIRB",
        "AIRP",
        "AIRF",
        "AIRH",
        "DAM",
        "PS",
        "PSH",
        "PSN",
        "OILR",
        "OILT",
        "OILQ",
        "OILW",
        "PMPO",
        "GOSP",
        "MN",
        "MNA",
        "MFG",
        "MFGC",
        "MFGM",
        "PRT",
        "PIER",
        "RSTN",
        "RSTP",
        "RYD",
        "BDG",
        "TNL",
        "CMPRF",
        "INSM",
    ]
)
# What "alternate names" lists beside names: links, codes of airports and railways, post codes.
_NO_NAMES = frozenset(
    ("link", "wkdt", "post", "iata", "icao", "faac", "tcid", "unlc", "phon", "piny", "abbr", "fr_1793")
)
# A country's text unpacks to five to ten times its zip; far beyond that it is an attack.
_MOST_TIMES = 100
_MOST_BYTES = 4_000_000_000
_LONGEST_LINE = 200_000


@dataclass(slots=True)
class DumpReport:
    """Rows that were left out because they could not be read, the first few in words."""

    bad_rows: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, what: str) -> None:
        """Count one."""
        self.bad_rows += 1
        if len(self.examples) < 5:
            self.examples.append(what)


def read_dump(
    file: Path, country: str, report: DumpReport, alternates: Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[AddedPlace]:  # fmt: skip
    """Places of a country's dump that news may name, in the file's order.

    Args:
        file: ``XX.zip`` or ``XX.txt``.
        country: ISO code; rows of other countries are refused.
        report: Told of rows that cannot be read.
        alternates: ``alternateNamesV2`` for the country, zipped or plain; None to do without.
        progress: Called with the number of rows read, now and then.

    Raises:
        GazetteerError: The file is no dump, or of another country; names it, and what was expected.
    """
    more = _alternate_names(alternates, country, report) if alternates else {}
    with _text_of(file, country) as lines:
        for number, columns in _rows(lines, file, _COLUMNS, report):
            if columns[8] and columns[8] != country:
                if number <= 3:
                    raise GazetteerError(
                        f"{file}: row {number}: expected places of {country}, found one of {columns[8]}"
                    )
                continue
            place = _place(columns, more.get(columns[0], ()), f"{file}: row {number}", report)
            if place is not None:
                yield place
            if progress and number % 5_000 == 0:
                progress(number)


def _place(columns: list[str], more: Iterable[str], row: str, report: DumpReport) -> AddedPlace | None:
    feature_class, code = columns[6], columns[7]
    if code in _DROPPED_CODES or not (feature_class in _KEPT_CLASSES or code in _KEPT_CODES):
        return None
    try:
        lat, lon = float(columns[4]), float(columns[5])
        population = int(columns[14] or 0)
        if not (columns[0].isdigit() and columns[1] and -90 <= lat <= 90 and -180 <= lon <= 180):
            raise ValueError
    except ValueError:
        report.add(f"{row}: expected an id, a name, a latitude and a longitude, found {columns[:6]}")
        return None
    names = dict.fromkeys(
        name for name in (columns[2], *columns[3].split(","), *more) if name and name != columns[1]
    )
    return AddedPlace(
        source=GEONAMES, local_id=columns[0], name=columns[1], names=tuple(names), lon=lon, lat=lat,
        feature_class=feature_class, feature_code=code, country=columns[8] or None, admin1=columns[10] or None,
        admin2=columns[11] or None, population=population or None, timezone=columns[17] or None,
    )  # fmt: skip


def _alternate_names(file: Path, country: str, report: DumpReport) -> dict[str, list[str]]:
    """GeoNames id -> names, old ones too: people and reports use them on."""
    names: dict[str, list[str]] = defaultdict(list)
    with _text_of(file, country) as lines:
        for _, columns in _rows(lines, file, _NAME_COLUMNS, report):
            if columns[2] not in _NO_NAMES and columns[3]:
                names[columns[1]].append(columns[3])
    return names


def _rows(lines: BinaryIO, file: Path, columns: int, report: DumpReport) -> Iterator[tuple[int, list[str]]]:
    met = 0
    number = 0
    while True:
        line = lines.readline(_LONGEST_LINE)
        if not line:
            break
        number += 1
        try:
            row = line.decode("utf-8").rstrip("\r\n").split("\t")
        except UnicodeDecodeError as error:
            report.add(f"{file}: row {number}: expected UTF-8, found byte 0x{line[error.start]:02x}")
            continue
        # The last columns of alternate names are left out by some mirrors.
        if len(row) != columns and not (columns == _NAME_COLUMNS and len(row) in (4, 8)):
            if not met and number >= 3:
                raise GazetteerError(
                    f"{file}: row {number}: expected {columns} columns with tabs between, found {len(row)}: "
                    "is this a GeoNames dump?"
                )
            report.add(f"{file}: row {number}: expected {columns} columns, found {len(row)}")
            continue
        met += 1
        yield number, row
    if not met:
        raise GazetteerError(
            f"{file}: expected rows of {columns} columns, found none: is this a GeoNames dump?"
        )


@contextmanager
def _text_of(file: Path, country: str) -> Iterator[BinaryIO]:
    """The rows of a zip or of a plain file."""
    try:
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                member = _member(archive, file, country)
                with archive.open(member) as stream:
                    yield cast("BinaryIO", stream)
        elif file.suffix.lower() == ".zip":
            raise GazetteerError(f"{file}: expected a zip file, found something else or only a part of it")
        else:
            with file.open("rb") as stream:
                yield stream
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise GazetteerError(f"{file}: cannot be read: {error}") from error


def _member(archive: zipfile.ZipFile, file: Path, country: str) -> zipfile.ZipInfo:
    """``XX.txt`` of the archive; nothing is ever unpacked to a path that the archive names."""
    wanted = (f"{country}.txt", "alternateNamesV2.txt", "alternateNames.txt")
    found = {info.filename: info for info in archive.infolist()}
    member = next((found[name] for name in wanted if name in found), None)
    if member is None:
        raise GazetteerError(
            f"{file}: expected {country}.txt in it, found {', '.join(sorted(found)[:5]) or 'nothing'}"
        )
    if member.file_size > _MOST_BYTES or member.file_size > _MOST_TIMES * max(member.compress_size, 1_000):
        raise GazetteerError(f"{file}: {member.filename} would unpack to {member.file_size:,} bytes: refused")
    return member
