"""Asking another process of this machine for its page: `/metrics`, `/live`, `/ready`."""

from __future__ import annotations

import aiohttp

SOCKET = "unix:"
"""What a host begins with that is the path of a socket's file."""
PATIENCE = 2.0
"""Seconds for an answer."""


def address_of(host: str) -> str:
    """The host, as it stands in a URL, at which this machine reaches its own server that listens at `host`."""
    if host.startswith(SOCKET):
        return "localhost"
    if host in ("", "0.0.0.0"):  # noqa: S104 - asked about, not listened at
        return "127.0.0.1"
    if ":" in host:
        return "[::1]" if host == "::" else f"[{host}]"
    return host


async def ask(host: str, port: int, path: str) -> tuple[int, bytes] | None:
    """Status and body of a page, None where nobody answers (yet)."""
    connector = aiohttp.UnixConnector(host.removeprefix(SOCKET)) if host.startswith(SOCKET) else None
    patience = aiohttp.ClientTimeout(total=PATIENCE)
    try:
        async with (
            aiohttp.ClientSession(connector=connector, timeout=patience) as session,
            session.get(f"http://{address_of(host)}:{port}{path}") as response,
        ):
            return response.status, await response.read()
    except (aiohttp.ClientError, TimeoutError, OSError):
        return None
