"""The command as people and cron run it: real processes, exit statuses, one line an error."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-P", "-m", "dateline"]
BLOG = "Live\n\nDepot burns in Saratov\n\nDrones hit an oil depot in Saratov overnight, the governor said on Tuesday.\n"
POST = {
    "id": "1",
    "text": "Drones hit a depot in Saratov overnight.",
    "published": "2026-01-28T09:00:00+03:00",
}


def run(*words: str, stdin: bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *words], input=stdin, capture_output=True, cwd=cwd, check=False)


def one_line(result: subprocess.CompletedProcess[bytes]) -> str:
    lines = result.stderr.decode().strip().splitlines()
    assert len(lines) == 1, lines
    assert "Traceback" not in lines[0]
    return lines[0]


def test_build_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    blog = tmp_path / "blog.txt"
    blog.write_text(BLOG, encoding="utf-8")
    for name in ("one", "two"):
        result = run(
            "build",
            str(blog),
            "--published",
            "2026-01-28T12:30+02:00",
            "--timezone",
            "Europe/Kyiv",
            "-o",
            str(tmp_path / name),
        )
        assert result.returncode == 0, result.stderr
        assert result.stdout.decode().strip() == str(tmp_path / name / "index.html")
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert {
        "index.html",
        "events.geojson",
        "areas.geojson",
        "events.csv",
        "report.json",
        "evidence.jsonl",
    } == set(names)
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_a_second_build_says_that_nothing_changed(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps(POST) + "\n", encoding="utf-8")
    assert run("build", str(rows), "-o", str(tmp_path / "map")).returncode == 0
    again = run("build", str(rows), "-o", str(tmp_path / "map"))
    assert again.returncode == 0
    assert b"nothing changed" in again.stderr


def test_no_publication_time(tmp_path: Path) -> None:
    blog = tmp_path / "blog.txt"
    blog.write_text(BLOG, encoding="utf-8")
    result = run("build", str(blog), "-o", str(tmp_path / "map"))
    assert result.returncode == 2
    assert "--published" in one_line(result)
    assert not (tmp_path / "map").exists()


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"", 2, "empty"),
        (b"\x00\x01\x02\x03", 2, "binary"),
        (None, 74, "No such file"),
    ],
)
def test_bad_files_are_one_line(tmp_path: Path, content: bytes | None, status: int, words: str) -> None:
    file = tmp_path / "file"
    if content is not None:
        file.write_bytes(content)
    result = run("build", str(file), "--published", "2026-01-28T12:30+02:00", "-o", str(tmp_path / "map"))
    assert result.returncode == status
    line = one_line(result)
    assert words in line
    assert "file" in line


def test_200_megabytes_of_one_line(tmp_path: Path) -> None:
    file = tmp_path / "huge.txt"
    with file.open("wb") as sparse:
        for _ in range(200):
            sparse.write(b"a" * 1_000_000)
    result = run("build", str(file), "--published", "2026-01-28T12:30+02:00", "-o", str(tmp_path / "map"))
    assert result.returncode == 2
    assert "64 MB" in one_line(result)


def test_bad_rows_are_counted_and_the_rest_published(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps(POST) + "\n{broken\n", encoding="utf-8")
    result = run("build", str(rows), "-o", str(tmp_path / "map"))
    assert result.returncode == 3
    report = json.loads((tmp_path / "map" / "report.json").read_text(encoding="utf-8"))
    assert report["counts"]["bad_rows"] == 1
    assert report["bad_rows"][0]["row"] == 2


def test_one_source_of_two_fails(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps(POST) + "\n", encoding="utf-8")
    result = run("build", str(rows), str(tmp_path / "gone.jsonl"), "-o", str(tmp_path / "map"))
    assert result.returncode == 5
    assert (tmp_path / "map" / "index.html").exists()


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps(POST) + "\n", encoding="utf-8")
    precious = tmp_path / "map"
    precious.mkdir()
    (precious / "thesis.txt").write_text("mine")
    result = run("build", str(rows), "-o", str(precious))
    assert result.returncode == 74
    assert "expected a folder that dateline made" in one_line(result)
    assert (precious / "thesis.txt").read_text() == "mine"


@pytest.mark.parametrize(
    "words", [["--published", "noon"], ["--published", "2026-01-28T12:30"], ["--timezone", "Kyiv"]]
)
def test_bad_options_say_what_was_expected(tmp_path: Path, words: list[str]) -> None:
    result = run("build", "x.txt", "-o", "map", *words, cwd=tmp_path)
    assert result.returncode == 2
    assert b"expected" in result.stderr
    assert b"Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("command", "key"), [("extract", "claims"), ("places", "toponyms"), ("dates", "times")]
)
def test_filters_write_one_object_a_row_in_order(command: str, key: str) -> None:
    posts = [POST | {"id": str(i)} for i in range(3)]
    stdin = "\n".join(map(json.dumps, posts)).encode() + b"\n{broken\n"
    result = run(command, stdin=stdin)
    assert result.returncode == 0
    assert b"1 bad rows" in result.stderr
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert ["0", "1", "2", None] == [row["id"] for row in rows]
    assert rows[0][key]
    assert "row 4" in rows[3]["error"]


def test_spans_of_the_filters_point_into_the_text() -> None:
    text = "Ночью\u00a0дроны\u200b атаковали порт в Одессе."
    stdin = json.dumps(POST | {"text": text}).encode()
    for command, key in (("places", "toponyms"), ("dates", "times")):
        for row in json.loads(run(command, stdin=stdin).stdout)[key]:
            assert row["text"] == text[row["start"] : row["end"]]


def test_extract_then_merge() -> None:
    posts = [
        POST,
        POST | {"id": "2", "source": "Other", "text": "An oil depot in Saratov was hit by drones overnight."},
    ]
    # What a post recalls is no event.
    posts.append(POST | {"id": "3", "text": "Drones hit an oil depot in Saratov on 3 March 2024."})
    extracted = run("extract", stdin="\n".join(map(json.dumps, posts)).encode() + b"\n{broken\n")
    assert [False, False, True] == [
        claim["background"]
        for line in extracted.stdout.splitlines()
        for claim in json.loads(line).get("claims", ())
    ]
    merged = run("merge", stdin=extracted.stdout)
    (event,) = [json.loads(line) for line in merged.stdout.splitlines()]
    assert ["1", "2"] == event["post_ids"]
    assert 2 == event["n_sources"]
    assert run("merge", stdin=b"{}\n").returncode == 2


def test_explain_shows_the_evidence(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps(POST) + "\n", encoding="utf-8")
    run("build", str(rows), "-o", str(tmp_path / "map"))
    (feature,) = json.loads((tmp_path / "map" / "events.geojson").read_text(encoding="utf-8"))["features"]
    result = run("explain", feature["id"], "--dir", str(tmp_path / "map"))
    told = result.stdout.decode()
    for words in (POST["text"], "Saratov Oblast", "overnight", "trigger"):
        assert words in told
    unknown = run("explain", "e_unknown", "--dir", str(tmp_path / "map"))
    assert unknown.returncode == 2
    assert feature["id"].encode() in unknown.stderr


def test_a_closed_pipe_is_no_traceback() -> None:
    stdin = "\n".join(json.dumps(POST | {"id": str(i)}) for i in range(3000)).encode()
    shell = f"{' '.join(COMMAND)} extract | head -n 1"
    result = subprocess.run(["bash", "-c", shell], input=stdin, capture_output=True, check=False)
    assert b"Traceback" not in result.stderr
