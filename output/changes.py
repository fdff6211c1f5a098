"""What a build changed since the one before: added, changed field by field, merged, split, withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

# Said of every report that comes in, and of no interest alone.
_QUIET = frozenset(("changed_at", "n_posts", "n_sources", "source_urls", "confidence"))
_SHOWN = 60
KINDS = ("added", "changed", "merged", "split", "withdrawn")

Columns = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Causes:
    """Why something may have changed.

    Attributes:
        of_event: Event id -> reasons that are its own: a correction, a new, edited or vanished post.
        of_all: Reasons that may move any event: other rules, another gazetteer, other settings.
        split_from: Event id -> the event that held its claims before.
        decided: Event id -> when an editor decided of it last, ISO 8601 with an offset.
    """

    of_event: Mapping[str, Sequence[str]] = field(default_factory=dict)
    of_all: Sequence[str] = ()
    split_from: Mapping[str, str] = field(default_factory=dict)
    decided: Mapping[str, str] = field(default_factory=dict)


def change_report(
    before: Columns, after: Columns, aliases: Mapping[str, str], causes: Causes
) -> dict[str, Any]:
    """Compare two builds.

    Args:
        before: Event id -> columns, as published last.
        after: The same now.
        aliases: Ids that are part of another event now -> that event.
        causes: What happened in between.

    Returns:
        A list for each of KINDS, and ``counts``.
    """
    report: dict[str, Any] = {kind: [] for kind in KINDS}
    for event, columns in after.items():
        if columns is before.get(event):
            continue
        named = _named(event, columns, causes)
        if event not in before:
            if event in causes.split_from:
                report["split"].append(named | {"from": causes.split_from[event]})
            else:
                report["added"].append(named)
            continue
        fields = {
            name: [before[event].get(name), value]
            for name, value in columns.items()
            if before[event].get(name) != value
        }
        if set(fields) - _QUIET:
            report["changed"].append(named | {"fields": fields})
    for event, columns in before.items():
        if event in after:
            continue
        named = _named(event, columns, causes)
        if aliases.get(event) in after:
            report["merged"].append(named | {"into": aliases[event]})
        else:
            report["withdrawn"].append(named)
    report["counts"] = {kind: len(report[kind]) for kind in KINDS}
    return report


def change_text(report: Mapping[str, Any]) -> str:
    """The report for people, some lines an event; "nothing changed" where nothing did."""
    lines = []
    for kind, mark in zip(KINDS, "+~><-", strict=True):
        for row in report[kind]:
            lines.append(f"{mark} {row['id']}  {row['title']} ({row['date']}, {row['place']})")
            lines += [
                f"    {name}: {_short(old)} -> {_short(new)}"
                for name, (old, new) in row.get("fields", {}).items()
            ]
            if kind == "merged":
                lines.append(f"    now part of {row['into']}")
            if kind == "split":
                lines.append(f"    was part of {row['from']}")
            if row["because"]:
                lines.append(f"    because of {'; '.join(row['because'])}")
    return "\n".join(lines or ["nothing changed"]) + "\n"


def _named(event: str, columns: Mapping[str, Any], causes: Causes) -> dict[str, Any]:
    moments = filter(None, (columns["changed_at"], causes.decided.get(event)))
    # What is not said is said so in the text, not in the data.
    return {
        "id": event,
        "title": columns["title"],
        "date": columns["date_text"] or "undated",
        "place": columns["place"] or "unplaced",
        "changed_at": max(moments, key=datetime.fromisoformat, default=None),
        "because": _because(event, causes),
    }


def _because(event: str, causes: Causes) -> list[str]:
    return list(causes.of_event.get(event, ())) or list(causes.of_all)


def _short(value: object) -> str:
    text = "not said" if value is None else str(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
