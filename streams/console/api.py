"""`/api/feedback`: a verdict on an alert from a newsroom's own tool, and the counts of what was said."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

import aiohttp
import orjson
from aiohttp import web

from schemas.codec import encode, read_object
from schemas.feedback import Feedback
from streams.console.admission import admit
from streams.console.bounded import Bounded
from streams.console.refusals import Refusal, refusals_as_json
from streams.feedback import Row, counts, read_feedback
from streams.giving import Said, judged, read_said, write
from streams.settings import Settings

log = logging.getLogger(__name__)

PATH = "/api/"
"""What the path of every route begins with."""
PATIENCE = 10.0
"""Seconds that a caller waits for Kafka, and Kafka for a caller's body."""
AT_ONCE = 4
"""Requests that read topics at once."""
LARGEST_BODY = 64 * 1024
"""Bytes."""


class Api:
    """The routes. `give` makes and writes the record of what is said, `count` counts all that was."""

    def __init__(
        self,
        token_file: str,
        give: Callable[[Said], Coroutine[Any, Any, Feedback]],
        count: Callable[[], Coroutine[Any, Any, list[Row]]],
        patience: float = PATIENCE,
    ) -> None:
        self._token_file, self._give, self._count, self._patience = token_file, give, count, patience
        self._bounded = Bounded(AT_ONCE, patience)

    def application(self) -> web.Application:
        """What serves the routes under `PATH`."""
        application = web.Application(middlewares=[refusals_as_json])
        application.add_routes(
            [
                web.get("/feedback", self._counts, allow_head=False),
                web.post("/feedback", self._verdict),
            ]
        )
        application.on_shutdown.append(self._close)
        return application

    async def _verdict(self, request: web.Request) -> web.Response:
        await admit(request, self._token_file)
        said = read_said(read_object(await _body(request, self._patience)))
        given = await self._bounded.run(self._give(said))
        return web.Response(status=201, body=encode(given), content_type="application/json")

    async def _counts(self, request: web.Request) -> web.Response:
        await admit(request, self._token_file)
        rows = await self._bounded.run(self._count())
        lines = b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)
        return web.Response(body=lines, content_type="application/x-ndjson")

    async def _close(self, application: web.Application) -> None:
        await self._bounded.close()


def feedback_api(settings: Settings, now: Callable[[], datetime], patience: float = PATIENCE) -> Api:
    """The API of a system: verdicts are given at the time that `now` says, and wait `patience` seconds for Kafka."""
    settings = dataclasses.replace(settings, broker_wait=min(settings.broker_wait, patience / 2))

    async def give(said: Said) -> Feedback:
        given = await judged(settings, said, now())
        await write(settings, given)
        log.info("feedback on %s: %s", given.alert, given.verdict)
        return given

    async def count() -> list[Row]:
        given = await read_feedback(settings, lambda why: log.warning("%s", why))
        return await asyncio.to_thread(counts, given)

    return Api(settings.api_token_file, give, count, patience)


async def _body(request: web.Request, patience: float) -> bytes:
    """The body of a request.

    Raises:
        Refusal: it is too large, does not come, or is no body as HTTP has them.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(patience):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > LARGEST_BODY:
                    raise Refusal(413, f"body: expected at most {LARGEST_BODY:,} bytes")
    except TimeoutError as error:
        raise Refusal(408, f"body: did not come within {patience:g} s") from error
    except (aiohttp.ClientPayloadError, aiohttp.http.HttpProcessingError) as error:
        raise Refusal(400, f"body: {error}") from error
    return bytes(body)
