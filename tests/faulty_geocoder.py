"""A local geocoding server that answers in Nominatim's shape and with the faults that services have."""

import http.server
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit


def answer(name: str, lon: float, lat: float, osm_id: int = 1, **more: object) -> dict[str, object]:
    """One of Nominatim's answers."""
    return {
        "osm_type": "node", "osm_id": osm_id, "lat": str(lat), "lon": str(lon), "class": "place", "type": "village",
        "addresstype": "village", "name": name, "display_name": f"{name}, Somewhere", "importance": 0.3,
        "address": {"country_code": "ua"},
    } | more  # fmt: skip


@dataclass
class Served:
    """What to answer next, in order (the last one again and again), and what was asked when."""

    plan: list[object]
    asked: list[tuple[str, float]] = field(default_factory=list)
    url: str = ""


class _Handler(http.server.BaseHTTPRequestHandler):
    served: Served

    def log_message(self, *args: object) -> None:
        """Silence."""

    def do_GET(self) -> None:
        served = self.served
        served.asked.append((parse_qs(urlsplit(self.path).query).get("q", [""])[0], time.monotonic()))
        step = served.plan[0] if len(served.plan) == 1 else served.plan.pop(0)
        status, headers, body = 200, {"Content-Type": "application/json"}, b"[]"
        if isinstance(step, list):
            body = json.dumps(step).encode()
        elif isinstance(step, bytes):
            body = step
        elif isinstance(step, tuple):
            status, headers = step
        elif step == "slow":
            time.sleep(1)
        elif step == "cut":
            headers["Content-Length"] = "1000"
        try:
            self.send_response(int(status))
            for key, value in headers.items():
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(body)
        except BrokenPipeError:
            # The client gave up waiting, which is what a slow answer is for.
            return


@contextmanager
def serving(*plan: object) -> Iterator[Served]:
    """Serve on a free port of this machine."""
    served = Served(list(plan))
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), type("Handler", (_Handler,), {"served": served})
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
