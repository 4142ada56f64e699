"""A history through correlate, match and notify gives the same however it is cut into transactions, whatever fails.

The stages, the queues and the handling of a batch are those of a lane. Kafka is a log in memory: a transaction is kept
whole, is lost, or is kept although its answer never came; after either failure the lane reads its state back from the
last record of each key and goes on from the committed positions, as `streams.lanes` does.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.correlate.agent import CorrelateStage
from agents.match.agent import MatchStage, Subscriptions
from agents.notify.agent import NotifyStage
from schemas.alert import Alert, AlertKind
from schemas.codec import decode, encode
from schemas.event import Event
from schemas.formats.subscription import read_subscription
from schemas.incident import Incident
from schemas.taxonomy import Modality
from streams.batches import Chunk, Queues
from streams.handling import Handling, Work
from streams.metrics import Metrics
from streams.records import Stage, Write
from streams.topics import EVENTS, INCIDENTS, alerts_of
from tests.agents.correlate.strategies import NOON, event, histories
from tests.streams.toys import Acked, Stored

few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

DESKS = [
    {"id": "every", "subscriber": "desk", "when": {"events": ["attacks", "armed_conflict"]}, "deliver": {"updates": "every"}},
    {"id": "facts", "subscriber": "desk", "when": {"events": ["attacks", "disaster_health"]}, "deliver": {"updates": "facts"}},
    {"id": "grave", "subscriber": "desk", "when": {"severity": "severe", "events": ["attacks"]}, "deliver": {"updates": "escalation"}},
    {"id": "kabul", "subscriber": "desk", "when": {"regions": ["AF"], "keywords": "Karimi OR mosque"}, "deliver": {"updates": "never"}},
]  # fmt: skip
ALERTS = alerts_of("desk").name
LOST, UNANSWERED = "lost", "unanswered"


@dataclass
class Log:
    """What is committed: the records of each topic, and the positions of the one lane."""

    records: defaultdict[str, list[Stored]] = field(default_factory=lambda: defaultdict(list))
    positions: dict[tuple[str, int], int] = field(default_factory=dict)

    def add(self, topic: str, key: bytes | None, value: bytes | None) -> None:
        self.records[topic].append(Stored(topic=topic, offset=len(self.records[topic]), key=key, value=value))

    def commit(self, work: Work) -> None:
        for write in work.writes:
            assert isinstance(write, Write)
            self.add(write.topic, write.key, write.value)
        self.positions |= {(tp.topic, tp.partition): position for tp, position in work.positions.items()}


def stages() -> list[Stage]:
    metrics = Metrics()
    subscriptions = Subscriptions(metrics)
    for document in DESKS:
        one = read_subscription(document)
        subscriptions.change(one.id, encode(one))
    return [CorrelateStage(metrics), MatchStage(subscriptions, metrics), NotifyStage(subscriptions, metrics)]


def restore(lane: Iterable[Stage], log: Log) -> None:
    """State from the last record of each key, in the order in which compaction leaves them."""
    for stage in lane:
        stage.clear()
        for topic in stage.states:
            last = {record.key: record for record in log.records[topic]}
            for record in sorted(last.values(), key=lambda record: record.offset):
                stage.restore(topic, record.key or b"", record.value)


def queued(lane: Sequence[Stage], log: Log) -> Queues:
    queues = Queues(lane, log.positions)
    fill(lane, queues, log, dict(log.positions))
    return queues


def fill(lane: Sequence[Stage], queues: Queues, log: Log, read: dict[tuple[str, int], int]) -> None:
    """Queue what was written since it was last read."""
    for stage in lane:
        begins = read.get((stage.source, 0), 0)
        fresh = log.records[stage.source][begins:]
        if fresh:
            queues.add(stage.name, Chunk(fresh, begins, Acked()))
            read[stage.source, 0] = fresh[-1].offset + 1


async def run(events: Iterable[Event], sizes: Iterable[int], faults: Iterable[str | None]) -> Log:
    """Take a history through one lane: each transaction of the next size, which may fail as said."""
    log, lane = Log(), stages()
    for one in events:
        log.add(EVENTS.name, b"zone", encode(one))
    queues, handling, read = (
        queued(lane, log),
        Handling(0, lane, 60.0),
        {(EVENTS.name, 0): len(log.records[EVENTS.name])},
    )
    size, fault = iter(sizes), iter(faults)
    while not queues.empty:
        work = await handling.work_through(queues.take(next(size, 1000)), None)
        assert not work.unsettled
        what = next(fault, None)
        if what != LOST:
            log.commit(work)
        if what is not None:  # nobody knows whether it was committed: memory is read back, and the positions say
            restore(lane, log)
        else:
            handling.committed()
        queues.settle(log.positions)
        fill(lane, queues, log, read)
    return log


def told(log: Log) -> tuple[list[str | None], list[tuple[str, int]], dict[bytes | None, bytes | None]]:
    """The alerts in order, the revisions in order, and the incidents as they stand."""
    assert not log.records["dead-letters"]
    incidents = [decode(record.value, Incident) for record in log.records[INCIDENTS.name] if record.value is not None]
    revisions = list(dict.fromkeys((incident.id, incident.revision) for incident in incidents))
    last = {record.key: record.value for record in log.records[INCIDENTS.name]}
    return [text_of(record.value) for record in log.records[ALERTS]], revisions, last


def text_of(value: bytes | None) -> str | None:
    return None if value is None else value.decode()


@few
@given(
    histories(),
    st.lists(st.integers(1, 7), max_size=40),
    st.lists(st.sampled_from([None, None, LOST, UNANSWERED]), max_size=40),
)
def test_other_batches_and_failing_transactions_give_the_same_incidents_revisions_and_alerts(
    events: list[Event], sizes: list[int], faults: list[str | None]
) -> None:
    plain = told(asyncio.run(run(events, [], [])))
    assert told(asyncio.run(run(events, sizes, faults))) == plain


@few
@given(histories(), st.randoms(use_true_random=False), st.lists(st.sampled_from([None, LOST, UNANSWERED]), max_size=20))
def test_what_is_sent_twice_gives_no_further_revision_and_no_further_alert_of_a_fact(
    events: list[Event], chance: random.Random, faults: list[str | None]
) -> None:
    twice = [event for event in events for _ in range(1 + (chance.random() < 0.1))]
    once, again = told(asyncio.run(run(events, [], []))), told(asyncio.run(run(twice, [3] * len(twice), faults)))
    assert again[1] == once[1]
    assert again[0] == once[0]


def test_a_retraction_goes_to_exactly_those_who_were_told() -> None:
    bomb = event("a", "Bomb at a mosque in Kunduz", "Three died when a bomb went off.", where="Kunduz", killed=3)
    denied = event(
        "b", "Correction: no bomb at the mosque in Kunduz", "There was no bomb.", where="Kunduz", modality=Modality.NEGATED,
        at=NOON + dt.timedelta(hours=2),
    )  # fmt: skip
    log = asyncio.run(run([bomb, denied], [1, 1, 1], [None, UNANSWERED, LOST]))
    alerts = [decode(record.value or b"", Alert) for record in log.records[ALERTS]]
    assert [(one.kind, one.subscription) for one in alerts] == [
        *((AlertKind.NEW, name) for name in ("every", "facts", "kabul")),
        *((AlertKind.CANCEL, name) for name in ("every", "facts", "kabul")),
    ]
