"""`tocsin dead-letters`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Collection

import click

from streams.cli.common import REFUSED, fail, one_line, print_json, run, say, settings_options, table
from streams.dead_letters import UNKNOWN, Letter, read_letter
from streams.reading import read_topic
from streams.sending import producer, send
from streams.settings import Settings
from streams.topics import DEAD_LETTERS


@click.group("dead-letters")
def command() -> None:
    """List, show and replay records that could not be handled. Their bytes are as they came."""


@command.command("list", epilog="Example: tocsin dead-letters list --reason not_json --json")
@click.option("--stage", help="Only those of this stage.")
@click.option("--reason", help="Only those with this reason.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@settings_options
def list_(settings: Settings, stage: str | None, reason: str | None, as_json: bool) -> None:
    """List them, oldest first."""
    if as_json:
        run(_print(settings, stage, reason))
    else:
        table(run(_rows(settings, stage, reason)), ("offset", "time", "stage", "reason", "size", "error"))


@command.command("show", epilog="Example: tocsin dead-letters show 12 > record.bin")
@click.argument("offset", type=int)
@settings_options
def show(settings: Settings, offset: int) -> None:
    """Print one: what is known of it to standard error, its bytes to standard output."""
    letter = _one(run(_chosen(settings, None, None, (offset,))), offset)
    for name, value in letter.described().items():
        say(f"{name}: {one_line(str(value))}")
    sys.stdout.buffer.write(letter.value or b"")


@command.command(
    "replay",
    epilog="Examples: tocsin dead-letters replay 12 13 | tocsin dead-letters replay --stage match",
)
@click.argument("offsets", nargs=-1, type=int)
@click.option("--stage", help="All those of this stage.")
@click.option("--reason", help="All those with this reason.")
@settings_options
def replay(settings: Settings, offsets: tuple[int, ...], stage: str | None, reason: str | None) -> None:
    """Send them again to the topic and partition that they came from, unchanged, once what was wrong is mended."""
    if not offsets and stage is None and reason is None:
        raise click.UsageError("name offsets, or --stage or --reason")
    letters = run(_chosen(settings, stage, reason, offsets))
    chosen = [_one(letters, offset) for offset in offsets] if offsets else letters
    foreign = [letter.offset for letter in chosen if letter.topic == UNKNOWN]
    if foreign:
        fail(f"dead letters {', '.join(map(str, foreign))} do not say where they came from; none was replayed", REFUSED)
    elsewhere = [letter.offset for letter in chosen if letter.left is not None]
    if elsewhere:
        fail(
            f"the bytes of dead letters {', '.join(map(str, elsewhere))} are too many for one; none was replayed",
            REFUSED,
        )
    run(_replay(settings, chosen))
    say(f"replayed {len(chosen)}")


async def _read(settings: Settings, stage: str | None, reason: str | None) -> AsyncIterator[Letter]:
    """One at a time: their values may be large, and there may be many."""
    async for record in read_topic(settings, settings.topic(DEAD_LETTERS.name)):
        letter = read_letter(record)
        if stage in (None, letter.stage) and reason in (None, letter.reason):
            yield letter


async def _print(settings: Settings, stage: str | None, reason: str | None) -> None:
    async for letter in _read(settings, stage, reason):
        print_json(letter.described())


async def _rows(settings: Settings, stage: str | None, reason: str | None) -> list[tuple[str, ...]]:
    return [
        (str(letter.offset), letter.time, letter.stage, letter.reason, f"{letter.size} B", letter.error[:80])
        async for letter in _read(settings, stage, reason)
    ]


async def _chosen(settings: Settings, stage: str | None, reason: str | None, offsets: Collection[int]) -> list[Letter]:
    """Those at these offsets; all where none is named."""
    return [letter async for letter in _read(settings, stage, reason) if not offsets or letter.offset in offsets]


def _one(letters: list[Letter], offset: int) -> Letter:
    found = next((letter for letter in letters if letter.offset == offset), None)
    if found is None:
        fail(f"there is no dead letter at offset {offset} (of those asked for)", REFUSED)
    return found


async def _replay(settings: Settings, letters: list[Letter]) -> None:
    async with producer(settings) as client:
        futures = []
        for letter in letters:
            there = await client.partitions_for(letter.topic)
            futures.append(
                await send(
                    client,
                    letter.topic,
                    key=letter.key,
                    value=letter.value,
                    headers=list(letter.headers),
                    partition=next((number for number in there if str(number) == letter.partition), None),
                )
            )
        await asyncio.gather(*futures)
