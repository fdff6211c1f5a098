"""The latest changes as an Atom feed (RFC 4287), for people who follow a map."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from dateline.output.changes import KINDS, change_text
from dateline.output.columns import clean_text

_WORDS = {
    "added": "New",
    "changed": "Changed",
    "merged": "Merged",
    "split": "Split",
    "withdrawn": "Withdrawn",
}
# What XML 1.0 cannot hold even as an entity, beside what clean_text takes out.
_NO_XML = re.compile("[\ufffe\uffff\x85]")
_NEVER = "1970-01-01T00:00:00Z"


def change_feed(
    runs: Sequence[tuple[str, Mapping[str, Any]]], *, title: str, url: str | None, most: int = 100
) -> bytes:
    """An entry a change, the latest run first. It tells no time of its own: an entry's is that of the latest report.

    Args:
        runs: Names of builds, each once, with the change report of each, the latest first.
        title: Of the map.
        url: Where the map stands; None where that is not known, and entries have no links.
        most: How many entries at the most.
    """
    entries: list[tuple[str, str, Mapping[str, Any]]] = []
    for build, report in runs:
        for kind in KINDS:
            for row in report[kind]:
                if len(entries) == most:
                    break
                entries.append((build, kind, row))
    updated = max((row["changed_at"] or _NEVER for _, _, row in entries), key=_instant, default=_NEVER)
    home = f"  <link href={quoteattr(url)}/>\n" if url else ""
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n',
        f"  <id>{_text(_tag(url, 'changes'))}</id>\n  <title>{_text(title)}: changes</title>\n",
        f"  <updated>{updated}</updated>\n  <author><name>dateline</name></author>\n{home}",
    ]
    for build, kind, row in entries:
        one = {name: [row] if name == kind else [] for name in KINDS}
        event = row["id"]
        link = f"    <link href={quoteattr(f'{url}#e={event}')}/>\n" if url else ""
        tag = _tag(url, f"{build}/{kind}/{event}")
        parts.append(
            f"  <entry>\n    <id>{_text(tag)}</id>\n    <title>{_WORDS[kind]}: {_text(str(row['title']))}</title>\n"
            f"    <updated>{row['changed_at'] or updated}</updated>\n{link}"
            f'    <content type="text">{_text(change_text(one))}</content>\n  </entry>\n'
        )
    parts.append("</feed>\n")
    return "".join(parts).encode("utf-8", "replace")


def _instant(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def _tag(url: str | None, name: str) -> str:
    """An id that stays when the page moves its query: its address with a fragment, or a name of our own."""
    return f"{url}#{name}" if url else f"urn:dateline:{name}"


def _text(text: str) -> str:
    return escape(_NO_XML.sub("", clean_text(text)))
