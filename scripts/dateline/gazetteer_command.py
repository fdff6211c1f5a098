"""`dateline gazetteer`: more places on demand, and a look at what a name may mean."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.table import Table

from dateline.console import IO_ERROR, WRONG_USAGE, Failure, gazetteer_opened, one_line, talk
from dateline.gazetteer import Context, GazetteerError
from dateline.gazetteer.added.added_store import AddedStore
from dateline.gazetteer.added.desk_places import read_places
from dateline.gazetteer.added.downloads import Download, fetch, file_sha256
from dateline.gazetteer.added.geonames_dump import DumpReport, read_dump
from dateline.gazetteer.added.places import AddedSource, added_folder

GEONAMES_URL = "https://download.geonames.org/export/dump/"


@click.group("gazetteer")
def gazetteer_group() -> None:
    """Add places to the gazetteer, list and remove them, look a name up.

    \b
    Example:
      dateline gazetteer add geonames UA
      dateline gazetteer add our-places.csv --country UA
      dateline gazetteer lookup Robotyne
    """


@gazetteer_group.command("add")
@click.argument("what")
@click.argument("countries", nargs=-1)
@click.option(
    "--from", "origin", default=GEONAMES_URL, show_default=True, metavar="URL|FILE|FOLDER",
    help="Where the dumps are: an address, a folder of XX.zip, or one file.",
)  # fmt: skip
@click.option("--alternate-names/--no-alternate-names", default=True, help="Names in all languages, too.")
@click.option("--sha256", help="What the one file must hash to.")
@click.option("--name", help="What to call a desk's list; by default its file's name.")
@click.option(
    "--column", "columns", multiple=True, metavar="OURS=THEIRS", help="A column that is called otherwise."
)
@click.option("--country", metavar="CC", help="Country of rows that name none (ISO 3166-1, two letters).")
@one_line
def add(
    what: str, countries: tuple[str, ...], origin: str, alternate_names: bool, sha256: str | None,  # noqa: FBT001
    name: str | None, columns: tuple[str, ...], country: str | None,
) -> None:  # fmt: skip
    """Add a country's full GeoNames dump (WHAT is "geonames") or a desk's own file (.csv, .geojson).

    Villages under 500 people are in no default data: a country's dump has them. A desk's own place outranks
    all others of its name. The index is compiled again at the next run.

    \b
    Example:
      dateline gazetteer add geonames UA RU
      dateline gazetteer add geonames UA --from ~/Downloads/UA.zip --no-alternate-names
      dateline gazetteer add depots.csv --column name=Title --column lat=Y --column lon=X --country RU
    """
    store = AddedStore(added_folder())
    if what == "geonames":
        if not countries:
            raise Failure(
                "gazetteer add geonames: expected country codes, such as UA RU, found none", WRONG_USAGE
            )
        for code in countries:
            if not (len(code) == 2 and code.isascii() and code.isalpha()):
                raise Failure(
                    f"{code!r}: expected a country as two letters (ISO 3166-1), such as UA", WRONG_USAGE
                )
            _add_dump(store, code.upper(), origin, with_names=alternate_names, sha256=sha256)
        return
    if countries:
        raise Failure(
            f"gazetteer add {what}: expected one file; country dumps are added with: add geonames UA",
            WRONG_USAGE,
        )
    _add_file(store, Path(what), name, columns, country.upper() if country else None)


def _add_dump(store: AddedStore, code: str, origin: str, *, with_names: bool, sha256: str | None) -> None:
    file, names = _dump_files(code, origin, with_names=with_names, sha256=sha256)
    digest = file_sha256(file) + (file_sha256(names) if names else "")
    known = {source.name: source for source in store.sources()}.get(f"geonames-{code}")
    if known and known.sha256 == digest:
        talk.print(f"geonames-{code}: unchanged, {known.places:,} places", highlight=False)
        return
    report = DumpReport()
    source = AddedSource(
        name=f"geonames-{code}", places=0, bad_rows=0, origin=origin, sha256=digest,
        licence="GeoNames, CC BY 4.0",
    )  # fmt: skip
    with _counted(f"reading {file.name}") as advance:
        kept = store.add(source, read_dump(file, code, report, names, advance))
    _tell(kept, report)


def _dump_files(code: str, origin: str, *, with_names: bool, sha256: str | None) -> tuple[Path, Path | None]:
    """The dump and its alternate names, downloaded first where the origin is an address."""
    if origin.startswith(("http://", "https://")):
        base = origin if origin.endswith("/") else origin + "/"
        kept = added_folder() / "downloads"
        file, names = kept / f"{code}.zip", kept / "alternatenames" / f"{code}.zip"
        _download(Download(url=f"{base}{code}.zip", file=file, sha256=sha256))
        if with_names:
            _download(Download(url=f"{base}alternatenames/{code}.zip", file=names))
        return file, names if with_names else None
    place = Path(origin).expanduser()
    if place.is_file():
        return place, None
    for suffix in (".zip", ".txt"):
        file = place / f"{code}{suffix}"
        if file.is_file():
            names = place / "alternatenames" / f"{code}{suffix}"
            return file, names if with_names and names.is_file() else None
    raise Failure(f"{place}: expected {code}.zip or {code}.txt there, found neither", IO_ERROR)


def _download(wanted: Download) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=talk, transient=True, disable=not talk.is_terminal) as bar:
        task = bar.add_task(wanted.file.name, total=None)
        fresh = fetch(wanted, lambda done, total: bar.update(task, completed=done, total=total))
    talk.print(f"{wanted.url}: {'downloaded' if fresh else 'unchanged'}", highlight=False)


def _add_file(
    store: AddedStore, file: Path, name: str | None, columns: tuple[str, ...], country: str | None
) -> None:
    mapping = dict(_pair(column) for column in columns)
    if not file.is_file():
        raise Failure(
            f"{file}: expected a .csv or .geojson file, found none (or did you mean: add geonames UA)",
            IO_ERROR,
        )
    report = DumpReport()
    source = AddedSource(
        name=name or file.stem, places=0, bad_rows=0, origin=file.name, sha256=file_sha256(file), licence="the desk's own",
    )  # fmt: skip
    if source.name == "geonames" or source.name.startswith("geonames-"):
        raise Failure(
            f"--name {source.name}: that is what GeoNames dumps are called; choose another", WRONG_USAGE
        )
    _tell(store.add(source, read_places(file, source.name, report, mapping, country)), report)


def _pair(text: str) -> tuple[str, str]:
    ours, equals, theirs = text.partition("=")
    if not (ours and equals and theirs):
        raise Failure(f"--column {text}: expected OURS=THEIRS, such as name=Title", WRONG_USAGE)
    return ours, theirs


def _tell(source: AddedSource, report: DumpReport) -> None:
    for example in report.examples:
        talk.print(f"left out: {example}", highlight=False, markup=False)
    left_out = f", {report.bad_rows:,} rows left out" if report.bad_rows else ""
    talk.print(f"{source.name}: {source.places:,} places{left_out}", highlight=False)


@contextmanager
def _counted(label: str) -> Iterator[Callable[[int], None]]:
    if not talk.is_terminal:
        yield lambda _: None
        return
    with Progress(
        TextColumn("{task.description} {task.completed:,} rows"), console=talk, transient=True
    ) as bar:
        task = bar.add_task(label, total=None)
        yield lambda number: bar.update(task, completed=number)


@gazetteer_group.command("list")
@one_line
def list_sources() -> None:
    """List the places that were added.

    \b
    Example:
      dateline gazetteer list
    """
    sources = AddedStore(added_folder()).sources()
    if not sources:
        talk.print(
            "nothing was added; add a country with: dateline gazetteer add geonames UA", highlight=False
        )
    for source in sources:
        click.echo("\t".join((source.name, str(source.places), source.origin, source.licence)))


@gazetteer_group.command("remove")
@click.argument("name")
@one_line
def remove(name: str) -> None:
    """Remove places that were added, by the name that `list` shows.

    \b
    Example:
      dateline gazetteer remove geonames-RU
    """
    try:
        AddedStore(added_folder()).remove(name)
    except GazetteerError as error:
        raise Failure(str(error), WRONG_USAGE) from error
    talk.print(f"{name}: removed", highlight=False)


@gazetteer_group.command("lookup")
@click.argument("name")
@click.option("--country", metavar="CC", help="Lean to a country (ISO 3166-1, two letters).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--most", default=10, show_default=True, help="Candidates to show.")
@one_line
def lookup(name: str, country: str | None, as_json: bool, most: int) -> None:  # noqa: FBT001
    """Show the places that a name may mean, the likeliest first; case forms and old names are known too.

    \b
    Example:
      dateline gazetteer lookup "Часовому Яру"
      dateline gazetteer lookup Pokrovsk --country UA
    """
    context = Context(countries=frozenset((country.upper(),)) if country else frozenset())
    matches = gazetteer_opened().lookup(name, context)[:most]
    if not matches:
        talk.print(f"{name}: no place of this name", highlight=False, markup=False)
    rows = [
        {
            "place_id": match.place.place_id, "name": match.place.name, "feature_code": match.place.feature_code,
            "country": match.place.country, "admin1": match.place.admin1_name, "admin2": match.place.admin2_name,
            "population": match.place.population, "lon": match.place.location.lon, "lat": match.place.location.lat,
            "score": match.score, "margin": match.margin,
        }
        for match in matches
    ]  # fmt: skip
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    elif rows:
        click.echo(_drawn(rows), nl=False)


def _drawn(rows: Sequence[Mapping[str, object]]) -> str:
    from rich.console import Console

    shown = (
        "name",
        "feature_code",
        "country",
        "admin1",
        "admin2",
        "population",
        "lon",
        "lat",
        "score",
        "place_id",
    )
    table = Table(*shown, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(_cell(row, column) for column in shown))
    console = Console(width=150)
    with console.capture() as captured:
        console.print(table, markup=False)
    return captured.get()


def _cell(row: Mapping[str, object], column: str) -> str:
    value = row[column]
    if value is None:
        return "–"
    return (
        f"{value:,}" if column == "population" else f"{value:.5f}" if column in ("lon", "lat") else str(value)
    )
