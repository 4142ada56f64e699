"""How bad an event is: the higher of a floor and the band of its drivers' points, each with its rule and evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import log2

from agents.classify.severity_table import Fact, Floor, SeverityTable
from schemas.event import Count, Driver, Severity
from schemas.evidence import Span
from schemas.levels import SeverityLevel
from schemas.taxonomy import EventType, Modality

UNKNOWN = Severity(level=SeverityLevel.UNKNOWN, score=0)
"""Where there is nothing to assess, as in an article that reports nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityFacts:
    """What severity depends on. `actor`, `scale`, `baseline` and `talks` are keys of the table.

    `evidence` gives the span of a driver by its name, or by its rule where a name stands for several ("talks-heads").
    `mobilised`: reservists or conscripts are called up; `populated`: it happened in a town or village;
    `toppled`: nothing says that a coup failed.
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
    leader_killed: bool = False
    between_states: bool = False
    relations_broken: bool = False
    mobilised: bool = False
    populated: bool = False
    toppled: bool = False
    ultimatum: bool = False
    evidence: tuple[tuple[str, Span], ...] = ()

    def holds(self, fact: Fact) -> bool:
        """Whether a fact that floors name is given."""
        return bool(getattr(self, fact.value))


def assess(facts: SeverityFacts, table: SeverityTable) -> Severity:
    """The higher of the highest floor and the band of the drivers' sum; nothing to assess gives Unknown.

    "Rare" and "daily" shift the sum and never lower a floor; how sure it is plays no part. A cap of the modality holds
    for both. The score is apart from both: it ranks events by the people dead and hurt.
    """
    if facts.type is EventType.NONE:
        return UNKNOWN
    kinds = _kinds(facts)
    if not kinds.isdisjoint(table.harmless):
        facts = replace(facts, killed=None, injured=None, abducted=None)
    drivers = tuple(_drivers(facts, table, kinds))
    points = max(sum(driver.points for driver in drivers), 0)
    band = next((level for level, least in table.bands if points >= least), SeverityLevel.UNKNOWN)
    tolls = (_number(facts.killed), _number(facts.injured), _number(facts.abducted))
    floor = next((floor for floor in table.floors if _holds(floor, facts, tolls, kinds)), None)
    score = points if not kinds.isdisjoint(table.harmless) else _score(tolls, bool(points or floor), table)
    cap = table.caps.get(facts.modality)
    if cap is not None and cap.rank < max(band.rank, 0 if floor is None else floor.level.rank):
        return Severity(level=cap, score=score, drivers=drivers)
    if floor is not None and floor.level.rank > band.rank:
        return Severity(level=floor.level, score=score, drivers=drivers, floor=floor.id)
    return Severity(level=band, score=score, drivers=drivers)


def _score(tolls: tuple[int, int, int], assessed: bool, table: SeverityTable) -> int:
    """What the gravest of many events are found by, lives first: see the table's "score"."""
    killed, injured, abducted = tolls
    if killed:
        return round(table.score["dead_doubled"] * log2(1 + killed))
    if injured + abducted >= table.score["many"]:
        return table.score["many_hurt"]
    return table.score["assessed"] if assessed else 0


def _number(count: Count | None) -> int:
    """The number to reckon with: the best where there is one, else the least."""
    return 0 if count is None else count.best if count.best is not None else count.low


def _kinds(facts: SeverityFacts) -> frozenset[str]:
    """What the table may call the event: its type, and the type with its subtype."""
    return frozenset((facts.type.value, f"{facts.type.value}.{facts.subtype}"))


def _holds(floor: Floor, facts: SeverityFacts, tolls: tuple[int, int, int], kinds: frozenset[str]) -> bool:
    """Whether all that a floor names is given."""
    killed, injured, abducted = tolls
    if killed < floor.killed or injured < floor.injured or abducted < floor.abducted:
        return False
    if facts.modality not in floor.modalities or (floor.types and kinds.isdisjoint(floor.types)):
        return False
    if (floor.weapons and facts.weapon not in floor.weapons) or (floor.targets and facts.target not in floor.targets):
        return False
    return all(facts.holds(fact) for fact in floor.facts)


def _drivers(facts: SeverityFacts, table: SeverityTable, kinds: frozenset[str]) -> Iterator[Driver]:
    spans = dict(facts.evidence)
    for name, people in (("fatalities", facts.killed), ("injured", facts.injured)):
        value = _number(people)
        for least, points in table.steps[name]:
            if value >= least:
                rule = f"{name}-{least}"
                yield Driver(name=name, value=str(value), points=points, rule=rule, evidence=spans.get(name))
                break
    for name, key, shown in _named(facts):
        points = table.points[name].get(key, 0)
        if points and (name not in table.driver_types or not kinds.isdisjoint(table.driver_types[name])):
            rule = name if key == "any" else f"{name}-{key}"
            evidence = spans.get(rule) or spans.get(name)
            yield Driver(name=name, value=shown, points=points, rule=rule, evidence=evidence)


def _named(facts: SeverityFacts) -> Iterator[tuple[str, str, str]]:
    """The drivers beside the tolls: name, key of the table, and the value to show."""
    hostages = _number(facts.abducted)
    if hostages:
        yield "hostages", "fifty" if hostages >= 50 else "any", str(hostages)
    values = (("weapon", facts.weapon), ("target", facts.target), ("actor", facts.actor), ("scale", facts.scale),
              ("baseline", facts.baseline), *(("talks", value) for value in facts.talks))  # fmt: skip
    for name, value in values:
        if value is not None:
            yield name, value, value
    if facts.escalation:
        yield "escalation", "any", "yes"
