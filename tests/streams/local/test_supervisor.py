from pathlib import Path

import pytest
from aiohttp import web

from streams.console.asking import address_of
from streams.local.supervisor import Supervisor, environment_of
from streams.settings import load_settings


def test_a_process_that_is_given_the_environment_has_the_same_settings() -> None:
    settings = load_settings(
        {},
        brokers="a:1,b:2",
        prefix="p.",
        partitions=9,
        data_dir="folder/x y",
        session_timeout=7.5,
        log_level="debug",
        cache_dir="folder",
    )
    assert load_settings(environment_of(settings)) == settings


@pytest.mark.parametrize(
    ("host", "asked"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("0.0.0.0", "127.0.0.1"),
        ("", "127.0.0.1"),
        ("::", "[::1]"),
        ("::1", "[::1]"),
        ("10.0.0.7", "10.0.0.7"),
        ("worker-1", "worker-1"),
    ],
)
def test_a_server_is_asked_where_it_listens(host: str, asked: str) -> None:
    assert address_of(host) == asked


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "localhost"])
async def test_a_worker_is_ready_when_it_says_so_at_its_own_host(host: str, tmp_path: Path) -> None:
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(status=503 if len(asked) == 1 else 200)

    application = web.Application()
    application.router.add_get("/ready", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, 0)
        await site.start()
        port = runner.addresses[0][1]
        settings = load_settings({}, http_host=host, http_port=port, data_dir=str(tmp_path))
        supervisor = Supervisor(settings, print)
        await supervisor.ready()
    finally:
        await runner.cleanup()
    assert asked == ["/ready", "/ready"]
