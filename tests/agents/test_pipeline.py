"""The stages composed in memory: what goes how far, in whose time, and told how often."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache

import pytest

from agents.classify.classifier import Classifier, load_classifier
from agents.notify.updates import Outcome
from agents.pipeline import Pipeline, Stage, Traced
from schemas.alert import AlertKind
from schemas.article import Article
from schemas.formats.article import read_article
from schemas.formats.subscription import read_subscription
from schemas.subscription import Subscription

RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)
MARKET = "MOGADISHU — A car bomb killed at least {} people at a market in Mogadishu on Tuesday, police said."
BRIDGE = "GOMA — Gunmen killed 14 villagers near Goma in eastern Congo on Tuesday, a local official said."
LIBRARY = "The council met on Monday to talk about opening hours at the town's new library."


@cache
def classifier() -> Classifier:
    return load_classifier()


def article(text: str = MARKET.format(30), published: str | None = "2024-03-05T09:00:00Z", **more: str) -> Article:
    return read_article(json.dumps({"text": text, "published": published} | more).encode())


def subscription(name: str = "attacks", **deliver: object) -> Subscription:
    when = {"events": ["attacks", "armed_conflict"]}
    return read_subscription({"id": name, "subscriber": "africa-desk", "when": when, "deliver": deliver})


def run(articles: Iterable[Article], *subscriptions: Subscription, until: Stage = Stage.NOTIFY) -> list[Traced]:
    pipeline = Pipeline(classifier(), subscriptions)
    return [pipeline.run(each, RECEIVED, until) for each in articles]


def kinds(traced: Iterable[Traced]) -> list[list[AlertKind]]:
    return [[alert.kind for alert in each.alerts] for each in traced]


@pytest.mark.parametrize("until", Stage)
def test_an_article_goes_as_far_as_it_is_asked_to(until: Stage) -> None:
    (traced,) = run([article()], subscription(), until=until)
    (event,) = traced.events
    assert (event.correlated is not None) == (until >= Stage.CORRELATE)
    assert (event.matched is not None) == (until >= Stage.MATCH)
    assert bool(event.notified) == (until is Stage.NOTIFY)
    assert bool(traced.alerts) == (until is Stage.NOTIFY)


def test_a_stage_that_is_not_reached_keeps_no_state() -> None:
    pipeline = Pipeline(classifier(), [subscription()])
    pipeline.run(article(), RECEIVED, Stage.CLASSIFY)
    assert kinds([pipeline.run(article(), RECEIVED)]) == [[AlertKind.NEW]]


def test_the_same_article_twice_alerts_once() -> None:
    assert kinds(run([article(), article()], subscription())) == [[AlertKind.NEW], []]


def test_one_story_from_three_sites_alerts_once() -> None:
    sites = [
        article(url="https://one.example/a"),
        article("A car bomb has killed at least 30 people at a market in Mogadishu, police said on Tuesday.",
                "2024-03-05T10:00:00Z", url="https://two.example/b"),
        article("At least 30 people were killed by a car bomb at a market in Mogadishu, police said on Tuesday.",
                "2024-03-05T11:00:00Z", url="https://three.example/c"),
    ]  # fmt: skip
    assert kinds(run(sites, subscription())) == [[AlertKind.NEW], [], []]


def test_a_risen_toll_is_an_update_that_says_so() -> None:
    later = article(MARKET.format(41), "2024-03-05T12:00:00Z")
    first, second = run([article(), later], subscription())
    assert kinds([first, second]) == [[AlertKind.NEW], [AlertKind.UPDATE]]
    assert second.alerts[0].changed.startswith("killed at least 30 → at least 41")
    assert second.alerts[0].incident == first.alerts[0].incident


@pytest.mark.parametrize(
    "retraction",
    [
        "The station has taken back its report of a car bomb at a market in Mogadishu.",
        "Correction: an earlier report of a bomb attack on a market in Mogadishu was wrong, the agency said.",
        "Our report of an explosion at a market in Mogadishu on Tuesday was incorrect.",
        "We reported on Tuesday that a car bomb killed 30 people at a market in Mogadishu. That report was incorrect.",
        "Harbour Wire has retracted its report of a bombing at a market in Mogadishu that killed 30 people.",
    ],
)
def test_a_report_that_is_taken_back_in_words_is_cancelled(retraction: str) -> None:
    traced = run([article(), article(retraction, "2024-03-05T12:00:00Z")], subscription())
    assert kinds(traced) == [[AlertKind.NEW], [AlertKind.CANCEL]]


def test_a_withdrawn_article_cancels_what_rested_on_it_alone_and_says_who_withdrew_it() -> None:
    first = article(id="one", source="one.example")
    gone = read_article(
        b'{"id": "one", "pubstatus": "canceled", "source": "one.example", "published": "2024-03-05T10:00:00Z"}'
    )
    told, cancelled, again = run([first, gone, gone], subscription())
    assert kinds([told, cancelled, again]) == [[AlertKind.NEW], [AlertKind.CANCEL], []]
    assert cancelled.alerts[0].incident == told.alerts[0].incident
    assert cancelled.alerts[0].changed.startswith("taken back: one.example withdrew its article")


def test_of_what_others_report_too_only_what_a_withdrawn_article_told_is_taken_back() -> None:
    others = article("At least 30 people were killed by a car bomb at a market in Mogadishu, police said on Tuesday.",
                     "2024-03-05T10:00:00Z", url="https://two.example/b")  # fmt: skip
    wrong = article(MARKET.format(41), "2024-03-05T12:00:00Z", id="wrong", source="three.example")
    gone = read_article(
        b'{"id": "wrong", "withdrawn": true, "source": "three.example", "date": "2024-03-05T13:00:00Z"}'
    )
    *_, corrected = traced = run([article(), others, wrong, gone], subscription())
    assert kinds(traced) == [[AlertKind.NEW], [], [AlertKind.UPDATE], [AlertKind.CORRECTION]]
    assert corrected.alerts[0].changed.startswith(
        "three.example withdrew its article: killed at least 41 → at least 30"
    )


def test_a_muted_incident_is_told_to_those_who_do_not_mute_it_and_another_to_all() -> None:
    stories = [article(), article(MARKET.format(41), "2024-03-05T12:00:00Z"), article(BRIDGE, "2024-03-05T13:00:00Z")]
    first = run(stories, subscription())[0].alerts[0].incident
    traced = run(stories, subscription("all"), subscription("muting", mute=[first]))
    assert [[alert.subscription for alert in each.alerts] for each in traced] == [["all"], ["all"], ["all", "muting"]]
    outcomes = [decision.outcome for each in traced for event in each.events for _, decision in event.notified]
    assert outcomes.count(Outcome.MUTED) == 2


def test_what_is_muted_is_not_held_to_be_told_later() -> None:
    first = run([article()], subscription())[0].alerts[0].incident
    for wait in ({"digest": "1h"}, {"quiet": {"zone": "UTC", "from": "08:00", "to": "12:00"}}):
        pipeline = Pipeline(classifier(), [subscription(mute=first, **wait)])
        assert pipeline.run(article(), RECEIVED).alerts == ()
        assert list(pipeline.come_due(RECEIVED)) == []


def test_two_runs_give_the_same_ids() -> None:
    articles = [article(), article(BRIDGE), article(MARKET.format(41), "2024-03-05T12:00:00Z"), article(LIBRARY)]
    runs = [run(articles, subscription(), subscription("digest", digest="1h")) for _ in range(2)]
    events, incidents, alerts = (
        [
            {
                "events": [event.event.id for traced in each for event in traced.events],
                "incidents": [event.correlated.incident.id for traced in each for event in traced.events],
                "alerts": [alert.id for traced in each for alert in traced.alerts],
            }[kind]
            for each in runs
        ]
        for kind in ("events", "incidents", "alerts")
    )
    assert events[0] == events[1]
    assert incidents[0] == incidents[1]
    assert alerts[0] == alerts[1]
    assert len(set(alerts[0])) == len(alerts[0]) >= 3


def test_what_quiet_hours_hold_goes_out_with_the_first_article_after_them() -> None:
    quiet = subscription(quiet={"zone": "UTC", "from": "08:00", "to": "12:00"})
    times = ["2024-03-05T11:59:00Z", "2024-03-05T12:00:00Z", "2024-03-05T13:00:00Z"]
    during, after, later = (article(LIBRARY, time, id=time) for time in times)
    traced = run([article(), during, after, later], quiet)
    assert kinds(traced) == [[], [], [AlertKind.NEW], []]
    (alert,) = traced[2].alerts
    assert alert.issued == datetime(2024, 3, 5, 12, tzinfo=UTC)
    assert alert.citation is not None
    assert alert.citation.article == traced[0].article.id


def test_what_is_still_held_at_the_end_is_not_told() -> None:
    quiet = subscription(quiet={"zone": "UTC", "from": "08:00", "to": "12:00"})
    assert kinds(run([article(), article(LIBRARY, "2024-03-05T11:00:00Z")], quiet)) == [[], []]


def test_alerts_that_were_held_come_before_those_of_the_article_that_frees_them() -> None:
    quiet = subscription(quiet={"zone": "UTC", "from": "08:00", "to": "12:00"})
    first, second = run([article(), article(BRIDGE, "2024-03-05T14:00:00Z")], quiet)
    assert not first.alerts
    assert [alert.citation.article for alert in second.alerts if alert.citation] == [
        first.article.id,
        second.article.id,
    ]


def test_an_article_without_a_date_is_of_the_time_when_it_came() -> None:
    (traced,) = run([article(published=None)], subscription())
    assert [alert.issued for alert in traced.alerts] == [RECEIVED]


def test_what_is_held_comes_due_at_its_own_time_where_no_article_comes() -> None:
    quiet = {"zone": "UTC", "from": "08:00", "to": "12:00"}
    pipeline = Pipeline(
        classifier(), [subscription("one", quiet=quiet), subscription("two", quiet=quiet | {"to": "10:00"})]
    )
    assert pipeline.run(article(), RECEIVED).alerts == ()
    assert list(pipeline.come_due(datetime(2024, 3, 5, 9, tzinfo=UTC))) == []
    due = [(alert.subscription, alert.issued.hour) for alert in pipeline.come_due(RECEIVED)]
    assert due == [("two", 10), ("one", 12)]
