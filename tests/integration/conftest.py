import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from streams.admin import ensure_topics
from streams.settings import Settings
from tests.conftest import settings_of_its_own
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
        workers.append(await ready_worker(settings, name, **environment))
        return workers[-1]

    yield start
    await asyncio.gather(*(asyncio.to_thread(worker.end) for worker in workers))


async def ready_worker(settings: Settings, name: str = "w1", **environment: str) -> Worker:
    await ensure_topics(settings)
    worker = Worker(settings, name, free_port(), **environment)
    worker.start()
    await until(worker.is_ready, 60, "the worker is ready")
    return worker


@dataclass(frozen=True)
class Running:
    """A system with one worker that several tests use: each with subscribers, and places in the news, of its own."""

    settings: Settings
    worker: Worker


@contextmanager
def one_worker(kafka: str, folder: Path) -> Iterator[Running]:
    settings = settings_of_its_own(kafka, folder)
    worker = asyncio.run(ready_worker(settings))
    yield Running(settings, worker)
    worker.end()


@pytest.fixture(scope="module")
def running(kafka: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with one_worker(kafka, tmp_path_factory.mktemp("running")) as found:
        yield found


@pytest.fixture(scope="session")
def battered(kafka: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One for broken input alone: what comes there later comes to a worker that has seen much."""
    with one_worker(kafka, tmp_path_factory.mktemp("battered")) as found:
        yield found
