"""The sample posts and their labels: whole, in step with each other, and as varied as the demo promises."""

import json
import tomllib
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "timeline" / "samples"
EXPECTED = tomllib.loads((ROOT / "tests" / "data" / "demo_expected.toml").read_text(encoding="utf-8"))
POSTS: list[dict[str, Any]] = [
    json.loads(line) for line in (SAMPLES / "posts.jsonl").read_text(encoding="utf-8").splitlines()
]
LABELS = {label["id"]: label for label in EXPECTED["post"]}
EVENTS = [(label["id"], event) for label in EXPECTED["post"] for event in label["events"]]
EVENTS += [(entry["headline"], event) for entry in EXPECTED["liveblog"] for event in entry["events"]]

REQUIRED = {"event_type", "sub_event_type", "date_start", "date_end", "status"}
PLACED = {"place", "lon", "lat", "tol_km", "country", "where_prec"}
KNOWN = (
    REQUIRED
    | PLACED
    | {
        "killed_best",
        "injured_best",
        "actor",
        "target_type",
        "same_happening",
        "in_gazetteer",
        "optional",
        "denied_ok",
        "alt_sub_event_types",
        "alt_target_types",
        "alt_injured_best",
        "alt_status",
        "alt_dates",
    }
)
STATUSES = {"reported", "claimed", "confirmed", "disputed", "denied"}


def zone_of(post: dict[str, Any]) -> ZoneInfo:
    return ZoneInfo(post["timezone"])


def letters(text: str) -> str:
    """Tell the language by letters alone, well enough for texts we wrote ourselves."""
    low = text.lower()
    if sum("а" <= c <= "я" for c in low) < sum("a" <= c <= "z" for c in low):
        return "en"
    return "uk" if set(low) & set("іїєґ") else "ru"


def test_ids_are_unique_and_labelled_once() -> None:
    ids = [post["id"] for post in POSTS]
    assert len(set(ids)) == len(ids)
    assert [label["id"] for label in EXPECTED["post"]] == ids


@pytest.mark.parametrize("post", POSTS, ids=lambda post: post["id"])
def test_post_has_the_documented_shape(post: dict[str, Any]) -> None:
    assert set(post) <= {"id", "source", "published", "timezone", "lang", "url", "text"}
    assert post["text"].strip() == post["text"] != ""
    assert post["url"].startswith(("https://example.org/", "https://example.com/", "https://example.net/"))
    assert post.get("lang", "en") in {"en", "uk", "ru"}
    source = post["source"]
    if isinstance(source, dict):
        assert {"id", "name", "timezone"} <= set(source) <= {"id", "name", "timezone", "language", "country"}
        assert source["timezone"] == post["timezone"]
    else:
        assert isinstance(source, str)
    published = datetime.fromisoformat(post["published"])
    assert published.tzinfo is not None
    assert published.utcoffset() == published.astimezone(zone_of(post)).utcoffset()
    start, end = (date.fromisoformat(EXPECTED[key]) for key in ("period_start", "period_end"))
    assert start <= published.astimezone(zone_of(post)).date() < end


def test_there_is_enough_and_it_is_varied() -> None:
    days = sorted(datetime.fromisoformat(post["published"]) for post in POSTS)
    assert len(POSTS) >= 75
    assert (days[-1] - days[0]).days >= 8 * 7
    assert Counter(letters(post["text"]) for post in POSTS).most_common()[-1][1] >= len(POSTS) // 6
    assert {"en", "uk", "ru"} == {letters(post["text"]) for post in POSTS}
    assert any("lang" not in post for post in POSTS)
    assert len({str(post["source"]) for post in POSTS}) >= 8
    assert len({post["timezone"] for post in POSTS}) >= 4
    assert any(isinstance(post["source"], str) for post in POSTS)


def test_posts_stand_in_order_of_publication() -> None:
    stamps = [datetime.fromisoformat(post["published"]).timestamp() for post in POSTS]
    assert stamps == sorted(stamps)


@pytest.mark.parametrize("post", [p for p in POSTS if "lang" in p], ids=lambda post: post["id"])
def test_declared_language_is_the_language_of_the_letters(post: dict[str, Any]) -> None:
    assert letters(post["text"]) == post["lang"]


def test_at_least_a_third_is_chatter() -> None:
    chatter = [label for label in LABELS.values() if not label["events"]]
    assert len(chatter) * 3 >= len(POSTS)
    assert all(label.get("chatter") for label in chatter)
    assert not [label["id"] for label in LABELS.values() if label["events"] and "chatter" in label]


@pytest.mark.parametrize(("where", "event"), EVENTS)
def test_label_is_well_formed(where: str, event: dict[str, Any]) -> None:
    assert set(event) >= REQUIRED, where
    assert set(event) <= KNOWN, where
    assert event["status"] in STATUSES
    start, end = date.fromisoformat(event["date_start"]), date.fromisoformat(event["date_end"])
    assert start < end, "the end is exclusive"
    for alt_start, alt_end in event.get("alt_dates", []):
        assert date.fromisoformat(alt_start) < date.fromisoformat(alt_end)
    if "place" in event:
        assert set(event) >= PLACED
        assert -180 <= event["lon"] <= 180
        assert -90 <= event["lat"] <= 90
        assert 1 <= event["where_prec"] <= 5
    else:
        assert not set(event) & PLACED
        assert event["optional"], "an event without a place cannot be asked of anybody"


@pytest.mark.parametrize(("where", "event"), [(w, e) for w, e in EVENTS if w in LABELS])
def test_event_is_not_after_its_post(where: str, event: dict[str, Any]) -> None:
    post = next(post for post in POSTS if post["id"] == where)
    told = datetime.fromisoformat(post["published"]).astimezone(ZoneInfo("Europe/Kyiv")).date()
    assert date.fromisoformat(event["date_start"]) <= told
    assert (told - date.fromisoformat(event["date_start"])).days <= 7, "older than a week would be history"


def test_same_happening_joins_posts_and_some_across_languages() -> None:
    members: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for where, event in EVENTS:
        if "same_happening" in event:
            members.setdefault(event["same_happening"], []).append((where, event))
    text = {post["id"]: post["text"] for post in POSTS}
    assert all(len(group) >= 2 for group in members.values())
    across = [
        key
        for key, group in members.items()
        if len({letters(text.get(where, "en")) for where, _ in group}) >= 2
    ]
    assert len(across) >= 5
    assert any(len(group) >= 3 for group in members.values())
    for group in members.values():
        days = [(e["date_start"], e["date_end"]) for _, e in group]
        assert max(start for start, _ in days) < min(end for _, end in days), "one happening, one time"


def test_the_hard_kinds_are_there() -> None:
    events = [event for _, event in EVENTS]
    assert {event["status"] for event in events} == STATUSES
    assert sum(event.get("where_prec") == 4 for event in events) >= 5
    assert sum(event["event_type"] == "Diplomacy" for event in events) >= 3
    assert sum(event["event_type"] == "Infrastructure" for event in events) >= 3
    assert sum(event["event_type"] == "Battles" for event in events) >= 5
    assert any(event.get("killed_best") == 0 for event in events)
    assert any(len(label["events"]) >= 3 for label in LABELS.values())


def test_live_blog_holds_every_labelled_headline_as_a_line() -> None:
    lines = (SAMPLES / "liveblog.txt").read_text(encoding="utf-8").splitlines()
    headlines = [entry["headline"] for entry in EXPECTED["liveblog"]]
    assert 10 <= len(headlines) <= 14
    assert [line for line in lines if line in set(headlines)] == headlines
    assert 4 <= sum(bool(entry["events"]) for entry in EXPECTED["liveblog"]) <= 5
    ZoneInfo(EXPECTED["liveblog_timezone"])
    assert EXPECTED["period_start"] <= EXPECTED["liveblog_day"] < EXPECTED["period_end"]
