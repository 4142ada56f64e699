"""A worker's parts, wired: Faust's app, lanes, follower, health. Which stages run is an argument."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from streams.admin import ensure_alert_topics
from streams.batches import Chunk
from streams.chunks import ChunkApp, ChunkSchema, assignment
from streams.connection import faust_brokers, faust_credentials
from streams.console.api import feedback_api
from streams.console.health import Door, Health, HealthServer
from streams.lane_set import LaneSet, MakeStages
from streams.membership import Membership, NameTaken
from streams.metrics import Metrics
from streams.progress import Progress
from streams.settings import Settings
from streams.subscriptions import SubscriptionFollower

log = logging.getLogger(__name__)

TakeSubscription = Callable[[str, bytes | None], str | None]
"""Takes one record of the topic; returns the subscriber whose alerts may now be written, if any."""


class System:
    """A worker. `app` is the Faust app to run; `metrics` its series; `failure` why it gave up."""

    def __init__(
        self, settings: Settings, metrics: Metrics, make_stages: MakeStages, take_subscription: TakeSubscription
    ) -> None:
        self.settings = settings
        self.metrics = metrics
        self.failure: BaseException | None = None
        self._take_subscription = take_subscription
        self._membership = Membership(settings.worker_id)
        self._topics_there: set[str] = set()
        self._topics_wanted: dict[str, str] = {}
        self.follower = SubscriptionFollower(settings, self._subscription_changed, self._ensure_topics)
        api = feedback_api(settings, lambda: datetime.now(UTC))
        door = Door(settings.http_host, settings.http_port, self._metrics_page, self._live, self._ready, api)
        self.app = _faust_app(settings, (HealthServer(door), self.follower))
        self.lanes = LaneSet(make_stages, settings, self.metrics, self._give_up)
        self.progress = Progress(self.app, self.lanes, self.metrics)
        for stage in make_stages():
            topic = self.app.topic(settings.topic(stage.source), schema=ChunkSchema())
            self.app.agent(topic, name=stage.name)(self._agent(stage.name))
        self._follow_rebalances()

    def _agent(self, stage: str) -> Callable[[Any], Any]:
        """The body of a stage's agent: it hands chunks to their lane, and holds back while the lane is full."""

        async def agent(stream: Any) -> AsyncIterator[None]:  # noqa: ANN401 - Faust's own
            async for event in stream.noack().events():
                message = event.message
                if message.turn == self.app.consumer.turn:
                    await self.lanes.put(message.tp.partition, stage, Chunk(message.value, message.begins, event))
                else:
                    event.ack()
                yield

        return agent

    def _follow_rebalances(self) -> None:
        @self.app.on_partitions_revoked.connect(weak=False)  # type: ignore[untyped-decorator] # Faust's
        async def revoked(sender: Any, *_: Any, **__: Any) -> None:  # noqa: ANN401 - Faust's own
            await self.lanes.close()

        @self.app.on_rebalance_complete.connect(weak=False)  # type: ignore[untyped-decorator] # Faust's
        async def assigned(sender: Any, *_: Any, **__: Any) -> None:  # noqa: ANN401 - Faust's own
            try:
                self._membership.joined(self.app.consumer_generation_id, time.monotonic())
            except NameTaken as error:
                self._give_up(error)
                return
            # Faust awaits this before it seeks to the committed positions: what lanes take back is not read twice.
            await self.follower.ready.wait()
            consumer, turn = self.app.consumer, self.app.consumer.turn
            partitions = {tp.partition for tp in assignment(self.app)}
            await self.lanes.open(
                partitions, lambda: consumer.held and consumer.turn == turn and not self.app.should_stop
            )

        @self.app.on_before_shutdown.connect(weak=False)  # type: ignore[untyped-decorator] # Faust's
        async def stopping(sender: Any, *_: Any, **__: Any) -> None:  # noqa: ANN401 - Faust's own
            await self.lanes.close()

    def _subscription_changed(self, name: str, value: bytes | None) -> None:
        self._topics_wanted.pop(name, None)
        try:
            subscriber = self._take_subscription(name, value)
        except Exception:  # whatever lies on the topic must not end every worker, now and at each start
            log.exception("subscription %r refused: nobody foresaw this", name[:200])
            self.metrics.subscriptions_refused.inc()
            return
        if subscriber is not None and subscriber not in self._topics_there:
            self._topics_wanted[name] = subscriber

    async def _ensure_topics(self) -> None:
        """Create what topics the last changes need, together. A subscription whose topic cannot be is not taken."""
        if not self._topics_wanted:
            return
        refused = await ensure_alert_topics(self.settings, set(self._topics_wanted.values()))
        for name, subscriber in self._topics_wanted.items():
            if subscriber in refused:
                log.error("subscription %r refused: no topic for its alerts: %s", name, refused[subscriber])
                self.metrics.subscriptions_refused.inc()
                self._take_subscription(name, None)
            else:
                self._topics_there.add(subscriber)
        self._topics_wanted.clear()

    async def _metrics_page(self) -> bytes:
        self.progress.measure()
        for stage, size in self.lanes.sizes().items():
            self.metrics.state.labels(stage).set(size)
        return self.metrics.page()

    async def _live(self) -> Health:
        return self.progress.live()

    async def _ready(self) -> Health:
        if not self.follower.ready.is_set():
            return Health(False, "subscriptions are being read")
        if not self.lanes.ready:
            return Health(False, "no lanes are open: waiting for partitions")
        return Health(True, f"{len(self.lanes.lanes)} lanes open, {self.follower.count} subscriptions")

    def _give_up(self, error: BaseException) -> None:
        if self.failure is None:
            self.failure = error
            log.error("this worker gives up: %s", error)
            self.app.loop.create_task(self.app.crash(error))


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
        stream_buffer_maxsize=64,  # chunks between consumer and lanes; Faust's 4,096 could hold 800,000 records
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
