"""What differs between the facts that a subscriber was told and the facts of now."""

from __future__ import annotations

from collections.abc import Callable

from agents.notify.labels import kind_of
from schemas.event import Actor, Count, Role, Thing
from schemas.incident import FactChange, Facts
from schemas.place import Place
from schemas.taxonomy import Modality

NOT_REAL = frozenset({Modality.NEGATED, Modality.DRILL})


def differences(before: Facts, after: Facts) -> tuple[FactChange, ...]:
    """The facts that changed, in the order in which a reader wants them."""
    changes = []
    for fact, show in SHOWN.items():
        old, new = show(before), show(after)
        if old != new:
            changes.append(FactChange(fact=fact, before=old, after=new))
    return tuple(changes)


def is_escalation(before: Facts, after: Facts) -> bool:
    """Whether it has become worse: a higher severity level or tier, or more people killed, hurt, missing or taken."""
    if after.severity.level.rank > before.severity.level.rank or after.tier.rank > before.tier.rank:
        return True
    return any(_toll(new) > _toll(old) for old, new in _tolls(before, after))


def is_correction(before: Facts, after: Facts) -> bool:
    """Whether something that was told has been taken back: a lower severity level, a lower toll, or all of it."""
    if after.severity.level.rank < before.severity.level.rank or is_retraction(before, after):
        return True
    return any(_toll(new) < _toll(old) for old, new in _tolls(before, after))


def is_retraction(before: Facts, after: Facts) -> bool:
    """Whether what was told to happen is now said not to: denied, or only a drill."""
    return before.modality not in NOT_REAL and after.modality in NOT_REAL


def _tolls(before: Facts, after: Facts) -> tuple[tuple[Count | None, Count | None], ...]:
    return (
        (before.killed, after.killed),
        (before.injured, after.injured),
        (before.missing, after.missing),
        (before.abducted, after.abducted),
    )


def _toll(count: Count | None) -> int:
    return 0 if count is None else count.number


def show_count(count: Count | None) -> str | None:
    """A count as a reader sees it: "12", "at least 12", "10–14", "12 (10–14)"; None where nothing is known.

    Counts with different best numbers are never shown alike.
    """
    if count is None:
        return None
    if count.high is None:
        spread = f"at least {count.low}"
    else:
        spread = str(count.low) if count.low == count.high else f"{count.low}–{count.high}"
    return spread if count.best in (None, count.low) else f"{count.best} ({spread})"


def show_place(place: Place | None) -> str | None:
    """The place's name, with its first-level division where that says more."""
    if place is None:
        return None
    if place.admin1 and place.admin1 != place.name:
        return f"{place.name}, {place.admin1}"
    return place.name


def _show_thing(thing: Thing | None) -> str | None:
    return None if thing is None else thing.kind.replace("_", " ")


def _actors(facts: Facts) -> str | None:
    return _names(facts.actors, frozenset(Role) - {Role.CLAIMED, Role.ATTRIBUTED})


def _claimed(facts: Facts) -> str | None:
    return _names(facts.actors, frozenset({Role.CLAIMED}))


def _attributed(facts: Facts) -> str | None:
    return _names(facts.actors, frozenset({Role.ATTRIBUTED}))


def _names(actors: tuple[Actor, ...], roles: frozenset[Role]) -> str | None:
    return ", ".join(sorted({actor.name for actor in actors if actor.role in roles})) or None


SHOWN: dict[str, Callable[[Facts], str | None]] = {
    "killed": lambda facts: show_count(facts.killed),
    "injured": lambda facts: show_count(facts.injured),
    "missing": lambda facts: show_count(facts.missing),
    "abducted": lambda facts: show_count(facts.abducted),
    "attackers killed": lambda facts: show_count(facts.attackers_killed),
    "severity": lambda facts: str(facts.severity.level),
    "tier": lambda facts: str(facts.tier),
    "certainty": lambda facts: str(facts.certainty),
    "type": kind_of,
    "modality": lambda facts: str(facts.modality),
    "place": lambda facts: show_place(facts.place),
    "country": lambda facts: facts.country,
    "actors": _actors,
    "claimed by": _claimed,
    "attributed to": _attributed,
    "target": lambda facts: _show_thing(facts.target),
    "weapon": lambda facts: _show_thing(facts.weapon),
}
"""The facts that readers are told of, in their order, and how each is put.

Date and urgency are not among them: they are filled in and pass with time, and are no news by themselves.
"""
