"""The one place that wires agents, in flow order. Importing this module has no effect."""

from __future__ import annotations

from collections.abc import Sequence

from agents.classify.agent import ClassifyStage
from agents.classify.classifier import load_classifier
from agents.correlate.agent import CorrelateStage
from agents.correlate.zones import zone_of
from agents.match.agent import MatchStage, Subscriptions
from agents.notify.agent import NotifyStage
from streams.metrics import Metrics
from streams.records import Stage
from streams.settings import Settings
from streams.system import System


def create_app(settings: Settings) -> System:
    """A worker of the system that these settings name, not yet started: classify → correlate → match → notify."""
    metrics = Metrics()
    classifier = load_classifier(second_look=settings.second_look == "on")
    subscriptions = Subscriptions(metrics)

    def make_stages() -> Sequence[Stage]:
        """The flow with empty state, for one lane."""
        return (
            ClassifyStage(classifier, zone_of, settings.partitions, metrics),
            CorrelateStage(metrics),
            MatchStage(subscriptions, metrics),
            NotifyStage(subscriptions.muted, metrics),
        )

    return System(settings, metrics, make_stages, subscriptions.change)
