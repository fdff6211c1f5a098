"""The store: one file, sound or refused, and nothing that a post ever said is lost."""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from conftest import PUBLISHED, make_post
from dateline.timeline.errors import ReaderError, StoreError
from dateline.timeline.post import Post
from dateline.timeline.readers import BadRow
from dateline.timeline.store import Store
from dateline.timeline.store.post_record import post_from_record, post_record
from dateline.timeline.store.posts import FilePrint
from dateline.timeline.store.schema import APPLICATION, MIGRATIONS


def take_in(store: Store, *posts: Post, file: str = "a", rank: int = 0, snapshots: bool = False) -> None:
    with store.step():
        store.posts.take_in("feed", FilePrint(file, b"x", "how", rank), posts)
        store.posts.settle("feed", snapshots=snapshots)


def at(hour: int, name: str, text: str = "Text.") -> Post:
    return make_post(text, post_id=name, published=PUBLISHED + timedelta(hours=hour))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "dateline.sqlite"


def test_a_new_store_says_whose_it_is(path: Path) -> None:
    with Store(path):
        pass
    database = sqlite3.connect(path)
    assert (APPLICATION,) == database.execute("PRAGMA application_id").fetchone()
    assert (len(MIGRATIONS),) == database.execute("PRAGMA user_version").fetchone()
    assert ("wal",) == database.execute("PRAGMA journal_mode").fetchone()
    strict = {name for _, name, _, _, _, strict in database.execute("PRAGMA table_list") if strict}
    assert {"posts", "versions", "claims", "events", "aliases", "corrections", "runs", "quarantine"} <= strict
    database.close()


def test_another_programs_database_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE theirs (a)")
    database.commit()
    database.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="found another program's database"):
        Store(path)
    assert before == path.read_bytes()


def test_a_newer_store_is_refused(path: Path) -> None:
    with Store(path):
        pass
    database = sqlite3.connect(path)
    database.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    database.close()
    with pytest.raises(StoreError, match="of a newer dateline"):
        Store(path)


@pytest.mark.parametrize("damage", ["cut", "garbage", "page"])
def test_a_damaged_store_is_one_line(path: Path, damage: str) -> None:
    with Store(path) as store:
        take_in(store, *(at(0, f"p{n}", "word " * 200) for n in range(200)))
    content = bytearray(path.read_bytes())
    if damage == "cut":
        content = content[: len(content) // 2]
    elif damage == "garbage":
        content[:] = b"no database at all" * 100
    else:
        content[8192:16384] = b"\xff" * 8192
    path.write_bytes(content)
    for beside in path.parent.glob("*-wal"):
        beside.unlink()
    with pytest.raises(StoreError) as error:
        Store(path)
    assert str(error.value).startswith(str(path))
    assert "\n" not in str(error.value)


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot open the store"):
        Store(tmp_path / "file" / "dateline.sqlite")


def test_a_step_is_whole_or_nothing(path: Path) -> None:
    with Store(path) as store:
        with pytest.raises(ZeroDivisionError), store.step():
            store.remember("a", "1")
            raise ZeroDivisionError
        assert store.state("a") is None
        with store.step():
            store.remember("a", "2")
    with Store(path) as store:
        assert "2" == store.state("a")


def test_a_post_round_trips() -> None:
    post = make_post("Удар «шахедами»\n\nтекст")
    assert post == post_from_record(post_record(post))


def test_every_version_is_kept_and_the_latest_holds(path: Path) -> None:
    for text in ("One.", "Two.", "Two.", "Three.", "Two."):
        with Store(path) as store:
            take_in(store, at(0, "p", text))
    with Store(path) as store:
        assert ["One.", "Two.", "Three."] == [post.text for post in store.posts.versions("desk", "p")]
        (key,) = store.claims.stale("rules", 1e18)
        assert "Two." == store.claims.post(key).text


def test_an_edit_by_its_own_clock_holds_over_the_order_of_files(path: Path) -> None:
    from dataclasses import replace

    edited = replace(at(0, "p", "Edited."), edited=PUBLISHED + timedelta(hours=2))
    with Store(path) as store:
        take_in(store, edited, file="export-2", rank=0)
        take_in(store, at(0, "p", "First."), file="export-10", rank=1)
        (key,) = store.claims.stale("rules", 1e18)
        assert "Edited." == store.claims.post(key).text


def test_who_said_it_and_where_it_stands_are_the_post_not_its_text(path: Path) -> None:
    with Store(path) as store:
        take_in(store, at(0, "p", "Same words."), at(1, "q", "Same words."))
        assert 2 == store.posts.count()


def test_a_file_that_breaks_off_keeps_what_was_read_and_is_read_again(path: Path) -> None:
    def broken() -> object:
        yield at(0, "p")
        raise ReaderError("a: expected more")

    file = FilePrint("a", b"x", "how", 0)
    with Store(path) as store:
        with store.step():
            with pytest.raises(ReaderError):
                store.posts.take_in("feed", file, broken())  # type: ignore[arg-type]
            store.posts.break_off("feed", "a", "a: expected more")
            store.posts.settle("feed", snapshots=False)
        assert 1 == store.posts.count()
        assert not store.posts.is_known("feed", file)
        assert [("feed: a", 0, "a: expected more", "a file that can be read")] == store.posts.quarantined()


def test_a_bad_row_goes_when_the_file_no_longer_holds_it(path: Path) -> None:
    bad = BadRow(file="a", row=3, found="nothing", expected="a text")
    with Store(path) as store:
        for items, count in (((at(0, "p"), bad), 1), ((at(0, "p"),), 0)):
            with store.step():
                store.posts.take_in("feed", FilePrint("a", b"x", "how", 0), items)
            assert count == len(store.posts.quarantined())


@pytest.mark.parametrize(("missing", "gone"), [("p0", 0), ("p2", 1), ("p4", 0)])
def test_only_what_is_missing_between_others_was_taken_out(path: Path, missing: str, gone: int) -> None:
    posts = [at(hour, f"p{hour}") for hour in range(5)]
    with Store(path) as store:
        take_in(store, *posts)
        take_in(store, *(post for post in posts if post.post_id != missing))
        assert gone == len(store.posts.taken_out())
        assert 5 == store.posts.count()


def test_snapshots_of_one_page_are_held_against_each_other(path: Path) -> None:
    posts = [at(hour, f"p{hour}") for hour in range(6)]
    with Store(path) as store:
        take_in(store, *posts[:4], file="1", snapshots=True)
        # The page moved on: the first fell out of its window, the third was deleted.
        take_in(store, posts[1], *posts[3:], file="2", rank=1, snapshots=True)
        assert ["desk: p2"] == store.posts.named(store.posts.taken_out())
        take_in(store, *posts[1:], file="3", rank=2, snapshots=True)
        assert frozenset() == store.posts.taken_out()


def test_what_happened_since_a_run_is_remembered_until_it_is_published(path: Path) -> None:
    with Store(path) as store:
        store.begin_run(0.0)
        take_in(store, at(0, "p"), at(1, "q"))
    with Store(path) as store:
        assert 2 == store.run
        assert 2 == len(store.posts.touched_since(0).new)
        store.begin_run(1.0)
        take_in(store, at(0, "p", "Edited."), at(1, "q"))
        assert 1 == len(store.posts.touched_since(1).edited)
        assert 2 == len(store.posts.touched_since(0).new)
        assert not store.posts.touched_since(2)


def test_a_disk_that_is_full_is_one_line_and_loses_nothing(path: Path) -> None:
    with Store(path) as store:
        take_in(store, at(0, "p"))
        database = store._db
        (pages,) = database.execute("PRAGMA page_count").fetchone()
        database.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(StoreError, match="cannot write: database or disk is full"):
            take_in(store, *(at(1, f"q{n}", "word " * 500) for n in range(500)))
    with Store(path) as store:
        assert 1 == store.posts.count()


def test_the_newest_post_of_a_source_is_known(path: Path) -> None:
    with Store(path) as store:
        assert store.posts.newest("feed") is None
        take_in(store, at(0, "p"), at(5, "q"))
        newest = store.posts.newest("feed")
        assert newest is not None
        assert PUBLISHED + timedelta(hours=5) == datetime.fromtimestamp(newest, PUBLISHED.tzinfo)


# ---- copies

WORDS = "Russian drones hit a power station in Sumy overnight and cut off half of the city, the governor said in the morning."


@pytest.mark.parametrize(
    ("other", "hours", "how"),
    [
        (WORDS, 1, "same words"),
        ("⚡️ " + WORDS.upper() + " t.me/channel #sumy", 5, "same words"),
        (WORDS.replace("half of the city", "12 of 40 districts"), 1, None),
        (WORDS, 24 * 30, None),
        ("Air raid alert in Sumy.", 1, None),
        (
            "Russian missiles struck a hospital in Kharkiv on Tuesday and killed two nurses, officials of the region said.",
            1,
            None,
        ),
    ],
)
def test_copies_are_found_by_their_words(path: Path, other: str, hours: int, how: str | None) -> None:
    posts = [at(0, "first", WORDS), at(hours, "second", other)]
    for order in (posts, posts[::-1]):
        target = path.with_name(f"{order[0].post_id}.sqlite")
        with Store(target) as store:
            take_in(store, *order)
            with store.step():
                for key in store.claims.stale("rules", 1e18):
                    store.copies.look(key, store.claims.post(key))
            found = store.copies.all()
            assert ([("desk: first", how)] if how else []) == list(found.values())


def test_nearly_the_same_words_are_found(path: Path) -> None:
    text = (
        WORDS + " Repair crews are at work, and hospitals run on generators of their own until the evening."
    )
    with Store(path) as store:
        take_in(store, at(0, "first", text), at(1, "second", text.replace("evening", "night")))
        with store.step():
            for key in store.claims.stale("rules", 1e18):
                store.copies.look(key, store.claims.post(key))
        assert ["nearly the same words"] == [copy.how for copy in store.copies.all().values()]
