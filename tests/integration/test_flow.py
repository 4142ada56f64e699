"""The main job over the wire: articles in on Kafka, alerts out on Kafka, through real workers."""

from collections.abc import Callable

import pytest

from schemas.alert import AlertKind
from streams.settings import Settings
from tests.support import system

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(180)]

TALKS_AND_BLAST = """\
• Harbour Post
  • /World
  • US to meet Taliban at the weekend for first talks since pull-out - Harbour Post

US to meet Taliban at the weekend for first talks since pull-out

American officials are set to meet Taliban representatives on Saturday for their first in-person talks since US troops
pulled out of Afghanistan, the State Department said.

Add Harbour Post as a Preferred Source

The delegation is to raise schools for girls and safe roads for aid, a spokesperson said on Friday.

WATCH | Inside the currency market of Kabul

Days earlier at least 55 people were killed when a blast tore through a mosque in the Kunduz province of Afghanistan, in an
atack that ISIS-K claimed.
"""

TALKS = {
    "id": "talks",
    "subscriber": "diplomacy-desk",
    "when": {"events": ["diplomatic_talks"], "regions": ["AF"], "severity": "minor"},
}
VIOLENCE = {
    "id": "violence",
    "subscriber": "risk-desk",
    "when": {"events": ["attacks"], "regions": ["place:kunduz"], "severity": "severe"},
}
ELSEWHERE = {"id": "elsewhere", "subscriber": "europe-desk", "when": {"events": ["attacks"], "regions": ["m49:150"]}}


def report(name: str, killed: int, *, site: str = "harbour-wire.example", hour: int = 9) -> dict[str, object]:
    return {
        "id": name,
        "url": f"https://{site}/{name}",
        "source": site,
        "title": f"Car bomb kills {killed} at market in Mogadishu",
        "text": (
            f"MOGADISHU — A car bomb exploded at a busy market in Mogadishu on Tuesday, killing {killed} people, "
            "police said. Shopkeepers pulled the wounded from burning stalls. Nobody has claimed the attack."
        ),
        "published": f"2024-03-05T{hour:02d}:00:00Z",
    }


async def test_one_article_of_two_events_reaches_those_who_asked_and_no_other(
    settings: Settings, start_worker: Callable
) -> None:
    await system.apply(settings, [TALKS, VIOLENCE, ELSEWHERE])
    worker = await start_worker()
    await system.send_articles(settings, [{"id": "page", "text": TALKS_AND_BLAST}])
    await system.settled(settings, [worker])

    (talks,) = await system.alerts(settings, "diplomacy-desk")
    assert (talks.kind, talks.facts.type, talks.facts.modality) == (AlertKind.NEW, "diplomatic_talks", "planned")
    assert {actor.name for actor in talks.facts.actors} >= {"United States", "Taliban"}
    assert (talks.facts.country, talks.facts.severity.level) == ("AF", "Minor")

    (blast,) = await system.alerts(settings, "risk-desk")
    assert (blast.facts.type, blast.facts.place.name) == ("attacks", "Kunduz")
    assert (blast.facts.killed.low, blast.facts.killed.best) == (55, 55)
    assert blast.facts.severity.level == "Severe"
    assert blast.facts.target.kind == "worship"
    evidence = " ".join(span.text for alert in (talks, blast) for span in alert.evidence)
    assert "Preferred Source" not in evidence
    assert "WATCH" not in evidence
    assert blast.why, "an alert says why it was sent"
    assert await system.alerts(settings, "europe-desk") == []
    assert await system.dead_letters(settings) == []


async def test_an_alert_is_a_cloudevent_in_binary_mode(settings: Settings, start_worker: Callable) -> None:
    await system.apply(settings, [{"id": "somalia", "subscriber": "africa", "when": {"regions": ["SO"]}}])
    worker = await start_worker()
    await system.send_articles(settings, [report("first", 3)])
    await system.settled(settings, [worker])
    (record,) = await system.records(settings, "alerts.africa")
    headers = dict(record.headers)
    assert headers["ce_specversion"] == b"1.0"
    assert headers["ce_type"] == b"news.tocsin.alert.new"
    assert headers["content-type"] == b"application/json"
    assert record.key == headers["ce_subject"]


async def test_one_step_under_the_threshold_is_silent_and_at_it_is_not(
    settings: Settings, start_worker: Callable
) -> None:
    when = {"severity": "severe", "keywords": "Mogadishu AND market"}
    await system.apply(settings, [{"id": "severe", "subscriber": "risk", "when": when}])
    worker = await start_worker()
    await system.send_articles(settings, [report("three", 3)])
    await system.settled(settings, [worker])
    assert await system.alerts(settings, "risk") == []
    await system.send_articles(settings, [report("nine", 9, hour=11)])
    await system.settled(settings, [worker])
    (alert,) = await system.alerts(settings, "risk")
    assert alert.facts.severity.level == "Severe"


async def test_the_same_story_alerts_once_and_a_risen_toll_says_so(settings: Settings, start_worker: Callable) -> None:
    await system.apply(settings, [{"id": "somalia", "subscriber": "africa", "when": {"regions": ["SO"]}}])
    worker = await start_worker()
    first = report("first", 3)
    copies = [report(f"copy-{n}", 3, site=f"site-{n}.example", hour=9 + n) for n in (1, 2)]
    await system.send_articles(settings, [first, first, *copies], key="one-partition")
    await system.settled(settings, [worker])
    assert [alert.kind for alert in await system.alerts(settings, "africa")] == [AlertKind.NEW]

    await system.send_articles(settings, [report("later", 12, site="late.example", hour=15)], key="one-partition")
    await system.settled(settings, [worker])
    new, update = await system.alerts(settings, "africa")
    assert (new.incident, new.kind) == (update.incident, AlertKind.NEW)
    assert update.kind is AlertKind.UPDATE
    assert "killed 3 → 12" in update.changed


async def test_state_is_as_it_was_after_a_restart(settings: Settings, start_worker: Callable) -> None:
    await system.apply(settings, [{"id": "somalia", "subscriber": "africa", "when": {"regions": ["SO"]}}])
    worker = await start_worker()
    await system.send_articles(settings, [report("first", 3)], key="one-partition")
    await system.settled(settings, [worker])
    assert worker.end(15) == 0, worker.last_lines()

    again = await start_worker()
    await system.send_articles(settings, [report("later", 12, site="late.example", hour=15)], key="one-partition")
    await system.settled(settings, [again])
    kinds = [alert.kind for alert in await system.alerts(settings, "africa")]
    assert kinds == [AlertKind.NEW, AlertKind.UPDATE]


async def test_a_subscription_counts_from_the_next_record_and_a_deleted_one_no_more(
    settings: Settings, start_worker: Callable
) -> None:
    worker = await start_worker()
    await system.apply(settings, [{"id": "somalia", "subscriber": "africa", "when": {"regions": ["SO"]}}])

    async def known() -> bool:
        return await worker.metric("tocsin_subscriptions") == 1

    async def gone() -> bool:
        return await worker.metric("tocsin_subscriptions") == 0

    await system.until(known, 20, "the subscription is indexed")
    await system.send_articles(settings, [report("first", 3)])
    await system.settled(settings, [worker])
    assert len(await system.alerts(settings, "africa")) == 1

    await system.send_raw(settings, "subscriptions", [None], key=b"somalia")
    await system.until(gone, 20, "the subscription is gone")
    await system.send_articles(settings, [report("elsewhere", 7) | {"published": "2024-06-05T09:00:00Z"}])
    await system.settled(settings, [worker])
    assert len(await system.alerts(settings, "africa")) == 1


async def test_metrics_and_health_tell_what_happened(settings: Settings, start_worker: Callable) -> None:
    await system.apply(settings, [{"id": "somalia", "subscriber": "africa", "when": {"regions": ["SO"]}}])
    worker = await start_worker()
    await system.send_articles(settings, [report("first", 3)])
    await system.settled(settings, [worker])
    assert await worker.metric("tocsin_articles_total") == 1
    assert await worker.metric("tocsin_events_total") >= 1
    assert await worker.metric("tocsin_alerts_total") == 1
    assert await worker.metric("tocsin_alert_latency_seconds_count") == 1
    assert await worker.metric("tocsin_transactions_total") >= 4
    assert (await worker.get("/live"))[0] == 200
