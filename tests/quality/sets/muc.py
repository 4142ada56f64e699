"""Newswire on political violence in Latin America, 1989–91: is there an incident, and of what type?

An article is relevant where it has a template, and found where it has an event that `muc.toml` maps to one of their
incident types. Among the relevant ones that were found, the type is that of the first such event, and right where one of
the templates has it. "Any type" asks whether any event's is. The numbers of people killed and injured are the largest of a template and the
largest best of an event; an article with a template that leaves its number open, or with none, is not judged by it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from agents.classify.classifier import Classifier
from schemas.event import Event
from tests.quality.measures import Measure, Outcome, QualitySet, Target, Wrong
from tests.quality.metrics import exact_counts, f1, share
from tests.quality.sets.common import best, files, json_lines, most, tell

NOTHING = "nothing"


class Wire(NamedTuple):
    """A document and the types of its templates; one that is written "A / B" is either. `killed` and `injured` are None
    where they are not known.
    """

    id: str
    text: str
    types: frozenset[str]
    killed: int | None
    injured: int | None


def load(folder: Path) -> list[Wire]:
    """The documents of the set."""
    return [
        Wire(
            row["id"],
            row["text"],
            frozenset(_types(template["type"] for template in row["templates"])),
            _most_told("killed", row["templates"]),
            _most_told("injured", row["templates"]),
        )
        for row in json_lines(files(folder, "muc_*.jsonl"))
    ]


def _types(written: Iterable[str]) -> Iterable[str]:
    for name in written:
        yield from name.split(" / ")


def _most_told(kind: str, templates: Sequence[Mapping[str, Any]]) -> int | None:
    """The largest number of a kind, where every template gives an exact one."""
    if not all(template.get(f"{kind}_exact") for template in templates):
        return None
    return max((template[kind][0] for template in templates), default=None)


@cache
def incident_types() -> dict[str, frozenset[str]]:
    """Our type.subtype, or a type alone → the incident types that it may be."""
    listed = tomllib.loads(Path(__file__).with_name("muc.toml").read_text(encoding="utf-8"))["incidents"]
    ours = {one for names in listed.values() for one in names}
    return {one: frozenset(theirs for theirs, names in listed.items() if one in names) for one in ours}


def incidents_of(event: Event) -> frozenset[str]:
    """The incident types that an event may be; none where it is no incident."""
    known = incident_types()
    return known.get(f"{event.type}.{event.subtype}", known.get(event.type, frozenset()))


def judge(wires: Sequence[Wire], classifier: Classifier) -> list[Outcome]:
    """What became of each document."""
    return [_judged(wire, classifier) for wire in wires]


def _judged(wire: Wire, classifier: Classifier) -> Outcome:
    events = tell(classifier, wire.id, wire.text).events
    kinds = [kind for event in events if (kind := incidents_of(event))]
    relevant, found = bool(wire.types), bool(kinds)
    rows: dict[str, tuple[int, ...]] = {
        "relevance": (relevant and found, found and not relevant, relevant and not found)
    }
    if wire.killed is not None:
        rows["killed"] = (wire.killed, most(events, lambda event: best(event.killed)))
    if wire.injured is not None:
        rows["injured"] = (wire.injured, most(events, lambda event: best(event.injured)))
    if relevant and found:
        rows["type"] = (bool(kinds[0] & wire.types), 1)
        rows["any type"] = (any(kind & wire.types for kind in kinds), 1)
    gold, ours = "/".join(sorted(wire.types)) or NOTHING, "/".join(sorted(kinds[0])) if kinds else NOTHING
    right = bool(kinds[0] & wire.types) if relevant and found else relevant == found
    types = (gold if not right else ours, ours)
    return Outcome(rows, types=types, wrong=() if right else (Wrong(wire.id, gold, ours),))


SET = QualitySet(
    name="muc",
    title="Message Understanding Conference",
    load=load,
    judge=judge,
    measures=(
        Measure("relevance", f1, Target(0.90)),
        Measure("type", share, Target(0.88)),
        Measure("any type", share),
        Measure("killed", exact_counts),
        Measure("injured", exact_counts),
    ),
)
