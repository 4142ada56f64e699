"""The one place that wires agents, in flow order. Importing this module has no effect."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from agents.classify.agent import ClassifyStage
from agents.classify.classify import load_classifier

from agents.correlate.agent import CorrelateStage
from agents.correlate.zones import zone_of
from agents.match.agent import MatchStage, Subscriptions
from agents.notify.agent import NotifyStage
from streams.admin import ensure_alert_topics
from streams.chunks import ChunkApp, ChunkSchema
from streams.connection import faust_brokers, faust_credentials
from streams.console.health import Health, HealthServer
from streams.lane_set import LaneSet
from streams.metrics import Metrics
from streams.progress import Progress
from streams.records import Stage
from streams.settings import Settings
from streams.subscriptions import SubscriptionFollower

log = logging.getLogger(__name__)


class System:
    """A worker's parts, wired. `app` is the Faust app to run; `metrics` its series; `failure` why it gave up."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self.failure: BaseException | None = None
        self.subscriptions = Subscriptions(self.metrics)
        self._alert_topics: set[str] = set()
        self._classifier = load_classifier()
        self.follower = SubscriptionFollower(settings, self._subscription_changed)
        self.health = HealthServer(settings.http_host, settings.http_port, self._metrics_page, self._live, self._ready)
        self.app = _faust_app(settings, (self.health, self.follower))
        self.lanes = LaneSet(self.make_stages, settings, self.metrics, self._give_up)
        self.progress = Progress(self.app, self.lanes, self.metrics)
        self._add_agents()
        self._follow_rebalances()

    def make_stages(self) -> Sequence[Stage]:
        """The flow: classify → correlate → match → notify, with empty state, for one lane."""
        return (
            ClassifyStage(self._classifier, zone_of, self.metrics),
            CorrelateStage(self.metrics),
            MatchStage(self.subscriptions, self.metrics),
            NotifyStage(self.metrics),
        )

    def _add_agents(self) -> None:
        for stage in self.make_stages():
            topic = self.app.topic(self.settings.topic(stage.source), schema=ChunkSchema())
            self.app.agent(topic, name=stage.name)(self._agent(stage.name))

    def _agent(self, stage: str) -> Callable[[Any], Any]:
        """The body of a stage's agent: it hands chunks to their lane, and holds back while the lane is full."""

        async def agent(stream: Any) -> AsyncIterator[None]:  # noqa: ANN401 - Faust's own
            async for event in stream.noack().events():
                message = event.message
                if message.generation_id == self.app.consumer_generation_id:
                    await self.lanes.put(message.tp.partition, stage, message.value, event)
                else:
                    event.ack()
                yield

        return agent

    def _follow_rebalances(self) -> None:
        @self.app.on_partitions_revoked.connect(weak=False)  # type: ignore[untyped-decorator] # Faust's
        async def revoked(sender: Any, *_: Any, **__: Any) -> None:  # noqa: ANN401
            await self.lanes.close()

        @self.app.on_rebalance_complete.connect(weak=False)  # type: ignore[untyped-decorator] # Faust's
        async def assigned(sender: Any, *_: Any, **__: Any) -> None:  # noqa: ANN401
            # Faust awaits this before it seeks to the committed positions: what lanes take back is not read twice.
            await self.follower.ready.wait()
            generation = self.app.consumer_generation_id
            partitions = {tp.partition for tp in self.app.consumer.assignment()}
            await self.lanes.open(partitions, lambda: self.app.consumer_generation_id == generation)

        @self.app.on_before_shutdown.connect(weak=False)  # type: ignore[untyped-decorator] # Faust's
        async def stopping(sender: Any, *_: Any, **__: Any) -> None:  # noqa: ANN401
            await self.lanes.close()

    async def _subscription_changed(self, name: str, value: bytes | None) -> None:
        subscriber = self.subscriptions.change(name, value)
        if subscriber is not None and subscriber not in self._alert_topics:
            await ensure_alert_topics(self.settings, {subscriber})
            self._alert_topics.add(subscriber)

    def _metrics_page(self) -> bytes:
        self.progress.measure()
        for stage, size in self.lanes.sizes().items():
            self.metrics.state.labels(stage).set(size)
        return self.metrics.page()

    def _live(self) -> Health:
        return self.progress.live()

    def _ready(self) -> Health:
        if not self.follower.ready.is_set():
            return Health(False, "subscriptions are being read")
        if not self.lanes.ready:
            return Health(False, "no lanes are open: waiting for partitions")
        return Health(True, f"{len(self.lanes.lanes)} lanes open, {self.subscriptions.count} subscriptions")

    def _give_up(self, error: BaseException) -> None:
        if self.failure is None:
            self.failure = error
            log.error("this worker gives up: %s", error)
            self.app.loop.create_task(self.app.crash(error))


def create_app(settings: Settings) -> System:
    """A worker of the system that these settings name, not yet started."""
    return System(settings)


def _faust_app(settings: Settings, early: Sequence[Any]) -> ChunkApp:
    return ChunkApp(
        settings.group,
        early=early,
        broker=faust_brokers(settings),
        broker_credentials=faust_credentials(settings),
        env_prefix="TOCSIN_FAUST_",  # or BROKER_COMMIT_INTERVAL and its like in the environment override what is here
        broker_session_timeout=settings.session_timeout,
        broker_heartbeat_interval=settings.session_timeout / 5,
        broker_commit_interval=3600.0,  # positions are in the lanes' transactions
        broker_max_poll_records=2000,
        stream_wait_empty=False,
        consumer_group_instance_id=settings.worker_id,  # a restarted worker has its partitions back at once
        table_standby_replicas=1,  # chooses Faust's own assignor: partition p of every stage on one worker
        consumer_auto_offset_reset="earliest",
        value_serializer="raw",
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
        worker_redirect_stdouts=False,
        datadir=str(settings.data_dir / "faust" / settings.worker_id),
    )
