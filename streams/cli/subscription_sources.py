"""Where commands get subscriptions from: files and folders, and the topic, which they write too."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from agents.match.validate import check
from schemas.codec import decode
from schemas.errors import RecordError
from schemas.formats.subscription import read_subscription
from schemas.formats.subscription_regions import read_areas
from schemas.subscription import OwnRegion, Subscription
from streams.cli.common import REFUSED, one_line
from streams.feeds.documents import UnreadableDocument, read_documents
from streams.reading import read_topic
from streams.sending import producer, send
from streams.settings import Settings
from streams.topics import SUBSCRIPTIONS

areas_option = click.option(
    "--areas",
    "areas",
    type=click.Path(path_type=Path),
    multiple=True,
    help="File or folder that says what area:NAME stands for.",
)
"""Of commands that read subscriptions from files."""


def load_files(paths: Iterable[Path], areas: Iterable[Path] = ()) -> list[Subscription]:
    """The subscriptions of these files, which may name the regions of the files `areas`; all mistakes of all files are
    printed, and the command ends.
    """
    named = _load_areas(areas)
    found: dict[str, tuple[str, Subscription]] = {}
    problems: list[str] = []
    for origin, document in _documents(paths, problems, "subscription"):
        try:
            subscription = read_subscription(document, named)
            check(subscription)
        except (RecordError, ValueError) as error:
            problems += _told(origin, error)
            continue
        if subscription.id in found:
            problems.append(f"{origin}: id: {subscription.id!r} is used in {found[subscription.id][0]} too")
        found.setdefault(subscription.id, (origin, subscription))
    _refuse(problems)
    return [subscription for _, subscription in found.values()]


def _load_areas(paths: Iterable[Path]) -> dict[str, OwnRegion]:
    """The regions that these files name; as above."""
    found: dict[str, tuple[str, OwnRegion]] = {}
    problems: list[str] = []
    for origin, document in _documents(paths, problems, "area"):
        try:
            areas = read_areas(document)
        except RecordError as error:
            problems += _told(origin, error)
            continue
        for name, region in areas.items():
            if name in found:
                problems.append(f"{origin}: areas.{name}: it stands in {found[name][0]} too")
            found.setdefault(name, (origin, region))
    _refuse(problems)
    return {name: region for name, (_, region) in found.items()}


def _told(origin: str, error: ValueError) -> list[str]:
    return [f"{origin}: {mistake}" for mistake in getattr(error, "mistakes", (error,))]


def _refuse(problems: list[str]) -> None:
    """End where there is a problem; each is named."""
    for problem in problems:
        click.secho(f"error: {one_line(problem)}", fg="red", err=True)
    if problems:
        sys.exit(REFUSED)


def _documents(paths: Iterable[Path], problems: list[str], what: str) -> Iterable[tuple[str, Any]]:
    for path in paths:
        count = 0
        try:
            for count, document in enumerate(read_documents(path), 1):  # noqa: B007 - counts what comes
                yield document
        except UnreadableDocument as error:
            problems.append(str(error))
            continue
        if count == 0:
            problems.append(f"{path}: there is no {what} in it")


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """A record on the topic that is no subscription: its key, and the key as a person can type it."""

    key: bytes
    error: str

    @property
    def name(self) -> str:
        """The key as text; what is no UTF-8 is escaped."""
        return self.key.decode("utf-8", "backslashreplace")


async def read_all(settings: Settings) -> tuple[list[Subscription], list[BrokenRecord]]:
    """The subscriptions on the topic by id, and the records there that are none, with the reason.

    As in a worker, a record that is none leaves what stood under its key before.
    """
    found: dict[bytes, Subscription] = {}
    broken: dict[bytes, str] = {}
    async for record in read_topic(settings, settings.topic(SUBSCRIPTIONS.name)):
        key = record.key or b""
        broken.pop(key, None)
        if record.value is None:
            found.pop(key, None)
            continue
        try:
            found[key] = _stored(key, record.value)
        except (RecordError, ValueError) as error:
            broken[key] = str(error)
    listed = sorted(found.values(), key=lambda entry: entry.id)
    return listed, [BrokenRecord(key, error) for key, error in sorted(broken.items())]


async def write_all(settings: Settings, rows: list[tuple[bytes, bytes | None]]) -> None:
    """Write records of the topic, keys with values; returns when the broker has all of them. None deletes."""
    topic = settings.topic(SUBSCRIPTIONS.name)
    async with producer(settings) as client:
        sent = [await send(client, topic, key=key, value=value) for key, value in rows]
        await asyncio.gather(*sent)


def _stored(key: bytes, value: bytes) -> Subscription:
    subscription = decode(value, Subscription)
    check(subscription)
    if subscription.id.encode() != key:
        raise ValueError(f"id: expected the record's key {key!r}, got {subscription.id!r}")
    return subscription
