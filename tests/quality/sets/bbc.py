"""News of all kinds, a fifth of it on conflict: false alarms on sport, business and culture, and conflict that is found.

A false alarm is an article that is not on conflict and has an event of attacks or diplomatic talks. One on conflict is
found where it has any event; "as an alarm" asks that it be one of these two types.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from agents.classify.classifier import Classifier
from schemas.taxonomy import EventType
from tests.quality.measures import Measure, Outcome, QualitySet, Target, Wrong
from tests.quality.metrics import total
from tests.quality.sets.common import files, tell

ALARMS = (EventType.ATTACKS, EventType.DIPLOMATIC_TALKS)


class Story(NamedTuple):
    """An article, known by its place in the file, and whether it is on conflict."""

    id: str
    text: str
    conflict: bool


def load(folder: Path) -> list[Story]:
    """The articles of the set."""
    found = []
    for path in files(folder, "bbc_news_*.tsv"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            text, _, label = line.rpartition("\t")
            found.append(Story(f"line {number}", text, label == "1"))
    return found


def judge(stories: Sequence[Story], classifier: Classifier) -> list[Outcome]:
    """What became of each article."""
    return [_judged(story, classifier) for story in stories]


def _judged(story: Story, classifier: Classifier) -> Outcome:
    types = {event.type for event in tell(classifier, story.id, story.text).events} - {EventType.NONE}
    alarm = any(kind in types for kind in ALARMS)
    named = ", ".join(sorted(types)) or EventType.NONE
    if story.conflict:
        wrong = () if types else (Wrong(story.id, "conflict", named),)
        return Outcome({"conflict found": (bool(types), 1), "conflict found as an alarm": (alarm, 1)}, wrong=wrong)
    return Outcome({"false alarms": (alarm, 1)}, wrong=(Wrong(story.id, "no conflict", named),) if alarm else ())


SET = QualitySet(
    name="bbc",
    title="News of all kinds",
    load=load,
    judge=judge,
    measures=(
        Measure("false alarms", total, Target(2, at_most=True)),
        Measure("conflict found", total, Target(58)),
        Measure("conflict found as an alarm", total),
    ),
)
