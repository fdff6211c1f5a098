"""Claims as flat JSON records and back: what `dateline extract` writes and `dateline merge` reads."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from typing import Any

from dateline.gazetteer.place import LonLat
from dateline.timeline.errors import ReaderError
from dateline.timeline.event import Claim, DateBasis, Happening, Rejection, Toll, When, Where
from dateline.timeline.places.toponym import Toponym
from dateline.timeline.post import Source
from dateline.timeline.span import Span
from dateline.timeline.text.reading import Reading
from dateline.timeline.times.anchoring import Anchored
from dateline.timeline.times.expression import TimeExpression
from dateline.timeline.times.timex_value import timex_value

# Fields of a happening that a record holds as several columns.
_WIDE = ("when", "where", "killed", "injured")
# Fields of a claim that it holds under their own names.
_PLAIN = (
    *(field.name for field in fields(Happening) if field.name not in _WIDE),
    "quote", "trigger", "language", "background", "main",
)  # fmt: skip


def claim_record(claim: Claim) -> dict[str, Any]:
    """A claim as one flat object, by the names of the event columns; ``lon`` and ``lat`` for the geometry.

    None where the text does not say. What a claim needs beyond the columns to be merged later comes after.
    """
    record: dict[str, Any] = {"claim_id": claim.claim_id, "post_id": claim.post_id}
    record |= when_columns(claim.when) | {name: getattr(claim, name) for name in _PLAIN}
    record |= where_columns(claim.where) | toll_columns("killed", claim.killed)
    record |= toll_columns("injured", claim.injured)
    if claim.background:
        # History is kept and not drawn: its point would be drawn by whoever reads the record.
        record |= {"lon": None, "lat": None}
    record |= {
        "source_name": claim.source.name,
        "source_url": claim.url,
        "quote_start": claim.quote_span.start,
        "quote_end": claim.quote_span.end,
        "weapons": list(claim.weapons),
        "published": _iso(claim.published),
        "source": {
            "id": claim.source.source_id,
            "name": claim.source.name,
            "url": claim.source.url,
            "timezone": claim.source.timezone,
        },
        "notes": list(claim.notes),
        "copy_of": claim.copy_of,
    }
    return record


def rejection_record(rejection: Rejection) -> dict[str, str]:
    """A rejection without its post, which the line around it names."""
    return {"stage": rejection.stage, "reason": rejection.reason, "quote": rejection.quote}


def when_columns(when: When | None) -> dict[str, Any]:
    """The six date columns."""
    if when is None:
        return dict.fromkeys(("date_start", "date_end", "date_edtf", "date_prec", "date_basis", "date_text"))
    return {
        "date_start": when.start.isoformat(),
        "date_end": when.end.isoformat(),
        "date_edtf": when.edtf,
        "date_prec": when.date_prec,
        "date_basis": when.basis,
        "date_text": when.text,
    }


def where_columns(where: Where | None) -> dict[str, Any]:
    """The place columns, with what else a Where holds."""
    names = ("admin1", "admin2", "country", "where_prec", "uncertainty_km", "place_id", "feature_code",
             "timezone", "toponym")  # fmt: skip
    if where is None:
        return dict.fromkeys(("place", "lon", "lat", *names, "place_score", "place_because"))
    point = where.location
    return {
        "place": where.name,
        "lon": round(point.lon, 6) if point else None,
        "lat": round(point.lat, 6) if point else None,
        **{name: getattr(where, name) for name in names},
        "place_score": where.score,
        "place_because": where.because,
    }


def toll_columns(outcome: str, toll: Toll) -> dict[str, int | None]:
    """``killed_low`` and its like."""
    return {f"{outcome}_low": toll.low, f"{outcome}_best": toll.best, f"{outcome}_high": toll.high}


def claim_from_record(record: Mapping[str, Any]) -> Claim:
    """The claim that a record was made from; without its place when it is background, whose point no record has.

    Raises:
        ReaderError: A key is missing or has a value of another kind; names the claim and the key.
    """
    try:
        source = record["source"]
        return Claim(
            claim_id=record["claim_id"],
            post_id=record["post_id"],
            source=_source(source["id"], source["name"], source["url"], source["timezone"]),
            url=record["source_url"],
            published=_instant(record["published"]),
            quote_span=Span(record["quote_start"], record["quote_end"]),
            weapons=tuple(record["weapons"]),
            when=_when(record),
            where=None if record["background"] else _where(record),
            killed=_toll(record, "killed"),
            injured=_toll(record, "injured"),
            notes=tuple(record["notes"]),
            copy_of=record.get("copy_of"),
            **{name: record[name] for name in _PLAIN},
        )
    except (KeyError, TypeError, ValueError) as error:
        name = record.get("claim_id", "without claim_id")
        raise ReaderError(f"claim {name}: expected the output of extract, found a bad {error}") from error


@lru_cache(maxsize=4096)
def _source(source_id: str, name: str | None, url: str | None, timezone: str | None) -> Source:
    """One object for the many claims of a source."""
    return Source(source_id=source_id, name=name, url=url, timezone=timezone or "UTC")


def _when(record: Mapping[str, Any]) -> When | None:
    if record["date_start"] is None:
        return None
    return _interval(*(record[name] for name in _DATES))


def _where(record: Mapping[str, Any]) -> Where | None:
    if record["place"] is None:
        return None
    return _place(*(record[name] for name in _PLACES))


def _toll(record: Mapping[str, Any], outcome: str) -> Toll:
    return _counts(record[f"{outcome}_low"], record[f"{outcome}_best"], record[f"{outcome}_high"])


# Nights, towns and tolls come again and again: one object for all claims that tell the same is quicker to make, and
# takes less room where a hundred thousand are held.
_DATES = ("date_start", "date_end", "date_edtf", "date_prec", "date_basis", "date_text")
_PLACES = (
    "place", "lon", "lat", "where_prec", "uncertainty_km", "country", "admin1", "admin2", "place_id", "feature_code", "timezone",
    "toponym", "place_score", "place_because",
)  # fmt: skip


@lru_cache(maxsize=65_536)
def _interval(start: str, end: str, edtf: str, date_prec: int, basis: DateBasis, text: str) -> When:
    return When(
        start=datetime.fromisoformat(start), end=datetime.fromisoformat(end), edtf=edtf, date_prec=date_prec,
        basis=basis, text=text,
    )  # fmt: skip


@lru_cache(maxsize=65_536)
def _place(name: str, lon: float | None, lat: float | None, where_prec: int, *rest: Any) -> Where:
    uncertainty_km, country, admin1, admin2, place_id, feature_code, timezone, toponym, score, because = rest
    return Where(
        name=name, location=None if lon is None or lat is None else LonLat(lon, lat), where_prec=where_prec,
        uncertainty_km=uncertainty_km, country=country, admin1=admin1, admin2=admin2, place_id=place_id,
        feature_code=feature_code, timezone=timezone, toponym=toponym, score=score, because=because,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _counts(low: int | None, best: int | None, high: int | None) -> Toll:
    return Toll(low=low, best=best, high=high)


def _iso(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def toponym_record(
    reading: Reading, toponym: Toponym, where: Where | None, point: LonLat | None
) -> dict[str, Any]:
    """A place name as the command `places` writes it; ``lat`` and ``lon`` null where it was left open."""
    start, end = reading.to_source(toponym.span)
    return {
        "start": start,
        "end": end,
        "text": reading.post.text[start:end],
        "name": where.name if where else None,
        "lat": round(point.lat, 6) if point else None,
        "lon": round(point.lon, 6) if point else None,
        "place_id": where.place_id if where else None,
        "feature_code": where.feature_code if where else None,
        "country": where.country if where else None,
        "admin1": where.admin1 if where else None,
        "where_prec": where.where_prec if where else None,
        "role": toponym.role,
        "score": round(where.score, 3) if where else None,
    }


def time_record(reading: Reading, expression: TimeExpression, anchored: Anchored) -> dict[str, Any]:
    """A time expression as the command `dates` writes it; null where it counts from what is not known.

    ``role`` is bound for what "since", "until" or "by" limits: its interval is that of its own words.
    """
    start, end = reading.to_source(expression.span)
    when, reckoned = anchored
    return {
        "start": start,
        "end": end,
        "text": reading.post.text[start:end],
        "timex_type": expression.timex_type,
        "value": timex_value(expression.term, reckoned),
        "edtf": when.edtf if when else None,
        "date_start": when.start.isoformat() if when else None,
        "date_end": when.end.isoformat() if when else None,
        "date_prec": when.date_prec if when else None,
        "role": expression.role,
    }
