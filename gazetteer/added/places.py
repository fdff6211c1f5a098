"""Places that a user added to the gazetteer: a country's full GeoNames dump, a desk's own list."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

GEONAMES = "geonames"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedPlace:
    """A place on its way into the index.

    Attributes:
        source: ``geonames``, or the name of the desk's list.
        local_id: The place's id there; a GeoNames number as text.
        name: Its name for readers.
        names: Other names, in any script.
        lon: Degrees east, WGS 84.
        lat: Degrees north.
        feature_class: GeoNames class, one letter.
        feature_code: GeoNames code.
        country: ISO 3166-1 alpha-2; None where not said.
        admin1: GeoNames code of the first-level division; None where not said.
        admin2: GeoNames code of the second-level division within it; None where not said.
        population: None where unknown; GeoNames writes 0 for that.
        timezone: IANA name; None where not said.
        radius_km: None to take what its kind suggests.
        where_prec: None to take what its kind suggests.
    """

    source: str
    local_id: str
    name: str
    names: tuple[str, ...] = ()
    lon: float
    lat: float
    feature_class: str = "P"
    feature_code: str = "PPL"
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    population: int | None = None
    timezone: str | None = None
    radius_km: float | None = None
    where_prec: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedSource:
    """A list of places that was added.

    Attributes:
        name: ``geonames-UA``, or what the desk called its list.
        places: How many.
        bad_rows: How many rows were left out as unreadable.
        origin: The file or address that they came from.
        sha256: Of the file as read; tells an unchanged file from a new one.
        licence: What the data may be used under, for the credits.
    """

    name: str
    places: int
    bad_rows: int
    origin: str
    sha256: str
    licence: str


def added_folder() -> Path:
    """Where added places are kept: $DATELINE_PLACES, else the user's data folder."""
    named = os.environ.get("DATELINE_PLACES")
    return Path(named) if named else Path(platformdirs.user_data_dir("dateline")) / "places"
