"""The names of Faust that `streams.chunks` uses and that Faust does not promise to keep."""

import inspect

from faust.app.base import App, BootStrategy
from faust.transport.consumer import Consumer
from faust.transport.drivers import aiokafka as driver
from faust.types.tuples import ConsumerMessage

from streams.chunks import ChunkApp, ChunkConsumer, ChunkMessage


def parameters(function: object) -> list[str]:
    return list(inspect.signature(function).parameters)


def test_the_methods_that_are_overridden_exist_with_these_parameters() -> None:
    assert parameters(Consumer._drain_messages) == ["self", "fetcher"]
    assert parameters(driver.AIOKafkaConsumerThread._create_worker_consumer) == ["self", "transport"]
    assert parameters(driver.AIOKafkaConsumerThread.seek_to_committed) == ["self"]
    assert parameters(driver.AIOKafkaConsumerThread.on_thread_stop) == ["self"]
    assert parameters(driver.Consumer._new_consumer_thread) == ["self"]
    assert parameters(ConsumerMessage.on_final_ack) == ["self", "consumer"]
    assert parameters(App._new_transport) == ["self"]
    assert parameters(BootStrategy.server) == ["self"]


def test_the_methods_that_are_called_exist_with_these_parameters() -> None:
    assert parameters(Consumer._wait_next_records) == ["self", "timeout"]
    assert parameters(Consumer.perform_seek) == ["self"]
    assert hasattr(Consumer, "consumer_stopped_errors")
    assert parameters(driver.AIOKafkaConsumerThread.call_thread)[:2] == ["self", "fun"]
    assert parameters(driver.AIOKafkaConsumerThread._ensure_consumer) == ["self"]


class Holder:
    """Stands for the consumer."""

    def __init__(self) -> None:
        self._unacked_messages: set[ChunkMessage] = set()
        self.forgotten: list[ChunkMessage] = []

    def forget(self, message: ChunkMessage) -> None:
        self.forgotten.append(message)


def test_a_chunk_is_forgotten_once_and_never_committed() -> None:
    message = ChunkMessage(
        "articles", 0, 7, 0.0, 0, (), None, [], None, 0, 0, ("articles", 0), generation_id=1
    )  # fmt: skip
    holder = Holder()
    holder._unacked_messages.add(message)
    assert message.on_final_ack(holder) is False
    assert message.on_final_ack(holder) is False
    assert holder._unacked_messages == set()
    assert holder.forgotten == [message]
    assert issubclass(ChunkConsumer, driver.Consumer)
    assert issubclass(ChunkApp, App)
