"""The command `dateline fetch`: which sources, what it says, with which status it ends."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dateline import fetch
from dateline.fetch import fetch_command
from dateline.timeline.fetching import FetchOutcome
from dateline.timeline.fetching.storing import locked
from fetch_desk import PAGE, Desk
from unreliable_site import Says

pytestmark = pytest.mark.enable_socket


@dataclass(frozen=True)
class Source:
    """What the settings say of a source."""

    name: str
    url: str | None
    path: Path
    every_minutes: float | None = None


@dataclass
class Settings:
    """What is written into dateline.toml."""

    sources: list[Source]
    fetch: dict[str, Any] = field(default_factory=lambda: {"agent": "desk (desk@example.org)", "gap": 0.0})

    def write(self, folder: Path) -> Path:
        # A JSON string or number is one in TOML too, and so are true and false.
        lines = ["[fetch]", *(f"{key} = {json.dumps(value)}" for key, value in self.fetch.items())]
        for source in self.sources:
            told = {
                "name": source.name,
                "url": source.url,
                "path": str(source.path),
                "every_minutes": source.every_minutes,
            }
            lines += ["[[source]]", *(f"{key} = {json.dumps(v)}" for key, v in told.items() if v is not None)]
        file = folder / "dateline.toml"
        file.write_text("\n".join(lines), encoding="utf-8")
        return file


@pytest.fixture
def run(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setattr(fetch.platformdirs, "user_cache_dir", lambda _: str(tmp_path / "cache"))
    monkeypatch.setattr(fetch.time, "sleep", lambda _: None)

    def invoke(settings: Settings, *arguments: str, private: bool = True) -> Result:
        monkeypatch.chdir(settings.write(tmp_path).parent)
        return CliRunner().invoke(fetch_command, [*arguments, *(["--allow-private"] if private else [])])

    return invoke


def sources(desk: Desk, *names: str, every: float | None = None) -> list[Source]:
    return [Source(name, f"{desk.site.url}/{name}", desk.folder.parent / name, every) for name in names]


def test_all_sources_with_a_url_are_fetched(desk: Desk, run: Callable[..., Result], tmp_path: Path) -> None:
    for name in ("sky", "bbc"):
        desk.serves(Says(PAGE), path=f"/{name}")
    settings = Settings([*sources(desk, "sky", "bbc"), Source("exports", None, tmp_path / "exports")])
    result = run(settings)
    assert 0 == result.exit_code, result.output
    assert "" == result.stdout
    *told, last = result.stderr.splitlines()
    assert ["sky: fetched", "bbc: fetched"] == [line.split(" (")[0] for line in told]
    assert "fetch: 2 sources: 2 fetched" == last
    assert "desk (desk@example.org)" == desk.site.asked[0][1]["User-Agent"]
    assert (tmp_path / "cache" / "robots").is_dir()
    assert "fetch: 2 sources: 2 unchanged" == run(settings).stderr.splitlines()[-1]


def test_one_source_may_be_chosen_and_forced(desk: Desk, run: Callable[..., Result]) -> None:
    desk.serves(Says(PAGE), path="/sky")
    settings = Settings(sources(desk, "sky", "bbc", every=60))
    for arguments, status in (((), "fetched"), ((), "not due"), (("--force",), "unchanged")):
        result = run(settings, "--source", "sky", *arguments)
        assert (0, f"fetch: 1 sources: 1 {status}") == (result.exit_code, result.stderr.splitlines()[-1])
    assert ["/sky", "/sky"] == desk.site.paths()


def test_some_failed_is_5_all_failed_is_4_and_held_by_another_run_is_75(
    desk: Desk, run: Callable[..., Result]
) -> None:
    desk.serves(Says(PAGE), path="/sky")
    settings = Settings(sources(desk, "sky", "bbc"))
    result = run(settings)
    assert 5 == result.exit_code
    assert "bbc: failed (the server answered 404)" in result.stderr
    assert "fetch: 2 sources: 1 fetched, 1 failed" == result.stderr.splitlines()[-1]
    assert 4 == run(settings, "--source", "bbc").exit_code
    with locked(desk.folder.parent / "sky"):
        assert 4 == run(settings).exit_code
        assert 75 == run(settings, "--source", "sky").exit_code


def test_this_machine_is_contacted_only_when_allowed(desk: Desk, run: Callable[..., Result]) -> None:
    result = run(Settings(sources(desk, "sky")), private=False)
    assert 4 == result.exit_code
    assert "to be on the public internet, found 127.0.0.1" in result.stderr
    assert [] == desk.site.asked


def test_without_an_agent_a_hint_is_given(desk: Desk, run: Callable[..., Result]) -> None:
    desk.serves(Says(PAGE), path="/sky")
    result = run(Settings(sources(desk, "sky"), {}))
    assert result.stderr.startswith(
        "hint: sites like to know who asks; set agent in [fetch], such as 'dateline/"
    )
    assert desk.site.asked[0][1]["User-Agent"].startswith("dateline/")


@pytest.mark.parametrize(
    ("arguments", "fetch", "found"),
    [
        (
            ("--source", "nyt"),
            {},
            "dateline: --source nyt: expected a source of dateline.toml with a url (sky)",
        ),
        ((), {"agent": "a\nb"}, "dateline: [fetch] agent: expected a name and a contact in ASCII"),
        ((), {"agent": 5}, "dateline: dateline.toml: fetch: agent: expected text in quotes; found 5"),
        ((), {"seconds": 5000}, "dateline: [fetch] seconds: expected a number from 0.1 to 3600, found 5000"),
        ((), {"megabytes": True}, "dateline: dateline.toml: fetch: megabytes: expected a number; found True"),
    ],
)
def test_wrong_usage_is_one_line(
    desk: Desk, run: Callable[..., Result], arguments: tuple[str, ...], fetch: dict[str, Any], found: str
) -> None:
    result = run(Settings(sources(desk, "sky"), {"agent": "desk", **fetch}), *arguments)
    assert 2 == result.exit_code, result.output
    assert result.stderr.startswith(found)
    assert 1 == len(result.stderr.splitlines())
    assert [] == desk.site.asked


def test_settings_without_a_source_to_fetch_say_so(run: Callable[..., Result], tmp_path: Path) -> None:
    result = run(Settings([Source("exports", None, tmp_path)]))
    assert (2, "dateline: dateline.toml: expected a source with a url, found none\n") == (
        result.exit_code,
        result.stderr,
    )


def test_markup_in_a_name_is_shown_as_it_is(desk: Desk, run: Callable[..., Result]) -> None:
    settings = Settings([Source("[red]sky[/red] :boom:", f"{desk.site.url}/sky", desk.folder)])
    assert "[red]sky[/red] :boom:: failed" in run(settings).stderr


def test_the_summary_counts_in_one_order() -> None:
    outcomes = [
        FetchOutcome(name="a", status=status) for status in ("failed", "busy", "not due", "fetched", "failed")
    ]  # type: ignore[arg-type]
    assert "fetch: 5 sources: 1 fetched, 1 not due, 1 busy, 2 failed" == fetch.summary(outcomes)
    assert 5 == fetch.status_of(outcomes)
    assert 0 == fetch.status_of([])
