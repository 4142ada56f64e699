"""`tocsin repartition`."""

from __future__ import annotations

import sys

import click

from streams.cli.common import REFUSED, fail, other_prefix, print_json, run, say, settings_options, table, warn
from streams.moving.elsewhere import NotMovable, elsewhere
from streams.moving.repartition import Moved, repartition
from streams.settings import Settings

EXAMPLES = """\b
Examples:
  tocsin repartition --partitions 12 --into wide.
  tocsin repartition --prefix wide. --partitions 24 --into wider. --json
"""


@click.command("repartition", epilog=EXAMPLES)
@click.option("--partitions", type=click.IntRange(min=1), required=True, help="Partitions of its stage topics.")
@click.option("--into", required=True, metavar="PREFIX", help="Prefix of the system that goes on from here.")
@click.option("--json", "as_json", is_flag=True, help="Print {into, partitions, records, left} as JSON.")
@settings_options
def command(settings: Settings, partitions: int, into: str, as_json: bool) -> None:
    """Take all that a system knows, and has not done yet, to another prefix and over another number of partitions.

    Its workers must be stopped. It is one transaction of at most 15 minutes: all of it is there, or nothing, and the
    old topics stay as they are. Then start workers with that prefix and that number. Alerts and dead letters stay where
    they are. State that no worker can read is named and left; the exit code is 1 then, and if nothing could be done.
    """
    target = elsewhere(settings, other_prefix(settings, into), partitions)
    try:
        moved = run(repartition(settings, target, _show))
    except NotMovable as error:
        fail(str(error), REFUSED)
    for line in moved.left:
        warn(line)
    _print(moved, target, as_json)
    if moved.left:
        sys.exit(REFUSED)


def _print(moved: Moved, target: Settings, as_json: bool) -> None:
    if as_json:
        records = dict(moved.records)
        print_json({"into": target.prefix, "partitions": target.partitions, "records": records, "left": moved.left})
        return
    table([(topic, str(count)) for topic, count in moved.records.items()], ("topic", "records"))
    say(f"start workers with TOCSIN_PREFIX={target.prefix} TOCSIN_PARTITIONS={target.partitions}")


def _show(line: str) -> None:
    """A line that counts, where a person looks at it."""
    if sys.stderr.isatty():
        click.echo(f"\r{line}\r", nl=False, err=True)
