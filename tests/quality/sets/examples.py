"""The examples and counter-examples beside the rules of each type: what the project says of itself.

The unit tests ask that a type is found among the events, or is not among them. Here the first event counts, as a reader
sees it. They are written beside the rules, so these figures are a guard and no measure of unseen text.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from agents.classify.classifier import Classifier
from agents.classify.events.rules import load_rules
from agents.classify.examples import Example, english_examples
from tests.quality.measures import Measure, Outcome, QualitySet, Target, Wrong
from tests.quality.metrics import accuracy, total
from tests.quality.sets.common import tell

NOT = "not "


def load(_: Path) -> list[Example]:
    """The English examples in the repository, each known by its type and number."""
    return english_examples(load_rules())


def judge(examples: Sequence[Example], classifier: Classifier) -> list[Outcome]:
    """What became of each example."""
    return [_judged(example, classifier) for example in examples]


def _judged(example: Example, classifier: Classifier) -> Outcome:
    events = tell(classifier, example.id, example.text).events
    if example.counter:
        alarm = example.type in {event.type for event in events}
        wrong = (Wrong(example.id, f"{NOT}{example.type}", example.type),) if alarm else ()
        return Outcome({"counter-examples found": (alarm, 1)}, wrong=wrong)
    first = events[0]
    gold, found = f"{example.type}.{example.subtype}", f"{first.type}.{first.subtype}"
    types = (example.type.value, first.type.value)
    rows = {"type": types, "type.subtype": (gold, found)}
    return Outcome(rows, types=types, wrong=() if gold == found else (Wrong(example.id, gold, found),))


SET = QualitySet(
    name="examples",
    title="Examples beside the rules",
    load=load,
    judge=judge,
    measures=(
        Measure("type", accuracy),
        Measure("type.subtype", accuracy),
        Measure("counter-examples found", total, Target(0, at_most=True)),
    ),
)
