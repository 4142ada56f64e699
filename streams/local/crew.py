"""A worker of several processes: each a member of the group with lanes of its own, together one worker from outside.

Python runs one thread at a time, so one process uses one core. The processes share nothing: whatever becomes of one,
its lanes go to the one that takes its place, or to the others.
"""

from __future__ import annotations

import asyncio
import dataclasses
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from streams.console.api import feedback_api
from streams.console.asking import SOCKET
from streams.console.health import Door, Health
from streams.console.merging import merged
from streams.local.supervisor import Supervisor
from streams.settings import Settings


def members(settings: Settings, folder: Path) -> list[Settings]:
    """The settings of each process: a name made of the worker's and its number, and a socket of its own in `folder`."""
    return [
        dataclasses.replace(
            settings, processes=1, worker_id=f"{settings.worker_id}.{number}", http_host=f"{SOCKET}{folder}/{number}"
        )
        for number in range(1, settings.processes + 1)
    ]


class Crew:
    """The processes of one worker, and the one door at which they are asked."""

    def __init__(self, settings: Settings, say: Callable[[str], None]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="tocsin-")
        self._members = [Supervisor(each, say) for each in members(settings, Path(self._folder.name))]
        self._door = Door(
            settings.http_host,
            settings.http_port,
            self.metrics,
            lambda: self._all("/live"),
            lambda: self._all("/ready"),
            feedback_api(settings, lambda: datetime.now(UTC)),
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Keep all processes running until told to stop.

        Raises:
            WorkerFailed: one of them cannot stay up; the others are ended too.
            OSError: the door's port cannot be had.
        """
        await self._door.open()
        running = [asyncio.create_task(member.run(), name=member.name) for member in self._members]
        told = asyncio.create_task(stop.wait())
        try:
            done, _ = await asyncio.wait([told, *running], return_when=asyncio.FIRST_COMPLETED)
        finally:
            told.cancel()
            await asyncio.gather(*(member.stop() for member in self._members))
            await asyncio.gather(*running, return_exceptions=True)
            await self._door.close()
            self._folder.cleanup()
        for task in done - {told}:
            task.result()

    async def metrics(self) -> bytes:
        """The pages of all that answer, as one."""
        answers = await asyncio.gather(*(member.ask("/metrics") for member in self._members))
        return merged(
            {
                member.name: answer[1]
                for member, answer in zip(self._members, answers, strict=True)
                if answer is not None and answer[0] == 200
            }
        )

    async def _all(self, path: str) -> Health:
        answers = await asyncio.gather(*(member.ask(path) for member in self._members))
        return together((member.name, answer) for member, answer in zip(self._members, answers, strict=True))


def together(answers: Iterable[tuple[str, tuple[int, bytes] | None]]) -> Health:
    """Well when each is: a process that does not answer is not."""
    said = [(answer is not None and answer[0] == 200, f"{name}: {_why(answer)}") for name, answer in answers]
    return Health(all(well for well, _ in said), "; ".join(why for _, why in said))


def _why(answer: tuple[int, bytes] | None) -> str:
    return "does not answer" if answer is None else Health.read(answer[1]).why
