"""`tocsin feedback`."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from datetime import UTC, datetime

import click
import orjson

from schemas.codec import encode
from schemas.errors import RecordError
from schemas.feedback import Feedback, Judgement
from streams.admin import ensure_topics
from streams.cli.common import REFUSED, fail, print_json, run, say, settings_options, table, warn
from streams.feedback import NotJudged, counts, read_feedback
from streams.giving import NoSuchAlert, Said, judged, read_said, write
from streams.settings import Settings
from streams.topics import FEEDBACK

GIVE = "give"


class _Given(click.Group):
    """A group whose first word may be an alert: what is no command is one, and goes to a command that is not listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands that are called by their names."""
        return [name for name in super().list_commands(ctx) if name != GIVE]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of the first word, or the one that takes it for an alert."""
        return super().resolve_command(ctx, args if args[0] in self.list_commands(ctx) else [GIVE, *args])


EXAMPLES = """\b
Examples:
  tocsin feedback 0f3a9c51 useful
  tocsin feedback 0f3a9c51 false-alarm --reason "a football match" --by ana
  tocsin feedback counts
"""


@click.group(
    "feedback", cls=_Given, epilog=EXAMPLES, subcommand_metavar="ALERT useful|false-alarm [--reason …] [--by NAME]"
)
def command() -> None:
    """Say whether an alert was useful or a false alarm, and see what was said.

    Verdicts go to the topic `feedback`, each as it was given. They are for whoever writes subscriptions and rules, and
    change none by themselves.
    """


@command.command(GIVE, epilog='Example: tocsin feedback 0f3a9c51 false-alarm --reason "a football match"')
@click.argument("alert_id", metavar="ALERT")
@click.argument("verdict", type=click.Choice([verdict.value for verdict in Judgement]))
@click.option("--reason", default="", help="Why.")
@click.option("--by", help="Who says so (default: the name that you are logged in under).")
@settings_options
def give(settings: Settings, alert_id: str, verdict: str, reason: str, by: str | None) -> None:
    """Say whether an alert was useful or a false alarm. Its id is looked up, and one that is not there is refused."""
    name = _login() if by is None else by
    try:
        said = read_said({"alert": alert_id, "verdict": verdict, "reason": reason, "by": name})
    except RecordError as error:
        raise click.UsageError(str(error)) from error
    given = run(_give(settings, said))
    say(f"{given.verdict} from {given.by or 'nobody'}: {given.alert} of {given.subscription}")


@command.command("list", epilog="Example: tocsin feedback list --json")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@settings_options
def list_(settings: Settings, as_json: bool) -> None:
    """List all verdicts as they were given, oldest first."""
    given = run(read_feedback(settings, warn))
    if as_json:
        for entry in given:
            print_json(orjson.loads(encode(entry)))
        return
    rows = [
        (f"{one.at:%Y-%m-%d %H:%M}", one.verdict, one.alert, one.subscription, one.event or "", one.by, one.reason)
        for one in given
    ]
    table(rows, ("at", "verdict", "alert", "subscription", "event", "by", "reason"))


@command.command("counts", epilog="Example: tocsin feedback counts --json")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@settings_options
def counts_(settings: Settings, as_json: bool) -> None:
    """Count verdicts by subscription, type of event and rule. Of a person's on one alert, the last one counts."""
    found = counts(run(read_feedback(settings, warn)))
    if as_json:
        for row in found:
            print_json(asdict(row))
    else:
        rows = [(row.kind, row.name, str(row.useful), str(row.false_alarms)) for row in found]
        table(rows, ("by", "name", "useful", "false alarms"))


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container whose user has no name
        return ""


async def _give(settings: Settings, said: Said) -> Feedback:
    try:
        given = await judged(settings, said, datetime.now(UTC))
    except (NoSuchAlert, NotJudged) as error:
        fail(str(error), REFUSED)
    await ensure_topics(settings, say, (FEEDBACK,))
    await write(settings, given)
    return given
