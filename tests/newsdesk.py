"""A desk in a folder for tests: settings, sources, corrections, and runs of the nightly build in this process."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from dateline.nightly.run import RunOptions, run_settings
from dateline.nightly.settings import load_settings

NOW = datetime.fromisoformat("2026-02-01T02:17:00+00:00")
# Posts by id; each tells one event of its own.
POSTS: dict[str, str] = {
    "sumy": "Russian drones hit a power station in Sumy overnight, the governor said. Six people were injured.",
    "kharkiv": "A Russian missile struck a hospital in Kharkiv on Tuesday morning, killing two people.",
    "odesa": "Shahed drones attacked the port of Odesa in the night of 27 January, damaging a grain terminal.",
    "voronezh": "Ukraine's military claims to have hit an oil depot in Russia's Voronezh region overnight.",
    "kherson": "Shelling of Kherson on Wednesday injured three people, the regional administration said.",
    "weather": "Good morning. Frost is expected in the east, with snow towards the evening.",
}
PUBLISHED = "2026-01-28T12:30:00+02:00"


class NewsDesk:
    """A desk; ``write`` its posts, ``run`` the build, look at what is ``published``."""

    def __init__(self, folder: Path, **tables: str) -> None:
        self.folder = folder
        self.posts = folder / "posts"
        self.posts.mkdir(parents=True)
        self.settings(**tables)

    def settings(self, *, source: str = "", **tables: str) -> None:
        """Write dateline.toml; ``source`` are more lines of the source, ``tables`` lines of other tables."""
        text = "".join(f"[{name}]\n{lines}\n" for name, lines in tables.items())
        text += f'[[source]]\nname = "Desk"\npath = "posts"\ntimezone = "Europe/Kyiv"\n{source}\n'
        (self.folder / "dateline.toml").write_text(text, encoding="utf-8")

    def write(self, posts: Mapping[str, Any] | Iterable[str], file: str = "a.jsonl") -> None:
        """Write a file of posts: ids of POSTS, or id -> text or more fields."""
        told = posts if isinstance(posts, Mapping) else {name: POSTS[name] for name in posts}
        rows = []
        for name, value in told.items():
            fields = value if isinstance(value, dict) else {"text": value}
            rows.append({"id": name, "published": PUBLISHED, "url": f"https://example.org/{name}", **fields})
        (self.posts / file).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    def correct(self, *rows: str) -> None:
        """Write the corrections, a row of the columns event to why each."""
        head = "event,action,field,value,who,when,why"
        text = "\n".join([head, *rows]) + "\n"
        (self.folder / "corrections.csv").write_text(text, encoding="utf-8")

    def run(self, now: datetime = NOW, *, accept: bool = False) -> int:
        """One run; its exit status."""
        return run_settings(load_settings(self.folder / "dateline.toml"), RunOptions(now=now, accept=accept))

    def file(self, name: str) -> Any:
        """A published JSON file."""
        return json.loads((self.folder / "map" / name).read_text(encoding="utf-8"))

    @property
    def events(self) -> list[dict[str, Any]]:
        """Published events: their columns with ``lon`` and ``lat``, in order."""
        found = []
        for feature in self.file("events.geojson")["features"]:
            lon, lat = (feature["geometry"] or {"coordinates": (None, None)})["coordinates"]
            found.append({**feature["properties"], "lon": lon, "lat": lat})
        return found

    def event(self, place: str) -> dict[str, Any]:
        """The one event at a place."""
        (found,) = (event for event in self.events if event["place"] == place)
        return found

    @property
    def changes(self) -> dict[str, int]:
        """Counts of the change report that are not 0."""
        return {kind: count for kind, count in self.file("changes.json")["counts"].items() if count}

    def digest(self, *, history: bool = True) -> str:
        """Of all published files; without ``history`` of those that follow from the posts alone."""
        held = hashlib.sha256()
        for file in sorted((self.folder / "map").iterdir()):
            if history or not file.name.startswith("changes."):
                held.update(f"{file.name}\n".encode() + file.read_bytes())
        return held.hexdigest()
