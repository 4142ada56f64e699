"""The sample through the whole pipeline, in memory and in article time, against what an editor expects of each article."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import orjson
import pytest
from _pytest.mark import ParameterSet

from agents.classify.classifier import load_classifier
from agents.pipeline import Pipeline, Traced, TracedEvent
from schemas.alert import Alert, AlertKind
from schemas.event import Count
from schemas.formats.article import read_article
from schemas.formats.subscription import read_subscription
from schemas.taxonomy import EventType
from streams.local.sample import SampleArticle, load_stories, subscription_documents
from streams.local.sample.expectation import ExpectedEvent

STORIES = load_stories()
SUBSCRIPTIONS = [read_subscription(document) for document in subscription_documents()]
BUDGETS = {subscription.id: subscription.deliver.budget for subscription in SUBSCRIPTIONS}
LIMITS = tomllib.loads(Path(__file__).with_name("known_limits.toml").read_text(encoding="utf-8"))
"""What is known to go wrong, by test and article, with the reason: it must fail until it is mended, and then be struck."""
ARRIVAL = datetime(2026, 1, 1, tzinfo=UTC)


@cache
def traced() -> dict[str, Traced]:
    """Every article of the sample, in the order of its time."""
    pipeline = Pipeline(load_classifier(), SUBSCRIPTIONS)
    found = {}
    for story in STORIES:
        article = read_article(orjson.dumps(story.article))
        found[article.id] = pipeline.run(article, ARRIVAL)
    return found


def judged(stories: Iterable[SampleArticle], test: str) -> list[ParameterSet]:
    """The articles of a test, those of a known limit marked as expected to fail."""
    return [
        pytest.param(
            story,
            id=name(story),
            marks=[pytest.mark.xfail(strict=True, reason=LIMITS[test][name(story)])]
            if name(story) in LIMITS[test]
            else [],
        )
        for story in stories
    ]


def name(story: SampleArticle) -> str:
    return str(story.article["id"])


def counts(expected: Count, found: Count | None) -> bool:
    if found is None:
        return expected.low == 0
    bounds = ((expected.low, found.low), (expected.best, found.best), (expected.high, found.high))
    return all(wanted is None or wanted == got for wanted, got in bounds)


def mistakes(expected: ExpectedEvent, found: TracedEvent) -> list[str]:
    """What differs between an event that was expected and one that was found."""
    event = found.event
    wrong = []
    if event.type not in expected.types:
        wrong.append(f"type {event.type}, expected {expected.types}")
    if expected.subtypes and event.subtype not in expected.subtypes:
        wrong.append(f"subtype {event.subtype}, expected {expected.subtypes}")
    if expected.modalities and event.modality not in expected.modalities:
        wrong.append(f"modality {event.modality}, expected {expected.modalities}")
    if expected.severities and event.severity.level not in expected.severities:
        wrong.append(f"severity {event.severity.level} ({event.severity.score}), expected {expected.severities}")
    if expected.country and event.country != expected.country:
        wrong.append(f"country {event.country}, expected {expected.country}")
    if expected.place and (event.place is None or expected.place not in (event.place.name, event.place.text)):
        wrong.append(f"place {event.place and event.place.name}, expected {expected.place}")
    if expected.killed and not counts(expected.killed, event.killed):
        wrong.append(f"killed {event.killed}, expected {expected.killed}")
    if expected.injured and not counts(expected.injured, event.injured):
        wrong.append(f"injured {event.injured}, expected {expected.injured}")
    missing = set(expected.actors) - {actor.name for actor in event.actors}
    if missing:
        wrong.append(f"actors {[actor.name for actor in event.actors]}, missing {missing}")
    if expected.target and (event.target is None or event.target.kind != expected.target):
        wrong.append(f"target {event.target and event.target.kind}, expected {expected.target}")
    change = found.correlated and found.correlated.incident.change
    if expected.change and change != expected.change:
        wrong.append(f"change {change}, expected {expected.change}")
    return wrong


def best_match(expected: ExpectedEvent, events: tuple[TracedEvent, ...]) -> tuple[TracedEvent, list[str]]:
    same_type = [event for event in events if event.event.type in expected.types] or list(events)
    return min(((event, mistakes(expected, event)) for event in same_type), key=lambda pair: len(pair[1]))


@pytest.mark.parametrize("story", judged(STORIES, "events"))
def test_the_events_are_what_an_editor_would_say(story: SampleArticle) -> None:
    events = traced()[name(story)].events
    wrong = [problem for expected in story.expect.events for problem in best_match(expected, events)[1]]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("story", judged([s for s in STORIES if s.expect.alerts is not None], "alerts"))
def test_the_alerts_are_those_and_no_others(story: SampleArticle) -> None:
    found = sorted((alert.subscription, str(alert.kind)) for alert in traced()[name(story)].alerts)
    assert found == sorted((alert.subscription, str(alert.kind)) for alert in story.expect.alerts or ())


def test_equal_labels_are_one_incident_and_different_ones_are_not() -> None:
    incidents = defaultdict(set)
    labels = defaultdict(set)
    for story in STORIES:
        for expected in story.expect.events:
            event, _ = best_match(expected, traced()[name(story)].events)
            if name(story) in LIMITS["incidents"]:
                continue
            if expected.incident and event.correlated and event.event.type is not EventType.NONE:
                incidents[expected.incident].add(event.correlated.incident.id)
                labels[event.correlated.incident.id].add(expected.incident)
    split = {label: ids for label, ids in incidents.items() if len(ids) > 1}
    mixed = {incident: names for incident, names in labels.items() if len(names) > 1}
    assert not split
    assert not mixed


def alerts() -> list[Alert]:
    return [alert for found in traced().values() for alert in found.alerts]


def told_in(alert: Alert) -> tuple[Alert, ...]:
    """What an alert tells of incidents: of a digest its items, of a notice, which says all in its headline, nothing."""
    match alert.kind:
        case AlertKind.DIGEST:
            assert len(alert.items) > 1
            assert alert.headline.startswith(f"{len(alert.items)} alerts held for you")
            return alert.items
        case AlertKind.NOTICE:
            budget = BUDGETS[alert.subscription]
            assert alert.headline.startswith(f"Your budget of {budget} alerts a day is spent: until midnight UTC only ")
            return ()
        case _:
            return (alert,)


@pytest.mark.parametrize("story", [story for story in STORIES if story.expect.language], ids=name)
def test_the_language_is_known(story: SampleArticle) -> None:
    assert traced()[name(story)].classified.report.language == story.expect.language


def test_every_kind_of_alert_occurs() -> None:
    assert {alert.kind for alert in alerts()} == set(AlertKind)


def test_a_retraction_cancels_for_those_who_were_told_and_nobody_else() -> None:
    cancelled = {alert.incident for alert in alerts() if alert.kind is AlertKind.CANCEL}
    assert cancelled
    for incident in cancelled:
        kinds = defaultdict(list)
        for alert in alerts():
            if alert.incident == incident:
                kinds[alert.kind].append(alert.subscription)
        assert sorted(kinds[AlertKind.CANCEL]) == sorted(kinds[AlertKind.NEW])


def test_every_alert_says_why_and_where_it_was_read() -> None:
    told = [part for alert in alerts() for part in told_in(alert)]
    assert told
    assert all(part.why and part.citation for part in told)
    for found in traced().values():
        report = found.classified.report
        for event in found.events:
            for span in event.event.evidence:
                held = report.text if span.field == "text" else report.title
                assert held[span.start : span.end] == span.text


def test_every_known_limit_is_of_an_article_of_the_sample() -> None:
    names = {name(story) for story in STORIES}
    assert {article for test in LIMITS.values() for article in test} <= names
