"""The knowledge that severity is assessed by: `knowledge/severity.toml`, read and checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from agents.classify.events.knowledge import Entry, KnowledgeError, read
from schemas.levels import SeverityLevel
from schemas.taxonomy import SUBTYPES, EventType, Modality

_FILE = Path(__file__).parent / "knowledge" / "severity.toml"
_DRIVERS = ("hostages", "weapon", "target", "actor", "scale", "baseline", "escalation", "talks")
_TOLLS = ("fatalities", "injured")
_SCORE = ("dead_doubled", "many", "many_hurt", "assessed")
_FLOOR_FIELDS = frozenset(
    ("id", "level", "reason", "killed", "injured", "abducted", "types", "weapons", "targets", "facts", "modalities")
)


class Fact(StrEnum):
    """What a floor can ask for beside tolls, types, weapons and targets."""

    LEADER_KILLED = "leader_killed"
    BETWEEN_STATES = "between_states"
    RELATIONS_BROKEN = "relations_broken"
    ULTIMATUM = "ultimatum"
    MOBILISED = "mobilised"
    POPULATED = "populated"
    TOPPLED = "toppled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """A rule that lifts an event to a level where all that it names holds; what is empty or 0 asks nothing.

    `types` are types, or types with a subtype after a point.
    """

    id: str
    level: SeverityLevel
    killed: int
    injured: int
    abducted: int
    types: frozenset[str]
    weapons: frozenset[str]
    targets: frozenset[str]
    facts: tuple[Fact, ...]
    modalities: frozenset[Modality]


@dataclass(frozen=True, slots=True)
class SeverityTable:
    """The knowledge file, checked: bands and floors from the highest level down, `steps` from the highest toll down.

    In `harmless` types no toll counts. `score` holds the numbers that events are ranked by.
    """

    bands: tuple[tuple[SeverityLevel, int], ...]
    floors: tuple[Floor, ...]
    steps: Mapping[str, tuple[tuple[int, int], ...]]
    points: Mapping[str, Mapping[str, int]]
    driver_types: Mapping[str, frozenset[str]]
    harmless: frozenset[str]
    caps: Mapping[Modality, SeverityLevel]
    score: Mapping[str, int]


@cache
def severity_table() -> SeverityTable:
    """The shipped table, read once."""
    return load_severity(_FILE)


def load_severity(path: Path) -> SeverityTable:
    """The table of a file.

    Raises:
        KnowledgeError: naming file, entry, field and value.
    """
    root = read(path)
    lists = Entry(f"{root.where}: lists", root.table("lists"))
    modality = Entry(f"{root.where}: modality", root.table("modality"))
    limited = Entry(f"{root.where}: driver_types", root.table("driver_types"))
    points = Entry(f"{root.where}: points", root.table("points"))
    floors = [_floor(row, lists, modality) for row in root.rows("floor")]
    if not floors:
        raise KnowledgeError(root.where, "floor", floors, "needs tables [[floor]]")
    return SeverityTable(
        bands=_bands(root),
        floors=tuple(sorted(_each_once(floors, root), key=lambda floor: -floor.level.rank)),
        steps={name: _steps(root, name) for name in _TOLLS},
        points={name: _numbers(points, name) for name in _DRIVERS},
        driver_types={name: _types(limited, name, lists) for name in limited.values},
        harmless=_types(Entry(f"{root.where}: tolls", root.table("tolls")), "not_in", lists),
        caps=dict(_caps(modality)),
        score=_score(root),
    )


def _bands(root: Entry) -> tuple[tuple[SeverityLevel, int], ...]:
    bands = _numbers(root, "bands")
    levels = [level for level in SeverityLevel if level is not SeverityLevel.UNKNOWN]
    if set(bands) != {level.value for level in levels}:
        raise KnowledgeError(root.where, "bands", bands, f"needs {', '.join(levels)}")
    found = tuple((level, bands[level.value]) for level in reversed(levels))
    if [least for _, least in found] != sorted({least for _, least in found}, reverse=True):
        raise KnowledgeError(root.where, "bands", bands, "needs more points for a higher level")
    return found


def _score(root: Entry) -> Mapping[str, int]:
    score = _numbers(root, "score")
    if set(score) != set(_SCORE):
        raise KnowledgeError(root.where, "score", score, f"needs {', '.join(_SCORE)}")
    if not 0 < score["assessed"] <= score["many_hurt"] < score["dead_doubled"]:
        raise KnowledgeError(root.where, "score", score, "needs 0 < assessed <= many_hurt < dead_doubled")
    return score


def _numbers(entry: Entry, field: str) -> Mapping[str, int]:
    table = entry.table(field)
    if not table or not all(type(value) is int for value in table.values()):
        raise KnowledgeError(entry.where, field, table, "needs a table of whole numbers")
    return table


def _steps(root: Entry, field: str) -> tuple[tuple[int, int], ...]:
    table = _numbers(root, field)
    if not all(key.isascii() and key.isdigit() for key in table):
        raise KnowledgeError(root.where, field, table, "needs numbers of people as keys")
    return tuple(sorted(((int(key), value) for key, value in table.items()), reverse=True))


def _each_once(floors: Iterable[Floor], root: Entry) -> Iterator[Floor]:
    seen: set[str] = set()
    for floor in floors:
        if floor.id in seen:
            raise KnowledgeError(root.where, "floor.id", floor.id, "stands twice")
        seen.add(floor.id)
        yield floor


def _floor(row: Entry, lists: Entry, modality: Entry) -> Floor:
    unknown = sorted(set(row.values) - _FLOOR_FIELDS)
    if unknown:
        raise KnowledgeError(
            row.where, unknown[0], row.values[unknown[0]], f"known: {', '.join(sorted(_FLOOR_FIELDS))}"
        )
    row.text("reason")
    return Floor(
        id=row.text("id"),
        level=row.member("level", SeverityLevel),
        killed=row.whole("killed") if row.has("killed") else 0,
        injured=row.whole("injured") if row.has("injured") else 0,
        abducted=row.whole("abducted") if row.has("abducted") else 0,
        types=_types(row, "types", lists),
        weapons=frozenset(_named(row, "weapons", lists)),
        targets=frozenset(_named(row, "targets", lists)),
        facts=tuple(Entry(row.where, {"facts": fact}).member("facts", Fact) for fact in row.texts("facts")),
        modalities=_modalities(row, "modalities") or _modalities(modality, "floors"),
    )


def _named(entry: Entry, field: str, lists: Entry) -> Iterator[str]:
    """The texts of a field, those that begin with "@" replaced by the list of that name."""
    for text in entry.texts(field):
        if not text.startswith("@"):
            yield text
        elif lists.has(text[1:]):
            yield from lists.texts(text[1:])
        else:
            raise KnowledgeError(entry.where, field, text, f"lists: {', '.join(lists.values)}")


def _types(entry: Entry, field: str, lists: Entry) -> frozenset[str]:
    names = frozenset(_named(entry, field, lists))
    for name in names:
        kind, _, subtype = name.partition(".")
        if kind not in {known.value for known in EventType} or (subtype and subtype not in SUBTYPES[EventType(kind)]):
            raise KnowledgeError(entry.where, field, name, "is no type, or no subtype of it")
    return names


def _modalities(entry: Entry, field: str) -> frozenset[Modality]:
    return frozenset(Entry(entry.where, {field: name}).member(field, Modality) for name in entry.texts(field))


def _caps(modality: Entry) -> Iterator[tuple[Modality, SeverityLevel]]:
    caps = Entry(f"{modality.where}: caps", modality.table("caps"))
    for name in caps.values:
        kind = Entry(caps.where, {"caps": name}).member("caps", Modality)
        yield kind, caps.member(name, SeverityLevel)
