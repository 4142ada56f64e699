"""`tocsin subscriptions`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
import yaml

from agents.match.lint import lint as find_faults
from agents.match.validate import check
from schemas.codec import decode, encode
from schemas.errors import RecordError
from schemas.formats.subscription import read_subscription, write_subscription
from schemas.subscription import Subscription
from streams.admin import ensure_alert_topics, ensure_topics
from streams.cli.common import REFUSED, fail, print_json, run, say, settings_options, table, warn
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
        for fault in find_faults(subscription):
            warn(f"{subscription.id}: {fault}")
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
    for name, error in broken:
        warn(f"{name}: not valid, no worker uses it: {error}")


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
    known = {entry.id for entry in found} | {name for name, _ in broken}
    missing = [name for name in names if name not in known]
    if missing:
        fail("there is no subscription " + ", ".join(map(repr, missing)), REFUSED)
    run(_write(settings, [(name, None) for name in names]))
    say(f"deleted {len(names)}")


@command.command("lint", epilog="Example: tocsin subscriptions lint desks/")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def lint(paths: tuple[Path, ...], as_json: bool) -> None:
    """Warn of what is valid but noisy, or can never match. Exit code 1 if there is a warning."""
    subscriptions = load_files(paths)
    count = 0
    for subscription in subscriptions:
        for fault in find_faults(subscription):
            count += 1
            if as_json:
                print_json({"id": subscription.id, "fault": fault.fault, "message": fault.message})
            else:
                click.echo(f"{subscription.id}: {fault}")
    say(f"{len(subscriptions)} subscriptions, {count} warnings")
    if count:
        sys.exit(REFUSED)


def load_files(paths: Iterable[Path]) -> list[Subscription]:
    """The subscriptions of these files; all mistakes of all files are printed, and the command ends."""
    subscriptions: list[Subscription] = []
    problems: list[str] = []
    for origin, document in _documents(paths, problems):
        try:
            subscription = read_subscription(document)
            check(subscription)
            subscriptions.append(subscription)
        except (RecordError, ValueError) as error:
            problems += [f"{origin}: {line}" for line in str(error).splitlines()]
    seen: set[str] = set()
    for entry in subscriptions:
        if entry.id in seen:
            problems.append(f"id {entry.id!r} is used twice")
        seen.add(entry.id)
    for problem in problems:
        click.secho(f"error: {problem}", fg="red", err=True)
    if problems:
        sys.exit(REFUSED)
    return subscriptions


def _documents(paths: Iterable[Path], problems: list[str]) -> Iterable[tuple[str, Any]]:
    for path in paths:
        try:
            yield from read_documents(path)
        except UnreadableDocument as error:
            problems.append(str(error))


async def _apply(settings: Settings, subscriptions: list[Subscription]) -> None:
    await ensure_topics(settings, say)
    await ensure_alert_topics(settings, {entry.subscriber for entry in subscriptions})
    await _write(settings, [(entry.id, encode(entry)) for entry in subscriptions])


async def _write(settings: Settings, rows: list[tuple[str, bytes | None]]) -> None:
    topic = settings.topic(SUBSCRIPTIONS.name)
    async with producer(settings) as client:
        await asyncio.gather(*[await send(client, topic, key=name.encode(), value=value) for name, value in rows])


async def read_all(settings: Settings) -> tuple[list[Subscription], list[tuple[str, str]]]:
    """The subscriptions on the topic by id, and the records there that are none, with the reason."""
    found: dict[str, Subscription] = {}
    broken: dict[str, str] = {}
    async for record in read_topic(settings, settings.topic(SUBSCRIPTIONS.name)):
        name = (record.key or b"").decode("utf-8", "replace")
        broken.pop(name, None)
        if record.value is None:
            found.pop(name, None)
            continue
        try:
            subscription = decode(record.value, Subscription)
            check(subscription)
            found[name] = subscription
        except (RecordError, ValueError) as error:
            broken[name] = str(error)
    return sorted(found.values(), key=lambda entry: entry.id), sorted(broken.items())


def _condition(subscription: Subscription) -> str:
    """The condition in one short line."""
    when = subscription.when
    parts = [",".join(when.events), ",".join(when.regions), f"≥{when.severity}", when.keywords or ""]
    text = " ".join(part for part in parts if part)
    return text if len(text) <= 70 else text[:69] + "…"
