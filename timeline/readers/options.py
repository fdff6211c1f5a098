"""What a reader is told, and what it gives back."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from dateline.timeline.errors import ReaderError, UndatedError
from dateline.timeline.event import Rejection
from dateline.timeline.post import Post, Source

_USERNAME = re.compile(r"[A-Za-z]\w{2,31}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """Defaults for what a file does not say itself; what a row says wins.

    Attributes:
        published: Publication instant of posts without one, aware. For a page: when it was copied.
        timezone: IANA zone of the source.
        language: Language of posts that declare none.
        source_name: Name of the source of posts that name none.
        own_source: Whether ``source_name`` holds against the title that a feed, a page or an export gives itself: a
            title that changes would make all its posts new. Rows of JSON lines and tables keep the source they name.
        kind: Key of READERS to read as; None to tell by content.
        mapping: Our field (text, title, published, id, url, lang, source, timezone, edited, repost_of) -> the column
            of a table that holds it; what is not named is found by the usual names of columns.
        selectors: A TOML file of a desk's own in the form of pages.toml, tried before the bundled one; None for none.
        username: Of a Telegram channel, with or without the @, for the addresses of its posts; an export does not tell it.
    """

    published: datetime | None = None
    timezone: str | None = None
    language: str | None = None
    source_name: str | None = None
    own_source: bool = False
    kind: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    selectors: Path | None = None
    username: str | None = None

    def __post_init__(self) -> None:
        """Check once what would otherwise be blamed on every row.

        Raises:
            ValueError: ``published`` is naive, or ``timezone`` cannot be a name of a zone.
            ReaderError: ``username`` is none of Telegram, or ``mapping`` has something that is no name.
            ZoneInfoNotFoundError: ``timezone`` is no zone (a KeyError).
        """
        if self.published is not None and self.published.tzinfo is None:
            raise ValueError(f"published {self.published.isoformat()} has no time zone")
        if self.timezone is not None:
            ZoneInfo(self.timezone)
        if self.username is not None:
            object.__setattr__(self, "username", self.username.removeprefix("@"))
            if not _USERNAME.fullmatch(self.username):
                raise ReaderError(
                    f"username: expected a name of Telegram such as desk_ua, found {self.username!r}"
                )
        for name, column in self.mapping.items():
            if not isinstance(column, str):
                raise ReaderError(f"mapping: expected the name of a column for {name}, found {column!r}")

    def source(self, fallback: str) -> Source:
        """The source of posts that name none; ``fallback`` is its key where the options name none either."""
        return Source(
            source_id=self.source_name or fallback,
            name=self.source_name,
            timezone=self.timezone or zone_of(self.published),
            language=self.language,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A row that is no post: counted, reported, and never stops the run.

    Attributes:
        file: Name of the file.
        row: Line number, counted from 1.
        found: What stands there, shortened.
        expected: What should.
    """

    file: str
    row: int
    found: str
    expected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Everything one file gave.

    Attributes:
        posts: In the order of the file.
        bad_rows: What should have been a post and is none.
        rejections: What is no post by its nature, such as the furniture of a page.
    """

    posts: tuple[Post, ...]
    bad_rows: tuple[BadRow, ...] = ()
    rejections: tuple[Rejection, ...] = ()


def collected(items: Iterable[Post | BadRow | Rejection], name: str) -> Batch:
    """What a reader gives, as a whole. A file that breaks off behind good posts keeps them; the break is a bad row.

    Raises:
        ReaderError: It cannot be read, and nothing was read before.
    """
    posts: list[Post] = []
    bad: list[BadRow] = []
    left: list[Rejection] = []
    try:
        for item in items:
            if isinstance(item, Post):
                posts.append(item)
            elif isinstance(item, BadRow):
                bad.append(item)
            else:
                left.append(item)
    except UndatedError:
        raise
    except ReaderError as error:
        if not posts:
            raise
        bad.append(broken_off(error, name, len(posts) + len(bad) + len(left) + 1))
    return Batch(posts=tuple(posts), bad_rows=tuple(bad), rejections=tuple(left))


def broken_off(error: ReaderError, name: str, row: int) -> BadRow:
    """The end of a file that cannot be read further, as a row of it."""
    said = str(error).removeprefix(f"{name}: ")
    return BadRow(file=name, row=row, found=said, expected="the rest of the file")


def zone_of(published: datetime | None) -> str:
    """The IANA zone to reckon in when no zone is said, only the offset of a publication time.

    At 00:30+02:00 "yesterday" is another day than it would be in UTC. Offsets of broken hours have no zone of
    their own and give UTC, as does None.
    """
    offset = published.utcoffset() if published is not None else None
    if not offset or offset % timedelta(hours=1) or not timedelta(hours=-12) <= offset <= timedelta(hours=14):
        return "UTC"
    # These names count hours west of Greenwich.
    return f"Etc/GMT{-(offset // timedelta(hours=1)):+d}"
