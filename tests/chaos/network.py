"""A network that can be hurt: a TCP proxy before every broker for every worker, so that one worker alone is cut off.

Each broker has a listener a worker, which tells that worker to come to its proxy. Bytes that are held are passed on once
the network heals, as TCP does it with what was lost; nothing is ever dropped within a connection that lives.
"""

import asyncio
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from streams.local.kafka import Door
from streams.local.kafka.ready import free_ports

PIECE = 65_536
AHEAD = 64
"""Pieces that are under way in one direction of one connection."""


@dataclass
class Way:
    """One direction between a worker and the brokers: whether bytes pass, and how late, in seconds."""

    passing: asyncio.Event = field(default_factory=asyncio.Event)
    delay: float = 0.0

    def __post_init__(self) -> None:
        self.passing.set()


class Link:
    """All connections of one worker: `there` is the way to the brokers, `back` the way from them."""

    def __init__(self, doors: dict[int, Door]) -> None:
        self.doors = doors
        self.there, self.back = Way(), Way()
        self.refusing = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._servers: list[asyncio.Server] = []

    @property
    def servers(self) -> str:
        """Where the worker finds the brokers."""
        return ",".join(f"127.0.0.1:{door.advertised}" for door in self.doors.values())

    async def open(self) -> None:
        for door in self.doors.values():
            self._servers.append(await asyncio.start_server(self._accept(door.port), "127.0.0.1", door.advertised))

    async def close(self) -> None:
        for server in self._servers:
            server.close()
        await self.reset()

    async def reset(self) -> None:
        """End every connection, as a gateway does that was started anew."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def heal(self) -> None:
        self.refusing = False
        for way in (self.there, self.back):
            way.delay = 0.0
            way.passing.set()

    def _accept(self, port: int):
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._tasks.add(task)
            with suppress(OSError, asyncio.CancelledError):
                await self._connect(port, reader, writer)
            self._tasks.discard(task)
            writer.transport.abort()

        return serve

    async def _connect(self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refusing:
            return
        await self.there.passing.wait()
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", port)
        ways = [(reader, there_writer, self.there), (there_reader, writer, self.back)]
        tasks = [asyncio.create_task(_carry(*way)) for way in ways]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            there_writer.transport.abort()


async def _carry(source: asyncio.StreamReader, target: asyncio.StreamWriter, way: Way) -> None:
    """Pass bytes on in order, each as late as the way is slow, none while the way is shut."""
    pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(AHEAD)

    async def deliver() -> None:
        while True:
            due, piece = await pieces.get()
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            await way.passing.wait()
            target.write(piece)
            await target.drain()
            pieces.task_done()

    delivering = asyncio.create_task(deliver())
    try:
        while not delivering.done() and (piece := await source.read(PIECE)):
            await pieces.put((time.monotonic() + way.delay, piece))
        await asyncio.wait({delivering, asyncio.ensure_future(pieces.join())}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        delivering.cancel()
        with suppress(OSError, asyncio.CancelledError):
            await delivering


def lay(workers: Iterable[str], nodes: int) -> dict[str, Link]:
    """A link for each worker to as many brokers, not yet open."""
    names = list(workers)
    ports = iter(free_ports(2 * len(names) * nodes))
    return {
        name: Link({node: Door(name.upper(), next(ports), next(ports)) for node in range(1, nodes + 1)})
        for name in names
    }
