"""What an answer from the web can be, as values, and what of it may go back in the next request."""

import re
from dataclasses import dataclass

# In the header of a request: ASCII to see, and short. An ETag comes from strangers and goes back to them.
_SENDABLE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,510}[\x21-\x7e])?")


def sendable(text: str) -> bool:
    """Whether a text may stand in a header that we send: nothing in it can begin another one."""
    return bool(_SENDABLE.fullmatch(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server said of the version that is here, to ask for another one only.

    Attributes:
        url: That gave them, after redirects; they are sent to no other.
        etag: As it came.
        last_modified: As it came.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None

    @property
    def usable(self) -> bool:
        """Whether there is anything to ask with."""
        return self.etag is not None or self.last_modified is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A whole body.

    Attributes:
        body: Unpacked; may be empty.
        content_type: Type and subtype in lower case without parameters; "" where the server says none.
        validators: For the next time.
    """

    body: bytes
    content_type: str
    validators: Validators


@dataclass(frozen=True, slots=True)
class NotModified:
    """The version that is here is the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """No answer to use.

    Attributes:
        reason: For people: what was found and, where it helps, expected.
        host: That failed, which after redirects is another one than was asked; "" where none was contacted.
        transient: It may be otherwise in a moment.
        status: HTTP status where there was one.
        retry_after: Seconds that the server wants to be left alone.
    """

    reason: str
    host: str = ""
    transient: bool = False
    status: int | None = None
    retry_after: float | None = None


Answer = Fetched | NotModified | Failed
