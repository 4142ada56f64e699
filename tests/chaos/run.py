"""One fault after another under a steady load, each judged before the next."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from streams.local.kafka import DEFAULT_VERSION, Cluster
from streams.settings import load_settings
from tests.chaos.faults import FAULTS, Fault
from tests.chaos.load import EVERYTHING, Load, change_subscriptions
from tests.chaos.scene import Scene, network
from tests.chaos.verdict import Verdict
from tests.chaos.watch import EXTRAS, Book, Watch, calm
from tests.support import system

HEAP_MB = 400
PARTITIONS = 4
WARM_SECONDS = 2.5
"""Of load before each fault: what is usual is measured in it."""
SETTLE_SECONDS = 60.0
"""How long the system may take to come to rest before it is hurt: brokers that were just started are slow."""
LEAST_LIMIT, MOST_LIMIT = 1.0, 3.0
"""Seconds that a report may wait in any case and count as told in time, and that it may at most where all are slow."""
CALM_SECONDS = 2.0
RECOVERY_SECONDS = 150.0
DRAIN_SECONDS = 60.0
LATE_SECONDS = 0.5
"""What is repeated may come after all is told."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to run. `cache` holds Kafka's jars; `folder` takes all logs and data."""

    kinds: Sequence[str]
    faults: int
    rate: float
    seed: int
    nodes: int
    folder: Path
    cache: Path
    version: str = DEFAULT_VERSION


async def run(plan: Plan, say: Callable[[str], None]) -> list[Verdict]:
    """Every fault's verdict. Each kind comes in turn, so that all have come when one comes again."""
    async with _scene(plan, say) as scene:
        book = Book()
        background = [
            asyncio.create_task(work)
            for work in (
                Watch(scene.settings, book).run(),
                change_subscriptions(scene.settings, scene.choose),
                scene.supervise(),
            )
        ]
        try:
            return await _faults(plan, scene, book, background, say)
        finally:
            for task in background:
                task.cancel()
            await asyncio.gather(*background, return_exceptions=True)


@asynccontextmanager
async def _scene(plan: Plan, say: Callable[[str], None]) -> AsyncIterator[Scene]:
    links = network(plan.nodes)
    doors = {node: [link.doors[node] for link in links.values()] for node in range(1, plan.nodes + 1)}
    cluster = Cluster(
        plan.folder / "kafka", nodes=plan.nodes, version=plan.version, heap_mb=HEAP_MB, cache=plan.cache, doors=doors
    )
    scene = None
    try:
        servers = await asyncio.to_thread(cluster.start, say)
        settings = load_settings({}, brokers=servers, partitions=PARTITIONS, data_dir=str(plan.folder))
        extra = EVERYTHING | {"id": "extra-0", "subscriber": EXTRAS, "when": {"keywords": "nowhere"}}
        await system.apply(settings, [EVERYTHING, extra])
        for link in links.values():
            await link.open()
        scene = Scene(settings, cluster, links, plan.seed)
        for worker in scene.workers:
            worker.start()
        for worker in scene.workers:
            await scene.until_ready(worker)
        yield scene
    finally:
        if scene is not None:
            await scene.close()
        for link in links.values():
            await link.close()
        await asyncio.to_thread(cluster.stop)


async def _faults(
    plan: Plan, scene: Scene, book: Book, background: list[asyncio.Task[None]], say: Callable[[str], None]
) -> list[Verdict]:
    load, verdicts, kinds = Load(scene.settings, book, plan.rate), [], []
    with (plan.folder / "faults.jsonl").open("wb") as lines:
        for number in range(1, plan.faults + 1):
            kinds = kinds or scene.choose.sample(plan.kinds, len(plan.kinds))
            verdict = await _one(number, kinds.pop(), scene, book, load, plan.folder)
            for task in background:
                if task.done():
                    task.result()  # what watches must not have ended
            verdicts.append(verdict)
            lines.write(msgspec.json.encode(verdict) + b"\n")
            lines.flush()
            say(_line(verdict, plan.faults))
    return verdicts


async def _one(number: int, kind: str, scene: Scene, book: Book, load: Load, folder: Path) -> Verdict:
    marks = {log: log.stat().st_size if log.exists() else 0 for log in scene.logs()}
    before, sent, gave_up, reasons = msgspec.structs.replace(book.counts), load.sent, scene.gave_up, len(book.why)
    stop = asyncio.Event()
    loading = asyncio.create_task(load.run(stop))
    try:
        await calm(book, LEAST_LIMIT, WARM_SECONDS, time.monotonic() + SETTLE_SECONDS)
        limit = await _usual(book, WARM_SECONDS)
        began, at = time.monotonic(), datetime.now(UTC)
        hurt, seconds, longest = await _hurt(FAULTS[kind], scene, book, limit)
    finally:
        stop.set()
        await loading
    await _until(lambda: not book.pending and not book.poison, DRAIN_SECONDS)
    left = await _left(scene)
    await asyncio.sleep(LATE_SECONDS)
    verdict = Verdict(
        number=number, kind=kind, hurt=hurt, began=at.isoformat(),
        seconds=None if seconds is None else round(max(seconds - began, 0.0), 2), longest=round(longest, 2),
        articles=load.sent - sent, missing=len(book.pending), letters_missing=len(book.poison), lag=left,
        gave_up=scene.gave_up - gave_up, why=tuple(book.why[reasons:]),
        **{name: getattr(book.counts, name) - getattr(before, name) for name in before.__struct_fields__},
    )  # fmt: skip
    book.pending.clear()
    book.poison.clear()
    _keep_logs(folder / f"fault-{number:03}-{kind}", marks)
    return verdict


async def _hurt(fault: Fault, scene: Scene, book: Book, limit: float) -> tuple[str, float | None, float]:
    """Strike; then when it was over, and the longest that a report waited."""
    longest, last = 0.0, 0.0

    async def look() -> None:
        nonlocal longest, last
        while True:
            age = book.age(time.monotonic())
            longest = max(longest, age)
            last = time.monotonic() if age > limit else last
            await asyncio.sleep(0.02)

    looking = asyncio.create_task(look())
    try:
        hurt = await fault(scene)
        ended = await calm(book, limit, CALM_SECONDS, time.monotonic() + RECOVERY_SECONDS)
        for worker in scene.workers:
            await scene.until_ready(worker)
    finally:
        looking.cancel()
    return hurt, None if ended is None else last, longest


async def _usual(book: Book, seconds: float) -> float:
    """The age that counts as told in time: half as much again as the most of these seconds of load."""
    most, end = 0.0, time.monotonic() + seconds
    while time.monotonic() < end:
        most = max(most, book.age(time.monotonic()))
        await asyncio.sleep(0.02)
    return min(max(1.5 * most, LEAST_LIMIT), MOST_LIMIT)


async def _until(condition: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        await asyncio.sleep(0.05)


async def _left(scene: Scene) -> bool:
    with suppress(AssertionError):
        await system.settled(scene.settings, (), DRAIN_SECONDS)
        return False
    return True


def _keep_logs(folder: Path, marks: dict[Path, int]) -> None:
    """What every process wrote during one fault, in a folder of its own."""
    folder.mkdir()
    for log, size in marks.items():
        if log.exists():
            name = log.name if log.parent == folder.parent else f"{log.parent.name}.log"
            (folder / name).write_bytes(log.read_bytes()[size:])


def _line(verdict: Verdict, faults: int) -> str:
    took = "never recovered" if verdict.seconds is None else f"{verdict.seconds:.1f} s"
    state = "clean" if verdict.clean else "WRONG"
    return f"{verdict.number}/{faults} {verdict.kind} ({verdict.hurt}): {took}, {verdict.articles} articles, {state}"
