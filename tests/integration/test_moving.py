"""A system taken to another prefix: over more partitions with all that it knows, and its articles again from a time on."""

import asyncio
import json
import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result

from schemas.alert import Alert, AlertKind
from schemas.feedback import Judgement
from streams.cli import main
from streams.feedback import feedback_on
from streams.giving import write
from streams.moving.elsewhere import elsewhere, partition_of
from streams.sending import producer
from streams.settings import Settings
from tests.chaos.world import article
from tests.conftest import settings_of_its_own
from tests.integration.conftest import ready_worker
from tests.support import system
from tests.support.system import Worker

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.timeout(180)]

STORIES = 12
"""Incidents, each in a country of its own, so that they lie on every partition of either system."""
FOLLOWED = 10
"""Those of which there are further reports: the first ones."""
QUIET = {f"i{number}-s0" for number in range(FOLLOWED, STORIES)}
WATCHED = {"id": "watched", "subscriber": "desk", "when": {"severity": "minor"}, "deliver": {"updates": "facts"}}
HELD = {"id": "held", "subscriber": "later", "when": {"severity": "minor"}, "deliver": {"digest": "1h"}}


@dataclass(frozen=True)
class Told:
    """A system that was told the beginning of every story, and whose worker was ended then."""

    settings: Settings
    until: datetime
    """When it was told all of that."""
    first: tuple[Alert, ...]


def call(settings: Settings, *args: str) -> Result:
    variables = {
        "TOCSIN_BROKERS": settings.brokers,
        "TOCSIN_PREFIX": settings.prefix,
        "TOCSIN_PARTITIONS": str(settings.partitions),
    }
    others = {name: None for name in os.environ if name.startswith("TOCSIN_")}
    return CliRunner().invoke(main, args, env=others | variables)


async def tell(settings: Settings, step: int, numbers: range) -> None:
    """One report of each of these stories, each story's on one partition."""
    async with producer(settings) as client:
        for number in numbers:
            value = orjson.dumps(article(number, step))
            await client.send_and_wait(settings.topic("articles"), value, key=b"story-%d" % number)


@asynccontextmanager
async def working(settings: Settings) -> AsyncIterator[Worker]:
    worker = await ready_worker(settings, TOCSIN_TICK_SECONDS="0.5")
    try:
        yield worker
    finally:
        await asyncio.to_thread(worker.end, 15)


async def beginning(settings: Settings) -> Told:
    await system.apply(settings, [WATCHED, HELD])
    async with working(settings) as worker:
        refused = await asyncio.to_thread(call, settings, "repartition", "--partitions", "5", "--into", "x.")
        assert (refused.exit_code, "has 1 members: stop its workers first" in refused.stderr) == (1, True)
        await tell(settings, 0, range(STORIES))
        await system.settled(settings, [worker])
        assert await asyncio.to_thread(worker.end, 15) == 0
    first = tuple(await system.alerts(settings, "desk"))
    await write(settings, feedback_on(first[0], Judgement.USEFUL, reason="", by="ana", at=first[0].issued))
    return Told(settings, datetime.now(UTC) + timedelta(seconds=1), first)


@pytest.fixture(scope="module")
def told(kafka: str, tmp_path_factory: pytest.TempPathFactory) -> Told:
    return asyncio.run(beginning(settings_of_its_own(kafka, tmp_path_factory.mktemp("told"))))


async def test_articles_from_a_time_on_give_the_same_alerts_under_another_prefix(told: Told, tmp_path: Path) -> None:
    into = elsewhere(told.settings, f"{told.settings.prefix}again.", told.settings.partitions)
    await asyncio.sleep(max(0.0, (told.until - datetime.now(UTC)).total_seconds()))
    await tell(told.settings, 0, range(STORIES, STORIES + 2))  # after the time up to which is asked for
    span = ["--from", "2024-01-01", "--until", f"{told.until:%Y-%m-%dT%H:%M:%S}"]
    command = ["replay", *span, "--into", into.prefix, "--subscriptions", "--json"]
    done = await asyncio.to_thread(call, told.settings, *command)
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"articles": STORIES, "subscriptions": 2, "refused": 0})
    before, after = [await system.records(each, "articles") for each in (told.settings, into)]
    kept = {(record.partition, record.timestamp, record.key, record.value) for record in before}
    assert {(record.partition, record.timestamp, record.key, record.value) for record in after} < kept

    async with working(into) as worker:
        await system.settled(into, [worker])
        assert {alert.id for alert in await system.alerts(into, "desk")} == {alert.id for alert in told.first}
        assert len(told.first) == STORIES
        await tell(into, 1, range(1))  # what this one is told, the other does not hear
        await system.settled(into, [worker])
    assert len(await system.alerts(into, "desk")) == STORIES + 1
    assert await system.alerts(told.settings, "desk") == list(told.first)
    assert len(await system.records(told.settings, "articles")) == STORIES + 2


async def test_what_a_system_knows_and_has_not_done_goes_on_over_more_partitions(told: Told) -> None:
    settings, into = told.settings, elsewhere(told.settings, f"{told.settings.prefix}wide.", 5)
    await leave_unread(settings)
    held = await bring_forward(settings)
    known = {alert.incident for alert in told.first}
    quiet = {alert.incident for alert in told.first if alert.citation and alert.citation.article in QUIET}
    command = ["repartition", "--partitions", "5", "--into", into.prefix]
    done = await asyncio.to_thread(call, settings, *command, "--json")
    assert done.exit_code == 0, done.output
    moved = json.loads(done.stdout)
    assert (moved["left"], moved["records"]["subscriptions"], moved["records"]["feedback"]) == ([], 2, 1)
    again = await asyncio.to_thread(call, settings, *command)
    assert (again.exit_code, "has records already" in again.stderr) == (1, True)

    async with working(into) as worker:
        await system.settled(into, [worker])
        second = await system.alerts(into, "desk")
        told_anew = [alert for alert in second if alert.kind is AlertKind.NEW]
        assert {alert.citation.article for alert in told_anew if alert.citation} == unread_news(settings)
        updates = [alert for alert in second if alert.kind is AlertKind.UPDATE]
        assert Counter(alert.incident for alert in updates) == Counter(known - quiet)

        await tell(into, 2, range(FOLLOWED))
        await system.settled(into, [worker])
        third = (await system.alerts(into, "desk"))[len(second) :]
        assert Counter(alert.incident for alert in third) == Counter(known - quiet)
        assert {alert.kind for alert in third} == {AlertKind.UPDATE}

        async def digest() -> list[Alert]:
            return [alert for alert in await system.alerts(into, "later") if alert.items]

        (late,) = await system.until(digest, 20, "what was held before comes")
        assert {item.id for item in late.items} >= held
        assert len(held) == STORIES - FOLLOWED
    assert await system.dead_letters(into) == []
    partitions = {record.partition for record in await system.records(into, "incidents")}
    assert partitions == {partition_of(incident.zone.encode(), 5) for incident in await system.incidents(into)}
    assert len(partitions) > 3


def unread_news(settings: Settings) -> set[str]:
    """The stories that began after the old system's worker had ended."""
    return {f"i{number}-s0" for number in range(STORIES, STORIES + 2)}


async def leave_unread(settings: Settings) -> None:
    """A second report of every story that the old system has not done: at each of its stages some.

    Those that classify has not read are articles; of the others it is what the stage before would have written.
    """
    incidents = {incident.id: incident for incident in await system.incidents(settings)}
    by_city = {incident.report.article: incident.id for incident in incidents.values()}
    await tell(settings, 1, range(6, FOLLOWED))
    async with producer(settings) as client:
        for number in range(6):
            incident = by_city[f"i{number}-s0"]
            topic = ("incidents", "matches")[number % 2]
            found = [record for record in await system.records(settings, topic) if incident.encode() in record.value]
            for record in found:
                value = json.loads(record.value)
                grow(value if topic == "incidents" else value["incident"])
                if topic == "matches":
                    value["id"] += "-2"
                await client.send_and_wait(
                    settings.topic(topic), orjson.dumps(value), key=record.key, partition=record.partition
                )


def grow(incident: dict) -> None:
    """The next revision, with more dead."""
    killed = incident["facts"]["killed"]
    incident["revision"] += 1
    incident["change"] = "revised"
    before = str(killed["best"])
    killed |= {name: killed[name] + 4 for name in killed}
    incident["changes"] = [{"fact": "killed", "before": before, "after": str(killed["best"])}]


async def bring_forward(settings: Settings) -> set[str]:
    """What is held for an hour is due now, by a later record of the desk's state; the ids of quiet ones."""
    (last,) = [record for record in await system.records(settings, "desks") if record.key == b"desk/held/later"][-1:]
    desk = json.loads(last.value)
    now = datetime.now(UTC).isoformat()
    desk["held"] = [entry | {"until": now} for entry in desk["held"]]
    async with producer(settings) as client:
        await client.send_and_wait(settings.topic("desks"), orjson.dumps(desk), key=last.key, partition=last.partition)
    return {entry["alert"]["id"] for entry in desk["held"] if entry["alert"]["citation"]["article"] in QUIET}
