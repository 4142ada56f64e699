"""How rare a condition is, by the figures of selectivity.toml, common_words.txt and ordinary_terms.txt."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from agents.match.query import terms
from agents.match.query.patterns import Cased, Exact, Pattern, Wild
from agents.match.regions import ANYWHERE
from schemas.formats.casualties import COUNTS
from schemas.formats.regions import Area, Circle, Country, Polygon, Region
from schemas.levels import SeverityLevel


@dataclass(frozen=True, slots=True)
class Shares:
    """The tables of selectivity.toml, each figure between 0 and 1."""

    words: dict[str, float]
    facts: dict[str, float]
    counts: dict[str, float]
    at_least: dict[str, float]


@cache
def shares() -> Shares:
    """The figures.

    Raises:
        ValueError: a figure of the file is missing or no share.
    """
    tables = tomllib.loads(files("agents.match").joinpath("selectivity.toml").read_text("utf-8"))
    for table, rows in tables.items():
        for name, value in rows.items():
            if not isinstance(value, int | float) or not 0 < value <= 1:
                raise ValueError(f"selectivity.toml: {table}.{name}: expected more than 0 and at most 1, got {value!r}")
    for table, names in (("at_least", SeverityLevel), ("counts", COUNTS)):
        missing = [name for name in names if name not in tables[table]]
        if missing:
            raise ValueError(f"selectivity.toml: {table}: expected {', '.join(names)}; {missing[0]} is missing")
    return Shares(**tables)


@cache
def common_terms() -> dict[str, str]:
    """Terms of common_words.txt, each with its class, `common` or `frequent`."""
    lines = files("agents.match").joinpath("common_words.txt").read_text("utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("#"))
    first, _, second = text.partition("\n--\n")
    frequent = dict.fromkeys(terms.analyse(second), "frequent")
    return frequent | dict.fromkeys(terms.analyse(first), "common")


@cache
def ordinary_terms() -> frozenset[str]:
    """Terms of the English dictionary, which texts hold more often than they hold any one name."""
    lines = files("agents.match").joinpath("ordinary_terms.txt").read_text("utf-8").splitlines()
    return frozenset(term for line in lines if not line.startswith("#") for term in line.split())


def share_of_pattern(pattern: Pattern) -> float:
    """The share of articles that hold a word that fits."""
    match pattern:
        case Exact():
            return share_of_term(pattern.term)
        case Cased():
            return min(share_of_term(terms.term_of(pattern.surface)), shares().words["letters_1_to_3"])
        case Wild():
            return float(shares().words["prefix_3"] / 2 ** min(len(pattern.prefix) - 3, 6))


def share_of_term(term: str) -> float:
    """The share of articles that hold a term."""
    words = shares().words
    group = common_terms().get(term)
    if group is not None:
        return words[group]
    if not term or terms.is_unspaced(term):
        return words["unspaced"]
    if len(term) <= 3:
        return words["letters_1_to_3"]
    if term in ordinary_terms():
        return words["ordinary"]
    return words["letters_4_to_5" if len(term) <= 5 else "letters_6_and_more"]


def share_of_event(name: str) -> float:
    """The share of event records with this type or `type.subtype`."""
    return shares().facts["event_subtype" if "." in name else "event_type"]


def share_of_region(region: Region, keys: tuple[str, ...]) -> float:
    """The share of event records in a region that is filed under these keys."""
    facts = shares().facts
    match region:
        case Country():
            return facts["country"]
        case Area():
            return facts["world" if region.code == "001" else "area"]
        case Circle() | Polygon():
            return facts["located"] if keys == (ANYWHERE,) else facts["cell"] * len(keys)
        case _:
            return facts["place"]


def share_of_count(name: str) -> float:
    """The share of event records that tell this number of people."""
    return shares().counts[name]


def share_of_severity(level: SeverityLevel) -> float:
    """The share of event records that are at least so severe."""
    return shares().at_least[level]
