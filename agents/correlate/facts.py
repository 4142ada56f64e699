"""What a further report changes about an incident.

Every rule is a function of the facts as they stand and of one event, in the order of arrival. What a desk acts on makes
a revision: what kind of event it is and whether it has taken place, where, how many are killed, injured, missing or
abducted, who claims it or is said to have done it, how severe it is, and that an unsure report is confirmed.

All else is filled in or brought up to date silently, since reporters differ in it: parties, target, weapon, date,
urgency, a count's bounds around the same number, one more report of what was likely anyway. And what a later report
omits, or tells more vaguely, or as less severe or sure than is known, changes nothing at all.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable

from agents.correlate.knowledge import Knowledge
from agents.correlate.similarity import value
from schemas.event import Actor, ActorKind, Count, Event, Role, Severity
from schemas.incident import FactChange, Facts
from schemas.levels import Certainty, SeverityLevel, Urgency, tier_of
from schemas.place import Place, PlaceKind
from schemas.taxonomy import Modality

_FINENESS = {kind: rank for rank, kind in enumerate((PlaceKind.REGION, PlaceKind.COUNTRY, PlaceKind.ADMIN1))}
_FINEST = 3
_ANYBODY = (ActorKind.UNKNOWN, ActorKind.CIVILIANS)
_CLAIMED, _ATTRIBUTED = "claimed by", "attributed to"
_ROLE = "role:"
_UNSURE = (Certainty.UNLIKELY.value, Certainty.POSSIBLE.value)
_TRIFLES = ((None, "0"), (SeverityLevel.UNKNOWN.value, SeverityLevel.MINOR.value))
_WHO_DID_IT = (Role.CLAIMED, Role.ATTRIBUTED)

Changes = tuple[FactChange, ...]


def first_facts(event: Event) -> Facts:
    """The facts of an incident that this event opens."""
    return Facts(**{field.name: getattr(event, field.name) for field in dataclasses.fields(Facts)})


def merge(
    facts: Facts, event: Event, origins: Iterable[str], origin: str, later: bool, rules: Knowledge
) -> tuple[Facts, Changes]:
    """The facts after one more report, and what changed, in the order of the fields.

    `origins` are those of the reports before it and `origin` its own; `later` says whether it was reported after all of
    them. A toll rises with any report; it falls only with a later one that says that it corrects. Severity is that of
    the gravest report, and falls only together with a corrected toll.
    """
    correction = later and is_correction(event, rules)
    told = _with_place(_with_type(_with_counts(facts, event, correction), event, correction, rules), event)
    merged = dataclasses.replace(
        told,
        actors=_actors(facts.actors, event.actors, rules.facts.most_actors),
        target=facts.target or event.target,
        weapon=facts.weapon or event.weapon,
        date=facts.date or event.date,
        certainty=_certainty(facts.certainty, event.certainty, origin not in set(origins)),
        urgency=event.urgency if later and event.urgency is not Urgency.UNKNOWN else facts.urgency,
    )
    fell = correction and (_fell(facts.killed, merged.killed) or _fell(facts.injured, merged.injured))
    merged = _graded(merged, facts, event, fell)
    return merged, changes(facts, merged, rules)


def is_correction(event: Event, rules: Knowledge) -> bool:
    """Whether the report says, in its title or first lines, that it corrects an earlier one."""
    opening = f"{event.report.title[:300]}\n{event.report.text[:300]}".casefold()
    return any(cue in opening for cue in rules.facts.corrections)


def changes(before: Facts, after: Facts, rules: Knowledge) -> Changes:
    """What readers are told of the difference between two states of an incident, in the order of the facts."""
    told = [("type", _what(before, rules), _what(after, rules))]
    told += [(name, words(before), words(after)) for name, words in _TOLD.items()]
    return tuple(FactChange(fact=name, before=old, after=new) for name, old, new in told if _is_news(name, old, new))


def _is_news(fact: str, old: str | None, new: str | None) -> bool:
    """Whether it differs in a way that matters: a second report of what was likely anyway is no news, nor is that it
    can be told at all how little it is, nor another name beside the one who did it, which is mostly a vaguer one.
    """
    if old == new:
        return False
    if fact == "certainty":
        return old in _UNSURE and new not in _UNSURE
    if fact in (_CLAIMED, _ATTRIBUTED):
        return old is None
    return (old, new) not in _TRIFLES


def count_words(count: Count | None) -> str | None:
    """A count for readers: "3", "at least 12", "10 to 14"; None where there is none."""
    if count is None:
        return None
    if count.best is None:
        return f"at least {count.low}" if count.high is None else f"{count.low} to {count.high}"
    if count.high is None:
        return f"at least {count.best}"
    return str(count.best) if count.low == count.high else f"{count.best} ({count.low} to {count.high})"


def _count(old: Count | None, new: Count | None, correction: bool) -> Count | None:
    if old is None or new is None:
        return new if old is None else old
    if value(new) == value(old):
        return old
    return new if value(new) > value(old) or correction else old


def _fell(old: Count | None, new: Count | None) -> bool:
    return old is not None and new is not None and value(new) < value(old)


def _with_counts(facts: Facts, event: Event, correction: bool) -> Facts:
    return dataclasses.replace(
        facts,
        killed=_count(facts.killed, event.killed, correction),
        injured=_count(facts.injured, event.injured, correction),
        missing=_count(facts.missing, event.missing, correction),
        abducted=_count(facts.abducted, event.abducted, correction),
        attackers_killed=_count(facts.attackers_killed, event.attackers_killed, correction),
    )


def _with_type(facts: Facts, event: Event, correction: bool, rules: Knowledge) -> Facts:
    """What was planned takes place, and what a correction denies did not; a subtype becomes finer; a type settles where
    the pair of types says so.
    """
    denied = correction and event.modality is Modality.NEGATED
    if denied or (facts.modality is Modality.PLANNED and event.modality is Modality.ACTUAL):
        facts = dataclasses.replace(facts, modality=event.modality)
    if event.type is facts.type:
        return dataclasses.replace(facts, subtype=_finer(facts.subtype, event.subtype, rules))
    known = rules.pair_of.get((facts.type, event.type))
    if known is None or known.settles is not event.type:
        return facts
    return dataclasses.replace(facts, type=event.type, subtype=event.subtype)


def _finer(old: str | None, new: str | None, rules: Knowledge) -> str | None:
    generic = rules.type.generic_subtypes
    if old is None or (old in generic and new is not None and new not in generic):
        return new
    return old


def _with_place(facts: Facts, event: Event) -> Facts:
    """A country where none was known, and a finer place within it."""
    if facts.country is None and event.country is not None:
        facts = dataclasses.replace(facts, country=event.country, region=event.region, regions=event.regions)
    if event.place is None or event.country != facts.country:
        return facts
    if facts.place is None or fineness(event.place) > fineness(facts.place):
        return dataclasses.replace(facts, place=event.place)
    return facts


def fineness(place: Place) -> int:
    """How fine a place is: a region 0, a country 1, a province 2, a town or a water 3."""
    return _FINENESS.get(place.kind, _FINEST)


def _actors(known: tuple[Actor, ...], told: tuple[Actor, ...], most: int) -> tuple[Actor, ...]:
    names = {_who(actor) for actor in known}
    roles = {actor.role for actor in known}
    added = []
    for actor in told:
        if _who(actor) not in names and (actor.role in _WHO_DID_IT or actor.role not in roles):
            names.add(_who(actor))
            added.append(actor)
    return (*known, *added)[: max(most, len(known))]


def _who(actor: Actor) -> tuple[str, bool]:
    return actor.id or actor.name.casefold(), actor.role in _WHO_DID_IT


def _certainty(old: Certainty, new: Certainty, independent: bool) -> Certainty:
    """Two independent origins without a hedge are an observation; otherwise the surest report stands."""
    if independent and old.at_least(Certainty.LIKELY) and new.at_least(Certainty.LIKELY):
        return Certainty.OBSERVED
    return max(old, new, key=lambda certainty: certainty.rank)


def _graded(merged: Facts, before: Facts, event: Event, fell: bool) -> Facts:
    graver = event.severity.level.rank > before.severity.level.rank
    severity = event.severity if fell or graver else _same_toll(merged, before, event)
    if (severity.level, merged.certainty) == (before.severity.level, before.certainty):
        return dataclasses.replace(merged, severity=severity)
    loudness = tier_of(severity.level, merged.certainty, merged.urgency)
    if not fell:
        loudness = max(loudness, before.tier, key=lambda tier: tier.rank)
    return dataclasses.replace(merged, severity=severity, tier=loudness)


def _same_toll(merged: Facts, before: Facts, event: Event) -> Severity:
    """The severity when the level stays: that of the report whose toll was just accepted, for its drivers."""
    accepted = merged.killed != before.killed or merged.injured != before.injured
    return event.severity if accepted and event.severity.level is before.severity.level else before.severity


def _what(facts: Facts, rules: Knowledge) -> str | None:
    """The subtype where it says more than the type."""
    generic = facts.subtype is None or facts.subtype in rules.type.generic_subtypes
    return (facts.type.value if generic else str(facts.subtype)).replace("_", " ")


def _who_did(role: Role) -> Callable[[Facts], str | None]:
    def names(facts: Facts) -> str | None:
        return ", ".join(sorted({actor.name for actor in facts.actors if actor.role is role and _named(actor)})) or None

    return names


def _named(actor: Actor) -> bool:
    """Whether it is known who it is, and not only that there were "gunmen"."""
    return actor.kind not in _ANYBODY and not (actor.id or "").startswith(_ROLE)


_TOLD: dict[str, Callable[[Facts], str | None]] = {
    "modality": lambda facts: facts.modality.value,
    "country": lambda facts: facts.country,
    "place": lambda facts: None if facts.place is None else facts.place.name,
    _CLAIMED: _who_did(Role.CLAIMED),
    _ATTRIBUTED: _who_did(Role.ATTRIBUTED),
    "killed": lambda facts: count_words(facts.killed),
    "injured": lambda facts: count_words(facts.injured),
    "missing": lambda facts: count_words(facts.missing),
    "abducted": lambda facts: count_words(facts.abducted),
    "attackers killed": lambda facts: count_words(facts.attackers_killed),
    "severity": lambda facts: facts.severity.level.value,
    "certainty": lambda facts: facts.certainty.value,
    "tier": lambda facts: facts.tier.value,
}
"""The facts that make a revision beside the type, with how a reader is told of each."""
