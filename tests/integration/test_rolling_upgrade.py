"""Two workers of one group, the one of this version and the other of the next minor one; then all of that; then none."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from schemas.alert import AlertKind
from streams.admin import ensure_topics
from streams.settings import Settings
from streams.topics import INCIDENTS, LEDGER
from tests.chaos.world import article
from tests.integration.conftest import free_port
from tests.support import system
from tests.support.system import Worker

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.timeout(180)]

NOW, NEXT = "streams.cli", "tests.support.next_version"
STORIES = 12
"""Incidents, each in a country of its own, so that every lane has some."""
DESK = [{"id": f"watch-{number}", "subscriber": f"desk-{number}", "when": {"severity": "minor"}} for number in range(4)]


@asynccontextmanager
async def working(settings: Settings, programs: dict[str, str]) -> AsyncIterator[list[Worker]]:
    """Workers by name, each of a version. Who is gone is held dead as soon as a broker allows."""
    workers = [Worker(settings, name, free_port(), TOCSIN_SESSION_TIMEOUT="6") for name in programs]
    for worker in workers:
        worker.program = programs[worker.name]
        worker.start()
    try:
        for worker in workers:
            await system.until(worker.is_ready, 60, "the worker is ready")
        yield workers
    finally:
        await asyncio.gather(*(asyncio.to_thread(worker.end, 15) for worker in workers))


async def tell(settings: Settings, workers: list[Worker], step: int) -> None:
    for number in range(STORIES):
        await system.send_articles(settings, [article(number, step)], key=f"story-{number}")
    await system.settled(settings, workers)
    for worker in workers:
        assert await worker.metric("tocsin_dead_letters_total") == 0


async def versions(settings: Settings, topic: str) -> dict[int, set[str]]:
    """By partition, the minor versions that were written there."""
    found: dict[int, set[str]] = {}
    for record in await system.records(settings, topic):
        if record.value:
            found.setdefault(record.partition, set()).add(json.loads(record.value)["schema"].partition("/")[2])
    return found


async def test_lanes_go_from_either_version_to_the_other_and_nothing_is_lost(settings: Settings) -> None:
    await ensure_topics(settings)
    await system.apply(settings, DESK)
    async with working(settings, {"w1": NOW, "w2": NEXT}) as workers:
        await tell(settings, workers, 0)
    before = await versions(settings, INCIDENTS.name)
    assert {version for found in before.values() for version in found} == {"1.0", "1.1"}

    async with working(settings, {"w1": NEXT}) as workers:
        await tell(settings, workers, 1)
    async with working(settings, {"w1": NOW}) as workers:
        await tell(settings, workers, 2)
    for topic in (INCIDENTS, LEDGER):
        found = await versions(settings, topic.name)
        assert all(found[partition] == {"1.0", "1.1"} for partition in before), topic.name

    for desk in DESK:
        told = await system.alerts(settings, str(desk["subscriber"]))
        kinds: dict[str | None, list[AlertKind]] = {}
        for alert in told:
            kinds.setdefault(alert.incident, []).append(alert.kind)
        assert list(kinds.values()) == [[AlertKind.NEW, AlertKind.UPDATE, AlertKind.UPDATE]] * STORIES
    assert await system.dead_letters(settings) == []
