"""Archives that people download of their own accounts -> entries: X (tweets.js), Mastodon (outbox.json)."""

import html
import json
from collections.abc import Iterator, Mapping
from typing import Any

from timeline.errors import ReaderError
from timeline.readers.markup import plain

_PUBLIC = ("https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public")
_X = "window.YTD."


def recognises(start: str) -> bool:
    """The one line of script that opens an X archive, or an outbox."""
    told = start.lstrip()
    return told.startswith(_X) or (told.startswith("{") and '"OrderedCollection"' in told[:4000])


def parse(content: bytes) -> Iterator[dict[str, Any]]:
    """Posts of an account.

    Raises:
        ReaderError: It is none of these archives.
    """
    text = content.decode("utf-8-sig", "replace")
    try:
        if text.lstrip().startswith(_X):
            # Never run: what follows the first bracket is JSON.
            rows, _ = json.JSONDecoder().raw_decode(text, text.index("["))
            yield from (_tweet(row) for row in rows)
        else:
            outbox = json.loads(text, object_pairs_hook=_longest)
            yield from (_note(row) for row in outbox["orderedItems"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ReaderError(f"expected an archive of posts, found {type(error).__name__}") from None


def _longest(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Mastodon writes orderedItems twice, empty first: of a name that comes twice the fuller value counts."""
    made: dict[str, Any] = {}
    for key, value in pairs:
        if (
            key in made
            and isinstance(made[key], list)
            and isinstance(value, list)
            and len(made[key]) > len(value)
        ):
            continue
        made[key] = value
    return made


def _tweet(row: Mapping[str, Any]) -> dict[str, Any]:
    tweet = row.get("tweet", row)
    own = str(tweet["id_str"])
    text = html.unescape(tweet.get("full_text") or tweet.get("text") or "")
    if text.startswith("RT @"):
        return {"id": own, "skip": "a repost"}
    for link in tweet.get("entities", {}).get("urls", ()):
        text = text.replace(str(link.get("url")), str(link.get("expanded_url") or link.get("url")))
    return {
        "id": own, "text": text, "published": tweet.get("created_at"), "lang": tweet.get("lang"),
        "url": f"https://x.com/i/status/{own}" if own.isdigit() else None,
    }  # fmt: skip


def _note(row: Mapping[str, Any]) -> dict[str, Any]:
    note = row.get("object")
    own = str(row.get("id") or "")
    if row.get("type") != "Create" or not isinstance(note, dict):
        return {"id": own, "skip": "a repost"}
    # Direct messages are in the archive as well, and nobody's business.
    readers = [*_listed(note.get("to")), *_listed(note.get("cc"))]
    if not any(reader in _PUBLIC for reader in readers):
        return {"id": own, "skip": "not public"}
    text = "\n\n".join(filter(None, (note.get("summary"), plain(str(note.get("content") or "")))))
    if not text:
        return {"id": own, "skip": "no words: a picture or an embed"}
    languages = note.get("contentMap")
    return {
        "id": str(note.get("id") or own), "text": text, "published": note.get("published"), "url": note.get("url"),
        "lang": next(iter(languages), None) if isinstance(languages, dict) and len(languages) == 1 else None,
    }  # fmt: skip


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
