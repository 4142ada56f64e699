"""The short form of `make bench-classify`: it runs, and says what it promises."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_the_benchmark_of_classify_says_what_it_promises() -> None:
    command = [sys.executable, "tests/benchmarks/classify.py", "--articles", "20", "--longest", "10000", "--json"]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": "."}, capture_output=True, text=True, check=True
    )
    figures = json.loads(done.stdout)
    assert figures["articles"] == 20
    assert 0 < figures["median_ms"] <= figures["p99_ms"]
    assert list(figures["ms_per_10_kb"]) == ["10,000"]
    assert figures["start_seconds"] > 0
    assert figures["memory_after_start_mb"] <= figures["memory_at_most_mb"]
