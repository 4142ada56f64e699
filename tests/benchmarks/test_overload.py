from pathlib import Path

import pytest

from streams.settings import Settings
from tests.benchmarks.overload import Sample, run, verdict

MEGABYTE = 2**20


def growing(by: int) -> list[Sample]:
    """A minute of a worker of 300 MB that grows by so many bytes a second."""
    return [Sample(float(second), 300 * MEGABYTE + by * second, second * 10.0, second * 20) for second in range(1, 61)]


@pytest.mark.parametrize(("by", "flat"), [(0, True), (MEGABYTE // 10, True), (MEGABYTE, False)])
def test_a_worker_that_grows_after_it_is_warm_is_not_flat(by: int, flat: bool) -> None:
    assert verdict(growing(by))["flat"] is flat


@pytest.mark.kafka
@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory of a process is read from /proc")
async def test_more_than_a_worker_can_do_waits_on_its_topic_and_not_in_memory(settings: Settings) -> None:
    """The short form: too short for a slow leak, long enough for a queue without a bound."""
    _, found = await run(settings, 15.0)
    assert found["waiting"] > 500
    assert found["done"] > 500
    assert found["most_megabytes"] < 800
    assert (found["dead_letters"], found["ready"]) == (0, True)
