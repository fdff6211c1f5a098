"""The command ``dateline``: with its two neighbours the only code that knows gazetteer, timeline and output."""

import json
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib import metadata, resources
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import click

from dateline.build import lines, run_build
from dateline.console import (
    DONE,
    WRONG_USAGE,
    Failure,
    gazetteer_opened,
    loaded,
    one_line,
    reading_options,
    talk,
)
from dateline.explaining import evidence_text
from dateline.fetch import fetch_command
from dateline.gazetteer_command import gazetteer_group
from dateline.nightly.command import (
    build_from_settings,
    check,
    doctor,
    init,
    nightly_options,
    take_nightly_options,
)
from dateline.output import EXPORTERS, event_columns
from dateline.page import event_types_option, image, map_options, page_options
from dateline.places import locate_options, place_options
from dateline.review import review
from dateline.timeline.claims.own_types import load_own_types
from dateline.timeline.event import Claim
from dateline.timeline.merging import merge
from dateline.timeline.pipeline import Extraction, Extractor, extract_post
from dateline.timeline.places.finding import find_toponyms
from dateline.timeline.places.locating import locate, toponym_point
from dateline.timeline.post import Post
from dateline.timeline.readers import ReadOptions, read_stream
from dateline.timeline.record import (
    claim_from_record,
    claim_record,
    rejection_record,
    time_record,
    toponym_record,
)
from dateline.timeline.text.lexicon import load_lexicons
from dateline.timeline.text.reading import read
from dateline.timeline.times.anchoring import anchor_times
from dateline.timeline.times.finding import find_times


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(metadata.version("dateline"), prog_name="dateline")
def main() -> None:
    """Turn posts into dated, placed events, GeoJSON and one HTML map with a time slider.

    \b
    Example:
      dateline build liveblog.txt --published 2026-01-28T12:30+00:00 --timezone Europe/Kyiv -o map
    """


main.add_command(gazetteer_group)
main.add_command(image)
for command in (init, check, doctor, fetch_command, review):
    main.add_command(command)


@main.command()
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path))
@click.option("-o", "--output", "directory", type=click.Path(path_type=Path), help="Folder to fill.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(list(EXPORTERS)),
    metavar="NAME",
    help=f"What to publish; may be repeated, all when not given: "
    f"{'; '.join(f'{name}, {exporter.summary}' for name, exporter in EXPORTERS.items())}.",
)
@nightly_options
@reading_options
@place_options
@event_types_option
@page_options
@one_line
def build(
    sources: tuple[Path, ...],
    directory: Path | None,
    published: datetime | None,
    timezone: str | None,
    language: str | None,
    source_name: str | None,
    event_types: Path | None,
    formats: tuple[str, ...],
    **options: Any,
) -> None:
    """Read posts from SOURCES and fill a folder with the map and the data.

    Without SOURCES it does what the settings file says: it reads what is new, keeps what it read, and publishes what
    follows, all or nothing. Run that every night.

    \b
    Example:
      dateline build liveblog.txt posts.jsonl --published 2026-01-28T12:30+00:00 \\
        --timezone Europe/Kyiv -o map
      dateline build --config /srv/desk/dateline.toml
    """
    nightly = take_nightly_options(options)
    if not sources:
        if formats:
            raise Failure(
                "--format: expected SOURCES; for a desk, [outputs] formats in its settings", WRONG_USAGE
            )
        sys.exit(build_from_settings(nightly))
    if directory is None:
        raise Failure("expected -o FOLDER, the folder to fill", WRONG_USAGE)
    reading = ReadOptions(published=published, timezone=timezone, language=language, source_name=source_name)
    page = map_options(options)
    places = locate_options(options)
    sys.exit(
        run_build(
            sources, directory, reading, page=page, places=places, event_types=event_types, formats=formats or None
        )
    )  # fmt: skip


@main.command()
@click.option(
    "-o", "--output", "directory", type=click.Path(path_type=Path), default=Path("dateline-demo"), show_default=True,
    help="Folder to fill.",
)  # fmt: skip
@one_line
def demo(directory: Path) -> None:
    """Build a map from the sample posts that come with dateline.

    \b
    Example:
      dateline demo -o demo
    """
    from dateline.output.map_options import MapOptions

    samples = resources.files("dateline.timeline") / "samples"
    with resources.as_file(samples) as folder:
        sources = tuple(sorted(path for path in folder.iterdir() if path.suffix in (".jsonl", ".txt")))
        stamp = json.loads((folder / "liveblog.json").read_text(encoding="utf-8"))
        options = ReadOptions(
            published=datetime.fromisoformat(stamp["published"]),
            timezone=stamp["timezone"],
            language=None,
            source_name=stamp["source"],
        )
        sys.exit(
            run_build(
                sources,
                directory,
                options,
                page=MapOptions(title="Sample: reported events of the war in Ukraine"),
            )
        )


def filter_posts(
    source: Path | None, options: ReadOptions, record: Callable[[Post], Mapping[str, Any]]
) -> int:
    """One object out for each object in, in order; a bad row gives an object with its error."""
    bad = 0
    loaded()
    stream: BinaryIO = sys.stdin.buffer if source is None else source.open("rb")
    write = sys.stdout.buffer.write
    encode = json.JSONEncoder(ensure_ascii=False).encode
    with stream:
        for item in read_stream(stream, str(source or "standard input"), options):
            if isinstance(item, Post):
                line = encode(record(item))
            else:
                bad += 1
                line = json.dumps(
                    {"id": None, "error": f"row {item.row}: expected {item.expected}, found {item.found}"}
                )
            write(line.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()
    if bad:
        talk.print(f"dateline: {bad} bad rows; each has its error in its place", markup=False)
    return DONE


def stage(
    name: str, summary: str, example: str, *, places: bool = False
) -> Callable[[Callable[..., Any]], click.Command]:
    """A command that is a filter over JSON lines of posts."""

    def decorate(command: Callable[..., Any]) -> click.Command:
        command.__doc__ = f"{summary}\n\n\b\nExample:\n  {example}\n"
        command = one_line(command)
        if places:
            command = place_options(command)
        command = reading_options(command)
        command = click.argument("source", required=False, type=click.Path(path_type=Path))(command)
        return main.command(name)(command)

    return decorate


def stage_options(
    published: datetime | None, timezone: str | None, language: str | None, source_name: str | None
) -> ReadOptions:
    """The reading options of a filter."""
    return ReadOptions(published=published, timezone=timezone, language=language, source_name=source_name)


@stage(
    "extract",
    "Write for each post (JSON lines, from SOURCE or standard input) its claims and what was left out.",
    "dateline extract posts.jsonl > claims.jsonl",
    places=True,
)
@event_types_option
def extract(source: Path | None, event_types: Path | None, **options: Any) -> None:
    """Set by the decorator."""
    types, lexicons = load_own_types(event_types)
    extractor = Extractor(
        gazetteer=gazetteer_opened(), lexicons=lexicons, event_types=types, places=locate_options(options)
    )

    def record(post: Post) -> Mapping[str, Any]:
        extraction: Extraction = extract_post(post, extractor)
        return {
            "id": post.post_id,
            "claims": [claim_record(claim) for claim in extraction.claims],
            "rejections": [rejection_record(rejection) for rejection in extraction.rejections],
        }

    sys.exit(filter_posts(source, stage_options(**options), record))


@stage(
    "places",
    "Write for each post (JSON lines, from SOURCE or standard input) its place names and where they are.",
    "dateline places posts.jsonl",
    places=True,
)
def places(source: Path | None, **options: Any) -> None:
    """Set by the decorator."""
    extractor = Extractor(gazetteer=gazetteer_opened(), places=locate_options(options))

    def record(post: Post) -> Mapping[str, Any]:
        reading = read(post, extractor.lexicons)
        toponyms = find_toponyms(reading, extractor.gazetteer)
        wheres = locate(reading, toponyms, extractor.gazetteer, extractor.places)
        rows = [
            toponym_record(reading, toponym, where, toponym_point(toponym, where, extractor.gazetteer))
            for toponym, where in zip(toponyms, wheres, strict=True)
            if toponym.role != "other"
        ]
        return {"id": post.post_id, "toponyms": rows}

    sys.exit(filter_posts(source, stage_options(**options), record))


@stage(
    "dates",
    "Write for each post (JSON lines, from SOURCE or standard input) its time expressions as intervals.",
    "dateline dates posts.jsonl",
)
def dates(source: Path | None, **options: Any) -> None:
    """Set by the decorator."""
    lexicons = load_lexicons()

    def record(post: Post) -> Mapping[str, Any]:
        reading = read(post, lexicons)
        zone = ZoneInfo(post.source.timezone)
        found = find_times(reading)
        rows = [
            time_record(reading, expression, anchored)
            for expression, anchored in zip(found, anchor_times(reading, found, zone), strict=True)
        ]
        return {"id": post.post_id, "times": rows}

    sys.exit(filter_posts(source, stage_options(**options), record))


@main.command("merge")
@click.argument("source", required=False, type=click.Path(path_type=Path))
@event_types_option
@one_line
def merge_command(source: Path | None, event_types: Path | None) -> None:
    """Merge the output of extract (SOURCE or standard input) into events, one a line.

    \b
    Example:
      dateline extract posts.jsonl | dateline merge > events.jsonl
    """
    types, _ = load_own_types(event_types)
    name = str(source or "standard input")
    stream: BinaryIO = sys.stdin.buffer if source is None else source.open("rb")
    claims: list[Claim] = []
    with stream:
        for row, line in enumerate(stream, 1):
            try:
                extracted = json.loads(line) if line.strip() else {"claims": ()}
                # A row that extract could not read has its error instead.
                told = () if "error" in extracted else extracted["claims"]
                claims.extend(map(claim_from_record, told))
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                raise Failure(
                    f"{name}: row {row}: expected a line of `dateline extract`: {error}", WRONG_USAGE
                ) from error
    unknown = sorted({claim.sub_event_type for claim in claims} - set(types))
    if unknown:
        raise Failure(
            f"{name}: unknown sub-event type {unknown[0]!r}; give the file that adds it with --event-types",
            WRONG_USAGE,
        )
    events = merge(claims, types)
    records = (
        event_columns(event)
        | {
            "claim_ids": [claim.claim_id for claim in event.claims],
            "post_ids": sorted({claim.post_id for claim in event.claims}),
            "merged_because": list(event.merged_because),
        }
        for event in events
    )
    sys.stdout.buffer.write(lines(records))


@main.command()
@click.argument("event_id")
@click.option(
    "-d", "--dir", "directory", type=click.Path(path_type=Path), default=Path("dateline-demo"), show_default=True,
    help="A folder that build made.",
)  # fmt: skip
@one_line
def explain(event_id: str, directory: Path) -> None:
    """Show why an event is what it is: its quotes, and how each field was decided.

    \b
    Example:
      dateline explain e_1f0c2a9b7d3e4f50 --dir map
    """
    file = directory / "evidence.jsonl"
    if not file.exists():
        raise Failure(f"{file}: expected a folder that `dateline build` made", WRONG_USAGE)
    known = []
    # In bytes only a line feed ends a line; in texts what people quote may hold other line ends.
    for line in file.read_bytes().split(b"\n")[:-1]:
        record = json.loads(line)
        names = {record["id"], *record["aliases"], *(claim["claim_id"] for claim in record["claims"])}
        if event_id in names:
            click.echo(evidence_text(record), nl=False)
            return
        known.append(f"  {record['id']}  {record['title']}")
    listing = "\n".join(known[:20]) + (f"\n  ... and {len(known) - 20} more" if len(known) > 20 else "")
    raise Failure(f"{event_id}: no such event in {directory}; it holds\n{listing}", WRONG_USAGE)
