"""Claims of one happening become one event, others stay apart."""

import itertools
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.gazetteer.place import LonLat
from dateline.timeline.claims.event_types import load_event_types
from dateline.timeline.event import Claim, Toll, When, Where
from dateline.timeline.merging import MergeOptions, merge
from dateline.timeline.post import Source
from dateline.timeline.span import Span

TYPES = load_event_types()
DAY = datetime.fromisoformat("2026-01-28T00:00:00+02:00")


def when(days: int = 0, basis: Any = "relative") -> When:
    start = DAY + timedelta(days=days)
    return When(
        start=start, end=start + timedelta(days=1), edtf=start.date().isoformat(), date_prec=1, basis=basis,
        text=start.date().isoformat(),
    )  # fmt: skip


def where(name: str, lon: float, lat: float, prec: int = 1, code: str = "PPL") -> Where:
    return Where(
        name=name, location=LonLat(lon, lat), where_prec=prec, uncertainty_km=3.0, country="UA", admin1=None,
        admin2=None, place_id=f"test:{name}", feature_code=code, timezone="Europe/Kyiv", toponym=name, score=0.9,
    )  # fmt: skip


SUMY = where("Sumy", 34.8, 50.91)
ODESA = where("Odesa", 30.73, 46.48)


def claim(number: int, **fields: Any) -> Claim:
    base = Claim(
        claim_id=f"c_{number:04d}", post_id=f"p{number}", source=Source(source_id=f"s{number % 3}"), url=None,
        published=DAY + timedelta(hours=number), language="en", quote="q", quote_span=Span(0, 1), trigger="hit",
        title="Strike", event_type="Explosions/Remote violence", sub_event_type="Air/drone strike",
        target_type=None, weapons=(), when=when(), where=SUMY, killed=Toll(), injured=Toll(), actor="Russia",
        status="reported", claimed_by=None, background=False, main=True, confidence=0.8, review=None,
    )  # fmt: skip
    return replace(base, **fields)


def groups(claims: list[Claim], options: MergeOptions | None = None) -> set[frozenset[str]]:
    return {frozenset(c.claim_id for c in event.claims) for event in merge(claims, TYPES, options)}


def test_history_that_a_post_recalls_is_no_event() -> None:
    recalled = [claim(2, background=True), claim(3, background=True, where=ODESA)]
    assert {frozenset({"c_0001"})} == groups([claim(1), *recalled])
    assert [] == merge(recalled, TYPES)


def test_one_happening_in_three_reports_is_one_event() -> None:
    (event,) = merge([claim(1), claim(2, injured=Toll(low=3, best=3, high=3)), claim(3)], TYPES)
    assert 3 == len(event.claims)
    assert 2 == len(event.merged_because)
    assert "e_0001" == event.event_id
    assert ("e_0002", "e_0003") == event.aliases
    assert 3 == event.injured.best


@pytest.mark.parametrize(
    ("why", "fields"),
    [
        ("another town", {"where": ODESA}),
        ("a town next door", {"where": where("Near Sumy", 34.81, 50.92)}),
        ("another day", {"when": when(2)}),
        ("another side", {"actor": "Ukraine"}),
        ("another kind", {"event_type": "Diplomacy", "sub_event_type": "Talks"}),
        ("the same post", {"post_id": "p1", "source": Source(source_id="s1")}),
        ("no place", {"where": None}),
        ("no date", {"when": None}),
    ],
)
def test_others_stay_apart(why: str, fields: dict[str, Any]) -> None:
    assert 2 == len(merge([claim(1), claim(2, **fields)], TYPES)), why


def test_two_sites_of_one_town_stay_apart() -> None:
    assert 2 == len(merge([claim(1, target_type="port"), claim(2, target_type="airfield")], TYPES))


def test_a_chain_of_near_matches_does_not_swallow_a_region() -> None:
    chain = [claim(i, where=where(f"Site {i}", 34.8 + 0.03 * i, 50.9, code="DPOF")) for i in range(12)]
    events = merge(chain, TYPES)
    for event in events:
        lons = [c.where.location.lon for c in event.claims if c.where and c.where.location]
        assert max(lons) - min(lons) < 0.12
    assert len(events) > 2


def test_a_later_toll_is_the_best_and_widens_the_range() -> None:
    tolls = [Toll(low=4, best=4, high=4), Toll(low=5, best=5, high=5), Toll(low=8, best=8, high=8)]
    (event,) = merge([claim(i, killed=toll) for i, toll in enumerate(tolls, 1)], TYPES)
    assert Toll(low=4, best=8, high=8) == event.killed


def test_a_denial_beside_a_report_is_a_dispute() -> None:
    (event,) = merge([claim(1), claim(2, status="denied", claimed_by="The ministry")], TYPES)
    assert "disputed" == event.status


def test_a_claim_alone_stays_a_claim() -> None:
    (event,) = merge([claim(1, status="claimed", claimed_by="The army"), claim(2, status="claimed")], TYPES)
    assert ("claimed", "The army") == (event.status, event.claimed_by)


def test_reported_within_a_day() -> None:
    late = claim(2, when=when(1, "publication"))
    assert 1 == len(merge([claim(1), late], TYPES))


PARTS = st.tuples(
    st.sampled_from([SUMY, ODESA, where("Depot", 34.85, 50.93, 2, "DPOF"), None]),
    st.integers(0, 3),
    st.sampled_from([None, "port", "airfield", "housing"]),
    st.sampled_from([None, "Russia", "Ukraine"]),
)


@given(st.lists(PARTS, max_size=7), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(parts: list[Any], random: Any) -> None:
    claims = [
        claim(i, where=place, when=when(day), target_type=target, actor=actor)
        for i, (place, day, target, actor) in enumerate(parts, 1)
    ]
    expected = groups(claims)
    random.shuffle(claims)
    assert expected == groups(claims)


@given(st.lists(PARTS, max_size=7))
def test_every_claim_is_in_one_event_and_towns_never_mix(parts: list[Any]) -> None:
    claims = [
        claim(i, where=place, when=when(day), target_type=target, actor=actor)
        for i, (place, day, target, actor) in enumerate(parts, 1)
    ]
    events = merge(claims, TYPES)
    assert sorted(c.claim_id for c in claims) == sorted(
        itertools.chain.from_iterable((c.claim_id for c in event.claims) for event in events)
    )
    for event in events:
        towns = {c.where.name for c in event.claims if c.where and c.where.feature_code == "PPL"}
        assert len(towns) <= 1
