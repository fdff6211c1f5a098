"""A folder of files, published whole or not at all."""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from dateline.output.errors import PublishError


class Published(NamedTuple):
    """What became of a build.

    Attributes:
        build: Its name, which follows from its content.
        changed: Whether readers see another one than before.
    """

    build: str
    changed: bool


# Left free for the store and the system.
_SPARE = 2**20


def publish(files: Mapping[str, bytes], directory: Path, *, keep: int = 2) -> Published:
    """Make ``directory`` hold just these files, in one step.

    ``directory`` becomes a link to a folder beside it that is named for its content, so a reader sees the old
    build or the new one and never a mixture. A folder that stands there already is replaced only when it is
    empty.

    Args:
        files: Name -> content; names are our own, never from data.
        directory: Where readers look.
        keep: How many builds stay on the disk, this one included: readers may still have the page before open.

    Raises:
        PublishError: Something else stands at ``directory``, or the disk refuses; names the path.
    """
    builds = _builds_of(directory)
    build = builds / build_name(files)
    try:
        if directory.exists() and not directory.is_symlink():
            if not directory.is_dir() or any(directory.iterdir()):
                raise PublishError(
                    f"{directory}: expected a folder that dateline made, or none; found something else there"
                )
            directory.rmdir()
        builds.mkdir(parents=True, exist_ok=True)
        is_whole = _is_whole(build, files)
        if is_whole and directory.is_symlink() and directory.resolve() == build.resolve():
            _forget_old(directory, build, keep)
            return Published(build.name, changed=False)
        if not is_whole:
            _check_space(builds, sum(map(len, files.values())))
            beside = Path(tempfile.mkdtemp(prefix=".new-", dir=builds))
            beside.chmod(0o755)
            for name, content in files.items():
                _write(beside / name, content)
            _sync_folder(beside)
            if (
                build.exists()
            ):  # meddled with, or half lost with a disk: out of the way, and gone with the leftovers
                build.rename(Path(tempfile.mkdtemp(prefix=".new-", dir=builds)) / build.name)
            beside.rename(build)
        # One that comes back is as new as any: else it would be the first to go, with readers still on it.
        # To the nanosecond: what the kernel notes by itself may be the same for two.
        os.utime(build, ns=(time.time_ns(), time.time_ns()))
        # Also for one that stood there: the run that made it may have died before this.
        _sync_folder(builds)
        link = builds / ".link"
        link.unlink(missing_ok=True)
        link.symlink_to(Path(builds.name) / build.name, target_is_directory=True)
        link.replace(directory)
        _sync_folder(directory.parent)
        _forget_old(directory, build, keep)
    except OSError as error:
        raise PublishError(f"{directory}: cannot publish: {error.strerror or error}") from error
    return Published(build.name, changed=True)


def clear_leftovers(directory: Path) -> None:
    """Remove what killed runs left beside ``directory``; of use to a run that has nothing to publish."""
    builds = _builds_of(directory)
    for path in builds.glob(".new-*"):
        shutil.rmtree(path, ignore_errors=True)
    with suppress(OSError):  # as above: it is in nobody's way
        (builds / ".link").unlink()


def _builds_of(directory: Path) -> Path:
    return directory.parent / f".{directory.name}.builds"


def build_name(files: Mapping[str, bytes]) -> str:
    """What a build of these files is named."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()[:16]


def _is_whole(build: Path, files: Mapping[str, bytes]) -> bool:
    """Whether a build stands there and holds just these files."""
    if not build.is_dir() or {path.name for path in build.iterdir()} != files.keys():
        return False
    return all((build / name).read_bytes() == content for name, content in files.items())


def _check_space(folder: Path, size: int) -> None:
    """A disk that is about to be full is better told before a byte is written."""
    free = shutil.disk_usage(folder).free
    if free < size + _SPARE:
        raise PublishError(f"{folder}: cannot publish: expected {size + _SPARE:,} bytes free, found {free:,}")


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _forget_old(directory: Path, newest: Path, keep: int) -> None:
    """Keep the newest builds; leftovers of killed runs go too."""
    clear_leftovers(directory)
    others = sorted(
        (path for path in newest.parent.iterdir() if path.is_dir() and path != newest),
        key=lambda path: -path.stat().st_mtime_ns,
    )
    for path in others[max(keep, 1) - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
