"""The index on disk: names -> places, memory-mapped and read only.

A folder of five files, written by making/build.py:

- ``names.marisa``: a trie of folded names; each has (place number, kind) records,
- ``stems.marisa``: a trie of adjective stems with the same records,
- ``places.bin``: one fixed-width record a place,
- ``strings.bin``: names of places, each closed by a zero byte,
- ``tables.json``: the small tables that records point into.
"""

import json
import mmap
import struct
from collections.abc import Iterable, Sequence
from enum import IntEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import marisa_trie

from dateline.gazetteer.names import fold
from dateline.gazetteer.place import LonLat, Place

# lon, lat, radius, geonameid, population, name, local id, district's number, code, zone, admin1, class, source,
# where_prec, country
RECORD = struct.Struct("<ddfIIIIIHHHBBB2s")
NAME_RECORD = "<IB"
NO_DISTRICT = 0xFFFFFFFF
# Divisions are found by their codes in the same trie; no word of a text begins with this mark.
DIVISION = "#"


class Kind(IntEnum):
    """How a name belongs to a place; a lower number is a surer one."""

    # A desk's own place: it outranks everything.
    OWN = 0
    MAIN = 1
    INFLECTED = 2
    ALTERNATE = 3
    INFLECTED_ALTERNATE = 4
    # The bare name of a second-level division that no town of it bears (Norfolk).
    DISTRICT = 5
    # The bare name of a division ("Kharkiv" for Kharkiv Oblast): only where the words around ask for one.
    REGION_SHORT = 6


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
        folder: What making/build.py wrote.

    Attributes:
        key: Name of the folder, which follows from all that the index was made from.
    """

    def __init__(self, folder: Path) -> None:
        self.key = folder.name
        self._names = marisa_trie.RecordTrie(NAME_RECORD).mmap(str(folder / "names.marisa"))
        self._stems = marisa_trie.RecordTrie(NAME_RECORD).mmap(str(folder / "stems.marisa"))
        with (folder / "places.bin").open("rb") as file:
            self._places = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        with (folder / "strings.bin").open("rb") as file:
            self._strings = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._tables: dict[str, Any] = json.loads((folder / "tables.json").read_text(encoding="utf-8"))
        self.place = lru_cache(maxsize=50_000)(self._place)
        self.by_id = lru_cache(maxsize=1_000)(self._by_id)
        self.found = lru_cache(maxsize=50_000)(self._found)
        self.prefix = lru_cache(maxsize=100_000)(self._prefix)
        self.first_word = lru_cache(maxsize=100_000)(self._first_word)

    def __len__(self) -> int:
        """Number of places."""
        return len(self._places) // RECORD.size

    @property
    def capitals(self) -> dict[str, int]:
        """ISO country code -> place number of the capital."""
        capitals: dict[str, int] = self._tables["capitals"]
        return capitals

    def division(self, code: str) -> Place | None:
        """The country, region or district of a code such as ``UA``, ``UA.04``, ``UA.04.1208``; None if unknown."""
        found = self._names.get(DIVISION + code)
        return self.place(found[0][0]) if found else None

    def _by_id(self, place_id: str) -> Place | None:
        """A country or an area of this project's own tables by its id; None if unknown."""
        found = self._names.get(DIVISION + place_id.partition(":")[2])
        return self.place(found[0][0]) if found else None

    def labels(self, min_population: int) -> list[tuple[str, float, float, int]]:
        """Towns of at least this many people as (name, lon, lat, population), the largest first."""
        towns = []
        for record in RECORD.iter_unpack(self._places):
            if record[4] >= min_population and record[11] == ord("P"):
                towns.append((self._string(record[5]), record[0], record[1], record[4]))
        return sorted(towns, key=lambda town: (-town[3], town[0]))

    def _place(self, number: int) -> Place:
        """The place of a number."""
        (lon, lat, radius, geonameid, population, name, local, held, code, zone, admin1, feature_class, source,
         prec, country) = self._record(number)  # fmt: skip
        tables = self._tables
        country_code = country.decode() if country != b"\0\0" else None
        admin1_code = tables["admin1"][admin1] or None
        own_id = geonameid or self._string(local)
        return Place(
            place_id=f"{tables['sources'][source]}:{own_id}",
            name=self._string(name),
            location=LonLat(lon, lat),
            feature_class=chr(feature_class),
            feature_code=tables["codes"][code],
            country=country_code,
            admin1=admin1_code,
            admin1_name=tables["admin1_names"].get(f"{country_code}.{admin1_code}"),
            admin2=None if held == NO_DISTRICT else self._string(self._record(held)[6]),
            admin2_name=None if held == NO_DISTRICT else self._string(self._record(held)[5]),
            population=population or None,
            timezone=tables["zones"][zone] or None,
            radius_km=round(radius, 3),
            where_prec=prec or None,
        )

    def _record(self, number: int) -> tuple[Any, ...]:
        return RECORD.unpack_from(self._places, number * RECORD.size)

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

    def by_stem(self, stem: str) -> tuple[Found, ...]:
        """Places whose adjective has this stem."""
        return tuple(Found(number, Kind(kind)) for number, kind in sorted(self._stems.get(stem, ())))

    def scan(
        self, words: Sequence[str], starts: Iterable[int] | None = None, longest: int = 7
    ) -> list[NameHit]:
        """Known names among the words of a text, longest match first, none overlapping.

        Args:
            words: The text's words and marks in order; no name spans a mark.
            starts: Positions of words that may open a name, ascending; None for those with a capital or a digit
                first. A possessive 's at the end is no part of a name.
            longest: Most words in one name.
        """
        if starts is None:
            starts = [i for i, word in enumerate(words) if word and (word[0].isupper() or word[0].isdigit())]
        hits = []
        first_words = self.first_word
        free = 0
        total = len(words)
        for i in starts:
            if i < free:
                continue
            known, open_ended = first_words(words[i])
            best = NameHit(i, i + 1, known) if known else None
            if open_ended:
                key = fold(words[i])
                for last in range(i + 1, min(i + longest, total)):
                    part, bare = folded_word(words[last])
                    if not bare:
                        break
                    closed = f"{key} {bare}"
                    key = f"{key} {part}"
                    met, goes_on = self.prefix(closed)
                    if met:
                        best = NameHit(i, last + 1, closed)
                    if bare != part or not goes_on:
                        break
            if best is not None:
                hits.append(best)
                free = best.last
        return hits

    def _first_word(self, word: str) -> tuple[str, bool]:
        """The key of a word that is a name by itself (else empty), and whether longer names begin with it."""
        part, bare = folded_word(word)
        if not bare:
            return "", False
        met, goes_on = self.prefix(bare)
        return bare if met else "", goes_on and bare == part

    def _prefix(self, key: str) -> tuple[bool, bool]:
        """Whether a key is a name, and whether a longer name begins with its words."""
        return key in self._names, next(self._names.iterkeys(key + " "), None) is not None


@lru_cache(maxsize=100_000)
def folded_word(word: str) -> tuple[str, str]:
    """A word folded, and folded without a possessive; both empty for a mark."""
    if not word[:1].isalnum():
        return "", ""
    return fold(word), fold(without_possessive(word))


def without_possessive(word: str) -> str:
    """ "Russia's" -> "Russia"; every kind of apostrophe."""
    if len(word) > 2 and word[-1] in "sS" and word[-2] in "'’ʼ`":
        return word[:-2]
    return word[:-1] if word[-1:] in "'’" and len(word) > 1 else word
