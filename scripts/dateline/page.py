"""The page's options on the command line, and the still picture of a map."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from dateline.console import WRONG_USAGE, Failure, gazetteer_opened, one_line
from dateline.output.errors import PageError
from dateline.output.map_options import BORDERS, LANGUAGES, MapOptions
from dateline.timeline.claims.event_types import looks_of
from dateline.timeline.claims.own_types import load_own_types

event_types_option = click.option(
    "--event-types", type=click.Path(path_type=Path), metavar="FILE",
    help="Your own event types with their words and looks, added to the bundled ones.",
)  # fmt: skip

_NAMES = (
    "title", "description", "page_lang", "credits", "notes", "url", "borders", "tiles", "tiles_credit", "theme",
    "split_files", "picture",
)  # fmt: skip


def page_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options of commands that make a page."""
    for option in reversed(
        (
            click.option("--title", help="Title of the map."),
            click.option("--description", help="A sentence under the title."),
            click.option("--credit", "credits", multiple=True, metavar="TEXT", help="Who must be named too; may be repeated."),
            click.option("--note", "notes", multiple=True, metavar="TEXT", help="A paragraph under the map; may be repeated."),
            click.option(
                "--page-lang", type=click.Choice(list(LANGUAGES)), default="en", show_default=True,
                help="Language of the page.",
            ),
            click.option("--url", metavar="URL", help="Where the page will stand, for link previews."),
            click.option(
                "--picture", is_flag=True, help="Also make preview.png for link previews (needs the extra 'png')."
            ),
            click.option(
                "--borders", type=click.Choice(list(BORDERS)), default="un", show_default=True,
                help="Countries' borders as the UN General Assembly has them, or none.",
            ),
            click.option("--tiles", metavar="URL", help="Raster tiles over the drawn basemap, with {z}, {x} and {y}."),
            click.option("--tiles-credit", default="", metavar="TEXT", help="Who must be named for the tiles."),
            click.option(
                "--theme", multiple=True, metavar="NAME=VALUE", help="A CSS variable of the page: --theme accent=#b00020."
            ),
            click.option(
                "--split-files", is_flag=True,
                help="Script and style in files beside the page, for hosts with default-src 'self'.",
            ),
        )
    ):  # fmt: skip
        command = option(command)
    return command


def map_options(options: dict[str, Any]) -> MapOptions:
    """Take the page options out of a command's options: what the page is to be.

    Raises:
        Failure: An option that cannot be.
    """
    told = {name: options.pop(name) for name in _NAMES}
    theme = {}
    for text in told["theme"]:
        name, found, value = text.partition("=")
        if not found:
            raise Failure(f"--theme: expected NAME=VALUE such as accent=#b00020; found {text!r}", WRONG_USAGE)
        theme[f"--{name.strip().removeprefix('--')}"] = value.strip()
    try:
        return MapOptions(
            title=told["title"] or "", description=told["description"], language=told["page_lang"],
            credits=tuple(told["credits"]), notes=tuple(told["notes"]), url=told["url"],
            picture="preview.png" if told["picture"] else None, borders=told["borders"], tiles=told["tiles"],
            tiles_credit=told["tiles_credit"], theme=theme, split=told["split_files"],
        )  # fmt: skip
    except PageError as error:
        raise Failure(str(error), WRONG_USAGE) from error


def options_of_table(table: Mapping[str, Any], file: Path) -> MapOptions:
    """The [map] table of a settings file.

    Raises:
        Failure: An option that cannot be; names the file.
    """
    told = dict(table)
    theme = {f"--{name.removeprefix('--')}": str(value) for name, value in told.pop("theme", {}).items()}
    picture, split = told.pop("picture", False), told.pop("split_files", False)
    for name in ("credits", "notes"):
        told[name] = tuple(map(str, told.get(name, ())))
    try:
        return MapOptions(**told, theme=theme, split=split, picture="preview.png" if picture else None)
    except PageError as error:
        raise Failure(f"{file}: map: {error}", WRONG_USAGE) from error


@click.command("image")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="A .png or .svg file.")
@click.option("--title", help="Large, at the top; by default that of the map.")
@click.option("--size", default="1200x630", show_default=True, metavar="WxH", help="Pixels.")
@click.option(
    "--borders", type=click.Choice(list(BORDERS)), default="un", show_default=True, help="As for build."
)
@event_types_option
@one_line
def image(
    source: Path, output: Path, title: str | None, size: str, borders: str, event_types: Path | None
) -> None:
    """Draw a still picture of a map's events, for link previews and paper.

    SOURCE is a folder that build made, or its events.geojson. Prints a text that tells what the picture shows, for
    readers who do not see it.

    \b
    Example:
      dateline image map -o card.png
    """
    from dateline.output.picture import picture_png, picture_svg
    from dateline.output.preview import preview

    looks = looks_of(load_own_types(event_types)[0])
    file = source / "events.geojson" if source.is_dir() else source
    try:
        collection = json.loads(file.read_bytes())
        features = collection["features"]
        width, height = (int(part) for part in size.lower().split("x"))
    except (KeyError, TypeError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise Failure(f"{file}: expected the events.geojson of a build: {error}", WRONG_USAGE) from error
    except ValueError as error:
        raise Failure(
            f"--size: expected WIDTHxHEIGHT such as 1200x630; found {size!r}", WRONG_USAGE
        ) from error
    if output.suffix.lower() not in (".png", ".svg"):
        raise Failure(f"{output}: expected a name that ends in .png or .svg", WRONG_USAGE)
    try:
        spots, options = preview(
            features,
            title=title or "",
            credit=collection.get("attribution", ""),
            looks=looks,
            size=(width, height),
            borders=borders,
        )
    except (KeyError, TypeError) as error:
        raise Failure(
            f"{file}: expected features with the columns of a build: {error}", WRONG_USAGE
        ) from error
    svg = picture_svg(spots, gazetteer_opened().labels(min_population=100_000), options)
    output.write_bytes(
        picture_png(svg) if output.suffix.lower() == ".png" else svg.encode("utf-8", "replace")
    )
    click.echo(options.alt)
