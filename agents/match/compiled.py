"""A subscription and an incident, each made ready once for being compared many times."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from agents.match.query.inflection import primary_language
from agents.match.query.matcher import Matcher
from agents.match.query.parser import parse
from agents.match.query.ready import ready
from agents.match.regions import whereabouts
from agents.match.text import AnalysedText
from schemas.event import Count
from schemas.formats.casualties import COUNTS, Comparison, parse_comparison
from schemas.formats.regions import Region, members
from schemas.incident import Incident
from schemas.levels import Certainty, SeverityLevel, Urgency
from schemas.subscription import Subscription
from schemas.taxonomy import EventType, Modality

SEVERITY = {level: level.rank for level in SeverityLevel}
CERTAINTY = {level: level.rank for level in Certainty}
URGENCY = {level: level.rank for level in Urgency}

T = TypeVar("T")
_NOTHING: frozenset[Any] = frozenset()
"""One for all: most subscriptions leave most conditions out, and each empty set takes 216 bytes."""


@dataclass(frozen=True, slots=True, eq=False)
class CompiledSubscription:
    """A subscription whose conditions are parsed. Empty sets ask nothing; ranks count from the scale's lowest.

    `labels` are what a reader is told of each of `regions`.
    """

    id: str
    subscription: Subscription
    modalities: frozenset[Modality]
    events: frozenset[str]
    regions: tuple[Region, ...]
    labels: tuple[str, ...]
    severity: int
    certainty: int
    urgency: int
    casualties: tuple[Comparison, ...]
    languages: frozenset[str]
    include: frozenset[str]
    exclude: frozenset[str]
    muted: frozenset[str]
    query: Matcher | None


def compile_subscription(subscription: Subscription) -> CompiledSubscription:
    """The subscription made ready.

    Raises:
        QueryError: the keywords are refused.
        ValueError: a region or a comparison cannot be read.
    """
    when = subscription.when
    node = None if when.keywords is None else parse(when.keywords)
    regions = [member for entry in when.regions for member in members(entry)]
    return CompiledSubscription(
        id=subscription.id,
        subscription=subscription,
        modalities=_set(when.modality),
        events=_set(when.events),
        regions=tuple(region for _, region in regions),
        labels=tuple(label for label, _ in regions),
        severity=SEVERITY[when.severity],
        certainty=CERTAINTY[when.certainty],
        urgency=URGENCY[when.urgency],
        casualties=tuple(map(parse_comparison, when.casualties)),
        languages=_set([primary_language(name) for name in when.languages]),
        include=_set([source_name(name) for name in when.sources.include]),
        exclude=_set([source_name(name) for name in when.sources.exclude]),
        muted=_set(subscription.deliver.mute),
        query=None if node is None else ready(node),
    )


def _set(values: Collection[T]) -> frozenset[T]:
    return frozenset(values) if values else _NOTHING


class Case:
    """An incident after one report, as subscriptions look at it."""

    def __init__(self, incident: Incident) -> None:
        facts = incident.facts
        self.incident = incident
        self.type = facts.type
        name = facts.type.value
        self.names = (name,) if facts.subtype is None else (name, f"{name}.{facts.subtype}")
        self.nothing_recognised = facts.type is EventType.NONE
        self.modality = facts.modality
        self.severity = SEVERITY[facts.severity.level]
        self.certainty = CERTAINTY[facts.certainty]
        self.urgency = URGENCY[facts.urgency]
        self.at = whereabouts(facts.country, facts.regions, facts.place)
        self.text = AnalysedText(incident.report)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many people, of the counts that are known."""
        facts = self.incident.facts
        found: dict[str, Count | None] = {name: getattr(facts, name) for name in COUNTS}
        return {name: count.number for name, count in found.items() if count is not None}

    def unmet(self, asked: Iterable[Comparison]) -> Comparison | None:
        """The first comparison that does not hold; none holds of a count that is not known."""
        for comparison in asked:
            number = self.counts.get(comparison.count)
            if number is None or not comparison.holds(number):
                return comparison
        return None

    @cached_property
    def language(self) -> str | None:
        """The primary subtag of the report's language."""
        found = self.incident.report.language
        return None if found is None else primary_language(found)

    @cached_property
    def source(self) -> str | None:
        """The report's source, as filters compare it."""
        found = self.incident.report.source
        return None if found is None else source_name(found)


def source_name(name: str) -> str:
    """A source's name as filters compare it: without case, outer spaces and `www.`."""
    return name.strip().casefold().removeprefix("www.")
