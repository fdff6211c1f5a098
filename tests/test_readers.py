"""Files -> posts: pasted live blogs and JSON lines, good rows and bad."""

import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.errors import ReaderError, UndatedError
from timeline.post import Post
from timeline.readers import Batch, ReadOptions, plain_text, read_posts, read_stream

NOON = datetime.fromisoformat("2026-01-28T12:00:00+02:00")
OPTIONS = ReadOptions(published=NOON, timezone="Europe/Kyiv", source_name="Desk")

BLOG = """Live

Storm war latest: Power is back in most districts - and talks go on

The grid operator says repairs took all night. Follow the day here.

Why you can trust our desk
Send us your questions for our weather editor

In pictures: The damaged depot at dawn

A depot on the edge of the town burned through the night after drones hit it, officials say.

"It was loud," one resident told us.

Minister: 'No date yet' for the summit

The minister said there was no date for the summit. He spoke after a cabinet meeting in the capital.

More on this story below, he added.
"""


def blog(text: str, options: ReadOptions = OPTIONS) -> Batch:
    return plain_text.read(io.BytesIO(text.encode()), "blog.txt", options)


def test_a_pasted_blog_becomes_one_post_an_entry() -> None:
    batch = blog(BLOG)
    assert [
        "Storm war latest: Power is back in most districts - and talks go on",
        "In pictures: The damaged depot at dawn",
        "Minister: 'No date yet' for the summit",
    ] == [post.title for post in batch.posts]
    assert '"It was loud," one resident told us.' in batch.posts[1].text
    assert all(post.published == NOON for post in batch.posts)


def test_furniture_is_dropped_and_told() -> None:
    dropped = [rejection.quote for rejection in blog(BLOG).rejections]
    assert [
        "Live",
        "Why you can trust our desk",
        "Send us your questions for our weather editor",
    ] == dropped


PROSE = "A long enough paragraph that tells what happened in the town during the night."


def test_times_beside_entries_newest_first() -> None:
    text = f"14:20\n\nSecond thing happens\n\n{PROSE}\n\n09:05\n\nFirst thing happens\n\n{PROSE}\n\n23:50\n\nThe night before\n\n{PROSE}\n"
    options = ReadOptions(
        published=datetime.fromisoformat("2026-01-28T15:00:00+02:00"), timezone="Europe/Kyiv"
    )
    times = [post.published.isoformat() for post in blog(text, options).posts if post.published]
    assert ["2026-01-28T14:20:00+02:00", "2026-01-28T09:05:00+02:00", "2026-01-27T23:50:00+02:00"] == times


def test_an_index_of_key_events_is_no_second_entry() -> None:
    text = f"Key events\n\nDepot burns\n\nTalks end\n\nDepot burns\n\n{PROSE}\n\nTalks end\n\n{PROSE}\n"
    titles = [post.title for post in blog(text).posts]
    assert titles.count("Depot burns") == titles.count("Talks end") == 1


def test_ids_do_not_hang_on_the_position() -> None:
    one = {post.title: post.post_id for post in blog(BLOG).posts}
    other = {post.title: post.post_id for post in blog(f"New entry on top\n\n{PROSE}\n\n" + BLOG).posts}
    assert one.items() <= other.items()
    twice = blog(f"Same words\n\n{PROSE}\n\nOther words\n\n{PROSE}\n\nSame words\n\n{PROSE} Again.\n")
    assert len({post.post_id for post in twice.posts}) == len(twice.posts)


LINES = st.lists(
    st.one_of(
        st.just(""),
        st.text(
            alphabet=st.characters(categories=("L", "N", "Zs"), include_characters=".,'\"?!:-"),
            min_size=1,
            max_size=90,
        ),
    ),
    max_size=25,
)


@given(LINES)
def test_no_line_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    if not text.strip():
        return
    batch = blog(text)
    kept = "\n".join([post.text for post in batch.posts] + [r.quote for r in batch.rejections])
    for line in lines:
        if line.strip() and not plain_text._TIME_LINE.match(line.strip()):
            assert line.strip() in kept


def test_without_a_time_the_error_says_what_to_give() -> None:
    with pytest.raises(UndatedError) as error:
        blog(BLOG, ReadOptions())
    assert "blog.txt: " in str(error.value)
    assert "--published 2026-01-28T12:30+02:00" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty file"),
        (b" \n \n", "empty file"),
        (b"\x7fELF\x00\x01\x02binary", "binary file"),
        (b"text \xff\xfe more \xc3(", "found byte 0x"),
        (b"x" * 300_000, "row 1: expected lines of a live blog, found one of 300,000 characters"),
        (b'{"id": 1}\n{"id": 2}\n', "row 1: expected a text"),
    ],
)
def test_a_bad_file_is_one_line(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "posts"
    file.write_bytes(content)
    with pytest.raises(ReaderError) as error:
        read_posts(file, OPTIONS)
    assert words in str(error.value)
    assert "posts" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match="found a folder"):
        read_posts(tmp_path, OPTIONS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_and_line_ends(tmp_path: Path, encoding: str, newline: str) -> None:
    file = tmp_path / "blog.txt"
    file.write_bytes(BLOG.replace("\n", newline).encode(encoding))
    assert [post.text for post in blog(BLOG).posts] == [post.text for post in read_posts(file, OPTIONS).posts]


def rows(*lines: object) -> list[Any]:
    raw = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    return list(read_stream(io.BytesIO(raw), "rows.jsonl", ReadOptions()))


GOOD = {"id": "1", "text": "Drones hit a depot.", "published": "2026-01-28T09:00:00+02:00"}


def test_a_row_of_json_is_a_post() -> None:
    (post,) = rows(
        GOOD
        | {"source": {"id": "d", "name": "Desk", "country": "ua"}, "timezone": "Europe/Kyiv", "lang": "en"}
    )
    assert isinstance(post, Post)
    assert ("1", "d", "Desk", "UA", "Europe/Kyiv", "en") == (
        post.post_id, post.source.source_id, post.source.name, post.source.country, post.source.timezone, post.language,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (b"{not json", "a JSON object"),
        (b"[1, 2]", "a JSON object"),
        (b'"text"', "a JSON object"),
        (b"[" * 100_000, "an object of a post"),
        (b'{"id": 1, "text": "x", "n": NaN}', "JSON numbers"),
        (b'{"id": ' + b"9" * 6000 + b', "text": "x"}', "a JSON object"),
        (b'{"text": "\xff"}', "UTF-8"),
        ({"id": "2"}, "a text"),
        ({"id": "2", "text": "  "}, "a text"),
        ({"id": "2", "text": 5}, "text to be a string"),
        ({"id": [], "text": "x"}, "an id that is"),
        (GOOD | {"published": "yesterday"}, "published as ISO 8601"),
        (GOOD | {"published": "2026-01-28T09:00:00"}, "published as ISO 8601"),
        (GOOD | {"published": "0001-01-01T00:00:00+14:00"}, "published as ISO 8601"),
        (GOOD | {"published": 1769600000}, "published as ISO 8601"),
        (GOOD | {"timezone": "Kyiv"}, "an IANA time zone"),
        (GOOD | {"timezone": "../../etc/passwd"}, "an IANA time zone"),
        (GOOD | {"source": 7}, "source to be a name or an object"),
        (b'{"text": "' + b"a" * 1_100_000 + b'"}', "a shorter line"),
    ],
)
def test_a_bad_row_is_quarantined_and_the_next_is_read(row: object, expected: str) -> None:
    bad, good = rows(row, GOOD)
    assert bad.row == 1
    assert expected in bad.expected
    assert isinstance(good, Post)


def test_defaults_and_what_the_row_says() -> None:
    naive = GOOD | {"published": "2026-01-28T09:00:00", "timezone": "Europe/Kyiv"}
    (post,) = rows(naive)
    assert post.published.isoformat() == "2026-01-28T09:00:00+02:00"
    raw = io.BytesIO(json.dumps({"text": "A headline alone"}).encode())
    (bare,) = read_stream(raw, "x", OPTIONS)
    assert isinstance(bare, Post)
    assert (NOON, "Desk", "Europe/Kyiv") == (bare.published, bare.source.name, bare.source.timezone)
    (undated,) = rows({"id": "3", "text": "x", "published": None})
    assert undated.published is None


def test_lone_surrogates_do_not_travel() -> None:
    (post,) = rows(b'{"id": "1", "text": "a\\ud800b"}')
    assert "a\ufffdb" == post.text


def test_the_format_is_told_by_the_content(tmp_path: Path) -> None:
    misnamed = tmp_path / "posts.txt"
    misnamed.write_text(json.dumps(GOOD) + "\n", encoding="utf-8")
    assert ["1"] == [post.post_id for post in read_posts(misnamed, OPTIONS).posts]
