"""What a further report changes about an incident.

Every rule is a function of the facts as they stand and of what one report tells, in the order of arrival. What a desk
acts on makes a revision: what kind of event it is and whether it has taken place, where, how many are killed, injured,
missing or abducted, who claims it or is said to have done it, how severe it is, and that an unsure report is confirmed.

All else is filled in or brought up to date silently, since reporters differ in it: parties, target, weapon, date,
urgency, a count's bounds around the same number, one more report of what was likely anyway. And what a later report
omits, or tells more vaguely, or as less severe or sure than is known, changes nothing at all.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from operator import attrgetter

from agents.correlate.knowledge import Knowledge
from schemas.event import Actor, ActorKind, Count, Event, Role, Severity
from schemas.incident import FactChange, Facts
from schemas.levels import Certainty, SeverityLevel, Tier, Urgency, tier_of
from schemas.place import Place, PlaceKind
from schemas.taxonomy import EventType, Modality

_FINENESS = {kind: rank for rank, kind in enumerate((PlaceKind.REGION, PlaceKind.COUNTRY, PlaceKind.ADMIN1))}
_FINEST = 3
_ANYBODY = (ActorKind.UNKNOWN, ActorKind.CIVILIANS)
_CLAIMED, _ATTRIBUTED = "claimed by", "attributed to"
_ROLE = "role:"
_UNSURE = (Certainty.UNLIKELY.value, Certainty.POSSIBLE.value)
_TRIFLES = ((None, "0"), (SeverityLevel.UNKNOWN.value, SeverityLevel.MINOR.value))
_WHO_DID_IT = (Role.CLAIMED, Role.ATTRIBUTED)

_FACTS = tuple(field.name for field in dataclasses.fields(Facts))
_FACTS_OF = attrgetter(*_FACTS)

Changes = tuple[FactChange, ...]


def facts_of(event: Event) -> Facts:
    """What an event's report tells: the facts of an incident that it opens."""
    return Facts(**dict(zip(_FACTS, _FACTS_OF(event), strict=True)))


def merge(
    facts: Facts, told: Facts, *, corrects: bool, independent: bool, later: bool, rules: Knowledge
) -> tuple[Facts, Changes]:
    """The facts after one more report, which tells `told`, and what changed, in the order of the fields.

    `corrects` says that the report says so of itself, `independent` that its origin is none of those before it, `later`
    that it was reported after all of them. A toll rises with any report; it falls only with a later one that corrects.
    Severity is that of the gravest report, and falls only together with a corrected toll. Of an incident in which
    nothing was recognised so far, the first report of something recognised tells all facts; one of nothing tells none.
    """
    if facts.type is EventType.NONE and told.type is not EventType.NONE:
        return told, changes(facts, told, rules)
    if told.type is EventType.NONE and facts.type is not EventType.NONE:
        return facts, ()
    correction = later and corrects
    killed = _count(facts.killed, told.killed, correction)
    injured = _count(facts.injured, told.injured, correction)
    type_, subtype = _type(facts, told, rules)
    country, region, regions = _country(facts, told)
    certainty = _certainty(facts, told, independent)
    urgency = told.urgency if later and told.urgency is not Urgency.UNKNOWN else facts.urgency
    fell = correction and (_fell(facts.killed, killed) or _fell(facts.injured, injured))
    severity = _severity(facts, told, fell, killed != facts.killed or injured != facts.injured)
    merged = Facts(
        type=type_,
        subtype=subtype,
        modality=_modality(facts, told, correction),
        country=country,
        region=region,
        regions=regions,
        place=_place(facts, told, country),
        date=facts.date or told.date,
        actors=_actors(facts.actors, told.actors, rules.facts.most_actors),
        target=facts.target or told.target,
        weapon=facts.weapon or told.weapon,
        killed=killed,
        injured=injured,
        missing=_count(facts.missing, told.missing, correction),
        abducted=_count(facts.abducted, told.abducted, correction),
        attackers_killed=_count(facts.attackers_killed, told.attackers_killed, correction),
        severity=severity,
        certainty=certainty,
        urgency=urgency,
        tier=_tier(facts, severity, certainty, urgency, fell),
    )
    return (facts, ()) if merged == facts else (merged, changes(facts, merged, rules))


def is_correction(event: Event, rules: Knowledge) -> bool:
    """Whether the report says, in its title or first lines, that it corrects an earlier one."""
    opening = f"{event.report.title[:300]}\n{event.report.text[:300]}".casefold()
    return any(cue in opening for cue in rules.facts.corrections)


def changes(before: Facts, after: Facts, rules: Knowledge) -> Changes:
    """What readers are told of the difference between two states of an incident, in the order of the facts."""
    told = words_of(after, rules)
    return tuple(
        FactChange(fact=name, before=old, after=told[name])
        for name, old in words_of(before, rules).items()
        if _is_news(name, old, told[name])
    )


def words_of(facts: Facts, rules: Knowledge) -> dict[str, str | None]:
    """The facts that make a revision, in words and in their order; None where one is not known."""
    return {"type": _what(facts, rules)} | {name: words(facts) for name, words in _TOLD.items()}


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
    if new.number == old.number:
        return old
    return new if new.number > old.number or correction else old


def _fell(old: Count | None, new: Count | None) -> bool:
    return old is not None and new is not None and new.number < old.number


def _modality(facts: Facts, told: Facts, correction: bool) -> Modality:
    """What was planned takes place, and what a correction denies did not."""
    denied = correction and told.modality is Modality.NEGATED
    takes_place = facts.modality is Modality.PLANNED and told.modality is Modality.ACTUAL
    return told.modality if denied or takes_place else facts.modality


def _type(facts: Facts, told: Facts, rules: Knowledge) -> tuple[EventType, str | None]:
    """A subtype becomes finer; a type settles where the pair of types says so."""
    if told.type is facts.type:
        return facts.type, _finer(facts.subtype, told.subtype, rules)
    known = rules.pair_of.get((facts.type, told.type))
    if known is None or known.settles is not told.type:
        return facts.type, facts.subtype
    return told.type, told.subtype


def _finer(old: str | None, new: str | None, rules: Knowledge) -> str | None:
    generic = rules.type.generic_subtypes
    if old is None or (old in generic and new is not None and new not in generic):
        return new
    return old


def _country(facts: Facts, told: Facts) -> tuple[str | None, str | None, tuple[str, ...]]:
    """Country, region and regions: the event's where none was known."""
    if facts.country is None and told.country is not None:
        return told.country, told.region, told.regions
    return facts.country, facts.region, facts.regions


def _place(facts: Facts, told: Facts, country: str | None) -> Place | None:
    """A finer place within the country."""
    if told.place is None or told.country != country:
        return facts.place
    finer = facts.place is None or fineness(told.place) > fineness(facts.place)
    return told.place if finer else facts.place


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


def same_actors(one: Iterable[Actor], other: Iterable[Actor]) -> bool:
    """Whether the same parties take the same parts."""
    return [(_who(actor), actor.role) for actor in one] == [(_who(actor), actor.role) for actor in other]


def _who(actor: Actor) -> tuple[str, bool]:
    return actor.id or actor.name.casefold(), actor.role in _WHO_DID_IT


def _certainty(facts: Facts, told: Facts, independent: bool) -> Certainty:
    """Two independent origins without a hedge are an observation; otherwise the surest report stands. Who denies that
    it happened makes it no surer.
    """
    old, new = facts.certainty, told.certainty
    if told.modality is Modality.NEGATED and facts.modality is not Modality.NEGATED:
        return old
    if independent and old.at_least(Certainty.LIKELY) and new.at_least(Certainty.LIKELY):
        return Certainty.OBSERVED
    return max(old, new, key=lambda certainty: certainty.rank)


def _severity(before: Facts, told: Facts, fell: bool, accepted: bool) -> Severity:
    """That of the gravest report; when the level stays, that of the report whose toll was accepted, for its drivers."""
    if fell or told.severity.level.rank > before.severity.level.rank:
        return told.severity
    return told.severity if accepted and told.severity.level is before.severity.level else before.severity


def _tier(before: Facts, severity: Severity, certainty: Certainty, urgency: Urgency, fell: bool) -> Tier:
    if (severity.level, certainty) == (before.severity.level, before.certainty):
        return before.tier
    loudness = tier_of(severity.level, certainty, urgency)
    return loudness if fell else max(loudness, before.tier, key=lambda tier: tier.rank)


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
