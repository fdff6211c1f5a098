"""Telegram Desktop's result.json -> entries, streamed: a channel of years is hundreds of megabytes."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from timeline.errors import ReaderError

_CHUNK = 1 << 20
# The exporter writes control characters as \xHH, which is no JSON, and once wrote document ids without quotes.
_HEX = re.compile(rb"(?<!\\)((?:\\\\)*)\\x([0-9a-fA-F]{2})")
_BARE_ID = re.compile(rb'("document_id"\s*:\s*)(\d+)')
# A repair that a chunk's end cuts through is this long at most.
_TAIL = 64
# Private chats are nobody's source.
_PUBLISHED = ("public_channel", "private_channel", "public_supergroup")


def recognises(start: str) -> bool:
    """An object with messages and a type of chat."""
    told = start.lstrip()[:4000]
    return told.startswith("{") and '"messages"' in told and '"type"' in told


def parse(stream: BinaryIO, name: str) -> Iterator[dict[str, Any]]:
    """Entries of one exported channel in its order.

    Raises:
        ReaderError: It is no such export, is cut short, or is of a chat that is no channel.
    """
    import ijson

    chat: dict[str, Any] = {}
    read = 0
    try:
        for prefix, event, value in _events(ijson, stream):
            if prefix in ("name", "type", "id") and event in ("string", "number"):
                chat[prefix] = value
                if prefix == "type" and value not in _PUBLISHED:
                    raise ReaderError(
                        f"{name}: expected the export of a channel, found a {str(value).replace('_', ' ')}"
                    )
            elif prefix == "messages.item" and event == "value":
                read += 1
                yield _message(value, chat)
    except (ijson.JSONError, UnicodeDecodeError, RecursionError) as error:
        said = next(iter(str(error).splitlines()), type(error).__name__)
        raise ReaderError(
            f"{name}: expected Telegram's result.json, found broken JSON after message {read}: {said}"
        ) from None


def _events(ijson: Any, stream: BinaryIO) -> Iterator[tuple[str, str, Any]]:
    """Members of the chat, and each message as a whole; never more than one message in memory."""
    builder = None
    for prefix, event, value in ijson.parse(_Repaired(stream), use_float=True):
        if builder is None and prefix == "messages.item" and event == "start_map":
            builder = ijson.ObjectBuilder()
        if builder is None:
            yield prefix, event, value
            continue
        builder.event(event, value)
        if prefix == "messages.item" and event == "end_map":
            yield "messages.item", "value", builder.value
            builder = None


class _Repaired:
    """A stream of bytes with the exporter's slips mended."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._held = b""

    def read(self, size: int = _CHUNK) -> bytes:
        """Some bytes; none at the end. ``size`` 0 asks whether bytes or text come."""
        if size == 0:
            return b""
        while True:
            fresh = self._stream.read(_CHUNK)
            text = self._held + fresh
            if not fresh:
                self._held = b""
                return _mended(text)
            # Cut where no slip can be: after a newline or a comma near the end.
            cut = max(text.rfind(b"\n", -_TAIL), text.rfind(b",", -_TAIL))
            cut = cut + 1 if cut >= 0 else len(text) - _TAIL
            if cut > 0:
                self._held = text[cut:]
                return _mended(text[:cut])
            self._held = text


def _mended(text: bytes) -> bytes:
    if b"\\x" in text:
        text = _HEX.sub(rb"\1\\u00\2", text)
    return _BARE_ID.sub(rb'\1"\2"', text) if b"document_id" in text else text


def _message(message: Mapping[str, Any], chat: Mapping[str, Any]) -> dict[str, Any]:
    own = f"{chat.get('id', 'channel')}/{message.get('id')}"
    if message.get("type") != "message":
        return {"id": own, "skip": f"a {message.get('type') or 'message without a type'} message"}
    text = _text(message.get("text"))
    if not text.strip():
        return {"id": own, "skip": "no words: a picture or an embed"}
    epoch = message.get("date_unixtime")
    # Without it the date is local to the computer that exported: --timezone has to say which zone that was.
    published: object = float(epoch) if isinstance(epoch, str) and epoch.isdigit() else message.get("date")
    return {
        "id": own, "text": text, "published": published,
        "source": {"id": f"telegram-{chat['id']}", "name": chat.get("name")} if "id" in chat else None,
    }  # fmt: skip


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
