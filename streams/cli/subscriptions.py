"""`tocsin subscriptions`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import yaml

from agents.match import lint as linting
from schemas.codec import encode
from schemas.formats.regions import label
from schemas.formats.subscription import write_subscription
from schemas.levels import SeverityLevel
from schemas.subscription import Subscription
from streams.admin import ensure_alert_topics, ensure_topics
from streams.cli import importing
from streams.cli import subscription_muting as muting
from streams.cli.common import REFUSED, fail, one_line, print_json, run, say, settings_options, table, warn
from streams.cli.subscription_plan import explain_plan
from streams.cli.subscription_sources import areas_option, load_files, read_all, write_all
from streams.settings import Settings
from streams.topics import SUBSCRIPTIONS

if TYPE_CHECKING:
    from streams.examples import Outcome


@click.group("subscriptions")
def command() -> None:
    """Apply, list, get, mute, delete, lint, test and import subscriptions.

    The compacted topic is the source of truth.
    """


command.add_command(explain_plan)
command.add_command(importing.command)
command.add_command(muting.mute)
command.add_command(muting.unmute)


@command.command(
    "apply",
    epilog="Examples: tocsin subscriptions apply kunduz.yaml | tocsin subscriptions apply desks/ --areas areas.yaml",
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@areas_option
@click.option("--dry-run", is_flag=True, help="Check, and write nothing.")
@click.option("--no-tests", is_flag=True, help="Do not run their tests.")
@settings_options
def apply(settings: Settings, paths: tuple[Path, ...], areas: tuple[Path, ...], dry_run: bool, no_tests: bool) -> None:
    """Write subscriptions from YAML or JSON files; one of the same id is replaced.

    All of them or none: if one is wrong, every mistake is named, nothing is written, and the exit code is 1. The same
    if one fails its own tests.
    """
    subscriptions = load_files(paths, areas)
    if not no_tests:
        _refuse_failing(subscriptions)
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
    run(write_all(settings, [(keys[name], None) for name in names]))
    say(f"deleted {len(names)}")


@command.command("lint", epilog="Example: tocsin subscriptions lint desks/")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@areas_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def lint(paths: tuple[Path, ...], areas: tuple[Path, ...], as_json: bool) -> None:
    """Warn of what is valid but noisy, or can never match. Exit code 1 if there is a warning."""
    subscriptions = load_files(paths, areas)
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


@command.command(
    "test", epilog="Examples: tocsin subscriptions test kunduz.yaml | tocsin subscriptions test desks/ --json"
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@areas_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def test(paths: tuple[Path, ...], areas: tuple[Path, ...], as_json: bool) -> None:
    """Run the examples that subscriptions carry: each must alert, or must not, as it says.

    Each goes through the stages alone, without Kafka and without a past. Exit code 1 if one fails.
    """
    subscriptions = load_files(paths, areas)
    count = failed = 0
    for outcome in _outcomes(subscriptions):
        count += 1
        failed += not outcome.ok
        if as_json:
            print_json(outcome.as_json())
        else:
            click.echo(one_line(outcome.as_text()))
    say(f"{len(subscriptions)} subscriptions, {count} examples, {failed} failed")
    if failed:
        sys.exit(REFUSED)


def _refuse_failing(subscriptions: list[Subscription]) -> None:
    """End where an example fails; each is named."""
    failures = [outcome for outcome in _outcomes(subscriptions) if not outcome.ok]
    for outcome in failures:
        click.secho(f"error: {one_line(outcome.as_text())}", fg="red", err=True)
    if failures:
        fail(f"{len(failures)} examples failed; nothing was written (--no-tests writes all the same)", REFUSED)


def _outcomes(subscriptions: list[Subscription]) -> Iterator[Outcome]:
    """What comes of every example; the classifier is loaded where there is one."""
    total = sum(len(entry.tests) for entry in subscriptions)
    if not total:
        return
    from agents.classify.classifier import load_classifier  # takes a second, which other commands need not wait
    from streams.examples import run_examples

    classifier, now, done = load_classifier(), datetime.now(UTC), 0
    for entry in subscriptions:
        for outcome in run_examples(entry, classifier, now):
            yield outcome
            done += 1
            _show(done, total)


def _show(done: int, total: int) -> None:
    """A line that counts, where a person waits for many."""
    if sys.stderr.isatty() and not sys.stdout.isatty() and (done % 20 == 0 or done == total > 20):
        click.echo(f"\r{done} of {total} examples" + ("\n" if done == total else ""), nl=False, err=True)


def _warning(subscription: Subscription, fault: linting.Warning) -> str:
    return f"{subscription.id}: {fault.field}: {fault.message} ({fault.fault})"


async def _apply(settings: Settings, subscriptions: list[Subscription]) -> None:
    await ensure_topics(settings, say, (SUBSCRIPTIONS,))
    refused = await ensure_alert_topics(settings, {entry.subscriber for entry in subscriptions})
    if refused:
        told = "; ".join(f"subscriber {name}: Kafka refuses its topic: {why}" for name, why in sorted(refused.items()))
        fail(f"{told}; nothing was written", REFUSED)
    await write_all(settings, [(entry.id.encode(), encode(entry)) for entry in subscriptions])


def _condition(subscription: Subscription) -> str:
    """The condition in one short line."""
    when = subscription.when
    least = "" if when.severity is SeverityLevel.UNKNOWN else f"≥{when.severity}"
    regions = ",".join(map(label, when.regions))
    parts = [",".join(when.events), regions, least, ",".join(when.casualties), when.keywords or ""]
    text = " ".join(part for part in parts if part)
    return text if len(text) <= 70 else text[:69] + "…"
