"""Keeps one worker process running: started again when it gives up, stopped with the one who started it."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import aiohttp

from streams.settings import PREFIX, Settings

log = logging.getLogger(__name__)

STOP_SECONDS = 20.0
"""How long a worker may take to end by itself before it is killed."""


def environment_of(settings: Settings) -> dict[str, str]:
    """Variables that give another process these settings, wherever they came from."""
    return {
        f"{PREFIX}{entry.name.upper()}": str(getattr(settings, entry.name)) for entry in dataclasses.fields(settings)
    }


def address_of(host: str) -> str:
    """The host, as it stands in a URL, at which this machine reaches its own server that listens at `host`."""
    if host in ("", "0.0.0.0"):  # noqa: S104 - asked about, not listened at
        return "127.0.0.1"
    if ":" in host:
        return "[::1]" if host == "::" else f"[{host}]"
    return host


class WorkerFailed(RuntimeError):  # noqa: N818 - reads as what happened
    """The worker ended again and again before it was ever ready."""


class Supervisor:
    """A worker as a child process in a session of its own, so that Ctrl-C in the terminal reaches only the parent."""

    def __init__(self, settings: Settings, http_port: int, say: Callable[[str], None]) -> None:
        self._settings = settings
        self._port = http_port
        self.url = f"http://{address_of(settings.http_host)}:{http_port}"
        self._say = say
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = asyncio.Event()
        self.log_file = settings.data_dir / "worker.log"

    async def run(self) -> None:
        """Start the worker, and again whenever it ends, with longer and longer pauses.

        Raises:
            WorkerFailed: it ended five times in a row within ten seconds of its start.
        """
        quick = 0
        loop = asyncio.get_running_loop()
        while not self._stopping.is_set():
            began = loop.time()
            code = await self._run_once()
            if self._stopping.is_set():
                return
            quick = quick + 1 if loop.time() - began < 10 else 0
            self._say(f"worker ended with code {code}, starting it again (log: {self.log_file})")
            if quick >= 5:
                raise WorkerFailed(f"the worker cannot stay up:\n{self._last_lines()}")
            await asyncio.sleep(min(0.5 * 2**quick, 10.0))

    async def ready(self) -> None:
        """Wait until the worker says that it is ready."""
        url = f"{self.url}/ready"
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
            while True:
                try:
                    async with session.get(url) as response:
                        if response.status == 200:
                            return
                except (aiohttp.ClientError, TimeoutError, OSError):
                    pass  # not listening yet
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
        environment = os.environ | environment_of(self._settings) | {"TOCSIN_HTTP_PORT": str(self._port)}
        command = (sys.executable, "-m", "streams.cli", "worker", "--id", f"{self._settings.worker_id}-up")
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        with self.log_file.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *command, stdout=output, stderr=output, stdin=asyncio.subprocess.DEVNULL,
                env=environment, start_new_session=True,
            )  # fmt: skip
        if self._stopping.is_set():  # told to stop while the process was being made
            self._process.terminate()
        return await self._process.wait()

    def _last_lines(self) -> str:
        return "\n".join(Path(self.log_file).read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
