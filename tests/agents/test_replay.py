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
from dataclasses import dataclass, field, replace
from hashlib import sha256

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.correlate.agent import CorrelateStage
from agents.correlate.knowledge import load
from agents.match.agent import MatchStage, Subscriptions
from agents.notify.agent import NotifyStage
from schemas.alert import Alert, AlertKind
from schemas.codec import decode, encode
from schemas.event import Event, Report
from schemas.formats.subscription import read_subscription
from schemas.incident import Incident
from schemas.levels import SeverityLevel
from schemas.taxonomy import EventType, Modality
from streams.batches import Chunk, Queues
from streams.handling import Handling, Work
from streams.metrics import Metrics
from streams.records import Stage, Write
from streams.topics import EVENTS, INCIDENTS, alerts_of
from tests.agents.correlate.strategies import NOON, event, histories
from tests.streams.toys import Acked, Stored

few = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

MUTED = [f"inc-{sha256(f'ev-{number}'.encode()).hexdigest()[:20]}" for number in range(0, 12, 2)]
"""The incidents that every other report of a story opens, if it opens one."""
DESKS = [
    {"id": "every", "subscriber": "desk", "when": {"events": ["attacks", "armed_conflict"]}, "deliver": {"updates": "every"}},
    {"id": "facts", "subscriber": "desk", "when": {"events": ["attacks", "disaster_health"]}, "deliver": {"updates": "facts"}},
    {"id": "grave", "subscriber": "desk", "when": {"severity": "severe", "events": ["attacks"]}, "deliver": {"updates": "escalation"}},
    {"id": "kabul", "subscriber": "desk", "when": {"regions": ["AF"], "keywords": "Karimi OR mosque"}, "deliver": {"updates": "never"}},
    {"id": "night", "subscriber": "desk", "when": {"events": ["attacks"]}, "deliver": {"quiet": {"zone": "UTC", "from": "22:00", "to": "06:00"}}},
    {"id": "digest", "subscriber": "desk", "when": {"events": ["attacks"]}, "deliver": {"updates": "facts", "digest": "15m"}},
    {"id": "muting", "subscriber": "desk", "when": {"events": ["attacks"]}, "deliver": {"updates": "every", "mute": MUTED}},
    {"id": "budget", "subscriber": "desk", "when": {"events": ["attacks"]}, "deliver": {"updates": "every", "budget": "2/day"}},
]  # fmt: skip
WRITTEN = dt.datetime.fromtimestamp(Stored().timestamp / 1000, dt.UTC)
"""The time of all records of the log, in the night of those who are quiet then."""
LATER = [WRITTEN + dt.timedelta(hours=hours) for hours in (1, 12, 36)]
"""When the lane is asked for what is held, after the last record: the digest, the morning, the next day."""
CLOSES = dt.timedelta(hours=min(family.close for family in load().family_of.values()))
"""An incident is open for so long at least; what is sent again after it was closed is a report of its own."""
ALERTS = alerts_of("desk").name
AT_ONCE = ("every", "facts", "grave", "kabul", "muting")
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
    return [CorrelateStage(metrics), MatchStage(subscriptions, metrics), NotifyStage(subscriptions.muted, metrics)]


def restore(lane: Iterable[Stage], log: Log) -> None:
    """State from the last record of each key, in the order in which compaction leaves them."""
    for stage in lane:
        stage.clear()
        for topic in stage.states:
            last = {record.key: record for record in log.records[topic]}
            for record in sorted(last.values(), key=lambda record: record.offset):
                stage.restore(topic, record.key or b"", record.value)


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
    log, lane, ticks = Log(), stages(), list(LATER)
    for one in events:
        log.add(EVENTS.name, b"zone", encode(one))
    queues, handling, read = Queues(lane, {}), Handling(0, lane, 60.0), dict[tuple[str, int], int]()
    size, fault = iter(sizes), iter(faults)
    fill(lane, queues, log, read)
    while not queues.empty or ticks:
        tick = ticks[0] if queues.empty else None
        work = await handling.work_through(queues.take(next(size, 1000)), tick)
        assert not work.unsettled
        what = next(fault, None)
        if what != LOST:
            log.commit(work)
        if what is not None:  # nobody knows whether it was committed: memory is read back, and the positions say
            restore(lane, log)
        else:
            handling.committed()
            del ticks[: tick is not None]
        queues.settle(log.positions)
        fill(lane, queues, log, read)
    return log


@st.composite
def stories(draw: st.DrawFn) -> list[Event]:
    """Reports of a few bombs, whose tolls rise and fall, some of which are denied, and some withdrawn: no denial, since
    what holds once a denial is withdrawn is told to those who ask for words with the next report that has them.
    """
    made: list[Event] = []
    for number in range(draw(st.integers(1, 12))):
        town = draw(st.sampled_from(["Kunduz", "Kabul", "Maiduguri"]))
        killed, denied = draw(st.integers(0, 60)), draw(st.integers(0, 3)) == 0
        told = event(
            f"a{number}",
            f"{draw(st.sampled_from(['', 'Correction: ']))}bomb at a mosque in {town}",
            f"Karimi spoke of {killed} dead at the mosque in {town}.",
            at=NOON + dt.timedelta(hours=number),
            where=town,
            killed=None if denied else killed,
            source=draw(st.sampled_from(["one.example", "two.example", "three.example"])),
            level=SeverityLevel.SEVERE if killed > 20 else SeverityLevel.MODERATE,
            modality=Modality.NEGATED if denied else Modality.ACTUAL,
        )
        made.append(replace(told, id=f"ev-{number}"))
        true = [one.report.article for one in made if one.modality is Modality.ACTUAL and not one.report.withdrawn]
        if true and draw(st.integers(0, 5)) == 0:
            made.append(withdrawal(draw(st.sampled_from(true)), number))
    return made


def withdrawal(article: str, number: int) -> Event:
    """That an article was withdrawn, after report `number`."""
    at = NOON + dt.timedelta(hours=number, minutes=30)
    report = Report(article=article, title="", text="", received=at, published=at, withdrawn=True)
    return Event(id=f"gone-{article}", type=EventType.NONE, report=report)


def repeated(events: Sequence[Event], chance: random.Random) -> list[Event]:
    """With about one in ten sent again, at once or later, while its incident cannot have closed."""
    sent = list(events)
    for one in [one for one in events if chance.random() < 0.1]:
        first = sent.index(one) + 1
        closed = [at for at, other in enumerate(sent) if other.report.reported - one.report.reported > CLOSES]
        last = min(closed, default=len(sent))
        if first <= last:
            sent.insert(chance.randint(first, last), one)
    return sent


@dataclass(frozen=True)
class Told:
    """What came out. Alerts that are held go out at a tick, which keeps no order between subscriptions."""

    at_once: list[bytes | None]
    """The alerts, in order, of the subscriptions that hold none."""
    by_subscription: dict[str, list[bytes | None]]
    revisions: list[tuple[str, int]]
    incidents: dict[bytes | None, bytes | None]


def told(log: Log) -> Told:
    """The alerts and the revisions in order, and the incidents as they stand."""
    assert not log.records["dead-letters"]
    at_once, by_subscription = list[bytes | None](), defaultdict[str, list[bytes | None]](list)
    for record in log.records[ALERTS]:
        name = decode(record.value or b"", Alert).subscription
        by_subscription[name].append(record.value)
        if name in AT_ONCE:
            at_once.append(record.value)
    incidents = [decode(record.value, Incident) for record in log.records[INCIDENTS.name] if record.value is not None]
    revisions = list(dict.fromkeys((incident.id, incident.revision) for incident in incidents))
    last = {record.key: record.value for record in log.records[INCIDENTS.name]}
    return Told(at_once, by_subscription, revisions, last)


@few
@given(
    st.one_of(histories(), stories()),
    st.lists(st.integers(1, 7), max_size=40),
    st.lists(st.sampled_from([None, None, LOST, UNANSWERED]), max_size=40),
)
def test_other_batches_and_failing_transactions_give_the_same_incidents_revisions_and_alerts(
    events: list[Event], sizes: list[int], faults: list[str | None]
) -> None:
    plain = told(asyncio.run(run(events, [], [])))
    assert told(asyncio.run(run(events, sizes, faults))) == plain


@few
@given(
    st.one_of(histories(), stories()),
    st.randoms(use_true_random=False),
    st.lists(st.sampled_from([None, LOST, UNANSWERED]), max_size=20),
)
def test_what_is_sent_twice_gives_no_further_revision_and_no_further_alert_of_a_fact(
    events: list[Event], chance: random.Random, faults: list[str | None]
) -> None:
    twice = repeated(events, chance)
    once, again = told(asyncio.run(run(events, [], []))), told(asyncio.run(run(twice, [3] * len(twice), faults)))
    assert again.revisions == once.revisions
    assert again.at_once == once.at_once
    assert again.by_subscription == once.by_subscription
    muted = [decode(value or b"", Alert) for value in again.by_subscription.get("muting", [])]
    assert not [alert for alert in muted if alert.incident in MUTED]


def test_a_retraction_goes_to_exactly_those_who_were_told() -> None:
    bomb = event("a", "Bomb at a mosque in Kunduz", "Three died when a bomb went off.", where="Kunduz", killed=3)
    denied = event(
        "b", "Correction: no bomb at the mosque in Kunduz", "There was no bomb.", where="Kunduz", modality=Modality.NEGATED,
        at=NOON + dt.timedelta(hours=2),
    )  # fmt: skip
    log = asyncio.run(run([bomb, denied], [1] * 40, [LOST, UNANSWERED] * 20))
    alerts = [decode(record.value or b"", Alert) for record in log.records[ALERTS]]
    told_of = ("budget", "every", "facts", "kabul")
    assert [(one.kind, one.subscription) for one in alerts if one.subscription in told_of] == [
        *((AlertKind.NEW, name) for name in told_of),
        *((AlertKind.CANCEL, name) for name in told_of),
    ]
    assert "grave" not in {one.subscription for one in alerts}
