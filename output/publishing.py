"""A folder of files, published whole or not at all."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from output.errors import PublishError

# The build before the last is kept, for readers that still have its page open.
_KEEP = 2


def publish(files: Mapping[str, bytes], directory: Path) -> bool:
    """Make ``directory`` hold just these files, in one step.

    ``directory`` becomes a link to a folder beside it that is named for its content, so a reader sees the old
    build or the new one and never a mixture. A folder that stands there already is replaced only when it is
    empty.

    Args:
        files: Name -> content; names are our own, never from data.
        directory: Where readers look.

    Returns:
        Whether anything changed.

    Raises:
        PublishError: Something else stands at ``directory``, or the disk refuses; names the path.
    """
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    builds = directory.parent / f".{directory.name}.builds"
    build = builds / digest.hexdigest()[:16]
    try:
        if directory.exists() and not directory.is_symlink():
            if not directory.is_dir() or any(directory.iterdir()):
                raise PublishError(
                    f"{directory}: expected a folder that dateline made, or none; found something else there"
                )
            directory.rmdir()
        if directory.is_symlink() and directory.resolve() == build.resolve() and build.is_dir():
            return False
        builds.mkdir(parents=True, exist_ok=True)
        if not build.is_dir():
            beside = Path(tempfile.mkdtemp(prefix=".new-", dir=builds))
            beside.chmod(0o755)
            for name, content in files.items():
                _write(beside / name, content)
            _sync_folder(beside)
            beside.rename(build)
            _sync_folder(builds)
        link = builds / ".link"
        link.unlink(missing_ok=True)
        link.symlink_to(Path(builds.name) / build.name, target_is_directory=True)
        link.replace(directory)
        _sync_folder(directory.parent)
        _forget_old(builds, build)
    except OSError as error:
        raise PublishError(f"{directory}: cannot publish: {error.strerror or error}") from error
    return True


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


def _forget_old(builds: Path, newest: Path) -> None:
    """Keep the newest and the one before it; leftovers of killed runs go too."""
    others = sorted(
        (path for path in builds.iterdir() if path.is_dir() and path != newest),
        key=lambda path: (path.name.startswith(".new-"), -path.stat().st_mtime_ns),
    )
    for path in others[_KEEP - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
