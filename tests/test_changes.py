"""The change report: what changed and why, for machines, for people, and as a feed."""

import io
from typing import Any

import feedparser
import pytest

from dateline.output import event_columns
from dateline.output.change_feed import change_feed
from dateline.output.changes import KINDS, Causes, change_report, change_text
from event_factory import event

HOSTILE = "<script>alert(1)</script> & ]]> \x00\x08 \u202e \ufffe \ud800 " + "x" * 200


def columns(number: int = 1, **changes: Any) -> dict[str, Any]:
    return event_columns(event(number)) | changes


def test_each_kind_is_told_with_its_reason() -> None:
    before = {
        "kept": columns(),
        "changed": columns(),
        "merged": columns(),
        "gone": columns(),
        "whole": columns(),
    }
    after = {
        "kept": columns(),
        "changed": columns(killed_best=2),
        "new": columns(),
        "part": columns(),
        "whole": columns(),
    }
    causes = Causes(
        of_event={"new": ["a new post"], "changed": ["a correction: set killed 2"]},
        of_all=["other rules (a -> b)"],
        split_from={"part": "whole"},
    )
    report = change_report(before, after, {"merged": "changed"}, causes)
    assert {"added": 1, "changed": 1, "merged": 1, "split": 1, "withdrawn": 1} == report["counts"]
    assert {"killed_best": [None, 2]} == report["changed"][0]["fields"]
    assert "changed" == report["merged"][0]["into"]
    assert "whole" == report["split"][0]["from"]
    assert ["a new post"] == report["added"][0]["because"]
    assert ["other rules (a -> b)"] == report["withdrawn"][0]["because"]
    text = change_text(report)
    for line in (
        "killed_best: not said -> 2",
        "now part of changed",
        "was part of whole",
        "because of a new post",
    ):
        assert f"    {line}\n" in text


def test_another_report_alone_is_no_change() -> None:
    report = change_report({"e": columns()}, {"e": columns(n_posts=3, confidence=0.9)}, {}, Causes())
    assert not any(report["counts"].values())
    assert "nothing changed\n" == change_text(report)


def test_a_merged_event_whose_whole_is_gone_is_withdrawn() -> None:
    report = change_report({"e": columns()}, {}, {"e": "elsewhere"}, Causes())
    assert 1 == report["counts"]["withdrawn"]


@pytest.mark.parametrize("url", [None, "https://news.example/map/?a=1&b=2"])
def test_the_feed_is_one_that_readers_read(url: str | None) -> None:
    report = change_report(
        {}, {"e1": columns(title=HOSTILE), "e2": columns(2)}, {}, Causes(of_all=["a new post"])
    )
    content = change_feed([("build", report)], title="Map <b>", url=url)
    feed = feedparser.parse(io.BytesIO(content))
    assert not feed.bozo, feed.get("bozo_exception")
    assert 2 == len(feed.entries)
    assert len({entry.id for entry in feed.entries}) == 2
    assert "New: <script>alert(1)</script>" in feed.entries[0].title_detail.value.replace(
        "&lt;", "<"
    ).replace("&gt;", ">")
    assert "because of a new post" in feed.entries[0].content[0].value
    assert "2026-01-28T09:00:00+00:00" == feed.feed.updated
    links = [link.href for link in feed.entries[0].get("links", [])]
    assert (["https://news.example/map/?a=1&b=2#e=e1"] if url else []) == links


def test_the_feed_is_bounded_and_an_empty_one_is_sound() -> None:
    empty: dict[str, Any] = {kind: [] for kind in KINDS}
    assert not feedparser.parse(io.BytesIO(change_feed([("b", empty)], title="T", url=None))).bozo
    report = change_report({}, {f"e{n}": columns(n) for n in range(300)}, {}, Causes())
    content = change_feed([("b2", report), ("b1", report)], title="T", url=None, most=100)
    assert 100 == len(feedparser.parse(io.BytesIO(content)).entries)
