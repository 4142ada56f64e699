"""The regions of a subscription as people write them ↔ the record, and the regions of one's own that have a name.

A region is a text such as `AF`, or a mapping: `{geojson: …}` for a polygon, `{area: sahel, regions: [ML, NE]}` for what
a name stands for. `area:sahel` is put in place of such a mapping where the areas are given, and the record holds what
it stands for: who reads the record needs no file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schemas.formats import subscription_words as words
from schemas.formats.geojson import read_geometry, write_geometry
from schemas.formats.mistakes import Reading, SubscriptionError, suggestion
from schemas.subscription import MOST_POINTS, OwnRegion

Areas = Mapping[str, OwnRegion]
"""Regions of one's own by their names."""
_NAMED = "area:"


def read_areas(document: object) -> dict[str, OwnRegion]:
    """The regions that a parsed document `areas: {sahel: [ML, NE], aden: {geojson: …}}` names.

    Raises:
        SubscriptionError: every mistake in it.
    """
    reading = Reading()
    fields = reading.mapping("areas", document if isinstance(document, dict) else {}, ("areas",))
    named = fields.get("areas")
    if not isinstance(named, dict):
        reading.refuse("areas", named, "expected a mapping of names to regions")
        named = {}
    found = [_named(reading, name, value) for name, value in named.items()]
    if reading.mistakes:
        raise SubscriptionError(tuple(reading.mistakes))
    return {region.area: region for region in found if region.area is not None}


def read_regions(reading: Reading, field: str, value: object, areas: Areas) -> tuple[str | OwnRegion, ...]:
    """What a list of regions says; mistakes are noted, and what they are in is left out."""
    found = [_region(reading, path, member, areas) for path, member in reading.listed(field, value)]
    points = sum(
        len(ring) for entry in found if isinstance(entry, OwnRegion) for rings in entry.polygons for ring in rings
    )
    if points > MOST_POINTS:
        reading.refuse(field, f"{points} points", f"expected at most {MOST_POINTS:,} in all polygons together")
    return tuple(dict.fromkeys(entry for entry in found if entry is not None))


def write_region(region: str | OwnRegion) -> str | dict[str, Any]:
    """A region as a document has it; reading it gives the region again."""
    if isinstance(region, str):
        return region
    written: dict[str, Any] = {} if region.area is None else {"area": region.area}
    if region.regions:
        written["regions"] = list(region.regions)
    if region.polygons:
        written["geojson"] = write_geometry(region.polygons)
    return written


def _region(reading: Reading, field: str, value: object, areas: Areas) -> str | OwnRegion | None:
    if isinstance(value, dict):
        return _own(reading, field, value)

    def read(text: str) -> str | OwnRegion:
        named = text.lower().startswith(_NAMED)
        return _looked_up(text[len(_NAMED) :].strip(), areas) if named else words.region(text)

    return reading.scalar(field, value, read, None)


def _looked_up(name: str, areas: Areas) -> OwnRegion:
    if name in areas:
        return areas[name]
    if not areas:
        raise ValueError("expected the name of an area; give the file that says what it stands for with --areas")
    raise ValueError(f"expected the name of an area that is given{suggestion(name, areas)}")


def _own(reading: Reading, field: str, value: dict[str, Any]) -> OwnRegion:
    fields = reading.mapping(field, value, ("area", "regions", "geojson"))
    region = OwnRegion(
        area=reading.scalar(f"{field}.area", fields.get("area"), words.name, None),
        **_parts(reading, field, fields),
    )
    if fields.get("area") is None and fields.get("regions") is not None:
        reading.refuse(f"{field}.area", None, "missing: regions are put together under a name")
    return region


def _named(reading: Reading, name: object, value: object) -> OwnRegion:
    """One area of a file: a list of regions, or a mapping of regions and geojson."""
    field = f"areas.{name}"
    try:
        words.name(str(name))
    except ValueError as error:
        reading.refuse(field, name, str(error))
    given = value if isinstance(value, dict) else {"regions": value}
    fields = reading.mapping(field, given, ("regions", "geojson"))
    return OwnRegion(area=str(name), **_parts(reading, field, fields))


def _parts(reading: Reading, field: str, fields: dict[str, Any]) -> dict[str, Any]:
    """What an own region is made of, which must be something."""
    regions, geometry = fields.get("regions"), fields.get("geojson")
    if regions in (None, []) and geometry is None:
        reading.refuse(field, fields, "expected regions, or a polygon as geojson")
        return {}
    polygons = () if geometry is None else read_geometry(reading, f"{field}.geojson", geometry)
    return {"regions": reading.members(f"{field}.regions", regions, words.region), "polygons": polygons}
