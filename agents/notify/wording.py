"""Alerts in words."""

from __future__ import annotations

from agents.notify.compare import show_count, show_place
from agents.notify.labels import kind_of
from agents.notify.updates import Outcome
from schemas.event import Count
from schemas.incident import FactChange, Facts, Incident
from schemas.levels import SeverityLevel
from schemas.taxonomy import EventType, Modality

LONGEST_TITLE = 300
"""Characters of a report's title that stand for a headline."""

NOBODY = Count(0, 0, 0)

MODALITIES = {
    Modality.PLANNED: "planned {}",
    Modality.THREATENED: "threatened {}",
    Modality.HISTORICAL: "past {}",
    Modality.HYPOTHETICAL: "possible {}",
    Modality.NEGATED: "{} denied",
    Modality.DRILL: "{} (a drill)",
}
"""How a headline names what did not simply happen."""

BEGINNINGS = {
    Outcome.NO_LONGER_HOLDS: "no longer meets this subscription",
    Outcome.RETRACTED: "taken back",
    Outcome.HOLDS_AGAIN: "meets this subscription again",
}
"""What a reader is told before what changed."""


def headline(facts: Facts, title: str) -> str:
    """What happened in one line: "Severe: suicide bombing in Kunduz (AF), at least 55 killed".

    An incident of no type has nothing to say but the title of its report.
    """
    if facts.type is EventType.NONE:
        return _one_line(title) or "An article that matches your keywords"
    what = MODALITIES.get(facts.modality, "{}").format(kind_of(facts))
    tolls = [f", {show_count(count)} {word}" for word, count in _tolls(facts) if count not in (None, NOBODY)]
    level = "" if facts.severity.level is SeverityLevel.UNKNOWN else f"{facts.severity.level}: "
    return f"{level}{what}{_where(facts)}{''.join(tolls)}"


def what_changed(outcome: Outcome, changes: tuple[FactChange, ...], incident: Incident) -> str:
    """What an alert says beyond its headline to one who was told before; empty where it is the first."""
    words, reports = changed(changes), incident.reports
    if incident.report.withdrawn:
        words = f"{incident.report.source or 'a source'} withdrew its article" + (f": {words}" if words else "")
    if outcome is Outcome.FURTHER_REPORT:
        return f"a further report, {reports} in all"
    begin = BEGINNINGS.get(outcome)
    if begin is None:
        return words
    return f"{begin}: {words}" if words else begin


def changed(changes: tuple[FactChange, ...]) -> str:
    """What changed, in words: "killed 3 → 12, Moderate → Severe".

    Levels of severity name themselves; a tier that follows one is not told apart.
    """
    facts = {change.fact for change in changes}
    told = [change for change in changes if not (change.fact == "tier" and "severity" in facts)]
    return ", ".join(_change(change) for change in told)


def digest_headline(count: int, worst: SeverityLevel) -> str:
    """The headline of a digest of several alerts."""
    worst_of = "" if worst is SeverityLevel.UNKNOWN else f", the worst of them {worst}"
    return f"{count} alerts held for you{worst_of}"


def budget_headline(budget: int, floor: SeverityLevel) -> str:
    """The notice that a budget is spent."""
    return f"Your budget of {budget} alerts a day is spent: until midnight UTC only {_from(floor)} at once"


def _from(floor: SeverityLevel) -> str:
    return f"{floor} comes" if floor is SeverityLevel.EXTREME else f"{floor} and worse come"


def _change(change: FactChange) -> str:
    name = "" if change.fact == "severity" else f"{change.fact} "
    return f"{name}{change.before or 'unknown'} → {change.after or 'unknown'}"


def _one_line(title: str) -> str:
    line = " ".join(title[: 2 * LONGEST_TITLE].split())
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1]}…"


def _where(facts: Facts) -> str:
    place = show_place(facts.place)
    if place is None:
        return "" if facts.country is None else f" in {facts.country}"
    return f" in {place}" + ("" if facts.country is None else f" ({facts.country})")


def _tolls(facts: Facts) -> tuple[tuple[str, Count | None], ...]:
    return (
        ("killed", facts.killed),
        ("injured", facts.injured),
        ("missing", facts.missing),
        ("abducted", facts.abducted),
    )
