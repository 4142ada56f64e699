"""The sample that `make run` replays, against what an editor expects of it: all four stages, in article time.

An expected event is found where the article has an event of one of its types; its facts are those of the first such
event. An article of which nothing is expected but `none` raises a false alarm with any other event. Only what the
editor states is judged: of a count its best number or, where that was left open, the least one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from functools import partial
from pathlib import Path

import orjson

from agents.classify.classifier import Classifier
from agents.pipeline import Pipeline, Traced, TracedEvent
from schemas.event import Count, Event
from schemas.formats.article import read_article
from schemas.formats.subscription import read_subscription
from schemas.taxonomy import EventType
from streams.local.sample import SampleArticle, load_stories, subscription_documents
from streams.local.sample.expectation import ExpectedEvent
from tests.quality.measures import Measure, Outcome, QualitySet, Target, Wrong
from tests.quality.metrics import b_cubed, b_cubed_rows, f1, share, total
from tests.quality.sets.common import ARRIVAL

FACTS = ("subtype", "modality", "severity", "country", "killed", "injured")


def load(_: Path) -> tuple[SampleArticle, ...]:
    """The articles of the sample in the order of their dates."""
    return load_stories()


def judge(stories: Sequence[SampleArticle], classifier: Classifier) -> list[Outcome]:
    """What became of each article and, in outcomes of their own, of each incident that is labelled."""
    pipeline = Pipeline(classifier, [read_subscription(document) for document in subscription_documents()])
    traced = [pipeline.run(read_article(orjson.dumps(story.article)), ARRIVAL) for story in stories]
    articles = [_judged(story, one) for story, one in zip(stories, traced, strict=True)]
    return articles + _incidents(stories, traced)


def _judged(story: SampleArticle, traced: Traced) -> Outcome:
    rows: dict[str, Hashable] = {}
    wrong: list[Wrong] = []
    expected = [one for one in story.expect.events if one.types != (EventType.NONE,)]
    if expected:
        pairs = [(one, _of_type(one, traced.events)) for one in expected]
        rows |= _shares(pairs)
        wrong = [Wrong(name_of(story), kind, said) for one, event in pairs for kind, said in _mistakes(one, event)]
    elif story.expect.events:
        types = sorted({event.event.type for event in traced.events} - {EventType.NONE})
        rows["false alarms"] = (bool(types), 1)
        wrong = [Wrong(name_of(story), EventType.NONE, ", ".join(types))] if types else []
    if story.expect.alerts is not None:
        rows["alerts"] = _alerts(story, traced)
    return Outcome(rows, types=_types(story, traced), wrong=tuple(wrong))


def name_of(story: SampleArticle) -> str:
    """The id of an article."""
    return str(story.article["id"])


def _of_type(expected: ExpectedEvent, events: Sequence[TracedEvent]) -> TracedEvent | None:
    return next((event for event in events if event.event.type in expected.types), None)


def _shares(pairs: Sequence[tuple[ExpectedEvent, TracedEvent | None]]) -> dict[str, Hashable]:
    """How many of the expected events were found, and of each fact that is stated how often it is right."""
    rows: dict[str, Hashable] = {"events": (sum(event is not None for _, event in pairs), len(pairs))}
    judged = [partial(_right, expected, event.event) for expected, event in pairs if event is not None]
    for fact in FACTS:
        answers = [answer for right in judged if (answer := right(fact)) is not None]
        rows[fact] = (sum(answers), len(answers))
    return rows


def _right(expected: ExpectedEvent, event: Event, fact: str) -> bool | None:
    """Whether a fact of an event is as expected; None where nothing is stated."""
    match fact:
        case "subtype":
            return event.subtype in expected.subtypes if expected.subtypes else None
        case "modality":
            return event.modality in expected.modalities if expected.modalities else None
        case "severity":
            return event.severity.level in expected.severities if expected.severities else None
        case "country":
            return event.country == expected.country if expected.country else None
        case "killed":
            return _same(expected.killed, event.killed)
        case _:
            return _same(expected.injured, event.injured)


def _same(expected: Count | None, found: Count | None) -> bool | None:
    if expected is None:
        return None
    if expected.best is None:
        return expected.low == (0 if found is None else found.low)
    return expected.best == (0 if found is None else found.best)


def _mistakes(expected: ExpectedEvent, found: TracedEvent | None) -> Iterator[tuple[str, str]]:
    kind = "/".join(expected.types)
    if found is None:
        yield kind, "no such event"
        return
    for fact in FACTS:
        if _right(expected, found.event, fact) is False:
            yield kind, f"another {fact}"


def _types(story: SampleArticle, traced: Traced) -> tuple[str, str] | None:
    """The type of the first expected event and of the first event; None where the article expects no event at all."""
    if not story.expect.events:
        return None
    fair, found = story.expect.events[0].types, traced.events[0].event.type
    return (found if found in fair else fair[0]).value, found.value


def _alerts(story: SampleArticle, traced: Traced) -> tuple[int, int, int]:
    """Alerts that were due and came, that came without need, and that were missed."""
    due = Counter((alert.subscription, str(alert.kind)) for alert in story.expect.alerts or ())
    came = Counter((alert.subscription, str(alert.kind)) for alert in traced.alerts)
    return (due & came).total(), (came - due).total(), (due - came).total()


def _incidents(stories: Sequence[SampleArticle], traced: Sequence[Traced]) -> list[Outcome]:
    """Each labelled event with its own precision and recall as a member of its incident."""
    labels, found = [], []
    for story, one in zip(stories, traced, strict=True):
        for expected in story.expect.events:
            event = _of_type(expected, one.events)
            if expected.incident and event is not None and event.correlated is not None:
                labels.append(expected.incident)
                found.append(event.correlated.incident.id)
    return [Outcome({"same incident (B-cubed)": row}) for row in b_cubed_rows(labels, found)]


SET = QualitySet(
    name="sample",
    title="The sample",
    load=load,
    judge=judge,
    together=True,
    measures=(
        Measure("events", share),
        *(Measure(fact, share) for fact in FACTS),
        Measure("false alarms", total, Target(0, at_most=True)),
        Measure("alerts", f1),
        Measure("same incident (B-cubed)", b_cubed),
    ),
)
