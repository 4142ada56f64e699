"""Leaving a group for good, for a consumer of aiokafka with static membership."""

from __future__ import annotations

import asyncio
import logging

from aiokafka import AIOKafkaConsumer

log = logging.getLogger(__name__)


async def leave_group(consumer: AIOKafkaConsumer, seconds: float) -> None:
    """Take leave of the group, so that others have the partitions at once and not when the session has timed out.

    aiokafka does not for a static member, in the hope that it soon comes back. One that is told to stop may not; one
    that is killed cannot say so, and has its partitions back without a word when it starts again.
    """
    coordinator = consumer._coordinator
    coordinator._group_instance_id = None
    try:
        async with asyncio.timeout(seconds):
            await coordinator.close()
    except TimeoutError:
        log.info("the group did not answer within %.0f s: it notices by itself", seconds)
