"""Ours: a worker as `tocsin worker` runs it, whose four stages copy.

python -m tests.benchmarks.contenders.copying    (settings from TOCSIN_*, topics are there)
"""

import itertools
import logging
import os
from collections.abc import Sequence

from streams.cli.worker import run_worker
from streams.metrics import Metrics
from streams.records import Stage
from streams.settings import Settings, load_settings
from streams.system import System
from tests.benchmarks.contenders import CHAIN
from tests.streams.toys import Passing


def make_stages() -> Sequence[Stage]:
    hops = itertools.pairwise(CHAIN)
    return tuple(Passing(f"copy-{source}", source, target) for source, target in hops)


def create(settings: Settings) -> System:
    return System(settings, Metrics(), make_stages, lambda name, value: None)


if __name__ == "__main__":
    logging.basicConfig(level="WARNING")
    run_worker(load_settings(os.environ), create=create)
