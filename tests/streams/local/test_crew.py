import asyncio
import os
import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.local.crew import members, together
from streams.settings import Settings, SettingsError, load_settings
from tests.support.system import Worker, alerts, apply, send_articles, until

ATTACK = {
    "published": "2024-05-06T08:00:00Z",
    "title": "Bomb kills five in Kabul",
    "text": "KABUL - A bomb killed five people at a market in Kabul on Monday, police said.",
}
SUBSCRIPTION = {"id": "crew", "subscriber": "crew", "when": {"events": ["attacks"], "severity": "minor"}}


def test_each_process_has_a_name_and_a_door_of_its_own_and_lets_nobody_else_in() -> None:
    found = members(load_settings({}, worker_id="w", processes=3, brokers="k:1"), Path("/run/t"))
    assert [each.worker_id for each in found] == ["w.1", "w.2", "w.3"]
    assert [each.http_host for each in found] == ["unix:/run/t/1", "unix:/run/t/2", "unix:/run/t/3"]
    assert {each.processes for each in found} == {1}
    assert {each.brokers for each in found} == {"k:1"}


def test_a_crew_is_well_when_every_process_is() -> None:
    one, two = (200, b'{"ok": true, "why": "lag 0"}'), (503, b'{"ok": false, "why": "stuck"}')
    assert together([("a", one), ("b", one)]).well
    assert not together([("a", one), ("b", two)]).well
    assert together([("a", one), ("b", two), ("c", None)]).why == "a: lag 0; b: stuck; c: does not answer"


def test_more_processes_than_lanes_are_refused() -> None:
    with pytest.raises(SettingsError, match="processes: 3 are more than partitions, 2"):
        load_settings({"TOCSIN_PROCESSES": "3", "TOCSIN_PARTITIONS": "2"})


@pytest.fixture
def crew(settings: Settings) -> Iterator[Worker]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    worker = Worker(settings, "crew", port, TOCSIN_PROCESSES="2", TOCSIN_SESSION_TIMEOUT="6")
    yield worker
    for process in processes(worker).values():
        if alive(process):
            os.kill(process, signal.SIGKILL)
    worker.end()


def processes(worker: Worker) -> dict[str, int]:
    """The last process of each name, as the log says."""
    found = re.findall(r"^worker (crew\.\d): process (\d+)$", worker.log.read_text(), re.MULTILINE)
    return {name: int(process) for name, process in found}


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return not Path(f"/proc/{process}/stat").exists() or " Z " not in Path(f"/proc/{process}/stat").read_text()


@pytest.mark.kafka
@pytest.mark.slow
@pytest.mark.timeout(180)
async def test_a_crew_shares_the_lanes_and_outlives_a_process(settings: Settings, crew: Worker) -> None:
    await apply(settings, [SUBSCRIPTION])
    crew.start()
    await until(crew.is_ready, 60, "both processes are ready")
    assert await crew.metric("tocsin_lanes") == settings.partitions
    for name in ("crew.1", "crew.2"):
        assert 0 < await crew.metric("tocsin_lanes", process=name) < settings.partitions
    os.kill(processes(crew)["crew.1"], signal.SIGKILL)
    stories = [ATTACK | {"id": f"a{n}", "title": f"Bomb kills {n} in Kabul"} for n in range(5, 10)]
    await send_articles(settings, stories)
    await until(crew.is_ready, 60, "the process that was killed is there again")

    async def told() -> bool:
        return bool(await alerts(settings, "crew")) and await crew.metric("tocsin_lag") == 0

    await until(told, 60, "the alerts of all lanes")
    found = await alerts(settings, "crew")
    assert len({alert.id for alert in found}) == len(found)
    assert await asyncio.to_thread(crew.end, signal.SIGTERM) == 0
    assert not any(map(alive, processes(crew).values()))


@pytest.mark.kafka
@pytest.mark.slow
@pytest.mark.timeout(120)
async def test_the_processes_of_a_crew_that_is_killed_end_too(settings: Settings, crew: Worker) -> None:
    crew.start()
    await until(crew.is_ready, 60, "both processes are ready")
    crew.end(signal.SIGKILL)

    async def gone() -> bool:
        return not any(map(alive, processes(crew).values()))

    await until(gone, 30, "no process is left")


@pytest.mark.kafka
@pytest.mark.slow
@pytest.mark.timeout(120)
async def test_a_crew_that_cannot_listen_says_where(settings: Settings, crew: Worker) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", crew.port))
        taken.listen()
        crew.start()

        async def ended() -> bool:
            return not crew.running

        await until(ended, 60, "the crew gives up")
    assert crew.process is not None
    assert crew.process.returncode == 1
    last = crew.log.read_text().splitlines()[-1]
    assert f"worker crew gave up: [Errno 98] cannot listen on 127.0.0.1:{crew.port}" in last
