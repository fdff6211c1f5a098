"""Who said it, in three languages."""

from typing import Any

import pytest

from dateline.timeline.claims.attribution import find_attributions
from dateline.timeline.claims.mention import Attribution
from dateline.timeline.claims.triggers import sentence_hits


def _speakers(reading: Any) -> list[Attribution]:
    return find_attributions(reading, sentence_hits(reading))


@pytest.mark.parametrize(
    ("text", "speaker", "stance"),
    [
        ("Governor Ivan Fedorov said on Telegram that six people were hurt.", "Ivan Fedorov", "say"),
        ("Ivan Fedorov, the region's governor, said six people were hurt.", "Ivan Fedorov", "say"),
        ("Ukraine's military claims to have hit an oil depot.", "Ukraine's military", "claim"),
        ("Two people died, according to the General Staff.", "General Staff", "say"),
        ("General Staff: an oil depot near Saratov was hit.", "General Staff", "say"),
        ("Russia's defence ministry denied the strike.", "Russia's defence ministry", "deny"),
        ("Про удар повідомив мер Харкова Ігор Терехов.", "Ігор Терехов", "say"),
        ("Ворог атакував Суми, пошкоджено будинки, повідомив мер Ігор Терехов.", "Ігор Терехов", "say"),
        ("За словами начальника ОВА, є двоє поранених.", "начальника ОВА", "say"),
        ("Внаслідок удару по Сумах загинули двоє, – Артюх.", "Артюх", "say"),
        ("У Мелітополі пролунав вибух – мер.", "мер", "say"),
        ("У Генштабі ЗСУ стверджують, що уразили нафтобазу.", "Генштабі ЗСУ", "claim"),
        ("Міноборони РФ заперечує удар по лікарні.", "Міноборони РФ", "deny"),
        ("ВСУ обстреляли город, сообщил губернатор Вячеслав Гладков.", "Вячеслав Гладков", "say"),
        ("Минобороны РФ: под Сумами уничтожен склад.", "Минобороны РФ", "say"),
        ("По данным оперштаба, ранены трое.", "оперштаба", "say"),
        ("Губернатор опроверг сообщения о взрыве.", "Губернатор", "deny"),
    ],
)
def test_speaker(text: str, speaker: str, stance: str, reading: Any) -> None:
    (said,) = _speakers(reading(text))
    assert (speaker, stance) == (said.speaker, said.stance)


@pytest.mark.parametrize(
    "text",
    [
        "Drones hit Kharkiv – photos.",
        "Удар по аеродрому в Миргороді – відео.",
        "Харків: пролунали вибухи.",
        "В Луганске пожар – фото, видео.",
        "Рейс Київ – Одеса скасовано.",
    ],
)
def test_no_speaker(text: str, reading: Any) -> None:
    assert _speakers(reading(text)) == []


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Ukraine's General Staff said a refinery was hit.", "Ukraine"),
        ("Генштаб ЗСУ повідомив про удар по нафтобазі.", "Ukraine"),
        ("Минобороны РФ сообщило об ударе по складу.", "Russia"),
    ],
)
def test_side(text: str, side: str, reading: Any) -> None:
    (said,) = _speakers(reading(text))
    assert said.side == side


def test_a_pronoun_means_the_last_speaker(reading: Any) -> None:
    first, second = _speakers(
        reading("Mayor Ihor Terekhov said a drone hit a house. He added that two people died.")
    )
    assert first.speaker == second.speaker == "Ihor Terekhov"


def test_a_channel_is_kept(reading: Any) -> None:
    (said,) = _speakers(reading("Про це мер Ігор Терехов повідомив у Telegram."))
    assert said.channel == "Telegram"
