"""One connection to a checked address, with an end in time and in bytes that the other side cannot move."""

import contextlib
import io
import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from dateline.timeline.fetching.addresses import Resolver, Target, checked_addresses

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CONNECT_S = 10.0
# Longest silence between two pieces of an answer.
SILENCE_S = 15.0


@dataclass(frozen=True, slots=True)
class Deadline:
    """When patience ends, on the monotonic clock: a day of daylight saving or a clock set right changes nothing."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        """So many seconds from now."""
        return cls(time.monotonic() + seconds)

    def left(self, most: float = float("inf")) -> float:
        """Seconds to wait for one step.

        Raises:
            TimeoutError: There are none.
        """
        left = self.at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return min(left, most)


class FloodError(Exception):
    """More bytes than the answer may have."""


class Wire(io.RawIOBase):
    """A socket to read from; http.client takes it for one because it has ``makefile``.

    A timeout of a socket starts anew with each byte, so that a server with a byte a second holds a reader for ever:
    here each read gets what is left of the whole.

    Attributes:
        allowance: Bytes that may still come.
    """

    def __init__(self, sock: socket.socket, deadline: Deadline, allowance: int) -> None:
        self._sock = sock
        self._deadline = deadline
        self.allowance = allowance

    def readable(self) -> bool:
        """Always, for io's sake."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Read what is there.

        Raises:
            TimeoutError: The deadline has passed, or nothing came for too long.
            FloodError: The allowance is used up.
        """
        if self.allowance <= 0:
            raise FloodError
        self._sock.settimeout(self._deadline.left(SILENCE_S))
        count = self._sock.recv_into(buffer)
        self.allowance -= count
        return count

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Give the stream that http.client asks a socket for: bytes to read."""
        return io.BufferedReader(self)

    def as_socket(self) -> socket.socket:
        """Itself, by the type that http.client declares."""
        return cast("socket.socket", self)


def resolved(
    target: Target, resolve: Resolver, deadline: Deadline, *, allow_private: bool
) -> tuple[str, ...]:
    """Resolve and check a host, within the deadline: the system's resolver has no time limit of its own.

    Raises:
        TimeoutError: The name server did not answer in time.
        RefusedError: An address may not be contacted.
        OSError: There is no such host.
    """
    answers: queue.SimpleQueue[tuple[str, ...] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(checked_addresses(target, resolve, allow_private=allow_private))
        except Exception as error:  # Raised where it is awaited.
            answers.put(error)

    # A thread that hangs must not keep the program from ending.
    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=deadline.left())
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, Exception):
        raise answer
    return answer


@contextlib.contextmanager
def connected(target: Target, addresses: tuple[str, ...], deadline: Deadline) -> Iterator[socket.socket]:
    """Connect to the first address that answers; over TLS the certificate must be the host's.

    Raises:
        OSError: None answers, or its certificate is not good (ssl.SSLError).
    """
    with contextlib.ExitStack() as stack:
        plain = stack.enter_context(_reached(target, addresses, deadline))
        plain.settimeout(deadline.left(CONNECT_S))
        if target.scheme == "https":
            context = ssl.create_default_context()
            secure = context.wrap_socket(plain, server_hostname=target.host)
            yield stack.enter_context(secure)
        else:
            yield plain


def _reached(target: Target, addresses: tuple[str, ...], deadline: Deadline) -> socket.socket:
    last = OSError("no address")
    for address in addresses:
        # An address is resolved no further: this is the one that was checked.
        try:
            return socket.create_connection((address, target.port), timeout=deadline.left(CONNECT_S))
        except OSError as error:
            last = error
    raise last
