"""Hostile text in every field runs nothing and shows as text; policies hold in one file and in three."""

import http.server
import re
import threading
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from browsing import settled
from dateline.output.errors import PageError
from dateline.output.map_options import LANGUAGES, MapOptions
from dateline.output.webmap import page_bytes, page_files
from event_factory import event, varied_events, where

HOSTILE = [
    "</script><img src=x onerror=window.hacked=1>", "<script>window.hacked=1</script>", "${window.hacked=1}",
    "{{ 7*7 }}{% raw %}", "<!--<script>", "\u2028window.hacked=1//", "javascript:window.hacked=1",
    "' onmouseover='window.hacked=1", '"><svg onload=window.hacked=1>', "\u202eevil\u2066", "&lt;b&gt;",
    "</title></style><script>window.hacked=1</script>", "`${window.hacked=1}`", "\\u003cscript\\u003e",
    '=HYPERLINK("http://x")', "<iframe srcdoc='<script>parent.hacked=1</script>'>", "<a href=javascript:hacked=1>x",
    "data:text/html,<script>window.hacked=1</script>", "vbscript:msgbox(1)", "JaVaScRiPt:window.hacked=1",
    "\tjavascript:window.hacked=1", "https://evil.example/\"onmouseover=\"hacked=1", "<math><mtext></mtext><script>hacked=1</script>",
    "<style>*{display:none}</style>", "<base href=//evil.example/>", "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<!--opening-->", "<!--closing-->", "<!--csp-->", "<!--head-->", "]]><script>hacked=1</script>", "{{constructor.constructor('hacked=1')()}}",
    "\ud800 lone", "\x00\x08\x1b[31m", "%3Cscript%3Ehacked=1%3C/script%3E", "<object data=javascript:hacked=1>", "<details open ontoggle=hacked=1>",
    "__proto__", "constructor", "\u2067\u2068\u2069txt", "<noscript><p title='</noscript><img src=x onerror=hacked=1>'>", "';hacked=1;//",
]  # fmt: skip


def hostile_events() -> list[Any]:
    events = []
    for i, text in enumerate(HOSTILE):
        made = event(i, where=where("Kyiv"))
        claim = replace(
            made.claims[0], quote=text, url=text, title=text, claimed_by=text,
            source=replace(made.claims[0].source, name=text, source_id=f"s{i}{text}"),
        )  # fmt: skip
        assert made.where is not None
        assert made.when is not None
        events.append(
            replace(
                made, title=text, actor=text, target_type=text, claimed_by=text, review=text, claims=(claim,),
                where=replace(made.where, name=text, admin1=text, toponym=text), when=replace(made.when, text=text),
                event_id=f"e{i}{text}", event_type=text, sub_event_type=text, aliases=(text,),
            )
        )  # fmt: skip
    return events


@pytest.mark.browser
def test_hostile_text_is_only_text(opened: Any) -> None:
    assert len(HOSTILE) >= 40
    options = MapOptions(
        title=HOSTILE[0],
        description=HOSTILE[1],
        credits=(HOSTILE[8],),
        notes=(HOSTILE[11],),
        tiles_credit=HOSTILE[24],
    )
    page = opened(hostile_events(), options=options)
    assert page.locator("h1").inner_text() == HOSTILE[0]
    page.uncheck("#dl-inview")
    settled(page)
    if page.locator(".dl-more").count():
        page.click(".dl-more")
        settled(page)
    titles = set(page.locator("#dl-list .dl-title").all_text_contents())
    for i in range(page.locator("#dl-list .dl-item").count()):
        page.locator("#dl-list .dl-item").nth(i).click()
        page.wait_for_selector("#dl-card h2")
        links = page.eval_on_selector_all("#dl-card a[rel]", "all => all.map(a => a.protocol)")
        assert set(links) <= {"http:", "https:"}
        page.click("#dl-close")
    page.click("#dl-filters-summary")
    page.fill("#dl-words", HOSTILE[0])
    page.wait_for_timeout(300)
    settled(page)
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("({}).hacked") is None
    for text in HOSTILE:
        plain = re.sub("[\x00-\x08\x1b\u202a-\u202e\u2066-\u2069]", "", text).replace("\ud800", "\ufffd")
        assert plain in titles
    assert not any("\u202e" in title for title in titles)


@pytest.mark.browser
def test_an_address_of_hostile_text_runs_nothing(opened: Any) -> None:
    page = opened(
        varied_events(),
        fragment="#e=%3Cscript%3Ehacked=1%3C/script%3E&f=words%3D%3Cimg%20src%3Dx%3E&t=<script>&z=nan/1/1",
    )
    assert page.evaluate("window.hacked") is None


@pytest.mark.browser
@pytest.mark.enable_socket
def test_three_files_run_under_a_hosts_own_policy(chromium: Any, tmp_path: Path) -> None:
    files = page_files(varied_events(), MapOptions(split=True))
    assert {"index.html", "dateline.js", "dateline.css"} == set(files)
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args, directory=str(tmp_path))

        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", "default-src 'self'")
            super().end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    troubles: list[str] = []
    page = chromium.new_page()
    page.on(
        "console",
        lambda m: troubles.append(m.text) if m.type == "error" and "favicon" not in m.text else None,
    )
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(f"http://127.0.0.1:{server.server_port}/index.html")
    settled(page)
    assert page.locator("#dl-list .dl-item").count() > 10
    page.close()
    server.shutdown()
    server.server_close()
    assert [trouble for trouble in troubles if "404" not in trouble] == []


@pytest.mark.browser
@pytest.mark.enable_socket
def test_where_tiles_fail_the_drawn_basemap_is_seen(chromium: Any, tmp_path: Path) -> None:
    options = MapOptions(tiles="http://127.0.0.1:9/{z}/{x}/{y}.png", tiles_credit="Nobody")
    (tmp_path / "index.html").write_bytes(page_bytes(varied_events(), options))
    page = chromium.new_page()
    page.goto((tmp_path / "index.html").as_uri())
    settled(page)
    colours = page.evaluate(
        "(() => { const c = document.querySelector('.dl-canvas'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        " const seen = new Set(); for (let i = 0; i < d.length; i += 400) seen.add(`${d[i]},${d[i+1]},${d[i+2]}`); return seen.size; })()"
    )
    assert colours > 3
    assert "Nobody" in page.locator("footer").inner_text()
    page.close()


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"tiles": "https://tile.example/1.png", "tiles_credit": "x"}, "{z}, {x} and {y}"),
        ({"tiles": "https://tile.example/{z}/{x}/{y}.png"}, "credit"),
        ({"tiles": "javascript:{z}{x}{y}", "tiles_credit": "x"}, "https://"),
        ({"url": "ftp://x"}, "https://"),
        ({"borders": "mine"}, "un, none"),
        ({"theme": {"--accent": "red;} body{display:none"}}, "CSS variable"),
        ({"theme": {"color": "red"}}, "CSS variable"),
    ],
)
def test_a_wrong_choice_is_one_line(wrong: dict[str, Any], named: str) -> None:
    with pytest.raises(PageError, match=re.escape(named)):
        MapOptions(**wrong)


def test_the_policy_lets_in_the_tiles_that_were_asked_for_and_nothing_else() -> None:
    options = MapOptions(tiles="https://{s}.tile.example.org/{z}/{x}/{y}.png", tiles_credit="Example")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page_bytes([], options).decode())
    assert policy
    assert "img-src data: https://*.tile.example.org;" in policy[1]
    assert "unsafe" not in policy[1]


SCRIPTS = sorted(Path(__file__).parent.parent.joinpath("output", "static").glob("*.js"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_make_no_markup_and_run_no_text(script: Path) -> None:
    code = script.read_text(encoding="utf-8")
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setAttribute\('style|\.style\.cssText|setTimeout\('"
    assert not re.findall(forbidden, code)


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_every_word_of_the_page_is_in_every_language(language: str) -> None:
    tables = tomllib.loads((SCRIPTS[0].parent / "strings.toml").read_text(encoding="utf-8"))
    assert set(tables["en"]) == set(tables[language])
    for key, words in tables["en"].items():
        if isinstance(words, str):
            assert set(re.findall(r"{(\w+)}", words)) == set(re.findall(r"{(\w+)}", tables[language][key])), (
                key
            )
