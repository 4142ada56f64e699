"""The places of the world by name: GeoNames' cities and divisions, countries, their people, and hand-written areas."""

from __future__ import annotations

import gzip
import json
import sys
import tomllib
from array import array
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from agents.classify.places.columns import KINDS, Gazetteer
from agents.classify.places.keys import key
from agents.classify.places.tables import FOLDER, KnowledgeError, entries, rows, words
from schemas.place import PlaceKind

__all__ = ("Gazetteer", "load_gazetteer")

_BUILT_KINDS = (PlaceKind.CITY, PlaceKind.ADMIN1, PlaceKind.ADMIN2)
_ADMIN1 = KINDS.index(PlaceKind.ADMIN1)
_GENERIC = ("Province", "Governorate", "Oblast", "Krai", "State", "Region", "Republic", "Department", "Prefecture",
            "Voivodeship", "County")  # fmt: skip
"""What GeoNames puts behind some divisions' names and not behind others'."""


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
    longest, openings = _openings(names)
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
        longest=longest,
        openings=openings,
    )


def _openings(names: Iterable[str]) -> tuple[dict[str, int], set[str]]:
    """Of each word that begins a name how many words such names have at most; the first two words of longer names."""
    longest = dict.fromkeys([name for name in names if " " not in name], 1)
    openings: set[str] = set()
    get, opens = longest.get, openings.add
    for name in [name for name in names if " " in name]:
        first, second, *more = name.split(" ", 2)
        length = more[0].count(" ") + 3 if more else 2
        opens(f"{first} {second}" if more else name)
        if length > get(first, 0):
            longest[first] = length
    return longest, openings


def _add_countries(gazetteer: Gazetteer) -> None:
    spelled = {row["iso"]: row for row in rows("country_names.tsv", ("iso",))}
    for row in rows("countries.tsv", ("iso", "iso3", "name", "path")):
        iso = row["iso"]
        known = spelled.get(iso)
        if known is None:
            raise KnowledgeError("country_names.tsv", iso, "iso", None)
        lat, lon = _point(iso, known["point"]) if known["point"] else (row["lat"] or "nan", row["lon"] or "nan")
        place = gazetteer.add(
            row["name"], PlaceKind.COUNTRY, iso, float(lat), float(lon), int(row["population"]), int(row["geonames"])
        )
        gazetteer.country_rows[iso] = place
        largest = (at for at, _ in gazetteer.rows_of(row["capital"]) if gazetteer.country_of(at) == iso)
        capital = next((at for at in largest if gazetteer.kind_of(at) is PlaceKind.CITY), None)
        if capital is not None:
            gazetteer.capitals[iso] = capital
        gazetteer.neighbours[iso] = frozenset(filter(None, row["neighbours"].split(",")))
        for name in {row["name"], *row["official"].split("|"), *known["names"].split("|")} - {""}:
            if name.startswith("="):
                gazetteer.exact[name[1:]] = place
            else:
                _file_alone(gazetteer, name, place)


def _point(iso: str, point: str) -> tuple[str, str]:
    """The two numbers of a point that a person wrote for a country."""
    lat, _, lon = point.partition(",")
    if not all(part.lstrip("-").replace(".", "", 1).isdigit() for part in (lat, lon)):
        raise KnowledgeError("country_names.tsv", iso, "point", point)
    return lat, lon


def _file_alone(gazetteer: Gazetteer, name: str, place: int) -> None:
    """File a country's name for itself and its larger namesakes (Georgia the state): no hamlet is Iran in the news."""
    filed = key(name)
    kept = [
        row for row, alternate in gazetteer.rows_of(name) if not alternate and gazetteer.populations[row] >= _NAMESAKE
    ]
    gazetteer.names[filed] = " ".join(map(str, [place, *kept]))
    gazetteer.file(name, place) if filed not in gazetteer.names else gazetteer.lengthen(filed)


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
                gazetteer.lengthen(key(form))


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
    gazetteer.capital_rows = frozenset(gazetteer.capitals.values())
    _add_areas(gazetteer)
    _add_people(gazetteer)
    _add_states(gazetteer)
    gazetteer.common = words("common_words.txt")
    gazetteer.stops = frozenset(
        name for entry in entries("stop_names.toml", "stop", {"names": list}) for name in entry["names"]
    )
    _name_divisions(gazetteer)
    gazetteer.written = frozenset({*gazetteer.exact, *gazetteer.shorts})
    gazetteer.first_names = words("first_names.txt") | _hand_first_names(FOLDER)
    gazetteer.surnames = words("surnames.txt")
    return gazetteer


def _name_divisions(gazetteer: Gazetteer) -> None:
    """Name each first-level division as news does: Borno for "Borno State", but Kyiv Oblast and Niger State in full.

    What follows a name goes where another division, a country or an ordinary word is not then called the same.
    """
    labels, country = gazetteer.labels, gazetteer.country
    divisions = [row for row, kind in enumerate(gazetteer.kinds) if kind == _ADMIN1]
    borne = Counter((country[row], _bare(labels[row])) for row in divisions if row < gazetteer.hand)
    cities = {(country[row], labels[row].removesuffix(" City")) for row in divisions}
    taken = {labels[row] for row in gazetteer.country_rows.values()}
    for row in divisions:
        name = _bare(labels[row])
        shared = borne[country[row], name] > 1 or (country[row], name) in cities or name in taken
        ordinary = key(name) in gazetteer.common or key(name) in gazetteer.stops
        if row < gazetteer.hand and not shared and not ordinary:
            labels[row] = name
        gazetteer.divisions.setdefault(gazetteer.first[row], labels[row])


def _bare(label: str) -> str:
    name, _, last = label.rpartition(" ")
    return name if last in _GENERIC else label


def _hand_first_names(folder: Path) -> frozenset[str]:
    return frozenset(tomllib.loads((folder / "first_names.toml").read_text("utf-8"))["names"].split())
