import asyncio
import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.cli import common
from streams.cli.common import fail, fail_with_log, one_line, run
from tests.streams.cli.conftest import Command


@pytest.mark.parametrize(
    "args",
    [
        ("topics",),
        ("topics", "--create", "--json"),
        ("send", "-"),
        ("subscriptions", "list"),
        ("subscriptions", "get", "x"),
        ("subscriptions", "delete", "x"),
        ("alerts", "tail", "desk"),
        ("alerts", "tail", "desk", "--no-follow", "--json"),
        ("dead-letters", "list", "--json"),
        ("dead-letters", "show", "0"),
        ("dead-letters", "replay", "0"),
        ("worker", "--http-port", "0"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("broker", ["127.0.0.1:1", "no-such-host.invalid:9092"])
def test_a_broker_that_does_not_answer_is_one_line_and_code_3(
    offline: Command, args: tuple[str, ...], broker: str
) -> None:
    result = offline(*args, "--broker", broker, stdin=b"a text\n")
    assert result.exit_code == 3
    assert result.stdout == ""
    errors = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1
    assert f"no Kafka answered at {broker} " in errors[0]
    assert "TOCSIN_BROKERS" in errors[0]


def test_a_broker_without_a_port_is_refused(offline: Command) -> None:
    result = offline("topics", "--broker", "kafka-1")
    assert result.exit_code == 2
    assert result.stderr == "error: brokers: expected HOST:PORT, got 'kafka-1'\n"


def test_a_name_that_the_system_cannot_hold_is_one_line(offline: Command) -> None:
    for args in (
        ["send", "x" * 5000],
        ["subscriptions", "lint", "x" * 5000],
        ["kafka", "status", "--data", "x" * 5000],
    ):
        result = offline(*args)
        assert result.exit_code == 1
        assert result.stderr.startswith("error: ")
        assert len(result.stderr.splitlines()) == 1


def test_the_end_of_a_log_is_shown_line_by_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        fail_with_log("it ended\nfirst\x1b[2J line\nsecond", 3)
    assert ended.value.code == 3
    assert capsys.readouterr().err == "error: it ended\nfirst [2J line\nsecond\n"
    with pytest.raises(SystemExit):
        fail_with_log("", 3)
    with pytest.raises(SystemExit):
        fail("one\nline \x1b[2J", 1)
    assert capsys.readouterr().err == "error: \nerror: one line  [2J\n"


@given(st.text())
def test_a_text_from_outside_is_shown_in_one_line_without_control_characters(text: str) -> None:
    shown = one_line(text)
    assert len(shown.splitlines()) <= 1
    assert "\x1b" not in shown
    assert one_line(shown) == shown


def test_ctrl_c_ends_what_swallows_a_cancellation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common, "INSIST_SECONDS", 0.01)
    swallowed = []

    async def stubborn() -> None:
        signal.raise_signal(signal.SIGINT)
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                swallowed.append(1)
                if len(swallowed) == 3:
                    raise

    with pytest.raises(SystemExit) as ended:
        run(stubborn())
    assert ended.value.code == 130
    assert len(swallowed) == 3
