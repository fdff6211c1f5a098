"""Short names for all that a build depends on beside its posts: where they are the same, so is the build."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import NamedTuple, Self

from dateline import gazetteer, output, timeline
from dateline.nightly.settings import Settings
from dateline.timeline import desk
from dateline.timeline import store as stored
from dateline.timeline.store import Store

# Packages whose data decides what a post gives.
_PACKAGES = ("dateline", "tzdata", "babel")
# Wings of timeline that decide nothing about what a post gives or what is one happening: how files are read is
# told by the intake, and what a desk keeps by ``settings_print``.
_OTHER_WINGS = frozenset(("desk", "fetching", "readers", "samples", "store"))


class Rules(NamedTuple):
    """What decides what posts give.

    Attributes:
        name: Of the code, the words, the versions, the gazetteer and a desk's own types.
        gazetteer: Of the places.
    """

    name: str
    gazetteer: str


class Plan(NamedTuple):
    """What a run is about to publish is made of, beside the posts.

    Attributes:
        run: Its number.
        print: Of settings, corrections and rules.
        until: Posts dated later wait, in seconds since 1970.
        failed: Sources that could not be read.
    """

    run: int
    print: str
    until: float
    failed: Sequence[str]

    @classmethod
    def of(cls, store: Store) -> Self | None:
        """The plan of the last run that came so far."""
        told = store.state("plan")
        return cls(*json.loads(told)) if told else None

    def keep(self, store: Store) -> None:
        """For the next run, should this one not come to its end; inside a step."""
        store.remember("plan", json.dumps(self))


def rules_of(settings: Settings, places: str) -> Rules:
    """The rules that hold now.

    Args:
        settings: Where a desk's own types and the language of titles are told.
        places: Key of the compiled gazetteer.
    """
    code = [*_files(timeline), *_files(gazetteer)]
    held = hashlib.sha256(places.encode())
    for package in _PACKAGES:
        held.update(f"{package} {metadata.version(package)}\n".encode())
    _add(held, code)
    if settings.event_types is not None:
        _add(held, [settings.event_types])
    held.update(str(settings.map.get("language", "en")).encode())
    return Rules(held.hexdigest()[:12], hashlib.sha256(places.encode()).hexdigest()[:12])


def settings_print(settings: Settings, rules: Rules, store: Store, failed: Sequence[str]) -> str:
    """Of all but the posts that a build depends on; ``failed``: sources that could not be read, as the report tells."""
    held = hashlib.sha256(rules.name.encode())
    command = Path(__file__).parents[1]
    _add(held, (settings.file, settings.corrections))
    _add(held, [*_files(output), *_files(desk), *_files(stored)])
    _add(held, sorted([*command.glob("*.py"), *command.glob("nightly/*.py")]))
    left_out = Counter(reason for _, reason, _ in store.posts.left_out())
    told = (store.posts.quarantined(), sorted(left_out.items()), list(failed))
    held.update(repr(told).encode("utf-8", "replace"))
    return held.hexdigest()[:16]


def _files(package: ModuleType) -> list[Path]:
    """Code and words of a package, in order, but for other wings and what Python compiled."""
    folder = Path(package.__path__[0])
    return sorted(
        file
        for file in folder.rglob("*")
        if file.suffix in _TOLD and file.relative_to(folder).parts[0] not in _OTHER_WINGS
    )


# What a gazetteer's data holds is in its key.
_TOLD = frozenset((".py", ".toml", ".js", ".css", ".json"))


def _add(held: "hashlib._Hash", files: Iterable[Path]) -> None:
    for file in files:
        held.update(f"\n{file.name}\n".encode())
        held.update(file.read_bytes() if file.is_file() else b"-")
