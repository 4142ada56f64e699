"""A place on Earth that a text names."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from schemas.evidence import Field
from schemas.values import Number


class PlaceKind(StrEnum):
    """What a toponym names, from the coarsest to the finest."""

    REGION = "region"
    """Several countries, or part of several: the Sahel, the Middle East."""
    COUNTRY = "country"
    ADMIN1 = "admin1"
    """A state, province or region of a country, or a named area as large."""
    ADMIN2 = "admin2"
    CITY = "city"
    WATER = "water"
    """A sea, strait, gulf or river."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A toponym resolved to one place: `country` is ISO 3166-1 alpha-2, `geonames` the GeoNames id where it has one.

    `lat` and `lon` are WGS84 degrees. `confidence` is 0–1: how sure the resolution is, not whether something happened
    there. `mention` is true for a demonym, an adjective or an organisation's name, which say whose but not where.
    """

    start: Number
    end: Number
    text: str
    name: str
    kind: PlaceKind
    country: str | None = None
    admin1: str | None = None
    lat: float | None = None
    lon: float | None = None
    geonames: Number | None = None
    confidence: float = 0.5
    mention: bool = False
    field: Field = Field.TEXT
