"""Feeds, pages, exports, archives and tables in the shapes that they really have, each with its traps."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dateline.timeline.errors import ReaderError
from dateline.timeline.readers import Batch, ReadOptions, read_posts
from dateline.timeline.readers.instants import instant_of
from dateline.timeline.readers.markup import plain

KYIV = ReadOptions(timezone="Europe/Kyiv")


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def read_text(text: str | bytes, name: str = "file", options: ReadOptions = KYIV) -> Batch:
        file = tmp_path / name
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_posts(file, options)

    return read_text


def instants(batch: Batch) -> list[str | None]:
    return [
        post.published.astimezone(UTC).strftime("%m-%d %H:%M") if post.published else None
        for post in batch.posts
    ]


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-01-28T12:30:00+02:00", "2026-01-28T10:30"),
        ("2026-01-28T12:30:00.123Z", "2026-01-28T12:30"),
        ("2026-01-28 12:30:00 +0200", "2026-01-28T10:30"),
        ("2026-01-28T12:30", "2026-01-28T10:30"),
        ("Wed, 28 Jan 2026 09:00:00 +0200", "2026-01-28T07:00"),
        ("Wed, 28 Jan 2026 09:00:00 EET", "2026-01-28T07:00"),
        ("28 Jul 2026 09:00:00 EEST", "2026-07-28T06:00"),
        ("Wed, 28 Jan 2026 09:00:00 MSK", "2026-01-28T06:00"),
        ("Wed, 28 Jan 2026 09:00:00 GMT", "2026-01-28T09:00"),
        ("28.01.2026 14:27:25 UTC+02:00", "2026-01-28T12:27"),
        ("01.02.2023 10:00", "2023-02-01T08:00"),
        ("28 січня 2026, 09:05", "2026-01-28T07:05"),
        ("28 января 2026, 09:05", "2026-01-28T07:05"),
        ("28 січня 2026 року, 09:05", "2026-01-28T07:05"),
        ("28 января 2026 г. 09:05", "2026-01-28T07:05"),
        ("14:05, 28 січня 2026", "2026-01-28T12:05"),
        ("January 28, 2026 at 2:05 pm", "2026-01-28T12:05"),
        ("Tue 27 Jan 2026 14.05 GMT", "2026-01-27T14:05"),
        ("Wed Jan 28 09:00:00 EET 2026", "2026-01-28T07:00"),
        ("Wed Oct 10 20:19:24 +0000 2018", "2018-10-10T20:19"),
        (1769594400, "2026-01-28T10:00"),
        (1769594400000, "2026-01-28T10:00"),
        ("Wed, 28 Jan 2026 09:00:00 IST", None),
        ("2 hours ago", None),
        ("28 January, 14:05", None),
        ("29 лютого 2026 року, 09:05", None),
        ("28 Jan 2026 09:00 +9900", None),
        ("1769594400123", None),
        (float("inf"), None),
        (float("nan"), None),
        (10**400, None),
        ("yesterday", None),
        ("31.02.2026 10:00", None),
        ("1675209600", None),
        ("", None),
        ("x" * 10_000, None),
    ],
)
def test_publication_times(text: object, utc: str | None) -> None:
    found = instant_of(text, "Europe/Kyiv")
    assert utc == (found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M") if found else None)


def test_a_local_time_without_a_zone_is_none() -> None:
    assert instant_of("28.01.2026 14:27", None) is None


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("One<br>two", "One\ntwo"),
        ("<p>One</p><p>two &amp; three</p>", "One\ntwo & three"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("plain < text", "plain < text"),
        ("AT&amp;T", "AT&T"),
        ("<script>alert(1)</script>words", "words"),
        ("<b>bold</b> and <i>italic</i>", "bold and italic"),
    ],
)
def test_text_of_markup(markup: str, text: str) -> None:
    assert text == plain(markup)


RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Desk &amp; Co</title><link>https://desk.example</link><language>uk-UA</language>
<item><guid isPermaLink="false">abc-1</guid><title>Удар по Одесі</title><link>https://desk.example/1</link>
<description>&lt;p&gt;Двоє поранених.&lt;/p&gt;</description><pubDate>Wed, 28 Jan 2026 09:00:00 EET</pubDate></item>
<item><guid>abc-2</guid><title>No date</title><description>Words.</description></item>
<item><guid>abc-3</guid><title>Odd date</title><pubDate>28 Blursday</pubDate></item>
</channel></rss>"""


def test_rss_reads_eet_as_two_hours_ahead(read: Any) -> None:
    batch = read(RSS)
    first = batch.posts[0]
    assert ("abc-1", "Desk & Co", "uk", "https://desk.example/1") == (
        first.post_id,
        first.source.name,
        first.language,
        first.url,
    )
    assert "Удар по Одесі\n\nДвоє поранених." == first.text
    assert ["01-28 07:00", None] == instants(batch)
    (bad,) = batch.bad_rows
    assert ("28 Blursday", 3) == (bad.found, bad.row)


def test_an_edited_entry_keeps_its_id(read: Any) -> None:
    before = read(RSS).posts[0]
    after = read(RSS.replace("Двоє поранених", "Троє поранених")).posts[0]
    assert before.post_id == after.post_id
    assert before.text != after.text


def test_atom_and_json_feed(read: Any) -> None:
    atom = """<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><id>urn:1</id><title type="html">Fire &lt;b&gt;out&lt;/b&gt;</title>
    <link href="https://a.example/1"/><published>2026-01-28T09:00:00Z</published><content type="html">&lt;p&gt;In Lviv.&lt;/p&gt;</content></entry></feed>"""
    (post,) = read(atom).posts
    assert ("urn:1", "Fire out\n\nIn Lviv.", "https://a.example/1") == (post.post_id, post.text, post.url)
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [
        {"id": 7, "content_html": "<p>In Lviv.</p>", "date_published": "2026-01-28T09:00:00+02:00"}, "junk"]}  # fmt: skip
    batch = read(json.dumps(feed))
    assert ("7", "In Lviv.", "J") == (batch.posts[0].post_id, batch.posts[0].text, batch.posts[0].source.name)
    assert 1 == len(batch.bad_rows)


EDITED = """<feed xmlns="http://www.w3.org/2005/Atom"><title>%s</title><id>urn:desk</id><link href="https://www.desk.example/feed/"/>
<entry><id>1</id><title>a</title><published>2026-01-28T09:00:00Z</published><updated>2026-01-28T12:30:00+02:00</updated></entry>
<entry><id>2</id><title>b</title><published>2026-01-28T09:00:00Z</published><updated>2026-01-28T11:00:00+02:00</updated></entry>
<entry><id>3</id><title>c</title><updated>2026-01-28T11:00:00+02:00</updated></entry>
<entry><id>4</id><title>d</title><published>2026-01-28T09:00:00Z</published><updated>soon</updated></entry>
<entry><id>5</id><title></title><published>2026-01-28T09:00:00Z</published></entry>
<entry><id>1</id><title>another under the same id</title><published>2026-01-28T09:00:00Z</published></entry></feed>"""


def test_edits_in_atom_are_later_than_the_publication(read: Any) -> None:
    batch = read(EDITED % "A")
    assert ["a", "b", "c", "d", "another under the same id"] == [post.text for post in batch.posts]
    assert [True, False, False, False, False] == [post.edited is not None for post in batch.posts]
    assert ["no words: a picture or an embed"] == [left.reason for left in batch.rejections]
    assert 5 == len({post.post_id for post in batch.posts})


@pytest.mark.parametrize("own", [True, False])
def test_the_title_of_a_feed_is_not_its_identity(read: Any, own: bool) -> None:
    options = replace(KYIV, source_name="Our desk", own_source=own)
    before, after = (read(EDITED % title, options=options).posts[0].source for title in ("A", "A (3 new)"))
    assert before.source_id == after.source_id == ("Our desk" if own else "desk.example/feed")
    assert ("Our desk" if own else "A (3 new)") == after.name


def test_a_feed_that_names_nobody_is_the_options(read: Any) -> None:
    bare = "<rss version='2.0'><channel><item><guid>1</guid><title>a</title></item></channel></rss>"
    (post,) = read(bare, options=replace(KYIV, source_name="Our desk")).posts
    assert "Our desk" == post.source.name


def test_edits_in_a_json_feed(read: Any) -> None:
    feed = {"version": "https://jsonfeed.org/version/1", "title": "J", "home_page_url": "https://j.example/", "items": [
        {"id": "1", "content_text": "a", "date_published": "2026-01-28T09:00:00Z", "date_modified": "2026-01-28T09:30:00Z"},
        {"id": "2", "content_text": "b", "date_modified": "2026-01-28T09:30:00Z"}]}  # fmt: skip
    posts = read(json.dumps(feed)).posts
    assert [True, False] == [post.edited is not None for post in posts]
    assert ("j.example", "J") == (posts[0].source.source_id, posts[0].source.name)


def page(linked: Any, wrap: str = "%s") -> str:
    return f"<!DOCTYPE html><html><head><link rel='canonical' href='https://news.example/live/1'><script type='application/ld+json'>{wrap % json.dumps(linked)}</script></head><body></body></html>"


UPDATES = [
    {"@type": "BlogPosting", "url": "#post-9", "headline": "Fire out", "articleBody": "<p>In &quot;Lviv&quot;.</p>", "datePublished": "2026-01-28T11:00:00+02:00"},
    {"@type": "BlogPosting", "url": "#post-8", "headline": "", "articleBody": "", "datePublished": "2026-01-28T10:00:00Z"},
    {"@type": "BlogPosting", "@id": "https://news.example/live/1#post-7", "articleBody": "Words.", "datePublished": "2026-01-28T08:00:00Z"},
]  # fmt: skip


@pytest.mark.parametrize("shape", ["object", "list", "graph", "entity", "cdata"])
def test_a_live_blog_by_its_linked_data(read: Any, shape: str) -> None:
    blog = {
        "@type": "LiveBlogPosting",
        "url": "https://news.example/live/1",
        "publisher": {"name": "News"},
        "liveBlogUpdate": UPDATES,
    }
    shapes = {
        "object": blog,
        "list": [{"@type": "Organization"}, blog],
        "graph": {"@graph": [blog]},
        "entity": {"mainEntity": blog},
        "cdata": blog,
    }
    batch = read(page(shapes[shape], "//<![CDATA[\n%s\n//]]>" if shape == "cdata" else "%s"))
    assert ["post-9", "post-7"] == [post.post_id for post in batch.posts]
    assert 'Fire out\n\nIn "Lviv".' == batch.posts[0].text
    assert "https://news.example/live/1#post-9" == batch.posts[0].url
    assert ["01-28 09:00", "01-28 08:00"] == instants(batch)
    assert ["no words: a picture or an embed"] == [left.reason for left in batch.rejections]


def test_one_update_may_be_an_object(read: Any) -> None:
    assert 1 == len(read(page({"liveBlogUpdate": UPDATES[0]})).posts)


def test_a_telegram_preview_page(read: Any) -> None:
    html = """<!DOCTYPE html><html><body><div class="tgme_channel_info_header_title">Канал</div>
    <div class="tgme_widget_message" data-post="chan/1001"><a class="tgme_widget_message_reply"><div class="tgme_widget_message_text js-message_reply_text">Old words</div></a>
    <div class="tgme_widget_message_text js-message_text"><div class="tgme_widget_message_text js-message_text">Вибухи<br>в Одесі</div></div>
    <a class="tgme_widget_message_date"><time datetime="2026-01-28T09:00:00+00:00"></time></a></div>
    <div class="tgme_widget_message" data-post="chan/1002"><a class="tgme_widget_message_date"><time datetime="2026-01-28T10:00:00+00:00"></time></a></div></body></html>"""
    batch = read(html)
    (post,) = batch.posts
    assert ("chan/1001", "Вибухи\nв Одесі", "https://t.me/chan/1001", "Канал") == (
        post.post_id,
        post.text,
        post.url,
        post.source.name,
    )
    assert 1 == len(batch.rejections)


def test_a_page_without_posts_says_so(read: Any) -> None:
    with pytest.raises(ReaderError, match="a page with posts"):
        read("<!doctype html><html><body><p>Hello</p></body></html>")


def export(messages: list[dict[str, Any]], kind: str = "public_channel") -> str:
    return json.dumps(
        {"name": "Канал", "type": kind, "id": 123, "messages": messages}, ensure_ascii=False, indent=1
    )


MESSAGES: list[dict[str, Any]] = [
    {"id": 1, "type": "service", "date": "2026-01-28T10:00:00", "action": "create_channel"},
    {"id": 2, "type": "message", "date": "2026-01-28T12:24:01", "date_unixtime": "1769588641", "text": ["Удар по ", {"type": "bold", "text": "Одесі"}, "."]},
    {"id": 3, "type": "message", "date": "2026-01-28T13:00:00", "text": "Без часу UTC"},
    {"id": 4, "type": "message", "date": "2026-01-28T13:00:00", "photo": "(File not included)", "text": ""},
    {"id": 5, "type": "unsupported"},
]  # fmt: skip


def test_a_telegram_export(read: Any) -> None:
    batch = read(export(MESSAGES))
    assert ["123/2", "123/3"] == [post.post_id for post in batch.posts]
    assert "Удар по Одесі." == batch.posts[0].text
    assert ("telegram-123", "Канал") == (batch.posts[0].source.source_id, batch.posts[0].source.name)
    assert ["01-28 08:24", "01-28 11:00"] == instants(batch)
    assert 3 == len(batch.rejections)


def test_a_telegram_export_with_the_exporters_slips(read: Any) -> None:
    broken = (
        export(MESSAGES)
        .replace("Без часу", r"Без  часу\\x41")
        .replace('"photo"', '"document_id": 5447, "photo"')
    )
    assert "Без  часу\\x41 UTC" == read(broken).posts[1].text


def test_slips_at_the_end_of_a_piece_are_mended_too(read: Any) -> None:
    many = [
        {"id": n, "type": "message", "date_unixtime": "1769588641", "text": "x" * (900 + n % 97) + "MARK"}
        for n in range(3000)
    ]
    assert 3000 == len(read(export(many).replace("MARK", r"\x02")).posts)


def test_a_private_chat_is_refused(read: Any) -> None:
    with pytest.raises(ReaderError, match="the export of a channel, found a personal chat"):
        read(export(MESSAGES, "personal_chat"))


def test_an_export_cut_short_keeps_what_it_told(read: Any) -> None:
    batch = read(export(MESSAGES)[:-40])
    assert ["123/2", "123/3"] == [post.post_id for post in batch.posts]
    (bad,) = batch.bad_rows
    assert "broken JSON after message 4" in bad.found


def test_an_x_archive(read: Any) -> None:
    tweets = [
        {"tweet": {"id_str": "5", "created_at": "Wed Jan 28 09:00:00 +0000 2026", "full_text": "Fire &amp; smoke https://t.co/a", "lang": "en",
                   "entities": {"urls": [{"url": "https://t.co/a", "expanded_url": "https://a.example"}]}}},
        {"tweet": {"id_str": "6", "created_at": "Wed Jan 28 09:00:00 +0000 2026", "full_text": "RT @x: words"}},
    ]  # fmt: skip
    batch = read("window.YTD.tweets.part0 = " + json.dumps(tweets))
    assert ["Fire & smoke https://a.example"] == [post.text for post in batch.posts]
    assert ["a repost: of @x"] == [left.reason for left in batch.rejections]


def test_a_mastodon_outbox_leaves_private_messages_out(read: Any) -> None:
    def create(n: int, to: list[str]) -> dict[str, Any]:
        return {"id": f"https://m.example/{n}/activity", "type": "Create",
                "object": {"id": f"https://m.example/{n}", "content": f"<p>Note {n}</p>", "published": "2026-01-28T09:00:00Z", "to": to, "cc": []}}  # fmt: skip

    public = "https://www.w3.org/ns/activitystreams#Public"
    items = json.dumps(
        [
            create(1, [public]),
            create(2, ["https://m.example/friend"]),
            {"id": "b", "type": "Announce", "object": "https://o.example/9"},
        ]
    )
    batch = read(
        f'{{"@context": "x", "type": "OrderedCollection", "orderedItems": [], "totalItems": 3, "orderedItems": {items}}}'
    )
    assert ["Note 1"] == [post.text for post in batch.posts]
    assert ["not public", "a repost: of https://o.example/9"] == [left.reason for left in batch.rejections]


def test_a_mastodon_account_is_the_source_and_edits_are_told(read: Any) -> None:
    public = ["https://www.w3.org/ns/activitystreams#Public"]
    note = {"id": "https://m.example/1", "content": "<p>Fire</p>", "published": "2026-01-28T09:00:00Z", "updated": "2026-01-28T09:05:00Z",
            "to": public, "attributedTo": "https://m.example/users/desk"}  # fmt: skip
    items = [
        {"type": "Create", "object": note},
        "https://o.example/liked",
        {"type": "Create", "object": 5},
        None,
    ]
    batch = read(json.dumps({"type": "OrderedCollection", "orderedItems": items}))
    (post,) = batch.posts
    assert ("https://m.example/users/desk", "@desk@m.example") == (post.source.source_id, post.source.name)
    assert post.edited is not None
    assert (["no post of the account: an address", "a repost: of something"], 1) == (
        [left.reason for left in batch.rejections], len(batch.bad_rows),
    )  # fmt: skip


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table(read: Any, mark: str) -> None:
    rows = [
        ["ID", "Date", "Message", "Channel"],
        ["1", "28.01.2026 10:00", '"Fire; smoke, in\nLviv"', "Desk"],
        ["2", "odd", "Words", "Desk"],
        ["", "", "", ""],
    ]
    batch = read("\ufeff" + "\r\n".join(mark.join(row) for row in rows), "posts.csv")
    (post,) = batch.posts
    assert ("1", "Fire; smoke, in\nLviv", "Desk") == (post.post_id, post.text, post.source.name)
    assert ["01-28 08:00"] == instants(batch)
    assert ["odd"] == [bad.found for bad in batch.bad_rows]


@pytest.mark.parametrize(
    ("text", "said"),
    [("a,b,c\n1,2,3\n", "a column for the text"), ("text,date,text\na,b,c\n", "'text' twice")],
)
def test_a_table_that_is_none(read: Any, text: str, said: str) -> None:
    with pytest.raises(ReaderError, match=said):
        read(text, "posts.csv")


def test_what_is_told_twice_in_a_file_counts_once(read: Any) -> None:
    batch = read("id,text,date\n1,Fire,2026-01-28\n1,Fire,2026-01-28\n", "posts.csv")
    assert 1 == len(batch.posts)
    assert ["told twice in one file"] == [left.reason for left in batch.rejections]


def test_the_offset_of_the_publication_is_kept(read: Any) -> None:
    (post,) = read("text,date\nFire,2026-01-28T10:00:00+02:00\n", "posts.csv").posts
    assert datetime.fromisoformat("2026-01-28T10:00:00+02:00") == post.published
