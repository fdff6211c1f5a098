"""JSON lines: one post an object, one object a line; streamed."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, NoReturn

from dateline.timeline.post import Post
from dateline.timeline.readers.opening import LONGEST_LINE, read_lines
from dateline.timeline.readers.options import BadRow, ReadOptions
from dateline.timeline.readers.rows import SHOWN, BadRowError, post_of_row


def recognises(start: str) -> bool:
    """A file whose first line with something on it opens an object."""
    return start.lstrip().startswith("{")


def read(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Post | BadRow]:
    """One post or bad row for each line that is not blank, in order; never raises for a row."""
    for row, line in enumerate(read_lines(stream), 1):
        if line is None:
            yield BadRow(
                file=name, row=row, found=f"more than {LONGEST_LINE:,} bytes", expected="a shorter line"
            )
        elif line.strip():
            try:
                yield post_of_row(_object(line), options)
            except BadRowError as error:
                yield BadRow(file=name, row=row, found=error.found, expected=error.expected)


def _object(line: bytes) -> Mapping[str, Any]:
    try:
        # Raw surrogates come from UTF-16; they are made sound with the texts that hold them.
        value = _DECODER.decode(line.decode("utf-8", "surrogatepass"))
    except BadRowError:
        raise
    except UnicodeDecodeError as error:
        raise BadRowError("UTF-8 text", f"byte 0x{line[error.start]:02x} at {error.start}") from None
    except RecursionError:
        raise BadRowError("an object of a post", "deeply nested JSON") from None
    except ValueError as error:
        # Numbers of more digits than Python converts come here as well.
        start = line[:SHOWN].decode("utf-8", "replace")
        raise BadRowError("a JSON object", f"{start} ({error})") from None
    if not isinstance(value, dict):
        raise BadRowError("a JSON object", value)
    return value


def _refuse(constant: str) -> NoReturn:
    raise BadRowError("JSON numbers", constant)


# Made once: json.loads makes one anew for each line where it is told anything.
_DECODER = json.JSONDecoder(parse_constant=_refuse)
