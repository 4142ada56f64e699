"""The lines of a trace: what stands in them after which stage, and that what is read keeps its place."""

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

import orjson
import pytest

from agents.classify.classifier import load_classifier
from agents.pipeline import Pipeline, Stage
from schemas.evidence import Field
from schemas.formats.article import read_article
from schemas.formats.subscription import read_subscription
from streams.tracing import EVENT_FIELDS, trace_line

RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)
STORY = {
    "id": "one",
    "title": "Car bomb kills 30 in Mogadishu",
    "text": "MOGADISHU — A car bomb killed at least 30 people at a market in Mogadishu on Tuesday, police said.",
    "published": "2024-03-05T09:00:00Z",
}
HORN = {"id": "horn", "subscriber": "africa-desk", "when": {"events": ["attacks"], "regions": ["SO"]}}
LATER = {Stage.CORRELATE: "incident", Stage.MATCH: "matches", Stage.NOTIFY: "decisions"}


@cache
def pipeline_parts() -> tuple[Any, Any]:
    return load_classifier(), read_subscription(HORN)


def line(until: Stage = Stage.NOTIFY, **fields: object) -> dict[str, Any]:
    """What a reader of a trace has: the line as JSON, read again."""
    classifier, horn = pipeline_parts()
    traced = Pipeline(classifier, [horn]).run(read_article(json.dumps(STORY | fields).encode()), RECEIVED, until)
    return json.loads(orjson.dumps(trace_line(traced)))


@pytest.mark.parametrize("until", Stage)
def test_an_event_says_what_the_stages_up_to_the_last_decided(until: Stage) -> None:
    (event,) = line(until)["events"]
    reached = [name for stage, name in LATER.items() if stage <= until]
    assert list(event) == [*EVENT_FIELDS, "evidence", *reached]


def test_alerts_stand_in_the_line_of_the_article_that_led_to_them() -> None:
    assert [alert["kind"] for alert in line()["alerts"]] == ["new"]
    assert line(Stage.MATCH)["alerts"] == []


def test_every_span_holds_the_words_at_its_place() -> None:
    told = line(text="<p>Share this</p><p>" + STORY["text"] + "</p>")
    spans = [*told["places"], *told["title_places"], *told["events"][0]["evidence"]]
    assert {span.get("field", "text") for span in spans} == {"text", "title"}
    for span in spans:
        assert told[span.get("field", "text")][span["start"] : span["end"]] == span["text"]


def test_spans_of_the_title_say_so_and_those_of_the_text_need_not() -> None:
    evidence = line(Stage.CLASSIFY)["events"][0]["evidence"]
    assert {span.get("field") for span in evidence} <= {None, Field.TITLE}


def test_places_of_text_and_title_are_apart() -> None:
    told = line()
    assert {place["field"] for place in told["places"]} == {"text"}
    assert {place["field"] for place in told["title_places"]} == {"title"}


def test_an_event_that_matches_nothing_has_no_decisions() -> None:
    (event,) = line(text="NAIROBI — A car bomb killed 30 people at a market in Nairobi, police said.", title="")[
        "events"
    ]
    assert event["matches"] == []
    assert "decisions" not in event


def test_what_could_not_be_read_is_named() -> None:
    told = line(published="a week ago")
    assert told["published"] is None
    assert told["unread"] == ["published: 'a week ago'"]


@pytest.mark.parametrize("field", ["id", "title", "text", "source", "byline"])
@pytest.mark.parametrize(
    "value", ["half a pair \ud83d bomb", "NUL \x00 bomb", "\u202eright to left bomb", "\x1b[31mbomb"]
)
def test_strange_characters_make_a_line_that_can_be_read(field: str, value: str) -> None:
    assert line(**{field: value})["events"] is not None
