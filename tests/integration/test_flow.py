"""The main job over the wire: articles in on Kafka, alerts out on Kafka, through real workers."""

import asyncio

import pytest

from schemas.alert import AlertKind
from tests.integration.conftest import Running
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


def report(
    name: str, killed: int, city: str, *, site: str = "harbour-wire.example", hour: int = 9
) -> dict[str, object]:
    """A report of the one bombing in a city; each test has a city of its own."""
    return {
        "id": name,
        "url": f"https://{site}/{name}",
        "source": site,
        "title": f"Car bomb kills {killed} at market in {city}",
        "text": (
            f"{city.upper()} — A car bomb exploded at a busy market in {city} on Tuesday, killing {killed} people, "
            "police said. Shopkeepers pulled the wounded from burning stalls. Nobody has claimed the attack."
        ),
        "published": f"2024-03-05T{hour:02d}:00:00Z",
    }


def desk(name: str, country: str) -> dict[str, object]:
    return {"id": name, "subscriber": name, "when": {"regions": [country]}}


async def known(running: Running, count: int) -> None:
    async def indexed() -> bool:
        return await running.worker.metric("tocsin_subscriptions") == count

    await system.until(indexed, 20, f"{count} subscriptions are indexed")


async def apply(running: Running, *documents: dict[str, object]) -> None:
    """Apply, and wait until the worker knows them: it runs already."""
    before = await running.worker.metric("tocsin_subscriptions")
    await system.apply(running.settings, documents)
    await known(running, before + len(documents))


async def tell(running: Running, *articles: dict[str, object], key: str | None = None) -> None:
    """Send articles, and wait until all stages have done their work."""
    await system.send_articles(running.settings, articles, key=key)
    await system.settled(running.settings, [running.worker])


async def test_one_article_of_two_events_reaches_those_who_asked_and_no_other(running: Running) -> None:
    settings = running.settings
    await apply(running, TALKS, VIOLENCE, ELSEWHERE)
    await tell(running, {"id": "page", "text": TALKS_AND_BLAST})

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


async def test_a_withdrawn_article_cancels_what_rested_on_it_wherever_its_events_lie(running: Running) -> None:
    await apply(running, desk("uganda", "UG"), desk("zambia", "ZM"))
    await tell(running, report("kampala", 4, "Kampala"), report("lusaka", 5, "Lusaka"))
    await tell(running, {"id": "kampala", "pubstatus": "canceled"}, {"id": "nobody", "withdrawn": True})
    assert [alert.kind for alert in await system.alerts(running.settings, "uganda")] == [
        AlertKind.NEW,
        AlertKind.CANCEL,
    ]
    assert [alert.kind for alert in await system.alerts(running.settings, "zambia")] == [AlertKind.NEW]
    assert await system.dead_letters(running.settings) == []


async def test_an_alert_is_a_cloudevent_in_binary_mode(running: Running) -> None:
    await apply(running, desk("kenya", "KE"))
    await tell(running, report("event", 3, "Nairobi"))
    (record,) = await system.records(running.settings, "alerts.kenya")
    headers = dict(record.headers)
    assert headers["ce_specversion"] == b"1.0"
    assert headers["ce_type"] == b"news.tocsin.alert.new"
    assert headers["content-type"] == b"application/json"
    assert record.key == headers["ce_subject"]


async def test_one_step_under_the_threshold_is_silent_and_at_it_is_not(running: Running) -> None:
    when = {"severity": "severe", "keywords": "Mogadishu AND market"}
    await apply(running, {"id": "severe", "subscriber": "risk", "when": when})
    await tell(running, report("three", 3, "Mogadishu"))
    assert await system.alerts(running.settings, "risk") == []
    await tell(running, report("nine", 9, "Mogadishu", hour=11))
    (alert,) = await system.alerts(running.settings, "risk")
    assert alert.facts.severity.level == "Severe"


async def test_the_same_story_alerts_once_and_a_risen_toll_says_so(running: Running) -> None:
    await apply(running, desk("nigeria", "NG"))
    first = report("first", 3, "Lagos")
    copies = [report(f"copy-{n}", 3, "Lagos", site=f"site-{n}.example", hour=9 + n) for n in (1, 2)]
    await tell(running, first, first, *copies, key="one-partition")
    assert [alert.kind for alert in await system.alerts(running.settings, "nigeria")] == [AlertKind.NEW]

    await tell(running, report("later", 12, "Lagos", site="late.example", hour=15), key="one-partition")
    new, update = await system.alerts(running.settings, "nigeria")
    assert (new.incident, new.kind) == (update.incident, AlertKind.NEW)
    assert update.kind is AlertKind.UPDATE
    assert "killed 3 → 12" in update.changed


async def test_a_subscription_counts_from_the_next_record_and_a_deleted_one_no_more(running: Running) -> None:
    settings, worker = running.settings, running.worker
    before = await worker.metric("tocsin_subscriptions")
    await apply(running, desk("egypt", "EG"))
    await tell(running, report("before", 3, "Cairo"))
    assert len(await system.alerts(settings, "egypt")) == 1

    await system.send_raw(settings, "subscriptions", [None], key=b"egypt")
    await known(running, int(before))
    # Another incident, and an older one: a later date would close what other tests have open.
    await tell(running, report("after", 7, "Cairo") | {"published": "2023-06-05T09:00:00Z"})
    assert len(await system.alerts(settings, "egypt")) == 1


async def test_metrics_and_health_tell_what_happened(running: Running) -> None:
    worker = running.worker
    await apply(running, desk("mali", "ML"))
    series = (
        "tocsin_articles_total",
        "tocsin_events_total",
        "tocsin_alerts_total",
        "tocsin_alert_latency_seconds_count",
    )
    before = [await worker.metric(name) for name in (*series, "tocsin_transactions_total")]
    await tell(running, report("counted", 3, "Bamako"))
    after = [await worker.metric(name) for name in (*series, "tocsin_transactions_total")]
    articles, events, alerts, latencies, transactions = (now - then for now, then in zip(after, before, strict=True))
    assert (articles, alerts, latencies) == (1, 1, 1)
    assert events >= 1
    assert transactions >= 4
    assert (await worker.get("/live"))[0] == 200


async def test_state_is_as_it_was_after_a_restart(running: Running) -> None:
    worker = running.worker
    await apply(running, desk("sudan", "SD"))
    await tell(running, report("early", 3, "Khartoum"), key="one-partition")
    assert await asyncio.to_thread(worker.end, 15) == 0, worker.last_lines()

    worker.start()
    await system.until(worker.is_ready, 60, "the worker is ready")
    await tell(running, report("late", 12, "Khartoum", site="late.example", hour=15), key="one-partition")
    kinds = [alert.kind for alert in await system.alerts(running.settings, "sudan")]
    assert kinds == [AlertKind.NEW, AlertKind.UPDATE]
