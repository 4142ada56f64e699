"""Local news on shootings in date order: people killed and injured, and which articles tell of the same incident.

The articles go through classify and correlate in the order of their dates, as in a worker. An article's incident is
that of its first event. The numbers found are the largest `killed.best` and `injured.best` of its events; an article
whose incident has no known toll is judged by its incident alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from agents.classify.classifier import Classifier
from agents.pipeline import Pipeline, Stage, Traced
from schemas.article import Article
from tests.quality.measures import Measure, Outcome, QualitySet, Target
from tests.quality.metrics import b_cubed, b_cubed_rows, exact_counts
from tests.quality.sets.common import best, files, json_lines, moment, most, off


class Story(NamedTuple):
    """A row; `killed` and `injured` are None where they are not known."""

    id: str
    date: datetime
    title: str
    text: str
    incident: str
    killed: int | None
    injured: int | None


def load(folder: Path) -> list[Story]:
    """The articles of the set in the order of their dates. An id may stand twice, so that its place is added."""
    found = [
        Story(
            f"{row['id']}-{at}",
            moment(row["date"]),
            row["title"],
            row["content"],
            row["incident"],
            row.get("killed"),
            row.get("injured"),
        )
        for at, row in enumerate(json_lines(files(folder, "gva_*.jsonl")))
    ]
    return sorted(found, key=lambda story: story.date)


def judge(stories: Sequence[Story], classifier: Classifier) -> list[Outcome]:
    """What became of each article, all of them in their order."""
    pipeline = Pipeline(classifier)
    traced = [_traced(story, pipeline) for story in stories]
    together = b_cubed_rows([story.incident for story in stories], [_incident(one) for one in traced])
    return [_judged(story, one, row) for story, one, row in zip(stories, traced, together, strict=True)]


def _traced(story: Story, pipeline: Pipeline) -> Traced:
    article = Article(id=story.id, title=story.title, text=story.text, published=story.date)
    return pipeline.run(article, story.date, Stage.CORRELATE)


def _incident(traced: Traced) -> str:
    correlated = traced.events[0].correlated
    return "" if correlated is None else correlated.incident.id


def _judged(story: Story, traced: Traced, together: tuple[float, float]) -> Outcome:
    rows: dict[str, tuple[float, float]] = {"same incident (B-cubed)": together}
    if story.killed is None or story.injured is None:
        return Outcome(rows)
    events = traced.classified.events
    killed, injured = most(events, lambda event: best(event.killed)), most(events, lambda event: best(event.injured))
    rows |= {"killed": (story.killed, killed), "injured": (story.injured, injured)}
    wrong = off(story.id, "killed", story.killed, killed) + off(story.id, "injured", story.injured, injured)
    return Outcome(rows, wrong=wrong)


SET = QualitySet(
    name="gva",
    title="Local news on shootings",
    load=load,
    judge=judge,
    together=True,
    measures=(
        Measure("killed", exact_counts, Target(0.75)),
        Measure("injured", exact_counts),
        Measure("same incident (B-cubed)", b_cubed, Target(0.876)),
    ),
)
