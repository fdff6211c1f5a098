"""Posts in the store: which file holds which post, everything a post ever said, and what has vanished."""

import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from dateline.timeline.event import Rejection
from dateline.timeline.post import Post
from dateline.timeline.readers import BadRow
from dateline.timeline.store.post_record import post_from_record, post_record, post_sha, seconds

# Why a post is not in its source now.
THERE, OUT_OF_WINDOW, TAKEN_OUT = 0, 1, 2


class FilePrint(NamedTuple):
    """A file as it is on the disk.

    Attributes:
        name: Within its source, as messages show it.
        sha: Of its content.
        how: Of all that decides how it is read.
        rank: Its place among the files of its source: of two that hold a post the later one holds.
    """

    name: str
    sha: bytes
    how: str
    rank: int


@dataclass(frozen=True, slots=True)
class Touched:
    """Keys of posts that are new, were edited, were taken out by their source, and that it put back or let go."""

    new: frozenset[int]
    edited: frozenset[int]
    gone: frozenset[int]
    back: frozenset[int]

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.new or self.edited or self.gone or self.back)


class Posts:
    """The posts of a store.

    Args:
        database: Open; what is written stays in its transaction.
        run: The number of this run.
    """

    def __init__(self, database: sqlite3.Connection, run: int) -> None:
        self._db = database
        self._run = run
        self._moved: set[int] = set()

    # ---- taking in files

    def is_known(self, feed: str, file: FilePrint) -> bool:
        """Whether a file was read as it is now, by the same reader and options, in the same place."""
        row = self._db.execute(
            "SELECT sha, how, rank FROM files WHERE feed = ? AND name = ?", (feed, file.name)
        ).fetchone()
        return bool(row == (file.sha, file.how, file.rank))

    def take_in(self, feed: str, file: FilePrint, items: Iterable[Post | BadRow | Rejection]) -> None:
        """Keep what a file holds now in place of what it held; call ``settle`` when all files of a source are in.

        Args:
            feed: The source in the settings.
            file: The file.
            items: All it holds, as read.

        Raises:
            ReaderError: The file breaks off. What was read before is kept, and the file counts as not read.
        """
        db = self._db
        db.execute(
            "INSERT INTO files (feed, name, sha, how, rank) VALUES (?, ?, x'', '', ?)"
            " ON CONFLICT (feed, name) DO UPDATE SET sha = x'', rank = excluded.rank",
            (feed, file.name, file.rank),
        )
        (key,) = db.execute("SELECT key FROM files WHERE feed = ? AND name = ?", (feed, file.name)).fetchone()
        db.execute("DELETE FROM quarantine WHERE file = ?", (key,))
        db.execute("DELETE FROM left_out WHERE file = ?", (key,))
        seen: set[int] = set()
        earliest, latest = None, None
        for item in items:
            if isinstance(item, Post):
                seen.add(self._sight(feed, key, item))
                if item.published is not None:
                    instant = item.published.timestamp()
                    earliest = instant if earliest is None else min(earliest, instant)
                    latest = instant if latest is None else max(latest, instant)
            elif isinstance(item, BadRow):
                self.quarantine(key, item)
            else:
                told = (key, item.post_id, item.reason, item.quote)
                db.execute("INSERT INTO left_out VALUES (?, ?, ?, ?)", told)
        held = [post for (post,) in db.execute("SELECT post FROM sightings WHERE file = ?", (key,))]
        lost = [(key, post) for post in held if post not in seen]
        db.executemany("DELETE FROM sightings WHERE file = ? AND post = ?", lost)
        self._moved.update(post for _, post in lost)
        db.execute(
            "UPDATE files SET sha = ?, how = ?, earliest = ?, latest = ? WHERE key = ?",
            (file.sha, file.how, earliest, latest, key),
        )

    def quarantine(self, file: int, bad: BadRow) -> None:
        """Keep a row that is no post."""
        self._db.execute(
            "INSERT INTO quarantine VALUES (?, ?, ?, ?)", (file, bad.row, bad.found, bad.expected)
        )

    def break_off(self, feed: str, name: str, said: str) -> None:
        """Note in the quarantine that a file could not be read to its end; it is read again next time."""
        row = self._db.execute("SELECT key FROM files WHERE feed = ? AND name = ?", (feed, name)).fetchone()
        if row:
            self.quarantine(row[0], BadRow(file=name, row=0, found=said, expected="a file that can be read"))

    def use(self, feeds: Collection[str]) -> list[int]:
        """Count only posts of these sources from now on: what another one held is kept, and tells nothing.

        Args:
            feeds: The sources in the settings.

        Returns:
            Keys of posts that did not count before, or do not now.
        """
        db = self._db
        told = json.dumps(sorted(feeds))
        turned = db.execute(
            "UPDATE posts SET used = 1 - used WHERE used <> (feed IN (SELECT value FROM json_each(?))) RETURNING key",
            (told,),
        ).fetchall()
        unused = db.execute(
            "SELECT DISTINCT feed FROM files WHERE feed NOT IN (SELECT value FROM json_each(?)) ORDER BY feed",
            (told,),
        ).fetchall()
        for (feed,) in unused:
            self.drop_files(feed, ())
            self.settle(feed, snapshots=False)
        return sorted(key for (key,) in turned)

    def drop_files(self, feed: str, present: Iterable[str]) -> int:
        """Forget files that are no longer there, not what they held; returns how many."""
        known = dict(self._db.execute("SELECT name, key FROM files WHERE feed = ?", (feed,)))
        missing = [(known[name],) for name in sorted(known.keys() - set(present))]
        for (key,) in missing:
            self._moved.update(
                p for (p,) in self._db.execute("SELECT post FROM sightings WHERE file = ?", (key,))
            )
        for table, column in (
            ("sightings", "file"),
            ("quarantine", "file"),
            ("left_out", "file"),
            ("files", "key"),
        ):
            self._db.executemany(f"DELETE FROM {table} WHERE {column} = ?", missing)  # noqa: S608 - our own names
        return len(missing)

    def _sight(self, feed: str, file: int, post: Post) -> int:
        """Note that a file holds a post; returns the post's key."""
        db = self._db
        sha = post_sha(post)
        row = db.execute(
            "SELECT p.key, v.sha FROM posts p LEFT JOIN sightings s ON s.file = ? AND s.post = p.key"
            " LEFT JOIN versions v ON v.key = s.version WHERE p.source = ? AND p.post = ?",
            (file, post.source.source_id, post.post_id),
        ).fetchone()
        if row is None:
            key = db.execute(
                "INSERT INTO posts (source, post, feed, version, published, first_run, changed_run) VALUES (?, ?, ?, 0, ?, ?, ?)",
                (post.source.source_id, post.post_id, feed, seconds(post.published), self._run, self._run),
            ).lastrowid
        else:
            key = row[0]
            if row[1] == sha:
                return int(key)
        known = db.execute("SELECT key FROM versions WHERE post = ? AND sha = ?", (key, sha)).fetchone()
        version = known[0] if known else db.execute(
            "INSERT INTO versions (post, sha, record, edited, run) VALUES (?, ?, ?, ?, ?)",
            (key, sha, post_record(post), seconds(post.edited), self._run),
        ).lastrowid  # fmt: skip
        db.execute(
            "INSERT INTO sightings VALUES (?, ?, ?) ON CONFLICT (file, post) DO UPDATE SET version = excluded.version",
            (file, key, version),
        )
        self._moved.add(int(key))  # type: ignore[arg-type]
        return int(key)  # type: ignore[arg-type]

    def settle(self, feed: str, *, snapshots: bool) -> None:
        """Work out what each post says now, after the files of a source are in.

        A post that is in no file any more is kept. Its source took it out where what is there goes on on both sides of
        its time; else it fell out of the window that its source shows.

        Args:
            feed: The source.
            snapshots: Whether each file of it shows the same thing at another time.
        """
        db = self._db
        for key in sorted(self._moved):
            before, is_gone, published = db.execute(
                "SELECT version, gone, published FROM posts WHERE key = ?", (key,)
            ).fetchone()
            row = db.execute(
                "SELECT s.version, v.record, f.feed FROM sightings s JOIN versions v ON v.key = s.version"
                " JOIN files f ON f.key = s.file WHERE s.post = ?"
                " ORDER BY coalesce(v.edited, -1e18) DESC, f.rank DESC, f.key DESC LIMIT 1",
                (key,),
            ).fetchone()
            if row is not None:
                db.execute(
                    "UPDATE posts SET feed = ?, used = 1 WHERE key = ? AND feed <> ?", (row[2], key, row[2])
                )
            if row is None:
                state = TAKEN_OUT if self._goes_on_around(feed, published) else OUT_OF_WINDOW
                if is_gone != state:
                    self._vanish(key, state)
            elif row[0] != before:
                told = post_from_record(row[1])
                db.execute(
                    "UPDATE posts SET version = ?, published = ?, changed_run = ? WHERE key = ?",
                    (row[0], seconds(told.published), self._run, key),
                )
                if is_gone:
                    self._vanish(key, THERE)
            elif is_gone:
                self._vanish(key, THERE)
        self._moved.clear()
        if snapshots:
            for key in self._missing_in_newest(feed):
                self._vanish(key, TAKEN_OUT)

    def _vanish(self, key: int, state: int) -> None:
        """Only what is or was taken out counts as something that happened: the rest is a window that moves on."""
        self._db.execute(
            "UPDATE posts SET gone_run = CASE WHEN gone = ? OR ? = ? THEN ? ELSE gone_run END, gone = ? WHERE key = ?",
            (TAKEN_OUT, state, TAKEN_OUT, self._run, state, key),
        )

    def _goes_on_around(self, feed: str, published: float | None) -> bool:
        row = self._db.execute(
            "SELECT 1 FROM files WHERE feed = ? AND earliest < ? AND latest > ?", (feed, published, published)
        ).fetchone()
        return row is not None

    def _missing_in_newest(self, feed: str) -> set[int]:
        """Posts that earlier snapshots hold and the newest does not, though it shows what came before and after."""
        newest = self._db.execute(
            "SELECT key, earliest, latest FROM files WHERE feed = ? AND earliest IS NOT NULL ORDER BY rank DESC LIMIT 1",
            (feed,),
        ).fetchone()
        if newest is None:
            return set()
        rows = self._db.execute(
            "SELECT DISTINCT p.key FROM files f JOIN sightings s ON s.file = f.key JOIN posts p ON p.key = s.post"
            " WHERE f.feed = ? AND p.gone = 0 AND p.published > ? AND p.published < ?"
            " AND NOT EXISTS (SELECT 1 FROM sightings n WHERE n.file = ? AND n.post = p.key)",
            (feed, newest[1], newest[2], newest[0]),
        )
        return {key for (key,) in rows}

    # ---- asking

    def touched_since(self, run: int) -> Touched:
        """What happened to posts in the runs after this one."""
        rows = self._db.execute(
            "SELECT key, first_run FROM posts WHERE changed_run > ? AND version > 0", (run,)
        ).fetchall()
        moved = self._db.execute("SELECT key, gone FROM posts WHERE gone_run > ?", (run,)).fetchall()
        return Touched(
            new=frozenset(key for key, first in rows if first > run),
            edited=frozenset(key for key, first in rows if first <= run),
            gone=frozenset(key for key, gone in moved if gone == TAKEN_OUT),
            back=frozenset(key for key, gone in moved if gone != TAKEN_OUT),
        )

    def taken_out(self) -> frozenset[int]:
        """Posts that their sources took out, whenever."""
        return frozenset(
            key for (key,) in self._db.execute("SELECT key FROM posts WHERE gone = ? AND used", (TAKEN_OUT,))
        )

    def published(self, keys: Iterable[int]) -> Iterator[datetime | None]:
        """When any version of these posts says that it was published."""
        for key in keys:
            for (record,) in self._db.execute("SELECT record FROM versions WHERE post = ?", (key,)):
                yield post_from_record(record).published

    def before(self, instant: float) -> frozenset[int]:
        """Keys of posts published before this, in seconds since 1970."""
        return frozenset(
            key for (key,) in self._db.execute("SELECT key FROM posts WHERE published < ?", (instant,))
        )

    def fingerprint(self, keys: Iterable[int]) -> str:
        """A short name for what these posts say now."""
        held = hashlib.sha256()
        for key in sorted(set(keys)):
            row = self._db.execute(
                "SELECT p.source, p.post, v.sha FROM posts p JOIN versions v ON v.key = p.version WHERE p.key = ?",
                (key,),
            ).fetchone()
            held.update(repr(row).encode("utf-8", "replace"))
        # A letter first: a spreadsheet takes 1234e567 for a number.
        return "r" + held.hexdigest()[:11]

    def of_feeds(self, feeds: Iterable[str]) -> frozenset[int]:
        """Keys of posts that files of these sources hold, or held last."""
        told = json.dumps(list(feeds))
        return frozenset(
            key
            for (key,) in self._db.execute(
                "SELECT key FROM posts WHERE feed IN (SELECT value FROM json_each(?))"
                " UNION SELECT s.post FROM files f JOIN sightings s ON s.file = f.key"
                " WHERE f.feed IN (SELECT value FROM json_each(?))",
                (told, told),
            )
        )

    def count(self) -> int:
        """How many posts are kept, vanished ones too."""
        return int(self._db.execute("SELECT count(*) FROM posts WHERE version > 0 AND used").fetchone()[0])

    def newest(self, feed: str) -> float | None:
        """When the newest post that files of a source hold was published, in seconds since 1970; None for none."""
        row = self._db.execute("SELECT max(latest) FROM files WHERE feed = ?", (feed,)).fetchone()
        return None if row[0] is None else float(row[0])

    def ahead(self, until: float) -> list[str]:
        """Posts dated later than this: their clock is wrong, and they wait until their time has come."""
        rows = self._db.execute(
            "SELECT source, post FROM posts WHERE published > ? AND used ORDER BY key", (until,)
        )
        return [f"{source}: {post}" for source, post in rows]

    def named(self, keys: Iterable[int]) -> list[str]:
        """Posts for people: source and own id."""
        found = (
            self._db.execute("SELECT source, post FROM posts WHERE key = ?", (key,)).fetchone()
            for key in sorted(keys)
        )
        return [f"{source}: {post}" for source, post in found]

    def quarantined(self) -> Sequence[tuple[str, int, str, str]]:
        """Rows that are no posts: source and file, row, found, expected."""
        return self._db.execute(
            "SELECT f.feed || ': ' || f.name, q.row, q.found, q.expected FROM quarantine q JOIN files f ON f.key = q.file"
            " ORDER BY f.feed, f.rank, q.rowid"
        ).fetchall()

    def left_out(self) -> Iterator[tuple[str, str, str]]:
        """What readers left out: post, reason, quote."""
        yield from self._db.execute("SELECT post, reason, quote FROM left_out ORDER BY rowid")

    def versions(self, source: str, post: str) -> list[Post]:
        """Everything a post ever said, the oldest first."""
        rows = self._db.execute(
            "SELECT v.record FROM posts p JOIN versions v ON v.post = p.key WHERE p.source = ? AND p.post = ? ORDER BY v.key",
            (source, post),
        )
        return [post_from_record(record) for (record,) in rows]
