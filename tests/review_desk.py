"""A desk with twenty posts, built from its settings as cron would, and its review page served to this machine."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dateline.gazetteer import open_gazetteer
from dateline.nightly.settings import load_settings
from dateline.review.desk import ReviewDesk
from dateline.review.server import ReviewServer
from dateline.timeline.claims.own_types import load_own_types

COMMAND = [sys.executable, "-P", "-m", "dateline"]
SETTINGS = """
[map]
title = "Desk map"
[gates]
most_unplaced = 1.0
most_at_one_point = 1.0
most_removed = 1.0
[review]
types = ["Violence against civilians"]
[[source]]
name = "Alpha"
path = "alpha.jsonl"
timezone = "Europe/Kyiv"
[[source]]
name = "Beta"
path = "beta.jsonl"
timezone = "Europe/Kyiv"
trust = "low"
"""
POSTS = (
    ("alpha", "28T09:00", "Drones hit an oil depot in Saratov overnight, injuring two people, the governor said."),
    ("alpha", "28T10:00", "Russian missiles struck a residential building in Zaporizhzhia on Tuesday, killing 3 people."),
    ("beta", "28T10:30", "Five people were killed when a missile hit a residential building in Zaporizhzhia on Tuesday."),
    ("beta", "27T12:00", "Police arrested dozens of protesters in Tbilisi on Monday."),
    ("alpha", "27T15:00", "Gunmen shot dead two civilians in Kherson on Monday."),
    ("alpha", "27T08:00", "An earthquake of magnitude 5.1 struck near Izmir on Monday."),
    ("beta", "27T18:00", "Kyiv summoned the Hungarian ambassador on Tuesday."),
    ("alpha", "27T09:00", "=HYPERLINK(1) Shelling of Nikopol injured a woman on 26 January."),
    ("beta", "28T11:00", "Ukraine's military claims to have hit the Khokholska oil depot in Russia's western Voronezh region."),
    ("alpha", "28T08:00", "A drone attack on Odesa port damaged a warehouse overnight."),
    ("beta", "28T08:30", "Explosions were heard in Kharkiv on Wednesday morning."),
    ("alpha", "26T10:00", "Soldiers executed three civilians in Pokrovsk on Sunday, prosecutors said."),
    ("beta", "26T10:00", "Flooding hit Valencia on Sunday."),
    ("alpha", "28T07:00", "Power was cut in Sumy after a strike on Tuesday."),
    ("beta", "25T10:00", "A car bomb exploded in Berdiansk on Saturday, killing an official."),
    ("alpha", "28T12:00", "Two drones struck a bus in Nikopol on Wednesday, injuring four."),
    ("beta", "25T10:00", "A rally in Warsaw on Saturday drew thousands of protesters."),
    ("beta", "24T10:00", "Russian forces captured the village of Robotyne on Friday, the Russian defence ministry claimed."),
    ("alpha", "28T07:10", "Air defence shot down 12 drones over Kursk region overnight."),
    ("beta", "28T07:20", "Дрони атакували порт в Ізмаїлі вночі, загинула одна людина."),
)  # fmt: skip


def run(*words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *words], capture_output=True, check=False)


def write_posts(folder: Path, **changed: str) -> None:
    """The posts of both sources; ``p8="..."`` words the eighth anew."""
    lines: dict[str, list[str]] = {"alpha": [], "beta": []}
    for number, (source, published, text) in enumerate(POSTS, 1):
        post = {
            "id": str(number),
            "text": changed.get(f"p{number}", text),
            "published": f"2026-01-{published}:00+02:00",
            "url": f"https://news.example/{number}",
        }
        lines[source].append(json.dumps(post, ensure_ascii=False))
    for source, told in lines.items():
        (folder / f"{source}.jsonl").write_text("\n".join(told) + "\n", encoding="utf-8")


def build(folder: Path) -> subprocess.CompletedProcess[bytes]:
    return run("build", "--config", str(folder / "dateline.toml"), "--now", "2026-01-28T18:00:00+0000")


def make_desk(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "dateline.toml").write_text(SETTINGS, encoding="utf-8")
    write_posts(folder)
    result = build(folder)
    assert result.returncode == 0, result.stderr
    return folder


def published(folder: Path) -> dict[str, dict[str, Any]]:
    """Features of the published map by their ids."""
    told = json.loads((folder / "map" / "events.geojson").read_text(encoding="utf-8"))
    return {feature["id"]: feature for feature in told["features"]}


@contextmanager
def serving(folder: Path) -> Iterator[ReviewServer]:
    settings = load_settings(folder / "dateline.toml")
    types, _ = load_own_types(settings.event_types)
    with ReviewServer(ReviewDesk(settings, types, open_gazetteer()), 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
