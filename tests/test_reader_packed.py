"""Compressed files: their members are read, never unpacked; what is too big, nested or broken is one line."""

import gzip
import io
import json
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from dateline.timeline.errors import NoPostsError, ReaderError
from dateline.timeline.readers import packed, stream_posts
from reader_files import KYIV, batch_of, reasons

ROW = json.dumps({"id": "1", "text": "Fire in Lviv", "published": "2026-01-28T09:00:00Z"})
TABLE = "id,text,date\n2,Smoke,2026-01-28\n"
FEED = "<rss version='2.0'><channel><title>T</title><item><guid>3</guid><title>Blast</title></item></channel></rss>"
EXPORT = json.dumps(
    {"name": "C", "type": "public_channel", "id": 9, "messages": [{"id": 4, "type": "message", "date_unixtime": "1769588641", "text": "Вибух"}]}
)  # fmt: skip


def zipped(*members: tuple[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return held.getvalue()


def test_a_gzip_file_is_its_content(tmp_path: Path) -> None:
    assert ["1"] == [
        post.post_id for post in batch_of(tmp_path, gzip.compress(ROW.encode()), "a.jsonl.gz").posts
    ]
    assert ["2"] == [
        post.post_id for post in batch_of(tmp_path, gzip.compress(TABLE.encode()), "a.csv.gz").posts
    ]
    assert ["9/4"] == [post.post_id for post in batch_of(tmp_path, gzip.compress(EXPORT.encode())).posts]


def test_every_member_of_a_zip_is_read(tmp_path: Path) -> None:
    raw = zipped(
        ("posts.jsonl", ROW), ("ChatExport/result.json", EXPORT), ("feeds/", ""), ("feeds/a.xml", FEED), ("b.csv", TABLE),
        ("ChatExport/css/style.css", "body {color: red}"), ("ChatExport/js/script.js", "var a = 1;"), ("pic.png", b"\x89PNG\r\n\x1a\n\0\0"),
        ("__MACOSX/._a.xml", b"\0\5\x16"), (".DS_Store", b"\0\0"),
    )  # fmt: skip
    batch = batch_of(tmp_path, raw, "all.zip")
    assert ["1", "9/4", "3", "2"] == [post.post_id for post in batch.posts]
    assert ["no posts: a script or a style sheet"] * 2 + ["no posts: a picture"] == reasons(batch)
    assert not batch.bad_rows


def test_a_bad_member_costs_no_other(tmp_path: Path) -> None:
    broken = zipped(("a.jsonl", ROW), ("b.csv", TABLE), ("c.xml", FEED), method=zipfile.ZIP_STORED)
    broken = broken.replace(b"2,Smoke", b"2,Smxke")  # the check sum no longer fits
    batch = batch_of(tmp_path, broken, "all.zip")
    assert {"1", "3"} <= {post.post_id for post in batch.posts}
    assert ["all.zip/b.csv"] == [bad.file for bad in batch.bad_rows]
    batch = batch_of(
        tmp_path, zipped(("a.jsonl", "{nope"), ("b.json", '[{"a": 1}]'), ("c.csv", TABLE)), "all.zip"
    )
    assert (["2"], 2) == ([post.post_id for post in batch.posts], len(batch.bad_rows))


def test_members_may_have_one_name(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        raw = zipped(("a.jsonl", ROW), ("a.jsonl", ROW.replace('"1"', '"5"')))
    assert ["1", "5"] == [post.post_id for post in batch_of(tmp_path, raw, "a.zip").posts]


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd",
        "/etc/passwd",
        "C:\\Windows\\x.jsonl",
        "a\x1b[31m\u202egnp.jsonl",
        "x" * 5000,
        "\n\r",
    ],
)
def test_names_are_labels_only(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    batch = batch_of(folder, zipped((name, "{nope"), ("good.jsonl", ROW)), "a.zip")
    assert ["1"] == [post.post_id for post in batch.posts]
    (bad,) = batch.bad_rows
    assert bad.file.startswith("a.zip/")
    assert bad.file.isprintable()
    assert ".." not in bad.file
    assert len(bad.file) < 200
    assert ["a.zip"] == [path.name for path in folder.iterdir()]
    assert ["in"] == [path.name for path in tmp_path.iterdir()]


def test_archives_in_archives_are_refused(tmp_path: Path) -> None:
    inner = zipped(("a.jsonl", ROW))
    batch = batch_of(
        tmp_path, zipped(("inner.zip", inner), ("b.gz", gzip.compress(b"x")), ("c.csv", TABLE)), "a.zip"
    )
    assert ["2"] == [post.post_id for post in batch.posts]
    assert 2 == sum("an archive in an archive" in bad.found for bad in batch.bad_rows)
    with pytest.raises(ReaderError, match="an archive in an archive"):
        batch_of(tmp_path, gzip.compress(gzip.compress(ROW.encode())))


def test_bombs_are_stopped_early(tmp_path: Path) -> None:
    line = (ROW + "\n").encode()
    bomb = line + b" \n" * 20_000_000
    with pytest.raises(ReaderError, match="at most 200 to 1"):
        list(stream_posts(written(tmp_path, gzip.compress(bomb)), KYIV))
    batch = batch_of(tmp_path, zipped(("bomb.jsonl", bomb), ("good.csv", TABLE)), "a.zip")
    assert ["1", "2"] == [post.post_id for post in batch.posts]
    assert "at most 200 to 1" in batch.bad_rows[0].found


def test_all_members_together_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MOST_BYTES", 3 * len(ROW))
    many = [(f"{n}.jsonl", ROW.replace('"1"', f'"{n}"')) for n in range(9)]
    batch = batch_of(tmp_path, zipped(*many), "a.zip")
    assert 3 == len(batch.posts)
    assert all("MB unpacked" in bad.found for bad in batch.bad_rows)


def test_a_zip_of_too_many_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match="at most 10,000 files in it, found 10,001"):
        batch_of(tmp_path, zipped(*((f"{n}", "") for n in range(10_001))), "a.zip")


def test_a_truncated_file_keeps_what_came_before(tmp_path: Path) -> None:
    rows = "\n".join(ROW.replace('"1"', f'"{n * 7919 % 10_007}"') for n in range(5000)).encode()
    whole = gzip.compress(rows)
    batch = batch_of(tmp_path, whole[: len(whole) // 2], "a.jsonl.gz")
    assert 100 < len(batch.posts) < 5000
    assert "a broken one" in batch.bad_rows[-1].found
    with pytest.raises(ReaderError, match="a ZIP archive, found a broken one"):
        batch_of(tmp_path, zipped(("a.jsonl", ROW))[:-30])


@pytest.mark.parametrize(
    "raw", [b"\x1f\x8b", b"\x1f\x8b\x08\0" + b"x" * 50, gzip.compress(b""), b"PK\5\6" + b"\0" * 18]
)
def test_what_is_hardly_an_archive(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(ReaderError, match=r"^file"):
        batch_of(tmp_path, raw)


def test_an_office_document_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoPostsError, match="an office document: save it as CSV or text"):
        batch_of(tmp_path, zipped(("[Content_Types].xml", "<x/>"), ("xl/workbook.xml", "<x/>")), "a.xlsx")


def test_a_member_with_a_password_is_told(tmp_path: Path) -> None:
    raw = bytearray(zipped(("a.jsonl", ROW), ("b.csv", TABLE)))
    raw[raw.index(b"PK\1\2") + 8] |= 1
    batch = batch_of(tmp_path, bytes(raw), "a.zip")
    assert "without a password" in batch.bad_rows[0].found
    assert ["2"] == [post.post_id for post in batch.posts]


def test_other_parts_of_an_archive_of_x_stay_unread(tmp_path: Path) -> None:
    tweets = json.dumps(
        [{"tweet": {"id_str": "5", "created_at": "Wed Jan 28 09:00:00 +0000 2026", "full_text": "Fire"}}]
    )
    secret = json.dumps([{"dmConversation": {"messages": [{"text": "secret"}]}}])
    batch = batch_of(
        tmp_path,
        zipped(
            ("data/tweets.js", f"window.YTD.tweets.part0 = {tweets}"),
            ("data/direct-messages.js", f"window.YTD.direct_messages.part0 = {secret}"),
            ("data/deleted-tweets.js", f"window.YTD.deleted_tweets.part0 = {tweets}"),
        ),
        "x.zip",
        replace(KYIV, published=datetime.fromisoformat("2026-01-28T12:00:00+02:00")),
    )
    assert ["Fire"] == [post.text for post in batch.posts]
    assert ["no posts: a script or a style sheet"] * 2 == reasons(batch)


def written(folder: Path, raw: bytes) -> Path:
    file = folder / "packed"
    file.write_bytes(raw)
    return file
