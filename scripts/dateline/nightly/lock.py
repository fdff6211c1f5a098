"""One run at a time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dateline.console import IO_ERROR, LOCKED, Failure


@contextmanager
def only_run(file: Path) -> Iterator[None]:
    """Hold a lock that goes with the process, however it ends.

    Raises:
        Failure: Another run holds it.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise Failure(f"{file}: cannot lock: {error.strerror}", IO_ERROR) from error
    try:
        try:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # Windows
            pass
        except BlockingIOError:
            raise Failure(f"{file}: another run is under way", LOCKED) from None
        yield
    finally:
        os.close(handle)
