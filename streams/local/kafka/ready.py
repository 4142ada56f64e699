"""Free ports, and waiting until a cluster answers."""

from __future__ import annotations

import asyncio
import random
import socket
import time
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError as ClientError

from streams.local.kafka.state import Node

POLL_S = 0.1
LISTENING = range(15_000, 32_768)
"""Ports below those that Linux, macOS and Windows give to outgoing connections: one of these would take the port of a
node that is down, and a client that tries that port again and again may even be connected to itself."""


def free_ports(count: int) -> list[int]:
    """Different ports of the loopback interface that nobody uses now.

    Raises:
        OSError: there are not so many.
    """
    found = list(islice(filter(is_free, random.sample(LISTENING, len(LISTENING))), count))
    if len(found) < count:
        raise OSError(f"no {count} free ports from {LISTENING.start} to {LISTENING.stop - 1}")
    return found


def is_free(port: int) -> bool:
    """Whether a server could listen on the port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def wait(nodes: Sequence[Node], check: Callable[[], None], timeout: float) -> bool:
    """Wait until each node accepts connections and the cluster's metadata name all; False after `timeout` seconds.

    `check` is called between tries and may raise. Works inside and outside a running event loop.
    """
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, _wait(nodes, check, timeout)).result()


async def _wait(nodes: Sequence[Node], check: Callable[[], None], timeout: float) -> bool:  # noqa: ASYNC109 - a bound over many tries
    deadline, wanted = time.monotonic() + timeout, {node.id for node in nodes}
    while time.monotonic() < deadline:
        check()
        if all([await _connects(node.port) for node in nodes]) and wanted <= await _members(nodes[0].port):
            return True
        await asyncio.sleep(POLL_S)
    return False


async def _connects(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


async def _members(port: int) -> AbstractSet[int]:
    admin = AIOKafkaAdminClient(bootstrap_servers=f"127.0.0.1:{port}", request_timeout_ms=5000)
    try:
        await admin.start()
        return {int(broker["node_id"]) for broker in (await admin.describe_cluster())["brokers"]}
    except (ClientError, OSError, TimeoutError):
        return frozenset()
    finally:
        await admin.close()
