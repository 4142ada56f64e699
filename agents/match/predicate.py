"""Whether an incident satisfies a subscription, exactly, and why or why not.

The clauses are tested in this order, cheap and telling ones first, and the first that fails is the answer to "why not":
modality, events, regions, severity, certainty, casualties, urgency, languages, sources, keywords. The first six ask
about the facts of the incident, the last three about the report that was just added. Urgency passes with time and is no
news by itself: like the report, it is asked until the subscription is first told, and not of what comes later.

1. modality: the ones named; by default actual, and planned too for diplomatic talks.
2. events: the type or `type.subtype` is named. Where none is named, any; but a report in which nothing was recognised
   (type `none`) satisfies only a subscription that names no events and has keywords.
3. regions: in any of them. An incident without a known country is in none, unless at sea.
4. severity, certainty: at least.
5. casualties: each comparison holds of the count's best estimate, else of its lower bound. A count that is not known
   satisfies none: not telling how many were killed is not telling that few were.
6. urgency: at least.
7. languages: the report's is named, by its primary subtag. 8. sources: included if any are, and not excluded.
9. keywords: the query holds of title, lead, body and source of the report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from agents.match.compiled import Case, CompiledSubscription, compile_subscription
from agents.match.reasons import Clause, lacking, reasons
from agents.match.regions import contains
from schemas.incident import Incident
from schemas.match import Reason
from schemas.subscription import Subscription
from schemas.taxonomy import EventType, Modality


class WhyNot(StrEnum):
    """How a condition failed."""

    OTHER_MODALITY = "other_modality"
    OTHER_EVENT = "other_event"
    NOTHING_RECOGNISED = "nothing_recognised"
    """The report is of no known type of event, and the subscription does not ask for words alone."""
    NO_COUNTRY = "no_country"
    ELSEWHERE = "elsewhere"
    TOO_MILD = "too_mild"
    TOO_UNCERTAIN = "too_uncertain"
    NO_COUNT = "no_count"
    """A number of people that is asked for is not known."""
    OTHER_COUNT = "other_count"
    NOT_URGENT = "not_urgent"
    OTHER_LANGUAGE = "other_language"
    OTHER_SOURCE = "other_source"
    EXCLUDED_SOURCE = "excluded_source"
    NOT_IN_TEXT = "not_in_text"


@dataclass(frozen=True, slots=True)
class Failure:
    """The first clause that failed: how, what the incident has, and what was asked for."""

    clause: Clause
    reason: WhyNot
    found: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one subscription and one incident: every clause that was asked and met, or the one that failed."""

    matched: bool
    reasons: tuple[Reason, ...] = ()
    failed: Failure | None = None


Check = Callable[[CompiledSubscription, Case], WhyNot | None]


def test(compiled: CompiledSubscription, case: Case) -> Verdict:
    """The whole answer, with reasons."""
    why = why_not(compiled, case)
    if why is None:
        return Verdict(matched=True, reasons=tuple(reasons(compiled, case)))
    clause, reason = why
    found, wanted = lacking(clause, compiled, case)
    return Verdict(matched=False, failed=Failure(clause, reason, found, wanted))


def explain(subscription: Subscription, incident: Incident) -> Verdict:
    """Why, or why not, an incident's latest report satisfies a subscription; errors as for `compile_subscription`."""
    return test(compile_subscription(subscription), Case(incident))


def why_not(compiled: CompiledSubscription, case: Case) -> tuple[Clause, WhyNot] | None:
    """The first clause that fails, and how; None where all hold."""
    return _first(_ALL, compiled, case)


def satisfies(compiled: CompiledSubscription, case: Case) -> bool:
    """Whether `why_not` is None: plain comparisons first, on which most candidates fail, and only what is asked."""
    if case.severity < compiled.severity or case.certainty < compiled.certainty or case.urgency < compiled.urgency:
        return False
    if compiled.events and compiled.events.isdisjoint(case.names):
        return False
    return (
        _modality(compiled, case) is None
        and not (case.nothing_recognised and _events(compiled, case))
        and not (compiled.regions and _regions(compiled, case))
        and not (compiled.casualties and _casualties(compiled, case))
        and not (compiled.languages and _languages(compiled, case))
        and not ((compiled.include or compiled.exclude) and _sources(compiled, case))
        and (compiled.query is None or compiled.query.holds(case.text))
    )


def facts_fail(compiled: CompiledSubscription, case: Case) -> tuple[Clause, WhyNot] | None:
    """The first clause about the incident's facts that fails."""
    return _first(_FACTS, compiled, case)


def report_fails(compiled: CompiledSubscription, case: Case) -> tuple[Clause, WhyNot] | None:
    """The first clause about the report's language and source that fails."""
    return _first(_REPORT, compiled, case)


def _first(
    checks: Iterable[tuple[Clause, Check]], compiled: CompiledSubscription, case: Case
) -> tuple[Clause, WhyNot] | None:
    for clause, check in checks:
        reason = check(compiled, case)
        if reason is not None:
            return clause, reason
    return None


def _modality(compiled: CompiledSubscription, case: Case) -> WhyNot | None:
    if compiled.modalities:
        return None if case.modality in compiled.modalities else WhyNot.OTHER_MODALITY
    if case.modality is Modality.ACTUAL:
        return None
    planned_talks = case.modality is Modality.PLANNED and case.type is EventType.DIPLOMATIC_TALKS
    return None if planned_talks else WhyNot.OTHER_MODALITY


def _events(compiled: CompiledSubscription, case: Case) -> WhyNot | None:
    if case.nothing_recognised:
        asks_words_only = not compiled.events and compiled.query is not None
        return None if asks_words_only else WhyNot.NOTHING_RECOGNISED
    if not compiled.events or any(name in compiled.events for name in case.names):
        return None
    return WhyNot.OTHER_EVENT


def _regions(compiled: CompiledSubscription, case: Case) -> WhyNot | None:
    if not compiled.regions:
        return None
    if not case.at.known:
        return WhyNot.NO_COUNTRY
    return None if any(contains(region, case.at) for region in compiled.regions) else WhyNot.ELSEWHERE


def _severity(compiled: CompiledSubscription, case: Case) -> WhyNot | None:
    return None if case.severity >= compiled.severity else WhyNot.TOO_MILD


def _certainty(compiled: CompiledSubscription, case: Case) -> WhyNot | None:
    return None if case.certainty >= compiled.certainty else WhyNot.TOO_UNCERTAIN


def _casualties(compiled: CompiledSubscription, case: Case) -> WhyNot | None:
    failed = case.unmet(compiled.casualties)
    if failed is None:
        return None
    return WhyNot.OTHER_COUNT if failed.count in case.counts else WhyNot.NO_COUNT


def _urgency(compiled: CompiledSubscription, case: Case) -> WhyNot | None:
    return None if case.urgency >= compiled.urgency else WhyNot.NOT_URGENT


def _languages(compiled: CompiledSubscription, case: Case) -> WhyNot | None:
    return None if not compiled.languages or case.language in compiled.languages else WhyNot.OTHER_LANGUAGE


def _sources(compiled: CompiledSubscription, case: Case) -> WhyNot | None:
    if compiled.include and case.source not in compiled.include:
        return WhyNot.OTHER_SOURCE
    return WhyNot.EXCLUDED_SOURCE if case.source in compiled.exclude else None


def _keywords(compiled: CompiledSubscription, case: Case) -> WhyNot | None:
    return None if compiled.query is None or compiled.query.holds(case.text) else WhyNot.NOT_IN_TEXT


_FACTS: tuple[tuple[Clause, Check], ...] = (
    (Clause.MODALITY, _modality),
    (Clause.EVENTS, _events),
    (Clause.REGIONS, _regions),
    (Clause.SEVERITY, _severity),
    (Clause.CERTAINTY, _certainty),
    (Clause.CASUALTIES, _casualties),
)
_REPORT: tuple[tuple[Clause, Check], ...] = ((Clause.LANGUAGES, _languages), (Clause.SOURCES, _sources))
_ALL: tuple[tuple[Clause, Check], ...] = (
    *_FACTS,
    (Clause.URGENCY, _urgency),
    *_REPORT,
    (Clause.KEYWORDS, _keywords),
)
