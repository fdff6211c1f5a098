"""The verbs: read, extract, merge, export; and beside them table and explain."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from dateline.explaining import evidence, evidence_lines, evidence_text
from dateline.gazetteer import Gazetteer, LonLat, open_gazetteer
from dateline.output import Edition, event_columns, export_files, exporter_of, publish
from dateline.output.errors import OutputError
from dateline.output.map_options import MapOptions
from dateline.results import Claims, Events, Posts
from dateline.sources import read_sources
from dateline.timeline.claims.claiming import ClaimOptions
from dateline.timeline.claims.own_types import load_own_types
from dateline.timeline.errors import LexiconError, ReaderError
from dateline.timeline.event import Claim, Event
from dateline.timeline.merging import MergeOptions
from dateline.timeline.merging import merge as merge_claims
from dateline.timeline.pipeline import Extraction, Extractor, extract_post
from dateline.timeline.places.locating import LocateOptions
from dateline.timeline.post import Post
from dateline.timeline.readers import ReadOptions

if TYPE_CHECKING:
    import pandas

AnyPath = str | os.PathLike[str]
_USUAL = MergeOptions()


def read(
    *sources: AnyPath,
    published: datetime | str | None = None,
    timezone: str | None = None,
    language: str | None = None,
    source: str | None = None,
    kind: str | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Posts:
    """Posts of files and folders, whatever their format: JSON lines, tables, feeds, pages, Telegram exports, text.

    Args:
        *sources: Files, and folders with all that lies in them and below.
        published: Publication time of posts without one, with its offset: "2026-01-28T12:30+02:00".
        timezone: IANA zone of the source, in which its "overnight" is meant.
        language: Of posts that declare none and whose letters do not decide.
        source: Name of the source of posts that name none.
        kind: Format to read as ("table", "feed", "jsonl" ...); None to tell by the content.
        mapping: Our field (text, published, url ...) -> the column of a table that holds it.

    Returns:
        The posts, with the rows that are none.

    Raises:
        DatelineError: The one file named cannot be read, a folder is empty, an option cannot be, or a format carries
            no publish times and ``published`` gives none.
        OSError: The one file named is missing or may not be read.
    """
    options = _reading(published, timezone, language, source, kind=kind, mapping=mapping or {})
    taken = read_sources([Path(one) for one in sources], options)
    return Posts(taken.posts, taken.bad_rows, taken.rejections, taken.failed)


def extract(
    posts: str | Post | Iterable[str | Post],
    *,
    published: datetime | str | None = None,
    timezone: str | None = None,
    language: str | None = None,
    gazetteer: Gazetteer | None = None,
    event_types: AnyPath | None = None,
    focus: tuple[float, float] | None = None,
    titles: str = "en",
) -> Claims:
    """What posts say happened, and what was left out.

    Args:
        posts: Posts of ``read``, or texts: one sentence is a post too.
        published: When texts were published, with an offset: "2026-01-28T12:30+02:00". None: only times that a text
            tells in full are dated. Posts know theirs.
        timezone: IANA zone of texts; None for that of ``published``.
        language: Of texts whose letters do not decide.
        gazetteer: Where places are looked up; None for the bundled one.
        event_types: A file of your own event types, added to the bundled ones.
        focus: Longitude and latitude to lean to where nothing in a text decides between namesakes.
        titles: Language of the titles.

    Returns:
        The claims of all posts, with what was left out and why.

    Raises:
        DatelineError: A text is empty, or an option cannot be.
    """
    if event_types is None and gazetteer is None and focus is None and titles == "en":
        extractor = _usual_extractor()
    else:
        types, lexicons = load_own_types(Path(event_types) if event_types else None)
        extractor = Extractor(
            gazetteer=gazetteer or bundled_gazetteer(), lexicons=lexicons, event_types=types,
            options=ClaimOptions(language=titles), places=LocateOptions(focus=LonLat(*focus) if focus else None),
        )  # fmt: skip
    options = _reading(published, timezone, language, None)
    return Claims(extract_post(post, extractor) for post in _posts(posts, options))


def merge(
    claims: Iterable[Claim | Extraction],
    *,
    event_types: AnyPath | None = None,
    max_distance_km: float = _USUAL.max_distance_km,
    titles: str = "en",
) -> Events:
    """Join claims of one happening to events, by date. History that posts only recall is left out.

    Args:
        claims: Of ``extract``.
        event_types: The file of your own event types that ``extract`` was given.
        max_distance_km: Two pins farther apart than this are never one event.
        titles: Language of the titles.

    Raises:
        DatelineError: A claim is of a type that is in no table.
    """
    types, _ = load_own_types(Path(event_types) if event_types else None)
    flat = [claim for one in claims for claim in ((one,) if isinstance(one, Claim) else one.claims)]
    unknown = sorted({claim.sub_event_type for claim in flat} - set(types))
    if unknown:
        raise LexiconError(
            f"unknown sub-event type {unknown[0]!r}: expected the file that adds it as event_types"
        )
    return Events(merge_claims(flat, types, MergeOptions(max_distance_km=max_distance_km, language=titles)))


def export(
    events: Iterable[Event],
    to: AnyPath,
    *,
    formats: Iterable[str] | None = None,
    page: MapOptions | None = None,
) -> Path:
    """Write events to a folder, or to one file.

    Args:
        events: Of ``merge``.
        to: A folder to fill, whole or not at all, as `dateline build` does; or a file whose ending says its format:
            .html, .geojson, .csv.
        formats: What a folder gets: "map", "geojson", "areas", "csv"; None for all of them.
        page: Title, language, credits and other choices for the map.

    Returns:
        ``to``.

    Raises:
        DatelineError: The ending or a format is unknown, or something else stands at ``to``.
        OSError: The file cannot be written.
    """
    path, told = Path(to), list(events)
    edition = Edition(
        events=told,
        options=page or MapOptions(),
        labels=bundled_gazetteer().labels(min_population=20_000),
    )
    if not path.suffix or path.is_dir():
        publish(export_files(edition, formats) | {"evidence.jsonl": evidence_lines(told)}, path)
        return path
    if formats is not None:
        raise OutputError(f"{path}: expected a folder where formats are named, found the name of a file")
    exporter = exporter_of(path.name)
    # Beside it first: nobody reads half a file.
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(exporter.write(edition)[exporter.file])
    part.replace(path)
    return path


def table(events: Iterable[Event]) -> "pandas.DataFrame":
    """The events as a data frame: one row each, every column of its own type, what is not said missing.

    Moments are in UTC, the local days are in ``date_edtf`` and ``date_text``; ``date_end`` is exclusive.
    """
    from dateline.output.tables import event_frame

    return event_frame(map(event_columns, events))


def explain(event: Event) -> str:
    """Why an event is what it is: what each claim says, where from, and how each of its fields was decided."""
    return evidence_text(evidence(event))


@cache
def bundled_gazetteer() -> Gazetteer:
    """The gazetteer of this machine, opened once; compiling it, the first time, takes half a minute and says so."""
    return open_gazetteer(progress=lambda said: print(said, file=sys.stderr))


@cache
def _usual_extractor() -> Extractor:
    return Extractor(gazetteer=bundled_gazetteer())


def _posts(told: str | Post | Iterable[str | Post], options: ReadOptions) -> Iterator[Post]:
    """Posts as they are, and texts as posts that are known by their number."""
    items = (told,) if isinstance(told, str | Post) else told
    for number, item in enumerate(items, 1):
        if isinstance(item, Post):
            yield item
        elif not isinstance(item, str) or not item.strip():
            raise ReaderError(f"post {number}: expected a text or a Post, found {item!r:.60}")
        else:
            yield Post(
                post_id=str(number), source=options.source("text"), text=item, published=options.published,
                language=options.language,
            )  # fmt: skip


def _reading(
    published: datetime | str | None, timezone: str | None, language: str | None, source: str | None,
    *, kind: str | None = None, mapping: Mapping[str, str] | None = None,
) -> ReadOptions:  # fmt: skip
    try:
        instant = datetime.fromisoformat(published) if isinstance(published, str) else published
        return ReadOptions(
            published=instant, timezone=timezone, language=language, source_name=source, kind=kind,
            mapping=mapping or {},
        )  # fmt: skip
    except KeyError as error:
        raise ReaderError(
            f"timezone: expected an IANA name such as Europe/Kyiv, found {timezone!r}"
        ) from error
    except (ValueError, TypeError) as error:
        if isinstance(error, ReaderError):
            raise
        raise ReaderError(
            f"published, timezone: expected a time with its offset such as 2026-01-28T12:30+02:00 and an IANA name such as "
            f"Europe/Kyiv, found {published!r} and {timezone!r}"
        ) from error
