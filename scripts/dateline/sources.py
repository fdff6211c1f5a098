"""Files and folders that somebody named -> posts."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dateline.timeline.errors import ReaderError, UndatedError
from dateline.timeline.event import Rejection
from dateline.timeline.post import Post
from dateline.timeline.readers import BadRow, ReadOptions, read_posts
from dateline.timeline.readers.opening import file_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What sources gave.

    Attributes:
        posts: In the order of the sources and their files.
        bad_rows: What should have been a post and is none.
        rejections: What is no post by its nature, such as the furniture of a page.
        failed: One line for each file that could not be read.
    """

    posts: Sequence[Post]
    bad_rows: Sequence[BadRow]
    rejections: Sequence[Rejection]
    failed: Sequence[str]


def read_sources(
    sources: Sequence[Path], options: ReadOptions, failed: Callable[[str], None] = lambda _: None
) -> Intake:
    """Read files, and folders with all that lies in them and below.

    Where one of several files cannot be read the others are read all the same.

    Args:
        sources: Files and folders.
        options: Defaults for what a file does not say itself.
        failed: Told at once of each file that could not be read.

    Raises:
        ReaderError: A folder is empty, or the one file that was named cannot be read.
        UndatedError: A format carries no publish times and the options give none.
        OSError: The one file that was named is missing or may not be read.
    """
    posts: list[Post] = []
    bad_rows: list[BadRow] = []
    rejections: list[Rejection] = []
    lines: list[str] = []
    for file in _files(sources):
        try:
            batch = read_posts(file, options, alone=file in sources)
        except UndatedError:
            raise
        except (ReaderError, OSError) as error:
            if len(sources) == 1 and not sources[0].is_dir():
                raise
            lines.append(
                str(error) if isinstance(error, ReaderError) else f"{file_name(file)}: {error.strerror}"
            )
            failed(lines[-1])
            continue
        posts.extend(batch.posts)
        bad_rows.extend(batch.bad_rows)
        rejections.extend(batch.rejections)
    return Intake(posts=posts, bad_rows=bad_rows, rejections=rejections, failed=lines)


def _files(sources: Iterable[Path]) -> Iterator[Path]:
    """A folder stands for all files in it and below, hidden ones aside, in the order of their names."""
    for source in sources:
        if not source.is_dir():
            yield source
            continue
        below = sorted(path for path in source.rglob("*") if path.is_file())
        found = [
            path for path in below if not any(part.startswith(".") for part in path.relative_to(source).parts)
        ]
        if not found:
            raise ReaderError(f"{source}: expected files of posts in the folder, found none")
        yield from found
