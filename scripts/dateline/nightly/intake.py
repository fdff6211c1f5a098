"""What the sources of a settings file hold now, taken into the store; what has not changed is not read again."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dateline import timeline
from dateline.console import GATE, Failure, progress
from dateline.nightly.log import RunLog
from dateline.nightly.settings import Settings, SourceSettings
from dateline.timeline.errors import ReaderError
from dateline.timeline.event import Rejection
from dateline.timeline.post import Post
from dateline.timeline.readers import BadRow, stream_posts
from dateline.timeline.readers.opening import file_name
from dateline.timeline.store import Store
from dateline.timeline.store.posts import FilePrint

_CHUNK = 1 << 20


@dataclass(slots=True)
class Intake:
    """What became of the sources.

    Attributes:
        failed: Sources or files that could not be read, a line each. They keep what they had.
        read: How many files were read.
    """

    failed: list[str] = field(default_factory=list)
    read: int = 0


def take_in(settings: Settings, store: Store, log: RunLog) -> Intake:
    """Read what is new or changed in the sources.

    A source that cannot be read keeps what it had: nothing of it has vanished.

    Raises:
        Failure: Not one source can be read.
    """
    intake = Intake()
    code = _code()
    missing = 0
    with store.step():
        turned = store.posts.use([source.name for source in settings.sources])
        store.copies.look_again(turned)
    for source in settings.sources:
        files = source_files(source)
        if not files:
            missing += 1
            hint = "; `dateline fetch` fills it" if source.url else ""
            shown = _shown(source.path, settings)
            intake.failed.append(f"{source.name}: {shown}: expected files of posts, found none{hint}")
        else:
            _take_in_source(source, files, f"{code} {_how(source)}", store, intake, log)
    for line in intake.failed:
        log.complain("source failed", line)
    if missing == len(settings.sources) and not store.posts.count():
        raise Failure("no source could be read, nothing published", GATE)
    return intake


def _take_in_source(
    source: SourceSettings, files: list[Path], how: str, store: Store, intake: Intake, log: RunLog
) -> None:
    """One step for all files of a source: what its posts say now follows from all of them."""
    base = _base(source.path)
    names = {path: file_name(path.relative_to(base)) for path in files}
    with store.step():
        moved = store.posts.drop_files(source.name, names.values()) > 0
        for rank, path in enumerate(files):
            try:
                file = FilePrint(names[path], _sha(path), how, rank)
            except OSError as error:
                intake.failed.append(f"{source.name}: {names[path]}: {error.strerror}")
                continue
            if not store.posts.is_known(source.name, file):
                moved = True
                _take_in_file(source, path, file, store, intake, log)
        if moved:
            store.posts.settle(source.name, snapshots=source.url is not None)


def _take_in_file(
    source: SourceSettings, path: Path, file: FilePrint, store: Store, intake: Intake, log: RunLog
) -> None:
    counts = {"posts": 0, "bad_rows": 0, "left_out": 0}
    try:
        with progress(f"reading {source.name}") as advance:
            store.posts.take_in(
                source.name,
                file,
                _counted(stream_posts(path, source.reading, alone=path == source.path), counts, advance),
            )
    except (ReaderError, OSError) as error:
        said = str(error) if isinstance(error, ReaderError) else f"{file.name}: {error.strerror}"
        store.posts.break_off(source.name, file.name, said)
        intake.failed.append(f"{source.name}: {said}")
    intake.read += 1
    log.tell("file read", source=source.name, file=file.name, **counts)


def _counted(
    items: Iterable[Post | BadRow | Rejection], counts: dict[str, int], advance: Callable[[], None]
) -> Iterator[Post | BadRow | Rejection]:
    for item in items:
        counts[
            "posts" if isinstance(item, Post) else "bad_rows" if isinstance(item, BadRow) else "left_out"
        ] += 1
        advance()
        yield item


def source_files(source: SourceSettings) -> list[Path]:
    """The files of a source in the order of their names: of two that hold a post the later one holds."""
    if source.path.is_dir():
        below = (path for path in source.path.rglob("*") if path.is_file())
        return sorted(
            p for p in below if not any(part.startswith(".") for part in p.relative_to(source.path).parts)
        )
    if source.path.is_file():
        return [source.path]
    base = _base(source.path)
    return sorted(path for path in base.glob(str(source.path.relative_to(base))) if path.is_file())


def _base(path: Path) -> Path:
    """The folder from which the files of a source are named: the last that is there, so marks in its own name are no pattern."""
    return next(folder for folder in (path, *path.parents) if folder.is_dir())


def _shown(path: Path, settings: Settings) -> Path:
    """A path as the settings tell it: reports are published, and the machine's folders are nobody's business."""
    base = settings.file.parent
    return path.relative_to(base) if path.is_relative_to(base) else path


def _sha(path: Path) -> bytes:
    held = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            held.update(chunk)
    return held.digest()[:16]


def _how(source: SourceSettings) -> str:
    """Of the options that decide how a file is read."""
    held = hashlib.sha256(repr(source.reading).encode("utf-8", "replace"))
    if source.reading.selectors is not None and source.reading.selectors.exists():
        held.update(source.reading.selectors.read_bytes())
    return held.hexdigest()[:12]


def _code() -> str:
    """Of the readers themselves: a better reader reads every file again."""
    held = hashlib.sha256()
    folder = Path(timeline.__path__[0])
    for file in sorted([*folder.glob("readers/*"), folder / "post.py"]):
        if file.is_file():
            held.update(file.read_bytes())
    return held.hexdigest()[:12]
