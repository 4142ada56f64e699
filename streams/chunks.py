"""Faust's consumer, taken by the hand: many records an event, read_committed, and no commits of its own.

Faust makes two tasks a record; here one Faust event carries up to `CHUNK` raw records of one partition. Positions
travel in the lanes' transactions, so Faust must never commit them itself. Names of Faust that it does not promise to
keep are used, which is why its version is pinned and a test asserts that they are there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any
from weakref import WeakSet

import faust
import faust.app.base
from faust.exceptions import ConsumerNotStarted
from faust.transport.drivers import aiokafka as driver
from faust.types.tuples import ConsumerMessage, ack_lock

from streams.leaving import leave_group
from streams.rights import asking
from streams.seeking import seek_to_committed

CHUNK = 200
"""Most records that one Faust event carries."""
MOST_BYTES = 32 << 20
"""Bytes of records that are handed on and not yet done: past them nothing more is handed on, whatever its number."""

FETCH_WAIT = 100
"""Milliseconds that the broker holds a fetch open. aiokafka sends the next fetch of a partition only when the last one
of its broker is back, so that this is how long a record waits at worst; Faust's 1,500 was seen as latency."""


LEAVE_SECONDS = 2.0
"""How long a worker that stops tries to say so to the group."""


class ChunkMessage(ConsumerMessage):  # type: ignore[misc] # Faust ships no types that hold under strict
    """A Faust message whose value is a list of records. Acknowledging it only forgets it.

    `begins` is the position that they were read from, None where the partition is read from its first record;
    `turn` the assignment under which they were read, `size` their bytes.
    """

    acked: bool
    begins: int | None
    turn: int
    size: int

    def on_final_ack(self, consumer: Any) -> bool:  # noqa: ANN401 - Faust's own
        """Forget the message; False tells Faust that there is nothing to commit."""
        with ack_lock:
            if not self.acked:
                self.acked = True
                consumer._unacked_messages.discard(self)
                consumer.forget(self)
        return False


class ChunkSchema(faust.Schema):  # type: ignore[misc] # as above
    """Hands chunks through undecoded: decoding is the stages' work, where an error becomes a dead letter."""

    def compile(self, app: Any, **_: Any) -> Any:  # noqa: ANN401 - Faust's own
        """A decoder that does nothing."""

        async def decode(message: Any, *, propagate: bool = False) -> Any:  # noqa: ANN401 - Faust's own
            return app.create_event(message.key, message.value, None, message)

        return decode


class CommittedThread(driver.AIOKafkaConsumerThread):  # type: ignore[misc] # as above
    """Reads only what is committed: a stage must not see what the stage before may take back. And goes back to it."""

    def _create_worker_consumer(self, transport: Any) -> Any:  # noqa: ANN401 - Faust's own
        consumer = super()._create_worker_consumer(transport)
        consumer._isolation_level = "read_committed"
        consumer._fetch_max_wait_ms = FETCH_WAIT
        return consumer

    async def on_thread_stop(self) -> None:
        """Leave the group, then stop."""
        if self._consumer is not None:
            await leave_group(self._consumer, LEAVE_SECONDS)
        await super().on_thread_stop()

    async def seek_to_committed(self) -> Any:  # noqa: ANN401 - Faust's own
        """Seek every partition to its committed offset."""
        return await self.call_thread(seek_to_committed, self._ensure_consumer())


class ChunkConsumer(driver.Consumer):  # type: ignore[misc] # as above
    """Delivers chunks. `turn` grows with each rebalance that begins; `held` says that the last one has ended.

    Kafka's generation does not do for that: a static member that joins again may be given the same one.
    """

    turn = 0
    held = False

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - Faust's own
        super().__init__(*arguments, **options)
        self.under_way: WeakSet[ChunkMessage] = WeakSet()
        self.eased = asyncio.Event()

    def forget(self, message: ChunkMessage) -> None:
        """A message is done."""
        self.under_way.discard(message)
        self.eased.set()

    async def on_partitions_revoked(self, revoked: set[Any]) -> None:
        """A rebalance begins."""
        self.turn += 1
        self.held = False
        await super().on_partitions_revoked(revoked)

    async def on_partitions_assigned(self, assigned: set[Any], generation_id: int = 0) -> None:
        """A rebalance ends."""
        self.held = True
        await super().on_partitions_assigned(assigned, generation_id)

    def _new_consumer_thread(self) -> Any:  # noqa: ANN401 - Faust's own
        return CommittedThread(self, loop=self.loop, beacon=self.beacon)

    async def _drain_messages(self, fetcher: Any) -> None:  # noqa: ANN401 - Faust's own
        try:
            while not (self._stopped.is_set() or fetcher._stopped.is_set()):
                await self.sleep(0)
                await self._drain_once()
        except self.consumer_stopped_errors:
            if not self.app.should_stop:
                raise
        except asyncio.CancelledError:
            if not self.app.should_stop:
                raise

    async def _drain_once(self) -> None:
        turn = self.turn
        with asking("Read"):
            records, active = await self._wait_next_records(1.0)
        if records is None or self.should_stop:
            return
        if not self.flow_active or self.turn != turn:
            await self._seek_again()
            return
        for tp, found in records.items():
            if active is None or tp in active or tp in self._buffered_partitions:
                await self._deliver(tp, found, turn)
            if not self.flow_active or self.turn != turn:
                return

    async def _seek_again(self) -> None:
        """What was read before a rebalance is read again after it."""
        try:
            await self.perform_seek()
        except Exception as error:  # the rebalance that is under way seeks at its end
            self.log.info("seeking during a rebalance: %r", error)

    async def _deliver(self, tp: Any, found: list[Any], turn: int) -> None:  # noqa: ANN401 - Faust's own
        start = self._read_offset[tp]
        fresh = found if start is None else [record for record in found if record.offset >= start]
        for first in range(0, len(fresh), CHUNK):
            chunk = fresh[first : first + CHUNK]
            message = _message(tp, chunk, self._read_offset[tp], turn, self.app.consumer_generation_id)
            await self._room(turn)
            self.under_way.add(message)
            await self.wait_first(self.callback(message), self.suspend_flow.wait())
            if self.turn != turn:
                return  # where to read on is the rebalance's to say
            self._read_offset[tp] = chunk[-1].offset + 1

    async def _room(self, turn: int) -> None:
        """Wait until little enough is under way: some records are as large as thousands of others."""
        while self._bytes_under_way(turn) >= MOST_BYTES and self.turn == turn and not self.should_stop:
            self.eased.clear()
            await self.wait_first(self.eased.wait(), self.suspend_flow.wait())

    def _bytes_under_way(self, turn: int) -> int:
        return sum(message.size for message in list(self.under_way) if message.turn == turn)


class ChunkTransport(driver.Transport):  # type: ignore[misc] # as above
    """A transport with that consumer."""

    Consumer = ChunkConsumer


class EarlyServices(faust.app.base.BootStrategy):  # type: ignore[misc] # as above
    """Starts the app's `early` services before its consumer: lanes need them from the first rebalance on."""

    def server(self) -> Iterable[Any]:
        """The services of a worker, in the order in which they start."""
        return (*self.app.early, *super().server())


class ChunkApp(faust.App):  # type: ignore[misc] # as above
    """A Faust app with that transport. `early` services start first and stop last."""

    BootStrategy = EarlyServices

    def __init__(self, *arguments: Any, early: Sequence[Any] = (), **options: Any) -> None:  # noqa: ANN401 - Faust's own
        self.early = tuple(early)
        super().__init__(*arguments, **options)

    def _new_transport(self) -> Any:  # noqa: ANN401 - Faust's own
        return ChunkTransport(self.conf.broker_consumer, self)


def assignment(app: ChunkApp) -> set[Any]:
    """The partitions that are read here; none before the consumer has started."""
    try:
        return set(app.consumer.assignment())
    except ConsumerNotStarted:
        return set()


def fetched(app: ChunkApp, tp: Any) -> tuple[int | None, int]:  # noqa: ANN401 - Faust's own
    """The offset after the last that was fetched of this partition, and where it ended then (0 where nobody knows).

    Both count markers of transactions.
    """
    consumer = app.consumer._thread._consumer
    assignment = consumer._subscription.subscription and consumer._subscription.subscription.assignment
    if not assignment or tp not in assignment.tps:
        return None, 0
    state = assignment.state_value(tp)
    return state.position if state.has_valid_position else None, state.highwater or 0


def delivered(app: ChunkApp, tp: Any) -> int:  # noqa: ANN401 - Faust's own
    """The offset after the last record that agents were given, or the committed one where they were given none."""
    return app.consumer._read_offset.get(tp) or 0


def _message(tp: Any, chunk: list[Any], begins: int | None, turn: int, generation: int) -> ChunkMessage:  # noqa: ANN401 - Faust's own
    last = chunk[-1]
    timestamp = last.timestamp / 1000
    message = ChunkMessage(
        last.topic, last.partition, last.offset, timestamp, last.timestamp_type,
        (), None, chunk, None, 0, 0, tp, generation_id=generation,
    )  # fmt: skip
    message.begins, message.turn = begins, turn
    message.size = sum(len(record.value or b"") + len(record.key or b"") for record in chunk)
    return message
