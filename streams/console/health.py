"""The door of a worker: `/metrics`, `/live`, `/ready`, and the API."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import web
from mode import Service
from prometheus_client import CONTENT_TYPE_LATEST

from streams.console.api import PATH, Api
from streams.console.asking import SOCKET

log = logging.getLogger(__name__)

CLOSING_SECONDS = 5.0
"""How long requests that are being answered may take when the worker ends."""


@dataclass(frozen=True, slots=True)
class Health:
    """An answer: whether it is well, and why or why not."""

    well: bool
    why: str

    @classmethod
    def read(cls, body: bytes) -> Health:
        """An answer as it came from another process; what is none says so."""
        try:
            said = orjson.loads(body)
            return cls(said["ok"] is True, str(said["why"]))
        except (ValueError, KeyError, TypeError):
            return cls(False, "answers what cannot be read")


class Door:
    """Serves metrics, two questions and the API on one port, or on a socket's file where the host is `unix:PATH`."""

    def __init__(
        self,
        host: str,
        port: int,
        metrics: Callable[[], Awaitable[bytes]],
        live: Callable[[], Awaitable[Health]],
        ready: Callable[[], Awaitable[Health]],
        api: Api,
    ) -> None:
        self._host, self._port = host, port
        self._metrics_page, self._live, self._ready = metrics, live, ready
        self._api = api
        self._runner: web.AppRunner | None = None

    async def open(self) -> None:
        """Listen.

        Raises:
            OSError: naming the address that cannot be had.
        """
        application = web.Application()
        application.add_routes(
            [
                web.get("/metrics", self._metrics),
                web.get("/live", self._answer_live),
                web.get("/ready", self._answer_ready),
            ]
        )
        application.add_subapp(PATH, self._api.application())
        self._runner = web.AppRunner(
            application,
            access_log=None,
            auto_decompress=False,  # what a few bytes unpack to would be held before its size is known
            shutdown_timeout=CLOSING_SECONDS,
        )
        await self._runner.setup()
        try:
            await self._site(self._runner).start()
        except OSError as error:
            raise OSError(
                error.errno, f"cannot listen on {self._host}:{self._port} (set TOCSIN_HTTP_PORT): {error.strerror}"
            ) from error
        log.info("metrics and health at %s", self._where())

    async def close(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    def _site(self, runner: web.AppRunner) -> web.BaseSite:
        if self._host.startswith(SOCKET):
            return web.UnixSite(runner, self._host.removeprefix(SOCKET))
        return web.TCPSite(runner, self._host, self._port)

    def _where(self) -> str:
        if self._host.startswith(SOCKET):
            return self._host
        addresses = self._runner.addresses if self._runner is not None else []
        return f"http://{self._host}:{addresses[0][1] if addresses else self._port}"

    async def _metrics(self, request: web.Request) -> web.Response:
        return web.Response(body=await self._metrics_page(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _answer_live(self, request: web.Request) -> web.Response:
        return _answer(await self._live())

    async def _answer_ready(self, request: web.Request) -> web.Response:
        return _answer(await self._ready())


class HealthServer(Service):  # type: ignore[misc] # mode ships no types that hold under strict
    """A door that opens and closes with Faust's app."""

    def __init__(self, door: Door, **options: Any) -> None:  # noqa: ANN401 - mode's own
        super().__init__(**options)
        self._door = door

    async def on_start(self) -> None:
        """Listen."""
        await self._door.open()

    async def on_stop(self) -> None:
        """Stop listening."""
        await self._door.close()


def _answer(health: Health) -> web.Response:
    return web.json_response({"ok": health.well, "why": health.why}, status=200 if health.well else 503)
