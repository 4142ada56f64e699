"""The steady load: articles whose alerts are known, a poison record every fifty, subscriptions changed all the while."""

import asyncio
import json
import logging
import random
import time

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from schemas.codec import encode
from schemas.formats.article import read_article
from schemas.formats.subscription import read_subscription
from streams.sending import producer, send
from streams.settings import Settings
from streams.topics import ARTICLES, SUBSCRIPTIONS
from tests.chaos.watch import EXTRAS, WATCHER, Book
from tests.chaos.world import GROUPS, PLACES, Told, group

log = logging.getLogger(__name__)

EVERYTHING = {
    "id": "everything",
    "subscriber": WATCHER,
    "when": {"events": ["attacks"], "severity": "moderate"},
    "deliver": {"updates": "facts"},
}
POISON_EVERY = 50
ABREAST_EXTRAS = 5
"""Subscriptions that come and go."""
CHANGE_SECONDS = 0.5
PATIENCE_MS = 120_000
"""How long the load's own producer tries: what it cannot send is not for Tocsin to alert on."""


class Load:
    """Sends at a rate, a round of the cities after the other; `sent` counts articles, `cycle` rounds."""

    def __init__(self, settings: Settings, book: Book, rate: float) -> None:
        self._settings, self._book, self._rate = settings, book, rate
        self.sent, self.cycle = 0, -1

    async def run(self, stop: asyncio.Event) -> None:
        """Send whole groups until told to stop, and return once the broker has them."""
        async with producer(self._settings, request_timeout_ms=PATIENCE_MS) as client:
            while not stop.is_set():
                self.cycle += 1
                await self._round(client, stop)
                while self._book.pending and not stop.is_set():
                    await asyncio.sleep(0.02)

    async def _round(self, client: AIOKafkaProducer, stop: asyncio.Event) -> None:
        due, sending = time.monotonic(), []
        for number in range(GROUPS):
            for told, article in group(self.cycle, number):
                sending += await self._send(client, told, article, due)
                due = max(due + 1 / self._rate, time.monotonic() - 1)  # what could not be sent comes soon, not at once
                await asyncio.sleep(max(0.0, due - time.monotonic()))
            if stop.is_set():
                break
        await asyncio.gather(*sending)

    async def _send(self, client: AIOKafkaProducer, told: Told, article: dict[str, object], due: float) -> list:
        value = json.dumps(article).encode()
        read_article(value)
        topic = self._settings.topic(ARTICLES.name)
        self._book.pending[told] = due
        sending = [await send(client, topic, key=b"incident-%d" % told.incident, value=value)]
        self.sent += 1
        if self.sent % POISON_EVERY == 0:
            poison = b"\x00 poison %d" % self.sent
            self._book.poison.add(poison)
            sending.append(await send(client, topic, key=b"poison %d" % self.sent, value=poison))
        return sending


async def change_subscriptions(settings: Settings, choose: random.Random) -> None:
    """Replace the watcher's by one of another title, write and delete others: none of it changes what it is told."""
    number = 0
    async with producer(settings, request_timeout_ms=PATIENCE_MS) as client:
        while True:
            number += 1
            try:
                await _change(settings, client, choose, number)
            except KafkaError as error:
                log.info("a subscription could not be written: %r", error)
            await asyncio.sleep(CHANGE_SECONDS)


async def _change(settings: Settings, client: AIOKafkaProducer, choose: random.Random, number: int) -> None:
    name = f"extra-{choose.randrange(ABREAST_EXTRAS)}"
    kind = choose.choice(("title", "write", "delete"))
    city = choose.choice(PLACES)[0]
    document = {
        "title": EVERYTHING | {"title": f"Everything, version {number}"},
        "write": EVERYTHING | {"id": name, "subscriber": EXTRAS, "when": {"keywords": f'"{city}"'}},
        "delete": None,
    }[kind]
    key = name if document is None else str(document["id"])
    value = None if document is None else encode(read_subscription(document))
    await (await send(client, settings.topic(SUBSCRIPTIONS.name), key=key.encode(), value=value))
