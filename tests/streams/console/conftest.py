"""The API at a real socket, with what stands for Kafka given from outside."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest

from schemas.feedback import Feedback
from streams.console.api import Api
from streams.console.health import Door, Health
from streams.feedback import Row, counts, feedback_on
from streams.giving import Said
from tests.streams.test_feedback import ALERT

NOON = datetime(2024, 3, 5, 12, tzinfo=UTC)
TOKEN = "sesame"
RIGHT = {"alert": "a-1", "verdict": "false-alarm", "reason": "a film", "by": "ana"}
BEARER = {"Authorization": f"Bearer {TOKEN}"}


class Desk:
    """Stands for the topics: what was given, and what happens to whoever asks."""

    def __init__(self) -> None:
        self.given: list[Feedback] = []
        self.fails: Exception | None = None
        self.wait: Awaitable[Any] | None = None
        self.asked = 0

    async def give(self, said: Said) -> Feedback:
        await self._meet()
        given = feedback_on(ALERT, said.verdict, reason=said.reason, by=said.by, at=NOON)
        self.given.append(given)
        return given

    async def count(self) -> list[Row]:
        await self._meet()
        return counts(self.given)

    async def _meet(self) -> None:
        self.asked += 1
        if self.wait is not None:
            await self.wait
        if self.fails is not None:
            raise self.fails


class Caller:
    """Calls the API as a tool would."""

    def __init__(self, port: int, session: aiohttp.ClientSession) -> None:
        self.port, self._session = port, session

    @classmethod
    @asynccontextmanager
    async def at(cls, port: int) -> AsyncIterator["Caller"]:
        """One that calls at this port of this machine."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session:
            yield cls(port, session)

    async def __call__(
        self, method: str = "POST", path: str = "/api/feedback", headers: dict[str, str] = BEARER, **options: Any
    ) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Status, the first line of the body, and headers."""
        url = f"http://127.0.0.1:{self.port}{path}"
        async with self._session.request(method, url, headers=headers, **options) as response:
            first = (await response.read()).partition(b"\n")[0]
            return response.status, orjson.loads(first or b"null"), dict(response.headers)

    async def text(self) -> str:
        """The counts as they are answered."""
        url = f"http://127.0.0.1:{self.port}/api/feedback"
        async with self._session.get(url, headers=BEARER) as response:
            assert response.status == 200
            return await response.text()

    async def raw(self, sent: bytes) -> bytes:
        """What is answered to bytes that need not be HTTP."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(sent)
        writer.write_eof()
        async with asyncio.timeout(20):
            answer = await reader.read()
        writer.close()
        return answer


@asynccontextmanager
async def serving(api: Api) -> AsyncIterator[Caller]:
    """A door with this API at a free port."""

    async def metrics() -> bytes:
        return b""

    async def well() -> Health:
        return Health(True, "well")

    door = Door("127.0.0.1", 0, metrics, well, well, api)
    await door.open()
    assert door._runner is not None
    try:
        async with Caller.at(door._runner.addresses[0][1]) as caller:
            yield caller
    finally:
        await door.close()


Serve = Callable[..., Awaitable[Caller]]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    return file


def hold(file: Path, held: bytes | None) -> None:
    """Put this into the file; None takes it away."""
    file.unlink() if held is None else file.write_bytes(held)


@pytest.fixture
async def serve(desk: Desk, token_file: Path) -> AsyncIterator[Serve]:
    async with AsyncExitStack() as open_doors:

        async def start(file: str | None = None, patience: float = 10.0) -> Caller:
            api = Api(str(token_file) if file is None else file, desk.give, desk.count, patience)
            return await open_doors.enter_async_context(serving(api))

        yield start


@pytest.fixture
async def call(serve: Serve) -> Caller:
    return await serve()
