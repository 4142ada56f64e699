"""`tocsin` as a caller sees it: in this process for speed, or as a process where its end is what is tested."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from streams.cli import main
from streams.settings import Settings

Command = Callable[..., Result]


def clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Runs a command with a broker that nobody listens at; the working folder is the test's own."""
    for name in set(os.environ) - set(clean_environment()):
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    nowhere = {"TOCSIN_BROKERS": "127.0.0.1:1", "TOCSIN_BROKER_WAIT": "0.2", "TOCSIN_DATA_DIR": str(tmp_path / "data")}

    def call(*args: str, stdin: bytes | str = b"", env: dict[str, str] | None = None) -> Result:
        result = CliRunner().invoke(main, args, input=stdin, env=nowhere | (env or {}))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        assert "Traceback" not in result.output
        return result

    return call


@pytest.fixture
def environment(settings: Settings) -> dict[str, str]:
    """Variables that name the test's own system on the shared Kafka."""
    return {
        "TOCSIN_BROKERS": settings.brokers,
        "TOCSIN_PREFIX": settings.prefix,
        "TOCSIN_PARTITIONS": str(settings.partitions),
        "TOCSIN_DATA_DIR": str(settings.data_dir),
        "TOCSIN_BROKER_WAIT": "20",
    }


@pytest.fixture
def tocsin(offline: Command, environment: dict[str, str]) -> Command:
    """Runs a command on the shared Kafka."""

    def call(*args: str, stdin: bytes | str = b"", env: dict[str, str] | None = None) -> Result:
        return offline(*args, stdin=stdin, env=environment | (env or {}))

    return call


@pytest.fixture
def spawn(environment: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., "subprocess.Popen[bytes]"]]:
    """Starts `tocsin` as a process on the shared Kafka, with pipes; what still runs at the end is killed."""
    with ExitStack() as started:

        def start(*args: str) -> "subprocess.Popen[bytes]":
            process = subprocess.Popen(
                [sys.executable, "-m", "streams.cli", *args],
                env=clean_environment() | environment,
                cwd=tmp_path,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            started.enter_context(process)
            started.callback(process.kill)
            return process

        yield start
