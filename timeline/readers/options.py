"""What a reader is told, and what it gives back."""

from dataclasses import dataclass
from datetime import datetime

from timeline.event import Rejection
from timeline.post import Post, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """Defaults for what a file does not say itself.

    Attributes:
        published: Publication instant of posts without one, aware.
        timezone: IANA zone of the source.
        language: Language of posts that declare none.
        source_name: Name of the source of posts that name none.
    """

    published: datetime | None = None
    timezone: str | None = None
    language: str | None = None
    source_name: str | None = None

    def source(self, fallback: str) -> Source:
        """The source of posts that name none."""
        name = self.source_name or fallback
        return Source(source_id=name, name=name, timezone=self.timezone or "UTC", language=self.language)


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
    """Everything one file gave."""

    posts: tuple[Post, ...]
    bad_rows: tuple[BadRow, ...] = ()
    rejections: tuple[Rejection, ...] = ()
