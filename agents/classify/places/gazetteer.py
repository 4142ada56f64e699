"""The places of the world by name: GeoNames' cities and divisions, countries, their people, and hand-written areas."""

from __future__ import annotations

import gzip
import json
import sys
from array import array
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from agents.classify.places.keys import key
from agents.classify.places.tables import FOLDER, KnowledgeError, entries, rows, words
from schemas.place import PlaceKind

_BUILT_KINDS = (PlaceKind.CITY, PlaceKind.ADMIN1, PlaceKind.ADMIN2)
KINDS = tuple(PlaceKind)
"""A row's `kinds` byte counts in this tuple."""


@dataclass(slots=True)
class Gazetteer:
    """Places as parallel columns, one index (`row`) a place, and the rows of each name.

    `names` files a name (`keys.key`) under its rows, "12 -45": a negative number -n is row n-1 under an alternate or
    historic name. `exact` holds names that count only as they are written (US, UAE), `shorts` states as they are
    shortened after a town's name (Va, TX). `longest` is how many words a name that begins so can have. `people` are
    the rows that are demonyms and adjectives, `metonyms` those that say who speaks. `hand` is the first row that a
    person wrote down; `countries` and `admin1` list what the two columns count in.
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
    exact: dict[str, int] = field(default_factory=dict)
    shorts: dict[str, int] = field(default_factory=dict)
    people: dict[int, tuple[str, ...]] = field(default_factory=dict)
    metonyms: set[int] = field(default_factory=set)
    neighbours: dict[str, frozenset[str]] = field(default_factory=dict)
    country_rows: dict[str, int] = field(default_factory=dict)
    common: frozenset[str] = frozenset()
    stops: frozenset[str] = frozenset()
    first_names: frozenset[str] = frozenset()
    surnames: frozenset[str] = frozenset()
    hand: int = 0

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
        for code, known in ((country, self.countries), (f"{country}.{admin1}", self.admin1)):
            if code not in known:
                known.append(code)
        self.labels.append(label)
        for column, value in ((self.lats, lat), (self.lons, lon)):
            column.append(value)
        self.populations.append(population)
        self.ids.append(geonames)
        self.country.append(self.countries.index(country))
        self.first.append(self.admin1.index(f"{country}.{admin1}"))
        self.kinds.append(KINDS.index(kind))
        return len(self.labels) - 1

    def file(self, name: str, row: int) -> None:
        """File a row under a name."""
        filed = key(name)
        known = self.names.get(filed)
        self.names[filed] = str(row) if known is None else f"{row} {known}"
        self._lengthen(filed)

    def _lengthen(self, filed: str) -> None:
        first = filed.split(" ", 1)[0]
        self.longest[first] = max(self.longest.get(first, 0), filed.count(" ") + 1)


def _unpack(name: str) -> bytes:
    return gzip.decompress((FOLDER / name).read_bytes())


def _built() -> Gazetteer:
    head, _, body = _unpack("places.bin.gz").partition(b"\n")
    header: dict[str, Any] = json.loads(head)
    columns: list[array[Any]] = []
    at = 0
    for code in "ffIIHHB":
        column: array[Any] = array(code)
        end = at + header["rows"] * column.itemsize
        column.frombytes(body[at:end])
        if sys.byteorder == "big":
            column.byteswap()
        columns.append(column)
        at = end
    kinds = array("B", columns[6].tobytes().translate(bytes(KINDS.index(kind) for kind in _BUILT_KINDS) + bytes(253)))
    filed, _, numbers = _unpack("names.txt.gz").decode().partition("\0")
    names = dict(zip(filed.split("\n"), numbers.split("\n"), strict=True))
    labels = _unpack("labels.txt.gz").decode().split("\n")
    lats, lons, populations, ids, country, first, _ = columns
    return Gazetteer(
        labels=labels,
        lats=lats,
        lons=lons,
        populations=populations,
        ids=ids,
        country=country,
        first=first,
        kinds=kinds,
        countries=header["countries"],
        admin1=header["admin1"],
        names=names,
        longest=_lengths(names),
    )


def _lengths(names: dict[str, str]) -> dict[str, int]:
    longest: dict[str, int] = {}
    get = longest.get
    for name in names:
        first, blank, rest = name.partition(" ")
        length = rest.count(" ") + 2 if blank else 1
        if length > get(first, 0):
            longest[first] = length
    return longest


def _add_countries(gazetteer: Gazetteer) -> None:
    spelled = {row["iso"]: row for row in rows("country_names.tsv", ("iso",))}
    for row in rows("countries.tsv", ("iso", "iso3", "name", "path")):
        iso = row["iso"]
        lat, lon = float(row["lat"] or "nan"), float(row["lon"] or "nan")
        place = gazetteer.add(
            row["name"], PlaceKind.COUNTRY, iso, lat, lon, int(row["population"]), int(row["geonames"])
        )
        gazetteer.country_rows[iso] = place
        gazetteer.neighbours[iso] = frozenset(filter(None, row["neighbours"].split(",")))
        known = spelled.get(iso)
        if known is None:
            raise KnowledgeError("country_names.tsv", iso, "iso", None)
        for name in {row["name"], *row["official"].split("|"), *known["names"].split("|")} - {""}:
            if name.startswith("="):
                gazetteer.exact[name[1:]] = place
            else:
                _file_alone(gazetteer, name, place)


def _file_alone(gazetteer: Gazetteer, name: str, place: int) -> None:
    """File a country's name for itself and its larger namesakes (Georgia the state): no hamlet is Iran in the news."""
    filed = key(name)
    kept = [
        row for row, alternate in gazetteer.rows_of(name) if not alternate and gazetteer.populations[row] >= _NAMESAKE
    ]
    gazetteer.names[filed] = " ".join(map(str, [place, *kept]))
    gazetteer.file(name, place) if filed not in gazetteer.names else gazetteer._lengthen(filed)


_NAMESAKE = 5_000


def _add_people(gazetteer: Gazetteer) -> None:
    preferred = {
        entry["word"]: entry["prefer"]
        for entry in entries("ambiguous.toml", "ambiguous", {"word": str, "prefer": str, "countries": list})
    }
    seen: dict[str, int] = {}
    for row in rows("country_names.tsv", ("iso",)):
        for word in filter(None, row["people"].split("|")):
            if word in seen:
                gazetteer.people[seen[word]] += (row["iso"],)
                continue
            iso = preferred.get(word, row["iso"])
            home = gazetteer.country_rows[iso]
            place = gazetteer.add(
                gazetteer.labels[home],
                PlaceKind.COUNTRY,
                iso,
                gazetteer.lats[home],
                gazetteer.lons[home],
                0,
                gazetteer.ids[home],
            )
            gazetteer.people[place] = (row["iso"],)
            seen[word] = place
            for form in (word, word if word.endswith(("s", "ese", "ish", "men")) else f"{word}s"):
                gazetteer.names[key(form)] = str(place)
                gazetteer._lengthen(key(form))


def _add_areas(gazetteer: Gazetteer) -> None:
    required: dict[str, type | tuple[type, ...]] = {"name": str, "kind": str, "lat": (int, float), "lon": (int, float)}
    largest = {row.value: PlaceKind(row.value) for row in PlaceKind}
    for entry in entries("areas.toml", "area", required):
        kind = largest.get(entry["kind"])
        if kind is None:
            raise KnowledgeError("areas.toml", entry["name"], "kind", entry["kind"])
        code = entry.get("country", "")
        if code and code not in gazetteer.country_rows:
            raise KnowledgeError("areas.toml", entry["name"], "country", code)
        place = gazetteer.add(
            entry["name"], kind, code, entry["lat"], entry["lon"], admin1=_admin1(gazetteer, entry["name"], code, kind)
        )
        if entry.get("mention"):
            gazetteer.metonyms.add(place)
        for name in (entry["name"], *entry.get("also", ())):
            if name.startswith("="):
                gazetteer.exact[name[1:]] = place
            else:
                gazetteer.file(name, place)


def _admin1(gazetteer: Gazetteer, name: str, country: str, kind: PlaceKind) -> str:
    """The admin1 code of the built place of this name, kind and country: a hand-written province keeps its code."""
    for row, alternate in gazetteer.rows_of(name):
        if not alternate and gazetteer.country_of(row) == country and gazetteer.kind_of(row) is kind:
            return gazetteer.admin1[gazetteer.first[row]].partition(".")[2]
    return ""


def _add_states(gazetteer: Gazetteer) -> None:
    for row in rows("states.tsv", ("country", "admin1", "name", "postal")):
        found = [
            at for at, _ in gazetteer.rows_of(row["name"])
            if gazetteer.kind_of(at) is PlaceKind.ADMIN1 and gazetteer.country_of(at) == row["country"]
        ]  # fmt: skip
        if not found:
            raise KnowledgeError("states.tsv", row["name"], "name", row["name"])
        for short in (row["short"], row["short"].rstrip("."), row["postal"]):
            if short:
                gazetteer.shorts[short] = found[0]


@cache
def load_gazetteer() -> Gazetteer:
    """The gazetteer from the committed tables, read once. Raises KnowledgeError where a table is wrong."""
    gazetteer = _built()
    gazetteer.hand = len(gazetteer.labels)
    _add_countries(gazetteer)
    _add_areas(gazetteer)
    _add_people(gazetteer)
    _add_states(gazetteer)
    gazetteer.common = words("common_words.txt")
    gazetteer.stops = frozenset(
        name for entry in entries("stop_names.toml", "stop", {"names": list}) for name in entry["names"]
    )
    gazetteer.first_names = words("first_names.txt") | _hand_first_names(FOLDER)
    gazetteer.surnames = words("surnames.txt")
    return gazetteer


def _hand_first_names(folder: Path) -> frozenset[str]:
    import tomllib

    return frozenset(tomllib.loads((folder / "first_names.toml").read_text("utf-8"))["names"].split())
