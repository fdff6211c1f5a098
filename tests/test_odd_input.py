"""What no tool writes on purpose and every archive has: each is one line or a post, and nothing beside it is lost."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from dateline.command import main
from dateline.timeline.readers import BadRow, ReadOptions, read_posts
from dateline.timeline.readers.markup import whole_characters
from dateline.timeline.readers.opening import file_name
from newsdesk import NewsDesk

SAID = "Drones hit an oil depot in Saratov overnight."
TIME = "Wed, 28 Jan 2026 09:00:00 +0300"


def invoke(*words: str) -> tuple[int, str]:
    """Status and standard error; an exception that is no exit is our bug."""
    result = CliRunner().invoke(main, list(words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stderr


def test_a_file_name_that_is_no_utf8_is_read_every_night(tmp_path: Path) -> None:
    desk = NewsDesk(tmp_path)
    desk.write(["sumy"])
    odd = os.fsdecode(b"b\xff\x1b[31m.jsonl")
    try:
        desk.write(["kharkiv"], odd)
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    (desk.posts / odd).open("a", encoding="utf-8").close()
    assert 0 == desk.run()
    before = desk.digest()
    assert {"Sumy", "Kharkiv"} == {event["place"] for event in desk.events}
    assert 0 == desk.run()
    assert before == desk.digest()
    (desk.posts / odd).write_text("{}\n", encoding="utf-8")
    assert desk.run() in (3, 5)
    assert "b\\xff\\x1b[31m.jsonl" in json.dumps(desk.file("report.json")).replace("\\\\", "\\")


def test_a_file_name_is_text() -> None:
    assert "posts/день 1.jsonl" == file_name(Path("posts/день 1.jsonl"))
    assert "a\\nb\\x1b[0m\\u202e" == file_name(Path("a\nb\x1b[0m\u202e"))
    assert "b\\xff" == file_name(Path(os.fsdecode(b"b\xff")))


@pytest.mark.parametrize("guid", ["&#xD800;1", "&#55357;", "&#x110000;", "&#99999999;"])
def test_a_reference_to_no_character_loses_no_feed(guid: str, tmp_path: Path) -> None:
    items = "".join(
        f"<item><title>{SAID}</title><guid>{guid if n == 1 else n}</guid><pubDate>{TIME}</pubDate></item>"
        for n in range(3)
    )
    file = tmp_path / "feed.xml"
    file.write_text(f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>', encoding="utf-8")
    assert 3 == len(read_posts(file, ReadOptions()).posts)


def test_references_in_pairs_are_joined_and_others_stay() -> None:
    assert b"a &#65;&#128512;&#x41; b" == whole_characters(b"a &#65;&#128512;&#x41; b")
    assert b"&#65;&#128512;&#128512;" == whole_characters(b"&#65;&#xD83D;&#xDE00;&#x1F600;")
    assert b"&#65533;&#65;" == whole_characters(b"&#xDE00;&#65;")


def test_line_ends_in_a_quote_do_not_break_explain(tmp_path: Path) -> None:
    post = {"id": "1", "text": "Drones hit a depot\x85in Saratov.", "published": "2026-01-28T09:00:00+03:00"}
    (tmp_path / "p.jsonl").write_text(json.dumps(post), encoding="utf-8")
    assert 0 == invoke("build", str(tmp_path / "p.jsonl"), "-o", str(tmp_path / "map"))[0]
    evidence = tmp_path / "map" / "evidence.jsonl"
    record = json.loads(evidence.read_bytes())
    record["claims"][0]["quote"] = "Drones hit\u2028a depot\u2029in\x0bSaratov."
    evidence.unlink()
    evidence.write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
    assert 0 == invoke("explain", record["id"], "-d", str(tmp_path / "map"))[0]
    assert 2 == invoke("explain", "e_none", "-d", str(tmp_path / "map"))[0]


def test_half_a_character_is_in_no_name() -> None:
    status, said = invoke("gazetteer", "lookup", "Kyiv\udcff")
    assert (0, True) == (status, "no place of this name" in said)


@pytest.mark.parametrize(
    "text",
    ["a = " + "[" * 20_000 + "]" * 20_000, "a = " + "9" * 5000, "a = " + "{b = " * 5000 + "1" + "}" * 5000],
    ids=["deep", "long", "nested"],
)
def test_settings_that_no_parser_takes_are_one_line(text: str, tmp_path: Path) -> None:
    file = tmp_path / "dateline.toml"
    file.write_text(text, encoding="utf-8")
    status, said = invoke("check", "--config", str(file))
    assert 2 == status
    assert 1 == len(said.splitlines())
    assert "expected TOML" in said
    (tmp_path / "types.toml").write_text(text, encoding="utf-8")
    status, said = invoke(
        "build", str(file), "-o", str(tmp_path / "map"), "--event-types", str(tmp_path / "types.toml")
    )
    assert (2, 1) == (status, len(said.splitlines()))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_for_corrections_holds_up_no_night(tmp_path: Path) -> None:
    desk = NewsDesk(tmp_path)
    desk.write(["sumy"])
    os.mkfifo(tmp_path / "corrections.csv")
    for command in ("check", "build"):
        status, said = invoke(command, "--config", str(tmp_path / "dateline.toml"))
        assert 2 == status
        assert "expected a file of corrections, found something else there" in said


def test_nuls_in_a_table_lose_no_row(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    rows = [
        f"{SAID}\x00\x00,2026-01-28T09:00:00+03:00",
        "\x00,2026-01-28T09:00:00+03:00",
        f"{SAID},2026-01-28T10:00:00+03:00",
    ]
    file.write_bytes("\n".join(["text,date", *rows, ""]).encode())
    batch = read_posts(file, ReadOptions())
    assert (2, 1) == (len(batch.posts), len(batch.bad_rows))
    assert isinstance(batch.bad_rows[0], BadRow)
