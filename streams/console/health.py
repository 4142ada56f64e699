"""`/metrics`, `/live` and `/ready` of a worker."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from mode import Service
from prometheus_client import CONTENT_TYPE_LATEST

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Health:
    """An answer: whether it is well, and why or why not."""

    well: bool
    why: str


class HealthServer(Service):  # type: ignore[misc] # mode ships no types that hold under strict
    """Serves the metrics and two questions on one port."""

    def __init__(
        self,
        host: str,
        port: int,
        metrics: Callable[[], bytes],
        live: Callable[[], Health],
        ready: Callable[[], Health],
        **options: Any,  # noqa: ANN401 - mode's own
    ) -> None:
        super().__init__(**options)
        self._host, self._port = host, port
        self._metrics_page, self._live, self._ready = metrics, live, ready
        self._runner: web.AppRunner | None = None

    async def on_start(self) -> None:
        """Listen."""
        application = web.Application()
        application.add_routes(
            [
                web.get("/metrics", self._metrics),
                web.get("/live", self._answer_live),
                web.get("/ready", self._answer_ready),
            ]
        )
        self._runner = web.AppRunner(application, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        try:
            await site.start()
        except OSError as error:
            raise OSError(
                error.errno, f"cannot listen on {self._host}:{self._port} (set TOCSIN_HTTP_PORT): {error.strerror}"
            ) from error
        log.info("metrics and health at http://%s:%d", self._host, self.port)

    async def on_stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def port(self) -> int:
        """The port in use, which the settings may have left open."""
        addresses = self._runner.addresses if self._runner is not None else []
        return int(addresses[0][1]) if addresses else self._port

    async def _metrics(self, request: web.Request) -> web.Response:
        return web.Response(body=self._metrics_page(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _answer_live(self, request: web.Request) -> web.Response:
        return _answer(self._live())

    async def _answer_ready(self, request: web.Request) -> web.Response:
        return _answer(self._ready())


def _answer(health: Health) -> web.Response:
    return web.json_response({"ok": health.well, "why": health.why}, status=200 if health.well else 503)
