"""Lanes whose broker is silent or loses an answer: nothing is done twice, nothing is passed over."""

import asyncio
from collections.abc import Iterable

import pytest
from aiokafka import AIOKafkaProducer

from streams.lanes import LaneBroken
from streams.records import Counted, Led, Record
from streams.settings import Settings
from tests.streams.proxy import END_TXN, Proxy
from tests.streams.running import Start, expected, numbered, send_all, values_of
from tests.streams.toys import Counting
from tests.support.system import until

pytestmark = pytest.mark.kafka


async def test_a_commit_whose_answer_was_lost_is_not_done_again(
    settings: Settings, kafka: str, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broker commits, the lane never hears of it and must not believe that it failed."""
    commit = AIOKafkaProducer.commit_transaction

    async def unheard(self: AIOKafkaProducer) -> None:
        await commit(self)
        monkeypatch.setattr(AIOKafkaProducer, "commit_transaction", commit)
        raise TimeoutError("no answer")

    running = await start().open()
    records = await send_all(settings, numbered(0, 20))
    monkeypatch.setattr(AIOKafkaProducer, "commit_transaction", unheard)
    await running.feed(records[:15])
    await running.feed(records[15:])

    async def settled() -> bool:
        return running.set.positions() == {(settings.topic("articles"), 0): 20}

    await until(settled, 10, "all records are done")
    assert await values_of(settings, "events") == expected(0, 20)
    assert running.series("tocsin_transactions_total", outcome="failed") == 1


async def test_an_end_of_transaction_that_is_lost_on_the_wire_is_not_done_again(
    settings: Settings, kafka: str, start: Start
) -> None:
    async with Proxy(kafka) as proxy:
        running = await start(brokers=proxy.address).open()
        records = await send_all(settings, numbered(0, 20))
        proxy.swallow = END_TXN
        await running.feed(records[:15])
        await asyncio.wait_for(proxy.lost.wait(), 10)
        await running.feed(records[15:])

        async def settled() -> bool:
            return running.set.positions() == {(settings.topic("articles"), 0): 20}

        await until(settled, 15, "all records are done")
        assert await values_of(settings, "events") == expected(0, 20)
        await running.set.close()


async def test_a_broker_that_goes_and_comes_back_costs_nothing(settings: Settings, kafka: str, start: Start) -> None:
    async with Proxy(kafka) as proxy:
        running = await start(brokers=proxy.address, transaction_timeout=2.0).open()
        records = await send_all(settings, numbered(0, 20))
        await running.feed(records[:10])
        await running.done(10)
        await proxy.cut()
        await running.feed(records[10:])

        async def failed() -> bool:
            return running.series("tocsin_transactions_total", outcome="failed") >= 1

        await until(failed, 10, "the lane notices")
        await proxy.listen()
        await running.done(20)
        assert await values_of(settings, "events") == expected(0, 20)
        await running.set.close()


async def test_lanes_close_while_the_broker_is_silent(settings: Settings, kafka: str, start: Start) -> None:
    async with Proxy(kafka) as proxy:
        running = await start(brokers=proxy.address).open()
        records = await send_all(settings, numbered(0, 5))
        proxy.mute = True
        await running.feed(records)
        async with asyncio.timeout(12):
            await running.set.close()
    second = await start().open()
    await second.feed(records)
    await second.done(5)
    assert await values_of(settings, "events") == expected(0, 5)


async def test_a_lane_that_can_never_commit_gives_up_with_its_reason(
    settings: Settings, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(self: AIOKafkaProducer) -> None:
        raise ValueError("out of luck")

    running = await start(transaction_tries=2).open()
    records = await send_all(settings, numbered(0, 2))
    monkeypatch.setattr(AIOKafkaProducer, "begin_transaction", refused)
    await running.feed(records)

    async def gave_up() -> list[BaseException]:
        return running.failures

    (failure,) = await until(gave_up, 10, "the lane gives up")
    assert isinstance(failure, LaneBroken)
    assert str(failure) == "lane 0: a transaction failed 2 times: ValueError('out of luck')"


async def test_what_is_counted_is_counted_once_though_its_transaction_was_tried_twice(
    settings: Settings, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[bytes] = []

    class Tallying(Counting):
        def handle(self, record: Record) -> Iterable[Led]:
            yield from super().handle(record)
            yield Counted(lambda: counted.append(record.value or b""))

    begin = AIOKafkaProducer.begin_transaction

    async def refused(self: AIOKafkaProducer) -> None:
        monkeypatch.setattr(AIOKafkaProducer, "begin_transaction", begin)
        raise ValueError("this once")

    running = start()
    running._make = lambda: [Tallying()]  # type: ignore[method-assign] # a stage that counts
    running.set._make_stages = running._make
    await running.open()
    records = await send_all(settings, numbered(0, 2))
    monkeypatch.setattr(AIOKafkaProducer, "begin_transaction", refused)
    await running.feed(records)
    await running.done(2)
    assert running.series("tocsin_transactions_total", outcome="failed") == 1
    assert counted == [b"v0", b"v1"]


async def test_closing_stops_an_opening_that_waits_for_the_broker(settings: Settings, start: Start) -> None:
    running = start(brokers="127.0.0.1:9")
    opening = asyncio.create_task(running.set.open({0}, lambda: True))

    async def under_way() -> bool:
        return running.set._opening is not None

    await until(under_way, 5, "the opening begins")
    async with asyncio.timeout(8):
        await running.set.close()
        await opening
    assert running.failures == []
