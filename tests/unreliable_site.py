"""A local web site that does what sites do to those who fetch from them: change, move, stall, break, and overflow."""

import contextlib
import http.server
import socket
import ssl
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

HTML = {"Content-Type": "text/html; charset=utf-8"}


@dataclass(frozen=True)
class Says:
    """A plain answer; one with an ETag answers 304 to those who have it."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: HTML)

    def __call__(self, asked: "Handler") -> None:
        tag = self.headers.get("ETag")
        date = self.headers.get("Last-Modified")
        same = (tag and asked.headers.get("If-None-Match") == tag) or (
            date and not tag and asked.headers.get("If-Modified-Since") == date
        )
        body = b"" if same else self.body
        asked.send_response(304 if same else self.status)
        for key, value in ({"Content-Length": str(len(body))} | dict(self.headers)).items():
            asked.send_header(key, value)
        asked.end_headers()
        asked.wfile.write(body)


Step = Callable[["Handler"], None]


def tagged(body: bytes, tag: str) -> Says:
    return Says(body, headers={**HTML, "ETag": tag})


def moved(location: str, status: int = 302) -> Says:
    return Says(b"", status, {"Location": location})


def endless(asked: "Handler") -> None:
    """A body without an end, in chunks."""
    asked.send_response(200)
    asked.send_header("Transfer-Encoding", "chunked")
    asked.end_headers()
    while True:
        asked.wfile.write(b"4000\r\n" + b"a" * 0x4000 + b"\r\n")


def drip(asked: "Handler") -> None:
    """A byte now and then: each comes in time, the whole never."""
    asked.send_response(200)
    asked.send_header("Content-Length", "100000")
    asked.end_headers()
    while True:
        asked.wfile.write(b"a")
        time.sleep(0.05)


def drip_head(asked: "Handler") -> None:
    """The same, with headers."""
    asked.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        asked.wfile.write(b"a")
        time.sleep(0.05)


def silent(asked: "Handler") -> None:
    """Never answers."""
    with contextlib.suppress(OSError):
        asked.connection.recv(1)


def many_headers(asked: "Handler") -> None:
    """100 headers are http.client's own limit: these few are long."""
    asked.wfile.write(
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"a" * 60_000) for n in range(90)) + b"\r\n"
    )


def continued(asked: "Handler") -> None:
    """Interim answers without an end."""
    while True:
        asked.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")


def reset(asked: "Handler") -> None:
    """Half a body, then the line breaks."""
    asked.send_response(200)
    asked.send_header("Content-Length", "100000")
    asked.end_headers()
    asked.wfile.write(b"a" * 50_000)
    asked.wfile.flush()
    # Closed with this, a connection is reset and not ended.
    asked.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    asked.connection.close()


def cut_short(asked: "Handler") -> None:
    """Fewer bytes than announced, ended in good order."""
    asked.send_response(200)
    asked.send_header("Content-Length", "100000")
    asked.end_headers()
    asked.wfile.write(b"a" * 50_000)


def garbage(asked: "Handler") -> None:
    """Another protocol."""
    asked.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")


def bomb(size: int = 50_000_000) -> Says:
    """A body that unpacks to a thousand times its size."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return Says(packer.compress(bytes(size)) + packer.flush(), headers={**HTML, "Content-Encoding": "gzip"})


@dataclass
class Site:
    """What is served, and what was asked.

    Attributes:
        pages: Path -> steps, in order, the last one again and again; what is not there is 404.
        asked: Path and headers of every request.
        url: Its address.
        certificate: PEM file with the certificate and its key, for https.
    """

    pages: dict[str, list[Step]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    url: str = ""
    certificate: Path | None = None

    def paths(self) -> list[str]:
        """What was asked for, without robots.txt."""
        return [path for path, _ in self.asked if path != "/robots.txt"]

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def log_message(self, *args: object) -> None:
        """Silence."""

    def do_GET(self) -> None:
        self.site.asked.append((self.path, dict(self.headers.items())))
        self.close_connection = True
        steps = self.site.pages.get(self.path, [Says(b"not found", 404)])
        step = steps[0] if len(steps) == 1 else steps.pop(0)
        # Who fetches hangs up when it has had enough.
        with contextlib.suppress(OSError):
            step(self)

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            super().finish()


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    site: Site

    def finish_request(self, request: object, client_address: object) -> None:
        assert isinstance(request, socket.socket)
        if self.site.certificate is None:
            super().finish_request(request, client_address)
            return
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.site.certificate)
        # A client that does not like the certificate hangs up.
        with contextlib.suppress(OSError), context.wrap_socket(request, server_side=True) as secure:
            super().finish_request(secure, client_address)


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    """Serve on a free port of this machine."""
    server = _Server(("127.0.0.1", 0), type("SiteHandler", (Handler,), {"site": site}))
    server.site = site
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    scheme = "https" if site.certificate else "http"
    site.url = f"{scheme}://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
