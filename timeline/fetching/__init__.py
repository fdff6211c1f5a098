"""Sources on the web into folders that a build reads: the only part that opens the network for posts, and no build does."""

from dateline.timeline.fetching.inbox import fetch
from dateline.timeline.fetching.options import (
    FetchError,
    FetchOptions,
    FetchOutcome,
    FetchSource,
    preview_url,
)

__all__ = ["FetchError", "FetchOptions", "FetchOutcome", "FetchSource", "fetch", "preview_url"]
