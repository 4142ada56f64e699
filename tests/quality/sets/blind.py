"""Texts that were written and labelled without sight of the rules, in `tests/quality/blind/*.jsonl`.

Types are those of the first event on both sides, and none counts as a type. The facts are compared between the main
event and ours of its type, else our first; only where both sides have an event. No country is an answer like any other.
Unknown is no step beside Minor: it is within a step of itself alone. A count is right where its best number is the same,
and where the label leaves that open, where its least number is; it is judged where either side has one. What goes wrong
is told in counts alone, so that nobody writes rules for these items. "Nobody was hurt" and a text that tells no toll are
labelled alike, so that a zero found is no mistake where the label gives nothing.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from pathlib import Path

from agents.classify.classifier import Classifier
from schemas.event import Count, Event
from schemas.levels import SeverityLevel
from schemas.taxonomy import EventType
from tests.quality.measures import Measure, Outcome, QualitySet, Target, Wrong
from tests.quality.metrics import accuracy, share
from tests.quality.sets.blind_items import BlindEvent, BlindItem, Triple, read_items
from tests.quality.sets.common import files, tell

FOLDER = Path(__file__).parent.parent / "blind"
ALARMS = (EventType.ATTACKS, EventType.DIPLOMATIC_TALKS)


def load(_: Path) -> list[BlindItem]:
    """The items in the repository.

    Raises:
        ValueError: a line is wrong; the message names file, line and field.
    """
    return read_items(files(FOLDER, "*.jsonl"))


def judge(items: Sequence[BlindItem], classifier: Classifier) -> list[Outcome]:
    """What became of each item."""
    return [judged(item, tell(classifier, item.id, item.text, item.title, item.published).events) for item in items]


def judged(item: BlindItem, events: Sequence[Event]) -> Outcome:
    """What became of an item in which these events were found, the surest first."""
    gold = item.events[0].type if item.events else EventType.NONE
    found = events[0].type
    rows: dict[str, Hashable] = {"type": (gold.value, found.value)} | _false_alarms(item, events)
    mistakes = [] if gold is found else [(str(gold), str(found))]
    if item.events and found is not EventType.NONE:
        facts = facts_of(item.events[0], next((event for event in events if event.type is gold), events[0]))
        rows |= {name: (right, 1) for name, right in facts.items()}
        mistakes += [(str(gold), f"another {name}") for name, right in facts.items() if not right]
    return Outcome(
        rows,
        types=(gold.value, found.value),
        groups=(f"language {item.language}", f"type {gold}"),
        wrong=tuple(Wrong(item.id, *mistake) for mistake in mistakes),
    )


def _false_alarms(item: BlindItem, events: Iterable[Event]) -> dict[str, Hashable]:
    """For each alarm of which the item has no event of any modality, whether one was found."""
    wanted, found = {event.type for event in item.events}, {event.type for event in events}
    return {f"false {kind}": (kind in found, 1) for kind in ALARMS if kind not in wanted}


def facts_of(gold: BlindEvent, found: Event) -> dict[str, bool]:
    """Of each fact that is judged, whether it is right."""
    facts = {
        "modality": gold.modality is found.modality,
        "country": gold.country == found.country,
        "severity": gold.severity is found.severity.level,
        "severity within a step": within_a_step(gold.severity, found.severity.level),
    }
    if gold.subtype is not None:
        facts["subtype"] = gold.subtype == found.subtype
    for name, wanted, given in (("killed", gold.killed, found.killed), ("injured", gold.injured, found.injured)):
        if wanted is not None or (given is not None and given.best != 0):
            facts[name] = wanted is not None and same(wanted, given)
    return facts


def within_a_step(one: SeverityLevel, other: SeverityLevel) -> bool:
    """Whether two levels are the same or next to one another."""
    if SeverityLevel.UNKNOWN in (one, other):
        return one is other
    return abs(one.rank - other.rank) <= 1


def same(gold: Triple, found: Count | None) -> bool:
    """Whether a count says the best number of the label or, where that is open, its least."""
    low, best, _ = gold
    if best is None:
        return found is not None and found.best is None and found.low == low
    return best == (0 if found is None else found.best)


SET = QualitySet(
    name="blind",
    title="Blind set",
    load=load,
    judge=judge,
    measures=(
        Measure("type", accuracy, Target(0.90)),
        Measure("subtype", share),
        Measure("modality", share),
        Measure("false attacks", share, Target(0.02, at_most=True)),
        Measure("false diplomatic_talks", share, Target(0.02, at_most=True)),
        Measure("country", share, Target(0.95)),
        Measure("severity", share, Target(0.80)),
        Measure("severity within a step", share, Target(0.95)),
        Measure("killed", share),
        Measure("injured", share),
    ),
    grouped="type",
    blind=True,
)
