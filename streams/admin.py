"""Topics on the broker: wait for it, create what is missing, report what differs with its remedy."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import (
    KafkaConnectionError,
    KafkaError,
    TopicAlreadyExistsError,
    TopicAuthorizationFailedError,
    for_code,
)
from aiokafka.protocol.metadata import MetadataRequest

from streams.connection import client_options
from streams.refusal import refusal
from streams.settings import Settings
from streams.topics import TABLE, Topic, Wanted, alerts_of, wanted

log = logging.getLogger(__name__)

SPREAD_SECONDS = 10.0
"""How long a new topic may take to be known to the broker that is asked."""


class BrokerUnreachable(RuntimeError):  # noqa: N818 - reads as what happened
    """No broker answered within `broker_wait` seconds."""


class ConnectionRefused(BrokerUnreachable):
    """A broker answered, and does not let us in: by its certificate, ours, a password or a token."""


class TopicMismatch(RuntimeError):  # noqa: N818 - reads as what happened
    """A topic exists with other partitions than the settings ask for."""


@dataclass(frozen=True, slots=True)
class TopicState:
    """A topic of the table as it is on the broker: `found` partitions, None where it is missing."""

    name: str
    wanted: int
    found: int | None


@asynccontextmanager
async def admin(settings: Settings, say: Callable[[str], None] = log.info) -> AsyncIterator[AIOKafkaAdminClient]:
    """An admin client, once a broker answers.

    Raises:
        ConnectionRefused: one did, and does not let us in.
        BrokerUnreachable: none did in time.
    """
    client = await _connect(settings, say)
    try:
        yield client
    finally:
        await client.close()


async def _connect(settings: Settings, say: Callable[[str], None]) -> AIOKafkaAdminClient:
    clock = asyncio.get_running_loop().time
    deadline, pause, told = clock() + settings.broker_wait, 0.25, False
    while True:
        client = AIOKafkaAdminClient(request_timeout_ms=10_000, **client_options(settings))
        try:
            await client.start()
            return client
        except (KafkaConnectionError, KafkaError, OSError) as error:
            await client.close()
            why = await refusal(settings)
            if why is not None:
                raise ConnectionRefused(f"Kafka refuses us: {why}") from None
            if clock() >= deadline:
                raise BrokerUnreachable(
                    f"no Kafka answered at {settings.brokers} within {settings.broker_wait:.0f} s ({error}): "
                    "is it running, and are TOCSIN_BROKERS and TOCSIN_SECURITY_PROTOCOL right?"
                ) from error
        if not told:
            say(f"waiting for Kafka at {settings.brokers} …")
            told = True
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, 5.0)


async def ensure_topics(
    settings: Settings, say: Callable[[str], None] = log.info, topics: tuple[Topic, ...] = TABLE
) -> None:
    """Create the topics of the table that are missing, or these of them alone, and check all that are there.

    Who only sends articles may have no right to see the others: what is not asked for need not be there.

    Raises:
        BrokerUnreachable: no broker answered.
        TopicMismatch: a topic has other partitions than the settings; names each with the remedy.
    """
    async with admin(settings, say) as client:
        refused = await _create(client, wanted(settings, await _brokers(client), topics))
        if refused:
            raise TopicMismatch("\n".join(f"topic {name} could not be created: {why}" for name, why in refused.items()))
        states = await _known_states(client, settings, {settings.topic(topic.name) for topic in topics})
    problems = [_remedy(state) for state in states if state.found != state.wanted]
    if problems:
        raise TopicMismatch("\n".join(problems))


async def ensure_alert_topics(settings: Settings, subscribers: set[str]) -> dict[str, str]:
    """Create the topics of these subscribers that are missing; returns those that Kafka refused, and why.

    Raises:
        BrokerUnreachable: no broker answered.
    """
    topics = {settings.topic(alerts_of(name).name): name for name in subscribers}
    async with admin(settings) as client:
        asked = tuple(alerts_of(name) for name in sorted(subscribers))
        refused = await _create(client, wanted(settings, await _brokers(client), asked))
    return {topics[name]: why for name, why in refused.items()}


async def topic_states(settings: Settings) -> tuple[TopicState, ...]:
    """The topics of the table as they are on the broker."""
    async with admin(settings) as client:
        return await _states(client, settings)


async def refused_topics(client: AIOKafkaAdminClient, topics: Sequence[str]) -> list[str]:
    """Those of these topics (full names) that we have no right to see, whether they exist or not; none is created."""
    response = await client._send_request(MetadataRequest(list(topics), allow_auto_topic_creation=False))
    return [
        entry["topic"]
        for entry in response.to_object()["topics"]
        if for_code(entry["error_code"]) is TopicAuthorizationFailedError
    ]


async def cluster_id(settings: Settings) -> str:
    """What tells this cluster from others, of letters, digits, hyphens and underscores; empty where it has none.

    Raises:
        BrokerUnreachable: no broker answered.
    """
    async with admin(settings) as client:
        found = (await client.describe_cluster())["cluster_id"]
    return re.sub(r"[^A-Za-z0-9_-]", "_", found or "")


async def _known_states(client: AIOKafkaAdminClient, settings: Settings, needed: set[str]) -> tuple[TopicState, ...]:
    """The topics that are there or needed, once these are: brokers know one a little later than who created it."""
    clock = asyncio.get_running_loop().time
    deadline = clock() + SPREAD_SECONDS
    states = await _states(client, settings)
    while any(state.found is None and state.name in needed for state in states) and clock() < deadline:
        await asyncio.sleep(0.05)
        states = await _states(client, settings)
    return tuple(state for state in states if state.found is not None or state.name in needed)


async def _states(client: AIOKafkaAdminClient, settings: Settings) -> tuple[TopicState, ...]:
    asked = wanted(settings, brokers=1)
    described = await client.describe_topics()  # of all: a broker may create what is asked for by name
    found = {entry["topic"]: len(entry["partitions"]) for entry in described if entry["error_code"] == 0}
    return tuple(TopicState(topic.name, topic.partitions, found.get(topic.name)) for topic in asked)


async def _brokers(client: AIOKafkaAdminClient) -> int:
    return len((await client.describe_cluster())["brokers"])


async def _create(client: AIOKafkaAdminClient, topics: tuple[Wanted, ...]) -> dict[str, str]:
    """Create what is missing; returns the topics that Kafka refuses to hold, and why.

    Raises:
        KafkaError: it cannot say now, and may later.
    """
    there = set(await client.list_topics())
    missing = [
        NewTopic(topic.name, topic.partitions, topic.replication, topic_configs=topic.config)
        for topic in topics
        if topic.name not in there
    ]
    if not missing:
        return {}
    refused = _refused(await client.create_topics(missing))
    created = [topic.name for topic in missing if topic.name not in refused]
    if created:
        log.info("created topics %s", ", ".join(created))
    return refused


def _refused(response: Any) -> dict[str, str]:  # noqa: ANN401 - aiokafka's, one class a version
    refused: dict[str, str] = {}
    for name, code, *rest in response.topic_errors:
        error = for_code(code)
        if not code or error is TopicAlreadyExistsError:
            continue
        if error.retriable:
            raise error(f"topic {name} could not be created: {rest}")
        if error is TopicAuthorizationFailedError:  # what we may not see looks as if it were not there
            refused[name] = "no right Create on it, or it is there and there is no right to see it (Describe)"
            continue
        refused[name] = f"{error.__name__}: {rest[0] if rest else error.description}"
    return refused


def _remedy(state: TopicState) -> str:
    if state.found is None:
        return f"topic {state.name} could not be created: create it with {state.wanted} partitions"
    return (
        f"topic {state.name} has {state.found} partitions, the settings ask for {state.wanted}: "
        f"set TOCSIN_PARTITIONS={state.found} if that is what all stage topics have, "
        "or use another TOCSIN_PREFIX, or delete the topic if its records are not needed"
    )
