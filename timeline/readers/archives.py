"""Archives that people download of their own accounts -> entries: X (tweets.js), Mastodon (outbox.json)."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from dateline.timeline.errors import ReaderError
from dateline.timeline.readers.entries import NO_WORDS
from dateline.timeline.readers.markup import plain

_PUBLIC = ("https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public")
# Posts alone: an archive's other parts are private messages, what others wrote, and what was deleted.
_TWEETS = re.compile(r"\s*window\.YTD\.tweets?\.part\d+")
_OTHER_PART = re.compile(r"\s*window\.YTD\.\w+")
_REPOST = re.compile(r"RT (@\w+)")


def recognises(start: str) -> bool:
    """The one line of script that opens the posts of an X archive, or an outbox."""
    told = start.lstrip()
    return bool(_TWEETS.match(told)) or (told.startswith("{") and '"OrderedCollection"' in told[:4000])


def is_other_part(start: str) -> bool:
    """A part of an X archive that holds no posts of the account."""
    return bool(_OTHER_PART.match(start)) and not _TWEETS.match(start)


def parse(content: bytes, settings: Mapping[str, Any]) -> Iterator[dict[str, Any]]:  # noqa: ARG001 - no archive has any
    """Posts of an account.

    Raises:
        ReaderError: It is none of these archives.
    """
    text = content.decode("utf-8-sig", "replace")
    try:
        if _TWEETS.match(text):
            # Never run: what follows the first bracket is JSON.
            rows, _ = json.JSONDecoder().raw_decode(text, text.index("["))
            read = _tweet
        else:
            rows = json.loads(text, object_pairs_hook=_fullest)["orderedItems"]
            read = _note
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ReaderError(f"expected an archive of posts, found {type(error).__name__}") from None
    for row in rows if isinstance(rows, list) else ():
        try:
            yield read(row)
        except (KeyError, TypeError, AttributeError):
            found = row if isinstance(row, str) else f"{type(row).__name__} without what a post has"
            yield {"wrong": ("a post of an archive", found)}


def _fullest(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Mastodon writes orderedItems twice, empty first: of a name that comes twice the fuller list counts."""
    made: dict[str, Any] = {}
    for key, value in pairs:
        before = made.get(key)
        if not (isinstance(before, list) and isinstance(value, list) and len(before) > len(value)):
            made[key] = value
    return made


def _tweet(row: Mapping[str, Any]) -> dict[str, Any]:
    tweet = row.get("tweet", row)
    own = str(tweet["id_str"])
    text = html.unescape(tweet.get("full_text") or tweet.get("text") or "")
    if reposted := _REPOST.match(text):
        # Cut off after 140 letters: half a sentence tells nothing that can be trusted.
        return {"id": own, "skip": f"a repost: of {reposted[1]}"}
    for link in tweet.get("entities", {}).get("urls", ()):
        text = text.replace(str(link.get("url")), str(link.get("expanded_url") or link.get("url")))
    if not text.strip():
        return {"id": own, "skip": NO_WORDS}
    return {
        "id": own, "text": text, "published": tweet.get("created_at"), "lang": tweet.get("lang"),
        "url": f"https://x.com/i/status/{own}" if own.isdigit() else None,
    }  # fmt: skip


def _note(row: Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(row, str):
        # Likes and bookmarks are lists of addresses.
        return {"id": row, "skip": "no post of the account: an address"}
    note, own = row.get("object"), str(row.get("id") or "")
    if row.get("type") != "Create" or not isinstance(note, dict):
        reposted = note if isinstance(note, str) else note.get("id") if isinstance(note, dict) else None
        return {"id": own, "skip": f"a repost: of {reposted or 'something'}"}
    # Direct messages are in the archive as well, and nobody's business.
    readers = [*_listed(note.get("to")), *_listed(note.get("cc"))]
    if not any(reader in _PUBLIC for reader in readers):
        return {"id": own, "skip": "not public"}
    text = "\n\n".join(filter(None, (note.get("summary"), plain(str(note.get("content") or "")))))
    if not text:
        return {"id": own, "skip": NO_WORDS}
    languages = note.get("contentMap")
    return {
        "id": str(note.get("id") or own), "text": text, "published": note.get("published"), "edited": note.get("updated"),
        "url": note.get("url"), "source": _account(note.get("attributedTo") or row.get("actor")),
        "lang": next(iter(languages), None) if isinstance(languages, dict) and len(languages) == 1 else None,
    }  # fmt: skip


def _account(address: object) -> dict[str, str] | None:
    """https://m.example/users/desk -> @desk@m.example."""
    if not isinstance(address, str) or not address.startswith(("http://", "https://")):
        return None
    host, _, path = address.partition("://")[2].partition("/")
    return {"id": address, "name": f"@{path.rpartition('/')[2].lstrip('@')}@{host}", "url": address}


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
