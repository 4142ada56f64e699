"""A real HTTP server on 127.0.0.1 that answers as it is told and remembers what it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

Answer = Callable[[web.Request], web.StreamResponse]


@dataclass
class Site:
    """Answers by path. `requests` are those that came, `together` the most that were open at one time."""

    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[web.Request] = field(default_factory=list)
    open: int = 0
    together: int = 0
    linger: float = 0.0
    port: int = 0

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def serve(self, path: str, body: bytes | str, content_type: str = "application/xml", **headers: str) -> str:
        """Answer `path` with this body; returns its address."""
        raw = body.encode() if isinstance(body, str) else body
        given = {"Content-Type": content_type} | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.on(path, lambda request: web.Response(body=raw, headers=given))

    def on(self, path: str, answer: Answer) -> str:
        """Answer `path` by a function; returns its address."""
        self.answers[path] = answer
        return self.url(path)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        self.open += 1
        self.together = max(self.together, self.open)
        try:
            await asyncio.sleep(self.linger)  # long enough that a second request would be seen
            answer = self.answers.get(request.path)
            return web.Response(status=404) if answer is None else answer(request)
        finally:
            self.open -= 1


@asynccontextmanager
async def running_site():
    """A site that is listening."""
    site = Site()
    application = web.Application()
    application.router.add_get("/{path:.*}", site.handle)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        site.port = runner.addresses[0][1]
        yield site
    finally:
        await runner.cleanup()
