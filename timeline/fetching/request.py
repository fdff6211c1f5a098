"""One GET that ends: in time, in bytes, in redirects; what the network does is a value, never an exception."""

import http.client
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from dateline.timeline.fetching.addresses import (
    RefusedError,
    Resolver,
    Target,
    redirected,
    system_resolver,
    target_of,
)
from dateline.timeline.fetching.answers import Answer, Failed, Fetched, NotModified, Validators, sendable
from dateline.timeline.fetching.decoding import BodyError, decoded
from dateline.timeline.fetching.wire import Deadline, FloodError, Wire, connected, resolved

_MOST_REDIRECTS = 5
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_CHUNK = 1 << 16
# Status line and headers together; servers themselves allow 8 to 64 KB.
_MOST_HEAD = 256 << 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to ask and how patiently.

    Attributes:
        url: http or https.
        agent: Who asks.
        now: Wall clock, for a Retry-After that is a date.
        validators: Of the version that is here; None asks for whatever there is.
        seconds: For all hops together, from the name's resolution to the last byte.
        most_bytes: Of the body, packed and unpacked.
        keep_beginning: Of a larger body keep the first ``most_bytes`` instead of failing.
        allow_private: Also contact this machine and private networks.
        resolve: Host to addresses.
    """

    url: str
    agent: str
    now: Callable[[], datetime]
    validators: Validators | None = None
    seconds: float = 30.0
    most_bytes: int = 32_000_000
    keep_beginning: bool = False
    allow_private: bool = False
    resolve: Resolver = system_resolver


# Asked before every hop, redirects included: waits for its turn, or says why not to go there.
Visit = Callable[[Target], Failed | None]


@dataclass(frozen=True, slots=True)
class _Redirect:
    location: str


def get(request: Request, visit: Visit = lambda _: None) -> Answer:
    """Ask for a URL and follow where it leads.

    Args:
        request: What, and the limits.
        visit: Permission and pace; its waiting costs none of the request's seconds.
    """
    left = request.seconds
    try:
        target = target_of(request.url)
    except RefusedError as error:
        return Failed(reason=str(error))
    for _ in range(_MOST_REDIRECTS + 1):
        if refusal := visit(target):
            return refusal
        start = time.monotonic()
        answer = _hop(request, target, Deadline.after(left))
        if not isinstance(answer, _Redirect):
            return answer
        left -= time.monotonic() - start
        try:
            target = redirected(target, answer.location)
        except RefusedError as error:
            return Failed(reason=str(error), host=target.host)
    return Failed(reason=f"expected at most {_MOST_REDIRECTS} redirects, found more", host=target.host)


def _hop(request: Request, target: Target, deadline: Deadline) -> Answer | _Redirect:
    """One exchange, with every way in which it can go wrong."""

    def failed(reason: str, *, transient: bool = False) -> Failed:
        return Failed(reason=reason, host=target.host, transient=transient)

    try:
        addresses = resolved(target, request.resolve, deadline, allow_private=request.allow_private)
        with connected(target, addresses, deadline) as sock:
            return _exchanged(request, target, sock, deadline)
    except RefusedError as error:
        return failed(str(error))
    except FloodError:
        return failed("more headers, or more bytes around the body, than an answer may have")
    except BodyError as error:
        return failed(str(error))
    except TimeoutError:
        return failed(f"no whole answer within {request.seconds:g} seconds", transient=True)
    except ssl.SSLCertVerificationError as error:
        return failed(f"the certificate is not good: {error.verify_message}")
    except socket.gaierror as error:
        return failed(f"{target.host}: {error.strerror}", transient=error.errno == socket.EAI_AGAIN)
    except (ConnectionError, http.client.IncompleteRead) as error:
        # A line that broke is a timeout that was told early.
        return failed(f"the connection broke ({type(error).__name__})", transient=True)
    except http.client.HTTPException as error:
        return failed(f"expected an answer in HTTP, found something else ({type(error).__name__})")
    except OSError as error:
        return failed(f"cannot be reached: {error.strerror or error}")


def _exchanged(
    request: Request, target: Target, sock: socket.socket, deadline: Deadline
) -> Answer | _Redirect:
    validators = request.validators
    if validators is not None and (validators.url != target.url or not validators.usable):
        validators = None
    sock.sendall(_head(target, request.agent, validators))
    wire = Wire(sock, deadline, _MOST_HEAD)
    # http.client's own parts: it reads heads and chunks; connecting is ours, to the address that was checked.
    response = http.client.HTTPResponse(wire.as_socket(), method="GET")
    response.begin()
    headers = response.headers
    if response.status in _REDIRECTS and (location := headers.get("Location")):
        return _Redirect(location)
    if response.status == 304 and validators is not None:
        return NotModified()
    if response.status != 200:
        busy = response.status == 429 or response.status >= 500
        return Failed(
            reason=f"the server answered {response.status}",
            host=target.host,
            transient=busy,
            status=response.status,
            retry_after=_seconds(headers.get("Retry-After"), request.now()) if busy else None,
        )
    most = request.most_bytes
    # Chunks have heads of their own; more than the body itself is no body.
    wire.allowance = 2 * most + _MOST_HEAD
    pieces: list[bytes] = []
    size = 0
    for piece in decoded(
        _pieces(response, most, cut=request.keep_beginning), headers.get("Content-Encoding", "")
    ):
        pieces.append(piece)
        size += len(piece)
        if size >= most and request.keep_beginning:
            break
        if size > most:
            raise BodyError(_too_big(most))
        deadline.left()
    body = b"".join(pieces)[:most]
    known = {name: headers.get(name, "") for name in ("ETag", "Last-Modified")}
    etag, modified = (value if sendable(value) else None for value in known.values())
    return Fetched(
        body=body,
        content_type=headers.get("Content-Type", "").partition(";")[0].strip().lower(),
        validators=Validators(url=target.url, etag=etag, last_modified=modified),
    )


def _pieces(response: http.client.HTTPResponse, most: int, *, cut: bool) -> Iterator[bytes]:
    """The body as it comes; what ends before its announced length is no body."""
    announced = response.length
    if announced is not None and announced > most and not cut:
        raise BodyError(_too_big(most))
    coding = response.headers.get("Transfer-Encoding", "chunked").strip().lower()
    if coding != "chunked":
        raise BodyError(f"expected a body as it is or in chunks, found {coding[:40]!r}")
    count = 0
    while chunk := response.read(_CHUNK):
        count += len(chunk)
        yield chunk
    if announced is not None and count < announced:
        raise http.client.IncompleteRead(b"", announced - count)


def _head(target: Target, agent: str, validators: Validators | None) -> bytes:
    lines = [
        f"GET {target.path} HTTP/1.1", f"Host: {target.authority}", f"User-Agent: {agent}", "Accept: */*",
        "Accept-Encoding: gzip", "Connection: close",
    ]  # fmt: skip
    if validators is not None and validators.etag:
        lines.append(f"If-None-Match: {validators.etag}")
    if validators is not None and validators.last_modified:
        lines.append(f"If-Modified-Since: {validators.last_modified}")
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode("ascii")


def _seconds(text: str | None, now: datetime) -> float | None:
    """Retry-After: seconds, or a date."""
    if text is None:
        return None
    text = text.strip()[:40]
    if text.isascii() and text.isdigit():
        # Longer ones are years.
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    seconds = ((until if until.tzinfo else until.replace(tzinfo=UTC)) - now).total_seconds()
    return min(max(0.0, seconds), 1e9)


def _too_big(most: int) -> str:
    return f"expected at most {most / 1e6:g} MB, found more"
