"""What each report of an incident told by itself, and what holds of those that stand.

The facts of an incident are what `merge` makes of its reports, one after the other. Each source keeps what its report
told, so that the facts can be made anew without those that were withdrawn, and readers can see who told what, and when.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, get_type_hints

import msgspec
import orjson

from agents.correlate.facts import merge, same_actors, words_of
from agents.correlate.knowledge import Knowledge, load
from schemas.codec import read_object
from schemas.errors import Reason, RecordError, shown
from schemas.event import Severity
from schemas.incident import Facts, Incident, Source

_TYPES: dict[str, Any] = get_type_hints(Facts, include_extras=True)
_NAMES = tuple(_TYPES)


class Learned(NamedTuple):
    """A fact as some reports told it: the value in words, when it was first told so, by which origins, and whether it
    is what holds now.
    """

    fact: str
    value: str
    at: datetime
    origins: tuple[str, ...]
    holds: bool


def account(told: Facts, first: Facts) -> dict[str, Any]:
    """What a report told otherwise than the first report, in the form of JSON.

    Of a place, a party or a severity that is the same, another wording or span is no difference.
    """
    other = {}
    for name in _NAMES:
        value, known = getattr(told, name), getattr(first, name)
        same = _SAME.get(name)
        if value != known and not (same and same(value, known)):
            other[name] = value
    return read_object(orjson.dumps(other)) if other else {}


def told_by(told: Mapping[str, Any], first: Facts) -> Facts:
    """What a report told, by its account. A fact that a later version added is passed over, and stays in the account.

    Raises:
        RecordError: a fact has a value that it cannot have.
    """
    if not told:
        return first
    try:
        values = {name: msgspec.convert(value, _TYPES[name]) for name, value in told.items() if name in _TYPES}
    except msgspec.ValidationError as error:
        raise RecordError(Reason.WRONG_TYPE, f"sources: told: {error}, got {shown(told)}") from error
    return dataclasses.replace(first, **values)


def standing(sources: Iterable[Source]) -> bool:
    """Whether an incident still rests on anything."""
    return any(not source.withdrawn for source in sources)


def facts_without(sources: Iterable[Source], first: Facts, rules: Knowledge) -> Facts | None:
    """The facts as the reports that stand tell them, one after the other; None where none of these tells any."""
    facts: Facts | None = None
    origins: set[str] = set()
    latest: datetime | None = None
    for source in sources:
        if source.withdrawn:
            continue
        if not source.aftermath:
            told = told_by(source.told, first)
            new, later = source.origin not in origins, latest is None or source.at >= latest
            facts = told if facts is None else _merged(facts, told, source, new, later, rules)
        origins.add(source.origin)
        latest = source.at if latest is None else max(latest, source.at)
    return facts


def _merged(facts: Facts, told: Facts, source: Source, new: bool, later: bool, rules: Knowledge) -> Facts:
    return merge(facts, told, corrects=source.corrects, independent=new, later=later, rules=rules)[0]


def learned(incident: Incident) -> tuple[Learned, ...]:
    """Who told which fact, and when, by fact and then by the time when each value was first told."""
    rules, base = load(), incident.first or incident.facts
    now = words_of(incident.facts, rules)
    found: dict[tuple[str, str], tuple[datetime, list[str]]] = {}
    for source in incident.sources:
        if source.aftermath or source.withdrawn:
            continue
        for fact, value in words_of(told_by(source.told, base), rules).items():
            if value is not None:
                at, origins = found.get((fact, value), (source.at, []))
                found[fact, value] = min(at, source.at), [*origins, source.origin]
    order = list(now)
    rows = [
        Learned(fact, value, at, tuple(dict.fromkeys(origins)), now[fact] == value)
        for (fact, value), (at, origins) in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: (order.index(row.fact), row.at, row.value)))


def _same_severity(value: Severity, known: Severity) -> bool:
    def grounds(severity: Severity) -> list[tuple[str, str, int]]:
        return [(driver.name, driver.value, driver.points) for driver in severity.drivers]

    return value.level is known.level and grounds(value) == grounds(known)


def _same_by(*names: str) -> Callable[[Any, Any], bool]:
    def same(value: Any, known: Any) -> bool:  # noqa: ANN401 - any two values of one fact
        if value is None or known is None:
            return False
        return all(getattr(value, name) == getattr(known, name) for name in names)

    return same


_SAME: dict[str, Callable[[Any, Any], bool]] = {
    "place": _same_by("name", "country", "admin1", "kind"),
    "target": _same_by("kind"),
    "weapon": _same_by("kind"),
    "severity": _same_severity,
    "actors": same_actors,
}
"""Of which facts two values are the same although they were read elsewhere."""
