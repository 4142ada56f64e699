"""Broken records on the topics that are read back at a start: state, and subscriptions."""

from collections.abc import Callable

import pytest

from agents.notify.desks import desk_key, told_key
from schemas.errors import Reason
from streams.sending import producer, send
from streams.settings import Settings
from tests.integration.test_broken_input import DESK, STORY
from tests.support import broken, header_names, system

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.timeout(180)]

KINDS = 220
STATE = {"incidents": "correlate", "ledger": "match", "desks": "notify"}
NAMES = {"incidents": ("id",), "ledger": ("incident",), "desks": ("incident",), "subscriptions": ("id",)}
"""What of a record must be its own, so that it does not take the place of the sound one."""
NOT_TEXT = b"\xff\xfe"


async def test_broken_state_and_subscriptions_keep_no_worker_from_starting(
    settings: Settings, start_worker: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    header_names.write_bytes(monkeypatch)
    await system.apply(settings, [DESK])
    first = await start_worker()
    await system.send_articles(settings, [STORY])
    await system.settled(settings, [first])
    assert len(await system.alerts(settings, "africa")) == 1
    assert first.end(15) == 0

    sound = {topic: await records_by_key(settings, topic) for topic in (*STATE, "subscriptions")}
    sent = {topic: await send_broken(settings, topic, found) for topic, found in sound.items()}
    assert min(sent.values()) >= 200
    again = await start_worker()
    page = (await again.get("/metrics"))[1]
    named = {line.split('reason="')[1].split('"')[0] for line in page.splitlines() if 'reason="restore_' in line}
    assert named
    assert named <= {f"restore_{reason}" for reason in Reason}, again.last_lines()
    for topic, stage in STATE.items():
        refused = await again.metric("tocsin_dead_letters_total", stage=stage)
        assert 0 < refused <= sent[topic]
    refused = await again.metric("tocsin_subscriptions_refused_total")
    assert await again.metric("tocsin_subscriptions") == 1 + sent["subscriptions"] - refused

    later = {"id": "later", "url": "https://late.example/1", "published": "2024-03-05T15:00:00Z"}
    text = STORY["text"].replace("30", "42")
    await system.send_articles(settings, [STORY | later | {"text": text, "title": "Bomb kills 42 in Mogadishu"}])
    await system.settled(settings, [again])
    assert "later" in {alert.citation.article for alert in await system.alerts(settings, "africa") if alert.citation}
    assert await again.is_ready()


async def records_by_key(settings: Settings, topic: str) -> dict[bytes, bytes]:
    found = {record.key or b"": record.value for record in await system.records(settings, topic)}
    return {key: value for key, value in found.items() if value is not None}


async def send_broken(settings: Settings, topic: str, sound: dict[bytes, bytes]) -> int:
    """Every kind under a key of its own, and some under keys that cannot be. The sound records stay what they are."""
    key, value = next(iter(sound.items()))
    kinds = broken.RAW | broken.spread(broken.mutations(value), KINDS) | broken.large(value)
    kinds = broken.named(kinds, [NAMES[topic]], "own")
    prefix = key.rpartition(b"/")[0] + b"/" if topic == "desks" else b""
    keys = [b"%sown-%d" % (prefix, number) for number in range(len(kinds))]
    keys[:4] = [NOT_TEXT, b"", b"k" * 100_000, told_key("", "", "").encode()]
    keys[4] = desk_key("", "").encode()
    async with producer(settings) as client:
        futures = [
            await send(
                client,
                settings.topic(topic),
                key=each,
                value=raw,
                headers=[(header_names.NAME, b"")],
                partition=partition,
            )
            for number, (each, raw) in enumerate(zip(keys, kinds.values(), strict=True))
            for partition in [number % settings.partitions if topic in STATE else 0]
        ]
        for future in futures:
            await future
    return len(kinds)
