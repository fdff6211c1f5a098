"""Files -> posts: what every format shares, and JSON lines, good rows and bad."""

import io
import json
import os
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.timeline.errors import NoPostsError, ReaderError, UndatedError
from dateline.timeline.post import Post
from dateline.timeline.readers import (
    READERS,
    BadRow,
    ReadOptions,
    read_posts,
    read_stream,
    recognise,
    stream_posts,
)
from dateline.timeline.readers.options import collected

NOON = datetime.fromisoformat("2026-01-28T12:00:00+02:00")
OPTIONS = ReadOptions(published=NOON, timezone="Europe/Kyiv", source_name="Desk")
GOOD = {"id": "1", "text": "Drones hit a depot.", "published": "2026-01-28T09:00:00+02:00"}


def rows(*lines: object, options: ReadOptions | None = None) -> list[Any]:
    raw = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    return list(read_stream(io.BytesIO(raw), "rows.jsonl", options or ReadOptions()))


# --- any file


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "posts.txt: expected posts, found an empty file"),
        (b" \n \n", "posts.txt: expected posts, found an empty file"),
        (b"\xef\xbb\xbf", "posts.txt: expected posts, found an empty file"),
        (b"\xff\xfe", "posts.txt: expected posts, found an empty file"),
        (b"\x7fELF\x00\x01\x02binary", "posts.txt: expected posts as text, found a binary file"),
        (b"%PDF-1.7\n%\xe2\xe3", "posts.txt: expected posts as text, found a PDF"),
        (
            b"PK\x03\x04\x14\x00",
            "posts.txt: expected a ZIP archive, found a broken one (File is not a zip file)",
        ),
        (
            b"<!doctype html><p>Hi",
            "posts.txt: expected a page with posts (a LiveBlogPosting, or selectors of pages.toml), found none",
        ),
        (
            b'[{"id": "1"}]',
            "posts.txt: expected one of a Parquet file, a Telegram export, a feed, an archive, a web page, JSON lines, a table, pasted text; found a JSON array: write its objects one a line",
        ),
        (b"Caf\xe9 hit\n\nA caf\xe9 was hit.", "posts.txt: row 1: expected UTF-8 text, found byte 0xe9"),
        (
            b"One\n\n" + b"x" * 1_000_001,
            "posts.txt: row 3: expected a line of a live blog, found more than 1,000,000 bytes",
        ),
        (b"a" * 70_000 + b"\n\x00", "posts.txt: row 2: expected text, found a zero byte"),
        (
            b"Live\n\nShare\n",
            "posts.txt: expected the entries of a live blog, found nothing but page furniture",
        ),
        (b'{"id": 1}\n{"id": 2}\n', "posts.txt: row 1: expected a text, found nothing"),
    ],
)
def test_a_bad_file_is_one_line(tmp_path: Path, content: bytes, line: str) -> None:
    file = tmp_path / "posts.txt"
    file.write_bytes(content)
    with pytest.raises(ReaderError) as error:
        read_posts(file, OPTIONS)
    assert line == str(error.value)


def test_a_page_without_a_time_says_what_to_give(tmp_path: Path) -> None:
    file = tmp_path / "liveblog.txt"
    file.write_text("Depot burns\n\nA depot burned in the night.\n", encoding="utf-8")
    with pytest.raises(UndatedError) as error:
        read_posts(file, ReadOptions())
    assert (
        "liveblog.txt: pasted text carries no publish time; give one with --published 2026-01-28T12:30+02:00"
        == str(error.value)
    )


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_posts(tmp_path / "gone.txt", OPTIONS)
    with pytest.raises(ReaderError, match="expected a file of posts, found a folder"):
        read_posts(tmp_path, OPTIONS)


def test_a_file_of_200_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "huge.txt"
    with file.open("wb") as sparse:
        sparse.write(b"x" * 100_000)
        sparse.truncate(200_000_000)
    with pytest.raises(ReaderError, match=r"huge\.txt: expected a pasted live blog of at most 64 MB"):
        read_posts(file, OPTIONS)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_read_without_going_back(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(json.dumps(GOOD).encode(),))
    writer.start()
    batch = read_posts(pipe, OPTIONS)
    writer.join()
    assert ["1"] == [post.post_id for post in batch.posts]


def test_the_format_is_told_by_the_content(tmp_path: Path) -> None:
    assert "jsonl" == recognise(b'\xef\xbb\xbf\n {"id": "1"}', "x")
    assert "jsonl" == recognise('{"id": "1"}'.encode("utf-16"), "x")
    assert "text" == recognise(b"[LIVE] Talks go on\n\nIt is said.", "x")
    assert "text" == recognise("Удар по порту <3".encode("utf-16"), "x")
    misnamed = tmp_path / "posts.txt"
    misnamed.write_text(json.dumps(GOOD) + "\n", encoding="utf-8")
    assert ["1"] == [post.post_id for post in read_posts(misnamed, OPTIONS).posts]


@given(st.binary(max_size=300))
def test_any_bytes_give_posts_or_one_line(content: bytes) -> None:
    try:
        items = READERS[recognise(content, "x")].read(io.BytesIO(content), "x", OPTIONS)
        batch = collected(items, "x")
    except ReaderError as error:
        assert "\n" not in str(error)
        assert str(error).startswith("x: ")
    else:
        assert batch.posts or batch.bad_rows
        for post in batch.posts:
            post.text.encode()


def test_options_are_checked_at_once() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        ReadOptions(published=datetime(2026, 1, 28))
    with pytest.raises(KeyError):
        ReadOptions(timezone="Europe/Nowhere")
    with pytest.raises(ReaderError, match="mapping: expected the name of a column for text, found 5"):
        ReadOptions(mapping={"text": 5})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("published", "zone"),
    [
        ("2026-01-28T00:30:00+02:00", "Etc/GMT-2"),
        ("2026-01-28T00:30:00-05:00", "Etc/GMT+5"),
        ("2026-01-28T00:30:00+05:30", "UTC"),
        ("2026-01-28T00:30:00+00:00", "UTC"),
    ],
)
def test_without_a_zone_days_are_those_of_the_offset_given(published: str, zone: str) -> None:
    (post,) = rows({"text": "x"}, options=ReadOptions(published=datetime.fromisoformat(published)))
    assert zone == post.source.timezone


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("jsnol", "kind: expected one of parquet, telegram, feed, archive, page, jsonl, table, text; found 'jsnol' (nearest: jsonl)"),
        ("x", "kind: expected one of parquet, telegram, feed, archive, page, jsonl, table, text; found 'x'"),
    ],
)  # fmt: skip
def test_a_kind_that_is_none(tmp_path: Path, kind: str, said: str) -> None:
    with pytest.raises(ReaderError) as error:
        read_posts(tmp_path, replace(OPTIONS, kind=kind))
    assert said == str(error.value)


def test_a_kind_that_is_named_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "posts"
    file.write_text(json.dumps(GOOD) + "\n\nmore words under it, and they are prose.\n", encoding="utf-8")
    assert ["1"] == [post.post_id for post in read_posts(file, OPTIONS).posts]
    assert "Drones" in read_posts(file, replace(OPTIONS, kind="text")).posts[0].text
    for kind in set(READERS) - {"jsonl", "text"}:
        with pytest.raises(ReaderError, match=r"^posts: "):
            read_posts(file, replace(OPTIONS, kind=kind))


@pytest.mark.parametrize("name", ["style.css", "script.js", "a.svg"])
def test_what_lies_beside_saved_pages_is_no_pasted_text(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text("body {color: red}\n\nIt is long enough to be prose, says nobody.\n", encoding="utf-8")
    with pytest.raises(NoPostsError):
        read_posts(file, OPTIONS)


def test_among_others_a_picture_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(b"\xff\xd8\xff\xe0" + b"\0" * 100)
    with pytest.raises(NoPostsError, match=r"photo\.jpg: expected posts as text, found a picture"):
        read_posts(file, OPTIONS)
    (left,) = read_posts(file, OPTIONS, alone=False).rejections
    assert ("photo.jpg", "no posts: a picture") == (left.post_id, left.reason)
    file.write_bytes(b"{nope\n")
    with pytest.raises(ReaderError):
        read_posts(file, OPTIONS, alone=False)
    # Its name promises posts: that they are gone must not go unseen.
    feed = tmp_path / "feed.xml"
    feed.write_bytes(b"%PDF-1.7")
    with pytest.raises(NoPostsError):
        read_posts(feed, OPTIONS, alone=False)


def test_rows_are_streamed_and_a_break_keeps_what_was_read(tmp_path: Path) -> None:
    file = tmp_path / "rows"
    file.write_bytes(json.dumps(GOOD).encode() + b"\nnope\n")
    found = list(stream_posts(file, OPTIONS))
    assert [Post, BadRow] == [type(item) for item in found]
    file.write_bytes(b"{nope\n")
    items = stream_posts(file, OPTIONS)
    assert isinstance(next(items), BadRow)
    with pytest.raises(ReaderError, match="row 1: expected a JSON object"):
        next(items)


def test_a_long_export_is_read_in_a_little_memory(tmp_path: Path) -> None:
    """The short form of a channel of 400 MB, read in a process of its own so that nothing else counts."""
    file = tmp_path / "result.json"
    row = (
        '{"id": %d, "type": "message", "date_unixtime": "1769588641", "text": ["'
        + "Удар по порту. " * 60
        + '", {"type": "bold", "text": "x"}]}'
    )
    with file.open("w", encoding="utf-8") as out:
        out.write('{"name": "C", "type": "public_channel", "id": 1, "messages": [')
        out.write(",\n".join(row % n for n in range(14_000)))
        out.write("]}")
    assert file.stat().st_size > 20_000_000
    script = (
        "import pathlib, resource, sys; from dateline.timeline.readers import ReadOptions, stream_posts\n"
        "start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "posts = sum(1 for _ in stream_posts(pathlib.Path(sys.argv[1]), ReadOptions(timezone='UTC')))\n"
        "print(posts, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start)"
    )
    said = subprocess.run([sys.executable, "-c", script, file], capture_output=True, text=True, check=True)
    posts, kilobytes = map(int, said.stdout.split())
    assert (14_000, True) == (posts, kilobytes < 40_000)


# --- rows of JSON


def test_edits_and_reposts_in_rows() -> None:
    edited, earlier, bad = rows(
        GOOD | {"edited": "2026-01-28T08:00:00Z", "repost_of": "@other"},
        GOOD | {"edited": "2026-01-28T06:00:00Z", "repost_of": ""},
        GOOD | {"edited": "later"},
    )
    assert ("2026-01-28T08:00:00+00:00", "@other") == (edited.edited.isoformat(), edited.repost_of)
    assert (None, None) == (earlier.edited, earlier.repost_of)
    assert "edited as ISO 8601" in bad.expected


def test_controls_do_not_travel_and_offsets_stay() -> None:
    (post,) = rows({"id": "a\x00b", "text": "a\x00b\x1b[31m\tc\nd\x7fe\x85\u202ef"})
    assert "a b [31m\tc\nd e\x85\u202ef" == post.text
    assert "a b" == post.post_id


def test_a_row_of_json_is_a_post() -> None:
    source = {"id": "d", "name": "Desk", "url": "https://example.org", "country": "ua", "language": "uk"}
    (post,) = rows(
        GOOD
        | {
            "source": source,
            "timezone": "Europe/Kyiv",
            "lang": "en-GB",
            "url": "https://example.org/1",
            "title": "Fire",
        }
    )
    assert isinstance(post, Post)
    assert ("d", "Desk", "https://example.org", "UA", "uk", "Europe/Kyiv") == (
        post.source.source_id, post.source.name, post.source.url, post.source.country, post.source.language,
        post.source.timezone,
    )  # fmt: skip
    assert ("1", "en", "https://example.org/1", "Fire") == (post.post_id, post.language, post.url, post.title)
    assert "Fire\n\nDrones hit a depot." == post.text


@pytest.mark.parametrize(
    ("row", "expected", "found"),
    [
        (b"{not json", "a JSON object", "{not json"),
        (b"[1, 2]", "a JSON object", "a list of 2"),
        (b'"text"', "a JSON object", "text"),
        (b"null", "a JSON object", "nothing"),
        (b"[" * 100_000, "an object of a post", "deeply nested"),
        (b'{"text": ' + b"[" * 900 + b"]" * 900 + b"}", "text as a string", "a list of 1"),
        (b'{"id": 1, "text": "x", "n": NaN}', "JSON numbers", "NaN"),
        (b'{"id": ' + b"9" * 6000 + b', "text": "x"}', "a JSON object", "digits"),
        (b'{"text": "\xff"}', "UTF-8", "byte 0xff at 10"),
        ({"id": "2"}, "a text", "nothing"),
        ({"id": "2", "text": "  "}, "a text", "an empty string"),
        ({"id": "2", "text": 5}, "text as a string", "5"),
        ({"id": [], "text": "x"}, "an id that is", "a list of 0"),
        ({"id": True, "text": "x"}, "an id that is", "True"),
        ({"id": 1.5, "text": "x"}, "an id that is", "1.5"),
        (GOOD | {"published": "yesterday"}, "published as ISO 8601", "yesterday"),
        (GOOD | {"published": "2026-01-28T09:00:00"}, "or a timezone beside it", "2026-01-28T09:00:00"),
        (GOOD | {"published": "0001-01-01T00:00:00+14:00"}, "between 1000 and 9000", "0001-01-01"),
        (GOOD | {"published": 1769600000}, "published as ISO 8601", "1769600000"),
        (GOOD | {"timezone": "Kyiv"}, "timezone as an IANA name, such as Europe/Kyiv", "Kyiv"),
        (GOOD | {"timezone": "../../etc/passwd"}, "timezone as an IANA name", "../../etc/passwd"),
        (GOOD | {"timezone": "localtime"}, "timezone as an IANA name", "localtime"),
        (GOOD | {"timezone": "E" * 5000}, "timezone as an IANA name", "EEE"),
        (GOOD | {"source": 7}, "source as a name or an object", "7"),
        (GOOD | {"source": {"url": "x"}}, "source with a name or an id", "an object of 1"),
        (GOOD | {"source": {"id": 7}}, "id as a string", "7"),
        (b'{"text": "' + b"a" * 1_100_000 + b'"}', "a shorter line", "more than 1,000,000 bytes"),
    ],
)
def test_a_bad_row_is_quarantined_and_the_next_is_read(row: object, expected: str, found: str) -> None:
    bad, good = rows(row, GOOD)
    assert isinstance(bad, BadRow)
    assert ("rows.jsonl", 1) == (bad.file, bad.row)
    assert expected in bad.expected
    assert found in bad.found
    assert len(bad.found) <= 200
    assert "\n" not in bad.found
    assert isinstance(good, Post)


def test_rows_are_counted_as_an_editor_counts_them() -> None:
    (good, bad) = rows(b"", GOOD, b"\r", b"nope")
    assert isinstance(good, Post)
    assert 4 == bad.row


def test_options_are_defaults_and_the_row_wins() -> None:
    (bare,) = rows({"text": "A headline alone"}, options=OPTIONS)
    assert (NOON, "Desk", "Europe/Kyiv") == (bare.published, bare.source.name, bare.source.timezone)
    told = GOOD | {"source": "Other", "timezone": "Europe/London", "lang": "uk"}
    options = ReadOptions(published=NOON, timezone="Europe/Kyiv", source_name="Desk", language="en")
    (post,) = rows(told, options=options)
    assert ("Other", "Europe/London", "uk") == (post.source.name, post.source.timezone, post.language)
    assert "2026-01-28T09:00:00+02:00" == post.published.isoformat()
    (zoned,) = rows({"text": "x", "timezone": "Europe/London"}, options=options)
    assert ("Desk", "en") == (zoned.source.name, zoned.source.language)


@pytest.mark.parametrize(
    "zone", [{"timezone": "Europe/Kyiv"}, {"source": {"id": "d", "timezone": "Europe/Kyiv"}}]
)
def test_a_time_without_offset_is_local_where_a_zone_is_said(zone: dict[str, Any]) -> None:
    (post,) = rows(GOOD | {"published": "2026-07-28T09:00:00"} | zone)
    assert "2026-07-28T09:00:00+03:00" == post.published.isoformat()


def test_a_post_may_be_undated_and_nobodys() -> None:
    (post,) = rows({"id": "3", "text": "x", "published": None})
    assert post.published is None
    assert post.source.name is None


def test_a_missing_id_is_made_from_who_said_what_when() -> None:
    told = {"text": "x", "published": "2026-01-28T09:00:00+02:00", "source": "A"}
    changed = [told, told, told | {"text": "y"}, told | {"source": "B"}, told | {"published": None}]
    ids = [post.post_id for post in rows(*changed)]
    assert ids[0] == ids[1]
    assert 4 == len(set(ids))


def test_lone_surrogates_do_not_travel_and_pairs_join() -> None:
    (post,) = rows(b'{"id": "\\udc00", "text": "a\\ud800b \\ud83d\\ude80"}')
    assert "a\ufffdb \U0001f680" == post.text
    assert "\ufffd" == post.post_id


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_and_line_ends_of_rows(encoding: str, newline: str) -> None:
    line = json.dumps(GOOD | {"text": "Удар \U0001f680"}, ensure_ascii=False)
    raw = f"{line}{newline}{line}{newline}".encode(encoding)
    found = list(read_stream(io.BytesIO(raw), "x", ReadOptions()))
    assert ["Удар \U0001f680"] * 2 == [post.text for post in found if isinstance(post, Post)]


def test_a_row_is_given_as_soon_as_it_is_there() -> None:
    receiver, sender = os.pipe()
    with os.fdopen(receiver, "rb") as stream, os.fdopen(sender, "wb", buffering=0) as pipe:
        found = read_stream(stream, "standard input", ReadOptions())
        for i in range(3):
            pipe.write(json.dumps(GOOD | {"id": i}).encode() + b"\n")
            post = next(found)
            assert isinstance(post, Post)
            assert str(i) == post.post_id


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda v: st.lists(v, max_size=3)))
def test_no_value_of_a_field_is_a_traceback(value: object) -> None:
    for key in ("id", "text", "published", "lang", "source", "timezone", "url", "title"):
        (found,) = rows(GOOD | {key: value})
        assert isinstance(found, Post | BadRow)
        (inner,) = rows(GOOD | {"source": {"id": "d"} | {key: value}})
        assert isinstance(inner, Post | BadRow)
