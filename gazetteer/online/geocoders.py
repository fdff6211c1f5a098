"""geopy's geocoders behind one small door: a name in, places out, faults told apart.

geopy gives (latitude, longitude); here that is turned once and for all.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from geopy import exc
from geopy.adapters import URLLibAdapter
from geopy.geocoders import GeoNames, Nominatim, Pelias, Photon
from geopy.location import Location

from dateline.gazetteer.errors import GazetteerError
from dateline.gazetteer.online.gate import DeferredError
from dateline.gazetteer.place import LonLat

_TIMEOUT_S = 10
_MOST_ANSWERS = 5
_PUBLIC_NOMINATIM = "nominatim.openstreetmap.org"
_OSM_LICENCE = "OpenStreetMap contributors, ODbL 1.0"
# What a service calls a place that is too large or too small to be one, in any of the fields that say it.
_NO_PLACES = frozenset(
    [
        "country",
        "continent",
        "state_district",
        "ocean",
        "road",
        "street",
        "highway",
        "shop",
        "amenity",
        "house",
        "building",
        "postcode",
        "postal_code",
        "address",
        "venue",
        "office",
        "tourism",
        "leisure",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlineSettings:
    """Which service to ask.

    Attributes:
        provider: nominatim, photon, pelias or geonames.
        url: Its address; for geonames None is the public one.
        agent: Who asks, with a way to reach you: services require it.
        key_env: Environment variable with the key (pelias) or the user name (geonames).
        public: Says that the public Nominatim is meant although its policy forbids periodic bulk use.
        budget: Most requests of a run.
        interval_s: Least seconds between requests; at least 1 for services that are not your own.
    """

    provider: str = "nominatim"
    url: str | None = None
    agent: str = ""
    key_env: str = ""
    public: bool = False
    budget: int = 200
    interval_s: float = 1.0

    def __post_init__(self) -> None:
        """Check what can be checked before the first request."""
        if self.provider not in _MAKERS:
            raise GazetteerError(
                f"online: expected one of {', '.join(sorted(_MAKERS))}, found {self.provider!r}"
            )
        host = urlsplit(self.url or "").hostname or ""
        if self.url is not None and (urlsplit(self.url).scheme not in ("http", "https") or not host):
            raise GazetteerError(f"online: expected an address with http or https, found {self.url!r}")
        if self.url is None and self.provider != "geonames":
            raise GazetteerError(f"online: expected the address of a {self.provider} server, found none")
        if host == _PUBLIC_NOMINATIM and not self.public:
            raise GazetteerError(
                f"online: {_PUBLIC_NOMINATIM} forbids periodic bulk use; run your own server, or say public = true"
            )
        local = host in ("localhost", "127.0.0.1", "::1") or host.endswith((".local", ".internal"))
        if self.interval_s < 1.0 and not local:
            raise GazetteerError(
                f"online: at least 1 second between requests to {host}, found {self.interval_s:g}"
            )
        if not self.agent:
            raise GazetteerError(
                "online: expected who asks, such as “Desk map, desk@example.org”, found none"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundOnline:
    """A place as a service gave it; ``kind`` in its own words, ``weight`` its importance, 0 where it says none."""

    place_id: str
    name: str
    location: LonLat
    kind: str
    country: str | None
    weight: float


class RefusedError(Exception):
    """The service will not answer for now: 429 with how long to wait, or for good (401, 402, 403)."""

    def __init__(self, message: str, retry_after_s: float | None, *, for_good: bool) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s
        self.for_good = for_good


class TroubleError(Exception):
    """A fault that may pass: time-outs, 5xx, an answer that is none."""


def ask(settings: OnlineSettings, name: str, country: str | None, language: str) -> list[FoundOnline]:
    """Ask once for a name; empty when the service knows none.

    Raises:
        RefusedError: The service refused.
        TroubleError: It may work another time.
        DeferredError: What was asked cannot be asked of it.
    """
    geocode = _MAKERS[settings.provider](settings, country, language)
    try:
        answers = geocode(name)
    except exc.GeocoderRateLimited as error:
        raise RefusedError(str(error), error.retry_after, for_good=False) from error
    except (
        exc.GeocoderAuthenticationFailure,
        exc.GeocoderInsufficientPrivileges,
        exc.GeocoderQuotaExceeded,
    ) as error:
        raise RefusedError(str(error), None, for_good=True) from error
    except exc.GeocoderQueryError as error:
        raise DeferredError(f"the service cannot be asked that: {error}") from error
    except (exc.GeopyError, TypeError, ValueError, KeyError, AttributeError, IndexError) as error:
        # Adapters meet odd answers with plain Python errors.
        raise TroubleError(f"{type(error).__name__}: {error}") from error
    if answers is None:
        return []
    if not isinstance(answers, list):
        answers = [answers]
    return [found for answer in answers if (found := _found(answer, settings.provider)) is not None]


def licence(provider: str) -> str:
    """What the answers of a provider may be used under, for the credits."""
    return "GeoNames, CC BY 4.0" if provider == "geonames" else _OSM_LICENCE


class _EveryNamesake(Nominatim):  # type: ignore[misc]
    """Nominatim drops answers that read alike, two villages of one name in one region among them: asked not to."""

    def _construct_url(self, base_api: str, params: dict[str, Any]) -> str:
        return str(super()._construct_url(base_api, {**params, "dedupe": 0}))


def _nominatim(settings: OnlineSettings, country: str | None, language: str) -> Callable[[str], Any]:
    service = _EveryNamesake(**_common(settings))
    return lambda name: service.geocode(
        name, exactly_one=False, limit=_MOST_ANSWERS, language=language, country_codes=country and country.lower(),
        addressdetails=True, featuretype="settlement",
    )  # fmt: skip


def _photon(settings: OnlineSettings, _: str | None, language: str) -> Callable[[str], Any]:
    service = Photon(**_common(settings))
    # The public index knows these four; any other is refused with a 400.
    spoken = language if language in ("en", "de", "fr", "it") else "en"
    return lambda name: service.geocode(name, exactly_one=False, limit=_MOST_ANSWERS, language=spoken)


def _pelias(settings: OnlineSettings, country: str | None, language: str) -> Callable[[str], Any]:
    service = Pelias(api_key=os.environ.get(settings.key_env) or None, **_common(settings))
    return lambda name: service.geocode(
        name, exactly_one=False, countries=country and [country], language=language
    )


def _geonames(settings: OnlineSettings, country: str | None, _: str) -> Callable[[str], Any]:
    user = os.environ.get(settings.key_env)
    if not user:
        raise GazetteerError(
            f"online: expected a GeoNames user name in ${settings.key_env or 'GEONAMES_USER'}"
        )
    common = _common(settings)
    common.setdefault("domain", "secure.geonames.org")
    service = GeoNames(user, **common)
    return lambda name: service.geocode(name, exactly_one=False, country=country)


_MAKERS: dict[str, Callable[[OnlineSettings, str | None, str], Callable[[str], Any]]] = {
    "nominatim": _nominatim, "photon": _photon, "pelias": _pelias, "geonames": _geonames,
}  # fmt: skip


def _common(settings: OnlineSettings) -> dict[str, Any]:
    # URLLibAdapter retries nothing by itself; the requests one does, unseen and uncounted.
    common: dict[str, Any] = {
        "user_agent": settings.agent, "timeout": _TIMEOUT_S, "adapter_factory": URLLibAdapter, "scheme": "https",
    }  # fmt: skip
    if settings.url is not None:
        parts = urlsplit(settings.url)
        common |= {"scheme": parts.scheme, "domain": parts.netloc + parts.path.rstrip("/")}
    return common


def _found(answer: Location, provider: str) -> FoundOnline | None:
    """An answer in our terms; None where it has no sound point or is no place that an event can be at."""
    raw: dict[str, Any] = answer.raw if isinstance(answer.raw, dict) else {}
    nested = raw.get("properties")
    properties: dict[str, Any] = nested if isinstance(nested, dict) else raw
    lat, lon = answer.latitude, answer.longitude
    if not (-90 <= lat <= 90 and -180 <= lon <= 180) or (lat == 0 and lon == 0):
        return None
    kinds = [
        str(properties.get(key) or "")
        for key in ("addresstype", "type", "osm_value", "layer", "fcode", "category", "class")
    ]
    if any(kind in _NO_PLACES for kind in kinds[:4]) or kinds[4].startswith("PCL"):
        return None
    told = properties.get("address")
    address: dict[str, Any] = told if isinstance(told, dict) else {}
    country = (
        address.get("country_code") or properties.get("countrycode") or properties.get("countryCode") or ""
    )
    return FoundOnline(
        place_id=_id(properties, provider, answer),
        name=str(properties.get("name") or properties.get("toponymName") or answer.address).split(",")[0][
            :200
        ],
        location=LonLat(round(lon, 6), round(lat, 6)),
        kind=next((kind for kind in kinds if kind), ""),
        country=str(country).upper()[:2] or None,
        weight=float(properties.get("importance") or properties.get("confidence") or 0.0),
    )


def _id(properties: dict[str, Any], provider: str, answer: Location) -> str:
    """OpenStreetMap's own id where there is one: a server's place_id differs from installation to installation."""
    kind = {"N": "node", "W": "way", "R": "relation"}.get(str(properties.get("osm_type", ""))[:1].upper())
    if kind and properties.get("osm_id"):
        return f"osm:{kind}/{properties['osm_id']}"
    own = properties.get("geonameId") or properties.get("gid") or properties.get("id")
    return f"{provider}:{own or f'{answer.latitude:.5f},{answer.longitude:.5f}'}"
