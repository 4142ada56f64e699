"""The follower of the compacted topic, on a real Kafka."""

from collections.abc import AsyncIterator

import pytest

from streams.admin import ensure_topics
from streams.sending import producer
from streams.settings import Settings
from streams.subscriptions import SubscriptionFollower
from tests.support.system import until

pytestmark = pytest.mark.kafka


class Following:
    def __init__(self, settings: Settings) -> None:
        self.seen: dict[str, bytes] = {}
        self.batches: list[int] = []
        self.service = SubscriptionFollower(settings, self._changed, self._taken)

    def _changed(self, name: str, value: bytes | None) -> None:
        if value is None:
            self.seen.pop(name, None)
        else:
            self.seen[name] = value

    async def _taken(self) -> None:
        self.batches.append(len(self.seen))


@pytest.fixture
async def following(settings: Settings) -> AsyncIterator[Following]:
    await ensure_topics(settings)
    await put(settings, {b"a": b"1", b"b": b"2"})
    made = Following(settings)
    await made.service.start()
    yield made
    await made.service.stop()


async def put(settings: Settings, changes: dict[bytes, bytes | None]) -> None:
    async with producer(settings) as client:
        for key, value in changes.items():
            await client.send_and_wait(settings.topic("subscriptions"), value=value, key=key)


async def test_what_is_there_is_taken_together_before_it_is_ready(settings: Settings, following: Following) -> None:
    async def ready() -> bool:
        return following.service.ready.is_set()

    await until(ready, 10, "ready")
    assert following.seen == {"a": b"1", "b": b"2"}
    assert following.batches[0] == 2


async def test_changes_and_deletions_follow(settings: Settings, following: Following) -> None:
    await put(settings, {b"a": None, b"c": b"3"})

    async def changed() -> bool:
        return following.seen == {"b": b"2", "c": b"3"}

    await until(changed, 10, "the changes are taken")
    assert following.service.count == 2
