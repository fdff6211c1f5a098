"""What the maker of a page may choose."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from output.errors import PageError

# Name, longitude, latitude, population: a place name for the basemap.
Label = tuple[str, float, float, int]

LANGUAGES: Sequence[str] = ("en", "uk")


@dataclass(frozen=True, slots=True, kw_only=True)
class MapOptions:
    """Choices for the page.

    Attributes:
        title: Heading and window title.
        description: A sentence under the title; None for the page's own.
        language: Of the page's own words, ``en`` or ``uk``; the events' texts stay as they are.
        credits: Who must be named besides the makers of the basemap.
        timezone: IANA zone of the time axis, named on the page; None for the zone of most events.
    """

    title: str = "Reported events"
    description: str | None = None
    language: str = "en"
    credits: tuple[str, ...] = ()
    timezone: str | None = None

    def __post_init__(self) -> None:
        """Refuse what would only show as a broken page."""
        if self.language not in LANGUAGES:
            raise PageError(f"page language: expected one of {', '.join(LANGUAGES)}; found {self.language!r}")
        if self.timezone is not None:
            try:
                ZoneInfo(self.timezone)
            except (KeyError, ValueError, OSError) as error:
                raise PageError(
                    f"time zone: expected an IANA name such as Europe/Kyiv; found {self.timezone!r}"
                ) from error
