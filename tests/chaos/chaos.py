"""Workers under a steady load while they are killed, ended and frozen; then every alert is counted.

    python tests/chaos/chaos.py --faults 20 --rate 60 [--seed 7] [--json]

Faults at random moments: kill -9, SIGTERM, SIGSTOP past the session timeout. Afterwards a reader of committed records must
see every expected alert exactly once, revisions without a gap, and exactly the poison as dead letters. Exit code 1 if not.
"""

import argparse
import asyncio
import collections
import json
import random
import signal
import socket
import sys
import tempfile
import time
import uuid
from pathlib import Path

from schemas.alert import AlertKind
from schemas.formats.article import read_article
from streams.local.kafka import Cluster
from streams.sending import producer, send
from streams.settings import Settings, load_settings
from tests.chaos.world import ABREAST, STEPS, Told, begins_a_round, reports, toll
from tests.support import system
from tests.support.system import Worker

SUBSCRIPTION = {
    "id": "everything",
    "subscriber": "watcher",
    "when": {"events": ["attacks"], "severity": "moderate"},
    "deliver": {"updates": "facts"},
}
POISON_EVERY = 50
SESSION_SECONDS = 6.0
"""The least that a broker allows."""
ROUND_SECONDS = 120.0
FAULTS = ("kill", "term", "stop")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Load:
    """Sends reports at a rate until told to stop; remembers what was sent."""

    def __init__(self, settings: Settings, rate: float) -> None:
        self._settings, self._rate = settings, rate
        self.sent: list[Told] = []
        self.poison = 0
        self.stopping = False

    async def run(self) -> None:
        topic = self._settings.topic("articles")
        due = time.monotonic()
        pending = []
        async with producer(self._settings) as client:
            for told, article in reports(10_000_000):
                if self.stopping and told.step == 0 and told.incident % ABREAST == 0:
                    break  # only whole incidents
                if begins_a_round(told):
                    await self._until_told()
                    due = time.monotonic()
                value = json.dumps(article).encode()
                read_article(value)
                pending.append(await send(client, topic, key=b"incident-%d" % told.incident, value=value))
                self.sent.append(told)
                if len(self.sent) % POISON_EVERY == 0:
                    pending.append(await send(client, topic, key=b"poison", value=b"\x00 poison %d" % len(self.sent)))
                    self.poison += 1
                due += 1 / self._rate
                await asyncio.sleep(max(0.0, due - time.monotonic()))
            await asyncio.gather(*pending)

    async def _until_told(self) -> None:
        """Until every report of the round has alerted; what never does is for the verdict to say."""
        deadline = time.monotonic() + ROUND_SECONDS
        while time.monotonic() < deadline:
            if len(await system.records(self._settings, "alerts.watcher")) >= len(self.sent):
                return
            await asyncio.sleep(1)


async def hurt(worker: Worker, fault: str, choose: random.Random) -> None:
    if fault == "kill":
        await asyncio.to_thread(worker.end, signal.SIGKILL)
        await asyncio.sleep(choose.uniform(0.1, 2))
        worker.start()
    elif fault == "term":
        await asyncio.to_thread(worker.end, signal.SIGTERM)
        worker.start()
    else:
        worker.send_signal(signal.SIGSTOP)
        await asyncio.sleep(SESSION_SECONDS + choose.uniform(0.5, 4))
        worker.send_signal(signal.SIGCONT)


async def supervise(workers: list[Worker], busy: set[str]) -> None:
    """What a supervisor does: a worker that gave up is started again."""
    while True:
        for worker in workers:
            if worker.name not in busy and not worker.running:
                worker.start()
        await asyncio.sleep(0.5)


async def run(settings: Settings, faults: int, rate: float, seed: int, pause: tuple[float, float]) -> dict[str, object]:
    choose = random.Random(seed)
    await system.apply(settings, [SUBSCRIPTION])
    workers = [
        Worker(settings, f"w{number}", free_port(), TOCSIN_SESSION_TIMEOUT=str(SESSION_SECONDS)) for number in (1, 2)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        await system.until(worker.is_ready, 90, f"{worker.name} is ready")
    load = Load(settings, rate)
    loading = asyncio.create_task(load.run())
    busy: set[str] = set()
    watching = asyncio.create_task(supervise(workers, busy))
    done = collections.Counter()
    try:
        for number in range(faults):
            await asyncio.sleep(choose.uniform(*pause))
            worker = choose.choice(workers)
            fault = FAULTS[number] if number < len(FAULTS) else choose.choice(FAULTS)
            busy.add(worker.name)
            await hurt(worker, fault, choose)
            busy.discard(worker.name)
            done[fault] += 1
            print(
                f"fault {number + 1}/{faults}: {fault} {worker.name}, {len(load.sent)} articles sent", file=sys.stderr
            )
        load.stopping = True
        await loading
        began = time.monotonic()
        verdict = await wait_for_all(settings, load, 180)
        verdict["seconds_to_finish"] = round(time.monotonic() - began, 1)
        verdict["faults"] = dict(done)
        return verdict
    finally:
        watching.cancel()
        loading.cancel()
        await asyncio.gather(watching, loading, return_exceptions=True)
        for worker in workers:
            worker.send_signal(signal.SIGCONT)
            await asyncio.to_thread(worker.end, signal.SIGKILL)


async def wait_for_all(settings: Settings, load: Load, seconds: float) -> dict[str, object]:
    """Judge again and again until everything is there, or the time is over; then once more, for what comes too much."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if len(await system.records(settings, "alerts.watcher")) >= len(load.sent):
            break
        await asyncio.sleep(2)
    await asyncio.sleep(5)
    return await judge(settings, load)


async def judge(settings: Settings, load: Load) -> dict[str, object]:
    alerts = await system.alerts(settings, "watcher")
    letters = await system.dead_letters(settings)
    by_incident = collections.defaultdict(list)
    for alert in alerts:
        by_incident[alert.incident].append(alert)
    wrong = [found for found in by_incident.values() if not as_expected(found)]
    revisions = collections.defaultdict(set)
    for incident in await system.incidents(settings):
        revisions[incident.id].add(incident.revision)
    gaps = [name for name, seen in revisions.items() if seen != set(range(1, max(seen) + 1))]
    return {
        "articles": len(load.sent),
        "alerts": len(alerts),
        "incidents": len(by_incident),
        "missing": max(len(load.sent) - len({alert.id for alert in alerts}), 0),
        "repeated": len(alerts) - len({alert.id for alert in alerts}),
        "wrong_incidents": len(wrong),
        "revision_gaps": len(gaps),
        "dead_letters": len(letters),
        "poison": load.poison,
    }


def as_expected(alerts: list) -> bool:
    """One new alert and an update for each further toll, in order."""
    number = int(alerts[0].citation.article.removeprefix("i").partition("-")[0])
    kinds = [alert.kind for alert in alerts] == [AlertKind.NEW] + [AlertKind.UPDATE] * (STEPS - 1)
    return kinds and [alert.facts.killed.best for alert in alerts] == [toll(number, step) for step in range(STEPS)]


def passed(verdict: dict[str, object]) -> bool:
    clean = all(verdict[name] == 0 for name in ("missing", "repeated", "wrong_incidents", "revision_gaps"))
    return clean and verdict["alerts"] == verdict["articles"] and verdict["dead_letters"] == verdict["poison"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faults", type=int, default=20)
    parser.add_argument("--rate", type=float, default=60.0, help="articles a second")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--broker", help="use this Kafka; default: one is started")
    parser.add_argument("--keep", type=Path, help="folder for logs and data; default: a temporary one")
    options = parser.parse_args()
    folder = options.keep or Path(tempfile.mkdtemp(prefix="tocsin-chaos-"))
    cluster = None if options.broker else Cluster(folder / "kafka")
    try:
        brokers = options.broker or cluster.start(lambda line: print(line, file=sys.stderr))
        settings = load_settings({}, brokers=brokers, prefix=f"chaos{uuid.uuid4().hex[:6]}.", data_dir=str(folder))
        verdict = asyncio.run(run(settings, options.faults, options.rate, options.seed, (1.0, 5.0)))
    finally:
        if cluster is not None:
            cluster.stop()
    print(json.dumps(verdict))
    if not passed(verdict):
        print(f"FAILED; logs in {folder}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
