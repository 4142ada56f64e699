"""The command line `tocsin`: one thin command a file, loaded when it is called.

Exit codes: 0 done; 1 some of the input was refused, or a check failed; 2 wrong usage or settings; 3 Kafka was not
reachable, the local one could not be started, or a topic is not as it must be; 130 ended by Ctrl-C (0 where that is
the way to end it: `up` and `worker`).
"""

from __future__ import annotations

import importlib
import logging
import sys

import click

INTERRUPTED = 130

COMMANDS = {
    "up": "Run the whole system on this machine, with a sample feed.",
    "worker": "Run one worker.",
    "send": "Send articles from files.",
    "feed": "Follow RSS and Atom feeds.",
    "trace": "Run articles through the stages in memory and print what each found.",
    "explain": "Why an article alerts a subscription, or why not.",
    "backtest": "What subscriptions would have sent over an archive, and what an edit changes.",
    "subscriptions": "Apply, list, get, mute, delete, lint, test, import subscriptions, explain their plan.",
    "alerts": "Watch a subscriber's alerts.",
    "feedback": "Say whether an alert was useful, and see what was said.",
    "dead-letters": "List, show and replay records that could not be handled.",
    "replay": "Send articles from a time on into the topics of another prefix.",
    "repartition": "Take all that a system knows to another prefix, over more partitions.",
    "topics": "Show the topics and whether they are as they must be.",
    "knowledge": "Check the knowledge that articles are classified by.",
    "settings": "Show the settings in force.",
    "kafka": "Start, stop and look at a local Apache Kafka.",
}


class _Lazy(click.Group):
    """Loads a command's module when it is needed: `tocsin --help` starts at once."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command. What the operating system refuses (a file, a folder, a socket) is one line and code 1."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)
        except BrokenPipeError:
            raise  # click's own: whoever reads us has had enough
        except OSError as error:
            click.secho(f"error: {error}", fg="red", err=True)
            sys.exit(1)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which one meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"streams.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(
    cls=_Lazy,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Every command has --help with examples. Settings come from TOCSIN_* variables: see `tocsin settings`.",
)
@click.version_option(package_name="tocsin", prog_name="tocsin")
def main() -> None:
    """Tocsin: news articles in, alerts out. classify → correlate → match → notify, on Kafka."""
    _show_logs()


class _Plain(logging.Handler):
    """Log records as plain lines on whatever is standard error then."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one."""
        click.echo(self.format(record), err=True)


def _show_logs() -> None:
    """Warnings, and that we wait for a broker. What aiokafka says of each attempt to connect, errors say once."""
    if not logging.getLogger().handlers:
        logging.getLogger().addHandler(_Plain())
    logging.getLogger("streams.admin").setLevel(logging.INFO)
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
