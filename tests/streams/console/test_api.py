"""The API at a real socket, request by request."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest
from aiokafka.errors import KafkaError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.codec import decode
from schemas.feedback import Feedback
from streams.admin import BrokerUnreachable
from streams.console.api import AT_ONCE, LARGEST_BODY, Api, feedback_api
from streams.feedback import NotJudged
from streams.giving import NoSuchAlert
from streams.settings import load_settings
from tests.streams.console.conftest import BEARER, NOON, RIGHT, TOKEN, Caller, Desk, Serve, hold, serving


async def test_a_verdict_is_201_with_the_record(call: Caller, desk: Desk) -> None:
    status, record, headers = await call(json=RIGHT)
    assert (status, headers["Content-Type"]) == (201, "application/json")
    assert decode(orjson.dumps(record), Feedback) == desk.given[0]
    assert {name: record[name] for name in RIGHT} == RIGHT
    assert record["schema"] == "feedback/1.0"


async def test_counts_are_one_object_a_line(call: Caller) -> None:
    await call(json=RIGHT)
    status, row, headers = await call("GET")
    assert (status, headers["Content-Type"]) == (200, "application/x-ndjson")
    assert row == {"kind": "subscription", "name": "horn", "useful": 0, "false_alarms": 1}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", ["not JSON"]),
        (b"{", ["not JSON"]),
        (b"\xff\xfe", ["not JSON"]),
        (b"[]", ["object", "[]"]),
        (b"{}", ["verdict", "None"]),
        (b'{"verdict": "useful"}', ["alert"]),
        (b'{"alert": "a-1", "verdict": "nice"}', ["verdict", "'nice'"]),
        (b'{"alert": "a-1", "verdict": "useful", "colour": "red"}', ["'colour'", "'red'"]),
        (b'{"alert": "a-1", "verdict": "useful", "by": "' + b"x" * 2001 + b'"}', ["by", "'xxx"]),
        (b'{"alert": "\\ud800", "verdict": "useful"}', ["not JSON"]),
        (b"[" * 60_000, ["not JSON"]),
    ],
)
async def test_a_body_that_says_no_verdict_is_400_and_why(
    call: Caller, desk: Desk, body: bytes, words: list[str]
) -> None:
    status, answer, _ = await call(data=body)
    assert status == 400
    assert [word for word in words if word not in answer["error"]] == []
    assert desk.asked == 0


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NoSuchAlert("there is no alert 'a-1'"), 404),
        (NotJudged("a-1 is a digest"), 409),
        (BrokerUnreachable("no Kafka answered"), 503),
        (KafkaError("a-1"), 503),
        (TimeoutError(), 503),
        (RuntimeError("secret"), 500),
    ],
)
async def test_what_goes_wrong_has_its_status(call: Caller, desk: Desk, error: Exception, status: int) -> None:
    desk.fails = error
    found, answer, headers = await call(json=RIGHT)
    assert found == status
    assert answer["error"]
    assert "secret" not in answer["error"]
    assert ("Retry-After" in headers) == (status == 503)
    desk.fails = None
    assert (await call(json=RIGHT))[0] == 201


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": ""}, {"Authorization": "Bearer"}, {"Authorization": "Bearer sesam"},
                {"Authorization": "Bearer sesamé"}, {"Authorization": TOKEN}, {"Authorization": f"Basic {TOKEN}"}]
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_without_the_token_it_is_401(call: Caller, desk: Desk, method: str, headers: dict[str, str]) -> None:
    status, answer, said = await call(method, headers=headers, data=b"x" * 100_000 if method == "POST" else None)
    assert (status, said["WWW-Authenticate"]) == (401, "Bearer")
    assert "Authorization" in answer["error"]
    assert TOKEN not in answer["error"]
    assert desk.asked == 0


async def test_where_no_token_is_configured_it_is_403(serve: Serve) -> None:
    call = await serve("")
    for method in ("GET", "POST"):
        status, answer, _ = await call(method)
        assert status == 403
        assert answer["error"].startswith("set TOCSIN_API_TOKEN_FILE ")


async def test_a_token_that_changes_counts_at_once(call: Caller, token_file: Path) -> None:
    hold(token_file, b"  another\r\n")
    assert (await call("GET"))[0] == 401
    assert (await call("GET", headers={"Authorization": "bearer another"}))[0] == 200


@pytest.mark.parametrize(("held", "status"), [(b"", 403), (b" \n", 403), (b"x" * 5000, 403), (None, 500)])
async def test_a_file_without_a_token_is_said_and_logged_and_no_token_passes(
    call: Caller, token_file: Path, held: bytes | None, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    hold(token_file, held)
    for headers in (BEARER, {"Authorization": "Bearer "}, {}):
        found, answer, _ = await call("GET", headers=headers)
        assert found == status
        assert "TOCSIN_API_TOKEN_FILE" in answer["error"]
    assert str(token_file) in caplog.text
    assert "xxx" not in caplog.text


@pytest.mark.parametrize("file", ["/", "\x00", "/nowhere/token"])
async def test_a_file_that_is_none_is_500(serve: Serve, file: str) -> None:
    call = await serve(file)
    assert (await call("GET"))[0] == 500


async def test_a_body_over_the_limit_is_413(call: Caller, desk: Desk) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(LARGEST_BODY // 1024 + 1):
            yield b" " * 1024

    for body in (b" " * (LARGEST_BODY + 1), chunks()):
        status, answer, _ = await call(data=body)
        assert status == 413
        assert "65,536 bytes" in answer["error"]
    assert (await call(data=orjson.dumps(RIGHT).ljust(LARGEST_BODY)))[0] == 201
    assert len(desk.given) == 1


async def test_a_packed_body_is_not_unpacked(call: Caller) -> None:
    status, _, _ = await call(json=RIGHT, compress="gzip")
    assert status == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
async def test_another_method_is_405_with_those_that_are_allowed(call: Caller, method: str) -> None:
    status, answer, headers = await call(method, headers={})
    assert (status, headers["Allow"]) == (405, "GET,POST")
    assert method == "HEAD" or method in answer["error"]


async def test_another_path_is_404(call: Caller) -> None:
    status, answer, _ = await call(path="/api/feedbacks")
    assert status == 404
    assert "'/api/feedbacks'" in answer["error"]


async def test_a_kafka_that_does_not_answer_is_503_within_the_bound(serve: Serve, desk: Desk) -> None:
    call = await serve(patience=0.05)
    desk.wait = asyncio.Event().wait()
    status, answer, headers = await call(json=RIGHT)
    assert status == 503
    assert "0.05 s" in answer["error"]
    assert "Retry-After" in headers


async def test_a_body_that_does_not_come_is_408(serve: Serve, desk: Desk) -> None:
    call = await serve(patience=0.05)
    reader, writer = await asyncio.open_connection("127.0.0.1", call.port)
    writer.write(
        b"POST /api/feedback HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sesame\r\nContent-Length: 9\r\n\r\n{"
    )
    assert b" 408 " in await reader.readline()
    writer.close()


async def test_more_at_once_than_a_few_are_503_and_the_next_is_served(call: Caller, desk: Desk) -> None:
    gate = asyncio.get_running_loop().create_future()
    desk.wait = gate
    waiting = [asyncio.create_task(call("GET" if number % 2 else "POST", json=RIGHT)) for number in range(AT_ONCE)]
    while desk.asked < AT_ONCE:
        await asyncio.sleep(0.01)
    status, answer, headers = await call("GET")
    assert (status, headers["Retry-After"]) == (503, "2")
    assert "4 requests" in answer["error"]
    assert (await call(path="/live", method="GET"))[0] == 200
    gate.set_result(None)
    assert {status for status, _, _ in await asyncio.gather(*waiting)} == {200, 201}
    assert (await call(json=RIGHT))[0] == 201


async def test_work_that_is_called_off_counts_until_it_is_over(serve: Serve, desk: Desk) -> None:
    call, over = await serve(patience=0.05), asyncio.Event()

    async def slow_to_close() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await over.wait()

    for _ in range(AT_ONCE):
        desk.wait = slow_to_close()
        assert "did not answer" in (await call("GET"))[1]["error"]
    assert "4 requests" in (await call("GET"))[1]["error"]
    desk.wait = None
    over.set()
    await asyncio.sleep(0.01)
    assert (await call("GET"))[0] == 200


async def test_who_waits_when_the_worker_ends_is_told(desk: Desk, token_file: Path) -> None:
    desk.wait = asyncio.Event().wait()
    async with serving(Api(str(token_file), desk.give, desk.count)) as call:
        url = f"http://127.0.0.1:{call.port}/api/feedback"
        session = aiohttp.ClientSession(headers=BEARER)
        waiting = asyncio.create_task(session.get(url))
        while not desk.asked:
            await asyncio.sleep(0.01)
        began = asyncio.get_running_loop().time()
    async with session, await waiting as response:
        assert (response.status, await response.json()) == (503, {"error": "the worker ends"})
    assert asyncio.get_running_loop().time() - began < 4


BROKEN = [
    b"", b"\x00" * 100, b"GET", b"POST /api/feedback HTTP/9.9\r\n\r\n", b"POST /api/feedback HTTP/1.1\r\n\r\n",
    b"POST /api/feedback HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"POST \xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST /api/%ff%00 HTTP/1.1\r\nHost: x\r\n\r\n", b"POST /api/feedback HTTP/1.1\r\nAuthorization: \xff\xfe\r\n\r\n",
    b"POST /api/feedback HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 20_000 + b"\r\n\r\n",
    b"POST /api/feedback HTTP/1.1\r\nAuthorization: Bearer sesame\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST /api/feedback HTTP/1.1\r\nAuthorization: Bearer sesame\r\nContent-Length: 50\r\n\r\n{",
    b"POST /api/feedback HTTP/1.1\r\nAuthorization: Bearer sesame\r\nContent-Length: 2\r\nContent-Encoding: gzip\r\n\r\n{}",
]  # fmt: skip


@pytest.mark.parametrize("sent", BROKEN)
async def test_bytes_that_are_no_request_end_only_their_connection(
    call: Caller, sent: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    answer = await call.raw(sent)
    assert answer == b"" or 400 <= int(answer.split()[1]) < 500, answer
    assert "nobody foresaw" not in caplog.text
    assert (await call(json=RIGHT))[0] == 201


@given(body=st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_any_body_is_refused_with_a_reason(body: bytes, token_file: Path) -> None:
    async def refused() -> tuple[int, dict[str, Any], dict[str, str]]:
        desk = Desk()
        async with serving(Api(str(token_file), desk.give, desk.count)) as call:
            return await call(data=body)

    status, answer, _ = asyncio.run(refused())
    assert status == 400
    assert answer["error"]


async def test_where_nobody_listens_for_kafka_it_is_503(token_file: Path) -> None:
    system = load_settings({}, brokers="127.0.0.1:1", api_token_file=str(token_file))
    async with serving(feedback_api(system, lambda: NOON, patience=1.0)) as call:
        for method in ("GET", "POST"):
            status, answer, _ = await call(method, json=RIGHT)
            assert status == 503
            assert "no Kafka answered at 127.0.0.1:1" in answer["error"]
