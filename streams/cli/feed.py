"""`tocsin feed`."""

from __future__ import annotations

import click

from schemas.errors import RecordError
from schemas.formats.article import read_article
from streams.admin import ensure_topics
from streams.cli.common import REFUSED, fail, run, say, settings_options, warn
from streams.feeds.rss import FeedError, follow_feeds
from streams.sending import producer, send
from streams.settings import Settings
from streams.topics import ARTICLES

EXAMPLES = """\b
Examples:
  tocsin feed https://news.example/world.rss https://wire.example/atom.xml
  tocsin feed --every 60 --file feeds.txt
  tocsin feed --once --dry-run https://news.example/world.rss > articles.jsonl
"""


@click.command("feed", epilog=EXAMPLES)
@click.argument("urls", nargs=-1, metavar="URL…")
@click.option(
    "--file",
    "listed",
    type=click.File(encoding="utf-8", errors="replace"),
    help="File of URLs, one a line; # begins a comment.",
)
@click.option("--every", type=click.FloatRange(min=10), default=300.0, help="Seconds between visits (300).")
@click.option("--once", is_flag=True, help="Visit each feed once; exit code 1 if one failed.")
@click.option("--dry-run", is_flag=True, help="Print the articles as JSON lines and send nothing.")
@settings_options
def command(
    settings: Settings,
    urls: tuple[str, ...],
    listed: click.utils.LazyFile | None,
    every: float,
    once: bool,
    dry_run: bool,
) -> None:
    """Follow RSS and Atom feeds and send what is new.

    Polite: conditional GET, one request a host at a time, longer and longer pauses after errors, Retry-After heeded.
    """
    wanted = [*urls, *_lines(listed)]
    if not wanted:
        raise click.UsageError("name at least one feed, or --file")
    for url in wanted:
        if not url.startswith(("http://", "https://")):
            raise click.UsageError(f"expected an http or https address, got {url!r}")
    try:
        run(_print(wanted, every, once) if dry_run else _follow(settings, wanted, every, once))
    except FeedError as error:
        fail(str(error), REFUSED)


def _lines(listed: object) -> list[str]:
    if listed is None:
        return []
    lines = (line.partition("#")[0].strip() for line in listed)  # type: ignore[attr-defined] # click's file
    return [line for line in lines if line]


async def _print(urls: list[str], every: float, once: bool) -> None:
    async for _, article in follow_feeds(urls, interval=every, once=once):
        click.echo(article.decode())


async def _follow(settings: Settings, urls: list[str], every: float, once: bool) -> None:
    await ensure_topics(settings, say, (ARTICLES,))
    sent = 0
    async with producer(settings) as client:
        async for url, article in follow_feeds(urls, interval=every, once=once):
            try:
                key = read_article(article).id.encode("utf-8", "replace")
            except RecordError as error:
                warn(f"{url}: {error}")
                continue
            await (await send(client, settings.topic(ARTICLES.name), key=key, value=article))
            sent += 1
            if sent % 10 == 0:
                say(f"{sent} articles sent")
    say(f"{sent} articles sent")
