"""Whole posts through every stage: what is drawn, what is not, and why."""

from dataclasses import replace
from typing import Any

import pytest

from dateline.timeline.claims.event_types import load_event_types
from dateline.timeline.event import is_drawn
from dateline.timeline.merging import merge
from dateline.timeline.record import claim_from_record, claim_record

STRIKE = """In pictures: Hole in road after Russian attack

A deep hole is left where another Russian missile and drone attack hit the southern Ukrainian city of Mykolaiv.

Governor Vitaliy Kim said on Telegram that four people were hurt in the overnight attack, which also damaged at least 9 apartment buildings.

The city has been a regular target for Moscow's troops."""

DEPOT = """Ukraine claims strike on Russian fuel depot

Ukraine's General Staff claims to have hit a Russian fuel depot in an overnight attack.

It said on Telegram that the Feodosiyska oil terminal in occupied Crimea was targeted, with a fire reportedly breaking out."""


def test_one_strike_told_in_three_sentences_is_one_claim(extract: Any) -> None:
    (claim,) = extract(STRIKE).claims
    assert ("Air/drone strike", "housing", "Russia", "reported", "Vitaliy Kim") == (
        claim.sub_event_type, claim.target_type, claim.actor, claim.status, claim.claimed_by,
    )  # fmt: skip
    assert ("Mykolaiv", 1, "UA") == (claim.where.name, claim.where.where_prec, claim.where.country)
    assert "2026-01-27/2026-01-28" == claim.when.edtf
    assert (None, 4) == (claim.killed.best, claim.injured.best)
    assert "Missile and drone strike on housing in Mykolaiv; 4 injured" == claim.title


def test_a_claim_is_a_claim(extract: Any) -> None:
    (claim,) = extract(DEPOT).claims
    assert ("claimed", "Ukraine", "fuel depot") == (claim.status, claim.actor, claim.target_type)
    assert "General Staff" in (claim.claimed_by or "")
    assert ("Feodosiia", 2) == (claim.where.name, claim.where.where_prec)
    assert is_drawn(claim)


@pytest.mark.parametrize(
    "text",
    [
        "Russia wouldn't seize Donbas until August 2027 at the earliest, analysts claim.",
        "The region will fall into Moscow's hands by August 2027 if the troops keep their pace.",
        "There were some 415,000 Russian casualties in 2025 alone, says the think tank.",
        "The guarantees of 1994 turned out to be worth nothing when the Russians attacked Ukraine in 2014.",
        "Moscow has waged an air campaign on Ukrainian targets, the report says.",
        "Kyiv sees security guarantees as vital for any settlement.",
        "Officials in Kharkiv warned of possible missile strikes overnight.",
        "An air raid alert was declared in Kyiv and Odesa.",
        "A court in Lviv sentenced a man for the attack on a post office.",
        "The town marked the anniversary of the strike on the theatre in Mariupol.",
        "Will Russia attack Sumy again?",
        "On average 120 drones a day attacked Ukraine this winter.",
        "The opposition came under fire over its budget plan in Warsaw.",
        "Ukraine plans to attack refineries in Saratov, the paper says.",
        "Росія може завдати удару по Києву, попередив міністр.",
        "У Львові вшанували пам'ять загиблих під час обстрілу.",
        "В Харькове объявлена угроза ракетного удара.",
    ],
)
def test_no_pin(extract: Any, text: str) -> None:
    extraction = extract(text)
    assert [] == [claim.title for claim in extraction.claims if is_drawn(claim)]


def test_what_is_left_out_says_why(extract: Any) -> None:
    reasons = [r.reason for r in extract("Russia could attack Odesa by sea, Kyiv says.").rejections]
    assert any("could" in reason for reason in reasons)
    assert any("a capital that acts" in reason for reason in reasons)


@pytest.mark.parametrize(
    ("text", "place", "kind"),
    [
        ("Ukraine's foreign ministry has summoned the Hungarian ambassador over the remarks.", "Kyiv", "Summons or expulsion"),
        ("Envoys for Kyiv and Moscow held talks in Abu Dhabi last weekend.", "Abu Dhabi", "Talks"),
        ("There was progress at a meeting with envoys for Kyiv and Moscow in Geneva last weekend.", "Geneva", "Talks"),
        ("Troops have captured the town of Pokrovsk, Russia's defence ministry said on Monday.", "Pokrovsk", None),
        ("У ніч на 28 січня російські дрони атакували порт в Одесі, двоє людей поранені.", "Odesa", "Air/drone strike"),
        ("Ночью беспилотники атаковали нефтебазу в Саратове, сообщил губернатор.", "Saratov", "Air/drone strike"),
        ("Egypt: Militants kill 11 soldiers in Sinai attack", "Sinai", "Armed clash"),
        ("An IED planted by militants exploded on a road in Quetta.", "Quetta", "Remote explosive/landmine/IED"),
        ("Drone attack by rebels kills two in Goma", "Goma", "Air/drone strike"),
    ],
)  # fmt: skip
def test_the_place_and_the_kind(extract: Any, text: str, place: str, kind: str | None) -> None:
    claim = extract(text).claims[0]
    assert place == claim.where.name
    assert kind in (None, claim.sub_event_type)


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Tehran fired ballistic missiles at Erbil, killing four people.", "Iran"),
        ("Moscow launched 120 drones overnight, killing three people in Odesa.", "Russia"),
        ("Київ атакував нафтобазу в Рязані.", "Ukraine"),
        ("Kyiv hit by drones overnight, five injured.", None),
        ("Ukrainian troops withdrew from Avdiivka on Saturday.", "Ukraine"),
        ("A Russian oil depot was hit in Belgorod.", None),
    ],
)
def test_who_did_it(extract: Any, text: str, actor: str | None) -> None:
    (claim,) = [claim for claim in extract(text).claims if is_drawn(claim)]
    assert actor == claim.actor


def test_several_towns_are_several_events(extract: Any) -> None:
    text = "Overnight drones hit a depot in Sumy and an apartment block in Odesa, officials said."
    assert {"Sumy", "Odesa"} == {claim.where.name for claim in extract(text).claims}


def test_a_lead_of_the_district_goes_to_its_towns(extract: Any) -> None:
    text = "Ніч на Нікопольщині: чотири атаки дронами. В Нікополі поранено чоловіка, у Марганці пошкоджено будинки."
    drawn = [claim for claim in extract(text).claims if is_drawn(claim)]
    assert ["Nikopol", "Marhanets"] == [claim.where.name for claim in drawn]


def test_a_post_without_a_time_gives_no_invented_date(extract: Any) -> None:
    (claim,) = extract("Drones hit an oil depot in Saratov overnight.", published=None).claims
    assert claim.when is None
    assert not is_drawn(claim)


def test_no_time_word_is_the_day_of_the_report_and_says_so(extract: Any) -> None:
    (claim,) = extract("Drones hit an oil depot in Saratov.").claims
    assert ("publication", "reported 28 Jan 2026") == (claim.when.basis, claim.when.text)


def test_quotes_are_the_posts_own_words(extract: Any) -> None:
    text = "Дрон\u00adи вдарили по нафтобазі у Кременчуці https://example.org/x вночі."
    extraction = extract(text)
    for claim in extraction.claims:
        assert claim.quote == text[slice(*claim.quote_span)]


def test_two_channels_that_number_alike_keep_their_own_claims(extract: Any) -> None:
    text = "Drones hit an oil depot in Saratov overnight."
    one, other = (extract(text, post_id="42", source=name).claims[0] for name in ("a", "b"))
    assert one.claim_id != other.claim_id
    (event,) = merge([one, other], load_event_types())
    assert 2 == len(event.claims)


def test_a_record_is_the_claim(extract: Any) -> None:
    for text in (STRIKE, DEPOT, "Drones hit an oil depot in Saratov."):
        for claim in extract(text).claims:
            again = claim_from_record(claim_record(claim))
            assert claim_record(claim) == claim_record(again)


def test_a_record_of_history_is_read_back_without_its_place(extract: Any) -> None:
    """Its point is in no record, so that nobody draws it."""
    (claim,) = extract("Drones hit an oil depot in Saratov on 3 March 2024.").claims
    assert (True, "Saratov") == (claim.background, claim.where.name)
    again = claim_from_record(claim_record(claim))
    assert replace(claim, where=None) == again
    assert [] == merge([claim, again], load_event_types())


def test_three_reports_in_three_languages_are_one_event(extract: Any) -> None:
    posts = [
        ("a", "Drones hit an oil depot in Kremenchuk overnight, injuring two people."),
        ("b", "У Кременчуці вночі дрони вдарили по нафтобазі, троє людей поранені."),
        ("c", "В Кременчуге ночью дроны атаковали нефтебазу."),
    ]
    claims = [c for name, text in posts for c in extract(text, post_id=name, source=name).claims]
    (event,) = merge(claims, load_event_types())
    assert 3 == len(event.claims)
    assert (2, 3) == (event.injured.low, event.injured.high)
