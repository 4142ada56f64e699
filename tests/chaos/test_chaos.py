"""The short form of `make chaos`: a few faults of each kind."""

import pytest

from streams.settings import Settings
from tests.chaos.chaos import passed, run

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.timeout(400)]


async def test_killed_ended_and_frozen_workers_lose_and_repeat_no_alert(settings: Settings) -> None:
    verdict = await run(settings, faults=4, rate=40, seed=1, pause=(1.0, 3.0))
    assert passed(verdict), verdict
