"""What the maker of a page may choose."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from zoneinfo import ZoneInfo

from dateline.output.errors import PageError
from dateline.timeline.claims.event_types import Look, load_event_types, looks_of

# Name, longitude, latitude, population: a place name for the basemap.
Label = tuple[str, float, float, int]

# A language is a table of strings.toml: who adds one, adds it there.
LANGUAGES: Sequence[str] = tuple(
    tomllib.loads(
        resources.files("dateline.output").joinpath("static", "strings.toml").read_text(encoding="utf-8")
    )
)
BORDERS: Sequence[str] = ("un", "none")
_HTTP = re.compile(r"https?://[^\s\"'<>\\;]+")
_VARIABLE = re.compile(r"--[a-z][a-z-]*")
# Colours and lengths; nothing that could end the rule.
_VALUE = re.compile(r"[#\w\s.,()%-]+")


def _expect(fits: object, name: str, expected: str, found: object) -> None:
    if not fits:
        raise PageError(f"{name}: expected {expected}; found {found!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class MapOptions:
    """Choices for the page.

    Attributes:
        title: Heading and window title; empty for the page's own.
        description: A sentence under the title; None for the page's own.
        language: Of the page's own words, ``en`` or ``uk``; the events' texts stay as they are.
        credits: Who must be named besides the makers of the basemap.
        timezone: IANA zone of the time axis, named on the page; None for the zone of most events.
        notes: Said under the map, a paragraph each: method, contact, corrections.
        url: Where the page will stand, for link previews; None for no such tags.
        picture: Name of the preview picture beside the page; None for none.
        borders: ``un`` draws countries' borders as the UN General Assembly has them, ``none`` draws none.
        tiles: Address of raster tiles with {z}, {x} and {y}, over the drawn basemap; None asks no network.
        tiles_credit: Who must be named for the tiles.
        theme: CSS variables of the page to set, such as ``--accent`` -> ``#b00020``.
        looks: How event types are drawn, in the order of the legend; other types are grey circles.
        split: Scripts and styles in files of their own, for hosts whose policy is ``default-src 'self'``.
    """

    title: str = ""
    description: str | None = None
    language: str = "en"
    credits: tuple[str, ...] = ()
    timezone: str | None = None
    notes: tuple[str, ...] = ()
    url: str | None = None
    picture: str | None = None
    borders: str = "un"
    tiles: str | None = None
    tiles_credit: str = ""
    theme: Mapping[str, str] = field(default_factory=dict)
    looks: Sequence[Look] = field(default_factory=lambda: looks_of(load_event_types()))
    split: bool = False

    def __post_init__(self) -> None:
        """Refuse what would only show as a broken page."""
        if self.language not in LANGUAGES:
            raise PageError(f"page language: expected one of {', '.join(LANGUAGES)}; found {self.language!r}")
        _expect(self.borders in BORDERS, "borders", f"one of {', '.join(BORDERS)}", self.borders)
        for name, url in (("page address", self.url), ("tiles", self.tiles)):
            _expect(url is None or _HTTP.fullmatch(url), name, "an address that begins with https://", url)
        marks = ("{z}", "{x}", "{y}")
        _expect(
            self.tiles is None or all(mark in self.tiles for mark in marks),
            "tiles",
            "{z}, {x} and {y}",
            self.tiles,
        )
        _expect(
            self.tiles is None or self.tiles_credit.strip(),
            "tiles",
            "a credit for those who made them",
            "none",
        )
        for name, value in self.theme.items():
            fits = _VARIABLE.fullmatch(name) and _VALUE.fullmatch(value)
            _expect(fits, "theme", "a CSS variable such as --accent = #b00020", f"{name} = {value}")
        if self.timezone is not None:
            try:
                ZoneInfo(self.timezone)
            except (KeyError, ValueError, OSError) as error:
                raise PageError(
                    f"time zone: expected an IANA name such as Europe/Kyiv; found {self.timezone!r}"
                ) from error
