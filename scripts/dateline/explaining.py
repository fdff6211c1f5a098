"""The evidence of an event, as a text for people."""

from collections.abc import Iterator, Mapping
from typing import Any


def evidence_text(record: Mapping[str, Any]) -> str:
    """What each claim says, where from, and how each of its fields was decided.

    Args:
        record: A line of evidence.jsonl, read.

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
