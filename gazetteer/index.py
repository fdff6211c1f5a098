"""The index on disk: names -> places, memory-mapped and read only.

A folder of four files, written by build.py:

- ``names.marisa``: a trie of folded names; each has (place number, kind) records,
- ``stems.marisa``: a trie of adjective stems with the same records,
- ``places.bin``: one fixed-width record a place,
- ``tables.json``: names of places and the small tables that records point into.
"""

import json
import mmap
import struct
from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import marisa_trie

from gazetteer.names import fold
from gazetteer.place import LonLat, Place

RECORD = struct.Struct("<ddfIIIIHHHBB2s")
NAME_RECORD = "<IB"


class Kind(IntEnum):
    """How a name belongs to a place; a lower number is a surer one."""

    MAIN = 0
    INFLECTED = 1
    ALTERNATE = 2
    INFLECTED_ALTERNATE = 3
    # The bare name of a region ("Kharkiv" for Kharkiv Oblast): only where the words around ask for a region.
    REGION_SHORT = 4


class Found(NamedTuple):
    """A place number and how the name belongs to it."""

    number: int
    kind: Kind


class NameHit(NamedTuple):
    """A known name among words: words ``first`` to ``last`` (excluded), its folded key."""

    first: int
    last: int
    key: str


class Index:
    """Read access; safe to share between threads and, by the operating system's page cache, between processes.

    Args:
        folder: What build.py wrote.
    """

    def __init__(self, folder: Path) -> None:
        self._names = marisa_trie.RecordTrie(NAME_RECORD).mmap(str(folder / "names.marisa"))
        self._stems = marisa_trie.RecordTrie(NAME_RECORD).mmap(str(folder / "stems.marisa"))
        with (folder / "places.bin").open("rb") as file:
            self._places = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        with (folder / "strings.bin").open("rb") as file:
            self._strings = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._tables: dict[str, Any] = json.loads((folder / "tables.json").read_text(encoding="utf-8"))
        self.place = lru_cache(maxsize=50_000)(self._place)
        self.found = lru_cache(maxsize=50_000)(self._found)
        self.goes_on = lru_cache(maxsize=50_000)(self._goes_on)

    def __len__(self) -> int:
        """Number of places."""
        return len(self._places) // RECORD.size

    @property
    def capitals(self) -> dict[str, int]:
        """ISO country code -> place number of the capital."""
        capitals: dict[str, int] = self._tables["capitals"]
        return capitals

    @property
    def countries(self) -> dict[str, int]:
        """ISO country code -> place number of the country."""
        countries: dict[str, int] = self._tables["countries"]
        return countries

    def region(self, country: str, admin1: str) -> Place | None:
        """The first-level region of a GeoNames admin1 code; None where the tables do not hold it."""
        number = self._tables["regions"].get(f"{country}.{admin1}")
        return None if number is None else self.place(number)

    def labels(self, min_population: int) -> list[tuple[str, float, float, int]]:
        """Towns of at least this many people as (name, lon, lat, population), the largest first."""
        towns = []
        for record in RECORD.iter_unpack(self._places):
            if record[4] >= min_population and record[10] == ord("P"):
                towns.append((self._string(record[5]), record[0], record[1], record[4]))
        return sorted(towns, key=lambda town: (-town[3], town[0]))

    def _local_id(self, record: tuple[Any, ...]) -> str:
        return str(record[3]) if record[3] else self._string(record[6])

    def _place(self, number: int) -> Place:
        """The place of a number."""
        record = RECORD.unpack_from(self._places, number * RECORD.size)
        (
            lon,
            lat,
            radius,
            _gid,
            population,
            name,
            _local,
            code,
            zone,
            admin1,
            feature_class,
            source,
            country,
        ) = record
        tables = self._tables
        country_code = country.decode() if country != b"\0\0" else None
        admin1_code = tables["admin1"][admin1] or None
        return Place(
            place_id=f"{tables['sources'][source]}:{self._local_id(record)}",
            name=self._string(name),
            location=LonLat(lon, lat),
            feature_class=chr(feature_class),
            feature_code=tables["codes"][code],
            country=country_code,
            admin1=admin1_code,
            admin1_name=tables["admin1_names"].get(f"{country_code}.{admin1_code}"),
            population=population or None,
            timezone=tables["zones"][zone] or None,
            radius_km=round(radius, 3),
        )

    def _string(self, offset: int) -> str:
        end = self._strings.find(b"\0", offset)
        return self._strings[offset:end].decode("utf-8")

    def _found(self, key: str) -> tuple[Found, ...]:
        """Places of a folded name, surest kind first."""
        best: dict[int, Kind] = {}
        for number, kind in self._names.get(key, ()):
            if number not in best or kind < best[number]:
                best[number] = Kind(kind)
        return tuple(sorted((Found(n, k) for n, k in best.items()), key=lambda f: (f.kind, f.number)))

    def _goes_on(self, key: str) -> bool:
        """Whether a longer name begins with these words."""
        return next(self._names.iterkeys(key + " "), None) is not None

    def by_stem(self, stem: str) -> tuple[Found, ...]:
        """Places whose adjective has this stem."""
        return tuple(Found(number, Kind(kind)) for number, kind in sorted(self._stems.get(stem, ())))

    def scan(self, words: Sequence[str], longest: int = 6) -> list[NameHit]:
        """Known names among the words of a text, longest match first, none overlapping.

        Args:
            words: The text's words in order; an empty string for a mark, which no name spans. Only a word with
                a capital or a digit first starts a name; a possessive 's at the end is no part of it.
            longest: Most words in one name.
        """
        hits = []
        names = self._names
        i = 0
        total = len(words)
        while i < total:
            word = words[i]
            if not word or not (word[0].isupper() or word[0].isdigit()):
                i += 1
                continue
            key = ""
            best: NameHit | None = None
            for last in range(i, min(i + longest, total)):
                if not words[last]:
                    break
                part = fold(words[last])
                bare = fold(without_possessive(words[last]))
                closed = f"{key} {bare}" if key else bare
                if closed in names:
                    best = NameHit(i, last + 1, closed)
                if bare != part:
                    break
                key = closed
                if not self.goes_on(key):
                    break
            if best is not None:
                hits.append(best)
                i = best.last
            else:
                i += 1
        return hits


def without_possessive(word: str) -> str:
    """ "Russia's" -> "Russia"; every kind of apostrophe."""
    if len(word) > 2 and word[-1] in "sS" and word[-2] in "'’ʼ`":
        return word[:-2]
    return word[:-1] if word[-1:] in "'’" and len(word) > 1 else word
