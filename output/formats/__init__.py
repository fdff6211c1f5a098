"""Events -> files: one module a format, and the table of them all.

A new format is one module beside these and one line in EXPORTERS.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from dateline.output.errors import OutputError
from dateline.output.formats import circles, page, points, sheet
from dateline.output.formats.edition import Edition

__all__ = ["EXPORTERS", "Edition", "Exporter", "export_files", "exporter_of"]


class Exporter(NamedTuple):
    """A format that a build can publish.

    Attributes:
        summary: What it is for, for `--help`.
        file: Its main file, by whose name readers and other programs find it.
        write: An edition -> all its files by name, ``file`` among them. The same edition gives the same bytes.
    """

    summary: str
    file: str
    write: Callable[[Edition], Mapping[str, bytes]]


# In the order in which they are listed; a build writes them all unless it is told which.
EXPORTERS: Mapping[str, Exporter] = {
    "map": Exporter("the map, one HTML file", "index.html", page.write),
    "geojson": Exporter("the events as points, RFC 7946", "events.geojson", points.write),
    "areas": Exporter("how far off each event may be, as polygons", "areas.geojson", circles.write),
    "csv": Exporter("the events as a table that is safe in a spreadsheet", "events.csv", sheet.write),
}


def export_files(edition: Edition, formats: Iterable[str] | None = None) -> dict[str, bytes]:
    """What an edition is in some formats, as file name -> content.

    Args:
        edition: The events and how they are to look.
        formats: Keys of EXPORTERS; all of them where None.

    Raises:
        OutputError: A format is unknown, or the page cannot be made as it was asked for.
    """
    files: dict[str, bytes] = {}
    for name in EXPORTERS if formats is None else formats:
        if name not in EXPORTERS:
            raise OutputError(f"format: expected one of {', '.join(EXPORTERS)}; found {name!r}")
        files.update(EXPORTERS[name].write(edition))
    return files


def exporter_of(file_name: str) -> Exporter:
    """The first format whose main file ends as this name does.

    Raises:
        OutputError: None does.
    """
    for exporter in EXPORTERS.values():
        if file_name.lower().endswith(_ending(exporter)):
            return exporter
    endings = ", ".join(dict.fromkeys(map(_ending, EXPORTERS.values())))
    raise OutputError(f"{file_name}: expected a name that ends in one of {endings}")


def _ending(exporter: Exporter) -> str:
    return exporter.file[exporter.file.rindex(".") :]
