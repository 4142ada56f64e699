"""The API on a real Kafka: what it writes is what the command writes."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from schemas.alert import AlertKind
from schemas.codec import decode, encode
from schemas.feedback import Feedback
from streams.admin import ensure_alert_topics, ensure_topics
from streams.console.api import feedback_api
from streams.settings import Settings
from tests.streams.cli.conftest import Command
from tests.streams.console.conftest import NOON, Caller, serving
from tests.streams.proxy import Proxy
from tests.streams.test_feedback import ALERT
from tests.support.system import Worker, records, send_raw, until

pytestmark = pytest.mark.kafka

DIGEST = replace(ALERT, id="d-1", kind=AlertKind.DIGEST, facts=None, incident=None, items=(replace(ALERT, id="a-2"),))
PRODUCE = 0
"""The key of the request that writes records."""
SAID = {"alert": "a-1", "verdict": "false-alarm", "reason": "a film", "by": "ana"}


@pytest.fixture
def secured(settings: Settings, tmp_path: Path) -> Settings:
    """The settings with a token."""
    (tmp_path / "token").write_text("sesame\n")
    return replace(settings, api_token_file=str(tmp_path / "token"))


@pytest.fixture
async def told(secured: Settings) -> Settings:
    """A system that has told an alert and a digest, with what is none before and after."""
    await ensure_topics(secured)
    await ensure_alert_topics(secured, {"africa", "asia"})
    await send_raw(
        secured, "alerts.africa", [b'{"id":"a-1"', b"a-1", None, encode(ALERT), encode(DIGEST)], key=b"inc-1"
    )
    return secured


@pytest.fixture
async def call(told: Settings) -> AsyncIterator[Caller]:
    async with serving(feedback_api(told, lambda: NOON)) as caller:
        yield caller


async def test_a_verdict_is_the_record_that_the_command_writes(
    call: Caller,
    told: Settings,
    tocsin: Command,
) -> None:
    status, answer, _ = await call(json=SAID)
    assert status == 201
    args = ("a-1", "false-alarm", "--reason", "a film", "--by", "ana")
    assert (await asyncio.to_thread(tocsin, "feedback", *args)).exit_code == 0
    one, other = await records(told, "feedback")
    assert orjson.loads(one.value or b"") == answer
    assert (one.key, one.headers) == (other.key, other.headers)
    assert decode(one.value or b"", Feedback).at == NOON
    mine, theirs = (replace(decode(record.value or b"", Feedback), at=NOON) for record in (one, other))
    assert encode(mine) == encode(theirs) == one.value


async def test_counts_are_those_of_the_command(
    call: Caller,
    told: Settings,
    tocsin: Command,
) -> None:
    for said in (SAID, SAID | {"by": "ben", "verdict": "useful"}, SAID | {"alert": "a-2"}):
        assert (await call(json=said))[0] == 201
    await send_raw(told, "feedback", [b"{broken"], key=b"a")
    printed = (await asyncio.to_thread(tocsin, "feedback", "counts", "--json")).stdout
    assert len(printed.splitlines()) == 5
    assert await call.text() == printed


async def test_an_alert_that_is_not_there_and_a_digest_are_refused_and_nothing_is_written(
    call: Caller, told: Settings
) -> None:
    for alert, status, words in (("a-3", 404, "'a-3'"), ("a", 404, "'a'"), ("d-1", 409, "one by one (a-2)")):
        found, answer, _ = await call(json=SAID | {"alert": alert})
        assert found == status
        assert words in answer["error"]
    assert await records(told, "feedback") == []


async def test_a_kafka_that_falls_silent_is_503_and_one_that_is_back_is_asked_again(told: Settings) -> None:
    async with (
        Proxy(told.brokers) as proxy,
        serving(feedback_api(replace(told, brokers=proxy.address), lambda: NOON, patience=2.0)) as call,
    ):
        proxy.mute = True
        began = asyncio.get_running_loop().time()
        answers = await asyncio.gather(call(json=SAID), call("GET", path="/live"))
        assert [status for status, _, _ in answers] == [503, 200]
        assert asyncio.get_running_loop().time() - began < 4
        await proxy.cut()
        assert (await call(json=SAID))[0] == 503
        proxy.mute = False
        await proxy.listen()
        assert (await call(json=SAID))[0] == 201
    assert len(await records(told, "feedback")) == 1


async def test_a_verdict_whose_acknowledgement_is_lost_is_there_once(told: Settings) -> None:
    async with (
        Proxy(told.brokers) as proxy,
        serving(feedback_api(replace(told, brokers=proxy.address), lambda: NOON)) as call,
    ):
        proxy.swallow = PRODUCE
        assert (await call(json=SAID))[0] == 201
        assert proxy.lost.is_set()
    assert len(await records(told, "feedback")) == 1


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("processes", [1, 2])
async def test_a_worker_takes_feedback_whatever_its_processes(told: Settings, processes: int) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    worker = Worker(
        told, "w", port, TOCSIN_PROCESSES=str(processes), TOCSIN_API_TOKEN_FILE=told.api_token_file,
        TOCSIN_SESSION_TIMEOUT="6",
    )  # fmt: skip
    worker.start()
    try:
        await until(worker.is_ready, 60, "the worker is ready")
        async with Caller.at(port) as call:
            assert (await call(json=SAID, headers={}))[0] == 401
            assert (await call(json=SAID))[0] == 201
            assert json.loads((await call.text()).splitlines()[0])["false_alarms"] == 1
        assert [record.key for record in await records(told, "feedback")] == [b"a-1"]
        assert "sesame" not in worker.log.read_text()
    finally:
        worker.end()
