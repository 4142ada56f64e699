"""The short form of `make bench-match`: it runs, and says what it promises."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from agents.match.query.parser import parse
from tests.benchmarks.lucene_monitor import lucene_form
from tests.benchmarks.subscribing import incident, subscription

ROOT = Path(__file__).parent.parent.parent


def test_the_benchmark_of_match_says_what_it_promises() -> None:
    command = [
        sys.executable,
        "tests/benchmarks/match.py",
        "--sizes",
        "50,100",
        "--articles",
        "20",
        "--lucene",
        "0",
        "--json",
    ]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": "."}, capture_output=True, text=True, check=True
    )
    figures = json.loads(done.stdout)
    assert [row["subscriptions"] for row in figures["sizes"]] == [50, 100]
    for row in figures["sizes"]:
        assert 0 < row["median_ms"] <= row["p99_ms"]
        assert row["matches"] <= row["exact_tests"] <= row["candidates"]
        assert row["put_us"] > 0
        assert row["build_s"] >= 0


def test_subscriptions_and_articles_are_the_same_in_every_run() -> None:
    assert subscription(7) == subscription(7) != subscription(8)
    assert incident(7) == incident(7) != incident(8)
    assert 2400 < len(incident(7).report.text) <= 2500


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ('(a1 OR "b1 c1"~3) AND d1* NOT e1', '(+(a1 "b1 c1"~3) +d1* -e1)'),
        ('"b1 c1"', '"b1 c1"'),
    ],
)
def test_the_shared_part_is_written_for_lucene(query: str, form: str) -> None:
    assert lucene_form(parse(query.replace("d1", "delta"))) == form.replace("d1", "delta")
