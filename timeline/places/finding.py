"""Names of places in a text -> Toponym, each with what it is here: a place, a government, a person ..."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dateline.gazetteer import Candidate, Gazetteer, NameHit, fold
from dateline.timeline.event import Rejection
from dateline.timeline.places.people import find_people
from dateline.timeline.places.placehood import Judgement, judge
from dateline.timeline.places.toponym import Toponym
from dateline.timeline.places.view import QUOTES, PlaceView
from dateline.timeline.places.wording import offset_before, relation, wanted_by
from dateline.timeline.span import Span
from dateline.timeline.text.reading import Reading

# A region stands right behind its town, or behind a comma, a bracket or "in".
_BEHIND = frozenset((",", "(", ";", "/", "|"))
_SHORTEST_ADJECTIVE = 6
_DIVISIONS = ("ADM1", "ADM2", "PCLI")


@dataclass(slots=True)
class _Name:
    """A known name on its way to becoming a toponym."""

    hit: NameHit
    last: int
    wanted: str | None
    leading: Candidate
    containers: frozenset[tuple[str, str]] = frozenset()
    division: bool = False


def find_toponyms(reading: Reading, gazetteer: Gazetteer) -> list[Toponym]:
    """All place names as written, in order, those that mean no place here too, with the reason.

    Longest names win: "Kharkiv region" is one toponym. An adjective before a facility ("Khokholska oil depot")
    is the name of the town it is made from.
    """
    view = PlaceView(reading)
    names = [name for hit in _scan(view, gazetteer) if (name := _known(view, gazetteer, hit))]
    _share_regions(view, gazetteer, names)
    _contain(view, gazetteer, names)
    _one_sense(names)
    people = find_people(view) if names else frozenset()
    found: list[Toponym] = []
    adjectives = list(_adjectives(view, gazetteer))
    starts = view.reading.words.starts
    for i, name in enumerate(names):
        while adjectives and adjectives[0].span.start < starts[name.hit.first]:
            found.append(adjectives.pop(0))
        while adjectives and adjectives[0].span.start < starts[name.hit.last - 1] + 1:
            adjectives.pop(0)
        following = names[i + 1].hit.first if i + 1 < len(names) else None
        judgement = judge(
            view, name.hit, name.last, name.leading, wanted=name.wanted,
            contained=bool(name.containers), division=name.division, people=people, before=found[-1:],
            following=following, leads_list=_leads_list(view, names[i : i + 2]),
        )  # fmt: skip
        if judgement is not None:
            found.append(_toponym(view, name, judgement))
    return sorted([*found, *adjectives, *_unknown(view, [*found, *adjectives])], key=_where_it_stands)


def reject_toponyms(reading: Reading, toponyms: Iterable[Toponym]) -> Iterator[Rejection]:
    """Names that mean no place here, each with the reason."""
    for toponym in toponyms:
        if toponym.reason:
            yield reading.reject(toponym.span, stage="toponyms", reason=toponym.reason)


def _where_it_stands(toponym: Toponym) -> Span:
    return toponym.span


def _unknown(view: PlaceView, found: Sequence[Toponym]) -> Iterator[Toponym]:
    """ "the village of Kampungu": said to be a place, and in no table; left open, unless it is asked for online."""
    starts, ends = view.reading.words.starts, view.reading.words.ends
    for i in view.capitals:
        before = i - 2 if "settlement_of" in view.tables[i - 1] else i - 1
        if (
            "settlement" not in view.tables[before]
            or not view.texts[i].isalpha()
            or len(view.texts[before]) < 4
        ):
            continue
        if view.capital(before) or view.opens_sentence(i) or not view.adjoin(i - 1):
            continue
        last = i + 1
        while last < i + 3 and view.capital(last) and view.adjoin(last - 1) and not view.tables[last]:
            last += 1
        span = Span(starts[i], ends[last - 1])
        if any(span.overlaps(toponym.span) for toponym in found) or view.tables[i] - {"given"}:
            continue
        text = view.reading.text[span.start : span.end]
        yield Toponym(span=span, text=text, name=fold(text), relation=relation(view, i, last), wanted="city")


def _scan(view: PlaceView, gazetteer: Gazetteer) -> list[NameHit]:
    """Known names, those with a quotation mark inside too: «порт "Кавказ"»."""
    hits = gazetteer.scan(view.texts, view.openers)
    kept, starts = view.unquoted()
    if not starts:
        return hits
    for hit in gazetteer.scan([view.texts[i] for i in kept], starts):
        first, last = kept[hit.first], kept[hit.last - 1] + 1
        leading = gazetteer.leading(hit.key)
        if last - first > hit.last - hit.first and leading is not None and leading.place.feature_class == "S":
            # The closing mark belongs to it.
            last += last < len(view.texts) and view.texts[last] in QUOTES
            hits = [other for other in hits if other.last <= first or other.first >= last]
            hits.append(NameHit(first, last, hit.key))
    return sorted(hits)


def _known(view: PlaceView, gazetteer: Gazetteer, hit: NameHit) -> _Name | None:
    leading = gazetteer.leading(hit.key)
    if leading is None:
        return None
    wanted, last = wanted_by(view, hit)
    return _Name(hit, last, wanted, leading)


def _share_regions(view: PlaceView, gazetteer: Gazetteer, names: list[_Name]) -> None:
    """ "Kharkiv, Sumy and Kursk regions": the plural behind the last name holds for the list before it."""
    for k in range(len(names) - 1, -1, -1):
        tables = view.tables[names[k].hit.last]
        wanted = "region" if "regions" in tables else "district" if "districts" in tables else None
        if wanted is None or names[k].wanted not in (None, wanted):
            continue
        names[k].wanted = wanted
        for j in range(k - 1, -1, -1):
            if not _listed(view, names[j], names[j + 1]) or names[j].wanted:
                break
            names[j].wanted = wanted
    # "in Texas, New York and Ohio": what stands between regions is one, where it can be.
    for k, name in enumerate(names):
        if name.wanted or name.leading.place.feature_code == "ADM1":
            continue
        beside = [
            other.leading.place
            for other in (names[k - 1 : k] + names[k + 1 : k + 2])
            if other.leading.place.feature_code == "ADM1"
            and _listed(view, *sorted((other, name), key=_place_in_text))
        ]
        divisions = gazetteer.candidates(name.hit.key, regions=True)
        if len(beside) == 2 and any(
            one.place.feature_code == "ADM1" and all(one.place.country == other.country for other in beside)
            for one in divisions
        ):
            name.division = True


def _leads_list(view: PlaceView, names: list[_Name]) -> bool:
    """ "Kyiv, Kharkiv and Odesa": whether a town that is no capital is joined behind."""
    if len(names) < 2 or not _listed(view, *names):
        return False
    place = names[1].leading.place
    return place.feature_class == "P" and place.feature_code != "PPLC"


def _place_in_text(name: _Name) -> int:
    return name.hit.first


def _listed(view: PlaceView, one: _Name, other: _Name) -> bool:
    between = view.norms[one.last : other.hit.first]
    return 0 < len(between) <= 2 and all(
        word in (",", "/") or "and" in view.words.tables_of(word) for word in between
    )


def _contain(view: PlaceView, gazetteer: Gazetteer, names: list[_Name]) -> None:
    """ "Paris, Texas", «в Пролетарске Ростовской области»: what stands right behind a name holds it."""
    for k in range(len(names) - 2, -1, -1):
        name, outer = names[k], names[k + 1]
        gap = view.norms[name.last : outer.hit.first]
        if len(gap) > 1 or (gap and gap[0] not in _BEHIND and "in" not in view.words.tables_of(gap[0])):
            continue
        if not gap and not view.adjoin(name.last - 1):
            continue
        # "captured Pokrovsk, Russia's ministry said", "in Kupiansk, Ukraine said": who speaks holds nothing.
        owner = view.possessive(outer.hit.last - 1) and not any(
            # "Tripoli, Lebanon's second city"
            "settlement" in view.tables[outer.last + k]
            for k in range(3)
        )
        if owner or view.tables[outer.last] & {"acts", "speech"}:
            continue
        # "Nevada, New Mexico" are two of a list, "Ontario, Canada" is one place.
        level = ("PCLI",) if name.leading.place.feature_code in _DIVISIONS else _DIVISIONS
        divisions = {
            (one.place.country or "", "" if one.place.feature_code == "PCLI" else one.place.admin1 or "")
            for one in gazetteer.candidates(outer.hit.key, regions=True)
            if one.place.feature_code in level and (gap or one.place.feature_code != "PCLI")
        }
        holding = divisions | outer.containers
        inside = {
            (country, admin1)
            for country, admin1 in holding
            if any(
                one.place.country == country
                and admin1 in ("", one.place.admin1)
                and one.place is not outer.leading.place
                for one in gazetteer.candidates(name.hit.key)
                if one.place.feature_code != "PCLI"
            )
        }
        if not inside:
            continue
        name.containers = frozenset(inside)
        # What holds a place is a division, even where a town has its name ("Buffalo, New York").
        if outer.wanted is None and divisions & inside and gap and gap[0] in _BEHIND:
            leading = outer.leading.place
            outer.division = leading.feature_code not in _DIVISIONS or (
                leading.feature_code == "PCLI" and all(country != leading.country for country, _ in inside)
            )


def _one_sense(names: list[_Name]) -> None:
    """What a text spelled out once ("Athens, Georgia") it means again where it writes the name alone."""
    contained = {name.hit.key: name.containers for name in names if name.containers}
    divisions = {name.hit.key for name in names if name.division}
    for name in names:
        if not name.containers and not name.wanted:
            name.containers = contained.get(name.hit.key, frozenset())
            name.division = name.division or (name.hit.key in divisions and not name.containers)


def _toponym(view: PlaceView, name: _Name, judgement: Judgement) -> Toponym:
    starts, ends = view.reading.words.starts, view.reading.words.ends
    last = max(name.hit.last, name.last)
    # A kind behind the name ("region") belongs to it only where the judgement took it so.
    end = ends[last - 1] - (2 if view.possessive(last - 1) else 0)
    span = Span(starts[name.hit.first], end)
    return Toponym(
        span=span,
        text=view.reading.text[span.start : span.end],
        name=name.hit.key,
        role=judgement.role,
        relation="none" if judgement.role == "other" else relation(view, name.hit.first, last),
        wanted="region" if name.division else name.wanted,
        reason=judgement.reason,
        hint=judgement.hint,
        containers=name.containers,
        offset=offset_before(view, name.hit.first),
    )


def _adjectives(view: PlaceView, gazetteer: Gazetteer) -> Iterator[Toponym]:
    """ "Khokholska oil depot", «Нікопольський район»: adjectives of towns before a facility or a district."""
    starts, ends = view.reading.words.starts, view.reading.words.ends
    for i in view.capitals:
        tables = view.tables[i + 1]
        wanted = next((kind for kind in ("district", "facility", "direction") if kind in tables), "")
        text = view.texts[i]
        if wanted == "facility" and view.tables[i + 2] & {"body", "district"}:
            # «Південного військового округу»
            continue
        if view.words.countries_of(frozenset((view.norms[i],))):
            continue
        if not wanted or len(text) < _SHORTEST_ADJECTIVE or not gazetteer.adjectives(text):
            continue
        end = i + 1 if wanted == "facility" else i + 2
        span = Span(starts[i], ends[end - 1])
        yield Toponym(
            span=span,
            text=view.reading.text[span.start : span.end],
            name=text,
            relation=relation(view, i, end),
            wanted=f"adjective {wanted}",
        )
