"""Which posts pass on the words of others: told by the source, or found by their likeness."""

import sqlite3
from typing import NamedTuple

from timeline.likeness import NEAR, apart, bands, likeness
from timeline.post import Post

# A copy comes soon; the same words a month later tell of something else.
_WINDOW = 3 * 86_400.0


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
        db.execute("DELETE FROM copies WHERE post = ? OR of = ?", (key, key))
        db.execute("DELETE FROM marks WHERE post = ?", (key,))
        db.execute("DELETE FROM bands WHERE post = ?", (key,))
        mark = likeness(post.text)
        published = post.published.timestamp() if post.published else None
        if mark is not None and published is not None:
            self._compare(key, mark, published)
            db.execute("INSERT INTO marks VALUES (?, ?)", (key, mark))
            db.executemany("INSERT INTO bands VALUES (?, ?)", [(band, key) for band in bands(mark)])
        if post.repost_of:
            told = (key, None, post.repost_of, "repost")
            db.execute("INSERT OR REPLACE INTO copies VALUES (?, ?, ?, ?)", told)

    def _compare(self, key: int, mark: int, published: float) -> None:
        db = self._db
        found: set[tuple[float, int, int]] = set()
        for band in bands(mark):
            found.update(
                db.execute(
                    "SELECT p.published, p.key, m.mark FROM bands b JOIN posts p ON p.key = b.post"
                    " JOIN marks m ON m.post = b.post WHERE b.band = ? AND p.published BETWEEN ? AND ?",
                    (band, published - _WINDOW, published + _WINDOW),
                )
            )
        near = sorted(one for one in found if apart(one[2], mark) <= NEAR)
        for when, other, its in near:
            how = "same words" if its == mark else "nearly the same words"
            if (when, other) < (published, key):
                db.execute("INSERT OR IGNORE INTO copies VALUES (?, ?, NULL, ?)", (key, other, how))
            else:
                db.execute("INSERT OR IGNORE INTO copies VALUES (?, ?, NULL, ?)", (other, key, how))

    def all(self) -> dict[int, Copy]:
        """Key of a copy -> what it is a copy of."""
        rows = self._db.execute(
            "SELECT c.post, coalesce(c.named, p.source || ': ' || p.post), c.how FROM copies c"
            " LEFT JOIN posts p ON p.key = c.of ORDER BY c.post"
        )
        return {key: Copy(of, how) for key, of, how in rows}
