"""The index and its rankings."""

import time
from pathlib import Path

import pytest

from dateline.gazetteer import Context, Gazetteer, GazetteerError, LonLat, Place, distance_km, open_gazetteer
from dateline.gazetteer.making.adjectives import adjective_stem, name_stems
from dateline.gazetteer.making.inflection import Inflector
from dateline.gazetteer.names import fold, transliterate_ukrainian


@pytest.mark.parametrize("spelling", ["Zaporizhzhia", "Zaporizhzhya", "Запоріжжя", "Запорожье", "запоріжжі"])
def test_one_city_many_spellings(gazetteer: Gazetteer, spelling: str) -> None:
    best = gazetteer.lookup(spelling)[0].place
    assert ("Zaporizhzhia", "UA", "Zaporizhzhia Oblast") == (best.name, best.country, best.admin1_name)


def test_longitude_comes_first(gazetteer: Gazetteer) -> None:
    lon, lat = gazetteer.lookup("Kyiv")[0].place.location
    assert (30.5, 50.5) == (round(lon, 1), round(lat, 1))


def test_a_capital_is_known_as_one(gazetteer: Gazetteer) -> None:
    capital = gazetteer.capital("UA")
    assert capital is not None
    assert ("Kyiv", "PPLC") == (capital.name, capital.feature_code)


def test_an_adjective_is_settled_by_the_region(gazetteer: Gazetteer) -> None:
    voronezh = gazetteer.lookup("Voronezh Oblast")[0].place
    context = Context(regions=frozenset({("RU", voronezh.admin1 or "")}))
    best = gazetteer.adjective("Khokholska", context)[0].place
    assert ("geonames:549848", "RU") == (best.place_id, best.country)


def test_unknown_names_are_unknown(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Qwertyuiopgrad") == ()
    assert gazetteer.adjective("table") == ()


def test_opening_is_quick_and_compiles_nothing(gazetteer: Gazetteer) -> None:
    said: list[str] = []
    started = time.perf_counter()
    again = open_gazetteer(progress=said.append)
    assert said == []
    # A bound a hundred times what it takes, so that only compiling or reading it all would break it.
    assert time.perf_counter() - started < 2
    assert len(again) == len(gazetteer) > 200_000


def test_an_unwritable_cache_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    with pytest.raises(GazetteerError, match="cannot write the gazetteer's index"):
        open_gazetteer(cache_dir=file / "below")


def test_labels_are_the_largest_first(gazetteer: Gazetteer) -> None:
    labels = gazetteer.labels(min_population=1_000_000)
    assert sorted((label[3] for label in labels), reverse=True) == [label[3] for label in labels]


def test_off_the_globe_is_refused() -> None:
    with pytest.raises(ValueError, match="longitude and latitude"):
        Place(place_id="x:1", name="X", location=LonLat(50.45, 130.5), feature_class="P", feature_code="PPL")


def test_distance() -> None:
    kyiv, kharkiv = LonLat(30.5238, 50.4547), LonLat(36.2527, 49.9808)
    assert 405 < distance_km(kyiv, kharkiv) < 415


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Kup’yansk", "kupyansk"),
        ("Куп'янськ", "купянськ"),
        ("Ivano-Frankivsk", "ivano frankivsk"),
        ("Łódź", "lodz"),
        ("Орёл", "орел"),
        ("Йошкар-Ола", "йошкар ола"),
        ("Їжакове", "їжакове"),
        ("  São   Paulo ", "sao paulo"),
    ],
)
def test_folding(written: str, folded: str) -> None:
    assert folded == fold(written)


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("Згорани", "Zghorany"),
        ("Куп'янськ", "Kupiansk"),
        ("Єнакієве", "Yenakiieve"),
        ("Часів Яр", "Chasiv Yar"),
        ("Івано-Франківськ", "Ivano-Frankivsk"),
        ("Щастя", "Shchastia"),
        ("Їжівці", "Yizhivtsi"),
    ],
)
def test_official_transliteration(name: str, latin: str) -> None:
    assert latin == transliterate_ukrainian(name)


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("khokholska", "khokholskiy"),
        ("хохольской", "хохольский"),
        ("хохольська", "хохольський"),
        ("zmiivska", "zmiiv"),
        ("luhanska", "luhansk"),
        ("саратовский", "саратов"),
        ("feodosiyska", "feodosiya"),
        ("полтавською", "полтава"),
    ],
)
def test_adjectives_meet_their_names(form: str, name: str) -> None:
    assert adjective_stem(form) in name_stems(name)


@pytest.mark.parametrize("word", ["table", "ska", "desk", "нафтобаза", ""])
def test_other_words_are_no_adjectives(word: str) -> None:
    assert adjective_stem(word) is None


def test_two_words_decline_together() -> None:
    made = Inflector({}, uk={"а": ["ої", "ій", "у", "ою", "ій"], "ь": ["і", "і", "ь", "ю", "і"]}, ru={})
    assert {"нова гавань", "нової гавані", "новій гавані", "нову гавань", "новою гаваню"} == made.forms(
        "Нова Гавань"
    ) - {""}
