"""Telegram Desktop's result.json -> entries, streamed: a channel of years is hundreds of megabytes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from dateline.timeline.errors import ReaderError
from dateline.timeline.readers.entries import NO_WORDS
from dateline.timeline.readers.options import ReadOptions
from dateline.timeline.readers.repairing import Repaired

# Private chats are nobody's source.
_PUBLISHED = ("public_channel", "private_channel", "public_supergroup")
_CHAT_TYPE = re.compile(r'"type"\s*:\s*"(?:\w+_(?:chat|channel|group|supergroup|messages)|replies)"')
_WHOLE_ACCOUNT = re.compile(r'"(?:personal_information|chats|left_chats)"\s*:\s*\{')
# Where a chat's object stands: alone, or in the lists of a whole account.
_CHATS: tuple[list[str], ...] = ([], ["chats", "list", ""], ["left_chats", "list", ""])
_READ = frozenset(
    (
        "id", "type", "date", "date_unixtime", "edited", "edited_unixtime", "forwarded_from", "forwarded_from_id", "text",
        "location_information", "place_name", "address",
    )
)  # fmt: skip
# A message nests a few levels.
_DEEPEST = 64


def recognises(start: str) -> bool:
    """An object with messages and a type of chat, or the export of a whole account."""
    told = start.lstrip()
    if not told.startswith("{"):
        return False
    if '"messages"' in told[:4000] and _CHAT_TYPE.search(told[:4000]):
        return True
    return '"about"' in told[:4000] and bool(_WHOLE_ACCOUNT.search(told))


@dataclass(slots=True)
class _Chat:
    """What is known of a chat when its messages come: the exporter writes it before them."""

    name: Any = None
    kind: Any = None
    number: Any = None
    is_whole_export: bool = False
    left_out: int = 0

    def is_published(self) -> bool:
        return self.kind in _PUBLISHED

    def source(self) -> dict[str, Any] | None:
        name = self.name if isinstance(self.name, str) else None
        if self.number is None:
            return {"name": name} if name else None
        return {"id": f"telegram-{self.number}", "name": name}


def parse(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[dict[str, Any]]:
    """Entries of one exported channel, or of the channels in the export of a whole account, in its order.

    Args:
        stream: The file; one message of it is held at a time.
        name: What to call it.
        options: The ``username`` of the one channel that is exported.

    Raises:
        ReaderError: It is no such export, is cut short, or is of a chat that is no channel.
    """
    import ijson

    read = 0
    try:
        for chat, message in _messages(ijson, stream, name):
            if message is None:
                kind = str(chat.kind or "chat of unknown type").replace("_", " ")
                yield {"id": f"{chat.number}", "skip": f"a private chat: {kind}, {chat.left_out} messages"}
                continue
            read += 1
            yield _entry(message, chat, options.username if chat.is_whole_export else None)
    except (ijson.JSONError, UnicodeDecodeError, RecursionError, OverflowError, ValueError) as error:
        if isinstance(error, ReaderError):
            raise
        said = " ".join(next(iter(str(error).splitlines()), type(error).__name__).split())[:100]
        raise ReaderError(
            f"{name}: expected Telegram's result.json, found broken JSON after message {read}: {said}"
        ) from None


def _messages(ijson: Any, stream: BinaryIO, name: str) -> Iterator[tuple[_Chat, Any]]:
    """Each message with its chat; a chat alone for one that is left out, when all of it has gone by.

    The path is kept here and not taken from ijson, which writes it anew for each event: a file that only nests would
    take hours.
    """
    repaired = Repaired(stream, name)
    path: list[str] = []
    chat = _Chat(is_whole_export=True)
    builder = None
    # Half of a message is what nobody here looks at: the text once more in pieces, reactions, sizes of pictures.
    unread = False
    depth = 0
    for event, value in ijson.basic_parse(repaired, use_float=True):
        if event in ("start_map", "start_array"):
            depth += 1
            if depth > _DEEPEST:
                raise ReaderError(
                    f"{name}: expected Telegram's result.json, found JSON nested deeper than it"
                )
        elif event in ("end_map", "end_array"):
            depth -= 1
        if builder is not None:
            if event == "map_key" and depth == len(path) + 1:
                unread = value not in _READ
            if not unread or depth == len(path):
                builder.event(event, value)
            if depth == len(path):
                yield chat, builder.value
                builder = None
                repaired.went_on()
            continue
        repaired.went_on()
        if event == "map_key":
            path[-1] = value
        elif event in ("start_map", "start_array"):
            if path[-2:] == ["messages", ""] and path[:-2] in _CHATS and chat.is_published():
                builder = ijson.ObjectBuilder()
                unread = False
                builder.event(event, value)
                continue
            if path[-2:] == ["messages", ""]:
                chat.left_out += 1
            elif path in _CHATS:
                chat = _Chat(is_whole_export=not path)
            path.append("")
        elif event in ("end_map", "end_array"):
            path.pop()
            if event == "end_map" and path in _CHATS[1:] and not chat.is_published():
                yield chat, None
        elif path and path[-1] and path[:-1] in _CHATS:
            _tell(chat, path[-1], value, name)
        elif path[-2:] == ["messages", ""] and chat.is_published():
            yield chat, value


def _tell(chat: _Chat, key: str, value: Any, name: str) -> None:
    if key == "name":
        chat.name = value
    elif key == "id":
        chat.number = value
    elif key == "type":
        chat.kind = value
        if chat.is_whole_export and not chat.is_published():
            raise ReaderError(
                f"{name}: expected the export of a channel, found a {str(value)[:40].replace('_', ' ')}"
            )


def _entry(message: Any, chat: _Chat, username: str | None) -> dict[str, Any]:
    if not isinstance(message, dict):
        return {"wrong": ("a message of Telegram", str(message)[:100] if message is not None else None)}
    number = message.get("id")
    own = f"{chat.number if chat.number is not None else 'channel'}/{number}"
    kind = message.get("type")
    if kind != "message":
        return {"id": own, "skip": f"a {kind[:40] if isinstance(kind, str) else 'nameless'} message"}
    text = _text(message.get("text"))
    place = _place(message)
    if not text.strip():
        return {"id": own, "skip": f"a point without words: {place}" if place else NO_WORDS}
    return {
        "id": own, "text": text, "source": chat.source(),
        # Without the first the date is local to the computer that exported: --timezone has to say which zone that was.
        "published": _epoch(message.get("date_unixtime")) or message.get("date"),
        "edited": _epoch(message.get("edited_unixtime")) or message.get("edited"),
        "repost_of": _reposted(message), "url": _address(number, chat, username),
        "note": f"a point beside the words: {place}" if place else None,
    }  # fmt: skip


def _address(number: object, chat: _Chat, username: str | None) -> str | None:
    # Messages from before a group was moved have negative numbers and no address.
    if not isinstance(number, int) or number <= 0:
        return None
    if username:
        return f"https://t.me/{username}/{number}"
    return f"https://t.me/c/{chat.number}/{number}" if isinstance(chat.number, int) else None


def _epoch(value: object) -> int | None:
    """Seconds as a text, or as a number in some versions."""
    if isinstance(value, int):
        return value
    return (
        int(value)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20
        else None
    )


def _reposted(message: Mapping[str, Any]) -> str | None:
    if "forwarded_from" not in message and "forwarded_from_id" not in message:
        return None
    name, number = message.get("forwarded_from"), message.get("forwarded_from_id")
    if not number:
        # A deleted account has no name.
        return str(name or "a deleted account")
    return f"{name} ({number})" if name else str(number)


def _place(message: Mapping[str, Any]) -> str | None:
    point = message.get("location_information")
    if not isinstance(point, dict):
        return None
    told = [point.get("latitude"), point.get("longitude"), message.get("place_name"), message.get("address")]
    return ", ".join(str(part)[:100] for part in told if part is not None)


def _text(value: object) -> str:
    """A string, or pieces of which some are objects (links, bold)."""
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        return ""
    return "".join(
        piece if isinstance(piece, str) else str(piece.get("text") or "")
        for piece in value
        if isinstance(piece, str | dict)
    )
