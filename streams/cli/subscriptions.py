"""`tocsin subscriptions`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
import yaml

from agents.match import lint as linting
from agents.match.validate import check
from schemas.codec import decode, encode
from schemas.errors import RecordError
from schemas.formats.subscription import read_subscription, write_subscription
from schemas.levels import SeverityLevel
from schemas.subscription import Subscription
from streams.admin import ensure_alert_topics, ensure_topics
from streams.cli.common import REFUSED, fail, one_line, print_json, run, say, settings_options, table, warn
from streams.feeds.documents import UnreadableDocument, read_documents
from streams.reading import read_topic
from streams.sending import producer, send
from streams.settings import Settings
from streams.topics import SUBSCRIPTIONS


@click.group("subscriptions")
def command() -> None:
    """Apply, list, get, delete and lint subscriptions. The compacted topic is the source of truth."""


@command.command("apply", epilog="Examples: tocsin subscriptions apply kunduz.yaml | tocsin subscriptions apply desks/")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--dry-run", is_flag=True, help="Check, and write nothing.")
@settings_options
def apply(settings: Settings, paths: tuple[Path, ...], dry_run: bool) -> None:
    """Write subscriptions from YAML or JSON files; one of the same id is replaced.

    All of them or none: if one is wrong, every mistake is named, nothing is written, and the exit code is 1.
    """
    subscriptions = load_files(paths)
    for subscription in subscriptions:
        for fault in linting.lint(subscription):
            warn(_warning(subscription, fault))
    if dry_run:
        say(f"{len(subscriptions)} subscriptions are valid; nothing written")
        return
    run(_apply(settings, subscriptions))
    say(f"applied {len(subscriptions)}: " + ", ".join(entry.id for entry in subscriptions))


@command.command("list", epilog="Example: tocsin subscriptions list --json")
@click.option("--subscriber", help="Only those of this subscriber.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@settings_options
def list_(settings: Settings, subscriber: str | None, as_json: bool) -> None:
    """List what is on the topic; records that are no valid subscription are named with the reason."""
    found, broken = run(read_all(settings))
    chosen = [entry for entry in found if subscriber in (None, entry.subscriber)]
    if as_json:
        for entry in chosen:
            print_json(write_subscription(entry))
    else:
        rows = [(entry.id, entry.subscriber, entry.title, _condition(entry)) for entry in chosen]
        table(rows, ("id", "subscriber", "title", "when"))
    for record in broken:
        warn(f"{record.name}: not valid, workers refuse it: {record.error}")


@command.command("get", epilog="Example: tocsin subscriptions get kunduz-watch > kunduz.yaml")
@click.argument("name", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of YAML.")
@settings_options
def get(settings: Settings, name: str, as_json: bool) -> None:
    """Print one as a document that `apply` takes."""
    found, _ = run(read_all(settings))
    chosen = next((entry for entry in found if entry.id == name), None)
    if chosen is None:
        fail(f"there is no subscription {name!r}", REFUSED)
    document = write_subscription(chosen)
    if as_json:
        print_json(document)
    else:
        click.echo(yaml.safe_dump(document, sort_keys=False, allow_unicode=True), nl=False)


@command.command("delete", epilog="Example: tocsin subscriptions delete kunduz-watch")
@click.argument("names", nargs=-1, required=True, metavar="ID…")
@settings_options
def delete(settings: Settings, names: tuple[str, ...]) -> None:
    """Delete subscriptions; their alert topics stay."""
    found, broken = run(read_all(settings))
    keys = {entry.id: entry.id.encode() for entry in found} | {entry.name: entry.key for entry in broken}
    missing = [name for name in names if name not in keys]
    if missing:
        fail("there is no subscription " + ", ".join(map(repr, missing)) + "; none was deleted", REFUSED)
    run(_write(settings, [(keys[name], None) for name in names]))
    say(f"deleted {len(names)}")


@command.command("lint", epilog="Example: tocsin subscriptions lint desks/")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def lint(paths: tuple[Path, ...], as_json: bool) -> None:
    """Warn of what is valid but noisy, or can never match. Exit code 1 if there is a warning."""
    subscriptions = load_files(paths)
    count = 0
    for subscription in subscriptions:
        for fault in linting.lint(subscription):
            count += 1
            if as_json:
                print_json({"id": subscription.id} | asdict(fault))
            else:
                click.echo(one_line(_warning(subscription, fault)))
    say(f"{len(subscriptions)} subscriptions, {count} warnings")
    if count:
        sys.exit(REFUSED)


def _warning(subscription: Subscription, fault: linting.Warning) -> str:
    return f"{subscription.id}: {fault.field}: {fault.message} ({fault.fault})"


def load_files(paths: Iterable[Path]) -> list[Subscription]:
    """The subscriptions of these files; all mistakes of all files are printed, and the command ends."""
    found: dict[str, tuple[str, Subscription]] = {}
    problems: list[str] = []
    for origin, document in _documents(paths, problems):
        try:
            subscription = read_subscription(document)
            check(subscription)
        except (RecordError, ValueError) as error:
            problems += [f"{origin}: {mistake}" for mistake in getattr(error, "mistakes", (error,))]
            continue
        if subscription.id in found:
            problems.append(f"{origin}: id: {subscription.id!r} is used in {found[subscription.id][0]} too")
        found.setdefault(subscription.id, (origin, subscription))
    for problem in problems:
        click.secho(f"error: {one_line(problem)}", fg="red", err=True)
    if problems:
        sys.exit(REFUSED)
    return [subscription for _, subscription in found.values()]


def _documents(paths: Iterable[Path], problems: list[str]) -> Iterable[tuple[str, Any]]:
    for path in paths:
        count = 0
        try:
            for count, document in enumerate(read_documents(path), 1):  # noqa: B007 - counts what comes
                yield document
        except UnreadableDocument as error:
            problems.append(str(error))
            continue
        if count == 0:
            problems.append(f"{path}: there is no subscription in it")


async def _apply(settings: Settings, subscriptions: list[Subscription]) -> None:
    await ensure_topics(settings, say)
    refused = await ensure_alert_topics(settings, {entry.subscriber for entry in subscriptions})
    if refused:
        told = "; ".join(f"subscriber {name}: Kafka refuses its topic: {why}" for name, why in sorted(refused.items()))
        fail(f"{told}; nothing was written", REFUSED)
    await _write(settings, [(entry.id.encode(), encode(entry)) for entry in subscriptions])


async def _write(settings: Settings, rows: list[tuple[bytes, bytes | None]]) -> None:
    topic = settings.topic(SUBSCRIPTIONS.name)
    async with producer(settings) as client:
        await asyncio.gather(*[await send(client, topic, key=key, value=value) for key, value in rows])


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


def _stored(key: bytes, value: bytes) -> Subscription:
    subscription = decode(value, Subscription)
    check(subscription)
    if subscription.id.encode() != key:
        raise ValueError(f"id: expected the record's key {key!r}, got {subscription.id!r}")
    return subscription


def _condition(subscription: Subscription) -> str:
    """The condition in one short line."""
    when = subscription.when
    least = "" if when.severity is SeverityLevel.UNKNOWN else f"≥{when.severity}"
    parts = [",".join(when.events), ",".join(when.regions), least, when.keywords or ""]
    text = " ".join(part for part in parts if part)
    return text if len(text) <= 70 else text[:69] + "…"
