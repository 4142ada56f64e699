"""The pages of a worker's processes as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

LABEL = "process"
"""Says of each series which process of the worker it is of."""


def merged(pages: Mapping[str, bytes]) -> bytes:
    """One page in Prometheus' text format of those of several processes, by their names, which become a label."""
    registry = CollectorRegistry()
    registry.register(_Pages(pages))
    return generate_latest(registry)


class _Pages(Collector):
    def __init__(self, pages: Mapping[str, bytes]) -> None:
        self._pages = pages

    def collect(self) -> Iterable[Metric]:
        """Every family once, with the samples of all pages."""
        families: dict[str, Metric] = {}
        for process, page in self._pages.items():
            for family in text_string_to_metric_families(page.decode()):
                known = families.setdefault(family.name, Metric(family.name, family.documentation, family.type))
                for sample in family.samples:
                    known.add_sample(sample.name, {LABEL: process, **sample.labels}, sample.value)
        return families.values()
