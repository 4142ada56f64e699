"""Broken input on every topic that a worker reads: a dead letter with a reason, or a correct result; nothing stops it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from agents.match.decide import match as match_incident
from agents.match.index import SubscriptionIndex
from agents.notify.decide import decide
from agents.notify.desks import told_key
from schemas.codec import decode
from schemas.errors import Reason, RecordError
from schemas.event import Event
from schemas.formats.article import read_article
from schemas.formats.subscription import read_subscription
from schemas.incident import Incident
from schemas.match import Match
from streams.records import Record
from streams.sending import producer, send
from streams.settings import Settings
from tests.integration.conftest import Running
from tests.support import broken, header_names, system
from tests.support.broken import Kinds
from tests.support.system import Sent, Worker

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.timeout(300)]

STORY = {
    "id": "sound", "title": "ISIS-K car bomb kills at least 30 in Mogadishu", "url": "https://wire.example/1",
    "source": "wire.example", "byline": "A. Reporter", "language": "en", "published": "2024-03-05T09:00:00Z",
    "text": "MOGADISHU (Reuters) — A suicide car bomb killed at least 30 people and wounded 12 at a market in Mogadishu, "
    "Somalia on Tuesday, police said. Al Shabaab claimed the attack. Two people are missing.",
}  # fmt: skip
DESK = {
    "id": "somalia", "subscriber": "africa", "when": {"regions": ["SO"], "keywords": "market"}, "deliver": {"updates": "every"},
}  # fmt: skip
KINDS = 250
"""Of a sound record made wrong, for each topic, beside those that are no record at all."""
STAGES = {"articles": "classify", "events": "correlate", "incidents": "match", "matches": "notify"}
NAMES: dict[str, tuple[broken.Path, ...]] = {
    "articles": (("id",),), "events": (("report", "article"), ("id",)), "incidents": (("id",),), "matches": (("incident", "id"),),
}  # fmt: skip
"""Where a record of each topic can be given a name of its own that its outcome still says."""
REASONS = {str(reason) for reason in Reason}


def kinds_of(topic: str, sound: bytes) -> Kinds:
    some = broken.spread(broken.mutations(sound), KINDS)
    kinds = broken.named(broken.RAW | some | broken.large(sound), NAMES[topic], topic)
    assert len(set(kinds.values())) >= 200
    return kinds


async def test_whatever_comes_on_a_stage_topic_is_set_aside_or_has_its_result(
    battered: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    header_names.write_bytes(monkeypatch)
    settings, worker = battered.settings, battered.worker
    await system.apply(settings, [DESK])

    async def known() -> bool:
        return await worker.metric("tocsin_subscriptions") == 1

    await system.until(known, 20, "the subscription is indexed")
    await system.send_articles(settings, [STORY])
    await system.settled(settings, [worker])
    sound = {topic: (await system.records(settings, topic))[0].value or b"" for topic in STAGES}

    sent: dict[str, Sent] = {}
    for topic in reversed(STAGES):  # the later ones first, so that what these lead to comes after what is sent there
        sent[topic] = await system.send_kinds(settings, topic, kinds_of(topic, sound[topic]))
        await system.settled(settings, [worker], 120)
    letters = await system.dead_letters(settings)
    refused = {topic: letters_of(settings, topic, letters, sent[topic]) for topic in STAGES}
    assert sum(map(len, refused.values())) == len(letters)
    told = await outcomes(settings)
    for topic in STAGES:
        lost = [
            name for at, (name, raw) in sent[topic].items() if at not in refused[topic] and not told.has(topic, raw)
        ]
        assert not lost, f"{topic}: neither a dead letter nor a result: {lost}"
    await sound_records_are_told(settings, worker, sound)


def letters_of(settings: Settings, topic: str, letters: list[Record], sent: Sent) -> set[tuple[str, int, int]]:
    """Where the dead letters of a topic came from, each once, with a named reason and its bytes as they came."""
    places = []
    for letter in letters:
        said = {
            name: value.decode() for name, value in letter.headers if name.startswith("tocsin-") and value is not None
        }
        if said["tocsin-topic"] != settings.topic(topic):
            continue
        place = (said["tocsin-topic"], int(said["tocsin-partition"]), int(said["tocsin-offset"]))
        name, value = sent[place]
        assert said["tocsin-reason"] in REASONS, f"{topic}: {name}: {said}"
        assert said["tocsin-stage"] == STAGES[topic]
        assert letter.value == value, name
        places.append(place)
    assert len(places) == len(set(places))
    return set(places)


class Outcomes:
    """What the stages made of records, by the names that these were given."""

    def __init__(self, events: list[Event], incidents: list[Incident], matches: list[Match], desks: set[str]) -> None:
        self._index = SubscriptionIndex([read_subscription(DESK)])
        self._reported = {event.report.article for event in events}
        self._put = {incident.report.article for incident in incidents}
        self._matched = {match.incident.id for match in matches}
        self._desks = desks

    def has(self, topic: str, raw: bytes) -> bool:
        """Whether there is a result, or the stage's own decision says that nothing follows."""
        match topic:
            case "articles":
                return read_article(raw).id in self._reported
            case "events":
                return decode(raw, Event).report.article in self._put
            case "incidents":
                incident = decode(raw, Incident)
                return incident.id in self._matched or not match_incident(incident, self._index, None).matches
        match = decode(raw, Match)
        told = told_key(match.subscription, match.subscriber, match.incident.id)
        return told in self._desks or decide(match, None, None, datetime.now(UTC)).told is None


async def outcomes(settings: Settings) -> Outcomes:
    async def readable(topic: str, kind: type) -> list:
        return [each for each in map(attempt(kind), await system.records(settings, topic)) if each is not None]

    desks = {(record.key or b"").decode() for record in await system.records(settings, "desks")}
    return Outcomes(
        *[await readable(*each) for each in (("events", Event), ("incidents", Incident), ("matches", Match))], desks
    )


def attempt(kind: type) -> Callable[[Record], object]:
    def read(record: Record) -> object:
        with suppress(RecordError):
            return decode(record.value or b"", kind)

    return read


async def sound_records_are_told(settings: Settings, worker: Worker, sound: dict[str, bytes]) -> None:
    """A sound record on each partition of each stage topic, and the alert of each."""
    wanted = set()
    async with producer(settings) as client:
        for topic, paths in NAMES.items():
            for partition in range(settings.partitions):
                name = f"after-{topic}-{partition}"
                wanted.add(name)
                value = broken.replaced(sound[topic], dict.fromkeys(paths, name))
                await (await send(client, settings.topic(topic), key=b"k", value=value, partition=partition))
    await system.settled(settings, [worker])
    alerts = await system.alerts(settings, "africa")
    told = {alert.citation.article for alert in alerts if alert.citation} | {alert.incident for alert in alerts}
    assert wanted <= told
    assert await worker.is_ready()
