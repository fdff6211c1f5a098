"""The sample posts against labels made before any extractor existed: floors that hold what has been reached."""

import json
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from dateline.gazetteer import LonLat, distance_km
from dateline.timeline.event import Claim, is_drawn
from dateline.timeline.pipeline import extract_post
from dateline.timeline.readers import ReadOptions, read_posts

ROOT = Path(__file__).parent.parent
GOLD = {
    post["id"]: post["events"]
    for post in tomllib.loads((ROOT / "tests/data/demo_expected.toml").read_text(encoding="utf-8"))["post"]
}


@pytest.fixture(scope="module")
def claims(extractor: Any) -> dict[str, tuple[Claim, ...]]:
    batch = read_posts(ROOT / "timeline/samples/posts.jsonl", ReadOptions())
    return {post.post_id: extract_post(post, extractor).claims for post in batch.posts}


def meets(claim: Claim, gold: dict[str, Any]) -> bool:
    """Type, a common day, and the place within the label's tolerance, at least 25 km."""
    if claim.where is None or claim.where.location is None or claim.when is None or "lon" not in gold:
        return False
    apart = distance_km(claim.where.location, LonLat(gold["lon"], gold["lat"]))
    first = claim.when.start.date().isoformat()
    last = (claim.when.end - timedelta(microseconds=1)).date().isoformat()
    kinds = gold.get("alt_sub_event_types", [])
    return (
        apart <= max(25, gold.get("tol_km", 0))
        and first < gold["date_end"]
        and gold["date_start"] <= last
        and (claim.event_type == gold["event_type"] or claim.sub_event_type in kinds)
    )


def drawn(claims: dict[str, tuple[Claim, ...]]) -> Iterator[tuple[str, Claim]]:
    for post, found in claims.items():
        for claim in filter(is_drawn, found):
            yield post, claim


def test_chatter_gives_no_pin(claims: dict[str, tuple[Claim, ...]]) -> None:
    assert [] == [(post, claim.title) for post, claim in drawn(claims) if not GOLD[post]]


def test_nine_pins_in_ten_are_right(claims: dict[str, tuple[Claim, ...]]) -> None:
    verdicts = [any(map(partial(meets, claim), GOLD[post])) for post, claim in drawn(claims)]
    assert sum(verdicts) / len(verdicts) >= 0.90


def test_most_labelled_events_are_found(claims: dict[str, tuple[Claim, ...]]) -> None:
    wanted = [(post, gold) for post, events in GOLD.items() for gold in events if not gold.get("optional")]
    found = [any(meets(claim, gold) for claim in claims[post] if is_drawn(claim)) for post, gold in wanted]
    assert sum(found) / len(found) >= 0.72


def test_the_samples_are_read_whole() -> None:
    ids = {
        json.loads(line)["id"]
        for line in (ROOT / "timeline/samples/posts.jsonl").read_text(encoding="utf-8").splitlines()
    }
    assert ids == set(GOLD)
