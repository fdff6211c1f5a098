"""A post as the store keeps it: its record as JSON, and the name of what it says."""

import hashlib
import json
from datetime import datetime

from dateline.timeline.post import Post, Source


def post_sha(post: Post) -> bytes:
    """Of all that a post says and that decides how it is understood."""
    source = post.source
    told = (
        post.text, post.title, post.language, post.url, post.repost_of,
        post.published.isoformat() if post.published else None, post.edited.isoformat() if post.edited else None,
        source.source_id, source.name, source.url, source.timezone, source.language, source.country,
    )  # fmt: skip
    # Readers take controls out of what strangers wrote, so that two of them can part the fields.
    joined = "\x1f".join("\x00" if one is None else one for one in told)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).digest()[:16]


def post_record(post: Post) -> str:
    """A post as JSON."""
    source = post.source
    return json.dumps(
        {
            "id": post.post_id, "text": post.text, "title": post.title, "lang": post.language, "url": post.url,
            "published": post.published.isoformat() if post.published else None,
            "edited": post.edited.isoformat() if post.edited else None, "repost_of": post.repost_of,
            "source": [source.source_id, source.name, source.url, source.timezone, source.language, source.country],
        },
        ensure_ascii=False,
    )  # fmt: skip


def post_from_record(record: str) -> Post:
    """The post that post_record told."""
    told = json.loads(record)
    key, name, url, zone, language, country = told["source"]
    return Post(
        post_id=told["id"], text=told["text"], title=told["title"], language=told["lang"], url=told["url"],
        published=datetime.fromisoformat(told["published"]) if told["published"] else None,
        edited=datetime.fromisoformat(told["edited"]) if told["edited"] else None, repost_of=told["repost_of"],
        source=Source(source_id=key, name=name, url=url, timezone=zone, language=language, country=country),
    )  # fmt: skip


def seconds(instant: datetime | None) -> float | None:
    """Seconds since 1970; None for None."""
    return None if instant is None else instant.timestamp()
