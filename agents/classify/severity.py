"""How bad an event is: floors, bands and the points of its drivers, each with its rule and evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agents.classify.events.knowledge import Entry, KnowledgeError, read
from schemas.event import Count, Driver, Severity
from schemas.evidence import Span
from schemas.levels import SeverityLevel
from schemas.taxonomy import EventType, Modality

_FILE = Path(__file__).parent / "knowledge" / "severity.toml"
_TABLES = ("weapon", "target", "actor", "scale", "baseline", "talks")
_VIOLENT = (EventType.ATTACKS, EventType.ARMED_CONFLICT)
_HEAVY = ("explosive", "drone", "aerial", "heavy", "suicide")


@dataclass(frozen=True, slots=True)
class SeverityTable:
    """The knowledge file, checked. `steps` are the points of a toll from each number of people on."""

    bands: Mapping[SeverityLevel, int]
    points: Mapping[str, Mapping[str, int]]
    fatalities: tuple[tuple[int, int], ...]
    injured: tuple[tuple[int, int], ...]
    hostages: int
    escalation: int
    critical: frozenset[str]
    guarded: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityFacts:
    """What severity depends on. `actor`, `scale`, `baseline` and `talks` are keys of the table; `evidence` gives the
    span of a driver by its name. `between_parties`: talks or an agreement between parties to a conflict.
    """

    type: EventType
    subtype: str | None = None
    modality: Modality = Modality.ACTUAL
    killed: Count | None = None
    injured: Count | None = None
    abducted: Count | None = None
    weapon: str | None = None
    target: str | None = None
    actor: str | None = None
    scale: str | None = None
    baseline: str | None = None
    talks: tuple[str, ...] = ()
    escalation: bool = False
    between_parties: bool = False
    leader_killed: bool = False
    between_states: bool = False
    relations_broken: bool = False
    ultimatum: bool = False
    evidence: tuple[tuple[str, Span], ...] = ()


@cache
def severity_table() -> SeverityTable:
    """The shipped table, read once."""
    return load_severity(_FILE)


def load_severity(path: Path) -> SeverityTable:
    """The table of a file; raises KnowledgeError naming file, field and value."""
    root = read(path)
    bands = _numbers(root, "bands")
    levels = {level.value for level in SeverityLevel} - {"Unknown"}
    if set(bands) != levels:
        raise KnowledgeError(root.where, "bands", bands, f"needs {', '.join(sorted(levels))}")
    return SeverityTable(
        bands={SeverityLevel(name): points for name, points in bands.items()},
        points={name: _numbers(root, name) for name in _TABLES},
        fatalities=_steps(root, "fatalities"),
        injured=_steps(root, "injured"),
        hostages=root.whole("hostages"),
        escalation=root.whole("escalation"),
        critical=frozenset(root.texts("civilian_or_critical")),
        guarded=frozenset(root.texts("guarded")),
    )


def _numbers(root: Entry, field: str) -> Mapping[str, int]:
    table = root.table(field)
    if not table or not all(type(value) is int for value in table.values()):
        raise KnowledgeError(root.where, field, table, "needs a table of whole numbers")
    return table


def _steps(root: Entry, field: str) -> tuple[tuple[int, int], ...]:
    table = _numbers(root, field)
    if not all(key.isdigit() for key in table):
        raise KnowledgeError(root.where, field, table, "needs numbers of people as keys")
    return tuple(sorted(((int(key), value) for key, value in table.items()), reverse=True))


def assess(facts: SeverityFacts, table: SeverityTable) -> Severity:
    """The higher of the highest floor and the band of the drivers' sum; nothing to assess gives Unknown.

    "Rare" and "daily" shift the sum and never lower a floor. What did not happen, is only recalled or is a drill has
    no floor of its own: its points say what it would be.
    """
    if facts.type is EventType.NONE:
        return Severity(level=SeverityLevel.UNKNOWN, score=0)
    drivers = tuple(_drivers(facts, table))
    score = max(sum(driver.points for driver in drivers), 0)
    band = next(
        (level for level, least in sorted(table.bands.items(), key=lambda item: -item[1]) if score >= least),
        SeverityLevel.UNKNOWN,
    )
    level, rule = max(_floors(facts, table), key=lambda floor: floor[0].rank, default=(SeverityLevel.UNKNOWN, None))
    if level.rank > band.rank:
        return Severity(level=level, score=score, drivers=drivers, floor=rule)
    return Severity(level=band, score=score, drivers=drivers)


def _number(count: Count | None) -> int:
    return 0 if count is None else count.best if count.best is not None else count.low


def _drivers(facts: SeverityFacts, table: SeverityTable) -> Iterator[Driver]:
    spans = dict(facts.evidence)
    for name, people, steps in (
        ("fatalities", facts.killed, table.fatalities),
        ("injured", facts.injured, table.injured),
    ):
        value = _number(people)
        for least, points in steps:
            if value >= least:
                yield Driver(
                    name=name, value=str(value), points=points, rule=f"{name}-{least}", evidence=spans.get(name)
                )
                break
    if _number(facts.abducted):
        yield Driver(
            name="hostages",
            value=str(_number(facts.abducted)),
            points=table.hostages,
            rule="hostages",
            evidence=spans.get("hostages"),
        )
    named = [
        (name, value)
        for name in ("weapon", "target", "actor", "scale", "baseline")
        if (value := getattr(facts, name)) is not None
    ]
    if facts.type in (EventType.DIPLOMATIC_TALKS, EventType.AGREEMENT):
        named += [("talks", value) for value in facts.talks]
    for name, value in named:
        points = table.points[name].get(value, 0)
        if points:
            yield Driver(name=name, value=value, points=points, rule=f"{name}-{value}", evidence=spans.get(name))
    if facts.escalation:
        yield Driver(
            name="escalation", value="yes", points=table.escalation, rule="escalation", evidence=spans.get("escalation")
        )


def _floors(facts: SeverityFacts, table: SeverityTable) -> Iterator[tuple[SeverityLevel, str]]:
    extreme, severe, moderate, minor = (
        SeverityLevel.EXTREME,
        SeverityLevel.SEVERE,
        SeverityLevel.MODERATE,
        SeverityLevel.MINOR,
    )
    talking = facts.type in (EventType.DIPLOMATIC_TALKS, EventType.AGREEMENT)
    if talking and facts.between_parties:
        yield minor, "talks-between-parties"
    if facts.modality is Modality.THREATENED:
        yield minor, "threat"
    if facts.modality is not Modality.ACTUAL:
        return
    dead, hurt = _number(facts.killed), _number(facts.injured)
    violent = facts.type in _VIOLENT
    rules = (
        (dead >= 100, extreme, "deaths-100"),
        (
            violent and (facts.weapon == "unconventional" or facts.subtype == "chemical_weapon"),
            extreme,
            "unconventional",
        ),
        (facts.type is EventType.ARMED_CONFLICT and facts.between_states, extreme, "open-war"),
        (facts.subtype == "coup", extreme, "coup"),
        (dead >= 21, severe, "deaths-21"),
        (dead >= 5 and facts.target in table.critical, severe, "deaths-5-critical-target"),
        (facts.leader_killed, severe, "leader-assassinated"),
        (violent and facts.target in table.guarded, severe, "guarded-target"),
        (facts.subtype == "mobilisation", severe, "mobilisation"),
        (dead >= 1, moderate, "deaths"),
        (hurt >= 10, moderate, "injured-10"),
        (_number(facts.abducted) > 0 or facts.subtype == "abduction", moderate, "hostages"),
        (violent and facts.weapon in _HEAVY and facts.target in table.critical, moderate, "heavy-weapon-populated"),
        (facts.subtype in ("violent_demonstration", "mob_violence"), moderate, "violent-riot"),
        (facts.relations_broken, moderate, "relations-broken"),
        (facts.ultimatum, moderate, "ultimatum"),
        (hurt >= 1, minor, "injured"),
        (facts.subtype in ("threat", "arrest", "peaceful_protest"), minor, f"{facts.subtype}"),
    )
    yield from ((level, rule) for holds, level, rule in rules if holds)
