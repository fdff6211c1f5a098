"""Added places on disk."""

from dataclasses import replace
from pathlib import Path

import pytest

from dateline.gazetteer import GazetteerError
from dateline.gazetteer.added.added_store import AddedStore
from dateline.gazetteer.added.places import AddedPlace, AddedSource

SOURCE = AddedSource(name="desk", places=0, bad_rows=0, origin="desk.csv", sha256="0", licence="own")
HERE = AddedPlace(
    source="desk", local_id="1", name="Тут", names=("Here", "zde"), lon=30.5, lat=50.5, population=None
)


def test_what_is_added_is_read_back(tmp_path: Path) -> None:
    store = AddedStore(tmp_path / "places")
    assert ("", ()) == (store.digest(), store.sources())
    kept = store.add(SOURCE, [HERE])
    assert (1, [HERE]) == (kept.places, list(store.places()))
    assert [kept] == list(AddedStore(tmp_path / "places").sources())


def test_the_digest_tells_contents_apart_and_nothing_else(tmp_path: Path) -> None:
    one, other = AddedStore(tmp_path / "a"), AddedStore(tmp_path / "b")
    one.add(SOURCE, [HERE])
    other.add(SOURCE, [HERE])
    same = one.digest()
    assert same == other.digest()
    other.add(SOURCE, [HERE, HERE])
    assert same != other.digest()


def test_a_failed_addition_leaves_what_was_there(tmp_path: Path) -> None:
    store = AddedStore(tmp_path)
    store.add(SOURCE, [HERE])

    def failing():  # type: ignore[no-untyped-def]
        yield HERE
        raise GazetteerError("row 2: broken")

    with pytest.raises(GazetteerError, match="row 2"):
        store.add(SOURCE, failing())
    assert [HERE] == list(store.places())
    assert not list(tmp_path.glob(".adding-*"))


def test_removing(tmp_path: Path) -> None:
    store = AddedStore(tmp_path)
    store.add(SOURCE, [HERE])
    with pytest.raises(GazetteerError, match="'dek': no added places of this name; there are: desk"):
        store.remove("dek")
    store.remove("desk")
    assert ([], "") == (list(store.places()), store.digest())


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "x" * 65])
def test_names_that_could_leave_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(GazetteerError, match="expected a name"):
        AddedStore(tmp_path).add(replace(SOURCE, name=name), [HERE])


def test_damage_is_one_line(tmp_path: Path) -> None:
    store = AddedStore(tmp_path)
    store.add(SOURCE, [HERE])
    (tmp_path / "desk.jsonl.gz").write_bytes(b"\x1f\x8bbroken")
    with pytest.raises(GazetteerError, match="damaged"):
        list(store.places())
    (tmp_path / "sources.json").write_text("{", encoding="utf-8")
    with pytest.raises(GazetteerError, match="no list of added places"):
        store.sources()
