"""The tables of the store, opened, checked and brought up to date."""

import sqlite3
from pathlib import Path

from dateline.timeline.errors import StoreError

# "dtln": tells our files from other programs' (https://sqlite.org/fileformat.html, application id).
APPLICATION = 0x64746C6E
# One entry a version of the file; what has been released is never changed, only followed by another.
MIGRATIONS = (
    """
    -- A post by its source and its own id. feed: the source in the settings that held it last; used: whether that is
    -- still one of them. version: what it says now. gone: 0 there, 1 fell out of its source's window,
    -- 2 taken out by its source. published: seconds since 1970. The runs in which it came, changed, and vanished last.
    CREATE TABLE posts (
        key INTEGER PRIMARY KEY, source TEXT NOT NULL, post TEXT NOT NULL, feed TEXT NOT NULL,
        used INTEGER NOT NULL DEFAULT 1, version INTEGER NOT NULL, published REAL,
        gone INTEGER NOT NULL DEFAULT 0, first_run INTEGER NOT NULL, changed_run INTEGER NOT NULL,
        gone_run INTEGER NOT NULL DEFAULT 0, UNIQUE (source, post)
    ) STRICT;
    CREATE INDEX posts_by_change ON posts (changed_run);
    CREATE INDEX posts_by_vanishing ON posts (gone_run) WHERE gone_run > 0;
    -- Everything a post ever said.
    CREATE TABLE versions (
        key INTEGER PRIMARY KEY, post INTEGER NOT NULL, sha BLOB NOT NULL, record TEXT NOT NULL, edited REAL,
        run INTEGER NOT NULL, UNIQUE (post, sha)
    ) STRICT;
    -- A file as it was read last. how: by which reader and options. rank: its place among the files of its source.
    CREATE TABLE files (
        key INTEGER PRIMARY KEY, feed TEXT NOT NULL, name TEXT NOT NULL, sha BLOB NOT NULL, how TEXT NOT NULL,
        rank INTEGER NOT NULL, earliest REAL, latest REAL, UNIQUE (feed, name)
    ) STRICT;
    -- Which file holds which post, in which version.
    CREATE TABLE sightings (
        file INTEGER NOT NULL, post INTEGER NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (file, post)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sightings_of_post ON sightings (post);
    CREATE TABLE quarantine (
        file INTEGER NOT NULL, row INTEGER NOT NULL, found TEXT NOT NULL, expected TEXT NOT NULL
    ) STRICT;
    CREATE INDEX quarantine_of_file ON quarantine (file);
    CREATE TABLE left_out (file INTEGER NOT NULL, post TEXT NOT NULL, reason TEXT NOT NULL, quote TEXT NOT NULL) STRICT;
    CREATE INDEX left_out_of_file ON left_out (file);
    -- Likeness of a post's words, and the sample of them by which like ones of the same days are found.
    CREATE TABLE marks (post INTEGER PRIMARY KEY, whole INTEGER NOT NULL, numbers INTEGER NOT NULL) STRICT;
    CREATE TABLE sketches (
        shingle INTEGER NOT NULL, day INTEGER NOT NULL, post INTEGER NOT NULL, PRIMARY KEY (shingle, day, post)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sketches_of_post ON sketches (post);
    -- A post that passes on another's words: of which post, or whom its source names.
    CREATE TABLE copies (post INTEGER PRIMARY KEY, of INTEGER, named TEXT, how TEXT NOT NULL) STRICT;
    CREATE INDEX copies_of ON copies (of);

    -- What a post tells, by which rules. claims: JSON, a line each. reasons: why the rest was left out, a line each.
    CREATE TABLE claims (
        post INTEGER PRIMARY KEY, version INTEGER NOT NULL, rules TEXT NOT NULL, claims TEXT NOT NULL,
        rejections TEXT NOT NULL, reasons TEXT NOT NULL, run INTEGER NOT NULL
    ) STRICT;
    -- Which event a claim belonged to last, before corrections; claims that are gone keep theirs.
    CREATE TABLE members (
        claim TEXT PRIMARY KEY, event TEXT NOT NULL, because TEXT, post INTEGER NOT NULL, place TEXT, type TEXT NOT NULL
    ) STRICT;
    CREATE INDEX members_of_post ON members (post);
    CREATE TABLE aliases (old TEXT PRIMARY KEY, event TEXT NOT NULL) STRICT;
    -- As published last, corrections included. held: waits for an editor. claims: their ids, as JSON.
    CREATE TABLE events (
        id TEXT PRIMARY KEY, record TEXT NOT NULL, claims TEXT NOT NULL, held INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE withdrawn (id TEXT PRIMARY KEY, record TEXT NOT NULL, run INTEGER NOT NULL) STRICT;
    -- Evidence under a correction when it was first applied.
    CREATE TABLE corrections (sha BLOB PRIMARY KEY, evidence TEXT NOT NULL, run INTEGER NOT NULL) STRICT;

    CREATE TABLE runs (
        id INTEGER PRIMARY KEY, started REAL NOT NULL, finished REAL, status INTEGER, published TEXT, summary TEXT
    ) STRICT;
    CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    """,
)


def open_database(path: Path) -> sqlite3.Connection:
    """The store at ``path``, made where there is none, sound and of this version.

    Raises:
        StoreError: It is another program's, of a newer dateline, damaged, or cannot be opened; names the file.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(path, isolation_level=None, timeout=10)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{path}: cannot open the store: {error}") from error
    try:
        _prepare(database, path)
    except sqlite3.DatabaseError as error:
        database.close()
        # Only what is damaged is to be replaced: a full disk or a folder that may not be written will be mended.
        damaged = error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
        hint = "; restore a copy, or remove it and build anew" if damaged else ""
        raise StoreError(f"{path}: cannot open the store: {error}{hint}") from error
    except StoreError:
        database.close()
        raise
    return database


def _prepare(database: sqlite3.Connection, path: Path) -> None:
    (application,) = database.execute("PRAGMA application_id").fetchone()
    (version,) = database.execute("PRAGMA user_version").fetchone()
    (tables,) = database.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if tables and application != APPLICATION:
        raise StoreError(f"{path}: expected a store of dateline, found another program's database")
    if version > len(MIGRATIONS):
        raise StoreError(
            f"{path}: expected a store of version {len(MIGRATIONS)} or older, found version {version} of a newer dateline"
        )
    database.execute("PRAGMA journal_mode = WAL")
    # A commit reaches the disk before it counts: a store ahead of what was published would lie.
    database.execute("PRAGMA synchronous = FULL")
    database.execute("PRAGMA cache_size = -65536")
    if not tables:
        database.execute(f"PRAGMA application_id = {APPLICATION}")
    for number, migration in enumerate(MIGRATIONS[version:], version + 1):
        database.executescript(f"BEGIN IMMEDIATE; {migration} PRAGMA user_version = {number}; COMMIT;")
    (sound,) = database.execute("PRAGMA quick_check(1)").fetchone()
    if sound != "ok":
        said = " ".join(str(sound).split())
        raise StoreError(f"{path}: the store is damaged: {said}; restore a copy, or remove it and build anew")
