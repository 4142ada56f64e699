"""Work on Kafka for callers that wait: so much of it at once, and none of them waits for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from streams.console.refusals import Refusal

T = TypeVar("T")

CLOSING_SECONDS = 2.0
"""How long work that is called off at the end may take to close its connections."""


class Bounded:
    """Runs at most `at_once` pieces of work; a caller waits at most `patience` seconds for one.

    Work that took too long is called off and counts until it is really over: closing what it held may take longer.
    """

    def __init__(self, at_once: int, patience: float) -> None:
        self._at_once, self._patience = at_once, patience
        self._running: set[asyncio.Task[Any]] = set()

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What the work returns or raises.

        Raises:
            Refusal: 503, there is too much of it, or it took too long, or the worker ends.
        """
        if len(self._running) >= self._at_once:
            work.close()
            raise Refusal(503, f"{self._at_once} requests are being answered already: come again")
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._over)
        await asyncio.wait({task}, timeout=self._patience)
        if not task.done():
            task.cancel()
            raise Refusal(503, f"Kafka did not answer within {self._patience:g} s")
        if task.cancelled():
            raise Refusal(503, "the worker ends")
        return task.result()

    async def close(self) -> None:
        """Call all work off."""
        for task in self._running:
            task.cancel()
        if self._running:
            await asyncio.wait(set(self._running), timeout=CLOSING_SECONDS)

    def _over(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # nobody may be waiting for it any more
