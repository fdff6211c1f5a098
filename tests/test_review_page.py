"""The review page: what editors decide on it is published by the next build, and nobody else can write by it."""

import http.client
import json
import re
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from dateline.review.server import ReviewServer
from dateline.timeline.claims.event_types import load_event_types
from dateline.timeline.desk.corrections import read_corrections
from review_desk import COMMAND, build, make_desk, published, run, serving, write_posts
from test_page_safety import HOSTILE

pytestmark = [pytest.mark.enable_socket]
browser = pytest.mark.browser
TYPES = load_event_types()
# What a browser says of an answer that the page shows as words.
REFUSED = re.compile("status of 40[49]")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_desk(tmp_path_factory.mktemp("page") / "desk")


@pytest.fixture
def desk(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "desk", symlinks=True))


@pytest.fixture
def served(desk: Path) -> Iterator[ReviewServer]:
    with serving(desk) as server:
        yield server


def ask(
    server: ReviewServer, method: str, path: str, told: Any = None, *, body: bytes | None = None, **changed: str | None
) -> tuple[int, Any]:  # fmt: skip
    """One request as the page makes it; a header given as None is left out."""
    headers: dict[str, str | None] = {
        "Host": f"127.0.0.1:{server.server_port}", "X-Dateline-Token": server.token,
        "Origin": f"http://127.0.0.1:{server.server_port}", "Content-Type": "application/json",
    }  # fmt: skip
    headers |= {name.replace("_", "-"): value for name, value in changed.items()}
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=20)
    connection.putrequest(method, path, skip_host=True)
    content = body if body is not None else json.dumps(told).encode() if told is not None else b""
    if method == "POST" and "Content_Length" not in changed:
        headers["Content-Length"] = str(len(content))
    for name, value in headers.items():
        if value is not None:
            connection.putheader(name, value)
    connection.endheaders(content or None)
    response = connection.getresponse()
    said = response.read()
    connection.close()
    return response.status, json.loads(said) if response.headers["Content-Type"].startswith(
        "application/json"
    ) else said


def ids(server: ReviewServer) -> dict[str, str]:
    """Place or title -> event id."""
    _, told = ask(server, "GET", "/api/events?show=all")
    return {event["place"] or event["title"]: event["event"] for event in told["events"]}


def decision(event: str, action: str = "approve", **more: str) -> dict[str, Any]:
    row = {"event": event, "action": action, "field": "", "value": ""} | more
    return {"rows": [row], "who": "Ann", "why": "", "evidence": ""}


# ---- who may read and write


def test_only_this_machine_and_only_by_this_address(served: ReviewServer) -> None:
    assert served.server_address[0] == "127.0.0.1"
    assert served.address.startswith(f"http://127.0.0.1:{served.server_port}/#t=")
    assert ask(served, "GET", "/api/start")[0] == 200
    assert ask(served, "GET", "/api/start", Host=f"localhost:{served.server_port}")[0] == 200
    assert ask(served, "GET", "/", X_Dateline_Token=None)[0] == 200


@pytest.mark.parametrize("path", ["/", "/api/start", "/review.js"])
@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", None, ""]
)
def test_another_host_is_told_nothing(served: ReviewServer, path: str, host: str | None) -> None:
    status, told = ask(served, "GET", path, Host=host and host.format(port=served.server_port))
    assert status == 421
    assert list(told) == ["error"]


@pytest.mark.parametrize("token", [None, "", "wrong", "ї"])
def test_without_the_token_nothing_is_read_or_written(
    desk: Path, served: ReviewServer, token: str | None
) -> None:
    told = token.encode("utf-8").decode("latin-1") if token else token
    for path in (
        "start",
        "events",
        "event?id=x",
        "corrections",
        "places?name=Kyiv",
        "towns?box=1,1,2,2",
        "near?lon=1&lat=1",
    ):
        assert ask(served, "GET", f"/api/{path}", X_Dateline_Token=told)[0] == 403
    event = ids(served)["Kherson"]
    assert ask(served, "POST", "/api/correct", decision(event), X_Dateline_Token=told)[0] == 403
    assert not (desk / "corrections.csv").exists()


def test_what_is_no_decision_is_refused_and_nothing_written(desk: Path, served: ReviewServer) -> None:
    event = ids(served)["Kherson"]
    good = decision(event)
    big = json.dumps(good | {"why": "x" * 70_000}).encode()
    refused: list[tuple[int, dict[str, Any]]] = [
        (403, {"told": good, "Origin": "https://evil.example"}),
        (403, {"told": good, "Origin": "null"}),
        (403, {"told": good, "Origin": None}),
        (403, {"told": good, "Origin": f"http://127.0.0.1:{served.server_port + 1}"}),
        (403, {"told": good, "Sec_Fetch_Site": "cross-site"}),
        (415, {"told": good, "Content_Type": "text/plain"}),
        (415, {"told": good, "Content_Type": "application/x-www-form-urlencoded"}),
        (413, {"body": big}),
        (411, {"told": good, "Content_Length": None}),
        (411, {"told": good, "Content_Length": "-1"}),
        (411, {"told": good, "Transfer_Encoding": "chunked"}),
        (400, {"body": b"{"}),
        (400, {"body": b"\xff\xfe"}),
        (400, {"body": b"[" * 60_000}),
        (400, {"told": [good]}),
        (400, {"told": good | {"rows": []}}),
        (400, {"told": good | {"rows": good["rows"] * 99}}),
        (400, {"told": good | {"rows": ["approve"]}}),
        (400, {"told": good | {"why": 7}}),
        (400, {"told": good | {"evidence": "guessed"}}),
        (400, {"told": decision(event, "set", field="title", value="x" * 5000)}),
        (409, {"told": good | {"who": " "}}),
        (409, {"told": good | {"who": "=cmd"}}),
        (409, {"told": decision(event, "set", field="title", value="@SUM(1)")}),
        (409, {"told": decision(event, "set", field="killed", value="many")}),
        (409, {"told": decision(event, "set", field="colour", value="red")}),
        (409, {"told": decision(event, "set", field="date", value="yesterday")}),
        (409, {"told": decision(event, "set", field="sub_event_type", value="Picnic")}),
        (409, {"told": decision(event, "delete")}),
        (409, {"told": decision("e_nobody")}),
        (409, {"told": decision(event, "move", value="48.5")}),
        (409, {"told": decision(event, "move", value="999,48.5")}),
        (409, {"told": decision(event, "merge", value=event)}),
        (409, {"told": decision(event, "merge", value="e_nobody")}),
        (409, {"told": decision(event, "split", value="c_nobody")}),
    ]  # fmt: skip
    for status, request in refused:
        found, told = ask(served, "POST", "/api/correct", request.pop("told", None), **request)
        assert status == found, (request, told)
        assert len(told["error"].splitlines()) == 1
    for path in ("/api/undo", "/api/renew"):
        for wrong in (
            {},
            {"row": "2", "sha": "00"},
            {"row": 2, "sha": "xx"},
            {"row": 2, "sha": "00", "who": "Ann"},
        ):
            assert ask(served, "POST", path, wrong)[0] in (400, 409)
    for method, path in (
        ("GET", "/api/nothing"),
        ("POST", "/api/start"),
        ("GET", "/../dateline.toml"),
        ("GET", "/api/event?id=../x"),
    ):
        assert ask(served, method, path, {} if method == "POST" else None)[0] == 404
    for path in ("towns?box=a,b,c,d", "near?lon=x&lat=1", "near", "events?first=-1"):
        assert ask(served, "GET", f"/api/{path}")[0] == 400
    assert ask(served, "PUT", "/api/correct", good)[0] == 501
    assert not (desk / "corrections.csv").exists()


def test_answers_are_not_kept_and_load_nothing(served: ReviewServer) -> None:
    for path in ("/", "/review.js", "/review.css", "/api/start"):
        connection = http.client.HTTPConnection("127.0.0.1", served.server_port, timeout=20)
        connection.request("GET", path, headers={"X-Dateline-Token": served.token})
        headers = connection.getresponse().headers
        connection.close()
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Frame-Options"] == "DENY"
        assert "Access-Control-Allow-Origin" not in headers


def test_two_windows_lose_no_row(desk: Path, served: ReviewServer) -> None:
    event = ids(served)["Sumy"]
    statuses: list[int] = []

    def window(name: str) -> None:
        for number in range(15):
            told = decision(event, "set", field="killed", value=str(number)) | {"who": name}
            statuses.append(ask(served, "POST", "/api/correct", told)[0])

    windows = [threading.Thread(target=window, args=(name,)) for name in ("Ann", "Bo", "Cy")]
    for one in windows:
        one.start()
    for one in windows:
        one.join()
    assert statuses == [200] * 45
    rows = read_corrections(desk / "corrections.csv", TYPES)
    assert {(name, str(number)) for name in ("Ann", "Bo", "Cy") for number in range(15)} == {
        (row.who, row.value) for row in rows
    }


def test_what_does_not_fit_what_waits_is_told_at_once(served: ReviewServer) -> None:
    known = ids(served)

    def refusal(told: dict[str, Any]) -> str:
        status, said = ask(served, "POST", "/api/correct", told)
        return said["error"] if status == 409 else ""

    assert not refusal(decision(known["Sumy"], "drop"))
    assert "take that back" in refusal(decision(known["Sumy"]))
    assert not refusal(decision(known["Kharkiv"], "merge", value=known["Kherson"]))
    assert "merged with" in refusal(decision(known["Kherson"]))
    _, rows = ask(served, "GET", "/api/corrections")
    assert ["merge", "drop"] == [row["action"] for row in rows["rows"]]
    for row in rows["rows"]:
        assert ask(served, "POST", "/api/undo", {"row": row["row"], "sha": row["sha"]})[0] == 200
        assert ask(served, "POST", "/api/undo", {"row": row["row"], "sha": row["sha"]})[0] == 409
    assert not refusal(decision(known["Sumy"]))


def test_what_was_looked_at_again_and_still_holds_is_renewed_in_its_place(
    desk: Path, served: ReviewServer
) -> None:
    known = ids(served)
    _, event = ask(served, "GET", f"/api/event?id={known['Kherson']}")
    seen = {"evidence": event["evidence"]}
    assert ask(served, "POST", "/api/correct", decision(known["Kherson"]) | seen)[0] == 200
    assert ask(served, "POST", "/api/correct", decision(known["Sumy"], "drop"))[0] == 200
    build(desk)
    before = (desk / "corrections.csv").read_bytes().splitlines()
    write_posts(desk, p5="Gunmen shot dead two civilians in Kherson on Monday, it is said now.")
    assert b"row 2: look again" in build(desk).stderr
    _, told = ask(served, "GET", "/api/corrections")
    assert ["applied", "look again"] == [row["became"] for row in told["rows"]]
    for row, status in zip(told["rows"], (409, 200), strict=True):
        assert (
            status
            == ask(served, "POST", "/api/renew", {"row": row["row"], "sha": row["sha"], "who": "Bo"})[0]
        )
    after = (desk / "corrections.csv").read_bytes().splitlines()
    assert [before[0], before[2]] == [after[0], after[2]]
    assert b",Bo," in after[1]
    assert b"look again" not in build(desk).stderr
    # Of what was dropped the page still tells, though the list does not.
    assert known["Sumy"] not in ids(served).values()
    assert known["Sumy"] == ask(served, "GET", "/api/corrections")[1]["rows"][0]["of"]


def test_a_table_in_toml_is_written_too(desk: Path) -> None:
    settings = desk / "dateline.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text('[output]\ncorrections = "ours.toml"\n' + text, encoding="utf-8")
    with serving(desk) as server:
        assert (
            ask(server, "POST", "/api/correct", decision(ids(server)["Kherson"]) | {"why": 'said "so"'})[0]
            == 200
        )
    (row,) = read_corrections(desk / "ours.toml", TYPES)
    assert (row.action, row.why) == ("approve", 'said "so"')


def test_a_wrong_table_is_told_on_the_page(desk: Path, served: ReviewServer) -> None:
    event = ids(served)["Sumy"]
    (desk / "corrections.csv").write_text("event,action\ne_1,delete\n", encoding="utf-8")
    status, told = ask(served, "GET", "/api/events")
    assert status == 409
    assert "corrections.csv: row 2" in told["error"]
    assert ask(served, "POST", "/api/correct", decision(event))[0] == 409


def test_the_command_serves_and_a_taken_port_is_one_line(desk: Path) -> None:
    words = [*COMMAND, "review", "--serve", "--port", "0", "--config", str(desk / "dateline.toml")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        port = address.split(":")[2].split("/")[0]
        connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=20)
        connection.request("GET", "/api/start", headers={"X-Dateline-Token": address.split("#t=")[1]})
        assert json.loads(connection.getresponse().read())["title"] == "Desk map"
        connection.close()
        taken = run("review", "--serve", "--port", port, "--config", str(desk / "dateline.toml"))
        assert taken.returncode == 74
        assert len(taken.stderr.decode().splitlines()) == 1
        process.terminate()


# ---- the page


@pytest.fixture
def page(chromium: Any, served: ReviewServer) -> Iterator[Any]:
    yield from opened(chromium, served)


def opened(chromium: Any, served: ReviewServer, **layout: Any) -> Iterator[Any]:
    """The page, as opened by the printed address; fails on any error, and on any request to anywhere else."""
    troubles: list[str] = []
    context = chromium.new_context(**({"viewport": {"width": 1280, "height": 900}} | layout))
    page = context.new_page()
    page.on(
        "console",
        lambda m: (
            troubles.append(m.text) if m.type in ("error", "warning") and not REFUSED.search(m.text) else None
        ),
    )
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "request",
        lambda r: (
            None if r.url.startswith((served.address.split("#")[0], "data:")) else troubles.append(r.url)
        ),
    )
    page.goto(served.address)
    page.wait_for_selector("body[data-ready]")
    yield page
    context.close()
    assert troubles == []


def choose(page: Any, words: str) -> None:
    page.check("#rv-show input[value=all]")
    page.click(f"#rv-list .rv-item:has-text('{words}')")
    page.wait_for_selector(f"#rv-detail h2:has-text('{words}')")
    page.wait_for_selector(".rv-locator .rv-map-land")


def field(words: str) -> str:
    """The control under a label."""
    return f"#rv-detail .rv-field:has(> span:text-is('{words}')) :is(input, select)"


def said(page: Any, words: str) -> None:
    page.wait_for_selector(f"#rv-said:has-text('{words}')")


def violations(page: Any) -> list[str]:
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found["violations"] for node in rule["nodes"]]


@browser
def test_what_is_decided_on_the_page_is_published_by_the_next_build(desk: Path, page: Any) -> None:
    before = published(desk)
    known = {feature["properties"]["place"]: name for name, feature in before.items()}
    assert "Pokrovsk" not in known
    # Nobody decides without a name.
    page.check("#rv-show input[value=held]")
    page.click("#rv-list .rv-item:has-text('Kherson')")
    page.click("#rv-detail >> text='Approve'")
    said(page, "Fill in your name")
    assert page.evaluate("document.activeElement.id") == "rv-who"
    page.fill("#rv-who", "Ann")
    page.fill(".rv-decide input", "two sources by phone")
    page.click("#rv-detail >> text='Approve'")
    said(page, "Approved")
    # What was decided cannot be decided again; the focus goes on to what comes next.
    assert page.locator("#rv-detail >> text='Approve'").count() == 0
    assert page.evaluate("document.activeElement.textContent") == "Next ›"
    assert "approve" in page.inner_text(".rv-waiting")

    choose(page, "Sumy")
    page.fill(field("Killed"), "4-6")
    page.select_option(field("Target"), "power")
    page.fill(field("Date"), "2026-01-26/2026-01-27")
    page.click("text=Save changes")
    said(page, "Saved")
    assert page.input_value(field("Killed")) == "4-6"
    assert page.evaluate("document.activeElement.textContent") == "Save changes"

    choose(page, "Saratov")
    box = page.locator(".rv-locator > svg").bounding_box()
    page.locator(".rv-locator > svg").click(position={"x": box["width"] * 0.6, "y": box["height"] * 0.4})
    page.wait_for_selector("text=Nearest town")
    lon, lat = page.input_value(field("Longitude")), page.input_value(field("Latitude"))
    page.click("text=Save changes")
    said(page, "Saved")

    choose(page, "İzmir")
    page.click("#rv-detail >> text='Drop'")
    said(page, "Dropped")

    choose(page, "Zaporizhzhia")
    assert page.locator(".rv-claim").count() == 2
    assert page.locator(".rv-claim mark").first.inner_text() != ""
    page.locator(".rv-claim >> text='Split off'").nth(1).click()
    said(page, "Split off")

    choose(page, "Artillery strike in Nikopol")
    page.click("text=Merge with another event")
    page.check(".rv-near label:has-text('vehicle in Nikopol') input")
    page.click("text=Merge into this event")
    said(page, "Merged")

    page.click("#rv-add")
    page.wait_for_selector("h2:has-text('Add an event')")
    page.fill(field("Title"), "Bridge closed in Chernihiv")
    page.select_option(field("Type"), "Accident")
    page.fill(field("Date"), "2026-01-28")
    page.fill(field("Look up a place"), "Чернігів")
    page.keyboard.press("Enter")
    page.click(".rv-found button >> nth=0")
    page.fill(field("Link to the source"), "https://news.example/bridge")
    page.fill(field("Grounds"), "The mayor told us by phone.")
    page.click("#rv-detail >> text='Add'")
    said(page, "Added")
    assert "corrections wait for the next build" in page.inner_text("#rv-state")

    rows = read_corrections(desk / "corrections.csv", TYPES)
    assert {"approve", "set", "move", "drop", "split", "merge", "add"} == {row.action for row in rows}
    assert {"Ann"} == {row.who for row in rows}
    assert all(row.evidence for row in rows if not row.event.startswith("desk-"))
    assert all(row.when.endswith("+00:00") for row in rows)

    result = build(desk)
    assert result.returncode == 0, result.stderr
    now = published(desk)
    places = {feature["properties"]["place"]: feature for feature in now.values()}
    assert places["Kherson"]["properties"]["review"] is None
    assert "Pokrovsk" not in places
    sumy = places["Sumy"]["properties"]
    assert (4, 6, "power", "2026-01-26/2026-01-27") == (
        sumy["killed_low"], sumy["killed_best"], sumy["target_type"], sumy["date_edtf"],
    )  # fmt: skip
    assert [float(lon), float(lat)] == now[known["Saratov"]]["geometry"]["coordinates"]
    assert before[known["Saratov"]]["geometry"] != now[known["Saratov"]]["geometry"]
    assert known["İzmir"] not in now
    strikes = [f for f in now.values() if f["properties"]["place"] == "Zaporizhzhia"]
    assert [1, 1] == [strike["properties"]["n_posts"] for strike in strikes]
    (merged,) = (f for f in now.values() if f["properties"]["place"] == "Nikopol")
    assert merged["properties"]["n_posts"] == 2
    added = places["Chernihiv"]
    assert added["id"].startswith("desk-")
    assert added["properties"]["source_url"] == "https://news.example/bridge"
    assert added["properties"]["quote"] == "The mayor told us by phone."
    assert added["properties"]["country"] == "UA"

    # The page shows what was built once it is loaded again.
    page.click("#rv-reload")
    page.wait_for_selector("#rv-state:not(:has-text('wait'))")
    choose(page, "Sumy")
    assert "Corrections that hold" in page.inner_text("#rv-detail")
    assert page.locator(".rv-waiting").count() == 0
    # What was dropped comes back.
    page.click("#rv-rows")
    page.wait_for_selector("h2:has-text('Corrections')")
    page.click(".rv-row:has-text('drop') >> text='Take back'")
    said(page, "was taken back")
    assert build(desk).returncode == 0
    assert known["İzmir"] in published(desk)


@browser
def test_the_keyboard_alone_finds_looks_and_decides(desk: Path, page: Any) -> None:
    page.focus("#rv-who")
    page.keyboard.type("Ann")
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "rv-words":
            break
    page.keyboard.type("kherson")
    page.wait_for_selector("#rv-count:has-text('1 event')")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#rv-detail h2:has-text('Kherson')")
    assert page.evaluate("document.activeElement.tagName") == "H2"
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Approve":
            break
    page.keyboard.press("Enter")
    said(page, "Approved")
    (row,) = read_corrections(desk / "corrections.csv", TYPES)
    assert (row.action, row.who) == ("approve", "Ann")
    visited = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        words, ring = page.evaluate(
            "(() => { const e = document.activeElement; return [e.tagName === 'INPUT' || e.tagName === 'SELECT' ?"
            " e.labels[0].textContent : e.textContent, e === document.body ? 'body' : getComputedStyle(e).outlineStyle]; })()"
        )
        if ring == "body":
            break
        assert ring != "none", words
        visited.add(words)
    for wanted in ("Drop", "Save changes", "Look up", "Merge with another event", "Take back"):
        assert wanted in visited or page.locator(f"text='{wanted}'").count(), wanted
    assert any(words.startswith("Longitude") for words in visited)


@browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_axe_finds_nothing(chromium: Any, served: ReviewServer, width: int, scheme: str) -> None:
    ask(served, "POST", "/api/correct", decision(ids(served)["Zaporizhzhia"]))
    for page in opened(chromium, served, viewport={"width": width, "height": 740}, color_scheme=scheme):
        assert violations(page) == []
        choose(page, "Zaporizhzhia")
        page.click("text=Merge with another event")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for view in ("rows", "add"):
            page.evaluate(f"document.getElementById('rv-{view}').click()")
            page.wait_for_selector("h2:has-text('Corrections')" if view == "rows" else "h2:has-text('Add')")
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@browser
def test_an_address_without_the_token_shows_nothing(chromium: Any, served: ReviewServer) -> None:
    page = chromium.new_page()
    page.goto(served.address.split("#")[0])
    page.wait_for_selector("#rv-said:has-text('open the page by the address')")
    assert page.locator(".rv-item").count() == 0
    page.close()


@browser
def test_hostile_text_is_only_text(desk: Path, chromium: Any) -> None:
    poison(desk)
    with serving(desk) as server:
        for page in opened(chromium, server):
            page.check("#rv-show input[value=all]")
            page.wait_for_selector("#rv-list .rv-item")
            for number in range(0, len(HOSTILE), 3):
                page.evaluate(f"location.hash = location.hash.split('&')[0] + '&e=e_hostile{number}'")
                page.wait_for_selector(f".rv-ids:has-text('e_hostile{number} ')")
                page.click("text=Merge with another event")
                links = page.eval_on_selector_all("#rv-detail a", "all => all.map(a => a.protocol + a.rel)")
                assert set(links) <= {"http:noopener noreferrer", "https:noopener noreferrer"}
                assert page.locator("#rv-detail .rv-row").count() == 2
            page.fill("#rv-words", HOSTILE[0])
            page.wait_for_timeout(400)
            page.fill("#rv-who", "<img src=x onerror=window.hacked=1>")
            page.click("#rv-rows")
            page.wait_for_selector("h2:has-text('Corrections')")
            page.evaluate("location.hash = location.hash.split('&')[0] + '&e=<img src=x onerror=hacked=1>'")
            page.wait_for_selector("#rv-said.rv-wrong")
            assert page.evaluate("window.hacked") is None
            assert page.evaluate("({}).hacked") is None
            text = page.inner_text("body")
            assert "\u202e" not in text


def poison(desk: Path) -> None:
    """Events, claims and corrections with hostile text in every field that text of others can reach."""
    database = sqlite3.connect(desk / "state" / "dateline.sqlite")
    record, claims = database.execute(
        "SELECT record, claims FROM events WHERE record LIKE '%Zaporizhzhia%'"
    ).fetchone()
    (post,) = database.execute(
        "SELECT post FROM members WHERE claim = ?", (json.loads(claims)[0],)
    ).fetchone()
    (told,) = database.execute("SELECT claims FROM claims WHERE post = ?", (post,)).fetchone()
    columns, claim = json.loads(record), json.loads(told.splitlines()[0])
    texts = ("title", "date_text", "place", "admin1", "admin2", "actor", "claimed_by", "source_name", "source_url", "quote", "review", "status", "sub_event_type", "target_type")  # fmt: skip
    made = []
    rows = ["event,action,field,value,who,when,why,evidence"]
    for number, hostile in enumerate(HOSTILE):
        text = hostile.replace("\ud800", "?")
        name = f"e_hostile{number}"
        mine = columns | dict.fromkeys(texts, text) | {"id": name}
        ours = claim | dict.fromkeys(
            ("quote", "trigger", "toponym", "source_name", "source_url", "title", "place", "post_id", "language", "date_text", "published", "status", "claimed_by"), text,
        ) | {"claim_id": f"c_hostile{number}"}  # fmt: skip
        other = ours | {
            "claim_id": f"c_hostile{number}b",
            "quote": f"before {text} after",
            "source_url": "https://news.example/",
        }
        made += [ours, other]
        ids_ = [ours["claim_id"], other["claim_id"]]
        database.execute("INSERT INTO events VALUES (?, ?, ?, 1)", (name, json.dumps(mine), json.dumps(ids_)))
        for one in ids_:
            database.execute("INSERT INTO members VALUES (?, ?, NULL, ?, NULL, 'x')", (one, name, post))
        cell = '"' + text.replace('"', '""').replace("\x00", "") + '"'
        rows += [f"{name},set,title,{cell},{cell},{cell},{cell},{cell}", f"{name},set,actor,{cell},,,,"]
    database.execute("UPDATE claims SET claims = ? WHERE post = ?", ("\n".join(map(json.dumps, made)), post))
    database.commit()
    database.close()
    (desk / "corrections.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
