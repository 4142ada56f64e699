"""Whole worker processes on a real Kafka, with stages that count: signals, names, faults."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path

import pytest

from streams.admin import TopicMismatch, ensure_topics
from streams.reading import read_topic
from streams.sending import producer
from streams.settings import Settings, load_settings
from tests.support.system import Worker, until

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(90)]

ROOT = Path(__file__).parents[2]
SESSION = 6.0
"""Seconds: the least that a broker allows."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class ToyWorker(Worker):
    """The process of `toy_worker.py`."""

    def start(self) -> None:
        settings = self._settings
        environment = os.environ | {
            "TOCSIN_BROKERS": settings.brokers, "TOCSIN_PREFIX": settings.prefix, "TOCSIN_DATA_DIR": str(settings.data_dir),
            "TOCSIN_PARTITIONS": str(settings.partitions), "TOCSIN_HTTP_PORT": str(self.port), "TOCSIN_WORKER_ID": self.name,
            "TOCSIN_SESSION_TIMEOUT": str(SESSION),
        } | self._environment  # fmt: skip
        for name in ("TOCSIN_TEST_KAFKA", "TOCSIN_TEST_KAFKA_NODES", "TOCSIN_TEST_KAFKA_VERSION"):
            environment.pop(name, None)
        with self.log.open("ab") as output:
            command = [sys.executable, "-m", "tests.streams.toy_worker"]
            self.process = subprocess.Popen(command, env=environment, stdout=output, stderr=output, cwd=ROOT)

    async def code(self, seconds: float) -> int:
        """The exit code, when it ends by itself."""

        async def ended() -> bool:
            return not self.running

        await until(ended, seconds, f"{self.name} ends\n{self.last_lines()}")
        assert self.process is not None
        return int(self.process.returncode)


Make = Callable[..., ToyWorker]


@pytest.fixture
async def make(settings: Settings) -> AsyncIterator[Make]:
    await ensure_topics(settings)
    workers: list[ToyWorker] = []

    def start(name: str, brokers: str | None = None, **environment: str) -> ToyWorker:
        chosen = settings if brokers is None else load_settings({}, brokers=brokers, data_dir=str(settings.data_dir))
        worker = ToyWorker(chosen, name, free_port(), **environment)
        worker.log = settings.data_dir / f"{name}-{len(workers)}.log"
        worker.start()
        workers.append(worker)
        return worker

    yield start
    for worker in workers:
        worker.send_signal(signal.SIGCONT)
    await asyncio.gather(*(asyncio.to_thread(worker.end) for worker in workers))


async def send_counted(settings: Settings, numbers: Iterable[int], pause: float = 0.0) -> None:
    """`articles` with keys k0 … k9 in turn, so that the n-th record of a key must be given the count n."""
    topic = settings.topic("articles")
    async with producer(settings) as client:
        for number in numbers:
            sent = await client.send(topic, value=b"%d" % (number // 10 + 1), key=b"k%d" % (number % 10))
            if pause:
                await sent
                await asyncio.sleep(pause)


async def arrived(settings: Settings, count: int, seconds: float) -> list[tuple[bytes, bytes]]:
    """Key and value of what came through all four stages, once so many are there."""

    async def enough() -> list[tuple[bytes, bytes]]:
        found = [(record.key, record.value) async for record in read_topic(settings, settings.topic("desks"))]
        return found if len(found) >= count else []

    return await until(enough, seconds, f"{count} records at the end")


def exactly_once(found: list[tuple[bytes, bytes]], count: int) -> None:
    wanted = [(b"k%d" % (number % 10), b"%d %d" % (number // 10 + 1, number // 10 + 1)) for number in range(count)]
    assert sorted(found) == sorted(wanted)


async def test_a_worker_that_is_told_to_stop_ends_well_and_soon(settings: Settings, make: Make) -> None:
    worker = make("w1")
    await until(worker.is_ready, 30, "ready")
    await send_counted(settings, range(200))
    began = time.monotonic()
    assert await asyncio.to_thread(worker.end, signal.SIGTERM) == 0, worker.last_lines()
    assert time.monotonic() - began < 5


async def test_a_worker_that_is_told_to_stop_hands_its_lanes_over_long_before_its_session_ends(
    settings: Settings, make: Make
) -> None:
    first, second = make("w1"), make("w2")
    await until(first.is_ready, 30, "ready")
    await until(second.is_ready, 30, "ready")

    async def has_all() -> bool:
        return await second.metric("tocsin_lanes") == settings.partitions

    assert await asyncio.to_thread(first.end, signal.SIGTERM) == 0, first.last_lines()
    began = time.monotonic()
    await until(has_all, 30, "the second has all lanes")
    assert time.monotonic() - began < SESSION * 0.75


async def test_what_a_killed_worker_leaves_is_done_once(settings: Settings, make: Make) -> None:
    count = 300
    worker = make("w1")
    await until(worker.is_ready, 30, "ready")
    sending = asyncio.create_task(send_counted(settings, range(count), pause=0.005))
    await arrived(settings, 50, 20)
    await asyncio.to_thread(worker.end, signal.SIGKILL)
    worker.start()
    await sending
    exactly_once(await arrived(settings, count, 30), count)


async def test_what_a_frozen_worker_held_is_done_once_by_another(settings: Settings, make: Make) -> None:
    count = 300
    first, second = make("w1"), make("w2")
    await until(first.is_ready, 30, "ready")
    await until(second.is_ready, 30, "ready")
    sending = asyncio.create_task(send_counted(settings, range(count), pause=0.005))
    await arrived(settings, 50, 20)
    second.send_signal(signal.SIGSTOP)
    await sending
    await arrived(settings, count, 30)
    second.send_signal(signal.SIGCONT)
    await until(second.is_ready, 30, "awake")
    exactly_once(await arrived(settings, count, 30), count)


async def test_a_second_worker_of_the_same_name_is_noticed(settings: Settings, make: Make) -> None:
    first = make("same")
    await until(first.is_ready, 30, "ready")
    make("same")
    assert await first.code(30) == 1
    last = first.last_lines(1)
    assert last.startswith("worker same gave up: another worker is running as 'same'"), first.last_lines()


async def test_a_worker_waits_for_a_broker_that_is_not_there_yet(settings: Settings, make: Make) -> None:
    worker = make("early", brokers=f"127.0.0.1:{free_port()}")

    async def waits() -> bool:
        return "waiting for Kafka at" in worker.last_lines()

    await until(waits, 15, "it says that it waits")
    assert worker.running


async def test_topics_with_other_partitions_are_refused_with_the_remedy(settings: Settings) -> None:
    await ensure_topics(settings)
    other = load_settings({}, brokers=settings.brokers, prefix=settings.prefix, partitions=5)
    with pytest.raises(
        TopicMismatch, match="articles has 3 partitions, the settings ask for 5: set TOCSIN_PARTITIONS=3"
    ):
        await ensure_topics(other)
