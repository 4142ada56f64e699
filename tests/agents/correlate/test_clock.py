from dataclasses import replace
from datetime import UTC, datetime, timedelta

import orjson

from agents.classify.classifier import load_classifier
from agents.correlate.closing import Clock
from agents.pipeline import Pipeline
from schemas.formats.article import read_article

BOMB = "MOGADISHU — A car bomb exploded at a busy market in Mogadishu, killing {} people, police said."
NEWS = datetime(2021, 5, 4, 9, tzinfo=UTC)
TODAY = datetime(2026, 1, 1, tzinfo=UTC)


def told(name: str, text: str, published: datetime | None) -> bytes:
    return orjson.dumps({"id": name, "text": text} | ({} if published is None else {"published": published}))


def test_an_undated_article_closes_nothing_in_an_archive() -> None:
    pipeline = Pipeline(load_classifier())
    reports = [
        told("a", BOMB.format(3), NEWS),
        told("b", "Slugs are the gardener's oldest neighbours.", None),
        told("c", BOMB.format(12), NEWS + timedelta(hours=3)),
    ]
    first, _, third = [pipeline.run(read_article(raw), TODAY).events[0] for raw in reports]
    assert third.correlated.incident.id == first.correlated.incident.id
    assert third.correlated.incident.revision == 2


def test_the_clock_goes_by_the_latest_date_that_a_report_gives() -> None:
    pipeline = Pipeline(load_classifier())
    incident = pipeline.run(read_article(told("a", BOMB.format(3), NEWS)), TODAY).events[0].correlated.incident
    clock = Clock()
    clock.heard(incident)
    clock.heard(replace(incident, report=replace(incident.report, published=NEWS - timedelta(days=9))))
    assert clock.latest == NEWS
