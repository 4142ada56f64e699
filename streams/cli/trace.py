"""`tocsin trace`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
import orjson

from agents.classify.classifier import load_classifier
from agents.pipeline import Pipeline, Stage
from schemas.errors import RecordError
from schemas.formats.article import read_article
from streams.cli.common import REFUSED, fail, warn
from streams.cli.subscription_sources import areas_option, load_files
from streams.feeds.files import UnreadableInput, read_inputs
from streams.tracing import trace_line

EXAMPLES = """\b
Examples:
  tocsin trace story.txt
  tocsin trace articles.jsonl --subscriptions desks/ > traced.jsonl
  cat story.txt | tocsin trace - --stage classify
"""


@click.command("trace", epilog=EXAMPLES)
@click.argument("paths", nargs=-1, required=True, metavar="FILE…")
@click.option(
    "--subscriptions", "files", type=click.Path(path_type=Path), multiple=True, help="File or folder of subscriptions."
)
@areas_option
@click.option(
    "--stage",
    type=click.Choice([stage.name.lower() for stage in Stage]),
    default="notify",
    help="The last stage to run (notify).",
)
@click.option("--received", type=click.DateTime(), help="Time (UTC) of articles that have no date (default: now).")
def command(
    paths: tuple[str, ...], files: tuple[Path, ...], areas: tuple[Path, ...], stage: str, received: datetime | None
) -> None:
    """Run articles through the same stages as a worker, in memory and in article time, without Kafka.

    Prints one JSON line an article, in order. An article that cannot be read is a line with "error"; the exit code is
    1 then.
    """
    pipeline = Pipeline(load_classifier(), load_files(files, areas) if files else ())
    arrival = datetime.now(UTC) if received is None else received.replace(tzinfo=UTC)
    until, failed, count = Stage[stage.upper()], 0, 0
    try:
        for entry in read_inputs(paths, sys.stdin.buffer):
            count += 1
            try:
                line = trace_line(pipeline.run(read_article(entry.value), arrival, until))
            except RecordError as error:
                failed += 1
                warn(f"{entry.origin}: {error}")
                line = {"id": None, "origin": entry.origin, "error": {"reason": error.reason, "message": str(error)}}
            sys.stdout.buffer.write(orjson.dumps(line) + b"\n")
            _show(count)
    except UnreadableInput as error:
        fail(str(error), REFUSED)
    if failed:
        sys.exit(REFUSED)


def _show(count: int) -> None:
    """A line that counts, where a person waits for a file to fill."""
    if sys.stderr.isatty() and not sys.stdout.isatty() and count % 50 == 0:
        click.echo(f"\r{count} articles", nl=False, err=True)
