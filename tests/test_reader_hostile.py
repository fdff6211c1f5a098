"""What strangers may send: no crash, no hang over the limit, no traceback; good rows beside bad ones are kept."""

import gzip
import io
import json
import re
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from dateline.timeline.errors import ReaderError
from dateline.timeline.readers import Batch, ReadOptions, limited, read_posts, stream_posts

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
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
    "a table with a quotation of 3 MB": ('text,date\nFire in Lviv,2026-01-28\n"' + "x" * 999 + ("\n" + "y" * 999) * 3000 + "\nSmoke,2026-01-28\n", True),
    "a table with zero bytes": (("text,date\n" + "Smoke,2026-01-28\n" * 50).encode() + b"Fire\0 in Lviv,2026-01-28\n", True),
    "a table of zero bytes": (b"text,date\n\0\0\0\0,2026-01-28\n", False),
    "a table that ends lines with returns": (b"text,date\rFire in Lviv,2026-01-28\rSmoke,2026-01-28\r", True),
    "a table with two marks of order": (b"\xef\xbb\xbf\xef\xbb\xbftext,date\nFire in Lviv,2026-01-28\n", True),
    "a table in UTF-16 with half a letter": ("\ufefftext,date\nFire in Lviv,2026-01-28\n".encode("utf-16-le") + b"\x00\xd8\n", True),
    "a table with a zone that is a path": ("text,date,timezone\nSmoke,2026-01-28,../../etc/passwd\nFire in Lviv,2026-01-28,Europe/Kyiv\n", True),
    "a table of 200,000 empty rows": ("text,date\n" + ",\n" * 200_000 + "Fire in Lviv,2026-01-28\n", True),
    "JSON lines that end with returns": (b'{"id": "1", "text": "Smoke"}\r{"id": "2", "text": "Fire in Lviv"}\r', True),
    "JSON lines with numbers of 5,000 digits": ('{"id": ' + "9" * 5000 + ', "text": "x"}\n{"id": 2, "text": "Fire in Lviv"}\n', True),
    "JSON lines with a key twice": ('{"id": "1", "text": "x", "text": "Fire in Lviv"}\n', True),
    "JSON lines with a mark of order on each line": ("\ufeff" + '{"id": "1", "text": "Fire in Lviv"}\n\ufeff{"id": "2", "text": "x"}\n', True),
    "an id of 2 MB in a feed": (feed(f"<item><guid>{'x' * 2_000_000}</guid><title>T</title></item>"), True),
    "a title of 2 MB in a feed": (feed(f"<item><guid>t</guid><title>{'x' * 2_000_000}</title></item>"), True),
    "100,000 opened brackets": ("<rss><channel>" + "<" * 100_000, False),
    "a tag of 5 MB": (feed(f"<item a='{'x' * 5_000_000}'/>"), False),
    "an entity bomb in UTF-16": (feed("", LAUGHS).replace("<?xml version=\"1.0\"?>", "").encode("utf-16"), False),
    "a feed in UTF-16 without a mark": (feed("").encode("utf-16-le"), True),
    "a feed in UTF-32": (feed("").encode("utf-32"), True),
    "a feed that names letters by entities": (feed("<item><title>A&nbsp;B</title></item>", '<!DOCTYPE rss [<!ENTITY nbsp "&#160;">]>'), True),
    "a feed whose address is a file": (feed("<link>file:///etc/passwd</link>"), True),
    "a feed of one date from the future": (feed("<item><guid>f</guid><title>T</title><pubDate>Wed, 28 Jan 2099 09:00:00 GMT</pubDate></item>"), True),
    "an edit before the publication": (feed("<item><guid>e</guid><title>T</title><pubDate>Wed, 28 Jan 2026 09:00:00 GMT</pubDate><updated>0001-01-01T00:00:00Z</updated></item>"), True),
    "a selector's delight": (HTML % ("<article id=block-1>" + "<blockquote>x" * 3000 + "</article>"), False),
    "linked data with updates in updates": (HTML % ('<script type="application/ld+json">' + '{"liveBlogUpdate":[' * 500 + "]}" * 500 + "</script>"), False),
    "a page that is a Telegram preview of nothing": (HTML % '<div class="tgme_widget_message" data-post></div>', False),
    "an export nested a million deep": ('{"type": "public_channel", "id": 1, "messages": ' + "[" * 1_000_000, False),
    "an export with a message of 20 MB": ('{"type": "public_channel", "id": 1, "messages": [{"id": 1, "type": "message", "text": "' + "x" * 20_000_000, False),
    "an export of a whole account of nonsense": ('{"about": 1, "chats": {"list": [1, null, [], {"messages": 5}, {"type": [], "id": {}, "messages": [1]}]}}', False),
    "an export whose type comes last": ('{"name": "x", "id": 1, "messages": [{"id": 1, "type": "message", "text": "secret"}], "type": "public_channel"}', False),
    "an export with a point of nonsense": ('{"name": "x", "type": "public_channel", "id": 1, "messages": [{"id": 1, "type": "message", "date_unixtime": "1769588641", "text": "Fire in Lviv", "location_information": {"latitude": [], "longitude": {}}}]}', True),
    "an archive of X with code behind it": ('window.YTD.tweets.part0 = [{"tweet": {"id_str": "1", "created_at": "Wed Jan 28 09:00:00 +0000 2026", "full_text": "Fire in Lviv"}}]; alert(1)', True),
    "private messages of X": ('window.YTD.direct_messages.part0 = [{"text": "secret"}]', False),
    "Parquet that is garbage": (b"PAR1" + bytes(range(256)) * 100 + b"PAR1", False),
    "gzip cut short": (gzip.compress(feed("").encode())[:-20], False),
    "gzip with another behind it": (gzip.compress(feed("").encode()) + gzip.compress(b" "), True),
    "gzip in gzip": (gzip.compress(gzip.compress(feed("").encode())), False),
    "gzip with garbage behind it": (gzip.compress(b'{"id": "1", "text": "Fire in Lviv"}\n') + b"\1\2\3", True),
    "a bomb that begins well": (gzip.compress(b'{"id": "1", "text": "Fire in Lviv"}\n' + b" " * 30_000_000), True),
    "tar": (b"a.txt".ljust(257, b"\0") + b"ustar\00000" + b"\0" * 248, False),
    "gzip": (gzip.compress(b"x" * 10_000_000), False),
    "zip with a path upwards": (zipped(), False),
    "a PDF": (b"%PDF-1.7 ...", False),
    "lone surrogates": (json.dumps({"id": "1", "text": "Fire \ud800 in Lviv", "published": "2026-01-28T09:00:00Z"}), True),
}  # fmt: skip


SECRETS = ("root:", "secret")


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
            assert not any(secret in post.text for secret in SECRETS)
            assert not CONTROLS.search(post.text + post.post_id + (post.title or ""))
        for bad in batch.bad_rows:
            assert len(bad.found) < 400
    assert time.monotonic() - start < limited.WALL_SECONDS + 10


def test_a_file_over_the_limit_is_named(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setitem(limited.PARSERS, "feed", limited.PARSERS["feed"]._replace(most_bytes=100))
    with pytest.raises(ReaderError, match="at most"):
        read(feed(""), tmp_path)


def test_there_are_many_inputs() -> None:
    assert len(INPUTS) >= 80


def test_a_parser_that_writes_too_much_is_given_up(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setitem(limited.PARSERS, "feed", limited.PARSERS["feed"]._replace(most_output=1000))
    batch = read(
        feed("".join(f"<item><guid>{n}</guid><title>Fire {n}</title></item>" for n in range(100))), tmp_path
    )
    assert 0 < len(batch.posts) < 20
    assert "gave up" in batch.bad_rows[0].found


def test_the_child_is_gone_when_nobody_asks_for_more(tmp_path: Path) -> None:
    file = tmp_path / "feed"
    file.write_text(
        feed("".join(f"<item><guid>{n}</guid><title>{'x' * 500}</title></item>" for n in range(2000)))
    )
    items = stream_posts(file, OPTIONS)
    next(items)
    items.close()


def test_modules_beside_the_caller_are_not_run(tmp_path: Path, monkeypatch: Any) -> None:
    planted = "import pathlib; pathlib.Path('run').touch()"
    for name in ("feedparser.py", "json.py", "timeline.py"):
        (tmp_path / name).write_text(planted)
    monkeypatch.chdir(tmp_path)
    assert 1 == len(read(feed(""), tmp_path).posts)
    assert not (tmp_path / "run").exists()


def test_the_time_that_we_take_is_not_the_childs(tmp_path: Path, monkeypatch: Any) -> None:
    file = tmp_path / "feed"
    file.write_text(
        feed("".join(f"<item><guid>{n}</guid><title>{'x' * 900}</title></item>" for n in range(300)))
    )
    monkeypatch.setattr(limited, "WALL_SECONDS", 5)
    items = stream_posts(file, OPTIONS)
    next(items)
    monkeypatch.setattr(limited, "WALL_SECONDS", 0.5)
    time.sleep(0.8)
    assert 300 == len(list(items))


def test_a_parser_that_does_not_end_is_given_up(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(limited, "WALL_SECONDS", 0.01)
    with pytest.raises(ReaderError, match="gave up"):
        read(feed(""), tmp_path)
