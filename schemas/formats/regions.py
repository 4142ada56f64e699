"""The ways in which a subscription names a region, read from text and from the regions of a desk's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from schemas.subscription import OwnRegion, Rings

LARGEST_RADIUS = 5000.0
"""Kilometres; beyond it a circle is a continent, and `m49:` says that better."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its ISO 3166-1 alpha-2 code, or XK."""

    code: str


@dataclass(frozen=True, slots=True)
class Area:
    """An area of the UN M49 standard by its three digits."""

    code: str


@dataclass(frozen=True, slots=True)
class Circle:
    """All within `km` kilometres of a point in WGS84 degrees."""

    lat: float
    lon: float
    km: float


@dataclass(frozen=True, slots=True)
class Named:
    """A place, or a first-level division of a country, by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Division:
    """A first-level division of a country by its name: a state, a province, a region."""

    country: str
    name: str


@dataclass(frozen=True, slots=True)
class Polygon:
    """What a ring encloses without its holes, and the bounds of all of it, in WGS84 degrees."""

    rings: Rings
    west: float
    south: float
    east: float
    north: float


Region = Country | Area | Circle | Named | Division | Polygon

_NUMBER = r"\s*([+-]?\d{1,5}(?:\.\d{1,12})?)\s*"
_CIRCLE = re.compile(rf"{_NUMBER},{_NUMBER},{_NUMBER}km\s*", re.IGNORECASE | re.ASCII)


@lru_cache(maxsize=1 << 14)
def parse_region(text: str) -> Region:
    """The region that a text names.

    Raises:
        ValueError: what was expected instead, in words.
    """
    kind, colon, rest = text.strip().partition(":")
    if not colon:
        return _country(kind)
    match kind.lower():
        case "m49":
            return _area(rest.strip())
        case "near":
            return _circle(rest)
        case "place":
            return _named(rest.strip())
        case "admin1":
            return _division(rest.strip())
        case _:
            raise ValueError("expected a country such as AF, m49:034, near:LAT,LON,100km, admin1:AF/NAME or place:NAME")


def members(region: str | OwnRegion) -> Iterator[tuple[str, Region]]:
    """The regions that an entry of a subscription stands for, each with what a reader is told where it holds.

    Raises:
        ValueError: as for `parse_region`.
    """
    if isinstance(region, str):
        yield region, parse_region(region)
        return
    for text in region.regions:
        yield f"{region.area}: {text}", parse_region(text)
    for rings in region.polygons:
        yield label(region), polygon(rings)


def label(region: str | OwnRegion) -> str:
    """What a reader is told of an entry: a polygon without a name goes by where it begins."""
    if isinstance(region, str):
        return region
    if region.area is not None:
        return region.area
    lon, lat = region.polygons[0][0][0]
    return f"polygon from {lon:g},{lat:g}"


def polygon(rings: Rings) -> Polygon:
    """The polygon of these rings."""
    outline = rings[0]
    lons, lats = [lon for lon, _ in outline], [lat for _, lat in outline]
    return Polygon(rings, min(lons), min(lats), max(lons), max(lats))


def _country(text: str) -> Country:
    code = text.upper()
    if code in countries():
        return Country(code)
    close = [found for found, name in countries().items() if name.casefold() == text.casefold()]
    hint = f"did you mean {close[0]}?" if close else f"for a place that is no country write place:{text}"
    raise ValueError(f"expected an ISO 3166-1 alpha-2 country; {hint}")


def _area(code: str) -> Area:
    if code not in areas():
        raise ValueError("expected the three digits of a UN M49 area, such as m49:034 for Southern Asia")
    return Area(code)


def _circle(text: str) -> Circle:
    found = _CIRCLE.fullmatch(text)
    if found is None:
        raise ValueError("expected near:LAT,LON,KMkm in degrees, such as near:36.73,68.86,100km")
    lat, lon, km = map(float, found.groups())
    if abs(lat) > 90 or abs(lon) > 180 or not 0 < km <= LARGEST_RADIUS:
        raise ValueError(f"expected a latitude to 90, a longitude to 180 and a radius to {LARGEST_RADIUS:.0f} km")
    return Circle(lat, lon, km)


def _named(name: str) -> Named:
    if not any(char.isalnum() for char in name) or len(name) > 200:
        raise ValueError("expected the name of a place, such as place:kunduz")
    return Named(name)


def _division(text: str) -> Division:
    country, slash, name = (part.strip() for part in text.partition("/"))
    if not slash or country.upper() not in countries():
        raise ValueError("expected a country and its division, such as admin1:AF/Kunduz")
    return Division(country.upper(), _named(name).name)


@cache
def countries() -> dict[str, str]:
    """Every ISO 3166-1 alpha-2 code with its name."""
    return _table("countries.txt")


@cache
def areas() -> dict[str, str]:
    """Every UN M49 area code with its name."""
    return _table("areas.txt")


def _table(name: str) -> dict[str, str]:
    lines = files("schemas.formats").joinpath(name).read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {row[0]: row[1] for row in rows}
