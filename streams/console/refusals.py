"""Errors as they are answered: JSON that says what is wrong, whatever the request was."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from aiokafka.errors import KafkaError

from schemas.errors import RecordError, shown
from streams.admin import BrokerUnreachable
from streams.feedback import NotJudged
from streams.giving import NoSuchAlert

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

STATUS: dict[type[Exception], int] = {
    RecordError: 400,
    NoSuchAlert: 404,
    NotJudged: 409,
    BrokerUnreachable: 503,
    KafkaError: 503,
    OSError: 503,
}
"""What each error that is foreseen is answered with."""
RETRY = {"Retry-After": "2"}
"""Seconds after which a caller who was not at fault may come again."""


class Refusal(Exception):  # noqa: N818 - reads as what happened
    """A request that is answered with an error: its status, what is wrong, and headers that say more."""

    def __init__(self, status: int, why: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(why)
        self.status, self.why = status, why
        self.headers = RETRY if status == 503 and headers is None else headers


@web.middleware
async def refusals_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every error as `{"error": …}`."""
    try:
        return await handler(request)
    except Exception as error:  # an error that nobody foresaw is one caller's, and not the worker's
        refusal = _refusal(error, request)
    return web.json_response({"error": refusal.why}, status=refusal.status, headers=refusal.headers)


def _refusal(error: Exception, request: web.Request) -> Refusal:
    if isinstance(error, Refusal):
        return error
    if isinstance(error, web.HTTPException):
        allow = {name: value for name, value in error.headers.items() if name == "Allow"}
        return Refusal(error.status, f"{request.method} {shown(request.path)}: {error.reason}", allow)
    for kind, status in STATUS.items():
        if isinstance(error, kind):
            return Refusal(status, str(error) or kind.__name__)
    log.error("%s %s: nobody foresaw this", request.method, shown(request.path), exc_info=error)
    return Refusal(500, f"nobody foresaw this: {type(error).__name__}")
