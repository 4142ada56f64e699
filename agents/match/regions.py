"""Where an incident is, and whether that is in a region that a subscription names."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from agents.match.query import terms
from schemas.formats.regions import Area, Circle, Country, Division, Named, Polygon, Region
from schemas.place import Place, PlaceKind
from schemas.subscription import Ring

EARTH_RADIUS = 6371.0088
"""Kilometres, the mean radius of WGS84."""

MOST_CELLS = 64
"""A circle or polygon over more one-degree cells than this is not cut into cells."""

ANYWHERE = "located"
"""The key of all incidents with a known position."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """An incident's place as regions are compared with it. `names` are folded, and `division` is one of them.

    `at_sea`: a water without a country, which only names, circles and polygons can hold.
    """

    country: str | None = None
    areas: tuple[str, ...] = ()
    point: tuple[float, float] | None = None
    names: frozenset[str] = frozenset()
    division: str | None = None
    at_sea: bool = False

    @property
    def known(self) -> bool:
        """Whether it can be said to be in a region, or not."""
        return self.country is not None or self.at_sea


def whereabouts(country: str | None, areas: tuple[str, ...], place: Place | None) -> Whereabouts:
    """Where the facts of an incident put it."""
    if place is None:
        return Whereabouts(country, areas)
    at_sea = country is None and place.kind is PlaceKind.WATER
    return _whereabouts(country, areas, place.name, place.admin1, place.lat, place.lon, at_sea)


@lru_cache(maxsize=4096)
def _whereabouts(
    country: str | None,
    areas: tuple[str, ...],
    name: str,
    admin1: str | None,
    lat: float | None,
    lon: float | None,
    at_sea: bool,
) -> Whereabouts:
    """The same place is reported again and again."""
    point = None
    if lat is not None and lon is not None and math.isfinite(lat) and math.isfinite(lon):
        point = lat, lon
    names = frozenset(fold_name(one) for one in (name, admin1) if one)
    return Whereabouts(country, areas, point, names, fold_name(admin1) if admin1 else None, at_sea)


@lru_cache(maxsize=1 << 14)
def fold_name(name: str) -> str:
    """A place name without case, accents and punctuation.

    >>> fold_name("Khan-Yunis"), fold_name("Bogotá")
    ('khan yunis', 'bogota')
    """
    return " ".join(map(terms.fold, terms.words(name)))


def contains(region: Region, at: Whereabouts) -> bool:
    """Whether a place is in a region; never where its country is not known, so that scope fails closed: but a sea has
    none to be known.
    """
    if not at.known:
        return False
    match region:
        case Country():
            return region.code == at.country
        case Area():
            return region.code in at.areas
        case Circle():
            return at.point is not None and distance(region.lat, region.lon, *at.point) <= region.km
        case Named():
            return fold_name(region.name) in at.names
        case Division():
            return region.country == at.country and fold_name(region.name) == at.division
        case Polygon():
            return at.point is not None and encloses(region, *at.point)


def encloses(polygon: Polygon, lat: float, lon: float) -> bool:
    """Whether a point is in a polygon and in none of its holes, on the plane of longitude and latitude.

    So an edge is a straight line on an equirectangular map, as RFC 7946 has it, and no arc of a great circle. A point
    on an edge may count either way.
    """
    if not (polygon.west <= lon <= polygon.east and polygon.south <= lat <= polygon.north):
        return False
    return _in_ring(polygon.rings[0], lat, lon) and not any(_in_ring(hole, lat, lon) for hole in polygon.rings[1:])


def _in_ring(ring: Ring, lat: float, lon: float) -> bool:
    """The even-odd rule: whether a line from the point to the east crosses the ring an odd number of times."""
    inside = False
    for (west, start), (east, end) in pairwise(ring):
        if (start > lat) != (end > lat) and lon < west + (lat - start) / (end - start) * (east - west):
            inside = not inside
    return inside


def distance(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Kilometres between two points on the sphere, by the haversine formula.

    >>> round(distance(36.73, 68.86, 34.53, 69.17))
    246
    """
    a, b = math.radians(lat), math.radians(other_lat)
    across = math.sin(math.radians(other_lon - lon) / 2) ** 2
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * across
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, half)))


def keys_of(region: Region) -> tuple[str, ...]:
    """Keys of which every place in the region has at least one: what an index files the region under."""
    match region:
        case Country():
            return (region.code,)
        case Area():
            return (f"m49:{region.code}",)
        case Circle():
            return _cells(region)
        case Named():
            return (f"place:{fold_name(region.name)}",)
        case Division():
            return (f"place:{fold_name(region.name)}",)
        case Polygon():
            return _grid(region.south, region.north, region.west, region.east)


def keys_at(at: Whereabouts) -> tuple[str, ...]:
    """Every key that a place has; none where its country is not known, unless it is at sea."""
    if not at.known:
        return ()
    keys = [*filter(None, [at.country]), *(f"m49:{code}" for code in at.areas), *(f"place:{name}" for name in at.names)]
    if at.point is not None:
        keys += [ANYWHERE, _cell(*at.point)]
    return tuple(keys)


@lru_cache(maxsize=1 << 14)
def _cells(circle: Circle) -> tuple[str, ...]:
    """The one-degree cells that a circle may touch, a little more than it does."""
    height = math.degrees(circle.km / EARTH_RADIUS) + 0.01
    south, north = circle.lat - height, circle.lat + height
    if south <= -89 or north >= 89:
        return (ANYWHERE,)
    # The widest point of a circle lies poleward of its centre: asin(sin r / cos lat), not r / cos lat.
    widest = math.sin(math.radians(height)) / math.cos(math.radians(circle.lat))
    width = math.degrees(math.asin(min(1.0, widest))) + 0.01
    return _grid(south, north, circle.lon - width, circle.lon + width)


def _grid(south: float, north: float, west: float, east: float) -> tuple[str, ...]:
    """The cells between these bounds, in degrees."""
    rows = range(math.floor(south), math.floor(north) + 1)
    columns = range(math.floor(west), math.floor(east) + 1)
    if len(rows) * len(columns) > MOST_CELLS:
        return (ANYWHERE,)
    return tuple(dict.fromkeys(_name(row, column) for row in rows for column in columns))


def _cell(lat: float, lon: float) -> str:
    return _name(math.floor(lat), math.floor(lon))


def _name(row: int, column: int) -> str:
    return f"cell:{row},{column % 360}"
