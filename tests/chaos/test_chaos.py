"""The short form of `make chaos`: a fault of the kinds that differ most."""

import gc
import os
from pathlib import Path

import pytest

from tests.chaos.run import Plan, run

# aiokafka forgets a connection that is being made while its broker is killed; whose it was is seen when it is collected.
pytestmark = [
    pytest.mark.kafka,
    pytest.mark.slow,
    pytest.mark.timeout(400),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


async def test_a_killed_worker_a_cut_network_and_a_killed_broker_lose_and_repeat_no_alert(tmp_path: Path) -> None:
    kinds = ("kill", "cut", "broker-kill")
    cache = Path(os.environ.get("TOCSIN_CACHE_DIR", "~/.cache/tocsin"))
    plan = Plan(kinds=kinds, faults=len(kinds), rate=20, seed=1, nodes=1, folder=tmp_path, cache=cache)
    verdicts = await run(plan, print)
    gc.collect()  # so that no later test is told of what was left here
    assert [verdict for verdict in verdicts if not verdict.clean] == []
    assert sorted(verdict.kind for verdict in verdicts) == sorted(kinds)
