"""HTML -> the text that a reader sees: lines at paragraphs, breaks and list items, no scripts, no styles."""

import html
import re
from typing import Any

from dateline.timeline.errors import ReaderError
from dateline.timeline.readers.opening import wide_encoding

_BREAKS = frozenset(
    ("p", "br", "li", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "tr", "ul", "ol", "figure")
)
_SILENT = frozenset(("script", "style", "noscript", "template", "svg", "iframe", "button", "figcaption"))
# Declarations of entities can make a small feed huge. Those of old feeds name a letter: &nbsp;, &mdash;.
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_HARMLESS = re.compile(rb"""<!ENTITY\s+[\w.-]+\s+(["'])(?:[^"'&%<]|&\#\w{1,8};){0,40}\1\s*>""", re.IGNORECASE)
# One tag of this size is no post: parsers take minutes over it.
_LONGEST_TAG = 65_536
_LONG_TAG = re.compile(rb"<[a-zA-Z/][^<>]{%d}" % (_LONGEST_TAG - 2))
_XML_ENCODING = re.compile(r"""^(\s*<\?xml[^>]*?)\s+encoding=["'][^"']*["']""")
# One reference, and a run of them; no code has more digits.
_REFERENCE = re.compile(rb"&#([xX][0-9a-fA-F]{1,8}|[0-9]{1,8});")
_REFERENCES = re.compile(rb"(?:&#(?:[xX][0-9a-fA-F]{1,8}|[0-9]{1,8});)+")
_TAG = re.compile(r"<[a-zA-Z/!][^>]*>")
_GAPS = re.compile(r"[ \t\r\f\v\u00a0]+")
_LINES = re.compile(r" ?\n[ \n]*")


def narrow(content: bytes) -> bytes:
    """Markup in UTF-16, UTF-32 or EBCDIC as UTF-8 without its declaration, so that what is looked for is found."""
    encoding = wide_encoding(content[:4])
    if encoding is None:
        return content
    return _XML_ENCODING.sub(r"\1", content.decode(encoding, "replace"), count=1).encode("utf-8", "replace")


def check_markup(content: bytes) -> None:
    """Refuse before parsing what parsers take minutes or gigabytes over.

    Raises:
        ReaderError: Entities are declared that hold more than letters, or one tag is longer than any real one.
    """
    if len(_ENTITY.findall(content)) != len(_HARMLESS.findall(content)):
        raise ReaderError("expected markup that declares no entities but letters, found one")
    if _LONG_TAG.search(content):
        raise ReaderError(f"expected tags under {_LONGEST_TAG:,} bytes, found a longer one")


def whole_characters(content: bytes) -> bytes:
    """XML without references to what is no character: halves of a pair are joined, others become U+FFFD.

    Writers that count in UTF-16 make them of emoji, and a parser may give up the whole file over one.
    """
    return _REFERENCES.sub(_joined, content)


def _joined(found: re.Match[bytes]) -> bytes:
    told = [number.lower() for number in _REFERENCE.findall(found[0])]
    codes = [int(number[1:], 16) if number.startswith(b"x") else int(number) for number in told]
    if all(code <= 0x10FFFF and not 0xD800 <= code < 0xE000 for code in codes):
        return found[0]
    units = [
        code.to_bytes(2, "little")
        if code <= 0xFFFF
        else chr(code if code <= 0x10FFFF else 0xFFFD).encode("utf-16-le")
        for code in codes
    ]
    text = b"".join(units).decode("utf-16-le", "replace")
    return "".join(f"&#{ord(letter)};" for letter in text).encode()


def plain(markup: str) -> str:
    """Text of a piece of HTML; a text without tags and entities is itself."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    if not _TAG.search(markup):
        return html.unescape(markup).strip()
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(f"<div>{markup}</div>").body
    return text_of(body) if body is not None else ""


def text_of(node: Any) -> str:
    """Text of a node of selectolax and all in it, iteratively: pages may nest deeper than Python's stack."""
    pieces: list[str] = []
    stack: list[tuple[Any, bool]] = [(node, False)]
    while stack:
        at, leaving = stack.pop()
        tag = at.tag
        if tag in _SILENT:
            continue
        if tag == "-text":
            pieces.append((at.text_content or "").replace("\n", " "))
            continue
        if tag in _BREAKS:
            pieces.append("\n")
        if leaving:
            continue
        if tag in _BREAKS:
            stack.append((at, True))
        children = []
        child = at.child
        while child is not None:
            children.append((child, False))
            child = child.next
        stack.extend(reversed(children))
    text = _GAPS.sub(" ", "".join(pieces))
    return _LINES.sub("\n", text).strip()
