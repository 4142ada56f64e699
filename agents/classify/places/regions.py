"""Which regions of the world a country lies in, by the UN's standard M49."""

from __future__ import annotations

from functools import cache

from agents.classify.places.tables import rows


@cache
def region_names() -> dict[str, str]:
    """The English name of each M49 region code, "001" (World) to the sub-regions."""
    return {row["code"]: row["name"] for row in rows("regions.tsv", ("code", "name"))}


@cache
def _paths() -> dict[str, tuple[str, ...]]:
    return {row["iso"]: tuple(row["path"].split("/")) for row in rows("countries.tsv", ("iso", "path"))}


def region_path(country: str) -> tuple[str, ...]:
    """M49 codes from the world to the finest region (intermediate where there is one) of an ISO 3166-1 alpha-2 country.

    A code that is no country has the world alone. Kosovo and Taiwan, not in M49, stand with their neighbours.

    >>> region_path("NE")
    ('001', '002', '202', '011')
    """
    return _paths().get(country, ("001",))
