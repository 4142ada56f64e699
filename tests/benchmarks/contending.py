"""What copies beside ours in `make bench-transport`: installed, started, watched and ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from aiokafka import AIOKafkaConsumer

from streams.settings import Settings
from tests.benchmarks.contenders import CHAIN

NUMBER = 12
"""Digits with which a value begins: not all contenders hand keys on."""
PATIENCE = 30.0
"""Seconds without a record after which a contender is given up."""
HERE = Path(__file__).with_name("contenders")
ENVIRONMENTS = Path(".tocsin/contenders")


@dataclass(frozen=True)
class Contender:
    """A program that copies. One with `packages` runs in an environment that holds these and nothing of ours."""

    name: str
    program: str
    guarantee: str
    packages: tuple[str, ...] = ()


OURS, BARE = "ours", "aiokafka"
CONTENDERS = (
    Contender(BARE, "bare.py", "exactly once"),
    Contender(OURS, "copying.py", "exactly once"),
    Contender("faststream", "with_faststream.py", "at least once", ("faststream[kafka]==0.7.8", "uvloop==0.23.0")),
    Contender("quixstreams", "with_quixstreams.py", "exactly once", ("quixstreams==3.28.1",)),
)


class NotMeasured(RuntimeError):  # noqa: N818 - reads as what happened
    """A contender that could not be installed, ended by itself, or did not get to the end."""


def interpreter(contender: Contender) -> str:
    """The Python that runs it; installs what it needs.

    Raises:
        NotMeasured: pip could not.
    """
    if not contender.packages:
        return sys.executable
    folder = ENVIRONMENTS / "-".join(contender.packages)
    python, done = folder / "bin" / "python", folder / "done"
    if not done.exists():
        print(f"installing {' '.join(contender.packages)}", file=sys.stderr)
        try:
            subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
            install = [python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", *contender.packages]
            subprocess.run(install, check=True, timeout=600)
        except (subprocess.SubprocessError, OSError) as error:
            raise NotMeasured(f"cannot be installed: {error}") from error
        done.touch()
    return str(python)


def command(contender: Contender, settings: Settings) -> list[str]:
    """How it is started."""
    python = interpreter(contender)
    if contender.name == OURS:
        return [python, "-m", f"tests.benchmarks.contenders.{Path(contender.program).stem}"]
    topics = [settings.topic(name) for name in CHAIN]
    return [python, str(HERE / contender.program), settings.brokers, settings.group, *topics]


def system_environment(settings: Settings) -> dict[str, str]:
    """What a worker of ours reads, and the way to it; the others take no notice."""
    return os.environ | {
        "PYTHONPATH": str(Path.cwd()),
        "TOCSIN_BROKERS": settings.brokers,
        "TOCSIN_PREFIX": settings.prefix,
        "TOCSIN_PARTITIONS": str(settings.partitions),
        "TOCSIN_DATA_DIR": str(settings.data_dir),
        "TOCSIN_HTTP_PORT": "0",
        "TOCSIN_SESSION_TIMEOUT": "30",
        "TOCSIN_WORKER_ID": "transport",
    }


class Running:
    """A contender's process, with its log in the data folder."""

    def __init__(self, contender: Contender, settings: Settings) -> None:
        self._log = settings.data_dir / f"{settings.prefix}{contender.name}.log"
        with self._log.open("wb") as output:
            self.process = subprocess.Popen(
                command(contender, settings), env=system_environment(settings), stdout=output, stderr=output
            )

    def end(self) -> None:
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def check(self) -> None:
        """Raises NotMeasured if it runs no more."""
        if self.process.poll() is not None:
            last = "\n".join(self._log.read_text(errors="replace").splitlines()[-20:])
            raise NotMeasured(f"ended with {self.process.returncode}:\n{last}")


class Reader:
    """Reads the last topic, and counts what is there by the number with which each value begins."""

    def __init__(self, client: AIOKafkaConsumer, running: Running) -> None:
        self._client, self._running = client, running
        self.seen: set[bytes] = set()
        self.repeated = 0

    async def take(self) -> None:
        """What came since."""
        for records in (await self._client.getmany(timeout_ms=100)).values():
            before = len(self.seen)
            self.seen.update(record.value[:NUMBER] for record in records)
            self.repeated += before + len(records) - len(self.seen)

    async def until(self, count: int) -> None:
        """Wait until so many different ones are there.

        Raises:
            NotMeasured: the contender ended, or nothing came for too long.
        """
        deadline, before = time.monotonic() + PATIENCE, len(self.seen)
        while len(self.seen) < count and time.monotonic() < deadline:
            await self.take()
            self._running.check()
            if len(self.seen) != before:
                deadline, before = time.monotonic() + PATIENCE, len(self.seen)
        if len(self.seen) < count:
            raise NotMeasured(f"stood still for {PATIENCE:.0f} s at {len(self.seen)} of {count} records")
