"""Snippets that were invented for this project, labelled with type and subtype.

The learned voice is trained on texts like these, perhaps on these themselves: their figures say whether something broke,
not how well unseen text is told. "Published class" is the published ACLED name of the sub-event where our codes give
one, and our type where they do not, as figures for other systems are given on these classes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from agents.classify.classifier import Classifier
from agents.classify.events.rules import load_rules
from schemas.taxonomy import EventType
from tests.quality.measures import Measure, Outcome, QualitySet, Wrong
from tests.quality.metrics import accuracy, weighted_f1
from tests.quality.sets.common import files, json_lines, tell


class Snippet(NamedTuple):
    """A text, known by its place in the file."""

    id: str
    text: str
    type: EventType
    subtype: str | None


def load(folder: Path) -> list[Snippet]:
    """The snippets of the set."""
    return [
        Snippet(f"line {number}", row["text"], EventType(row["type"]), row["subtype"] or None)
        for number, row in enumerate(json_lines(files(folder, "own_snippets*.jsonl")), 1)
    ]


@cache
def published_class(kind: EventType, subtype: str | None) -> str:
    """The ACLED sub-event that a subtype has, else its type."""
    known = load_rules().types.get(kind)
    codes = None if known is None else known.subtype_codes.get(subtype or "", known.codes)
    return kind.value if codes is None or codes.acled is None else codes.acled


def judge(snippets: Sequence[Snippet], classifier: Classifier) -> list[Outcome]:
    """What became of each snippet."""
    return [_judged(snippet, classifier) for snippet in snippets]


def _judged(snippet: Snippet, classifier: Classifier) -> Outcome:
    event = tell(classifier, snippet.id, snippet.text).events[0]
    gold, found = f"{snippet.type}.{snippet.subtype}", f"{event.type}.{event.subtype}"
    types = (snippet.type.value, event.type.value)
    classes = published_class(snippet.type, snippet.subtype), event.codes.acled or event.type.value
    rows = {"type": types, "type.subtype, weighted F1": (gold, found), "published class, weighted F1": classes}
    wrong = () if gold == found else (Wrong(snippet.id, gold, found, 1.0 if types[0] != types[1] else 0.5),)
    return Outcome(rows, types=types, wrong=wrong)


SET = QualitySet(
    name="snippets",
    title="Own snippets",
    load=load,
    judge=judge,
    measures=(
        Measure("type", accuracy),
        Measure("type.subtype, weighted F1", weighted_f1),
        Measure("published class, weighted F1", weighted_f1),
    ),
)
