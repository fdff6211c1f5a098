"""Which posts pass on the words of others: told by the source, or found by their likeness."""

import sqlite3
from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

from dateline.timeline.post import Post
from dateline.timeline.store.likeness import ALIKE, likeness

# A copy comes within so many days; the same words a month later tell of something else.
_WINDOW = 3
_DAY = 86_400
# Of many that say the same the first one is whom the others copy, in whatever order they were looked at.
_NOTE = (
    "INSERT INTO copies VALUES (?, ?, NULL, ?) ON CONFLICT (post) DO UPDATE SET of = excluded.of, how = excluded.how"
    " WHERE copies.named IS NULL AND (SELECT p.published, p.source, p.post FROM posts p WHERE p.key = excluded.of)"
    " < (SELECT p.published, p.source, p.post FROM posts p WHERE p.key = copies.of)"
)


class Copy(NamedTuple):
    """A post that passes on another's words.

    Attributes:
        of: Whose: source and id of the post that was first, or what the repost names.
        how: ``repost`` as its source says, ``same words`` or ``nearly the same words``.
    """

    of: str
    how: str


class Copies:
    """The copies of a store."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def look(self, key: int, post: Post) -> None:
        """Find what a post is like, among the posts looked at before; the later one is the copy.

        Args:
            key: Of the post.
            post: What it says now.
        """
        db = self._db
        orphans = self._forget(key)
        db.execute("DELETE FROM copies WHERE post = ?", (key,))
        db.execute("DELETE FROM marks WHERE post = ?", (key,))
        db.execute("DELETE FROM sketches WHERE post = ?", (key,))
        like = likeness(post.text)
        if like is not None and post.published is not None:
            day = int(post.published.timestamp() // _DAY)
            db.execute("INSERT INTO marks VALUES (?, ?, ?)", (key, like.whole, like.numbers))
            db.executemany("INSERT INTO sketches VALUES (?, ?, ?)", [(one, day, key) for one in like.sketch])
        if post.repost_of:
            told = (key, None, post.repost_of, "repost")
            db.execute("INSERT INTO copies VALUES (?, ?, ?, ?)", told)
        self._compare(key)
        self._adopt(orphans)

    def look_again(self, keys: Collection[int]) -> None:
        """Compare posts that count again, or no longer: whose source came into the settings, or left them.

        Args:
            keys: Of the posts.
        """
        orphans: set[int] = set()
        for key in keys:
            orphans |= self._forget(key)
        for key in keys:
            self._compare(key)
        self._adopt(orphans)

    def _forget(self, key: int) -> set[int]:
        """Unlearn whose words a post has, but for what its source told; posts that were taken for copies of it."""
        db = self._db
        orphans = {post for (post,) in db.execute("SELECT post FROM copies WHERE of = ?", (key,))}
        db.execute("DELETE FROM copies WHERE (post = ? AND named IS NULL) OR of = ?", (key, key))
        return orphans

    def _adopt(self, orphans: Collection[int]) -> None:
        """Find another whose words they are for posts whose first one is gone or says something else."""
        for key in sorted(orphans):
            if self._db.execute("SELECT 1 FROM copies WHERE post = ?", (key,)).fetchone() is None:
                self._compare(key)

    def _compare(self, key: int) -> None:
        """Note the first of the posts that say the same, for this one or, where it is the first, for the others."""
        db = self._db
        row = db.execute(
            "SELECT p.published, p.source, p.post, m.whole, m.numbers FROM posts p JOIN marks m ON m.post = p.key"
            " WHERE p.key = ? AND p.used",
            (key,),
        ).fetchone()
        if row is None:
            return
        *order, whole, numbers = row
        near = []
        for other, *when, its_whole, its_numbers in self._near(key):
            if its_numbers == numbers:
                near.append((when, other, "same words" if its_whole == whole else "nearly the same words"))
        for when, one, how in sorted(near):
            # By their ids where they came at once: which was taken in first is a matter of chance.
            pair = (key, one) if when < order else (one, key)
            db.execute(_NOTE, (*pair, how))

    def _near(self, key: int) -> list[tuple[int, float, str, str, int, int]]:
        """Posts that share enough of a post's sketch: key, when published, source, id, marks."""
        db = self._db
        shared: Counter[int] = Counter()
        for shingle, day in db.execute("SELECT shingle, day FROM sketches WHERE post = ?", (key,)).fetchall():
            rows = db.execute(
                "SELECT post FROM sketches WHERE shingle = ? AND day BETWEEN ? AND ?",
                (shingle, day - _WINDOW, day + _WINDOW),
            )
            shared.update(post for (post,) in rows)
        found = []
        for other, count in shared.items():
            if count >= ALIKE and other != key:
                row = db.execute(
                    "SELECT p.key, p.published, p.source, p.post, m.whole, m.numbers FROM posts p"
                    " JOIN marks m ON m.post = p.key WHERE p.key = ? AND p.used AND p.published IS NOT NULL",
                    (other,),
                ).fetchone()
                if row is not None:
                    found.append(row)
        return found

    def all(self) -> dict[int, Copy]:
        """Key of a copy -> what it is a copy of, among the posts that count."""
        rows = self._db.execute(
            "SELECT c.post, coalesce(c.named, p.source || ': ' || p.post), c.how FROM copies c"
            " JOIN posts q ON q.key = c.post AND q.used LEFT JOIN posts p ON p.key = c.of ORDER BY c.post"
        )
        return {key: Copy(of, how) for key, of, how in rows}
