"""Counts of people killed and injured, in three languages."""

from typing import Any

import pytest

from dateline.timeline.claims.casualties import find_casualties
from dateline.timeline.claims.triggers import sentence_hits


def _counts(reading: Any) -> list[tuple[str, int, int, int | None]]:
    return [
        (count.outcome, count.low, count.best, count.high)
        for count in find_casualties(reading, sentence_hits(reading))
        if not count.total
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Six people were killed.", [("killed", 6, 6, 6)]),
        ("At least six people were killed.", [("killed", 6, 6, None)]),
        ("Up to ten people were injured.", [("injured", 0, 10, 10)]),
        ("Dozens were injured.", [("injured", 12, 12, None)]),
        ("Hundreds of people were wounded.", [("injured", 100, 100, None)]),
        ("A man and two women were killed.", [("killed", 3, 3, 3)]),
        ("Two people, a man and a woman, were killed.", [("killed", 2, 2, 2)]),
        ("Six people, including two children, were hurt.", [("injured", 6, 6, 6)]),
        ("Killed two people and six people wounded.", [("killed", 2, 2, 2), ("injured", 6, 6, 6)]),
        (
            "A woman, 40, was killed and 12 people were injured.",
            [("killed", 1, 1, 1), ("injured", 12, 12, 12)],
        ),
        (
            "A 67-year-old woman was killed and two men were wounded.",
            [("killed", 1, 1, 1), ("injured", 2, 2, 2)],
        ),
        ("Two were killed and 12 injured.", [("killed", 2, 2, 2), ("injured", 12, 12, 12)]),
        ("A strike killed two people and injured 12.", [("killed", 2, 2, 2), ("injured", 12, 12, 12)]),
        ("Nobody was hurt.", [("killed", 0, 0, 0), ("injured", 0, 0, 0)]),
        ("There were no deaths, four people were wounded.", [("killed", 0, 0, 0), ("injured", 4, 4, 4)]),
        ("The death toll rose to 33.", [("killed", 33, 33, 33)]),
        ("A 45-year-old woman died.", [("killed", 1, 1, 1)]),
        ("On 28 January killed soldiers were returned.", []),
        ("Двоє людей загинули, п'ятеро поранені.", [("killed", 2, 2, 2), ("injured", 5, 5, 5)]),
        ("Загинула 70-річна жінка.", [("killed", 1, 1, 1)]),
        ("Загинули чоловік та двоє дітей.", [("killed", 3, 3, 3)]),
        ("Поранено сімох людей, серед них дитина.", [("injured", 7, 7, 7)]),
        ("Кількість поранених зросла до 25.", [("injured", 25, 25, 25)]),
        ("Поранено до 10 осіб.", [("injured", 0, 10, 10)]),
        ("Щонайменше троє загиблих.", [("killed", 3, 3, None)]),
        ("Десятки осіб поранено.", [("injured", 10, 10, None)]),
        ("Загиблих — двоє, поранених — двадцять п'ять.", [("killed", 2, 2, 2), ("injured", 25, 25, 25)]),
        ("Загиблих немає, постраждали четверо.", [("killed", 0, 0, 0), ("injured", 4, 4, 4)]),
        ("28 січня поранено медика.", [("injured", 1, 1, 1)]),
        ("Ніхто не постраждав.", [("killed", 0, 0, 0), ("injured", 0, 0, 0)]),
        ("Постраждали три автомобілі.", []),
        ("Погибли двое мирных жителей, еще трое ранены.", [("killed", 2, 2, 2), ("injured", 3, 3, 3)]),
        ("Погиб водитель, ранены двое пассажиров.", [("killed", 1, 1, 1), ("injured", 2, 2, 2)]),
        ("Ранены мужчина, женщина и ребенок.", [("injured", 3, 3, 3)]),
        ("Не менее 1 200 человек пострадали.", []),
        ("Ранены 1 200 человек.", []),
        ("Число погибших выросло до девяти.", [("killed", 9, 9, 9)]),
        ("Пострадали шесть человек, в том числе двое детей.", [("injured", 6, 6, 6)]),
        ("Пострадавших нет.", [("killed", 0, 0, 0), ("injured", 0, 0, 0)]),
        ("Четыре емкости пострадали при пожаре.", []),
        ("Сотни раненых.", [("injured", 100, 100, None)]),
    ],
)
def test_counts(text: str, expected: list[tuple[str, int, int, int | None]], reading: Any) -> None:
    assert _counts(reading(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Since the start of the war 14,000 civilians have been killed.",
        "З початку вторгнення загинули 14 тисяч цивільних і 600 дітей загинули.",
        "С начала года погибли 120 жителей.",
    ],
)
def test_the_toll_of_a_war_belongs_to_no_event(text: str, reading: Any) -> None:
    assert _counts(reading(text)) == []


def test_a_mention_points_at_its_words(reading: Any) -> None:
    made = reading("In the city, at least six people were killed overnight.")
    (count,) = find_casualties(made, sentence_hits(made))
    assert made.text[slice(*count.span)] == count.text == "six people were killed"
