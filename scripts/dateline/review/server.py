"""The review page over HTTP, for this machine alone: no other host, page or account can read it or write by it."""

import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from dateline.output.review_page import POLICY, page_files
from dateline.review.desk import RefusedError, ReviewDesk
from dateline.timeline.errors import CorrectionError, TimelineError

MOST_BYTES = 64 * 1024
_SECONDS = 20
_JSON = "application/json; charset=utf-8"


class ReviewServer(ThreadingHTTPServer):
    """Bound to the loopback interface.

    Args:
        desk: What answers.
        port: 0 for any free one.

    Attributes:
        token: Made anew at each start. It stands behind the # of the address, which browsers send to nobody; the page
            sends it in a header, which pages of other origins cannot.

    Raises:
        OSError: The port is taken.
    """

    daemon_threads = True

    def __init__(self, desk: ReviewDesk, port: int) -> None:
        self.desk = desk
        self.token = secrets.token_urlsafe(24)
        self.files = page_files()
        super().__init__(("127.0.0.1", port), _Handler)
        # A page elsewhere whose name is made to lead here still says its own name.
        self.hosts = {f"{name}:{self.server_port}" for name in ("127.0.0.1", "localhost")}

    @property
    def address(self) -> str:
        """What to open."""
        return f"http://127.0.0.1:{self.server_port}/#t={self.token}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in the middle is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: ReviewServer
    timeout = _SECONDS
    protocol_version = "HTTP/1.1"
    server_version = "dateline"
    sys_version = ""

    def do_GET(self) -> None:
        self._guarded(self._get)

    def do_POST(self) -> None:
        self._guarded(self._post)

    def _guarded(self, answer: Callable[[], Any]) -> None:
        """One answer; what is refused is a line for the person at the page."""
        try:
            hosts = self.headers.get_all("Host") or []
            if len(hosts) != 1 or hosts[0].lower() not in self.server.hosts:
                raise RefusedError("expected the host 127.0.0.1 or localhost", HTTPStatus.MISDIRECTED_REQUEST)
            said = answer()
        except RefusedError as error:
            self._fail(error.status, str(error))
        except CorrectionError as error:
            self._fail(HTTPStatus.CONFLICT, str(error))
        except TimelineError as error:
            self._fail(HTTPStatus.SERVICE_UNAVAILABLE, str(error))
        else:
            if said is not None:
                self._send(HTTPStatus.OK, _JSON, _encoded(said))

    def _get(self) -> Any:
        address = urlsplit(self.path)
        file = self.server.files.get(address.path)
        if file is not None:
            self._send(HTTPStatus.OK, *file)
            return None
        self._check_token()
        asked = {name: values[-1] for name, values in parse_qs(address.query, max_num_fields=20).items()}
        desk = self.server.desk
        answers: Mapping[str, Callable[[], Any]] = {
            "/api/start": desk.start,
            "/api/events": lambda: desk.events(asked.get("show", "look"), asked.get("words", ""), _whole(asked.get("first", "0"))),
            "/api/event": lambda: desk.event(asked.get("id", "")),
            "/api/corrections": desk.corrections,
            "/api/places": lambda: desk.places.named(asked.get("name", "")),
            "/api/near": lambda: desk.places.near(_degrees(asked.get("lon")), _degrees(asked.get("lat"))),
            "/api/towns": lambda: desk.places.towns([_degrees(part) for part in asked.get("box", "").split(",")]),
        }  # fmt: skip
        if address.path not in answers:
            raise RefusedError("there is nothing here", HTTPStatus.NOT_FOUND)
        return answers[address.path]()

    def _post(self) -> Any:
        self._check_token()
        # A page of another origin cannot leave this out, nor say ours.
        if self.headers.get("Origin", "").lower() not in {f"http://{host}" for host in self.server.hosts}:
            raise RefusedError("expected the page's own origin", HTTPStatus.FORBIDDEN)
        if self.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            raise RefusedError("expected the page's own origin", HTTPStatus.FORBIDDEN)
        told = self._body()
        desk = self.server.desk
        answers: Mapping[str, Callable[[Any], Any]] = {
            "/api/correct": desk.correct, "/api/undo": desk.undo, "/api/renew": desk.renew,
        }  # fmt: skip
        if self.path not in answers:
            raise RefusedError("there is nothing here", HTTPStatus.NOT_FOUND)
        return answers[self.path](told)

    def _check_token(self) -> None:
        told = self.headers.get("X-Dateline-Token", "")
        if not hmac.compare_digest(told.encode("utf-8", "replace"), self.server.token.encode()):
            raise RefusedError(
                "open the page by the address that `dateline review --serve` printed", HTTPStatus.FORBIDDEN
            )

    def _body(self) -> dict[str, Any]:
        length = self.headers.get("Content-Length", "")
        if self.headers.get("Transfer-Encoding") or not (length.isascii() and length.isdecimal()):
            raise RefusedError("expected a body of a told length", HTTPStatus.LENGTH_REQUIRED)
        if int(length) > MOST_BYTES:
            raise RefusedError(
                f"expected at most {MOST_BYTES // 1024} KB", HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            )
        if self.headers.get_content_type() != "application/json":
            raise RefusedError("expected JSON", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        try:
            told = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError) as error:
            raise RefusedError("expected JSON", HTTPStatus.BAD_REQUEST) from error
        if not isinstance(told, dict):
            raise RefusedError("expected a JSON object", HTTPStatus.BAD_REQUEST)
        return told

    # ---- answers

    def _fail(self, status: int, line: str) -> None:
        # The body may not have been read: what comes behind it is no request.
        self.close_connection = True
        self._send(status, _JSON, _encoded({"error": line}))

    def _send(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": kind, "Content-Length": str(len(content)), "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
            "Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
            "Cache-Control": "no-store",
        }.items():  # fmt: skip
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Quiet: who watches the terminal waits for the end, not for requests."""


def _encoded(said: Any) -> bytes:
    # Half a surrogate pair cannot be sent; escaped it can, and the page shows it as unknown.
    return json.dumps(said, ensure_ascii=True).encode()


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 9):
        raise RefusedError(f"expected a whole number, found {text!r}", HTTPStatus.BAD_REQUEST)
    return int(text)


def _degrees(text: str | None) -> float:
    try:
        value = float(text or "")
    except ValueError:
        value = float("nan")
    if not -1000 < value < 1000:
        raise RefusedError(f"expected degrees, found {text!r}", HTTPStatus.BAD_REQUEST)
    return value
