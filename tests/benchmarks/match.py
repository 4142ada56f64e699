"""`make bench-match`: what an article costs match among very many subscriptions, and what these take.

    python tests/benchmarks/match.py [--sizes 10000,100000] [--articles 1000] [--lucene 10000] [--json]

Invented subscriptions and articles of 2.5 KB (`subscribing.py`); each number of subscriptions in a fresh process. Times
are of the process's own time: of an article from the incident to its matches with their reasons, of a put and a delete
among all. Bytes are what the process grew by. `loop_ms` is the time of a million additions: what the machine did then,
for it may be shared. `--lucene` is how many subscriptions are held against Lucene Monitor too (0: none), with queries
and texts that both read alike, where `java`, `javac` and `mvn` are there.
"""

import argparse
import gc
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import click

from agents.match.decide import match
from agents.match.index import SubscriptionIndex
from tests.benchmarks import lucene_monitor
from tests.benchmarks.subscribing import incident, subscription

WARM = 200
"""Articles before the measured ones."""
CHANGES = 1000
"""Subscriptions that are put once more, and as many that are deleted."""
MOST_BYTES = 6000
"""Of memory for each subscription, and for its making, by which is reckoned whether a number of them fits."""


def own_microseconds(work: Callable[[], object]) -> float:
    began = time.process_time_ns()
    work()
    return (time.process_time_ns() - began) / 1000


def resident() -> int:
    """Bytes of this process in memory now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def spread(taken: Iterable[float]) -> dict[str, float]:
    """Median and 99th percentile, of microseconds in milliseconds."""
    ordered = sorted(taken)
    return {
        "median_ms": round(statistics.median(ordered) / 1000, 3),
        "p99_ms": round(ordered[int(len(ordered) * 0.99)] / 1000, 3),
    }


def measure(size: int, articles: int) -> dict[str, object]:
    """Everything of one number of subscriptions, in this process."""
    read = [incident(number) for number in range(WARM + articles)]
    SubscriptionIndex([subscription(-1)])  # what is read once is read
    gc.collect()
    before, index, building = resident(), SubscriptionIndex(), 0.0
    with click.progressbar(range(size), label=f"{size:,}", file=sys.stderr, hidden=not sys.stderr.isatty()) as numbers:
        for number in numbers:
            made = subscription(number)
            building += own_microseconds(lambda made=made: index.put(made))
    gc.collect()
    grown = resident() - before
    gc.freeze()  # as a worker does that has read its subscriptions
    decisions = []
    taken = [own_microseconds(lambda one=one: decisions.append(match(one, index, None))) for one in read]
    changed = random.Random(4).sample(range(size), min(size, CHANGES))
    put = [own_microseconds(lambda made=made: index.put(made)) for made in map(subscription, changed)]
    delete = [own_microseconds(lambda number=number: index.delete(f"subscription-{number}")) for number in changed]
    counted = decisions[WARM:]
    return {
        "subscriptions": size,
        **spread(taken[WARM:]),
        "candidates": round(statistics.mean(decision.candidates for decision in counted), 1),
        "exact_tests": round(statistics.mean(decision.tested for decision in counted), 1),
        "matches": round(statistics.mean(len(decision.matches) for decision in counted), 1),
        "build_s": round(building / 1e6, 2),
        "bytes_each": round(grown / size),
        "put_us": round(statistics.median(put)),
        "delete_us": round(statistics.median(delete)),
        "loop_ms": round(own_microseconds(lambda: sum(range(1_000_000))) / 1000, 1),
    }


def in_a_fresh_process(size: int, articles: int) -> dict[str, object]:
    """The same where nothing else was ever held."""
    command = [sys.executable, __file__, "--alone", str(size), "--articles", str(articles)]
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": "."}, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def fits(size: int) -> bool:
    """Whether there is memory for so many; says so where there is not."""
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    free = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))
    if size * MOST_BYTES > free:
        print(
            f"{size:,}: left out, some {size * MOST_BYTES >> 20:,} MB are needed, {free >> 20:,} are free",
            file=sys.stderr,
        )
    return size * MOST_BYTES <= free


def table(rows: list[dict[str, object]]) -> None:
    """One column for each number of subscriptions."""
    for key in rows[0] if rows else ():
        print(f"{key:16}" + "".join(f"{row[key]:>14,}" for row in rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000", help="numbers of subscriptions, with commas between")
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--lucene", type=int, default=10_000, metavar="SUBSCRIPTIONS")
    parser.add_argument("--alone", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    options = parser.parse_args()
    if options.alone:
        print(json.dumps(measure(options.alone, options.articles)))
        return
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    sizes = [size for size in map(int, options.sizes.split(",")) if fits(size)]
    rows = [in_a_fresh_process(size, options.articles) for size in sizes]
    beside = lucene_monitor.beside(options.lucene, options.articles) if options.lucene else "not asked for"
    if options.json:
        print(json.dumps({"machine": machine, "sizes": rows, "lucene": beside}))
        return
    print(machine)
    table(rows)
    lucene_monitor.show(beside)


if __name__ == "__main__":
    main()
