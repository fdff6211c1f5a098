"""The evidence of events: as records, as the file that a build publishes, and as a text for people."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dateline.timeline.event import Event
from dateline.timeline.record import claim_record


def evidence(event: Event) -> dict[str, Any]:
    """All claims of an event, and why they are one."""
    return {
        "id": event.event_id,
        "aliases": list(event.aliases),
        "title": event.title,
        "claims": [claim_record(claim) for claim in event.claims],
        "merged_because": list(event.merged_because),
    }


def evidence_lines(events: Iterable[Event], texts: Mapping[str, bytes] | None = None) -> bytes:
    """The evidence of events as JSON lines, byte by byte what ``evidence`` gives.

    Args:
        events: In order.
        texts: Claim id -> its record as JSON, where somebody has it already.
    """
    texts = texts or {}
    write = json.JSONEncoder(ensure_ascii=False).encode

    def encode(value: object) -> bytes:
        return write(value).encode("utf-8", "replace")

    # Bytes from the start: Cyrillic takes half as much so, and of many events the whole would stand there thrice.
    return b"".join(
        encode({"id": event.event_id, "aliases": list(event.aliases), "title": event.title})[:-1]
        + b', "claims": ['
        + b", ".join(texts.get(one.claim_id) or encode(claim_record(one)) for one in event.claims)
        + b'], "merged_because": '
        + encode(list(event.merged_because))
        + b"}\n"
        for event in events
    )


def evidence_text(record: Mapping[str, Any]) -> str:
    """What each claim says, where from, and how each of its fields was decided.

    Args:
        record: What ``evidence`` gives, or a line of evidence.jsonl.

    Returns:
        Lines, each with its end.
    """
    return "".join(f"{line}\n" for line in _lines(record))


def _lines(record: Mapping[str, Any]) -> Iterator[str]:
    yield f"{record['id']}  {record['title']}"
    for number, claim in enumerate(record["claims"]):
        source = claim["source_name"] or claim["source"]["id"]
        yield ""
        yield f"[{number + 1}] {source}, {claim['published'] or 'no publication time'} ({claim['post_id']})"
        yield f"    “{' '.join(claim['quote'].split())}”"
        yield f"    type   {claim['event_type']} / {claim['sub_event_type']}"
        yield f"    place  {_place(claim)}"
        yield f"    time   {_time(claim)}"
        yield f"    status {claim['status']}" + (f", {claim['claimed_by']}" if claim["claimed_by"] else "")
        for note in claim["notes"]:
            yield f"    - {note}"
        if number and number <= len(record["merged_because"]):
            yield f"    merged because {record['merged_because'][number - 1]}"


def _place(claim: Mapping[str, Any]) -> str:
    if not claim["place"]:
        return "no place"
    point = f"{claim['lat']} N, {claim['lon']} E, " if claim["lat"] is not None else ""
    return (
        f"{claim['place']}, {claim['admin1'] or '–'}, {claim['country'] or '–'} "
        f"({point}where_prec {claim['where_prec']}, score {claim['place_score']:.2f})"
    )


def _time(claim: Mapping[str, Any]) -> str:
    if not claim["date_start"]:
        return "no date"
    return f"{claim['date_text']} ({claim['date_edtf']}, {claim['date_basis']})"
