"""What commands share: settings from options, running coroutines, and errors as one line and an exit code."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
import re
import signal
import ssl
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click
import msgspec
import orjson
from aiokafka.errors import KafkaError

from schemas.errors import RecordError
from streams.admin import BrokerUnreachable, TopicMismatch
from streams.cli import INTERRUPTED
from streams.feeds.files import UnreadableInput
from streams.settings import Settings, SettingsError, TopicPrefix, load_settings

P = ParamSpec("P")
T = TypeVar("T")

REFUSED, USAGE, UNREACHABLE = 1, 2, 3

INSIST_SECONDS = 2.0
"""After Ctrl-C, the time between one cancellation and the next."""


CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
"""Characters that would break a line, or a terminal: what comes from records and files may hold them."""


def one_line(text: str) -> str:
    """A text that came from outside as a terminal may see it: in one line, without control characters."""
    return CONTROL.sub(" ", text)


def fail(message: str, code: int) -> NoReturn:
    """Print an error and end."""
    click.secho(f"error: {one_line(message)}", fg="red", err=True)
    sys.exit(code)


def fail_with_log(message: str, code: int) -> NoReturn:
    """Print an error whose further lines are the end of a log, line by line, and end."""
    said, *log = message.splitlines() or [""]
    click.secho(f"error: {one_line(said)}", fg="red", err=True)
    for line in log:
        say(one_line(line))
    sys.exit(code)


def warn(message: str) -> None:
    """Print a warning to standard error."""
    click.secho(one_line(message), fg="yellow", err=True)


def say(message: str) -> None:
    """Print a line about what goes on to standard error, so that standard output stays data."""
    click.echo(message, err=True)


def settings_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--broker`, `--prefix` and `--settings`; it receives the loaded `settings`."""

    @click.option("--broker", metavar="HOST:PORT", help="Kafka to use (TOCSIN_BROKERS).")
    @click.option("--prefix", help="Prefix of topic and group names (TOCSIN_PREFIX).")
    @click.option("--settings", "settings_file", type=click.Path(path_type=Path), help="TOML file of settings.")
    @functools.wraps(command)
    def with_settings(
        *args: Any,  # noqa: ANN401 - click's own
        broker: str | None,
        prefix: str | None,
        settings_file: Path | None,
        **kwargs: Any,  # noqa: ANN401 - click's own
    ) -> Any:  # noqa: ANN401 - click's own
        return command(*args, settings=settings_for(settings_file, brokers=broker, prefix=prefix), **kwargs)

    return with_settings


def settings_for(file: Path | None = None, **overrides: object) -> Settings:
    """The settings in force; all mistakes are printed, and the command ends."""
    try:
        return load_settings(os.environ, file=file, **overrides)
    except SettingsError as error:
        for problem in error.problems:
            click.secho(f"error: {one_line(problem)}", fg="red", err=True)
        sys.exit(USAGE)


def other_prefix(settings: Settings, prefix: str) -> str:
    """A prefix that was named for another system, which must be one and not this one's.

    Raises:
        UsageError: it is not.
    """
    try:
        msgspec.convert(prefix, TopicPrefix)
    except msgspec.ValidationError as error:
        raise click.UsageError(f"--into: {error}, got {prefix!r}") from error
    if prefix == settings.prefix:
        raise click.UsageError(f"--into: {prefix!r} is this system's own prefix (TOCSIN_PREFIX)")
    return prefix


class _Interrupted(Exception):  # noqa: N818 - reads as what happened
    """Ctrl-C ended it."""


async def _until_interrupted(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine; Ctrl-C cancels it, and again while it goes on: what it waits for may swallow a cancellation."""
    loop, task = asyncio.get_running_loop(), asyncio.ensure_future(work)

    def interrupt() -> None:
        if not task.done():
            task.cancel()
            loop.call_later(INSIST_SECONDS, interrupt)

    with contextlib.suppress(NotImplementedError, ValueError, RuntimeError):  # not on Windows, not in other threads
        loop.add_signal_handler(signal.SIGINT, interrupt)
    try:
        return await task
    except asyncio.CancelledError:
        raise _Interrupted from None


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end; errors that a user can do something about are one line."""
    try:
        return asyncio.run(_until_interrupted(work))
    except (KeyboardInterrupt, _Interrupted):
        sys.exit(INTERRUPTED)
    except (BrokerUnreachable, TopicMismatch) as error:
        fail("; ".join(str(error).splitlines()), UNREACHABLE)
    except (UnreadableInput, RecordError) as error:
        fail(str(error), REFUSED)
    except KafkaError as error:
        fail(f"Kafka: {error}", UNREACHABLE)
    except ssl.SSLError as error:
        fail(f"TLS with Kafka: {error} (TOCSIN_SSL_CAFILE, TOCSIN_SECURITY_PROTOCOL)", UNREACHABLE)


def print_json(data: object) -> None:
    """One JSON document on one line."""
    click.echo(orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS).decode())


def table(rows: Sequence[tuple[str, ...]], header: tuple[str, ...], *, err: bool = False) -> None:
    """Columns as wide as they need to be; on standard error where they are not the data."""
    rows = [tuple(map(one_line, row)) for row in rows]
    widths = [max(len(row[i]) for row in (header, *rows)) for i in range(len(header))]
    for row in (header, *rows):
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip(), err=err)
