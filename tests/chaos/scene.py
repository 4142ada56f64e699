"""What is hurt: brokers, workers, and the network between them."""

import asyncio
import dataclasses
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from streams.local.kafka import Cluster
from streams.local.kafka.ready import free_ports
from streams.settings import Settings
from tests.chaos.network import Link, lay
from tests.support import system
from tests.support.system import Worker

SESSION_SECONDS = 6.0
"""The least that a broker allows."""
NAMES, GUEST = ("w1", "w2"), "w3"
READY_SECONDS = 90.0


class Scene:
    """Two workers and one that comes and goes, each with its own link; a supervisor that starts whichever gave up."""

    def __init__(self, settings: Settings, cluster: Cluster, links: dict[str, Link], seed: int) -> None:
        self.settings, self.cluster, self.links = settings, cluster, links
        self.choose = random.Random(seed)
        self.nodes = [node.id for node in cluster.status().nodes]
        ports = free_ports(len(NAMES) + 1)
        made = [self._worker(name, port) for name, port in zip((*NAMES, GUEST), ports, strict=True)]
        self.workers, self.guest = made[:-1], made[-1]
        self.gave_up = 0
        self._busy: set[str] = {GUEST}

    def _worker(self, name: str, port: int) -> Worker:
        settings = dataclasses.replace(self.settings, brokers=self.links[name].servers)
        return Worker(settings, name, port, TOCSIN_SESSION_TIMEOUT=str(SESSION_SECONDS))

    def any_worker(self) -> Worker:
        return self.choose.choice(self.workers)

    def any_link(self) -> tuple[str, Link]:
        name = self.choose.choice(NAMES)
        return name, self.links[name]

    @asynccontextmanager
    async def hurting(self, worker: Worker) -> AsyncIterator[None]:
        """Its supervisor looks away, and starts it when this is over if it does not run."""
        self._busy.add(worker.name)
        try:
            yield
        finally:
            if worker is not self.guest:
                self._busy.discard(worker.name)
                if not worker.running:
                    worker.start()

    async def supervise(self) -> None:
        """What a supervisor does: a worker that gave up is started again."""
        while True:
            for worker in self.workers:
                if worker.name not in self._busy and not worker.running:
                    self.gave_up += 1
                    worker.start()
            await asyncio.sleep(0.2)

    async def until_ready(self, worker: Worker) -> None:
        async def ready() -> bool:
            try:
                return (await worker.get("/ready"))[0] == 200
            except (OSError, TimeoutError, system.aiohttp.ClientError):
                return False

        await system.until(ready, READY_SECONDS, f"{worker.name} is ready")

    async def close(self) -> None:
        for worker in (*self.workers, self.guest):
            await asyncio.to_thread(worker.end)

    def logs(self) -> list[Path]:
        """Of every process."""
        brokers = sorted(Path(self.settings.data_dir).glob("kafka/node-*/kafka.log"))
        return [*(worker.log for worker in (*self.workers, self.guest)), *brokers]


def network(nodes: int) -> dict[str, Link]:
    """A link for each worker."""
    return lay((*NAMES, GUEST), nodes)
