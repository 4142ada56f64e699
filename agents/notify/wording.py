"""Alerts in words."""

from __future__ import annotations

from agents.notify.compare import show_count, show_place
from schemas.event import Count
from schemas.incident import FactChange, Facts
from schemas.levels import SeverityLevel
from schemas.taxonomy import EventType, Modality


def headline(facts: Facts, title: str) -> str:
    """What happened in one line: "Severe: suicide bombing in Kunduz (AF), at least 55 killed".

    An incident of no type has nothing to say but the title of its report.
    """
    if facts.type is EventType.NONE:
        return title or "An article that matches your keywords"
    what = (facts.subtype or facts.type).replace("_", " ")
    if facts.modality is not Modality.ACTUAL:
        what = f"{facts.modality} {what}"
    where = _where(facts)
    tolls = [f"{shown} {word}" for word, count in _tolls(facts) if (shown := show_count(count)) not in (None, "0")]
    level = "" if facts.severity.level is SeverityLevel.UNKNOWN else f"{facts.severity.level}: "
    return f"{level}{what}{where}" + "".join(f", {toll}" for toll in tolls)


def changed(changes: tuple[FactChange, ...]) -> str:
    """What changed, in words: "killed 3 → 12, severity Moderate → Severe"."""
    return ", ".join(f"{change.fact} {change.before or 'unknown'} → {change.after or 'unknown'}" for change in changes)


def digest_headline(count: int, worst: SeverityLevel) -> str:
    """The headline of a digest of several alerts."""
    return f"{count} alerts held for you, the worst of them {worst}"


def budget_headline(budget: int, floor: SeverityLevel) -> str:
    """The notice that a budget is spent."""
    return f"Your budget of {budget} alerts a day is spent: until midnight only {floor} and worse come at once"


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
