"""Twelve events, each told by six newsrooms in words that differ as far as they can: `tests/quality/retold/*.yaml`.

The reports go through classify and correlate in the order of their dates. A report's incident is that of its first
event. A set is whole where all six are one incident, and apart where no report of another set is in any of its
incidents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import yaml

from agents.classify.classifier import Classifier
from agents.pipeline import Pipeline, Stage
from schemas.article import Article
from tests.quality.measures import Measure, Outcome, QualitySet, Target, Wrong
from tests.quality.metrics import b_cubed, b_cubed_rows, share
from tests.quality.sets.common import files

FOLDER = Path(__file__).parent.parent / "retold"


class Retold(NamedTuple):
    """One report of an event: `event` is the set that it is of."""

    event: str
    id: str
    published: datetime
    title: str
    text: str
    source: str


def load(_: Path) -> list[Retold]:
    """The reports in the repository, in the order of their dates."""
    found = [
        Retold(
            told["id"],
            f"{told['id']}-{number}",
            datetime.fromisoformat(item["published"]),
            item["title"],
            item["text"],
            item["source"],
        )
        for path in files(FOLDER, "*.yaml")
        for told in yaml.safe_load(path.read_text(encoding="utf-8"))
        for number, item in enumerate(told["items"], 1)
    ]
    return sorted(found, key=lambda report: (report.published, report.id))


def judge(reports: Sequence[Retold], classifier: Classifier) -> list[Outcome]:
    """What became of each report and, in outcomes of their own, of each event."""
    pipeline = Pipeline(classifier)
    found = [_incident(report, pipeline) for report in reports]
    events = [report.event for report in reports]
    rows = b_cubed_rows(events, found)
    each = [Outcome({"same incident (B-cubed)": row}) for row in rows]
    return each + _sets(events, found)


def _incident(report: Retold, pipeline: Pipeline) -> str:
    article = Article(
        id=report.id, title=report.title, text=report.text, source=report.source, published=report.published
    )
    correlated = pipeline.run(article, report.published, Stage.CORRELATE).events[0].correlated
    return "" if correlated is None else correlated.incident.id


def _sets(events: Sequence[str], found: Sequence[str]) -> list[Outcome]:
    incidents: dict[str, set[str]] = defaultdict(set)
    told: dict[str, set[str]] = defaultdict(set)
    for event, incident in zip(events, found, strict=True):
        incidents[event].add(incident)
        told[incident].add(event)
    outcomes = []
    for event, own in incidents.items():
        apart = all(told[incident] == {event} for incident in own)
        rows: dict[str, Hashable] = {"whole": (len(own) == 1, 1), "apart": (apart, 1)}
        wrong = () if len(own) == 1 else (Wrong(event, "one incident", f"{len(own)} incidents", len(own)),)
        outcomes.append(Outcome(rows, wrong=wrong))
    return outcomes


SET = QualitySet(
    name="retold",
    title="Twelve events retold by six newsrooms each",
    load=load,
    judge=judge,
    together=True,
    measures=(
        Measure("whole", share, Target(1.0)),
        Measure("apart", share, Target(1.0)),
        Measure("same incident (B-cubed)", b_cubed),
    ),
)
