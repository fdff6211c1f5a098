"""Look a name up online, as a last resort: kept answers first, then one careful request."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from difflib import SequenceMatcher
from typing import Literal

from dateline.gazetteer.names import fold
from dateline.gazetteer.online.cache import GeocodeCache, Kept, Status
from dateline.gazetteer.online.gate import DeferredError, Gate
from dateline.gazetteer.online.geocoders import (
    FoundOnline,
    OnlineSettings,
    RefusedError,
    TroubleError,
    ask,
    licence,
)
from dateline.gazetteer.place import LonLat, Place
from dateline.gazetteer.ranking import distance_km

_TRIES = 3
_WAIT_S = 2.0
# Two answers farther apart than this, of which neither is clearly the weightier, are two places.
_SAME_KM = 25.0
_CLEARLY = 0.1
_SAME_NAME = 0.75
_RADIUS_KM = 3.0
# Kinds of settlement as OpenStreetMap and GeoNames call them; others are areas.
_TOWNS = (
    "city",
    "town",
    "village",
    "hamlet",
    "suburb",
    "locality",
    "isolated_dwelling",
    "municipality",
    "PPL",
    "neighbourhood",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlineAnswer:
    """What came of it: a place with ``hit``; ``deferred`` says that nobody knows yet, and ``reason`` why."""

    status: Literal["hit", "none", "ambiguous", "deferred"]
    place: Place | None = None
    reason: str = ""


class OnlineLookup:
    """Names to places by a service, through a gate and a store of answers.

    Args:
        settings: Which service.
        cache: Where answers are kept.
        gate: The pace.
        now: The time that answers are kept under; results never depend on it but by expiry.
    """

    def __init__(
        self,
        settings: OnlineSettings,
        cache: GeocodeCache,
        gate: Gate,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._settings = settings
        self._cache = cache
        self._gate = gate
        self._now = now or (lambda: datetime.now(UTC))

    def find(
        self, name: str, *, country: str | None = None, language: str = "en", near: LonLat | None = None
    ) -> OnlineAnswer:
        """The place of a name, where the service knows one and no other is as likely.

        Args:
            name: As written.
            country: ISO code that the answer must lie in; None for any.
            language: Language of the answer's name.
            near: Decides between namesakes; None when nothing is known.
        """
        query, params = fold(name), f"{country or ''}|{language}"
        kept = self._cache.get(self._settings.provider, query, params, self._now())
        if kept is None:
            try:
                found = self._ask(name, country, language)
            except DeferredError as error:
                return OnlineAnswer(status="deferred", reason=str(error))
            status: Status = "none" if not found else "hit" if _agree(found) else "ambiguous"
            kept = Kept(
                status=status, places=[asdict(one) for one in found], licence=licence(self._settings.provider)
            )
            self._cache.put(self._settings.provider, query, params, kept, self._now())
        found = [FoundOnline(**{**one, "location": LonLat(*one["location"])}) for one in kept.places]
        if kept.status == "ambiguous" and near is not None:
            close = [one for one in found if distance_km(one.location, near) <= 2 * _SAME_KM]
            if close and _agree(close):
                return OnlineAnswer(status="hit", place=_place(close[0]))
        if kept.status == "hit":
            return OnlineAnswer(status="hit", place=_place(found[0]))
        return OnlineAnswer(status=kept.status)

    def _ask(self, name: str, country: str | None, language: str) -> list[FoundOnline]:
        """Raises DeferredError where nobody can tell now."""
        for attempt in range(_TRIES):
            try:
                with self._gate.request():
                    found = ask(self._settings, name, country, language)
            except RefusedError as error:
                self._gate.refused(error.retry_after_s, for_good=error.for_good)
            except TroubleError as error:
                if attempt == _TRIES - 1:
                    raise DeferredError(f"the service is in trouble: {error}") from error
                self._gate.sleep(_WAIT_S * 2**attempt)
            else:
                self._gate.served()
                return [
                    one
                    for one in found
                    if (country is None or one.country in (None, country))
                    and _same(name, one, self._settings.provider)
                ]
        raise DeferredError("the service is busy")


def _same(name: str, found: FoundOnline, provider: str) -> bool:
    """Whether an answer is for the name that was asked: only Nominatim matches whole names, the others guess."""
    alike = SequenceMatcher(None, fold(name), fold(found.name)).ratio()
    return provider == "nominatim" or alike >= _SAME_NAME


def _agree(found: list[FoundOnline]) -> bool:
    """Whether the first answer stands alone: the others are near it, or weigh clearly less."""
    first = found[0]
    return all(
        distance_km(first.location, other.location) <= _SAME_KM or first.weight - other.weight >= _CLEARLY
        for other in found[1:]
    )


def _place(found: FoundOnline) -> Place:
    town = found.kind.startswith(_TOWNS)
    return Place(
        place_id=found.place_id,
        name=found.name,
        location=found.location,
        feature_class="P" if town else "A",
        feature_code="PPL" if town else "ADMD",
        country=found.country,
        radius_km=_RADIUS_KM if town else 5 * _RADIUS_KM,
        where_prec=1 if town else 3,
    )
