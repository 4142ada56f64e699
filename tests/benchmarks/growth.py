"""What one article costs as work grows, plotted, and whether that is straight; a part of `make bench-e2e`.

Subscriptions of `subscribing.py` by tens, open incidents of one zone by tens, and the length of an article by tens, each
number in a fresh process where what it holds is large. The default sizes take some three minutes; a million
subscriptions take an hour to build and 4 GB, 200,000 incidents several minutes.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from agents.classify.classifier import load_classifier
from agents.classify.classify import classify
from schemas.article import Article
from tests.benchmarks.classify import ARRIVAL, milliseconds
from tests.benchmarks.figures import exponent, scatter
from tests.benchmarks.match import in_a_fresh_process
from tests.benchmarks.prose import prose

HERE = Path(__file__).parent
STRAIGHT = 1.15
"""The power of n by which a cost may grow from one size to ten times as much: a line is 1, the rest is noise."""
ARTICLES, REPORTS = 200, 300
"""On which a cost among subscriptions, and one among incidents, is measured."""
SHORTEST = 1000
"""Characters."""
Points = list[tuple[int, float]]


def add_options(parser: argparse.ArgumentParser) -> None:
    """How far each grows, and whether to measure this at all."""
    parser.add_argument("--most-subscriptions", type=int, default=10_000, help="up to 1000000 is meant to work")
    parser.add_argument("--most-incidents", type=int, default=10_000, help="up to 200000 is meant to work")
    parser.add_argument("--longest", type=int, default=1_000_000, metavar="CHARACTERS")
    parser.add_argument("--growth-only", action="store_true", help="measure only what work costs as it grows")
    parser.add_argument("--no-growth", action="store_true", help="leave that out")


def sizes(first: int, most: int) -> list[int]:
    """Tens from `first` on, and the last whatever it is."""
    found = []
    while first < most:
        found.append(first)
        first *= 10
    return [*found, most]


def by_subscriptions(most: int) -> Points:
    """Milliseconds of match for an article, the median."""
    return [(size, in_a_fresh_process(size, ARTICLES)["median_ms"]) for size in sizes(1, most)]


def by_incidents(most: int) -> Points:
    """Milliseconds of correlate for a report, the median."""
    found = []
    for size in sizes(1, most):
        command = [sys.executable, HERE / "correlate.py", "--open", str(size), "--reports", str(REPORTS), "--json"]
        done = subprocess.run(command, env=os.environ | {"PYTHONPATH": "."}, stdout=subprocess.PIPE, check=True)
        found.append((size, json.loads(done.stdout)["median_us"] / 1000))
    return found


def by_length(longest: int) -> Points:
    """Milliseconds of classify for an article, the best of three."""
    classifier = load_classifier(second_look=False)
    classify(Article(id="warm", text=prose(1, SHORTEST)), ARRIVAL, classifier)
    found = []
    for size in sizes(SHORTEST, longest):
        article = Article(id="long", text=prose(size, size))
        found.append((size, min(milliseconds(lambda each: classify(each, ARRIVAL, classifier), [article] * 3))))
    return found


def steepest(points: Sequence[tuple[float, float]]) -> float:
    """The largest power by which a cost grows between two neighbouring sizes."""
    return max((exponent(pair) for pair in pairwise(points)), default=0.0)


def measure(options: argparse.Namespace) -> dict[str, dict[str, object]]:
    """Points of each, with how steep they are at most and whether that is straight."""
    grown = {
        "subscriptions": by_subscriptions(options.most_subscriptions),
        "open incidents": by_incidents(options.most_incidents),
        "characters": by_length(options.longest),
    }
    return {name: verdict(points) for name, points in grown.items()}


def verdict(points: Sequence[tuple[float, float]]) -> dict[str, object]:
    """What is said of these points."""
    power = steepest(points)
    return {"points": list(points), "steepest": round(power, 2), "straight": power <= STRAIGHT}


def show(grown: dict[str, dict[str, object]]) -> None:
    """The same for a terminal."""
    for name, found in grown.items():
        print("\n".join(lines(name, found)))


def lines(name: str, found: dict[str, object]) -> Iterator[str]:
    """A plot of one, and what is said of it."""
    said = "straight" if found["straight"] else "NOT STRAIGHT"
    yield f"\nms an article by {name}: {said}, at most as n^{found['steepest']}"
    yield from scatter(found["points"])
