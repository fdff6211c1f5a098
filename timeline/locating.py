"""Toponyms + gazetteer -> Where, all of one post together; None where it would be a guess."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from gazetteer import Context, Gazetteer, LonLat, Match, Place, distance_km
from timeline.event import Where
from timeline.mention import Toponym
from timeline.reading import Reading

# A name whose best reading is this close to another one far away is left open.
_MARGIN = 0.02
# Places smaller than this are common words and surnames in most texts: they need a hint that the text is about
# their country or region.
_KNOWN_SIZE = 200_000
# A smaller town passes where its own name is written out, is long enough to be no word, and has no namesake.
_UNIQUE_SIZE = 5_000
_UNIQUE_LENGTH = 6
_TOWN_SIZE = 40_000
_FAMOUS_SIZE = 500_000
_SAME_NAME = 0.8
_FAR_KM = 4_000.0
# Countries a language's posts are about when they name none.
_HOMES = "homes"
# A facility named after a town may stand this far outside it.
_FACILITY_KM = 10.0
_NEAR_KM = 15.0
_DISTRICT_KM = 30.0

_PREC = {"ADM1": 4, "RGN": 5, "SEA": 7, "STRT": 7, "PCLI": 6}


def locate(reading: Reading, toponyms: Sequence[Toponym], gazetteer: Gazetteer) -> list[Where | None]:
    """Places for the toponyms of one post, aligned with them.

    Countries and regions that the post names settle its towns; towns without a rival settle the rest by
    nearness. A metonym has its Where too (an act of government happens somewhere): look at the role.
    """
    home = _home(reading)
    first = Context(home=home)
    regions: set[tuple[str, str]] = set()
    countries: set[str] = set()
    # Who acts is named too ("Russia's defence ministry said"); that tells who, not where.
    hinted = _demonyms(reading)
    for i, toponym in enumerate(toponyms):
        match = _best(toponym, gazetteer, first, areas_only=True)
        if match is None or match.place.country is None:
            continue
        if match.place.feature_code == "PCLI":
            owner = toponym.role == "attributive" and not _owns_next(toponym, toponyms[i + 1 : i + 2])
            (hinted if owner or toponym.role == "metonym" else countries).add(match.place.country)
        elif match.place.admin1:
            regions.add((match.place.country, match.place.admin1))
    named = Context(regions=frozenset(regions), countries=frozenset(countries), home=home)
    sure: list[LonLat] = []
    for toponym in toponyms:
        match = None if toponym.role == "other" else _best(toponym, gazetteer, named)
        sound = (
            toponym.role == "body" and _where(toponym, match, named, frozenset(hinted), gazetteer) is not None
        )
        if match is not None and sound and match.place.feature_class == "P" and match.margin > 0.1:
            sure.append(match.place.location)
    full = Context(
        regions=named.regions, countries=named.countries, home=home, points=tuple(sorted(set(sure))[:20])
    )
    return [
        None
        if toponym.role == "other"
        else _where(toponym, _best(toponym, gazetteer, full), full, frozenset(hinted), gazetteer)
        for toponym in toponyms
    ]


def _owns_next(toponym: Toponym, following: Sequence[Toponym]) -> bool:
    """ "Russia's western Voronezh region": the country owns the place named next."""
    return any(0 <= other.span.start - toponym.span.end <= 30 for other in following)


def capital_where(country: str, gazetteer: Gazetteer) -> Where | None:
    """The capital of an ISO country code, as the place of an act of its government."""
    place = gazetteer.capital(country)
    if place is None:
        return None
    return _make(place, place.name, 1, place.radius_km, 1.0, "the capital", gazetteer)


def label_point(where: Where, gazetteer: Gazetteer) -> LonLat | None:
    """The point that stands for a place in a list of names: a country's label point too."""
    if where.location is not None:
        return where.location
    country = gazetteer.country(where.country) if where.country else None
    return country.location if country else None


def _home(reading: Reading) -> frozenset[str]:
    homes = set(reading.lexicon.tables["language"].get(_HOMES, ()))
    if reading.post.source.country:
        homes.add(reading.post.source.country)
    return frozenset(homes)


def _demonyms(reading: Reading) -> set[str]:
    """Countries that adjectives and actors name ("Russian", "Ukraine's military"), from the pack."""
    codes = reading.lexicon.tables["language"].get("countries", {})
    return {
        codes[hit.entry.key] for hit in reading.hits if hit.entry.table == "actor" and hit.entry.key in codes
    }


def _best(
    toponym: Toponym, gazetteer: Gazetteer, context: Context, *, areas_only: bool = False
) -> Match | None:
    wanted = toponym.wanted or ""
    if wanted.startswith("adjective"):
        matches = () if areas_only else gazetteer.adjective(toponym.name, context)
    else:
        feature = "A" if wanted == "region" else "P" if wanted in ("city", "district", "facility") else None
        matches = gazetteer.matches(
            toponym.name, Context(
                regions=context.regions, countries=context.countries, home=context.home, points=context.points,
                wanted=feature,
            ), regions=wanted == "region",
        )  # fmt: skip
    if areas_only:
        return matches[0] if matches and matches[0].place.feature_class in "AL" else None
    return matches[0] if matches else None


def _where(
    toponym: Toponym, match: Match | None, context: Context, hinted: frozenset[str], gazetteer: Gazetteer
) -> Where | None:
    if match is None or match.margin < _MARGIN:
        return None
    place = match.place
    inside = (place.country or "", place.admin1 or "") in context.regions
    at_home = place.country in context.countries | context.home | hinted
    wanted = toponym.wanted or ""
    if place.feature_class == "P" and not inside:
        people = place.population or 0
        elsewhere = context.regions and place.country not in {country for country, _ in context.regions}
        # A post about a region of one country means no namesake in another, however large: "New York" in
        # Donetsk region.
        if elsewhere and place.country not in context.countries:
            return None
        if not at_home and _is_far_from_all(place, context):
            return None
        if people < _KNOWN_SIZE and not at_home and not _is_unmistakable(toponym, match):
            return None
        # An adjective alone is a weak hint: it needs the region or a country, and no rival.
        if wanted.startswith("adjective") and (not at_home or match.margin < 2 * _MARGIN):
            return None
    prec, uncertainty = _precision(toponym, place)
    # How surely this and no namesake: half a point for the best of several equals, one for a name without rival.
    score = round(min(1.0, 0.5 + 2 * match.margin), 2)
    return _make(place, toponym.text, prec, uncertainty, score, _because(match, context), gazetteer)


def _is_far_from_all(place: Place, context: Context) -> bool:
    """Another continent than every other place of the post: "New York, a mining town near Toretsk"."""
    apart = [distance_km(place.location, point) for point in context.points]
    others = [distance for distance in apart if distance > 1]
    return bool(others) and min(others) > _FAR_KM


def _is_unmistakable(toponym: Toponym, match: Match) -> bool:
    """A town that only one entry bears the name of, written as a place: "in Hlukhiv", "Chasiv Yar"."""
    place = match.place
    # "Feodosia" is Feodosiia written another way, "Kavkaz" is not Caucasia.
    own = SequenceMatcher(None, toponym.name, place.name.lower().replace("-", " ")).ratio() >= _SAME_NAME
    if not own:
        # An old or foreign name of a town somewhere else is most often another thing's name.
        return (place.population or 0) >= _FAMOUS_SIZE
    if (place.population or 0) >= _TOWN_SIZE:
        return True
    return (
        (place.population or 0) >= _UNIQUE_SIZE
        and len(toponym.name) >= _UNIQUE_LENGTH
        and match.margin == match.score
    )


def _precision(toponym: Toponym, place: Place) -> tuple[int, float | None]:
    """where_prec by the feature and the wording, and the radius that should hold the event."""
    wanted = toponym.wanted or ""
    prec = _PREC.get(place.feature_code, 1)
    if prec == 6:
        return 6, None
    if prec == 1 and wanted.endswith("district"):
        return 3, max(_DISTRICT_KM, place.radius_km)
    if prec == 1 and toponym.relation == "toward":
        return 5, 30.0
    if prec == 1 and wanted.endswith("facility"):
        return 2, round(place.radius_km + _FACILITY_KM, 1)
    if prec == 1 and toponym.relation == "near":
        return 2, round(place.radius_km + _NEAR_KM, 1)
    return prec, round(place.radius_km, 1)


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
