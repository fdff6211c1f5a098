"""From a site to a map over three nights: what is fetched is built, an edit is one, and what was deleted is told."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from dateline.command import main
from newsdesk import NewsDesk
from unreliable_site import Says, Site

pytestmark = pytest.mark.enable_socket

ITEMS = {
    "odesa": ("09:00", "Drones hit the port of Odesa overnight, the governor said."),
    "sumy": ("10:00", "A missile struck a power station in Sumy overnight; six people were injured."),
    "kharkiv": ("11:00", "Shelling of Kharkiv on Wednesday injured three people, officials said."),
}


def feed(title: str = "News", **changed: str | None) -> bytes:
    """The channel with some items in other words, or, where None, without them."""
    items = "".join(
        f"<item><guid>{name}</guid><description>{changed.get(name, text)}</description>"
        f"<pubDate>Wed, 28 Jan 2026 {clock}:00 EET</pubDate></item>"
        for name, (clock, text) in ITEMS.items()
        if changed.get(name, text) is not None
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'.encode()


def test_three_nights(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = NewsDesk(tmp_path / "desk")
    desk.posts.rmdir()
    desk.settings(
        fetch='agent = "desk (desk@example.org)"\ngap = 0.0',
        source=f'[[source]]\nname = "Feed"\nurl = "{site.url}/rss"\ntimezone = "Europe/Kyiv"\n',
    )
    text = (desk.folder / "dateline.toml").read_text()
    own, _, rest = text.partition("[[source]]")
    (desk.folder / "dateline.toml").write_text(own + "[[source]]" + rest.partition("[[source]]")[2])
    monkeypatch.chdir(desk.folder)
    xml = {"Content-Type": "application/rss+xml"}

    def night(body: bytes) -> int:
        site.pages["/rss"] = [Says(body, headers=xml)]
        fetched = CliRunner().invoke(main, ["fetch", "--allow-private"])
        assert 0 == fetched.exit_code, fetched.output
        return desk.run()

    assert 0 == night(feed())
    ids = {event["place"]: event["id"] for event in desk.events}
    assert {"Port of Odesa", "Sumy", "Kharkiv"} == ids.keys()
    assert "2026-01-28T10:00:00+02:00" == desk.event("Sumy")["first_seen"]
    before = desk.digest()
    assert 0 == night(feed())
    assert before == desk.digest()

    # The feed has another title, which makes no post new, and one item is told anew.
    assert 0 == night(
        feed("Breaking", kharkiv="Shelling of Kharkiv on Wednesday injured nine people, officials said.")
    )
    assert {"changed": 1} == desk.changes
    assert 9 == desk.event("Kharkiv")["injured_best"]

    assert 0 == night(feed("Breaking", sumy=None))
    assert ["Feed: sumy"] == desk.file("report.json")["vanished_posts"]
    assert ids == {event["place"]: event["id"] for event in desk.events}
