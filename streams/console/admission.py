"""Who may call the API: whoever has the token that a file holds."""

from __future__ import annotations

import asyncio
import hmac
import logging
from pathlib import Path

from aiohttp import web

from streams.console.refusals import Refusal

log = logging.getLogger(__name__)

VARIABLE = "TOCSIN_API_TOKEN_FILE"
LONGEST_TOKEN = 4096
"""Bytes: a header that is much longer is none that aiohttp takes."""


async def admit(request: web.Request, file: str) -> None:
    """Let the request pass where it brings the token of this file, which is read each time: a new one counts at once.

    Raises:
        Refusal: 401 without it, 403 where there is none to bring, 500 where the file cannot be read.
    """
    token = await asyncio.to_thread(token_in, file)
    scheme, _, brought = request.headers.get("Authorization", "").partition(" ")
    same = hmac.compare_digest(brought.strip().encode("utf-8", "surrogateescape"), token)
    if scheme.lower() != "bearer" or not same:
        raise Refusal(401, "Authorization: expected Bearer and the token", {"WWW-Authenticate": "Bearer"})


def token_in(file: str) -> bytes:
    """The token that a file holds, without the white space around it. What is wrong with the file is logged too.

    Raises:
        Refusal: 403 where no file is named or it holds none, 500 where it cannot be read.
    """
    if not file:
        raise Refusal(403, f"set {VARIABLE} to a file that holds the token of this API")
    try:
        with Path(file).open("rb") as opened:
            token = opened.read(LONGEST_TOKEN + 1).strip()
    except (OSError, ValueError) as error:  # ValueError: a path that holds what no path can
        reason = error.strerror if isinstance(error, OSError) else error
        log.error("%s: %s cannot be read: %s", VARIABLE, file, reason)
        raise Refusal(500, f"{VARIABLE}: the file cannot be read: {reason}") from error
    if not token or len(token) > LONGEST_TOKEN:
        log.error("%s: %s holds no token of 1 to %d bytes", VARIABLE, file, LONGEST_TOKEN)
        raise Refusal(403, f"{VARIABLE}: the file holds no token of 1 to {LONGEST_TOKEN:,} bytes")
    return token
