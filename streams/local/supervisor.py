"""Keeps one process of a worker running: started again when it gives up, stopped with the one who started it."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from streams.console.asking import address_of, ask
from streams.settings import PREFIX, Settings

log = logging.getLogger(__name__)

STOP_SECONDS = 20.0
"""How long a worker may take to end by itself before it is killed."""
QUICK = 10.0
"""Seconds within which a worker that ends was never any use."""
MOST_QUICK = 5
"""Such ends in a row after which it is not started again."""


def environment_of(settings: Settings) -> dict[str, str]:
    """Variables that give another process these settings, wherever they came from."""
    return {
        f"{PREFIX}{entry.name.upper()}": str(getattr(settings, entry.name)) for entry in dataclasses.fields(settings)
    }


class WorkerFailed(RuntimeError):  # noqa: N818 - reads as what happened
    """The worker ended again and again before it was ever ready."""


class Supervisor:
    """A worker of these settings as a child process.

    It has a session of its own, so that Ctrl-C in the terminal reaches only the parent, and ends when the parent does,
    however that ends. It writes to `log_file`, or to where the parent's errors go.
    """

    def __init__(self, settings: Settings, say: Callable[[str], None], log_file: Path | None = None) -> None:
        self._settings = settings
        self._say = say
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = asyncio.Event()
        self.name = settings.worker_id
        self.url = f"http://{address_of(settings.http_host)}:{settings.http_port}"
        self.log_file = log_file

    async def run(self) -> None:
        """Start the worker, and again whenever it ends, with longer and longer pauses.

        Raises:
            WorkerFailed: it ended `MOST_QUICK` times in a row within `QUICK` seconds of its start.
        """
        quick = 0
        loop = asyncio.get_running_loop()
        while not self._stopping.is_set():
            began = loop.time()
            code = await self._run_once()
            if self._stopping.is_set():
                return
            quick = quick + 1 if loop.time() - began < QUICK else 0
            said = "its lines are above" if self.log_file is None else f"log: {self.log_file}"
            if quick >= MOST_QUICK:
                raise WorkerFailed(f"worker {self.name} cannot stay up ({said}){self._last_lines()}")
            self._say(f"worker {self.name} ended with code {code}, starting it again ({said})")
            await asyncio.sleep(min(0.5 * 2**quick, 10.0))

    async def ask(self, path: str) -> tuple[int, bytes] | None:
        """Status and body of the worker's page, None where it does not answer."""
        return await ask(self._settings.http_host, self._settings.http_port, path)

    async def ready(self) -> None:
        """Wait until the worker says that it is ready."""
        while True:
            answer = await self.ask("/ready")
            if answer is not None and answer[0] == 200:
                return
            await asyncio.sleep(0.1)

    async def stop(self) -> None:
        """End the worker: politely, then not."""
        self._stopping.set()
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _run_once(self) -> int:
        command = (sys.executable, "-m", "streams.cli", "worker", "--with-parent")
        self._process = await self._start(command, os.environ | environment_of(self._settings))
        if self.log_file is None:
            self._say(f"worker {self.name}: process {self._process.pid}")
        if self._stopping.is_set():  # told to stop while the process was being made
            self._process.terminate()
        return await self._process.wait()

    async def _start(self, command: tuple[str, ...], environment: dict[str, str]) -> asyncio.subprocess.Process:
        if self.log_file is None:
            return await asyncio.create_subprocess_exec(
                *command, stdin=asyncio.subprocess.PIPE, env=environment, start_new_session=True
            )
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        with self.log_file.open("ab") as output:
            return await asyncio.create_subprocess_exec(
                *command, stdin=asyncio.subprocess.PIPE, stdout=output, stderr=output,
                env=environment, start_new_session=True,
            )  # fmt: skip

    def _last_lines(self) -> str:
        if self.log_file is None:
            return ""
        lines = self.log_file.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(["", *lines[-15:]])
