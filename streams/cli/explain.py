"""`tocsin explain`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from agents.classify.classifier import load_classifier
from agents.pipeline import Pipeline
from schemas.errors import RecordError
from schemas.formats.article import read_article
from schemas.subscription import Subscription
from streams.cli.common import REFUSED, fail, one_line, print_json, run, settings_options
from streams.cli.subscriptions import load_files, read_all
from streams.explaining import as_json, as_text, own_alerts
from streams.feeds.files import UnreadableInput, read_inputs
from streams.settings import Settings

EXAMPLES = """\b
Examples:
  tocsin explain story.txt --subscription kunduz.yaml
  tocsin explain articles.jsonl --id kunduz-1 --subscription kunduz-watch
"""


@click.command("explain", epilog=EXAMPLES)
@click.argument("path", metavar="ARTICLE")
@click.option("--subscription", "wanted", required=True, help="A file with one subscription, or an id on the topic.")
@click.option("--id", "article_id", help="Which article of the file; those before it are run first. Default: the last.")
@click.option("--json", "json_wanted", is_flag=True, help="One JSON object.")
@settings_options
def command(settings: Settings, path: str, wanted: str, article_id: str | None, json_wanted: bool) -> None:
    """Say why an article alerts a subscription, or why not: every stage's decision, with what was read where.

    Articles of the file that come before it are history: an incident that they opened is known. Exit code 0 if it
    alerts, 1 if not.
    """
    subscription = _subscription(settings, wanted)
    pipeline = Pipeline(load_classifier(), [subscription])
    traced = None
    try:
        for entry in read_inputs([path], sys.stdin.buffer):
            article = read_article(entry.value)
            traced = pipeline.run(article, datetime.now(UTC))
            if article_id is not None and article.id == article_id:
                break
    except (RecordError, UnreadableInput) as error:
        fail(f"{path}: {error}", REFUSED)
    if traced is None or (article_id is not None and traced.article.id != article_id):
        fail(f"{path}: there is no article {article_id or ''}", REFUSED)
    if json_wanted:
        print_json(as_json(traced, subscription))
    else:
        for line in as_text(traced, subscription):
            click.echo(one_line(line))
    sys.exit(0 if own_alerts(traced) else REFUSED)


def _subscription(settings: Settings, wanted: str) -> Subscription:
    if Path(wanted).exists():
        found = load_files([Path(wanted)])
        if len(found) != 1:
            fail(f"{wanted}: expected one subscription, found {len(found)}", REFUSED)
        return found[0]
    known, _ = run(read_all(settings))
    for subscription in known:
        if subscription.id == wanted:
            return subscription
    return fail(f"{wanted!r} is neither a file nor the id of a subscription on the topic", REFUSED)
