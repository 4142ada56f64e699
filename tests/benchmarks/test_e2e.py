import argparse
from pathlib import Path

import pytest

from streams.settings import Settings
from tests.benchmarks.e2e import measure, profile, rates, spread, stage_seconds

PAGE = """\
# TYPE tocsin_stage_seconds_total counter
tocsin_stage_seconds_total{process="w.1",stage="classify"} 2.0
tocsin_stage_seconds_total{process="w.2",stage="classify"} 1.5
tocsin_stage_seconds_total{stage="match"} 5e-01
tocsin_stage_seconds_created{stage="match"} 1.7e+09
"""


def test_the_seconds_of_a_stage_are_those_of_all_processes() -> None:
    assert stage_seconds(PAGE) == {"classify": 3.5, "match": 0.5}


def test_what_no_stage_spent_is_the_transports() -> None:
    found = profile({"classify": 1.0}, {"classify": 3.0, "match": 1.0}, worker=4.0, broker=0.5, count=1000)
    assert found == {"worker": 4000, "classify": 2000, "match": 1000, "transport": 1000, "broker": 500}


def test_the_rest_is_never_less_than_nothing() -> None:
    assert profile({}, {"classify": 3.0}, worker=2.0, broker=0.0, count=1)["transport"] == 0


def test_a_rate_beyond_what_a_worker_can_do_is_left_out() -> None:
    assert rates([35, 100, 500], 200) == ([35, 100, 160], [500])
    assert rates([35, 100], 1000) == ([35, 100, 800], [])


def test_alerts_that_did_not_come_are_counted() -> None:
    found = spread([0.1, 0.2, 0.3], 35, 20)
    assert (found["alerts"], found["missing"], found["p50_ms"], found["p99_ms"]) == (3, 1, 200, 300)
    assert spread([], 35, 20)["missing"] == 4


@pytest.mark.kafka
@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="CPU of a process is read from /proc")
async def test_the_short_form_says_what_it_promises(settings: Settings, monkeypatch) -> None:
    monkeypatch.setattr("tests.benchmarks.e2e.WARM", 20)
    options = argparse.Namespace(subscriptions=50, articles=40, rates="3,100000", seconds=1.0)
    found = await measure(settings, options, 1, [])
    assert found["articles_per_second"] > 0
    costs = found["microseconds_per_article"]
    assert costs["worker"] > 0
    assert all(costs[stage] > 0 for stage in ("classify", "correlate", "match", "notify"))
    assert found["beyond_saturation"][-1] == 100_000
    assert all(row["missing"] == 0 and row["p50_ms"] > 0 for row in found["at_rates"])
