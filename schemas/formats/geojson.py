"""Polygon and MultiPolygon of GeoJSON (RFC 7946) ↔ the rings of a record.

Positions are longitude, latitude; a third number, the altitude, is passed over. In which direction a ring runs says
nothing here: the first of a polygon is its outline and the others are its holes.
"""

from __future__ import annotations

from typing import Any

from schemas.formats.mistakes import Reading
from schemas.subscription import MOST_POINTS, Position, Ring, Rings

WIDEST = 180
"""Degrees of longitude that one ring may span: what looks wider mostly runs the other way round the Earth."""


class _Wrong(ValueError):  # noqa: N818 - reads as what it holds
    """The first mistake: of ten thousand points, each may be wrong in the same way."""

    def __init__(self, field: str, value: object, expected: str) -> None:
        super().__init__(expected)
        self.field, self.value, self.expected = field, value, expected


def read_geometry(reading: Reading, field: str, value: object) -> tuple[Rings, ...]:
    """The polygons of a geometry; where it is none, that is noted and there are none."""
    if not isinstance(value, dict):
        reading.refuse(field, value, "expected a mapping of type and coordinates")
        return ()
    fields = reading.mapping(field, value, ("type", "coordinates"))
    try:
        return _polygons(field, fields)
    except _Wrong as wrong:
        reading.refuse(wrong.field, wrong.value, wrong.expected)
        return ()


def write_geometry(polygons: tuple[Rings, ...]) -> dict[str, Any]:
    """The geometry of these polygons, of which there is at least one; reading it gives them again."""
    coordinates = [[[list(position) for position in ring] for ring in rings] for rings in polygons]
    if len(coordinates) == 1:
        return {"type": "Polygon", "coordinates": coordinates[0]}
    return {"type": "MultiPolygon", "coordinates": coordinates}


def _polygons(field: str, fields: dict[str, Any]) -> tuple[Rings, ...]:
    kind, place = fields.get("type"), f"{field}.coordinates"
    coordinates = fields.get("coordinates")
    match kind:
        case "Polygon":
            found: tuple[Rings, ...] = (_rings(place, coordinates),)
        case "MultiPolygon":
            found = tuple(_rings(f"{place}[{at}]", rings) for at, rings in _list(place, coordinates, "polygons", 1))
        case _:
            raise _Wrong(f"{field}.type", kind, "expected Polygon or MultiPolygon; of a Feature, give its geometry")
    points = sum(len(ring) for rings in found for ring in rings)
    if points > MOST_POINTS:
        raise _Wrong(place, f"{points} points", f"expected at most {MOST_POINTS:,}")
    return found


def _rings(field: str, value: object) -> Rings:
    return tuple(_ring(f"{field}[{at}]", ring) for at, ring in _list(field, value, "rings", 1))


def _ring(field: str, value: object) -> Ring:
    ring = tuple(_position(f"{field}[{at}]", position) for at, position in _list(field, value, "positions", 4))
    if ring[0] != ring[-1]:
        raise _Wrong(field, [*ring[:1], "…", *ring[-1:]], "expected a closed ring, whose last position is its first")
    across = max(lon for lon, _ in ring) - min(lon for lon, _ in ring)
    if across > WIDEST:
        told = "cut a ring that crosses the antimeridian in two there (RFC 7946 3.1.9)"
        raise _Wrong(field, f"{across:g}° of longitude", f"expected at most {WIDEST}°; {told}")
    if not across or len({lat for _, lat in ring}) == 1:
        raise _Wrong(field, value, "expected a ring that encloses something")
    return ring


def _position(field: str, value: object) -> Position:
    numbers = value if isinstance(value, list | tuple) else ()
    plain = all(isinstance(number, int | float) and not isinstance(number, bool) for number in numbers)
    if len(numbers) not in (2, 3) or not plain:
        raise _Wrong(field, value, "expected a position [longitude, latitude] in degrees")
    lon, lat = numbers[:2]
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise _Wrong(field, value, "expected a longitude to 180 and a latitude to 90, in this order")
    return float(lon), float(lat)


def _list(field: str, value: object, what: str, least: int) -> list[tuple[int, object]]:
    if not isinstance(value, list | tuple) or len(value) < least:
        raise _Wrong(field, value, f"expected a list of at least {least} {what}")
    if len(value) > MOST_POINTS:
        raise _Wrong(field, f"{len(value)} {what}", f"expected at most {MOST_POINTS:,} points")
    return list(enumerate(value))
