import asyncio
import socket
from collections.abc import AsyncIterator, Callable

import pytest

from streams.admin import ensure_topics
from streams.settings import Settings
from tests.support.system import Worker, until


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
async def start_worker(settings: Settings) -> AsyncIterator[Callable[..., object]]:
    """Starts workers that are ready when it returns; all end with the test."""
    workers: list[Worker] = []

    async def start(name: str = "w1", **environment: str) -> Worker:
        await ensure_topics(settings)
        worker = Worker(settings, name, free_port(), **environment)
        worker.start()
        workers.append(worker)
        await until(worker.is_ready, 60, "the worker is ready")
        return worker

    yield start
    await asyncio.gather(*(asyncio.to_thread(worker.end) for worker in workers))
