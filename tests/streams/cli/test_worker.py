import signal
import socket
import subprocess
from collections.abc import Callable

import pytest

from tests.streams.cli.conftest import Command


@pytest.mark.parametrize(
    ("option", "value", "variable"),
    [("--http-port", "70000", "--http-port"), ("--id", "a b", "--worker-id"), ("--log-level", "loud", "--log-level")],
)
def test_wrong_options_are_code_2_and_named(offline: Command, option: str, value: str, variable: str) -> None:
    result = offline("worker", option, value)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: {variable}: ")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.kafka
@pytest.mark.slow
def test_a_worker_that_cannot_listen_gives_up_with_the_reason_in_its_last_line(
    spawn: Callable[..., "subprocess.Popen[bytes]"],
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        process = spawn("worker", "--id", "w1", "--http-port", port)
        _, errors = process.communicate(timeout=50)
    assert process.returncode == 1
    last = errors.decode().splitlines()[-1]
    assert "worker w1 gave up" in last
    assert port in last
    assert "TOCSIN_HTTP_PORT" in last


@pytest.mark.kafka
@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_stop_ends_with_code_0(
    spawn: Callable[..., "subprocess.Popen[bytes]"], number: int
) -> None:
    process = spawn("worker", "--id", "w1", "--http-port", "0")
    assert process.stderr is not None
    seen = b""
    while b"metrics and health at" not in seen:
        line = process.stderr.readline()
        assert line, seen.decode()
        seen += line
    process.send_signal(number)
    _, errors = process.communicate(timeout=40)
    assert process.returncode == 0, (seen + errors).decode()
    assert b"Traceback" not in errors
