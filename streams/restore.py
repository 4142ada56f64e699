"""Reading lanes' state back from its compacted topics, before their first record."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaTimeoutError

from streams.connection import client_options
from streams.dead_letters import reason_of
from streams.metrics import Metrics
from streams.records import Record, Stage
from streams.rights import asking
from streams.settings import Settings
from streams.topics import LARGEST_WRITE

log = logging.getLogger(__name__)

STALLED_SECONDS = 20.0
"""How long a restore may wait for the next record before it is begun anew."""
FETCH_WAIT = 20
"""Milliseconds that the broker holds a fetch at the end of a topic: to stop awaits it, so that the default of 500 was
most of what it took to read little back."""
MOST_AT_ONCE = 2000
"""Records that are taken before others may run."""


async def restore(settings: Settings, lanes: Mapping[int, Sequence[Stage]], metrics: Metrics) -> None:
    """Clear and read back the state of these lanes, up to the end of what is committed."""
    began = time.monotonic()
    holders: dict[TopicPartition, tuple[str, Stage]] = {}
    for partition, stages in lanes.items():
        for stage in stages:
            stage.clear()
            for topic in stage.states:
                holders[TopicPartition(settings.topic(topic), partition)] = (topic, stage)
    count = await _read(settings, holders, metrics) if holders else 0
    seconds = time.monotonic() - began
    metrics.restores.inc(len(lanes))
    metrics.restore_seconds.set(seconds)
    log.info("restored %d lanes: %d records in %.2f s", len(lanes), count, seconds)


async def _read(settings: Settings, holders: Mapping[TopicPartition, tuple[str, Stage]], metrics: Metrics) -> int:
    consumer = AIOKafkaConsumer(
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=LARGEST_WRITE,
        fetch_max_wait_ms=FETCH_WAIT,
        **client_options(settings),
    )
    try:
        with asking("Read"):
            await consumer.start()
            consumer.assign(list(holders))
            await consumer.seek_to_beginning(*holders)
            ends = await consumer.end_offsets(list(holders))
            return await _read_to(ends, consumer, holders, metrics)
    finally:
        await consumer.stop()


async def _read_to(
    ends: Mapping[TopicPartition, int],
    consumer: AIOKafkaConsumer,
    holders: Mapping[TopicPartition, tuple[str, Stage]],
    metrics: Metrics,
) -> int:
    count, before, moved = 0, -1, time.monotonic()
    while True:
        at = {tp: await consumer.position(tp) for tp in ends}
        if all(at[tp] >= end for tp, end in ends.items()):
            return count
        if sum(at.values()) != before:
            before, moved = sum(at.values()), time.monotonic()
        elif time.monotonic() - moved > STALLED_SECONDS:
            raise KafkaTimeoutError(f"no state record came for {STALLED_SECONDS:.0f} s")
        for tp, records in (await consumer.getmany(timeout_ms=200, max_records=MOST_AT_ONCE)).items():
            topic, stage = holders[tp]
            for record in records:
                _take(stage, topic, record, metrics)
            count += len(records)
        await asyncio.sleep(0)


def _take(stage: Stage, topic: str, record: Record, metrics: Metrics) -> None:
    """Give a state record to its stage. One that is not ours to understand is passed over, and stays on its topic.

    A worker that would not start for it would keep every other incident and desk from being told; what is lost is what
    that one record knew, and a revision of it that is still there before it counts again.
    """
    if record.key is None:
        return
    try:
        stage.restore(topic, record.key, record.value)
    except Exception as error:  # whatever lies on a state topic must not keep a lane shut for ever
        reason = reason_of(error)
        metrics.dead_letters.labels(stage.name, f"restore_{reason}").inc()
        log.error(
            "state record %s/%d@%d cannot be read and is passed over: %s: %s",
            record.topic, record.partition, record.offset, reason, str(error)[:200],
        )  # fmt: skip
