"""The nouns of the gazetteer: where a place is, what it is, and how well a name met it."""

from dataclasses import dataclass
from typing import NamedTuple


class LonLat(NamedTuple):
    """A point in decimal degrees, WGS 84, longitude first."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An entry of the gazetteer.

    Attributes:
        place_id: Source and its own number, such as ``geonames:706483``; stable between releases.
        name: The name shown to readers, in Latin letters.
        location: The point that stands for the place: the centre of a town, the label point of an area.
        feature_class: GeoNames class: ``P`` populated place, ``A`` administrative area, ``S`` spot or
            facility, ``H`` water, ``L`` area, ``T`` relief.
        feature_code: GeoNames code, such as ``PPLC``, ``ADM1``, ``PCLI``, ``AIRB``.
        country: ISO 3166-1 alpha-2; None on the high seas and for areas across countries.
        admin1: GeoNames code of the first-level division within the country; None where unknown.
        admin1_name: Its name for readers ("Voronezh Oblast"); None where unknown.
        admin2: GeoNames code of the second-level division with country and region ("UA.04.1208"); None where
            the data does not give it.
        admin2_name: Its name for readers; None likewise.
        population: Inhabitants; None where unknown.
        timezone: IANA name; None where unknown.
        radius_km: Radius of a circle that holds the place: a town's built-up area, a region's extent.
        where_prec: UCDP's precision of an event that is said to be here, where the place's own table gives it; None
            where the feature code decides.
    """

    place_id: str
    name: str
    location: LonLat
    feature_class: str
    feature_code: str
    country: str | None = None
    admin1: str | None = None
    admin1_name: str | None = None
    admin2: str | None = None
    admin2_name: str | None = None
    population: int | None = None
    timezone: str | None = None
    radius_km: float = 5.0
    where_prec: int | None = None

    def __post_init__(self) -> None:
        """Refuse coordinates off the globe: they would travel silently into every export."""
        lon, lat = self.location
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise ValueError(f"{self.place_id}: {self.location} is not a longitude and latitude in degrees")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A place that a name may mean.

    Attributes:
        place: The place.
        matched_name: The known name or form that met the text.
        score: 0 to 1; comparable between candidates of one name, not between names.
        own_name: Whether the name that met is the place's present name or a form of it, not one of other times
            and languages.
        margin: Score minus the runner-up's; the score itself when there is no other.
    """

    place: Place
    matched_name: str
    score: float
    margin: float
    own_name: bool = True
