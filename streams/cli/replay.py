"""`tocsin replay`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import UTC, datetime

import click

from streams.cli.common import REFUSED, fail, other_prefix, print_json, run, say, settings_options, warn
from streams.moving.elsewhere import NotMovable, elsewhere, partitions_there
from streams.moving.replay import Replayed, Span, replay
from streams.settings import Settings

EXAMPLES = """\b
Examples:
  tocsin replay --from 2024-03-05 --into again. --subscriptions
  tocsin replay --from 2024-03-05T06:00 --until 2024-03-05T18:00 --into again. --rate 50 --json
"""
TIME = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


@click.command("replay", epilog=EXAMPLES)
@click.option(
    "--from", "since", type=TIME, required=True, help="Articles that reached the topic at this time (UTC) on."
)
@click.option("--until", type=TIME, help="Only those before this time (UTC); default: all that there are now.")
@click.option("--into", required=True, metavar="PREFIX", help="Prefix of the system that is to read them.")
@click.option("--partitions", type=click.IntRange(min=1), help="Its partitions; default: as many as here.")
@click.option("--subscriptions", is_flag=True, help="Copy the subscriptions that stand now, too.")
@click.option("--rate", type=click.FloatRange(min=0.01), help="Articles a second; default: as fast as they go.")
@click.option("--json", "as_json", is_flag=True, help="Print {articles, subscriptions, refused} as JSON.")
@settings_options
def command(
    settings: Settings,
    since: datetime,
    until: datetime | None,
    into: str,
    partitions: int | None,
    subscriptions: bool,
    rate: float | None,
    as_json: bool,
) -> None:
    """Send articles from a time on into the topics of another prefix, where workers of that prefix read them.

    They go in the order of their time stamps, with these, keys and headers. Topics that are missing are created. To
    send them twice does no harm: an article that comes again counts once. One that is too large is named and left out;
    the exit code is 1 then.
    """
    span = Span(since.replace(tzinfo=UTC), None if until is None else until.replace(tzinfo=UTC))
    prefix = other_prefix(settings, into)
    done = run(_replay(settings, prefix, partitions, span, subscriptions, rate))
    if as_json:
        print_json(asdict(done))
    else:
        said = f"replayed {done.articles} articles and {done.subscriptions} subscriptions into {prefix!r}"
        say(said + (f", refused {done.refused}" if done.refused else ""))
    if done.refused:
        sys.exit(REFUSED)


async def _replay(
    settings: Settings, prefix: str, partitions: int | None, span: Span, subscriptions: bool, rate: float | None
) -> Replayed:
    try:
        into = elsewhere(settings, prefix, partitions or await partitions_there(settings))
    except NotMovable as error:
        fail(str(error), REFUSED)
    return await replay(
        settings, into, span, subscriptions=subscriptions, rate=rate, refused=warn, progress=_show
    )  # fmt: skip


def _show(count: int) -> None:
    """A line that counts, where a person looks at it."""
    if sys.stderr.isatty() and count % 100 == 0:
        click.echo(f"\r{count} replayed\r", nl=False, err=True)
