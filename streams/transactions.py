"""The transactional producer of one lane: opened, used and closed so that no silence of Kafka hangs it.

After any failure a producer is given up, not repaired: opening the next one under the same id takes back what was
left open, and settles what was being committed when the answer got lost.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.errors import IllegalOperation, InvalidTxnState, ProducerClosed, ProducerFenced
from aiokafka.partitioner import DefaultPartitioner
from aiokafka.producer.message_accumulator import BatchBuilder

from streams.admin import ensure_alert_topics
from streams.connection import client_options
from streams.records import Write, size_of
from streams.rights import asking
from streams.settings import Settings
from streams.topics import LARGEST_LETTER, MEBIBYTE, subscriber_of

log = logging.getLogger(__name__)

ABORT_SECONDS = 2.0
"""How long a failed transaction may take to be taken back politely; the next owner does it else."""
CLOSE_SECONDS = 3.0
"""How long a producer may take to close before it is torn down."""

MOST_SENT = 64 * MEBIBYTE
"""Bytes that are on the way at once: a broker ends a connection that sends it a request of more than 100 MB
(`socket.request.max.bytes`)."""

PARTITIONER = DefaultPartitioner()
"""As every Kafka client's: by the key, else any."""


def parts(writes: Iterable[Write]) -> Iterator[list[Write]]:
    """Writes in their order, in parts of at most `MOST_SENT` bytes; one that is larger is a part of its own."""
    part: list[Write] = []
    size = 0
    for write in writes:
        more = size_of(write)
        if part and size + more > MOST_SENT:
            yield part
            part, size = [], 0
        part.append(write)
        size += more
    if part:
        yield part


class Transactions:
    """One transaction after another, under the id that is the lane's."""

    def __init__(self, settings: Settings, partition: int) -> None:
        self._settings = settings
        self._id = f"{settings.group}-lane-{partition}"
        self._producer: AIOKafkaProducer | None = None
        self._there: set[str] = set()

    async def open(self) -> None:
        """Take the id over: aborts and fences what a former owner left open."""
        await self.close()
        self._there.clear()
        self._producer = AIOKafkaProducer(
            transactional_id=self._id,
            transaction_timeout_ms=int(self._settings.transaction_timeout * 1000),
            linger_ms=0,  # a lane sends a whole batch at once: waiting for more only delays it
            retry_backoff_ms=5,  # the default of 100 ms is slept between transactions
            max_batch_size=262_144,
            max_request_size=LARGEST_LETTER,
            request_timeout_ms=10_000,
            **client_options(self._settings),
        )
        with self._asking():
            async with asyncio.timeout(self._settings.transaction_timeout):
                await self._producer.start()

    async def close(self) -> None:
        """Stop the producer within seconds, whatever the broker does; what is open is the next owner's to abort."""
        if self._producer is None:
            return
        producer, self._producer = self._producer, None
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await producer.stop()
        except Exception as error:  # it is given up, whatever it says
            log.info("%s: its producer did not close: %r", self._id, error)
            await _tear_down(producer)

    async def transact(self, writes: Sequence[Write], positions: Mapping[TopicPartition, int]) -> None:
        """Write all of this, and that the input up to `positions` is done, or nothing.

        Raises:
            ProducerFenced: another owner has the id now.
            NotAllowed: Kafka refuses it.
            Exception: it failed, or nobody knows whether it did; what is committed tells.
        """
        producer = self._producer
        if producer is None:
            raise RuntimeError("the lane is not open")
        with self._asking():
            async with asyncio.timeout(self._settings.transaction_timeout):
                await self._ensure_topics(producer, {write.topic for write in writes})
                await self._commit(producer, writes, positions)

    def _asking(self) -> AbstractContextManager[None]:
        return asking("Write", group=self._settings.group, transactional_id=self._id)

    async def _commit(
        self, producer: AIOKafkaProducer, writes: Sequence[Write], positions: Mapping[TopicPartition, int]
    ) -> None:
        await producer.begin_transaction()
        try:
            await self._write(producer, writes, positions)
        except BaseException as error:
            # A partition that was refused may be written to all the same; before it is forgotten, ask what came first.
            why = _failure(producer) if isinstance(error, IllegalOperation | InvalidTxnState) else None
            await _abort(producer)
            if isinstance(error, Exception) and _is_fenced(producer):
                raise ProducerFenced from error  # which may show as something else to who sends at that moment
            if why is not None:
                raise why from error
            raise
        await producer.commit_transaction()

    async def _ensure_topics(self, producer: AIOKafkaProducer, topics: set[str]) -> None:
        """Create what topics of subscribers are not there: one that somebody deleted must not end a lane for ever."""
        if topics <= self._there:
            return
        known = (await producer.client.fetch_all_metadata()).topics()
        missing = {topic for topic in topics if self._settings.topic(topic) not in known}
        subscribers = set(filter(None, map(subscriber_of, missing)))
        if subscribers:
            log.warning("%s: no topic for the alerts of %s: created", self._id, ", ".join(sorted(subscribers)))
            await ensure_alert_topics(self._settings, subscribers)
        self._there |= topics

    async def _write(
        self, producer: AIOKafkaProducer, writes: Sequence[Write], positions: Mapping[TopicPartition, int]
    ) -> None:
        """The records, then the positions.

        At once they hinder each other: a broker asks the coordinator whether a partition is in the transaction, which
        has no answer while the positions join it, so that the records are refused and sent again. Many megabytes go one
        part after the other: the client puts all that it has for a broker into one request.
        """
        sent: list[asyncio.Future[Any]] = []
        try:
            for part in parts(writes):
                await asyncio.gather(*sent)  # a commit does not raise when a send failed
                places = await self._places(producer, part)
                sent = [asyncio.ensure_future(_send(producer, *place, each)) for place, each in places.items()]
            await asyncio.gather(*sent)
            if positions:
                await self._send_positions(producer, positions)
        finally:
            for future in sent:
                if not future.cancel() and not future.cancelled():
                    future.exception()  # one is told; the others are no news

    async def _send_positions(self, producer: AIOKafkaProducer, positions: Mapping[TopicPartition, int]) -> None:
        with asking("Read", group=self._settings.group, topics={tp.topic for tp in positions}):
            await producer.send_offsets_to_transaction(positions, self._settings.group)

    async def _places(self, producer: AIOKafkaProducer, writes: Iterable[Write]) -> dict[tuple[str, int], list[Write]]:
        """Writes by topic (full name) and partition, in their order."""
        partitions = {
            topic: sorted(await producer.partitions_for(self._settings.topic(topic)))
            for topic in {write.topic for write in writes}
        }
        places: dict[tuple[str, int], list[Write]] = {}
        for write in writes:
            partition = write.partition
            if partition is None:
                partition = PARTITIONER(write.key, partitions[write.topic], partitions[write.topic])
            places.setdefault((write.topic, partition), []).append(write)
        return {(self._settings.topic(topic), partition): each for (topic, partition), each in places.items()}


async def _send(producer: AIOKafkaProducer, topic: str, partition: int, writes: Iterable[Write]) -> None:
    """Put these on one partition, in their order, and wait until the broker has them.

    In batches made here, with one answer to wait for each: an answer a record took nearly half of what a hop costs.
    """
    answers: list[asyncio.Future[Any]] = []
    batch = producer.create_batch()
    for write in writes:
        if not _add(batch, write):
            answers.append(await producer.send_batch(batch, topic, partition=partition))
            batch = producer.create_batch()
            _add(batch, write)  # the first of a batch is taken whatever its size
    answers.append(await producer.send_batch(batch, topic, partition=partition))
    await asyncio.gather(*answers)


def _add(batch: BatchBuilder, write: Write) -> bool:
    """Whether it found room."""
    return batch.append(timestamp=None, key=write.key, value=write.value, headers=list(write.headers)) is not None


def _is_fenced(producer: AIOKafkaProducer) -> bool:
    task = producer._sender.sender_task
    return task is not None and task.done() and not task.cancelled() and isinstance(task.exception(), ProducerFenced)


def _failure(producer: AIOKafkaProducer) -> BaseException | None:
    """Why a transaction failed that takes nothing more, where it did so by an answer of Kafka's."""
    ended = producer._txn_manager.wait_for_transaction_end()
    return ended.exception() if ended.done() and not ended.cancelled() else None


async def _abort(producer: AIOKafkaProducer) -> None:
    """Take a transaction back, so that readers need not wait for it; where that fails, the next owner does it."""
    with contextlib.suppress(Exception):
        async with asyncio.timeout(ABORT_SECONDS):
            await producer.abort_transaction()


async def _tear_down(producer: AIOKafkaProducer) -> None:
    """End a producer that waits for a broker: its tasks await their requests when cancelled, so twice."""
    sender = producer._sender.sender_task
    producer._message_accumulator.fail_all(ProducerClosed())
    for _ in range(2):
        if sender is None or sender.done():
            break
        sender.cancel()
        await asyncio.wait({sender}, timeout=0.5)
    with contextlib.suppress(Exception):
        await producer.client.close()
