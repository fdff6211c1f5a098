"""Which posts pass on the words of others: told by the source, or found by their likeness."""

import sqlite3
from collections import Counter
from typing import NamedTuple

from timeline.likeness import ALIKE, Likeness, likeness
from timeline.post import Post

# A copy comes within so many days; the same words a month later tell of something else.
_WINDOW = 3
_DAY = 86_400


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
        db.execute("DELETE FROM sketches WHERE post = ?", (key,))
        like = likeness(post.text)
        if like is not None and post.published is not None:
            published = post.published.timestamp()
            day = int(published // _DAY)
            self._compare(key, like, published, day)
            db.execute("INSERT INTO marks VALUES (?, ?, ?)", (key, like.whole, like.numbers))
            db.executemany("INSERT INTO sketches VALUES (?, ?, ?)", [(one, day, key) for one in like.sketch])
        if post.repost_of:
            told = (key, None, post.repost_of, "repost")
            db.execute("INSERT OR REPLACE INTO copies VALUES (?, ?, ?, ?)", told)

    def _compare(self, key: int, like: Likeness, published: float, day: int) -> None:
        db = self._db
        shared: Counter[int] = Counter()
        for one in like.sketch:
            rows = db.execute(
                "SELECT post FROM sketches WHERE shingle = ? AND day BETWEEN ? AND ?",
                (one, day - _WINDOW, day + _WINDOW),
            )
            shared.update(post for (post,) in rows)
        near = []
        for other, count in shared.items():
            if count >= ALIKE:
                row = db.execute(
                    "SELECT p.published, m.whole, m.numbers FROM posts p JOIN marks m ON m.post = p.key WHERE p.key = ?",
                    (other,),
                ).fetchone()
                if row[2] == like.numbers:
                    near.append(
                        (row[0], other, "same words" if row[1] == like.whole else "nearly the same words")
                    )
        for when, other, how in sorted(near):
            pair = (key, other) if (when, other) < (published, key) else (other, key)
            db.execute("INSERT OR IGNORE INTO copies VALUES (?, ?, NULL, ?)", (*pair, how))

    def all(self) -> dict[int, Copy]:
        """Key of a copy -> what it is a copy of."""
        rows = self._db.execute(
            "SELECT c.post, coalesce(c.named, p.source || ': ' || p.post), c.how FROM copies c"
            " LEFT JOIN posts p ON p.key = c.of ORDER BY c.post"
        )
        return {key: Copy(of, how) for key, of, how in rows}
