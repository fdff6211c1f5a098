"""Options about places that several commands take: a focus, and a geocoding service as a last resort."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import platformdirs

from dateline.console import WRONG_USAGE, Failure
from dateline.gazetteer import LonLat, Place
from dateline.gazetteer.online.cache import GeocodeCache
from dateline.gazetteer.online.gate import Gate
from dateline.gazetteer.online.geocoders import OnlineSettings
from dateline.gazetteer.online.lookup import OnlineLookup
from dateline.timeline.places.locating import LocateOptions

_PLACE_OPTIONS = (
    "focus",
    "online",
    "online_url",
    "online_agent",
    "online_key_env",
    "online_budget",
    "online_public",
)


def place_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options of commands that place names."""
    for option in reversed(
        (
            click.option("--focus", metavar="LON,LAT", help="Lean to places near a point, degrees, longitude first."),
            click.option(
                "--online", type=click.Choice(["nominatim", "photon", "pelias", "geonames"]),
                help="Ask a geocoding service for names that stay open. Off by default.",
            ),
            click.option("--online-url", metavar="URL", help="Address of the service: your own server."),
            click.option("--online-agent", metavar="WHO", help="Who asks, with a way to reach you."),
            click.option("--online-key-env", metavar="NAME", default="", help="Environment variable with its key."),
            click.option("--online-budget", default=200, show_default=True, help="Most requests of a run."),
            click.option(
                "--online-public", is_flag=True,
                help="Use the public Nominatim although its policy forbids periodic bulk use.",
            ),
        )
    ):  # fmt: skip
        command = option(command)
    return command


def locate_options(options: dict[str, Any]) -> LocateOptions:
    """Take the place options out of a command's options.

    Raises:
        Failure: A focus that is none.
        GazetteerError: A service that cannot be asked so.
    """
    values = {name: options.pop(name, None) for name in _PLACE_OPTIONS}
    return LocateOptions(focus=_focus(values["focus"]), online=_online(values) if values["online"] else None)


def _focus(text: str | None) -> LonLat | None:
    if text is None:
        return None
    try:
        lon, lat = (float(part) for part in text.split(","))
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise ValueError
    except ValueError:
        raise Failure(
            f"--focus {text}: expected LON,LAT in degrees, such as 36.2,50.0", WRONG_USAGE
        ) from None
    return LonLat(lon, lat)


def _online(values: dict[str, Any]) -> Callable[[str, str | None, str, LonLat | None], Place | None]:
    settings = OnlineSettings(
        provider=values["online"], url=values["online_url"], agent=values["online_agent"] or "",
        key_env=values["online_key_env"] or "", public=bool(values["online_public"]),
        budget=values["online_budget"] if values["online_budget"] is not None else 200,
    )  # fmt: skip
    named = os.environ.get("DATELINE_ANSWERS")
    folder = Path(named) if named else Path(platformdirs.user_data_dir("dateline")) / "online"
    gate = Gate(folder / f"{settings.provider}.json", interval_s=settings.interval_s, budget=settings.budget)
    lookup = OnlineLookup(settings, GeocodeCache(folder / "answers.db"), gate)

    def ask(name: str, country: str | None, language: str, near: LonLat | None) -> Place | None:
        return lookup.find(name, country=country, language=language, near=near).place

    return ask
