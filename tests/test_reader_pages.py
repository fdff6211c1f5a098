"""Saved pages: live blogs by linked data, single articles, selectors of a desk; a site's other pages are none."""

import json
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from dateline.timeline.errors import ReaderError
from reader_files import KYIV, batch_of, instants, reasons

HEAD = "<!DOCTYPE html><html><head><link rel='canonical' href='https://www.news.example/live/war-1'>"


def page(*linked: Any, head: str = "", body: str = "") -> str:
    blocks = [block if isinstance(block, str) else json.dumps(block) for block in linked]
    scripts = "".join(
        "<script type='application/ld+json'>" + block.replace("</", "<\\/") + "</script>" for block in blocks
    )
    return f"{HEAD}{head}{scripts}</head><body>{body}</body></html>"


def blog(*updates: Any, **more: Any) -> dict[str, Any]:
    return {
        "@context": "https://schema.org", "@type": "LiveBlogPosting", "url": "https://www.news.example/live/war-1",
        "headline": "War latest", "publisher": {"@type": "Organization", "name": "News", "url": "https://www.news.example/"},
        "liveBlogUpdate": list(updates), **more,
    }  # fmt: skip


def update(number: int, body: str = "In Lviv.", **more: Any) -> dict[str, Any]:
    return {
        "@type": "BlogPosting", "headline": f"Fire {number}", "articleBody": body,
        "url": f"https://www.news.example/live/war-1#post-{number}", "datePublished": "2026-01-28T11:00:00+01:00", **more,
    }  # fmt: skip


def edits(batch: Any) -> list[str | None]:
    return [post.edited.astimezone(UTC).strftime("%H:%M") if post.edited else None for post in batch.posts]


def test_edits_compare_as_instants_not_as_text(tmp_path: Path) -> None:
    batch = batch_of(
        tmp_path,
        page(
            blog(
                update(1, dateModified="2026-01-28T10:00:00.000Z"),
                update(2, dateModified="2026-01-28T10:05:00.000Z"),
                update(3, dateModified="2026-01-28T09:59:59Z"),
                update(4, dateModified=""),
            )
        ),
    )
    assert [None, "10:05", None, None] == edits(batch)


@pytest.mark.parametrize(
    ("published", "utc"),
    [
        ("2026-01-28T11:00:00.123Z", "01-28 11:00"),
        ("2026-01-28T11:00:00.123+01:00", "01-28 10:00"),
        ("2026-01-28T11:00:00+0100", "01-28 10:00"),
        ("2026-01-28T11:00Z", "01-28 11:00"),
        ("2026-01-28T11:00:00 +01:00", "01-28 10:00"),
        ("2026-01-28T11:00:00", "01-28 09:00"),
        ("2026-01-28", "01-27 22:00"),
        ("Wed Jan 28 11:00:00 EET 2026", "01-28 09:00"),
        ("Wed Jan 28 11:00:00 +0100 2026", "01-28 10:00"),
        ("", None),
    ],
)
def test_times_of_updates(tmp_path: Path, published: str, utc: str | None) -> None:
    assert [utc] == instants(batch_of(tmp_path, page(blog(update(1, datePublished=published)))))


@pytest.mark.parametrize(
    "published", ["2 hours ago", "2026-13-01", "28/01/26", "soon", ["2026-01-28"], 5e300]
)
def test_a_time_that_cannot_be_read_is_quarantined(tmp_path: Path, published: object) -> None:
    batch = batch_of(tmp_path, page(blog(update(1, datePublished=published), update(2))))
    assert (["Fire 2"], 1) == ([post.title for post in batch.posts], len(batch.bad_rows))


def test_without_a_zone_a_naive_time_is_not_read(tmp_path: Path) -> None:
    told = page(blog(update(1, datePublished="2026-01-28T11:00:00"), update(2)))
    assert 1 == len(batch_of(tmp_path, told, options=replace(KYIV, timezone=None)).bad_rows)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>Fire &amp; smoke</p><p>in Lviv.</p>", "Fire & smoke\nin Lviv."),
        ("&lt;p&gt;Fire &amp;amp; smoke&lt;/p&gt;", "Fire & smoke"),
        ("&quot;Fire&quot; in Lviv", '"Fire" in Lviv'),
        ("<script>alert(1)</script>Words<br/>more", "Words\nmore"),
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
    ],
)
def test_bodies_of_every_kind(tmp_path: Path, body: str, text: str) -> None:
    (post,) = batch_of(tmp_path, page(blog(update(1, body, headline="")))).posts
    assert text == post.text


def test_types_in_lists_graphs_and_pointers(tmp_path: Path) -> None:
    graph = {
        "@graph": [
            {"@type": ["Organization", "Brand"], "@id": "https://www.news.example/#org", "name": "News", "url": "https://www.news.example"},
            blog(update(1), **{"@type": ["LiveBlogPosting", "NewsArticle"], "publisher": {"@id": "https://www.news.example/#org"}}),
        ]
    }  # fmt: skip
    (post,) = batch_of(tmp_path, page("{broken", graph)).posts
    assert ("post-1", "News", "news.example") == (post.post_id, post.source.name, post.source.source_id)


def test_updates_without_addresses_keep_their_ids_when_edited(tmp_path: Path) -> None:
    same = {"url": "https://www.news.example/live/war-1"}
    before = batch_of(tmp_path, page(blog(update(1, **same), update(2, **same)))).posts
    after = batch_of(tmp_path, page(blog(update(1, "In Lviv, two hurt.", **same), update(2, **same)))).posts
    assert [post.post_id for post in before] == [post.post_id for post in after]
    assert 2 == len({post.post_id for post in before})


def test_empty_updates_are_counted(tmp_path: Path) -> None:
    batch = batch_of(
        tmp_path,
        page(blog(update(1), update(2, "", headline=""), update(3, "<figure></figure>", headline=" "))),
    )
    assert (1, ["no words: a picture or an embed"] * 2) == (len(batch.posts), reasons(batch))


def test_an_article_is_one_post(tmp_path: Path) -> None:
    article = {
        "@type": ["NewsArticle"], "headline": "Depot burns", "articleBody": "A depot burned in Lviv.", "inLanguage": "en-GB",
        "datePublished": "2026-01-28T09:00:00Z", "dateModified": "2026-01-28T12:00:00+02:00",
        "publisher": [{"name": "News"}], "mainEntityOfPage": {"@type": "WebPage", "@id": "https://www.news.example/a"},
    }  # fmt: skip
    teaser = {"@type": "NewsArticle", "headline": "Other", "url": "https://www.news.example/other"}
    batch = batch_of(tmp_path, page([{"@type": "BreadcrumbList"}, teaser, article]))
    (post,) = batch.posts
    assert ("Depot burns\n\nA depot burned in Lviv.", "en", "news.example") == (
        post.text, post.language, post.source.source_id,
    )  # fmt: skip
    assert "https://www.news.example/live/war-1" == post.url
    assert ["10:00"] == edits(batch)


@pytest.mark.parametrize(
    "linked",
    [
        {"@type": "Organization", "name": "News"},
        {"@type": "WebPage", "headline": "About us", "text": "We are a desk."},
        {"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "x"}]},
        {"@type": "VideoObject", "name": "Clip", "description": "A clip."},
        {"liveBlogUpdate": []},
        {"liveBlogUpdate": "soon"},
        {"@type": 5, "headline": "x"},
        "null",
        "<!-- nothing -->",
    ],
)
def test_pages_that_hold_no_post(tmp_path: Path, linked: object) -> None:
    with pytest.raises(ReaderError, match="expected a page with posts"):
        batch_of(tmp_path, page(linked, body="<p>Hello</p>"))


def test_a_page_keeps_its_source_when_the_options_insist(tmp_path: Path) -> None:
    own = replace(KYIV, source_name="Our desk", own_source=True)
    (post,) = batch_of(tmp_path, page(blog(update(1))), options=own).posts
    assert ("Our desk", "Our desk", "https://www.news.example/") == (
        post.source.source_id, post.source.name, post.source.url,
    )  # fmt: skip


# --- selectors of a desk

OWN = """[[page]]
name = "Our regional site"
post = "section.entry"
id = "data-n"
title = "h4"
text = "p, blockquote"
all = true
time = "span.when"
url = "a.more"
"""
BODY = """<section class="entry" data-n="5"><h4>Fire</h4><span class="when">28.01.2026 10:00</span><p>In Lviv.</p>
<blockquote><p>Quoted once.</p></blockquote><a class="more" href="/5">more</a></section>"""


def test_a_desks_selectors_come_first(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    options = replace(KYIV, selectors=tmp_path / "own.toml")
    (post,) = batch_of(tmp_path, page(blog(update(1)), body=BODY), options=options).posts
    assert ("5", "Fire\n\nIn Lviv.\nQuoted once.", "https://www.news.example/5") == (
        post.post_id,
        post.text,
        post.url,
    )
    # A page that they do not know is read as ever.
    (other,) = batch_of(tmp_path, page(blog(update(1))), options=options).posts
    assert "post-1" == other.post_id


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("post = ", "expected a TOML file of selectors, found"),
        ("[pages]\na = 1", "expected tables [[page]], found none"),
        ("page = [1]", "expected tables [[page]], found none"),
        ('[[page]]\nid = "x"\ntext = "p"', "page 1: expected a key 'post', found none"),
        (OWN.replace('"section.entry"', '"section[["'), "page 1: expected a CSS selector for 'post', found 'section[['"),
        (OWN.replace("title", "titel"), "page 1: expected keys of pages.toml, found 'titel' (nearest: title)"),
        (OWN.replace("true", '"yes"'), "page 1: expected true or false for 'all', found 'yes'"),
        (OWN.replace('"h4"', "4"), "page 1: expected a text for 'title', found 4"),
    ],
)  # fmt: skip
def test_a_bad_file_of_selectors_is_one_line(tmp_path: Path, text: str, said: str) -> None:
    own = tmp_path / "own.toml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(ReaderError) as error:
        batch_of(tmp_path, page(blog(update(1))), options=replace(KYIV, selectors=own))
    assert str(error.value).startswith(f"{own}: {said}")
    assert "\n" not in str(error.value)
