"""Sentences with one of the 15 root codes of PLOVER, who does it and to whom.

The code is `codes.plover` of the first event, and none where there is none. Source and target are not given to
classify: it reads the sentence alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from agents.classify.classifier import Classifier
from tests.quality.measures import Measure, Outcome, QualitySet, Target, Wrong
from tests.quality.metrics import accuracy, macro_f1
from tests.quality.sets.common import files, table, tell

NO_CODE = "none"


class Sentence(NamedTuple):
    """A sentence and its root code."""

    id: str
    text: str
    root: str


def load(folder: Path) -> list[Sentence]:
    """The sentences of the set."""
    rows = table(files(folder, "plv_*.tsv"), delimiter="\t")
    return [Sentence(row["sentence_id"], row["sentence"], row["gold_root"]) for row in rows]


def judge(sentences: Sequence[Sentence], classifier: Classifier) -> list[Outcome]:
    """What became of each sentence."""
    return [_judged(sentence, classifier) for sentence in sentences]


def _judged(sentence: Sentence, classifier: Classifier) -> Outcome:
    found = tell(classifier, sentence.id, sentence.text).events[0].codes.plover or NO_CODE
    pair = (sentence.root, found)
    wrong = () if sentence.root == found else (Wrong(sentence.id, *pair),)
    return Outcome({"root": pair, "root, macro F1": pair}, types=pair, wrong=wrong)


SET = QualitySet(
    name="plover",
    title="PLOVER sentences",
    load=load,
    judge=judge,
    measures=(Measure("root", accuracy, Target(0.80)), Measure("root, macro F1", macro_f1)),
)
