"""Toponyms + gazetteer -> Where, all of one post together; None where it would be a guess."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from dateline.gazetteer import Candidate, Context, Gazetteer, LonLat, Match, Place, best_match, distance_km
from dateline.gazetteer.names import fold
from dateline.timeline.event import Rejection, Where
from dateline.timeline.places.toponym import Toponym
from dateline.timeline.places.where_prec import midpoint, moved, precision
from dateline.timeline.places.words import place_words
from dateline.timeline.text.reading import Reading

# A name whose best reading is this close to another one far away is left open.
_MARGIN = 0.02
# Villages share their names with many others, some in no table: the best must be ten times as large, or named.
_SMALL_MARGIN = 0.05
# A country or region that is so close to another reading of its name does not vouch for others.
_VOUCHING_MARGIN = 0.15
# A town vouches for what is near it when it is this far ahead of its namesakes.
_SURE_MARGIN = 0.1
# Places smaller than this are common words and surnames in most texts: they need a hint that the text is about
# their country or region.
_KNOWN_SIZE = 200_000
# A smaller town passes where its own name is written out, is long enough to be no word, and has no namesake.
_UNIQUE_SIZE = 5_000
_UNIQUE_LENGTH = 6
_TOWN_SIZE = 40_000
_WELL_KNOWN_DIVISION = 3_000_000
_FAMOUS_SIZE = 500_000
_SAME_NAME = 0.8
_FAR_KM = 4_000.0
_BESIDE_KM = 60.0
_BETWEEN_KM = 250.0
_POINTS = 20
# What the words ask for -> what the gazetteer ranks for.
_WANTED = {
    "region": "region", "district": "district", "adjective district": "district", "adjective direction": "town", "city": "town", "facility": "site",
    "adjective facility": "site", "water": "water", "land": "land",
}  # fmt: skip
_AREAS = frozenset("AL")


@dataclass(frozen=True, slots=True, kw_only=True)
class LocateOptions:
    """What a user may add to the gazetteer's own judgement.

    Attributes:
        focus: A point to lean to where nothing else decides; None for none.
        online: Asked for names that stay open: the name, the country that it must lie in (None: any), the
            language, and a point near it (None: unknown); None to ask nobody.
    """

    focus: LonLat | None = None
    online: Callable[[str, str | None, str, LonLat | None], Place | None] | None = None


def locate(
    reading: Reading, toponyms: Sequence[Toponym], gazetteer: Gazetteer, options: LocateOptions | None = None
) -> list[Where | None]:
    """Places for the toponyms of one post, aligned with them.

    Countries and regions that the post names settle its towns; towns without a rival settle the rest by
    nearness. A metonym has its Where too (an act of government happens somewhere): look at the role.

    Args:
        reading: The post.
        toponyms: Its place names.
        gazetteer: The places.
        options: A focus, a service to ask; by default neither.
    """
    if not toponyms:
        return []
    options = options or LocateOptions()
    context = _named(reading, toponyms, gazetteer, Context(home=_home(reading), focus=options.focus))
    context = _surrounded(toponyms, gazetteer, context)
    wheres: list[Where | None] = []
    # A post repeats its names: the same words around the same name give the same place.
    known: dict[tuple[object, ...], Where | None] = {}
    for toponym in toponyms:
        key = (
            toponym.text,
            toponym.role == "other",
            toponym.wanted,
            toponym.containers,
            toponym.relation,
            toponym.offset,
        )
        if key not in known:
            match = None if toponym.role == "other" else _best(toponym, gazetteer, context)
            known[key] = _where(toponym, match, context, gazetteer)
            if known[key] is None and options.online is not None and toponym.role == "body":
                known[key] = _asked(toponym, context, gazetteer, reading.lexicon.language, options.online)
        wheres.append(known[key])
    return _between(toponyms, wheres) if any(one.relation == "between" for one in toponyms) else wheres


def reject_unplaced(
    reading: Reading, toponyms: Iterable[Toponym], wheres: Iterable[Where | None]
) -> Iterator[Rejection]:
    """Names of places that were left open."""
    for toponym, where in zip(toponyms, wheres, strict=True):
        if where is None and not toponym.reason:
            yield reading.reject(toponym.span, stage="locating", reason="no sure place")


def _asked(
    toponym: Toponym, context: Context, gazetteer: Gazetteer, language: str,
    online: Callable[[str, str | None, str, LonLat | None], Place | None],
) -> Where | None:  # fmt: skip
    """A place from outside for a name that stayed open, where the post says which country it is in."""
    countries = {country for country, _ in toponym.containers or context.regions} or context.countries
    if len(countries) != 1 or toponym.wanted in ("region", "water", "land"):
        return None
    (country,) = countries
    place = online(toponym.text, country, language, context.points[0] if len(context.points) == 1 else None)
    if place is None:
        return None
    prec, uncertainty = precision(toponym, place)
    return _make(place, toponym.text, prec, uncertainty, 0.5, "found online; not in the gazetteer", gazetteer)


def _named(reading: Reading, toponyms: Sequence[Toponym], gazetteer: Gazetteer, home: Context) -> Context:
    """The countries and regions that the post names, and those that its actors hint at."""
    regions: set[tuple[str, str]] = set()
    countries: set[str] = set()
    hinted = _demonyms(reading)
    for i, toponym in enumerate(toponyms):
        regions.update(pair for pair in toponym.containers if pair[1])
        if (toponym.role == "other" and not toponym.hint) or _leads_to_town(toponym, gazetteer):
            continue
        match = _best(toponym, gazetteer, home)
        if match is None or match.place.feature_class not in _AREAS or match.place.country is None:
            continue
        if match.margin < _VOUCHING_MARGIN and match.margin < match.score and not toponym.wanted:
            continue
        if match.place.feature_code == "PCLI":
            # Who acts is named too ("Russia's defence ministry said"); that tells who, not where.
            owner = toponym.role == "attributive" and not _owns_next(toponym, toponyms[i + 1 : i + 2])
            (hinted if owner or toponym.role in ("metonym", "other") else countries).add(match.place.country)
        elif match.place.admin1 and match.place.feature_code == "ADM1":
            regions.add((match.place.country, match.place.admin1))
        else:
            hinted.add(match.place.country)
    return replace(
        home, regions=frozenset(regions), countries=frozenset(countries), hinted=frozenset(hinted - countries)
    )


def _surrounded(toponyms: Sequence[Toponym], gazetteer: Gazetteer, named: Context) -> Context:
    """Towns that are sure already vouch for their surroundings and their countries."""
    sure: set[LonLat] = set()
    met: dict[str, set[str]] = {}
    for toponym in toponyms:
        if toponym.role == "other" and not toponym.hint:
            continue
        if not _leads_to_town(toponym, gazetteer):
            continue
        match = _best(toponym, gazetteer, named)
        if match is None or match.place.feature_class != "P" or match.margin < _SURE_MARGIN:
            continue
        if _accepted(toponym, match, named):
            sure.add(match.place.location)
            met.setdefault(match.place.country or "", set()).add(match.place.place_id)
    if not sure:
        return named
    # One town does not vouch for its own country: "New York" may be a mining town near Toretsk.
    hinted = named.hinted | {country for country, places in met.items() if len(places) > 1}
    return replace(named, points=tuple(sorted(sure)[:_POINTS]), hinted=frozenset(hinted - named.countries))


def _leads_to_town(toponym: Toponym, gazetteer: Gazetteer) -> bool:
    """Whether a name first of all means a town, and nothing asks for more."""
    if toponym.wanted == "region":
        return False
    leading = gazetteer.leading(toponym.name)
    return leading is None or leading.place.feature_class == "P"


def _owns_next(toponym: Toponym, following: Sequence[Toponym]) -> bool:
    """ "Russia's western Voronezh region": the country owns the place named next."""
    return any(0 <= other.span.start - toponym.span.end <= 30 for other in following)


def capital_where(country: str, gazetteer: Gazetteer) -> Where | None:
    """The capital of an ISO country code, as the place of an act of its government."""
    place = gazetteer.capital(country)
    if place is None:
        return None
    return _make(place, place.name, 1, place.radius_km, 1.0, "the capital", gazetteer)


def toponym_point(toponym: Toponym, where: Where | None, gazetteer: Gazetteer) -> LonLat | None:
    """The point that stands for a name in a list of names: a country's and a continent's label point too.

    None where it was left open, and for a capital that stands for its government: that is no place.
    """
    if where is None or (toponym.role == "metonym" and where.where_prec != 6):
        return None
    return where.location or gazetteer.label_point(where.place_id)


def _home(reading: Reading) -> frozenset[str]:
    homes = set(reading.lexicon.tables["language"].get("homes", ()))
    if reading.post.source.country:
        homes.add(reading.post.source.country)
    return frozenset(homes)


def _demonyms(reading: Reading) -> set[str]:
    """Countries that adjectives and actors name ("Russian", "Ukraine's military"), from the pack."""
    words = place_words(reading.lexicon)
    norms = frozenset(reading.words.norms)
    return words.countries_of(norms) | reading.lexicon.actor_countries(norms)


def _best(toponym: Toponym, gazetteer: Gazetteer, context: Context) -> Match | None:
    wanted = toponym.wanted
    if wanted is None and not toponym.containers:
        alone = gazetteer.undisputed(toponym.name)
        if alone is not None:
            return alone
    candidates: Sequence[Candidate]
    if wanted is not None and wanted.startswith("adjective"):
        candidates = gazetteer.adjectives(toponym.name)
    else:
        candidates = gazetteer.candidates(toponym.name, regions=wanted in ("region", "district"))
        if wanted == "district":
            candidates = sorted(
                (*candidates, *gazetteer.adjectives(toponym.text.split()[0])),
                key=lambda one: (-one.prior, one.place.place_id),
            )
    if wanted is not None or toponym.containers:
        context = replace(context, wanted=_WANTED[wanted] if wanted else None, containers=toponym.containers)
    return best_match(toponym.name, candidates, context)


def _as_district(match: Match, gazetteer: Gazetteer) -> Match:
    """The division that is called after the town and holds it; the town where there is none of its name."""
    district = gazetteer.district(match.place)
    if district is None:
        return match
    same = SequenceMatcher(None, match.place.name.lower(), district.name.lower().split()[0]).ratio()
    return replace(match, place=district) if same >= _SAME_NAME else match


def _accepted(toponym: Toponym, match: Match, context: Context) -> bool:
    """Whether the best reading of a name is good enough to be told."""
    place = match.place
    if match.margin < (
        _MARGIN if (place.population or 0) >= _TOWN_SIZE or place.feature_class != "P" else _SMALL_MARGIN
    ):
        return False
    if toponym.wanted in ("water", "land") and place.feature_class not in "HTL":
        # "the Oskil river" is not the town that has the river's name.
        return False
    if place.feature_class == "P":
        return _vouched(toponym, match, context)
    return place.feature_code not in ("ADM1", "ADM2") or _division_vouched(toponym, match, context)


def _where(toponym: Toponym, match: Match | None, context: Context, gazetteer: Gazetteer) -> Where | None:
    if match is None or not _accepted(toponym, match, context):
        return None
    if (toponym.wanted or "").endswith("district") and match.place.feature_class == "P":
        match = _as_district(match, gazetteer)
    place = match.place
    if (toponym.wanted or "").endswith("district") and place.feature_class == "P":
        # No division of that name: the country around the town is meant, and said to be.
        place = replace(place, name=f"{place.name} district")
    prec, uncertainty = precision(toponym, place)
    # How surely this and no namesake: half a point for the best of several equals, one for a name without rival.
    score = round(min(1.0, 0.5 + 2 * match.margin), 2)
    made = _make(place, toponym.text, prec, uncertainty, score, _because(match, context), gazetteer)
    return made if toponym.offset is None or prec == 6 else replace(made, location=moved(toponym, place))


def _vouched(toponym: Toponym, match: Match, context: Context) -> bool:
    """Whether something beside its name speaks for a town."""
    place = match.place
    country = place.country or ""
    if toponym.containers:
        return any(country == held and admin1 in ("", place.admin1) for held, admin1 in toponym.containers)
    if (country, place.admin1 or "") in context.regions:
        return True
    at_home = country in context.countries | context.home | context.hinted
    # A post about a region of one country means no namesake in another, however large: "New York" in
    # Donetsk region.
    elsewhere = context.regions and country not in {held for held, _ in context.regions}
    small = (place.population or 0) < _TOWN_SIZE and country not in context.countries
    if elsewhere and (small or not at_home):
        return False
    if not at_home and _is_far_from_all(place, context):
        return False
    if not at_home and _is_beside_one(place, context):
        return True
    if (place.population or 0) < _KNOWN_SIZE and not at_home and not _is_unmistakable(toponym, match):
        return False
    # An adjective alone is a weak hint: it needs the region or a country, and no rival.
    weak = (toponym.wanted or "").startswith("adjective")
    return not weak or (at_home and match.margin >= 2 * _MARGIN)


def _division_vouched(toponym: Toponym, match: Match, context: Context) -> bool:
    """Whether a division is large, the only one of its name, or in a country of the post."""
    place = match.place
    if toponym.containers or (place.population or 0) >= _WELL_KNOWN_DIVISION:
        return True
    at_home = place.country in context.countries | context.home | context.hinted
    named = (place.country or "", place.admin1 or "") in context.regions
    if place.feature_code == "ADM2":
        return named or match.margin == match.score or (at_home and match.margin >= 1.5 * _MARGIN)
    return named or at_home or not (context.countries or context.hinted)


def _is_far_from_all(place: Place, context: Context) -> bool:
    """Another continent than every other place of the post: "New York, a mining town near Toretsk"."""
    apart = [distance_km(place.location, point) for point in context.points]
    others = [distance for distance in apart if distance > 1]
    return bool(others) and min(others) > _FAR_KM


def _is_beside_one(place: Place, context: Context) -> bool:
    """A day's walk from another place of the post: "between Lyman and Siversk"."""
    return any(1 < distance_km(place.location, point) < _BESIDE_KM for point in context.points)


def _is_unmistakable(toponym: Toponym, match: Match) -> bool:
    """A town that only one entry bears the name of, written as a place: "in Hlukhiv", "Chasiv Yar"."""
    place = match.place
    # "Feodosia" is Feodosiia written another way, "Kavkaz" is not Caucasia.
    alike = SequenceMatcher(None, toponym.name, fold(place.name).replace("-", " ")).ratio() >= _SAME_NAME
    if not (match.own_name or alike):
        # An old or foreign name of a town somewhere else is most often another thing's name.
        return (place.population or 0) >= _FAMOUS_SIZE
    if (place.population or 0) >= _TOWN_SIZE:
        return True
    return (
        (place.population or 0) >= _UNIQUE_SIZE
        and len(toponym.name) >= _UNIQUE_LENGTH
        and match.margin == match.score
    )


def _between(toponyms: Sequence[Toponym], wheres: Sequence[Where | None]) -> list[Where | None]:
    """ "between Lyman and Siversk": one stretch, told by its middle."""
    made = list(wheres)
    for i, toponym in enumerate(toponyms[:-1]):
        one, other = wheres[i], wheres[i + 1]
        if toponym.relation != "between" or one is None or other is None:
            continue
        if one.location is None or other.location is None or max(one.where_prec, other.where_prec) > 2:
            continue
        middle, half = midpoint(one.location, other.location)
        if 2 * half <= _BETWEEN_KM:
            for k, where in ((i, one), (i + 1, other)):
                made[k] = replace(where, location=middle, where_prec=5, uncertainty_km=max(half, 1.0))
    return made


def _make(
    place: Place, written: str, prec: int, uncertainty: float | None, score: float, because: str, gazetteer: Gazetteer
) -> Where:  # fmt: skip
    zone = place.timezone
    if zone is None and place.country:
        capital = gazetteer.capital(place.country)
        zone = capital.timezone if capital else None
    return Where(
        name=place.name,
        location=None if prec == 6 else place.location,
        where_prec=prec,
        uncertainty_km=uncertainty,
        country=place.country,
        admin1=place.admin1_name,
        admin2=place.admin2_name,
        place_id=place.place_id,
        feature_code=place.feature_code,
        timezone=zone,
        toponym=written,
        score=score,
        because=because,
    )


def _because(match: Match, context: Context) -> str:
    place = match.place
    reasons = [f"{place.name}, {place.admin1_name or '–'}, {place.country or 'no country'}"]
    if (place.country or "", place.admin1 or "") in context.regions and place.feature_class == "P":
        reasons.append("its region is named")
    elif place.country in context.countries and place.feature_class != "A":
        reasons.append("its country is named")
    reasons.append("no rival" if match.margin == match.score else f"{match.margin:.2f} ahead of the next")
    return "; ".join(reasons)
