"""Measure dateline's places and dates beside other tools, opening, memory, and with many more names.

    pip install -e '.[bench]'
    python scripts/benchmark.py                         # on the bundled sample posts
    python scripts/benchmark.py --texts posts.jsonl     # on your own: JSON lines with "text"
    python scripts/benchmark.py --more 400000           # with a made-up country dump of so many names added

Machines are noisy: compare figures of one run only. Times are the processor's own, the best of several rounds.
"""

import argparse
import gc
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from dateline.gazetteer import Gazetteer, open_gazetteer
from dateline.gazetteer.added.added_store import AddedStore
from dateline.gazetteer.added.places import AddedPlace, AddedSource
from dateline.timeline.places.finding import find_toponyms
from dateline.timeline.places.locating import locate, toponym_point
from dateline.timeline.post import Post, Source
from dateline.timeline.record import time_record, toponym_record
from dateline.timeline.text.lexicon import load_lexicons
from dateline.timeline.text.reading import read
from dateline.timeline.times.anchoring import anchor_times
from dateline.timeline.times.finding import find_times

ROUNDS = 5
SAMPLES = Path(__file__).resolve().parent.parent / "timeline" / "samples" / "posts.jsonl"
SYLLABLES = (
    "бо ва га до жи за ко ли ми но пи ро са ту хо че ша бри вол гра дру зел кра лу мир нов пок ря сте тро яр"
)
ENDINGS = ["ка", "івка", "ське", "ове", "инці", "не", "ичі", "ський", "Яр"]


def texts_of(file: Path) -> list[str]:
    """The texts of JSON lines."""
    return [
        json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines() if line.strip()
    ]


def best(run: Callable[[], object]) -> float:
    """Least processor seconds of several rounds, after one to warm up."""
    run()
    found = []
    for _ in range(ROUNDS):
        start = time.process_time()
        run()
        found.append(time.process_time() - start)
    return min(found)


def places(texts: list[str], gazetteer: Gazetteer) -> Callable[[], object]:
    """What `dateline places` does with each post, to the line it writes."""
    lexicons = load_lexicons()
    source = Source(source_id="bench")
    posts = [Post(post_id=str(i), source=source, text=text) for i, text in enumerate(texts)]

    def run() -> None:
        for post in posts:
            reading = read(post, lexicons)
            toponyms = find_toponyms(reading, gazetteer)
            wheres = locate(reading, toponyms, gazetteer)
            rows = [
                toponym_record(reading, toponym, where, toponym_point(toponym, where, gazetteer))
                for toponym, where in zip(toponyms, wheres, strict=True)
                if toponym.role != "other"
            ]
            json.dumps({"id": post.post_id, "toponyms": rows}, ensure_ascii=False)

    return run


def dates(texts: list[str]) -> tuple[Callable[[], object], int]:
    """What `dateline dates` does with each post, to the line it writes; and how many sentences that are."""
    lexicons = load_lexicons()
    source = Source(source_id="bench", timezone="Europe/Kyiv")
    zone = ZoneInfo(source.timezone)
    published = datetime(2026, 1, 28, 12, 30, tzinfo=UTC)
    posts = [
        Post(post_id=str(i), source=source, text=text, published=published) for i, text in enumerate(texts)
    ]

    def run() -> None:
        for post in posts:
            reading = read(post, lexicons)
            found = find_times(reading)
            rows = [
                time_record(reading, expression, anchored)
                for expression, anchored in zip(found, anchor_times(reading, found, zone), strict=True)
            ]
            json.dumps({"id": post.post_id, "times": rows}, ensure_ascii=False)

    return run, sum(len(read(post, lexicons).sentences) for post in posts)


def date_finders(texts: list[str]) -> Iterator[tuple[str, Callable[[], object]]]:
    """Other tools that find dates, those that are installed; few texts, since they take milliseconds each."""
    try:
        from dateparser.search import search_dates

        settings = {"RELATIVE_BASE": datetime(2026, 1, 28, 12, 30)}  # noqa: DTZ001 - dateparser takes naive ones
        yield "dateparser's search_dates", lambda: [search_dates(text, settings=settings) for text in texts]
    except ImportError:
        print("dateparser is not installed: pip install -e '.[bench]'", file=sys.stderr)


def others(texts: list[str]) -> Iterator[tuple[str, Callable[[], object]]]:
    """Tools that only find names, those that are installed."""
    try:
        from flashgeotext.geotext import GeoText as FlashGeoText

        flash = FlashGeoText()
        yield "flashgeotext (finds, places nothing)", lambda: [flash.extract(text) for text in texts]
    except ImportError:
        print("flashgeotext is not installed: pip install -e '.[bench]'", file=sys.stderr)
    try:
        from geotext import GeoText

        yield "geotext (finds, places nothing)", lambda: [GeoText(text) for text in texts]
    except ImportError:
        print("geotext is not installed: pip install -e '.[bench]'", file=sys.stderr)


def made_up(count: int) -> Iterator[AddedPlace]:
    """Villages with names as Ukrainian ones are made, at random points of Ukraine; the same each time."""
    dice = random.Random(1)  # noqa: S311 - no secret
    for number in range(count):
        name = "".join(dice.choices(SYLLABLES.split(), k=dice.randint(2, 4))).capitalize() + dice.choice(
            ENDINGS
        )
        yield AddedPlace(
            source="geonames", local_id=str(900_000_000 + number), name=name, names=(name,),
            lon=round(dice.uniform(23, 40), 5), lat=round(dice.uniform(46, 52), 5), country="UA",
            admin1=f"{dice.randint(1, 27):02d}", population=dice.choice((None, 40, 200, 900)),
        )  # fmt: skip


def opened(added: AddedStore | None, cache: Path | None = None) -> tuple[Gazetteer, float, float]:
    """The gazetteer, seconds to compile it where it had to be, and milliseconds to open it."""
    start = time.perf_counter()
    open_gazetteer(cache, added=added)
    compiled = time.perf_counter() - start
    start = time.perf_counter()
    gazetteer = open_gazetteer(cache, added=added)
    return gazetteer, compiled, (time.perf_counter() - start) * 1000


def main() -> None:
    """Print one line a measurement."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=Path, default=SAMPLES, help="JSON lines with texts")
    parser.add_argument(
        "--more", type=int, default=0, metavar="N", help="measure with N made-up names added, too"
    )
    options = parser.parse_args()
    texts = texts_of(options.texts)
    words = sum(len(text.split()) for text in texts)
    print(f"{len(texts):,} texts, {words:,} words")

    gazetteer, _, milliseconds = opened(AddedStore(Path("/nonexistent")))
    print(f"{'dateline, opening the gazetteer':45} {milliseconds:8.1f} ms, {len(gazetteer):,} places")
    run_places = places(texts, gazetteer)
    gc.collect()
    gc.freeze()
    own = best(run_places)
    print(f"{'dateline places':45} {words / own:12,.0f} words a second")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'dateline, most memory so far':45} {peak:8.0f} MiB")
    for name, run in others(texts):
        other = best(run)
        print(f"{name:45} {words / other:12,.0f} words a second, {other / own:.2f} of dateline's time")
    run_dates, sentences = dates(texts)
    own_dates = best(run_dates)
    print(f"{'dateline dates':45} {sentences / own_dates:12,.0f} sentences a second")
    few = texts[: min(len(texts), 20)]
    _, few_sentences = dates(few)
    for name, run in date_finders(few):
        start = time.process_time()
        run()
        other = few_sentences / (time.process_time() - start)
        print(
            f"{name:45} {other:12,.0f} sentences a second, {other * own_dates / sentences:.4f} of dateline's speed"
        )
    if options.more:
        with tempfile.TemporaryDirectory() as folder:
            store = AddedStore(Path(folder) / "places")
            source = AddedSource(
                name="geonames-XX", places=0, bad_rows=0, origin="made up", sha256="", licence="none"
            )
            store.add(source, made_up(options.more))
            larger, compiled, milliseconds = opened(store, Path(folder) / "cache")
            print(f"{'with more names: compiling':45} {compiled:8.1f} s, {len(larger):,} places")
            print(f"{'with more names: opening':45} {milliseconds:8.1f} ms")
            again, slower = best(places(texts, gazetteer)), best(places(texts, larger))
            print(
                f"{'with more names: dateline places':45} {words / slower:12,.0f} words a second, {again / slower:.2f} of the speed without"
            )


if __name__ == "__main__":
    main()
