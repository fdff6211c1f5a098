"""What a format gives of each post -> posts: one row form for all formats that are not lines of ours."""

from collections.abc import Iterable, Mapping
from typing import Any

from timeline.errors import ReaderError
from timeline.event import Rejection
from timeline.post import Post
from timeline.readers.instants import instant_of
from timeline.readers.json_lines import BadRowError, post_of_row
from timeline.readers.options import BadRow, Batch, ReadOptions

# A row is an object of JSON lines (id, text, title, published, url, lang, source); ``skip`` says why it is no post.
Entry = Mapping[str, Any]


def batch_of(entries: Iterable[Entry], name: str, options: ReadOptions) -> Batch:
    """Posts in the order given; what is none is kept as a bad row or, by its nature, a rejection.

    A publication time that cannot be read makes a bad row: a post dated by something else would be placed wrongly in
    time. A time that is not there at all is the options'.

    Raises:
        ReaderError: There are rows, and not one of them is a post or was left out for its nature.
    """
    posts: list[Post] = []
    bad: list[BadRow] = []
    left: list[Rejection] = []
    seen: set[tuple[str, str]] = set()
    for number, entry in enumerate(entries, 1):
        if "skip" in entry:
            left.append(
                Rejection(
                    post_id=str(entry.get("id") or number),
                    stage="reading",
                    reason=str(entry["skip"]),
                    quote="",
                )
            )
            continue
        try:
            post = post_of_row(_dated(entry, options), options)
        except BadRowError as error:
            bad.append(BadRow(file=name, row=number, found=error.found, expected=error.expected))
            continue
        key = (post.source.source_id, post.post_id)
        if key in seen:
            left.append(
                Rejection(post_id=post.post_id, stage="reading", reason="told twice in one file", quote="")
            )
            continue
        seen.add(key)
        posts.append(post)
    if bad and not posts and not left:
        first = bad[0]
        raise ReaderError(f"{name}: post {first.row}: expected {first.expected}, found {first.found}")
    return Batch(posts=tuple(posts), bad_rows=tuple(bad), rejections=tuple(left))


def _dated(entry: Entry, options: ReadOptions) -> Entry:
    told = entry.get("published")
    if told is None or told == "":
        return entry
    instant = instant_of(told, entry.get("timezone") or options.timezone)
    if instant is None:
        raise BadRowError("a publication time with its zone (--timezone gives the source's)", told)
    return {**entry, "published": instant.isoformat()}
