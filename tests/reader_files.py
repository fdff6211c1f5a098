"""Files for the readers' tests: written, read, and their times as the tests compare them."""

from datetime import UTC
from pathlib import Path

from dateline.timeline.readers import Batch, ReadOptions, read_posts

KYIV = ReadOptions(timezone="Europe/Kyiv")


def batch_of(folder: Path, content: str | bytes, name: str = "file", options: ReadOptions = KYIV) -> Batch:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    return read_posts(file, options)


def instants(batch: Batch) -> list[str | None]:
    return [
        post.published.astimezone(UTC).strftime("%m-%d %H:%M") if post.published else None
        for post in batch.posts
    ]


def reasons(batch: Batch) -> list[str]:
    return [left.reason for left in batch.rejections]
