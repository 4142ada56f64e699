"""`tocsin explain`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from agents.classify.classifier import load_classifier
from agents.pipeline import Pipeline, Traced
from schemas.article import Article
from schemas.errors import RecordError
from schemas.formats.article import read_article
from schemas.formats.subscription_words import span
from schemas.subscription import Subscription
from streams.cli.common import REFUSED, fail, one_line, print_json, run, settings_options, warn
from streams.cli.subscription_sources import areas_option, load_files, read_all
from streams.explaining import as_json, as_text, own_alerts
from streams.feeds.files import UnreadableInput, read_inputs
from streams.history import look_up
from streams.settings import Settings

EXAMPLES = """\b
Examples:
  tocsin explain story.txt --subscription kunduz.yaml
  tocsin explain articles.jsonl --id kunduz-1 --subscription kunduz-watch
  tocsin explain --article kunduz-1 --history 72h
"""


@click.command("explain", epilog=EXAMPLES)
@click.argument("path", metavar="[FILE]", required=False)
@click.option(
    "--subscription", "wanted", multiple=True, help="A file or folder, or an id on the topic; default: all there."
)
@areas_option
@click.option("--id", "article_id", help="Which article of the file; those before it are run first. Default: the last.")
@click.option("--article", "on_topic", metavar="ID", help="The article of this id on the topic, instead of a file.")
@click.option("--history", default="48h", help="With --article: how long before it articles are run first (48h).")
@click.option("--json", "json_wanted", is_flag=True, help="One JSON object a line and subscription.")
@settings_options
def command(
    settings: Settings,
    path: str | None,
    wanted: tuple[str, ...],
    areas: tuple[Path, ...],
    article_id: str | None,
    on_topic: str | None,
    history: str,
    json_wanted: bool,
) -> None:
    """Say why an article alerts subscriptions, or why not: every stage's decision, with what was read where.

    Articles that come before it are history: an incident that they opened is known. Exit code 0 if it alerts one of the
    subscriptions, 1 if none.
    """
    if (path is None) == (on_topic is None):
        raise click.UsageError("name a file, or --article")
    seconds = span(history)
    if seconds is None:
        raise click.UsageError(f"--history: expected a time such as 48h, got {history!r}")
    subscriptions = _subscriptions(settings, wanted, areas)
    if on_topic is not None:
        traced = _trace(_on_topic(settings, on_topic, timedelta(seconds=seconds)), subscriptions)
    else:
        traced = _from_file(path or "", article_id, subscriptions)
    if json_wanted:
        for subscription in subscriptions:
            print_json(as_json(traced, subscription))
    else:
        for line in as_text(traced, subscriptions):
            click.echo(one_line(line))
    sys.exit(0 if own_alerts(traced) else REFUSED)


def _from_file(path: str, article_id: str | None, subscriptions: Sequence[Subscription]) -> Traced:
    try:
        return _trace(_of_file(path, article_id), subscriptions)
    except (RecordError, UnreadableInput) as error:
        fail(f"{path}: {error}", REFUSED)


def _of_file(path: str, article_id: str | None) -> Iterator[tuple[Article, datetime]]:
    """The articles of a file up to the one that is asked for."""
    found = None
    for entry in read_inputs([path], sys.stdin.buffer):
        found = read_article(entry.value)
        yield found, datetime.now(UTC)
        if found.id == article_id:
            return
    if found is None or article_id is not None:
        fail(f"{path}: there is no article {article_id or ''}", REFUSED)


def _on_topic(settings: Settings, article_id: str, history: timedelta) -> Iterator[tuple[Article, datetime]]:
    found = run(look_up(settings, article_id, history, warn))
    if not found:
        fail(f"there is no article {article_id!r} on the topic (which keeps articles for some days)", REFUSED)
    for number, entry in enumerate(found, 1):
        yield entry.article, entry.received
        _show(number, len(found))


def _trace(articles: Iterator[tuple[Article, datetime]], subscriptions: Sequence[Subscription]) -> Traced:
    """What the last of these led to."""
    pipeline, traced = Pipeline(load_classifier(), subscriptions), None
    for article, received in articles:
        traced = pipeline.run(article, received)
    if traced is None:
        raise AssertionError("those who give articles end where there is none")
    return traced


def _show(done: int, total: int) -> None:
    """A line that counts, where a person waits for a long history."""
    if sys.stderr.isatty() and total > 100 and (done % 50 == 0 or done == total):
        click.echo(f"\r{done} of {total} articles" + ("\n" if done == total else ""), nl=False, err=True)


def _subscriptions(settings: Settings, wanted: tuple[str, ...], areas: tuple[Path, ...]) -> list[Subscription]:
    """Those that are named, each once; all on the topic where none is."""
    files = load_files([Path(name) for name in wanted if Path(name).exists()], areas)
    names = [name for name in wanted if not Path(name).exists()]
    known = {entry.id: entry for entry in run(read_all(settings))[0]} if names or not wanted else {}
    missing = [name for name in names if name not in known]
    if missing:
        fail(f"{', '.join(map(repr, missing))}: neither a file nor the id of a subscription on the topic", REFUSED)
    stored = [known[name] for name in names] if wanted else list(known.values())
    found = {entry.id: entry for entry in [*stored, *files]}
    if not found:
        fail("there is no subscription on the topic", REFUSED)
    return list(found.values())
