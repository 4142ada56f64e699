"""Places as parallel columns and the names that lead to them: the gazetteer in memory."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from functools import lru_cache
from math import isnan

from agents.classify.places.keys import key
from schemas.place import PlaceKind

_REMEMBERED = 32_768
KINDS = tuple(PlaceKind)
"""A row's `kinds` byte counts in this tuple."""


@dataclass(slots=True, eq=False)
class Gazetteer:
    """Places as parallel columns, one index (`row`) a place, and the rows of each name.

    `names` files a name (`keys.key`) under its rows, "12 -45": a negative number -n is row n-1 under an alternate or
    historic name. `exact` holds names that count only as they are written (US, UAE), `shorts` states as they are
    shortened after a town's name (Va, TX), `written` both. `longest` is how many words a name that begins so can have,
    `openings` the first two words of longer names. `people` are the rows that are demonyms and adjectives, `metonyms`
    those that say who speaks. `hand` is the first row that a person wrote down; `countries` and `admin1` list what the
    columns `country` and `first` count in, `divisions` names the values of `first`, `capitals` holds capitals' rows by
    country, `capital_rows` all of them.
    """

    labels: list[str]
    lats: array[float]
    lons: array[float]
    populations: array[int]
    ids: array[int]
    country: array[int]
    first: array[int]
    kinds: array[int]
    countries: list[str]
    admin1: list[str]
    names: dict[str, str]
    longest: dict[str, int]
    openings: set[str]
    exact: dict[str, int] = field(default_factory=dict)
    shorts: dict[str, int] = field(default_factory=dict)
    people: dict[int, tuple[str, ...]] = field(default_factory=dict)
    metonyms: set[int] = field(default_factory=set)
    neighbours: dict[str, frozenset[str]] = field(default_factory=dict)
    country_rows: dict[str, int] = field(default_factory=dict)
    capitals: dict[str, int] = field(default_factory=dict)
    capital_rows: frozenset[int] = frozenset()
    divisions: dict[int, str] = field(default_factory=dict)
    common: frozenset[str] = frozenset()
    stops: frozenset[str] = frozenset()
    first_names: frozenset[str] = frozenset()
    surnames: frozenset[str] = frozenset()
    hand: int = 0
    written: frozenset[str] = frozenset()

    def rows_of(self, name: str) -> list[tuple[int, bool]]:
        """The rows that bear a name, each with whether the name is an alternate one there."""
        found = (int(row) for row in self.names.get(key(name), "").split())
        return [(row, False) if row >= 0 else (-row - 1, True) for row in found]

    def country_of(self, row: int) -> str | None:
        """ISO 3166-1 alpha-2 of a row, None where it lies in no one country."""
        return self.countries[self.country[row]] or None

    def kind_of(self, row: int) -> PlaceKind:
        """What a row is: a city, a country, a sea."""
        return KINDS[self.kinds[row]]

    def add(
        self,
        label: str,
        kind: PlaceKind,
        country: str,
        lat: float,
        lon: float,
        population: int = 0,
        geonames: int = 0,
        admin1: str = "",
    ) -> int:
        """Append a place; the number of its row."""
        self.labels.append(label)
        for column, value in ((self.lats, lat), (self.lons, lon)):
            column.append(value)
        self.populations.append(population)
        self.ids.append(geonames)
        self.country.append(_number_of(country, self.countries))
        self.first.append(_number_of(f"{country}.{admin1}", self.admin1))
        self.kinds.append(KINDS.index(kind))
        return len(self.labels) - 1

    def file(self, name: str, row: int) -> None:
        """File a row under a name."""
        filed = key(name)
        known = self.names.get(filed)
        self.names[filed] = str(row) if known is None else f"{row} {known}"
        self.lengthen(filed)

    def lengthen(self, filed: str) -> None:
        """Note which words a filed name begins with and how many it has."""
        words = filed.split(" ")
        self.longest[words[0]] = max(self.longest.get(words[0], 0), len(words))
        if len(words) > 1:
            self.openings.add(f"{words[0]} {words[1]}")


def _number_of(code: str, known: list[str]) -> int:
    """Where a code stands in a list, to which it is added where it is new."""
    try:
        return known.index(code)
    except ValueError:
        known.append(code)
        return len(known) - 1


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said of a place, in the terms of `schemas.place.Place`. `mention`: the name says who, not where."""

    name: str
    kind: PlaceKind
    country: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    geonames: int | None
    mention: bool


@lru_cache(maxsize=_REMEMBERED)
def facts(gazetteer: Gazetteer, row: int) -> Facts:
    """What the gazetteer says of a row; remembered, for news repeats its places."""
    kind, lat, lon = gazetteer.kind_of(row), gazetteer.lats[row], gazetteer.lons[row]
    name = gazetteer.labels[row]
    admin1 = None
    if kind is PlaceKind.ADMIN1:
        admin1 = name
    elif kind in (PlaceKind.ADMIN2, PlaceKind.CITY):
        admin1 = gazetteer.divisions.get(gazetteer.first[row])
    return Facts(
        name=name,
        kind=kind,
        country=gazetteer.country_of(row),
        admin1=admin1,
        lat=None if isnan(lat) else lat,
        lon=None if isnan(lon) else lon,
        geonames=gazetteer.ids[row] or None,
        mention=row in gazetteer.people or row in gazetteer.metonyms,
    )
