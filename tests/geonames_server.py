"""A local server of GeoNames dumps in their own formats, with the faults that downloads meet."""

import http.server
import io
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate

ROWS = {
    "UA": [
        (6690001, "Robotyne", "Robotyne", "Роботине,Работино", 47.4489, 35.8369, "P", "PPL", "UA", "26", "2302", 480),
        (6690002, "Verbove", "Verbove", "Вербове,Вербовое", 47.4405, 35.9651, "P", "PPL", "UA", "26", "2302", 1213),
        (6690003, "Old Verbove", "Old Verbove", "", 47.44, 35.96, "P", "PPLH", "UA", "26", "2302", 0),
        (6690004, "Saky Air Base", "Saky Air Base", "Сакська авіабаза", 45.093, 33.595, "S", "AIRB", "UA", "11", "", 0),
        (6690005, "Hotel Ukraine", "Hotel Ukraine", "", 50.45, 30.52, "S", "HTL", "UA", "12", "", 0),
        (6690006, "Kinska", "Kinska", "Кінська", 47.6, 35.6, "H", "STM", "UA", "26", "", 0),
    ],
}  # fmt: skip
NAMES = {
    "UA": [
        (1, 6690001, "uk", "Роботине"),
        (2, 6690001, "link", "https://example.org/x"),
        (3, 6690002, "ru", "Вербовое"),
    ]
}


def dump_text(country: str = "UA") -> str:
    """XX.txt: 19 columns."""
    lines = []
    for gid, name, ascii_name, others, lat, lon, kind, code, cc, admin1, admin2, people in ROWS[country]:
        columns = (
            gid,
            name,
            ascii_name,
            others,
            lat,
            lon,
            kind,
            code,
            cc,
            "",
            admin1,
            admin2,
            "",
            "",
            people,
            "",
            50,
            "Europe/Kyiv",
            "2025-01-01",
        )
        lines.append("\t".join(map(str, columns)))
    return "\n".join(lines) + "\n"


def names_text(country: str = "UA") -> str:
    """alternateNamesV2: 10 columns."""
    return "".join("\t".join((*map(str, row), "", "", "", "", "", "")) + "\n" for row in NAMES[country])


def packed(text: str, member: str = "UA.txt", extra: tuple[str, str] | None = None) -> bytes:
    """A zip with one member, and another one where asked."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "see geonames.org")
        archive.writestr(member, text)
        if extra:
            archive.writestr(*extra)
    return buffer.getvalue()


@dataclass
class Served:
    """What the server gives and what it was asked.

    Attributes:
        files: Path -> bytes.
        faults: Path -> faults in the order of requests: ``cut`` (half the body), ``500``, ``html``, ``slow``,
            ``away`` (a redirect to file:), ``norange`` (ignores Range); "" for none.
        asked: (path, Range header, status) of every request.
    """

    files: dict[str, bytes]
    faults: dict[str, list[str]] = field(default_factory=dict)
    asked: list[tuple[str, str, int]] = field(default_factory=list)
    url: str = ""


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    served: Served

    def log_message(self, *args: object) -> None:
        """Silence."""

    def do_GET(self) -> None:
        served = self.served
        faults = served.faults.get(self.path, [])
        fault = faults.pop(0) if faults else ""
        wanted = self.headers.get("Range", "")
        body = served.files.get(self.path)
        tag = f'"{abs(hash(body))}"' if body is not None else '""'
        status, start = 200, 0
        if body is None:
            status, body = 404, b"not found"
        elif fault == "500":
            status, body = 500, b"oops"
        elif fault == "html":
            body = b"<!doctype html><title>Please log in</title>"
        elif fault == "away":
            status = 302
        elif self.headers.get("If-None-Match") == tag:
            status, body = 304, b""
        elif wanted and fault != "norange" and self.headers.get("If-Range") == tag:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            status = 206 if start < len(body) else 416
        served.asked.append((self.path, wanted, status))
        self.send_response(status)
        rest = body[start:]
        if status == 302:
            self.send_header("Location", "file:///etc/passwd")
            rest = b""
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        self.send_header("ETag", tag)
        self.send_header("Last-Modified", formatdate(0, usegmt=True))
        self.send_header("Content-Length", str(len(rest)))
        self.send_header("Connection", "close")
        self.end_headers()
        if fault == "slow":
            time.sleep(1.5)
        self.wfile.write(rest[: len(rest) // 2] if fault == "cut" else rest)
        self.close_connection = True


@contextmanager
def serving(served: Served) -> Iterator[Served]:
    """Serve on a free port of this machine."""
    handler = type("Handler", (_Handler,), {"served": served})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def statuses(served: Served) -> Counter[int]:
    """How many answers of each status."""
    return Counter(status for _, _, status in served.asked)
