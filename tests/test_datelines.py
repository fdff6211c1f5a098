"""Datelines at the head of a report, and openings that only look like one."""

import pytest
from tests.conftest import make_post

from dateline.timeline.text.lexicon import load_lexicons
from dateline.timeline.text.reading import read
from dateline.timeline.times.datelines import find_dateline
from dateline.timeline.times.finding import find_times

LEXICONS = load_lexicons()


@pytest.mark.parametrize(
    ("language", "text", "place", "date"),
    [
        ("en", "KYIV, Jan 27 (Agency) - Drones set a depot on fire.", "KYIV", "Jan 27"),
        ("en", "LVIV, Ukraine (AB) — Two people were hurt.", "LVIV", None),
        ("en", "KRYVYI RIH, Ukraine — A missile fell on a park.", "KRYVYI RIH", None),
        ("en", "Odesa (Agency) – The port was closed.", "Odesa", None),
        ("en", "Vilnius, 26 January 2026 — Ministers met.", "Vilnius", "26 January 2026"),
        ("uk", "КИЇВ, 27 січня – Агенція. Уночі лунали вибухи.", "КИЇВ", "27 січня"),
        ("uk", "Харків. 27 січня. АБВ. Уночі лунали вибухи.", "Харків", "27 січня"),
        ("ru", "МИНСК, 27 янв — Агентство. Ночью гремели взрывы.", "МИНСК", "27 янв"),
    ],
)
def test_a_dateline(language: str, text: str, place: str, date: str | None) -> None:
    reading = read(make_post(text, language=language), LEXICONS)
    found = find_dateline(reading, find_times(reading))
    assert found is not None
    assert text[slice(*found.place)] == place
    assert (text[slice(*found.date)] if found.date else None) == date


@pytest.mark.parametrize(
    "text",
    [
        "",
        "BREAKING — a blast in the port.",
        "Ukraine, which has no coast there, sent ships — and lost two.",
        "Kyiv summoned the envoy on 27 January.",
        "On 27 January, the port burned — again.",
        "Kharkiv. The city was shelled on 27 January.",
        "Explosions in Odesa, 27 January",
        "Оперативна інформація станом на ранок 27 січня – коротко.",
    ],
)
def test_no_dateline(text: str) -> None:
    reading = read(make_post(text), LEXICONS)
    assert find_dateline(reading, find_times(reading)) is None
