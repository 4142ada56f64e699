"""Each right that is taken away is named, with what it is missing on."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from streams.admin import ensure_topics
from streams.rights import NotAllowed
from streams.sending import producer
from streams.settings import Settings, load_settings
from tests.integration.secured.conftest import Environment, Log_in, tocsin
from tests.streams.running import Running
from tests.streams.toys import Stored
from tests.support.rights import documented
from tests.support.secured import Right, SecuredKafka

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(120)]

PREFIX = "rights."
WAY = "SCRAM-SHA-256"


@pytest.fixture(scope="module")
def common(secured: SecuredKafka) -> Environment:
    """A system of its own, with all rights granted and all topics there."""
    opened = load_settings({}, brokers=secured.open_address, prefix=PREFIX, partitions=1)
    asyncio.run(ensure_topics(opened))
    asyncio.run(_fill(opened))
    for role in ("worker", "sender", "editor", "reader", "judge"):
        asyncio.run(secured.grant(role, documented(role, PREFIX)))
    elsewhere = Right("Write", "topic", "elsewhere", "literal")  # who may write nowhere is not even let begin
    asyncio.run(secured.grant("editor", [elsewhere]))
    return {"TOCSIN_PREFIX": PREFIX, "TOCSIN_PARTITIONS": "1", "TOCSIN_BROKER_WAIT": "10"}


async def _fill(opened: Settings) -> None:
    """Where nothing is to be read, nobody is refused."""
    async with producer(opened) as client:
        for topic in ("subscriptions", "feedback", "ledger"):
            await client.send_and_wait(opened.topic(topic), value=None, key=b"k")


@dataclass(frozen=True)
class Lacking:
    """Takes one right of a user away until the test is over."""

    secured: SecuredKafka
    taken: list[tuple[str, Right]]

    def __call__(self, user: str, operation: str, kind: str, name: str) -> None:
        (right,) = [
            each
            for each in documented(user, PREFIX)
            if (each.operation, each.kind, each.name) == (operation, kind, PREFIX + name)
        ]
        self.taken.append((user, right))
        asyncio.run(self.secured.take_away(user, [right]))


@pytest.fixture
def lacking(secured: SecuredKafka, common: Environment) -> Iterator[Lacking]:
    found = Lacking(secured, [])
    yield found
    for user, right in found.taken:
        asyncio.run(secured.grant(user, [right]))


@pytest.mark.parametrize(
    ("user", "operation", "topic", "command", "told"),
    [
        ("sender", "Write", "articles", ["send", "-"], "topic rights.articles could not be created: no right Create"),
        ("editor", "Write", "subscriptions", ["subscriptions", "apply", "desk.yaml"], "no right Write on topic rights.subscriptions"),
        ("editor", "Read", "subscriptions", ["subscriptions", "list"], "no right Read on topic rights.subscriptions"),
        ("reader", "Read", "alerts.asia-desk", ["alerts", "tail", "asia-desk"], "no right Read on topic rights.alerts.asia-desk"),
        ("judge", "Read", "feedback", ["feedback", "list"], "no right Read on topic rights.feedback"),
        ("worker", "Read", "articles", ["worker"], "topic rights.articles could not be created: no right Create"),
        ("worker", "Read", "subscriptions", ["worker"], "topic rights.subscriptions could not be created"),
        ("worker", "Write", "dead-letters", ["worker"], "topic rights.dead-letters could not be created"),
        ("worker", "Describe", "feedback", ["worker"], "topic rights.feedback could not be created"),
    ],
)  # fmt: skip
def test_a_command_names_the_right_that_its_user_lacks(
    user: str, operation: str, topic: str, command: list[str], told: str, log_in: Log_in, common: Environment,
    lacking: Lacking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "desk.yaml").write_text("{id: a, subscriber: b, when: {events: [attacks]}}")
    lacking(user, operation, "topic", topic)
    result = tocsin(common | log_in(WAY, user), *command, stdin="a text\n")
    assert result.exit_code == 3, result.output
    assert told in result.stderr


@pytest.fixture
def worker_settings(log_in: Log_in, common: Environment, tmp_path: Path) -> Settings:
    return load_settings(common | log_in(WAY, "worker"), data_dir=str(tmp_path))


@pytest.mark.parametrize(
    ("operation", "kind", "name", "told"),
    [
        ("Write", "topic", "events", "no right Write on topic rights.events"),
        ("Read", "topic", "ledger", "no right Read on topic rights.ledger"),
        ("Read", "group", "tocsin", "no right Read on group rights.tocsin"),
        ("Write", "transactional id", "tocsin-lane-", "no right Write on transactional id rights.tocsin-lane-0"),
    ],
)
def test_a_lane_gives_up_at_once_and_names_the_right_that_it_lacks(
    operation: str, kind: str, name: str, told: str, worker_settings: Settings, lacking: Lacking
) -> None:
    lacking("worker", operation, kind, name)

    async def work() -> None:
        running = Running(worker_settings)
        try:
            await running.set.open({0}, lambda: True)
            if not running.failures:
                await running.feed([Stored(topic=worker_settings.topic("articles"))])
            async with asyncio.timeout(20):
                while not running.failures:
                    await asyncio.sleep(0.05)
        finally:
            await running.set.close()
        (error,) = running.failures
        assert isinstance(error, NotAllowed)
        assert str(error) == told

    asyncio.run(work())


def test_a_worker_gives_up_with_the_right_that_it_lacks(
    log_in: Log_in, common: Environment, lacking: Lacking, tmp_path: Path
) -> None:
    lacking("worker", "Read", "topic", "matches")
    variables = common | log_in(WAY, "worker") | {"TOCSIN_DATA_DIR": str(tmp_path), "TOCSIN_HTTP_PORT": "0"}
    command = [sys.executable, "-m", "tests.streams.toy_worker"]
    done = subprocess.run(
        command, env=_environment() | variables, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1, done.stderr
    # whoever commits a position is not told for which topic it was refused
    assert "gave up: no right Read on one of rights.events, rights.incidents, rights.matches" in done.stderr


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
