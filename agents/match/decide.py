"""One incident record → the matches that it makes, and what is remembered of them.

A subscription that was never told of the incident is matched as soon as one report satisfies all its clauses; that
may be a report that repeats known facts, since it may be the first with the keywords or from a wanted source. From
then on only the facts count: words are satisfied once and for all. Each later report in a wanted language and from a
wanted source makes

* a match, if the facts still satisfy and have changed since the subscription was last told, or if it asks for every
  report;
* a match that no longer holds, if it held when last told and the facts do not satisfy any more.

A report in another language or from an unwanted source makes neither, and loses nothing: what it changed is told with
the next wanted report. That an article was withdrawn is told whatever its language and source to those who were told
of the incident, since it is no report. A subscription that was deleted is told nothing more.

What is matched of an incident that the subscription mutes is not told, so it is remembered as not told: each later
report makes a match again. Only so can notify tell that it did not happen, and, once it is unmuted, what has changed.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agents.match import predicate
from agents.match.compiled import Case, CompiledSubscription
from agents.match.index import Candidates
from agents.match.ledger import LedgerEntry, Told
from agents.match.reasons import reasons
from schemas.incident import Change, Incident
from schemas.match import Match, Reason
from schemas.subscription import Deliver, Updates

LONGEST_TEXT = 2000
"""Characters of the report's text that travel in a match; spans beyond them carry their own words."""


@dataclass(frozen=True, slots=True)
class MatchDecision:
    """What one incident record leads to. `ledger` is the changed entry, None where it stays as it was.

    `candidates` counts the subscriptions that the index named, `tested` those held against the incident exactly.
    `no_country` counts candidates that name regions, where the incident's country is not known.
    """

    matches: tuple[Match, ...] = ()
    ledger: LedgerEntry | None = None
    tested: int = 0
    candidates: int = 0
    no_country: int = 0


def match(incident: Incident, index: Candidates, ledger: LedgerEntry | None) -> MatchDecision:
    """Every match of one incident record, those told before first, then by subscription id."""
    case = Case(incident)
    known = ledger or LedgerEntry(incident.id)
    before = {told.subscription: told for told in known.told}
    news = list(_later_news(case, index, known))
    candidates = index.candidates(case)
    fresh = [compiled for compiled in candidates if compiled.id not in before]
    satisfied = [compiled for compiled in fresh if predicate.satisfies(compiled, case)]
    satisfied.sort(key=lambda compiled: compiled.id)
    news += [(compiled, Told(compiled.id, incident.revision)) for compiled in satisfied]
    no_country = 0 if case.at.known else sum(1 for compiled in fresh if compiled.regions)
    trimmed = _trimmed(incident) if news else incident
    told = tuple(_remembered(compiled, said, incident, before) for compiled, said in news)
    changed = any(before.get(said.subscription) != said for said in told)
    return MatchDecision(
        matches=tuple(_match(compiled, said, case, trimmed) for compiled, said in news),
        ledger=known.with_told(told) if changed else None,
        tested=len(fresh) + len(before),
        candidates=len(candidates),
        no_country=no_country,
    )


def _later_news(case: Case, index: Candidates, ledger: LedgerEntry) -> Iterator[tuple[CompiledSubscription, Told]]:
    for told in ledger.told:
        compiled = index.get(told.subscription)
        if compiled is None:
            continue
        if not case.incident.report.withdrawn and predicate.report_fails(compiled, case) is not None:
            continue
        said = _say_again(compiled, case, told)
        if said is not None:
            yield compiled, said


def _say_again(compiled: CompiledSubscription, case: Case, told: Told) -> Told | None:
    """What a subscription is to be told after it was told before, None for nothing."""
    incident = case.incident
    holds = predicate.facts_fail(compiled, case) is None
    if not holds and not told.holds:
        return None
    changed = incident.revision > told.revision
    wants_all = compiled.subscription.deliver.updates is Updates.EVERY and incident.change is Change.REPEATED
    if changed or (holds and told.holds and wants_all):
        return Told(compiled.id, incident.revision, holds)
    return None


def _remembered(compiled: CompiledSubscription, said: Told, incident: Incident, before: Mapping[str, Told]) -> Told:
    """What is remembered of a match: where the incident is muted, what was told before, or else only that it held."""
    if incident.id not in compiled.muted:
        return said
    return before.get(compiled.id) or Told(compiled.id, 0)


def _match(compiled: CompiledSubscription, told: Told, case: Case, trimmed: Incident) -> Match:
    subscription = compiled.subscription
    return Match(
        id=match_id(subscription.id, case.incident, told.holds),
        subscription=subscription.id,
        subscriber=subscription.subscriber,
        title=subscription.title,
        deliver=_deliver(compiled, case.incident),
        incident=trimmed,
        holds=told.holds,
        reasons=tuple(reasons(compiled, case)) if told.holds else _lost(compiled, case),
    )


def _deliver(compiled: CompiledSubscription, incident: Incident) -> Deliver:
    """How to be told: of a long list of what is muted, no match carries more than its own incident."""
    deliver = compiled.subscription.deliver
    if not compiled.muted:
        return deliver
    return dataclasses.replace(deliver, mute=(incident.id,) if incident.id in compiled.muted else ())


def _lost(compiled: CompiledSubscription, case: Case) -> tuple[Reason, ...]:
    """The clause about the facts that holds no longer."""
    failed = predicate.test(compiled, case).failed
    if failed is None:
        return ()
    return (Reason(clause=failed.clause, found=f"{failed.reason}: {failed.found} (asked for {failed.wanted})"),)


def match_id(subscription: str, incident: Incident, holds: bool) -> str:
    """The same for the same news in every replay: a hash of subscription, incident, revision and, for a report that
    repeats the facts, which report of the incident it is."""
    which = str(incident.reports) if incident.change is Change.REPEATED else ""
    parts = (subscription, incident.id, str(incident.revision), which, "holds" if holds else "lost")
    return hashlib.blake2b("\x00".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _trimmed(incident: Incident) -> Incident:
    """The incident without what only correlate needs of it, and without the rest of a long text."""
    report = dataclasses.replace(incident.report, text=incident.report.text[:LONGEST_TEXT])
    return dataclasses.replace(incident, report=report, words=(), sources=())
