"""What tests of lanes share."""

from collections.abc import AsyncIterator

import pytest

from streams.admin import ensure_topics
from streams.settings import Settings
from tests.streams.running import Running, Start


@pytest.fixture
async def start(settings: Settings) -> AsyncIterator[Start]:
    await ensure_topics(settings)
    running: list[Running] = []

    def make(**changed: object) -> Running:
        running.append(Running(settings, **changed))
        return running[-1]

    yield make
    for entry in running:
        await entry.set.close()
