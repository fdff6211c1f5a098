"""Event -> the flat columns that every export shares, in one order."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from dateline.timeline.event import Claim, Event

# The contract with everybody's QGIS styles and joins: names and order stay. Dates stand first after the id
# because QGIS guesses its temporal fields from the names in this order.
COLUMNS: tuple[str, ...] = (
    "id", "date_start", "date_end", "date_edtf", "date_prec", "date_basis", "date_text", "title",
    "event_type", "sub_event_type", "target_type", "place", "admin1", "admin2", "country",
    "where_prec", "uncertainty_km", "killed_low", "killed_best", "killed_high", "injured_low",
    "injured_best", "injured_high", "actor", "status", "claimed_by", "n_posts", "n_sources",
    "source_name", "source_url", "source_urls", "quote", "confidence", "review", "first_seen",
    "changed_at",
)  # fmt: skip

INTEGER_COLUMNS = frozenset(
    name
    for name in COLUMNS
    if name.startswith(("killed_", "injured_", "n_")) or name in ("date_prec", "where_prec")
)
NUMBER_COLUMNS = INTEGER_COLUMNS | {"uncertainty_km", "confidence", "lon", "lat"}
INSTANT_COLUMNS = frozenset(("date_start", "date_end", "first_seen", "changed_at"))

# Embeddings, overrides and isolates can make one text read as another; marks (LRM, RLM) cannot and stay.
_BIDI_CONTROLS = "\u202a-\u202e\u2066-\u2069"
_UNSAFE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_BIDI_CONTROLS}]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_URL_SPACE = re.compile(r"\s")


def event_columns(event: Event) -> dict[str, Any]:
    """The columns of one event in the order of ``COLUMNS``, then ``lon`` and ``lat``.

    Texts are str, numbers int or float, and None means "not said" (never "" and never 0). Instants are ISO
    8601 with a numeric offset, ``date_start`` included and ``date_end`` excluded. ``source_name``,
    ``source_url`` and ``quote`` come from one claim, so that they can be checked together; ``source_urls``
    holds every address, the earliest post's first, parted by spaces (which no address has).
    """
    when, where = event.when, event.where
    shown = shown_claim(event)
    point = where.location if where else None
    columns: dict[str, Any] = {
        "id": event.event_id,
        "date_start": iso(when.start) if when else None,
        "date_end": iso(when.end) if when else None,
        "date_edtf": when.edtf if when else None,
        "date_prec": when.date_prec if when else None,
        "date_basis": when.basis if when else None,
        "date_text": when.text if when else None,
        "title": event.title,
        "event_type": event.event_type,
        "sub_event_type": event.sub_event_type,
        "target_type": event.target_type,
        "place": where.name if where else None,
        "admin1": where.admin1 if where else None,
        "admin2": where.admin2 if where else None,
        "country": where.country if where else None,
        "where_prec": where.where_prec if where else None,
        "uncertainty_km": _number(where.uncertainty_km, 3) if where else None,
        "killed_low": event.killed.low,
        "killed_best": event.killed.best,
        "killed_high": event.killed.high,
        "injured_low": event.injured.low,
        "injured_best": event.injured.best,
        "injured_high": event.injured.high,
        "actor": event.actor,
        "status": event.status,
        "claimed_by": event.claimed_by,
        "n_posts": len({claim.post_id for claim in event.claims}),
        "n_sources": count_sources(event.claims),
        "source_name": shown.source.name,
        "source_url": shown.url,
        "source_urls": " ".join(_distinct_urls(event.claims)),
        "quote": shown.quote,
        "confidence": _number(event.confidence, 3),
        "review": event.review,
        "first_seen": iso(event.first_seen) if event.first_seen else None,
        "changed_at": iso(event.changed_at) if event.changed_at else None,
        "lon": _number(point.lon, 6) if point else None,
        "lat": _number(point.lat, 6) if point else None,
    }
    for name, value in columns.items():
        if isinstance(value, str):
            columns[name] = clean_text(value) or None
    return columns


def count_sources(claims: Sequence[Claim]) -> int:
    """How many sources tell it in words of their own; a copy of another post is no further source."""
    return len({claim.source.source_id for claim in claims if claim.copy_of is None}) or 1


def shown_claim(event: Event) -> Claim:
    """The claim whose quote and address stand for the event: the earliest that has an address."""
    return next((claim for claim in event.claims if claim.url), event.claims[0])


def clean_text(text: str) -> str:
    """Text that any reader can take: no control characters, no bidi overrides, no half characters.

    Line breaks and tabs stay; half of a surrogate pair, which UTF-8 cannot hold, becomes U+FFFD.
    """
    if text.isprintable():
        return text
    return _LONE_SURROGATE.sub("\ufffd", _UNSAFE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def iso(instant: datetime) -> str:
    """ISO 8601 to the second with a numeric offset in whole minutes, as RFC 3339 wants it.

    Local mean time before time zones (Kyiv was +02:02:04 until 1924) is told in the nearest whole minute.
    """
    offset = instant.utcoffset() or timedelta()
    if offset.total_seconds() % 60:
        minutes = round(offset.total_seconds() / 60)
        instant = instant.astimezone(timezone(timedelta(minutes=minutes)))
    return instant.isoformat(timespec="seconds")


def _distinct_urls(claims: Iterable[Claim]) -> list[str]:
    urls = (_URL_SPACE.sub("%20", claim.url) for claim in claims if claim.url)
    return list(dict.fromkeys(urls))


def _number(value: float | None, digits: int) -> float | None:
    """Rounded; adding 0.0 turns -0.0, which reads oddly in a table, into 0.0."""
    return None if value is None else round(float(value), digits) + 0.0
