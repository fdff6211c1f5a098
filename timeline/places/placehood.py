"""Is a known name a place here? A rule each for persons, bodies, brands, ordinary words and governments."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from dateline.gazetteer import Candidate, NameHit
from dateline.timeline.places.people import person_here, speaks
from dateline.timeline.places.toponym import Toponym
from dateline.timeline.places.view import PlaceView

# A capital within so many words of "attack", "explosion" or "visit" is the place, not the government.
_HIT_REACH = 3
# A town smaller than this needs words that mark it as a place where its name is capitalised like other things.
_KNOWN = 100_000
_SMALL = 50_000
# Other names of a place (of another time or language) are most often another thing's name.
_FAMOUS = 1_000_000
_OPEN_QUOTES, _CLOSE_QUOTES = frozenset("«“„\"'‘"), frozenset("»”“\"'’")

# Words of a building's own name after its town's.
_BUILDING_NAME = 4
Role = Literal["body", "dateline", "metonym", "attributive", "other"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a name is here; ``reason`` says why it is no place, ``hint`` whether it tells where the post is."""

    role: Role
    reason: str = ""
    hint: bool = False


_PLACE = Judgement("body")

# The reason of a capital named for the state that strikes, so that the claim can say who did it.
STRIKES = "a capital that strikes"


@dataclass(slots=True, eq=False)
class _Case:
    """A name and what is known of it, for the rules to look at."""

    view: PlaceView
    hit: NameHit
    last: int
    leading: Candidate
    wanted: str | None
    contained: bool
    before: Sequence[Toponym]
    following: int | None
    leads_list: bool

    @property
    def country(self) -> bool:
        return self.leading.place.feature_code == "PCLI"

    @property
    def people(self) -> int:
        return self.leading.place.population or 0

    @property
    def single(self) -> bool:
        return self.hit.last - self.hit.first == 1

    @property
    def known(self) -> bool:
        """Large, or no town: a name that readers take for the place unless something speaks against it."""
        if self.leading.place.feature_class != "P":
            return not self.leading.short
        floor = _KNOWN if self.leading.own_name else _FAMOUS
        seat = self.leading.place.feature_code in ("PPLA", "PPLC") and self.leading.own_name
        return seat or self.leading.desks or self.people >= floor

    @property
    def marked(self) -> bool:
        """Whether the words around mark a place."""
        first, last = self.hit.first, self.hit.last
        view = self.view
        before = view.tables[first - 1]
        if "article" in before:
            before = before | view.tables[first - 2]
        return (
            self.contained
            or self.wanted is not None
            or bool(before & {"in", "near", "from", "toward", "between", "part", "locative"})
            or bool(view.tables[last] & {"hit_words", "direction"})
            or (
                not view.words.capitals_in_names
                and any("hit_words" in view.tables[last + k] for k in (1, 2, 3))
            )
            or self.listed
        )

    @property
    def listed(self) -> bool:
        """Whether it stands in a list with a place just found."""
        if not self.before or self.before[-1].role not in ("body", "attributive") or self.hit.first < 2:
            return False
        gap = self.hit.first - 1
        joins = self.view.norm(gap) == "," or "and" in self.view.tables[gap]
        return joins and 0 <= self.view.reading.words.ends[gap - 1] - self.before[-1].span.end <= 2


def judge(
    view: PlaceView, hit: NameHit, last: int, leading: Candidate, *, wanted: str | None, contained: bool,
    division: bool, people: Collection[str], before: Sequence[Toponym], following: int | None, leads_list: bool,
) -> Judgement | None:  # fmt: skip
    """The role of a name; None where it is an ordinary word that needs no explanation.

    Args:
        view: The post.
        hit: The name.
        last: Position after it, a kind behind it ("region") included.
        leading: The place that bears the name first of all, before the text is asked.
        wanted: What the words around ask for (wording.wanted_by).
        contained: Whether what holds the place stands right behind it.
        division: Whether a list or what it holds makes it a division, not a country or capital of its name.
        people: Names of persons in the post, as compared.
        before: The toponym found before it, if any.
        following: Position of the next known name; None for none.
        leads_list: Whether a town that is no capital is joined behind.
    """
    case = _Case(view, hit, last, leading, wanted, contained, before, following, leads_list)
    if _is_word(case):
        return None
    for rule in (_person, _longer_name, _body, _force, _quoted):
        found = rule(case, people)
        if found is not None:
            return found
    if wanted is None and not contained and not division:
        if case.country or leading.place.feature_code == "PPLC":
            return _government(case)
        if view.possessive(last - 1) and view.capital(last) and not _owns_building(view, last):
            return Judgement("attributive")
    if not case.known and not case.marked:
        return _unmarked(case)
    return _PLACE


def _is_word(case: _Case) -> bool:
    """An acronym, a currency, or a word of the language that happens to be a town somewhere."""
    view, hit = case.view, case.hit
    text = view.texts[hit.first]
    if case.single and len(text.replace(".", "")) <= 3 and text.isupper():
        # "US$543 million"
        division = case.country or (case.leading.place.feature_code == "ADM1" and case.leading.own_name)
        return not division or (view.norm(hit.last) == "$" and view.adjoin(hit.first))
    if case.single and len(hit.key) <= 2:
        return True
    if view.words.tables_of(view.norms[hit.first] if case.single else hit.key) & {"ordinary", "demonym"}:
        return not case.country and not (case.contained and case.wanted is None) and case.wanted != "city"
    if hit.key[0].isdigit() or "calendar" in view.tables[hit.first]:
        return True
    doubtful = case.single and not case.known and not case.contained and case.wanted is None
    # Written without a capital elsewhere in the text, it is a word.
    return doubtful and view.norms[hit.first] in view.written


def _person(case: _Case, people: Collection[str]) -> Judgement | None:
    view, hit = case.view, case.hit
    if case.wanted or case.contained:
        return None
    inflected = case.leading.inflected
    named = case.single and view.norms[hit.first].removesuffix("'s") in people and not case.country
    given = (
        "given" in view.tables[hit.first - 1] and view.capital(hit.first - 1) and view.adjoin(hit.first - 1)
    )
    if named or given or (not case.country and person_here(view, hit, inflected=inflected)):
        return Judgement("other", "part of a person's name")
    if case.single and not case.known and not case.country and speaks(view, hit):
        return Judgement("other", "a person: it speaks")
    return None


def _owns_building(view: PlaceView, last: int) -> bool:
    """ "Odesa's Transfiguration Cathedral", "Kharkiv's Barabashovo market": the building stands in the town."""
    at = last
    while view.capital(at) and at < last + _BUILDING_NAME:
        at += 1
    return any("building" in view.tables[i] for i in range(last, at + 1))


def _longer_name(case: _Case, _: Collection[str]) -> Judgement | None:
    """A place's name inside a longer one: "Buffalo Fire Department", "Bank of Moscow", "Nelson Mandela"."""
    view, hit = case.view, case.hit
    first, last = hit.first, hit.last
    if case.wanted == "region" and view.capital(case.last) and "body" in view.tables[case.last]:
        return Judgement("other", "part of the name of a body", hint=case.known)
    if case.contained or (case.wanted and case.wanted != "facility"):
        return None
    if "name_before" in view.tables[first - 1] and view.capital(first - 1) and view.adjoin(first - 1):
        return Judgement("other", f"named {view.texts[first - 1]} {view.texts[first]}")
    if (
        "body_of" in view.tables[first - 2]
        and view.capital(first - 2)
        and "settlement_of" in view.tables[first - 1]
    ):
        return Judgement("other", "part of the name of a body", hint=case.known)
    if not view.words.capitals_in_names:
        return None if case.known or case.wanted else _slavic_name(case)
    if case.wanted:
        return None
    capital_after = (
        view.capital(last)
        and view.adjoin(last - 1)
        and not view.possessive(last - 1)
        and last != case.following
        and not view.tables[last] & {"calendar", "ordinary_after"}
    )
    if capital_after and not view.titled(first):
        if "title" in view.tables[last] or (case.country and view.texts[first].isupper()):
            # "Kharkiv Mayor Ihor Terekhov", "the U.S. Army": an adjective, no part of the name.
            return Judgement("attributive", hint=True)
        return Judgement("other", "part of a longer name", hint=case.known)
    if (
        view.capital(first - 1)
        and view.adjoin(first - 1)
        and not view.opens_sentence(first - 1)
        and not view.possessive(first - 1)
        and not view.tables[first - 1] - {"ordinary"}
        and not view.texts[first - 1].isupper()
        and not (case.before and case.before[-1].span.end >= view.reading.words.ends[first - 1])
        and not view.titled(first)
    ):
        return Judgement("other", "part of a longer name", hint=case.known)
    return None


def _slavic_name(case: _Case) -> Judgement | None:
    """«Новосёловка Первая»: Slavic offices have no capitals, so a capital behind a small place continues its name."""
    view, last = case.view, case.hit.last
    if case.people >= _SMALL or case.wanted not in (None, "city"):
        return None
    if (
        view.capital(last)
        and view.adjoin(last - 1)
        and last != case.following
        and "given" not in view.tables[last]
    ):
        return Judgement("other", "part of a longer name")
    before = view.tables[case.hit.first - 1]
    at = case.hit.first - 1
    neighbour = view.capital(at) and view.adjoin(at) and not view.opens_sentence(at)
    if neighbour and not before & {"locative", "region", "settlement", "in", "near", "facility"}:
        return Judgement("other", "part of a longer name")
    return None


def _body(case: _Case, _: Collection[str]) -> Judgement | None:
    tables = case.view.tables[case.last]
    if "region_body" in case.view.tables[case.last - 1]:
        # «Харківська ОВА»: who speaks, and for which region.
        return Judgement("other", "an administration", hint=True)
    if "body" in tables and not case.wanted and "locative" not in case.view.tables[case.hit.first - 1]:
        return Judgement("other", "part of the name of a unit, a paper or a body")
    return None


def _force(case: _Case, _: Collection[str]) -> Judgement | None:
    """ "Kiev troops", "a Donetsk militiaman": whose side they fight on."""
    view, first = case.view, case.hit.first
    if case.wanted or case.contained or "force_of" not in view.tables[case.last]:
        return None
    if view.tables[first - 1] & {"in", "near", "from", "locative", "toward"}:
        return None
    capital = case.country or case.leading.place.feature_code == "PPLC"
    return Judgement("metonym" if capital else "attributive", "whose forces they are")


def _quoted(case: _Case, _: Collection[str]) -> Judgement | None:
    """«Волга Скай», "Druzhba": a ship's, a brand's or a plant's name stands in quotation marks of its own."""
    view, first, last = case.view, case.hit.first, case.last
    if case.wanted or view.norm(first - 1) not in _OPEN_QUOTES:
        return None
    named = "settlement" in view.tables[first - 2]
    closed = any(view.norm(i) in _CLOSE_QUOTES for i in range(last, last + 3))
    return Judgement("other", "a name in quotation marks") if closed and not named else None


def _unmarked(case: _Case) -> Judgement | None:
    """A small place that no word marks as one."""
    view, hit = case.view, case.hit
    if case.single and view.opens_sentence(hit.first):
        # «Нікополь: ...», "Nikopol — ..." opens a post with its place.
        if view.norm(hit.last) in ("", ".", ":", "—", "–", "-") and not view.words.capitals_in_names:
            return _PLACE
        return None
    if not case.single or not view.words.capitals_in_names:
        return _PLACE
    return Judgement("other", "nothing marks it as a place")


def _government(case: _Case) -> Judgement:
    """Why a capital or a country stands for its government here, or that it is the place."""
    view, first, last = case.view, case.hit.first, case.last
    before, following = view.tables[first - 1], view.tables[last]
    possessive = view.possessive(last - 1)
    if "article" in before:
        before = before | view.tables[first - 2]
    if before & {"locative", "part", "facility"} or "settlement" in view.tables[first - 2]:
        return _PLACE
    acts = "acts" in following
    if case.country:
        if "body_of" in view.tables[first - 2] and "settlement_of" in before:
            return Judgement("metonym", f"a government: {view.norm(first - 2)} of {view.texts[first]}")
        if acts and not possessive:
            return Judgement("metonym", f"a state that acts: {view.norm(last)}")
        return Judgement("attributive") if possessive or _is_owner(case) else _PLACE
    near = any(
        "hit_words" in view.tables[i]
        for i in (*range(first - _HIT_REACH, first), *range(last, last + _HIT_REACH))
    )
    joined = _joined_to_metonym(case)
    if not possessive and _strikes(case):
        reason = f"{STRIKES}: {view.norm(last)}"
    elif acts and not (near and "auxiliary" in following):
        reason = f"a capital that acts: {view.norm(last)}"
    elif possessive and not near:
        reason = "a capital's own: its government"
    elif "not_place_before" in before and "hit_words" not in following:
        reason = f"a government: {view.norm(first - 1)} {view.texts[first]}"
    elif joined:
        reason = f"joined to a government: {case.before[-1].text}"
    elif near or case.leads_list or ("in" in before and "acts" not in before) or _among_towns(case):
        reason = ""
    else:
        reason = "a capital without a word of place: its government"
    return Judgement("metonym", reason) if reason else _PLACE


def _strikes(case: _Case) -> bool:
    """ "Moscow hit Kyiv", «Москва ударила по Киеву»; not "Kyiv hit by drones", which has no object behind the verb."""
    view, last = case.view, case.hit.last
    if "attacks" not in view.tables[last]:
        return False
    return view.norm(last + 1)[:1].isalnum() and "no_object" not in view.tables[last + 1]


def _is_owner(case: _Case) -> bool:
    """«Міноборони Росії», «нафтобаза РФ»: a country right behind a noun owns it."""
    view, before = case.view, case.hit.first - 1
    if view.words.capitals_in_names or not view.adjoin(before) or not view.norm(before).isalpha():
        return False
    return not view.tables[before] & {"in", "near", "from", "toward", "between", "locative", "and", "part"}


def _joined_to_metonym(case: _Case) -> bool:
    """ "Envoys for Kyiv and Moscow": what is joined to a government is one."""
    view, first = case.view, case.hit.first
    if not case.before or case.before[-1].role != "metonym" or first < 2:
        return False
    apart = view.reading.words.ends[first - 2] - case.before[-1].span.end
    return "and" in view.tables[first - 1] and 0 <= apart <= 2


def _among_towns(case: _Case) -> bool:
    """ "Kharkiv, Kyiv and Odesa": a list of places that is no pair of governments."""
    return case.listed and case.before[-1].relation != "none"
