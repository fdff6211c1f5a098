"""Make a page of many made-up events, and tell how long that took: something to measure the time slider with.

    python scripts/benchmark_page.py --events 100000 -o page.html

The page offers `window.__datelineBench`: `ready` (a promise), `steps`, `step(i)` (shows 30 days from day i; with
`#bench=0` in the address everything up to it, with `#bench=7` seven days) and `count()`.
"""

import argparse
import json
import random
import resource
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmark import SAMPLES, texts_of
from dateline.gazetteer import LonLat
from dateline.output.map_options import MapOptions
from dateline.output.webmap import page_bytes
from dateline.timeline.claims.event_types import load_event_types
from dateline.timeline.event import Claim, Event, Toll, When, Where
from dateline.timeline.post import Source
from dateline.timeline.span import Span

FIRST = datetime(2022, 2, 24, tzinfo=UTC)
DAYS = 4 * 365
TOWNS = (
    ("Kharkiv", 36.23, 49.99), ("Bakhmut", 38.0, 48.59), ("Kherson", 32.62, 46.64), ("Zaporizhzhia", 35.14, 47.84),
    ("Kyiv", 30.52, 50.45), ("Odesa", 30.73, 46.48), ("Belgorod", 36.59, 50.6), ("Sumy", 34.8, 50.91),
    ("Dnipro", 35.05, 48.46), ("Donetsk", 37.8, 48.0), ("Lviv", 24.03, 49.84), ("Rostov-on-Don", 39.7, 47.23),
)  # fmt: skip


def made_up(count: int, vocabulary: int) -> list[Event]:
    """Events around towns over four years, one claim each; the same each time.

    Args:
        count: How many.
        vocabulary: How many different words their texts are drawn from; 0 for stretches of the sample posts.
    """
    chance = random.Random(7)  # noqa: S311 - a fixed draw, no secret
    words = [word for text in texts_of(SAMPLES) for word in text.split()]
    if vocabulary:
        usual = sorted(set(words), key=lambda word: (-words.count(word), word))[:vocabulary]
        words = chance.choices(usual, k=200_000)
    kinds = list(load_event_types().values())
    sources = [Source(source_id=f"s{n}", name=f"Channel {n}") for n in range(40)]
    events = []
    for n in range(count):
        name, lon, lat = chance.choice(TOWNS)
        start = FIRST + timedelta(days=chance.randrange(DAYS), hours=chance.randrange(24))
        prec = chance.choices((1, 2, 3, 4), (70, 15, 10, 5))[0]
        when = When(
            start=start, end=start + timedelta(hours=24), edtf=start.date().isoformat(), date_prec=1, basis="stated",
            text=f"{start:%-d %b %Y}",
        )  # fmt: skip
        where = Where(
            name=name, location=LonLat(lon + chance.gauss(0, 0.3), lat + chance.gauss(0, 0.2)), where_prec=prec,
            uncertainty_km=(0.5, 5.0, 25.0, 80.0)[prec - 1], country="UA", admin1=name, admin2=None, place_id=f"t:{name}",
            feature_code="PPL", timezone="Europe/Kyiv", toponym=name, score=0.9,
        )  # fmt: skip
        kind = chance.choice(kinds)
        at = chance.randrange(len(words) - 40)
        injured = chance.randrange(9)
        toll = Toll(low=injured, best=injured, high=injured) if injured else Toll()
        status = chance.choices(("reported", "claimed", "confirmed"), (80, 15, 5))[0]
        claim = Claim(
            claim_id=f"c{n}", post_id=f"p{n}", source=chance.choice(sources),
            url=f"https://example.org/{chance.randrange(10**9)}", published=start, language="en",
            quote=" ".join(words[at : at + 18]), quote_span=Span(0, 1), trigger="hit", title="", event_type=kind.event_type,
            sub_event_type=kind.sub_event_type, target_type=None, weapons=(), when=when, where=where, killed=Toll(),
            injured=toll, actor=None, status=status, claimed_by=None, background=False, main=True, confidence=0.8,
            review=None,
        )  # fmt: skip
        events.append(
            Event(
                event_id=f"e_{chance.getrandbits(64):016x}", title=" ".join(words[at + 18 : at + 27]),
                event_type=kind.event_type, sub_event_type=kind.sub_event_type, target_type=None, when=when, where=where,
                killed=Toll(), injured=toll, actor=None, status=status, claimed_by=None, confidence=0.8, review=None,
                claims=(claim,), first_seen=start, changed_at=start,
            )
        )  # fmt: skip
    return events


def main() -> None:
    """Make the page and print one line of JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument(
        "--vocabulary", type=int, default=40, help="different words; 0: the sample posts' own texts"
    )
    parser.add_argument("-o", "--output", type=Path, default=Path("page.html"))
    asked = parser.parse_args()
    events = made_up(asked.events, asked.vocabulary)
    page_bytes(events[:10], MapOptions())
    start = time.perf_counter()
    page = page_bytes(events, MapOptions(title=f"{asked.events:,} made-up events"))
    seconds = time.perf_counter() - start
    asked.output.write_bytes(page)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        json.dumps(
            {
                "events": asked.events,
                "build_s": round(seconds, 2),
                "html_mb": round(len(page) / 1e6, 2),
                "mib": most,
            }
        )
    )


if __name__ == "__main__":
    main()
