"""What is told of a clause: what of the incident met it, or what was there in place of what was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum

from agents.match.compiled import Case, CompiledSubscription
from agents.match.query.parser import parse
from agents.match.query.printer import show
from agents.match.regions import contains
from schemas.evidence import Span
from schemas.formats.regions import label
from schemas.match import Reason
from schemas.taxonomy import Modality


class Clause(StrEnum):
    """A condition of a subscription, in the order of testing."""

    MODALITY = "modality"
    EVENTS = "events"
    REGIONS = "regions"
    SEVERITY = "severity"
    CERTAINTY = "certainty"
    CASUALTIES = "casualties"
    URGENCY = "urgency"
    LANGUAGES = "languages"
    SOURCES = "sources"
    KEYWORDS = "keywords"


def reasons(compiled: CompiledSubscription, case: Case) -> Iterator[Reason]:
    """What met each clause that the subscription asks, for an incident that satisfies it."""
    incident, when = case.incident, compiled.subscription.when
    if when.modality or case.modality is not Modality.ACTUAL:
        yield Reason(clause=Clause.MODALITY, found=case.modality)
    if compiled.events:
        yield Reason(clause=Clause.EVENTS, found=case.names[-1], spans=incident.evidence)
    if compiled.regions:
        yield _region_reason(compiled, case)
    if compiled.severity:
        spans = tuple(driver.evidence for driver in incident.facts.severity.drivers if driver.evidence is not None)
        found = f"{incident.facts.severity.level} (at least {when.severity})"
        yield Reason(clause=Clause.SEVERITY, found=found, spans=spans)
    if compiled.certainty:
        yield Reason(clause=Clause.CERTAINTY, found=f"{incident.facts.certainty} (at least {when.certainty})")
    if compiled.casualties:
        yield _casualties_reason(compiled, case)
    if 0 < compiled.urgency <= case.urgency:  # it passes, and whoever was told before is told on
        yield Reason(clause=Clause.URGENCY, found=f"{incident.facts.urgency} (at least {when.urgency})")
    if compiled.languages:
        yield Reason(clause=Clause.LANGUAGES, found=case.language or "")
    if compiled.include or compiled.exclude:
        yield Reason(clause=Clause.SOURCES, found=case.source or "no source")
    if compiled.query is not None:
        for clause, spans in compiled.query.found(case.text):
            yield Reason(clause=Clause.KEYWORDS, found=clause, spans=spans)


def lacking(clause: Clause, compiled: CompiledSubscription, case: Case) -> tuple[str, str]:
    """Of a clause that failed, what the incident has and what was asked for."""
    return _LACKING[clause](compiled, case)


def _region_reason(compiled: CompiledSubscription, case: Case) -> Reason:
    named = zip(compiled.regions, compiled.labels, strict=True)
    met = next(label for region, label in named if contains(region, case.at))
    place = case.incident.facts.place
    spans = () if place is None else (Span(place.start, place.end, place.text, place.field),)
    return Reason(clause=Clause.REGIONS, found=f"{_where(case)} ({met})", spans=spans)


def _casualties_reason(compiled: CompiledSubscription, case: Case) -> Reason:
    names = dict.fromkeys(asked.count for asked in compiled.casualties)
    numbers = _list(f"{name} {case.counts[name]}" for name in names)
    return Reason(clause=Clause.CASUALTIES, found=f"{numbers} ({_list(map(str, compiled.casualties))})")


def _casualties_lacking(compiled: CompiledSubscription, case: Case) -> tuple[str, str]:
    asked = case.unmet(compiled.casualties)
    if asked is None:
        raise AssertionError("asked only where a comparison does not hold")
    return f"{asked.count} {case.counts.get(asked.count, 'not known')}", str(asked)


def _where(case: Case) -> str:
    place = case.incident.facts.place
    steps = (place.name if place else None, place.admin1 if place else None, case.at.country)
    return ", ".join(dict.fromkeys(step for step in steps if step)) or "no known country"


def _list(values: Iterable[str]) -> str:
    return ", ".join(values)


def _sources_wanted(compiled: CompiledSubscription) -> str:
    parts = (("only", compiled.include), ("not", compiled.exclude))
    return "; ".join(f"{word} {_list(sorted(names))}" for word, names in parts if names)


_LACKING: dict[Clause, Callable[[CompiledSubscription, Case], tuple[str, str]]] = {
    Clause.MODALITY: lambda compiled, case: (
        case.modality,
        _list(sorted(compiled.modalities)) or "actual, and planned for diplomatic_talks",
    ),
    Clause.EVENTS: lambda compiled, case: (case.names[-1], _list(sorted(compiled.events)) or "any recognised event"),
    Clause.REGIONS: lambda compiled, case: (
        _where(case),
        _list(map(label, compiled.subscription.when.regions)),
    ),
    Clause.SEVERITY: lambda compiled, case: (
        case.incident.facts.severity.level,
        f"at least {compiled.subscription.when.severity}",
    ),
    Clause.CERTAINTY: lambda compiled, case: (
        case.incident.facts.certainty,
        f"at least {compiled.subscription.when.certainty}",
    ),
    Clause.CASUALTIES: _casualties_lacking,
    Clause.URGENCY: lambda compiled, case: (
        case.incident.facts.urgency,
        f"at least {compiled.subscription.when.urgency}",
    ),
    Clause.LANGUAGES: lambda compiled, case: (case.language or "unknown", _list(sorted(compiled.languages))),
    Clause.SOURCES: lambda compiled, case: (case.source or "unknown", _sources_wanted(compiled)),
    Clause.KEYWORDS: lambda compiled, case: (
        f"{len(case.text.term_set | case.text.source.term_set)} different words",
        show(parse(compiled.subscription.when.keywords or "")),
    ),
}
