"""The nightly build: what is new is read once, ids and corrections stay, and a build is whole or not at all."""

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dateline.console import Failure
from dateline.nightly import run as nightly_run
from dateline.nightly.lock import only_run
from dateline.timeline.pipeline import Extraction, extract_post
from newsdesk import NOW, POSTS, PUBLISHED, NewsDesk

SAMPLES = Path(__file__).parent.parent / "timeline" / "samples" / "posts.jsonl"


@pytest.fixture
def desk(tmp_path: Path) -> NewsDesk:
    made = NewsDesk(tmp_path / "desk")
    made.write(POSTS)
    return made


@pytest.fixture
def better_extractor(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From now on another version reads posts: it words quotes otherwise, so that every claim has another id."""

    def install() -> None:
        def extract(*args: Any) -> Extraction:
            found = extract_post(*args)
            claims = [replace(claim, claim_id=f"{claim.claim_id}v2") for claim in found.claims]
            return replace(found, claims=tuple(claims))

        before = nightly_run.rules_of
        monkeypatch.setattr(nightly_run, "extract_post", extract)
        monkeypatch.setattr(nightly_run, "rules_of", lambda *told: before(*told)._replace(name="version 2"))

    return install


# ---- new, changed, the same


def test_a_second_run_changes_no_byte(desk: NewsDesk) -> None:
    assert 0 == desk.run()
    before = desk.digest(), (desk.folder / "map").resolve()
    assert {"added": 5} == desk.changes
    assert 0 == desk.run(NOW + timedelta(days=1))
    assert before == (desk.digest(), (desk.folder / "map").resolve())


def test_a_file_that_changes_only_its_form_changes_no_byte(desk: NewsDesk) -> None:
    desk.run()
    before = desk.digest()
    file = desk.posts / "a.jsonl"
    file.write_bytes(file.read_bytes() + b"\n\n")
    assert 0 == desk.run()
    assert before == desk.digest()


def test_only_what_is_new_is_read(desk: NewsDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.run()
    read: list[str] = []

    def noted(post: Any, extractor: Any) -> Extraction:
        read.append(post.post_id)
        return extract_post(post, extractor)

    monkeypatch.setattr(nightly_run, "extract_post", noted)
    desk.write({"lviv": "A drone hit a warehouse in Lviv overnight; one person was killed."}, "b.jsonl")
    assert 0 == desk.run()
    assert ["lviv"] == read
    assert {"added": 1} == desk.changes
    assert ["a new post"] == desk.file("changes.json")["added"][0]["because"]


@pytest.mark.parametrize("seed", range(3))
def test_night_by_night_equals_a_build_from_nothing(tmp_path: Path, seed: int) -> None:
    rows = sorted(
        (json.loads(line) for line in SAMPLES.read_text(encoding="utf-8").splitlines()),
        key=lambda row: row["published"],
    )
    cuts = [0, *sorted(random.Random(seed).sample(range(1, len(rows)), 4)), len(rows)]
    nightly, clean = NewsDesk(tmp_path / "nightly"), NewsDesk(tmp_path / "clean")
    for number, (first, last) in enumerate(pairwise(cuts)):
        lines = "".join(json.dumps(row) + "\n" for row in rows[first:last])
        for one in (nightly, clean):
            (one.posts / f"{number}.jsonl").write_text(lines, encoding="utf-8")
        assert 0 == nightly.run()
    assert 0 == clean.run()
    assert clean.digest(history=False) == nightly.digest(history=False)


def test_posts_that_come_late_give_the_same_events_as_a_build_from_nothing(tmp_path: Path) -> None:
    rows = SAMPLES.read_text(encoding="utf-8").splitlines(keepends=True)
    random.Random(5).shuffle(rows)
    nightly, clean = NewsDesk(tmp_path / "nightly"), NewsDesk(tmp_path / "clean")
    for number in range(0, len(rows), 60):
        for one in (nightly, clean):
            (one.posts / f"{number}.jsonl").write_text("".join(rows[number : number + 60]), encoding="utf-8")
        nightly.run()
    clean.run()
    # Ids tell which report came first to the desk, and order events of one time; all else is the same.
    told = [sorted(json.dumps({**event, "id": ""}) for event in desk.events) for desk in (nightly, clean)]
    assert told[0] == told[1]


# ---- edits, and posts that vanish


def test_an_edit_is_a_new_version_of_the_post(desk: NewsDesk) -> None:
    desk.run()
    before = desk.event("Sumy")
    desk.write(POSTS | {"sumy": "UPDATED. " + POSTS["sumy"].replace("Six", "Nine")})
    assert 0 == desk.run()
    after = desk.event("Sumy")
    assert (6, 9, before["id"]) == (before["injured_best"], after["injured_best"], after["id"])
    (change,) = desk.file("changes.json")["changed"]
    assert [6, 9] == change["fields"]["injured_best"]
    assert ["an edited post"] == change["because"]
    with nightly_run.Store(desk.folder / "state" / "dateline.sqlite") as store:
        assert ["Six", "Nine"] == [
            "Six" if "Six" in post.text else "Nine" for post in store.posts.versions("Desk", "sumy")
        ]


def test_a_post_that_its_source_took_out_is_reported_and_kept(desk: NewsDesk) -> None:
    hours = {name: f"2026-01-28T{8 + number:02d}:00:00+02:00" for number, name in enumerate(POSTS)}
    told = {name: {"text": text, "published": hours[name]} for name, text in POSTS.items()}
    desk.write(told)
    desk.run()
    desk.write({name: row for name, row in told.items() if name != "kharkiv"})
    assert 0 == desk.run()
    assert ["Desk: kharkiv"] == desk.file("report.json")["vanished_posts"]
    assert "its source took the report out" == desk.event("Kharkiv")["review"]
    desk.write(told)
    desk.run()
    assert [] == desk.file("report.json")["vanished_posts"]
    assert desk.event("Kharkiv")["review"] is None


def test_a_post_that_fell_out_of_the_window_is_no_news(desk: NewsDesk) -> None:
    hours = {name: f"2026-01-28T{8 + number:02d}:00:00+02:00" for number, name in enumerate(POSTS)}
    told = {name: {"text": text, "published": hours[name]} for name, text in POSTS.items()}
    desk.write(told)
    desk.run()
    before = desk.digest()
    desk.write({name: row for name, row in told.items() if name != "sumy"})
    assert 0 == desk.run()
    assert before == desk.digest()


def test_a_renamed_file_changes_nothing(desk: NewsDesk) -> None:
    desk.run()
    before = desk.digest()
    (desk.posts / "a.jsonl").rename(desk.posts / "z.jsonl")
    assert 0 == desk.run()
    assert before == desk.digest()


def test_of_two_files_with_one_post_the_later_holds(desk: NewsDesk) -> None:
    desk.write({"sumy": POSTS["sumy"].replace("Six", "Eight")}, "b.jsonl")
    desk.run()
    assert 8 == desk.event("Sumy")["injured_best"]
    (desk.posts / "b.jsonl").unlink()
    desk.run()
    assert 6 == desk.event("Sumy")["injured_best"]


def test_a_source_that_cannot_be_read_keeps_what_it_had(desk: NewsDesk) -> None:
    desk.write({"lviv": "A drone hit a warehouse in Lviv overnight; one person was killed."}, "b.jsonl")
    desk.run()
    (desk.posts / "b.jsonl").write_bytes(b"%PDF-1.7")
    assert 5 == desk.run()
    assert 6 == len(desk.events)


def test_bad_rows_are_quarantined_and_the_rest_is_published(desk: NewsDesk) -> None:
    with (desk.posts / "a.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "broken"\n')
    assert 3 == desk.run()
    assert 5 == len(desk.events)
    (bad,) = desk.file("report.json")["bad_rows"]
    assert ("Desk: a.jsonl", 7) == (bad["file"], bad["row"])


def test_a_post_ahead_of_the_clock_waits_until_its_time(desk: NewsDesk) -> None:
    later = NOW + timedelta(days=3)
    desk.write(
        {"lviv": {"text": "Drones hit a warehouse in Lviv overnight.", "published": later.isoformat()}},
        "b.jsonl",
    )
    assert 3 == desk.run()
    assert ["Desk: lviv"] == desk.file("report.json")["ahead_of_the_clock"]
    assert 5 == len(desk.events)
    assert 0 == desk.run(later)
    assert 6 == len(desk.events)


# ---- ids that stay


def test_a_post_that_waits_and_comes_back_as_it_was_is_weighed_again(desk: NewsDesk) -> None:
    town = {"text": "A drone hit Odesa on 26 January.", "published": "2026-01-27T09:00:00+02:00"}
    refinery = {
        "text": "A drone hit a refinery in Odesa on 26 January.",
        "published": "2026-01-27T08:00:00+02:00",
    }
    port = {
        "text": "A drone hit the port of Odesa on 26 January.",
        "published": "2026-01-27T07:00:00+02:00",
    }
    desk.write({"town": town, "refinery": refinery})
    desk.run()
    desk.write(
        {"town": town, "port": port, "refinery": refinery | {"published": "2026-03-27T08:00:00+02:00"}}
    )
    desk.run()
    desk.write({"town": town, "port": port, "refinery": refinery})
    desk.run()
    assert [1, 2] == sorted(event["n_posts"] for event in desk.events)


def test_an_id_survives_a_rebuild(desk: NewsDesk) -> None:
    desk.run()
    ids = {event["place"]: event["id"] for event in desk.events}
    desk.settings(map='title = "Another title"')
    assert 0 == desk.run()
    assert ids == {event["place"]: event["id"] for event in desk.events}


def test_an_id_survives_a_better_extractor(desk: NewsDesk, better_extractor: Callable[[], None]) -> None:
    desk.run()
    ids = {event["place"]: event["id"] for event in desk.events}
    better_extractor()
    assert 0 == desk.run()
    assert ids == {event["place"]: event["id"] for event in desk.events}


def test_an_id_survives_an_earlier_report_and_two_events_that_become_one(desk: NewsDesk) -> None:
    # Six hours' notice in two posts that nothing joins, until a third tells both.
    desk.write(
        {"one": {"text": "Explosions were heard in Poltava.", "published": "2026-01-28T03:00:00+02:00"}},
        "b.jsonl",
    )
    desk.run()
    before = {event["place"]: event["id"] for event in desk.events}
    early = {"text": POSTS["sumy"], "published": "2026-01-28T06:00:00+02:00", "source": "Earlier"}
    desk.write({"early": early}, "c.jsonl")
    assert 0 == desk.run()
    assert before == {event["place"]: event["id"] for event in desk.events}
    assert 2 == desk.event("Sumy")["n_posts"]
    first = desk.event("Sumy")["id"]
    desk.correct(f"{first},merge,,{before['Kharkiv']},anna,,one attack")
    desk.run()
    assert {"merged": 1, "changed": 1} == desk.changes
    (merged,) = desk.file("changes.json")["merged"]
    assert (before["Kharkiv"], first) == (merged["id"], merged["into"])
    # The old address still leads somewhere.
    rows = [json.loads(line) for line in (desk.folder / "map" / "evidence.jsonl").read_text().splitlines()]
    assert before["Kharkiv"] in next(row for row in rows if row["id"] == first)["aliases"]
    desk.correct()
    desk.run()
    assert before == {event["place"]: event["id"] for event in desk.events}


def test_an_event_that_is_gone_leaves_a_tombstone_and_takes_its_id_again(desk: NewsDesk) -> None:
    desk.run()
    gone = desk.event("Sumy")["id"]
    desk.write(POSTS | {"sumy": "Nothing happened in Sumy."})
    desk.run()
    assert {"withdrawn": 1} == desk.changes
    assert [gone] == [row["id"] for row in desk.file("report.json")["withdrawn"]]
    desk.write(POSTS)
    desk.run()
    assert gone == desk.event("Sumy")["id"]
    assert [] == desk.file("report.json")["withdrawn"]


# ---- corrections that stay


@pytest.fixture
def corrected(desk: NewsDesk) -> NewsDesk:
    """A desk whose editor said that seven were hurt in Sumy, and moved the pin."""
    desk.run()
    sumy = desk.event("Sumy")["id"]
    desk.correct(
        f"{sumy},set,injured,7,anna,2026-01-29,hospital", f'{sumy},move,,"34.81,50.92",anna,2026-01-29,video'
    )
    assert 0 == desk.run()
    assert_corrected(desk)
    return desk


def assert_corrected(desk: NewsDesk) -> None:
    event = desk.event("Sumy")
    assert (7, 34.81, 50.92, 1) == (event["injured_best"], event["lon"], event["lat"], event["where_prec"])
    assert "7 injured" in event["title"]


def test_a_correction_is_told_with_its_reason(corrected: NewsDesk) -> None:
    (change,) = corrected.file("changes.json")["changed"]
    assert "a correction: set injured 7, anna (hospital)" == change["because"][0]
    assert "because of a correction: set injured 7" in (corrected.folder / "map" / "changes.txt").read_text()


def test_a_correction_survives_a_rebuild(corrected: NewsDesk) -> None:
    corrected.settings(map='title = "Another title"')
    assert 0 == corrected.run()
    assert_corrected(corrected)
    for file in (corrected.folder / "state").iterdir():
        file.unlink()
    assert 0 == corrected.run()
    assert_corrected(corrected)


def test_a_correction_survives_an_edited_post_and_is_to_be_looked_at(corrected: NewsDesk) -> None:
    corrected.write(POSTS | {"sumy": "UPDATED. " + POSTS["sumy"].replace("Six", "Nine")})
    assert 3 == corrected.run()
    assert_corrected(corrected)
    assert [2, 3] == [row["row"] for row in corrected.file("report.json")["corrections_to_look_at"]]


def test_a_correction_survives_a_better_extractor(
    corrected: NewsDesk, better_extractor: Callable[[], None]
) -> None:
    better_extractor()
    assert 0 == corrected.run()
    assert_corrected(corrected)


def test_a_correction_survives_two_events_that_become_one(corrected: NewsDesk) -> None:
    ids = {event["place"]: event["id"] for event in corrected.events}
    table = (corrected.folder / "corrections.csv").read_text().splitlines()[1:]
    # The corrected event becomes part of the other one, and goes by its id.
    corrected.correct(f"{ids['Kharkiv']},merge,,{ids['Sumy']},ben,,one attack", *table)
    assert 0 == corrected.run()
    event = next(event for event in corrected.events if event["id"] == ids["Kharkiv"])
    assert (7, 34.81, 50.92) == (event["injured_best"], event["lon"], event["lat"])


def test_what_editors_joined_and_split_is_told_with_the_reason_and_leaves_no_tombstone(
    desk: NewsDesk,
) -> None:
    desk.run()
    whole, part = desk.event("Sumy")["id"], desk.event("Kharkiv")["id"]
    merge = f"{whole},merge,,{part},anna,,one attack"
    desk.correct(f"{part},set,injured,7,ben,,hospital", merge)
    desk.run()
    (merged,) = desk.file("changes.json")["merged"]
    assert (part, whole) == (merged["id"], merged["into"])
    assert f"a correction: merge {part}, anna (one attack)" in merged["because"]
    desk.write({"lviv": "A drone hit a warehouse in Lviv overnight; one person was killed."}, "b.jsonl")
    desk.run()
    assert [] == desk.file("report.json")["withdrawn"]
    desk.correct(merge, f"{whole},drop,,,anna,,an exercise")
    desk.run()
    assert {whole, part} == {row["id"] for row in desk.file("report.json")["withdrawn"]}
    desk.correct(merge)
    desk.run()
    desk.correct(merge, f"{whole},split,,kharkiv,anna,,two after all")
    desk.run()
    (split,) = desk.file("changes.json")["split"]
    assert (part, whole) == (split["id"], split["from"])
    assert "a correction: split kharkiv, anna (two after all)" in split["because"]


def test_a_correction_of_what_is_gone_is_told(corrected: NewsDesk) -> None:
    corrected.write(
        {name: text for name, text in POSTS.items() if name != "sumy"} | {"sumy": "Nothing happened in Sumy."}
    )
    assert 3 == corrected.run()
    told = corrected.file("report.json")["corrections_not_applied"]
    assert [(2, "there is no such event any more"), (3, "there is no such event any more")] == [
        (row["row"], row["why"]) for row in told
    ]


# ---- what waits for an editor


def test_what_must_be_approved_is_published_only_then(desk: NewsDesk) -> None:
    desk.settings(review='types = ["Air/drone strike"]')
    assert 0 == desk.run()
    shown = {event["place"] for event in desk.events}
    held = desk.file("report.json")["held_for_review"]
    assert {"Kharkiv", "Kherson"} == shown
    assert 3 == len(held)
    sumy = next(row["id"] for row in held if "Sumy" in row["title"])
    desk.correct(f"{sumy},approve,,,anna,2026-01-29,")
    assert 0 == desk.run()
    assert {"Kharkiv", "Kherson", "Sumy"} == {event["place"] for event in desk.events}


def test_what_only_a_source_of_low_trust_tells_is_to_be_looked_at(desk: NewsDesk) -> None:
    desk.settings(source='trust = "low"')
    desk.run()
    assert {"only sources of low trust tell it"} == {event["review"] for event in desk.events}


@pytest.mark.parametrize(("trust", "below"), [("low", 0), ("high", 0.99)])
def test_trust_does_not_end_when_a_post_falls_out_of_the_window(
    desk: NewsDesk, trust: str, below: float
) -> None:
    desk.settings(source=f'trust = "{trust}"', review=f"below = {below}")
    desk.run()
    before = [(event["id"], event["review"]) for event in desk.events]
    desk.write(["kherson"])
    desk.correct("desk-1,add,Accident,Bridge closed,anna,2026-01-29,")
    assert 0 == desk.run()
    assert before == [(event["id"], event["review"]) for event in desk.events if event["id"] != "desk-1"]


def test_a_copy_confirms_nothing(desk: NewsDesk) -> None:
    copy = {"text": POSTS["sumy"] + " @channel", "source": "Copier"}
    own = {"text": "Sumy: a drone strike on the energy site, six injured.", "source": "Own"}
    desk.write({"copy": copy, "own": own}, "b.jsonl")
    desk.run()
    event = desk.event("Sumy")
    assert (3, 2) == (event["n_posts"], event["n_sources"])
    assert {"same words": 1} == desk.file("report.json")["copies_by_kind"]


WORDS = (
    "A Russian missile struck a hospital in the city of Kharkiv on Tuesday morning, officials of the regional"
    " administration said, and rescuers are at work."
)


def sources(desk: NewsDesk, told: dict[str, str]) -> None:
    """A source for each text, its post an hour after the one before."""
    for hour, (name, text) in enumerate(told.items()):
        (desk.folder / name).mkdir(exist_ok=True)
        post = {"text": text, "published": f"2026-01-28T0{hour}:30:00+02:00"}
        desk.write({name.lower(): post}, f"../{name}/a.jsonl")
    only(desk, *told)


def only(desk: NewsDesk, *names: str) -> None:
    """Settings with just these sources."""
    told = "".join(f'[[source]]\nname = "{name}"\npath = "{name}"\n' for name in names)
    (desk.folder / "dateline.toml").write_text(told, encoding="utf-8")


def test_copies_of_what_says_something_else_now_are_copies_of_each_other(desk: NewsDesk) -> None:
    told = dict.fromkeys(("A", "B", "C"), WORDS)
    sources(desk, told)
    desk.run()
    assert 1 == desk.event("Kharkiv")["n_sources"]
    sources(desk, told | {"A": "A missile struck a hospital in Kharkiv on Tuesday morning."})
    desk.run()
    assert 2 == desk.event("Kharkiv")["n_sources"]
    assert {"same words": 1} == desk.file("report.json")["copies_by_kind"]


def test_nothing_is_a_copy_of_a_source_that_is_no_longer_in_the_settings(desk: NewsDesk) -> None:
    sources(desk, {"A": WORDS, "B": WORDS, "C": "A missile hit a Kharkiv hospital on Tuesday morning."})
    desk.run()
    assert 2 == desk.event("Kharkiv")["n_sources"]
    only(desk, "B", "C")
    desk.run()
    assert 2 == desk.event("Kharkiv")["n_sources"]
    assert {} == desk.file("report.json")["copies_by_kind"]
    only(desk, "A", "B", "C")
    desk.run()
    assert 2 == desk.event("Kharkiv")["n_sources"]
    assert {"same words": 1} == desk.file("report.json")["copies_by_kind"]


def test_the_report_counts_also_what_a_reader_leaves_out(desk: NewsDesk) -> None:
    message = {"type": "message", "date": "2026-01-28T12:00:00", "date_unixtime": "1769594400"}
    pinned = message | {"id": 2, "type": "service", "action": "pin_message", "text": ""}
    export = {"name": "X", "type": "public_channel", "id": 1}
    desk.settings(source='kind = "telegram"')
    (desk.posts / "a.jsonl").unlink()
    for more in ([], [pinned]):
        messages = [message | {"id": 1, "text": POSTS["sumy"]}, *more]
        (desk.posts / "result.json").write_text(json.dumps(export | {"messages": messages}))
        desk.run()
    assert 1 == desk.file("report.json")["rejections_by_reason"]["reading: a service message"]


# ---- gates


def test_a_gate_that_does_not_hold_publishes_nothing_and_says_why(desk: NewsDesk) -> None:
    rows = {
        f"p{day}": {"text": POSTS["sumy"], "published": f"2026-01-{day:02d}T12:00:00+02:00"}
        for day in range(2, 28)
    }
    desk.settings(gates="most_removed = 0.1")
    desk.write(rows)
    desk.run()
    before, count = desk.digest(), len(desk.events)
    desk.write({name: {**row, "text": "Nothing happened in Sumy."} for name, row in rows.items()})
    with pytest.raises(Failure, match="most_removed: expected at most 10%, found 100%") as failure:
        desk.run()
    assert 4 == failure.value.status
    assert before == desk.digest()
    with pytest.raises(Failure, match="most_removed"):  # and says so again, as nothing was published
        desk.run()
    assert 0 == desk.run(accept=True)
    assert {"withdrawn": count} == desk.changes


def test_a_silent_source_holds_the_build_back_even_when_nothing_changed(desk: NewsDesk) -> None:
    desk.settings(source="silent_hours = 120")
    assert 0 == desk.run()
    with pytest.raises(Failure, match="silent_hours: Desk: expected a post within 120 hours") as failure:
        desk.run(NOW + timedelta(days=3))
    assert 4 == failure.value.status


def test_two_runs_at_once_are_one_too_many(desk: NewsDesk) -> None:
    desk.run()
    with (
        only_run(desk.folder / "state" / "dateline.sqlite.lock"),
        pytest.raises(Failure, match="another run is under way") as failure,
    ):
        desk.run()
    assert 75 == failure.value.status


def test_the_same_night_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    digests = []
    for name in ("one", "two"):
        desk = NewsDesk(tmp_path / name)
        desk.write(POSTS)
        desk.run()
        desk.write(
            {"lviv": {"text": "A drone hit a warehouse in Lviv overnight.", "published": PUBLISHED}},
            "b.jsonl",
        )
        desk.run(NOW + timedelta(days=1))
        digests.append(desk.digest())
    assert digests[0] == digests[1]


# ---- sources that come and go


def test_a_source_that_is_no_longer_in_the_settings_tells_nothing_and_comes_back_as_it_was(
    desk: NewsDesk,
) -> None:
    second = '[[source]]\nname = "Second"\npath = "second"\ntimezone = "Europe/Kyiv"\n'
    (desk.folder / "second").mkdir()
    desk.settings(source=second)
    desk.write(
        {"lviv": "A drone hit a warehouse in Lviv overnight; one person was killed."}, "../second/a.jsonl"
    )
    # Both hold this one.
    desk.write({"sumy": POSTS["sumy"]}, "../second/b.jsonl")
    desk.run()
    before = {event["place"]: event["id"] for event in desk.events}
    assert 6 == len(before)
    desk.settings()
    assert 0 == desk.run()
    assert {"withdrawn": 1} == desk.changes
    assert before.keys() - {"Lviv"} == {event["place"] for event in desk.events}
    desk.settings(source=second)
    assert 0 == desk.run()
    assert before == {event["place"]: event["id"] for event in desk.events}


def test_files_of_a_pattern_are_told_apart_by_their_folders(desk: NewsDesk) -> None:
    for name, text in (("one", POSTS["sumy"]), ("two", POSTS["odesa"])):
        (desk.posts / name).mkdir()
        desk.write({name: text}, f"{name}/result.jsonl")
    desk.settings(source='[[source]]\nname = "Pattern"\npath = "posts/*/result.jsonl"\n')
    text = (desk.folder / "dateline.toml").read_text().replace('path = "posts"', 'path = "posts/a.jsonl"')
    (desk.folder / "dateline.toml").write_text(text)
    desk.run()
    assert 2 == desk.event("Sumy")["n_posts"]
    assert 2 == desk.event("Port of Odesa")["n_posts"]


def test_the_report_names_no_folder_of_this_machine(desk: NewsDesk) -> None:
    desk.settings(source='[[source]]\nname = "None"\npath = "none"\n')
    assert 5 == desk.run()
    assert ["None: none: expected files of posts, found none"] == desk.file("report.json")["failed_sources"]
    assert str(desk.folder) not in json.dumps(desk.file("report.json"))


# ---- what must not pass in silence


def test_a_failed_source_is_told_every_night(desk: NewsDesk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.settings(source='[[source]]\nname = "Gone"\npath = "gone"\n')
    for _ in range(2):
        assert 5 == desk.run()
        assert "; failed: Gone: gone: expected files of posts, found none" in capsys.readouterr().out


def test_a_table_of_corrections_that_is_gone_takes_nothing_back_unasked(corrected: NewsDesk) -> None:
    before = corrected.digest()
    (corrected.folder / "corrections.csv").unlink()
    with pytest.raises(
        Failure, match="corrections: expected the 2 that were there last, found none"
    ) as failure:
        corrected.run()
    assert 4 == failure.value.status
    assert before == corrected.digest()
    assert 0 == corrected.run(accept=True)
    (change,) = corrected.file("changes.json")["changed"]
    assert ["a correction was taken back"] == change["because"]
    assert 0 == corrected.run()


def test_a_build_that_is_held_back_tells_what_it_would_have_changed(desk: NewsDesk) -> None:
    rows = {
        f"p{day}": {"text": POSTS["sumy"], "published": f"2026-01-{day:02d}T12:00:00+02:00"}
        for day in range(2, 28)
    }
    desk.settings(gates="most_removed = 0.1")
    desk.write(rows)
    desk.run()
    desk.write({name: {**row, "text": "Nothing happened in Sumy."} for name, row in rows.items()})
    with pytest.raises(Failure, match="most_removed"):
        desk.run()
    held = desk.folder / "state" / "held-changes.txt"
    assert held.read_text(encoding="utf-8").startswith("- e_")
    desk.run(accept=True)
    assert not held.exists()


def test_the_feed_moves_when_an_editor_decides(desk: NewsDesk) -> None:
    desk.run()
    sumy = desk.event("Sumy")["id"]
    desk.correct(f"{sumy},set,injured,7,anna,2026-01-30T08:00:00+00:00,hospital")
    desk.run()
    feed = (desk.folder / "map" / "changes.atom").read_text(encoding="utf-8")
    assert "<updated>2026-01-30T08:00:00+00:00</updated>" in feed


def test_marks_of_a_pattern_in_the_name_of_the_desks_own_folder_are_none(tmp_path: Path) -> None:
    desk = NewsDesk(tmp_path / "desk [test]")
    desk.write(["sumy"])
    text = '[[source]]\nname = "Desk"\npath = "posts/*.jsonl"\n'
    (desk.folder / "dateline.toml").write_text(text, encoding="utf-8")
    assert 0 == desk.run()
    assert ["Sumy"] == [event["place"] for event in desk.events]
