"""What strangers may send: no crash, no hang over the limit, no traceback; good rows beside bad ones are kept."""

import gzip
import io
import json
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from timeline.errors import ReaderError
from timeline.readers import Batch, ReadOptions, limited, read_posts

OPTIONS = ReadOptions(timezone="Europe/Kyiv")
GOOD = "<item><guid>good</guid><title>Fire in Lviv</title><pubDate>Wed, 28 Jan 2026 09:00:00 GMT</pubDate></item>"


def feed(more: str, head: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>T</title>{more}{GOOD}</channel></rss>'
    )


def zipped() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../etc/passwd", "x" * 1_000_000)
    return held.getvalue()


LAUGHS = "<!DOCTYPE r [" + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)) + "]>"
HTML = "<!doctype html><html><body>%s</body></html>"

# What comes in, and whether the good row beside it must come out.
INPUTS: dict[str, tuple[bytes | str, bool]] = {
    "entity bomb": (feed("", LAUGHS), False),
    "external entity": (feed("", '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), False),
    "quadratic entity": (feed("", '<!DOCTYPE r [<!ENTITY x "' + "x" * 50_000 + '">]>'), False),
    "200,000 attributes": (feed("<item " + " ".join(f'a{n}="1"' for n in range(200_000)) + "/>"), False),
    "author of 40 KB": (feed(f"<item><guid>a</guid><title>T</title><author>{'a@a.' * 10_000}</author></item>"), True),
    "deep nesting in a feed": (feed("<item><title>T</title>" + "<a>" * 100_000 + "</a>" * 100_000 + "</item>"), False),
    "deep nesting in a page": (HTML % ("<div>" * 40_000), False),
    "a million siblings": (HTML % ("<p>x" * 300_000), False),
    "script of a megabyte": (HTML % ("<script>" + "a<b;" * 250_000 + "</script>"), False),
    "unclosed everything": ("<rss><channel><item><title>Fire", False),
    "invalid UTF-8 in a feed": (feed("").encode().replace(b"Fire", b"F\xff\xfere"), True),
    "control characters": (feed("<item><guid>c</guid><title>A\x01\x08B</title></item>"), True),
    "wrong encoding declared": (feed("").replace('"1.0"', '"1.0" encoding="utf-16"'), True),
    "unknown encoding": (feed("").replace('"1.0"', '"1.0" encoding="klingon"'), True),
    "a path as id": (feed("<item><guid>../../etc/passwd</guid><title>Fire in Kyiv</title></item>"), True),
    "an empty id": (feed("<item><guid></guid><title>Fire in Kyiv</title></item>"), True),
    "a date of the year 99999": (feed("<item><guid>d</guid><title>T</title><pubDate>28 Jan 99999 09:00:00 GMT</pubDate></item>"), True),
    "a date before our era": (feed("<item><guid>d</guid><title>T</title><pubDate>0000-00-00</pubDate></item>"), True),
    "a date of 10,000 letters": (feed(f"<item><guid>d</guid><title>T</title><pubDate>{'9' * 10_000}</pubDate></item>"), True),
    "an offset of 99 hours": (feed("<item><guid>d</guid><title>T</title><pubDate>2026-01-28T09:00:00+99:00</pubDate></item>"), True),
    "script in a title": (feed("<item><guid>s</guid><title>&lt;script&gt;alert(1)&lt;/script&gt;Fire</title></item>"), True),
    "linked data 100,000 deep": (HTML % ('<script type="application/ld+json">' + "[" * 100_000 + "</script>"), False),
    "linked data that is a number": (HTML % '<script type="application/ld+json">1e999</script>', False),
    "updates of every kind": (HTML % ('<script type="application/ld+json">' + json.dumps({"liveBlogUpdate": [1, None, [], "x", {"headline": 5}, {"headline": "Fire", "datePublished": []}]}) + "</script>"), False),
    "JSON 100,000 deep": ('{"a":' * 100_000, False),
    "JSON feed of nonsense": ('{"version": "https://jsonfeed.org/version/1", "items": {"a": 1}}', False),
    "an export that ends": ('{"name": "x", "type": "public_channel", "id": 1, "messages": [{"id": 1,', False),
    "an export of nonsense": ('{"name": [], "type": "public_channel", "messages": [1, null, "x", []]}', False),
    "an export with huge numbers": ('{"type": "public_channel", "id": 1, "messages": [{"id": ' + "9" * 5000 + ', "type": "message", "text": "x"}]}', False),
    "an X archive of nonsense": ("window.YTD.tweets.part0 = [1, null]", False),
    "an X archive that is code": ("window.YTD.tweets.part0 = alert(1)", False),
    "an outbox of nonsense": ('{"type": "OrderedCollection", "orderedItems": [5, null, {"type": "Create", "object": []}]}', False),
    "a table with a cell of 2 MB": ("text,date\n" + "x" * 2_000_000 + ",2026-01-28\nFire in Lviv,2026-01-28\n", True),
    "a table of 100,000 columns": ("text," * 100_000 + "\n1\n", False),
    "a table with an open quotation": ('text,date\nFire in Lviv,2026-01-28\n"never closed', True),
    "a table of formulas": ('text,date\n"=HYPERLINK(""http://x"")",2026-01-28\nFire in Lviv,2026-01-28\n', True),
    "zeros": (b"\0" * 1000, False),
    "gzip": (gzip.compress(b"x" * 10_000_000), False),
    "zip with a path upwards": (zipped(), False),
    "a PDF": (b"%PDF-1.7 ...", False),
    "lone surrogates": (json.dumps({"id": "1", "text": "Fire \ud800 in Lviv", "published": "2026-01-28T09:00:00Z"}), True),
}  # fmt: skip


def read(content: bytes | str, folder: Path) -> Batch:
    file = folder / "file"
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    return read_posts(file, OPTIONS)


@pytest.mark.parametrize("name", INPUTS)
def test_what_strangers_send(name: str, tmp_path: Path) -> None:
    content, good = INPUTS[name]
    start = time.monotonic()
    try:
        batch = read(content, tmp_path)
    except ReaderError as error:
        assert not good, error
        assert 1 == len(str(error).splitlines())
        assert len(str(error)) < 400
    else:
        if good:
            assert any("Lviv" in post.text for post in batch.posts)
        for post in batch.posts:
            post.text.encode("utf-8")
    assert time.monotonic() - start < limited.WALL_SECONDS + 10


def test_a_file_over_the_limit_is_named(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setitem(limited.PARSERS, "feed", limited.PARSERS["feed"]._replace(most_bytes=100))
    with pytest.raises(ReaderError, match="at most"):
        read(feed(""), tmp_path)


def test_a_parser_that_does_not_end_is_given_up(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(limited, "WALL_SECONDS", 0.01)
    with pytest.raises(ReaderError, match="gave up"):
        read(feed(""), tmp_path)
