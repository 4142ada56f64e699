"""The other system: the one that records are taken to, under another prefix of the same cluster."""

from __future__ import annotations

import asyncio
import dataclasses
from contextlib import aclosing
from typing import Any

from aiokafka.errors import KafkaError
from aiokafka.partitioner import DefaultPartitioner

from streams.admin import admin
from streams.reading import partitions_of, read_topic
from streams.settings import Settings
from streams.topics import ARTICLES, TABLE

_choose = DefaultPartitioner()


class NotMovable(RuntimeError):  # noqa: N818 - reads as what happened
    """Something stands in the way: nothing was written."""


def elsewhere(settings: Settings, prefix: str, partitions: int) -> Settings:
    """The settings of that system."""
    return dataclasses.replace(settings, prefix=prefix, partitions=partitions)


def partition_of(key: bytes, partitions: int) -> int:
    """Where Kafka's own clients put a record of this key."""
    chosen: int = _choose(key, list(range(partitions)), [])
    return chosen


def placed(key: bytes | None, was: int, partitions: int) -> int:
    """Where a record of this key goes among so many partitions. One without a key follows those that it was among."""
    return was % partitions if key is None else partition_of(key, partitions)


async def partitions_there(settings: Settings) -> int:
    """How many partitions the stage topics of a system have.

    Raises:
        NotMovable: there is no such system.
    """
    topic = settings.topic(ARTICLES.name)
    found = len(await partitions_of(settings, topic))
    if not found:
        raise NotMovable(f"there is no topic {topic}: is TOCSIN_PREFIX right?")
    return found


async def check_nobody_works(settings: Settings) -> None:
    """Make sure that no worker of a system runs.

    Raises:
        NotMovable: its group has members.
    """
    answer = await _described(settings)
    members = sum(
        len(group[5]) for group in answer.groups
    )  # by place: error, name, state, two of the protocol, members
    if members:
        raise NotMovable(
            f"the group {settings.group} has {members} members: stop its workers first, and wait "
            f"{settings.session_timeout:.0f} s (TOCSIN_SESSION_TIMEOUT) after one that was killed"
        )


async def check_nothing_there(settings: Settings) -> None:
    """Make sure that no topic of a system, which must exist, holds a committed record.

    Raises:
        NotMovable: one does.
    """
    async with aclosing(read_topic(settings, *(settings.topic(topic.name) for topic in TABLE))) as records:
        async for record in records:
            raise NotMovable(f"topic {record.topic} has records already: choose another prefix, or delete its topics")


async def _described(settings: Settings) -> Any:  # noqa: ANN401 - aiokafka's, one class a version
    """What the broker says of a group. One that just started makes the topic of all groups when it is first asked."""
    clock = asyncio.get_running_loop().time
    deadline = clock() + settings.broker_wait
    async with admin(settings) as client:
        while True:
            try:
                (answer,) = await client.describe_consumer_groups([settings.group])
                return answer
            except KafkaError as error:
                if not error.retriable or clock() > deadline:
                    raise
            await asyncio.sleep(0.2)
