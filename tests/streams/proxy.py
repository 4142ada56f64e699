"""A TCP proxy between a client and the broker that can keep an answer of Kafka to itself, or all of them."""

import asyncio
import struct
from contextlib import suppress

END_TXN = 26


class Proxy:
    """Passes requests on and answers back; the broker's own address in answers is rewritten, so that clients stay here.

    `swallow` (an API key) has the next answer to such a request lost and the connection cut, after the broker acted on it.
    `cut` refuses and cuts all connections.
    """

    def __init__(self, broker: str) -> None:
        self._host, _, port = broker.partition(":")
        self._port = int(port)
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.swallow: int | None = None
        self.lost = asyncio.Event()
        self.mute = False
        self.port = 0

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def __aenter__(self) -> "Proxy":
        await self.listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.cut()

    async def listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        if self._server is not None:
            self._server.close()
        for writer in list(self._writers):
            writer.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        there_reader, there = await asyncio.open_connection(self._host, self._port, limit=1 << 26)
        self._writers |= {writer, there}
        asked: dict[int, int] = {}
        try:
            await asyncio.gather(self._requests(reader, there, asked), self._answers(there_reader, writer, asked))
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            self._writers -= {writer, there}
            writer.close()
            there.close()

    async def _requests(self, reader: asyncio.StreamReader, there: asyncio.StreamWriter, asked: dict[int, int]) -> None:
        while True:
            frame = await _frame(reader)
            key, _, correlation = struct.unpack_from(">hhi", frame, 4)
            asked[correlation] = key
            there.write(frame)
            await there.drain()

    async def _answers(self, there: asyncio.StreamReader, writer: asyncio.StreamWriter, asked: dict[int, int]) -> None:
        ours, its = struct.pack(">i", self.port), struct.pack(">i", self._port)
        host = struct.pack(">h", len(self._host)) + self._host.encode()
        compact = bytes([len(self._host) + 1]) + self._host.encode()
        while True:
            frame = await _frame(there)
            key = asked.pop(struct.unpack_from(">i", frame, 4)[0])
            if key == self.swallow:
                self.swallow = None
                self.lost.set()
                raise ConnectionError("this answer is lost")
            if self.mute:
                continue
            for name in (host, compact):
                frame = frame.replace(name + its, name + ours)
            with suppress(OSError):
                writer.write(frame)
                await writer.drain()


async def _frame(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readexactly(4)
    return head + await reader.readexactly(struct.unpack(">i", head)[0])
