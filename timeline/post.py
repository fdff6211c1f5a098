"""What comes in: a post and where it was published."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who published a post.

    Attributes:
        source_id: Short stable key, used in ids; never shown.
        name: The name shown to readers; None when nobody told us.
        url: Home page of the source; None when unknown.
        timezone: IANA zone in which "yesterday" and "overnight" are meant.
        language: BCP 47 primary tag to assume where letters do not decide; None to decide by letters.
        country: ISO 3166-1 alpha-2 of the source's main beat, a weak hint for namesakes; None for none.
    """

    source_id: str
    name: str | None = None
    url: str | None = None
    timezone: str = "UTC"
    language: str | None = None
    country: str | None = None

    def __post_init__(self) -> None:
        """Check the zone once, at the door: ZoneInfo raises ZoneInfoNotFoundError (a KeyError) or ValueError."""
        ZoneInfo(self.timezone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post as it came in.

    Attributes:
        post_id: Stable id from the source and the post's own id, never from its text.
        source: Who published it.
        text: The body, never altered: every span and quote counts in it.
        published: Publication instant, timezone-aware; None when nobody said.
        title: Headline where the format gives one apart from the body; it stands at the start of ``text``
            too, so that quotes can point at it.
        language: What the input declared; None to decide by letters.
        url: Permalink; None when there is none.
        edited: When the source last changed it, timezone-aware; None when it never did or does not say.
        repost_of: Whose words it passes on: an address, an id or a name; None for its own words.
    """

    post_id: str
    source: Source
    text: str
    published: datetime | None = None
    title: str | None = None
    language: str | None = None
    url: str | None = None
    edited: datetime | None = None
    repost_of: str | None = None

    def __post_init__(self) -> None:
        """A naive instant would be read in the machine's zone later on, so it is refused here."""
        for name, instant in (("published", self.published), ("edited", self.edited)):
            if instant is not None and instant.tzinfo is None:
                raise ValueError(f"post {self.post_id}: {name} {instant.isoformat()} has no time zone")
