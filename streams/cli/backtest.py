"""`tocsin backtest`."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from agents.classify.classifier import load_classifier
from streams.backtest.archive import Archive, Bounds, Survey, files_of
from streams.backtest.backtesting import Backtest
from streams.backtest.packed import Advance
from streams.backtest.page import page
from streams.backtest.report import Report, as_json
from streams.backtest.terminal import changes, header, plot, rows
from streams.cli.common import REFUSED, fail, one_line, print_json, say, table, warn
from streams.cli.subscription_sources import areas_option, load_files
from streams.feeds.files import UnreadableInput

MOST_NAMED = 100
"""Records that are left out and named one by one; the others are counted."""
EXAMPLES = """\b
Examples:
  tocsin backtest --subscriptions desks/ archive.jsonl more.jsonl.gz
  tocsin backtest --subscriptions new.yaml --against old.yaml --html report.html archive/
  tocsin backtest --subscriptions desks/ --since 2024-03-01 --until 2024-04-01 --json archive.jsonl.zst
"""
FILES = click.Path(path_type=Path)
TIME = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


@click.command("backtest", epilog=EXAMPLES)
@click.argument("paths", nargs=-1, required=True, metavar="ARCHIVE…")
@click.option("--subscriptions", "files", type=FILES, multiple=True, required=True, help="File or folder of them.")
@click.option("--against", type=FILES, multiple=True, help="The same before an edit: say what it changes.")
@areas_option
@click.option("--since", type=TIME, help="Only articles of this time (UTC) and later.")
@click.option("--until", type=TIME, help="Only articles before this time (UTC).")
@click.option("--html", "html_file", type=FILES, help="Write a report with pictures to this file.")
@click.option("--json", "json_wanted", is_flag=True, help="One JSON object.")
def command(
    paths: tuple[str, ...],
    files: tuple[Path, ...],
    against: tuple[Path, ...],
    areas: tuple[Path, ...],
    since: datetime | None,
    until: datetime | None,
    html_file: Path | None,
    json_wanted: bool,
) -> None:
    """Say what subscriptions would have sent over an archive of articles. Nothing is sent, and no Kafka is needed.

    An archive is JSON lines, plain or packed by gzip or Zstandard: files, folders, or - for standard input. Its
    articles run in the order of their dates through the same stages as in a worker. Those without a date, and records
    that are no articles, are named with file and line and left out; the exit code is 1 if nothing else is there.
    """
    subscriptions = load_files(files, areas)
    backtest = Backtest(load_classifier(), subscriptions, load_files(against, areas) if against else None)
    try:
        survey = _run(backtest, paths, Bounds(_utc(since), _utc(until)))
    except UnreadableInput as error:
        fail(str(error), REFUSED)
    report = Report(survey, backtest.finish(), tuple(backtest.tallies.values()), backtest.difference)
    if html_file is not None:
        with html_file.open("w", encoding="utf-8", errors="replace") as written:
            written.writelines(page(report))
        say(f"wrote {html_file}")
    if json_wanted:
        print_json(as_json(report))
    else:
        _print(report)
    for line in report.warnings():
        warn(line)
    if not (survey.articles or survey.outside):
        fail("nothing could be read: expected one JSON object with a date on each line", REFUSED)


def _utc(time: datetime | None) -> datetime | None:
    return None if time is None else time.replace(tzinfo=UTC)


def _run(backtest: Backtest, paths: tuple[str, ...], bounds: Bounds) -> Survey:
    files = files_of(paths)
    with (
        TemporaryDirectory(prefix="tocsin-") as scratch,
        closing(Archive(files, Path(scratch), sys.stdin.buffer)) as archive,
    ):
        names = _Names()
        with _progress(archive.size(), "reading dates") as advance:
            survey = archive.survey(bounds, names, advance)
        names.rest()
        with _progress(survey.articles, "running") as advance:
            for article in archive.articles():
                backtest.take(article)
                advance(1)
    return survey


class _Names:
    """Names what is left out, up to a number."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, origin: str, why: str) -> None:
        self._count += 1
        if self._count <= MOST_NAMED:
            warn(f"{origin}: {why}")

    def rest(self) -> None:
        """Say how many were not named."""
        if self._count > MOST_NAMED:
            warn(f"and {self._count - MOST_NAMED} more are left out")


@contextmanager
def _progress(length: int, label: str) -> Iterator[Advance]:
    """A bar on standard error; none where that is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield bar.update


def _print(report: Report) -> None:
    click.echo(report.summary())
    table(list(rows(report)), header(report))
    if report.span is not None:
        click.echo()
        for line in plot(report.tallies, report.span, shutil.get_terminal_size().columns):
            click.echo(line)
    if report.difference is not None:
        click.echo()
        for line in changes(report.difference):
            click.echo(one_line(line))
