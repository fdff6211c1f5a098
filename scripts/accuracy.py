"""Annotated posts and reports against what dateline makes of them: one verdict a post, and the figures they add up to."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any

from dateline.gazetteer import LonLat, distance_km
from dateline.timeline.event import Claim, is_drawn
from dateline.timeline.merging import MergeOptions, merge
from dateline.timeline.pipeline import Extractor, extract_post
from dateline.timeline.post import Post, Source

NEAR_KM = 25.0
"""A place is right within this, or within the label's own tolerance where that is wider."""

Label = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of one post.

    Attributes:
        post_id: The post.
        kind: "event", or what else the post is.
        optional: The label leaves open whether there is an event.
        found: There is a claim that would be drawn, or, for an event that names no place, any claim.
        checks: Of the main event, by what is checked (type, date, place ...): right or not. A check that the label
            does not call for, or that has no claim to look at, is not there.
        sub_event_type: The label's and the claim's (None without one); the claim's counts as the label's where the
            label allows it.
        pins: Claims that would be drawn.
        false_pins: Those of them that meet no labelled event.
        confidence: Of each pin with whether it meets a labelled event.
    """

    post_id: str
    kind: str
    optional: bool
    found: bool
    checks: Mapping[str, bool]
    sub_event_type: tuple[str, str | None] | None
    pins: int
    false_pins: int
    confidence: tuple[tuple[float, bool], ...]


def read_tables(files: Iterable[Path], table: str) -> list[Label]:
    """The tables of TOML files, in order."""
    return [row for file in files for row in tomllib.loads(file.read_text(encoding="utf-8")).get(table, [])]


def half_of(post_id: str) -> str:
    """ "development" or "test", by the id alone, so that a new post moves no other."""
    return "test" if sha256(post_id.encode()).digest()[0] % 2 else "development"


def post_of(row: Label) -> Post:
    """The post of a labelled row."""
    source = Source(source_id=row.get("source", "annotated"), timezone=row["timezone"])
    published = datetime.fromisoformat(row["published"])
    return Post(post_id=row["id"], source=source, text=row["text"], published=published)


def judge(row: Label, claims: Sequence[Claim]) -> Verdict:
    """One labelled post and the claims made of it, the main one first."""
    labels = row["events"]
    drawn = [claim for claim in claims if is_drawn(claim)]
    right = [any(_meets(claim, label) for label in labels) for claim in drawn]
    checks: dict[str, bool] = {}
    kinds: tuple[str, str | None] | None = None
    optional = bool(labels) and all(label.get("optional") for label in labels)
    if labels and not optional:
        label, main = labels[0], (claims[0] if claims else None)
        kinds = (label["sub_event_type"], _sub_type(main, label))
        checks["main"] = False
        if main is not None:
            checks |= _checks(main, label)
    return Verdict(
        post_id=row["id"], kind=row["kind"], optional=optional, found=bool(drawn), checks=checks,
        sub_event_type=kinds, pins=len(drawn), false_pins=right.count(False),
        confidence=tuple((claim.confidence, ok) for claim, ok in zip(drawn, right, strict=True)),
    )  # fmt: skip


def _checks(claim: Claim, label: Label) -> dict[str, bool]:
    type_right = claim.event_type == label["event_type"] or _sub_type(claim, label) == label["sub_event_type"]
    checks = {"type": type_right, "date": _days(claim) in _right_days(label), "place": _near(claim, label)}
    checks["main"] = all(checks.values())
    if not checks["place"]:
        return checks
    for field, toll in (("killed", claim.killed), ("injured", claim.injured)):
        told = label.get(f"{field}_best")
        if told is not None or toll.best is not None:
            checks[field] = toll.best == told or toll.best in label.get(f"alt_{field}", [])
    checks["status"] = claim.status in (label["status"], *label.get("alt_status", []))
    for field, value in (("actor", claim.actor), ("target_type", claim.target_type)):
        if field in label:
            checks[field] = value == label[field]
    return checks


def _sub_type(claim: Claim | None, label: Label) -> str | None:
    if claim is None:
        return None
    allowed = claim.sub_event_type in label.get("alt_sub_event_types", [])
    return label["sub_event_type"] if allowed else claim.sub_event_type


def _meets(claim: Claim, label: Label) -> bool:
    """Type, a common day, and the place."""
    days = _days(claim)
    if days is None or not _near(claim, label):
        return False
    same_type = claim.event_type == label["event_type"] or _sub_type(claim, label) == label["sub_event_type"]
    return same_type and any(days[0] < end and start < days[1] for start, end in _right_days(label))


def _near(claim: Claim, label: Label) -> bool:
    if claim.where is None or claim.where.location is None or "lon" not in label:
        return "lon" not in label
    apart = distance_km(claim.where.location, LonLat(label["lon"], label["lat"]))
    return apart <= max(NEAR_KM, label.get("tol_km", 0))


def _days(claim: Claim) -> tuple[str, str] | None:
    """First day and the day after the last, in the post's own zone."""
    if claim.when is None:
        return None
    last = (claim.when.end - timedelta(microseconds=1)).date()
    return claim.when.start.date().isoformat(), (last + timedelta(1)).isoformat()


def _right_days(label: Label) -> list[tuple[str, str]]:
    pairs = [(label["date_start"], label["date_end"]), *label.get("alt_dates", [])]
    return [(date.fromisoformat(start).isoformat(), end) for start, end in pairs]


def figures(verdicts: Sequence[Verdict]) -> dict[str, float]:
    """Every figure by name; shares are of 1. Only what a figure needs is counted in it."""
    events = [v for v in verdicts if v.kind == "event" and not v.optional]
    others = [v for v in verdicts if v.kind != "event" and not v.optional]
    found = {"post precision": (sum(v.found for v in events), sum(v.found for v in (*events, *others)))}
    found["post recall"] = (sum(v.found for v in events), len(events))
    found["main joint"] = (sum(v.checks["main"] for v in events), len(events))
    for check in ("type", "date", "place", "killed", "injured", "status", "actor", "target_type"):
        seen = [v.checks[check] for v in events if check in v.checks]
        found[check] = (sum(seen), len(seen))
    found["pin precision"] = (sum(v.pins - v.false_pins for v in verdicts), sum(v.pins for v in verdicts))
    found["false pins on other posts"] = (sum(v.pins > 0 for v in others), len(others))
    sure = [ok for v in verdicts for confidence, ok in v.confidence if confidence >= 0.8]
    found["right at confidence 0.8"] = (sum(sure), len(sure))
    shares = {name: right / of if of else 0.0 for name, (right, of) in found.items()}
    shares["sub-type weighted F1"] = weighted_f1([v.sub_event_type for v in events if v.sub_event_type])
    return {"posts": len(verdicts), "event posts": len(events)} | shares


def weighted_f1(pairs: Sequence[tuple[str, str | None]]) -> float:
    """F1 of each label, weighted by how often it is the right one."""
    right = Counter(label for label, _ in pairs)
    given = Counter(claimed for _, claimed in pairs)
    both = Counter(label for label, claimed in pairs if label == claimed)
    f1 = {label: 2 * both[label] / (right[label] + given[label]) for label in right}
    return sum(right[label] * f1[label] for label in right) / len(pairs) if pairs else 0.0


def merge_figures(rows: Sequence[Label], extractor: Extractor) -> tuple[dict[str, float], list[str]]:
    """Pairs of reports in one event against pairs of one cluster; and the wrong pairs, worst first."""
    claims = [claim for row in rows for claim in extract_post(post_of(row), extractor).claims]
    cluster = {row["id"]: row["cluster"] for row in rows}
    town = {row["id"]: row["town"] for row in rows}
    made: set[tuple[str, str]] = set()
    for event in merge(claims, extractor.event_types, MergeOptions()):
        made |= set(combinations(sorted({claim.post_id for claim in event.claims}), 2))
    wanted = {pair for pair in combinations(sorted(cluster), 2) if cluster[pair[0]] == cluster[pair[1]]}
    right = len(made & wanted)
    precision, recall = right / max(1, len(made)), right / max(1, len(wanted))
    across = [pair for pair in made if town[pair[0]] != town[pair[1]]]
    wrong = [f"across towns: {a} {b}" for a, b in sorted(across)]
    wrong += [f"together: {a} {b}" for a, b in sorted(made - wanted - set(across))]
    wrong += [f"apart: {a} {b}" for a, b in sorted(wanted - made)]
    return {
        "reports": len(rows), "clusters": len(set(cluster.values())), "pair precision": precision,
        "pair recall": recall, "pair F1": 2 * precision * recall / max(1e-9, precision + recall),
        "merged across towns": len(across),
    }, wrong  # fmt: skip
