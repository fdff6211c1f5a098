"""Telling a dead-man's switch how it went: one bounded request, and never a failure of ours."""

from datetime import UTC, datetime

from dateline.timeline.fetching.addresses import Target
from dateline.timeline.fetching.answers import Failed
from dateline.timeline.fetching.request import Request, get

_SECONDS = 10.0
# Of the answer; a switch says "OK".
_MOST_BYTES = 4096


def ping(url: str, seconds: float = _SECONDS) -> str | None:
    """Ask for an address, and leave it at that.

    A switch may stand on the desk's own network, for its address is the desk's own word. A redirect is somebody else's,
    so none is followed.

    Args:
        url: http or https.
        seconds: For all of it, from the name's resolution to the last byte.

    Returns:
        None when it heard; else why not, without the address's path, which is a secret.
    """
    asked: list[Target] = []

    def first_only(target: Target) -> Failed | None:
        if asked:
            return Failed(reason="expected an answer, found a redirect", host=asked[0].host)
        asked.append(target)
        return None

    request = Request(
        url=url, agent="dateline", now=lambda: datetime.now(UTC), seconds=seconds, most_bytes=_MOST_BYTES,
        keep_beginning=True, allow_private=True,
    )  # fmt: skip
    answer = get(request, first_only)
    if not isinstance(answer, Failed) or (answer.status is not None and 200 <= answer.status < 300):
        return None
    return f"{asked[0].origin if asked else 'ping'}: not told: {answer.reason}"
