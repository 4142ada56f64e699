"""ISO codes of the countries that labelled sets write by name or by GeoNames id."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from agents.classify.places.tables import rows

_TABLE = Path(__file__).with_name("countries.toml")


def codes_of(name: str) -> tuple[str, ...]:
    """The ISO 3166-1 alpha-2 codes of which any is right for a name; none where the name is of no country today.

    Raises:
        ValueError: the name is in no table; a set must not shrink in silence.
    """
    found = _by_name().get(name.strip().casefold())
    if found is None:
        raise ValueError(f"{name!r}: no country of this name; enter it in {_TABLE.name}")
    return found


@cache
def code_of_geonames() -> dict[int, str]:
    """GeoNames id of a country → its code."""
    return {int(row["geonames"]): row["iso"] for row in rows("countries.tsv", ("iso", "geonames"))}


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for row in rows("country_names.tsv", ("iso",)):
        names |= {name.lstrip("=").casefold(): (row["iso"],) for name in row["names"].split("|")}
    for row in rows("countries.tsv", ("iso", "name")):
        names |= {row[field].casefold(): (row["iso"],) for field in ("name", "official")}
    special = tomllib.loads(_TABLE.read_text(encoding="utf-8"))["codes"]
    return names | {name.casefold(): tuple(codes) for name, codes in special.items()}
