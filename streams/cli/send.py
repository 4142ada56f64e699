"""`tocsin send`."""

from __future__ import annotations

import asyncio
import select
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import click
from aiokafka.errors import MessageSizeTooLargeError

from schemas.errors import RecordError
from schemas.formats.article import read_article
from streams.admin import ensure_topics
from streams.cli.common import REFUSED, fail, print_json, run, say, settings_options, warn
from streams.feeds.files import Incoming, read_inputs
from streams.sending import producer, send
from streams.settings import Settings
from streams.topics import ARTICLES

EXAMPLES = """\b
Examples:
  tocsin send articles.jsonl
  tocsin send crawl/ page.html note.txt
  cat story.txt | tocsin send -
"""


@click.command("send", epilog=EXAMPLES)
@click.argument("paths", nargs=-1, required=True, metavar="FILE…")
@click.option("--rate", type=click.FloatRange(min=0.01), help="Articles a second; default: as fast as they go.")
@click.option("--unchecked", is_flag=True, help="Send records that are no articles too: they become dead letters.")
@click.option("--json", "as_json", is_flag=True, help="Print {sent, refused} as JSON.")
@settings_options
def command(settings: Settings, paths: tuple[str, ...], rate: float | None, unchecked: bool, as_json: bool) -> None:
    """Send articles: JSON lines, JSON, plain text, HTML, folders of these, or - for standard input.

    A record that cannot be read as an article is named and left out; the exit code is 1 then.
    """
    for path in paths:
        if path != "-" and not Path(path).exists():
            fail(f"{path}: no such file or folder; nothing was sent", REFUSED)
    incoming = read_inputs(paths, sys.stdin.buffer)
    sent, refused = run(_send(settings, incoming, rate, unchecked, live="-" in paths))
    if as_json:
        print_json({"sent": sent, "refused": refused})
    else:
        say(f"sent {sent} articles to {settings.topic(ARTICLES.name)}" + (f", refused {refused}" if refused else ""))
    if refused:
        sys.exit(REFUSED)


async def _send(
    settings: Settings, incoming: Iterator[Incoming], rate: float | None, unchecked: bool, live: bool
) -> tuple[int, int]:
    # Reading may wait for standard input, and asyncio's own handler would only take note of Ctrl-C meanwhile.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    await ensure_topics(settings, say, (ARTICLES,))
    topic, sent, refused = settings.topic(ARTICLES.name), 0, 0
    loop = asyncio.get_running_loop()
    began, pending = loop.time(), set[asyncio.Future[object]]()
    async with producer(settings) as client:
        for entry in incoming:
            key = None
            try:
                key = read_article(entry.value).id.encode("utf-8", "replace")
            except RecordError as error:
                if not unchecked:
                    warn(f"{entry.origin}: {error}")
                    refused += 1
                    continue
            if rate is not None:
                await asyncio.sleep(max(0.0, began + sent / rate - loop.time()))
            try:
                pending.add(await send(client, topic, key=key, value=entry.value))
            except MessageSizeTooLargeError as error:
                warn(f"{entry.origin}: {error}")
                refused += 1
                continue
            sent += 1
            if len(pending) >= 1000 or (live and not _more_at_once(sys.stdin)):
                await asyncio.gather(*pending)
                pending.clear()
            _show(sent)
        await asyncio.gather(*pending)
    _show(sent, end=True)
    return sent, refused


def _more_at_once(stream: TextIO) -> bool:
    """Whether a read would return at once; where not, what is under way must not wait with us."""
    try:
        return bool(select.select([stream], [], [], 0)[0])
    except (OSError, ValueError):  # no file descriptor, or a system that selects sockets only
        return True


def _show(sent: int, *, end: bool = False) -> None:
    """A line that counts, where a person looks at it."""
    if sys.stderr.isatty() and (end or sent % 100 == 0):
        click.echo(f"\r{sent} sent" + ("\n" if end else ""), nl=False, err=True)
