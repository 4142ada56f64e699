"""`tocsin alerts`."""

from __future__ import annotations

import click

from schemas.alert import Alert
from schemas.codec import decode
from schemas.errors import RecordError
from schemas.levels import SeverityLevel
from streams.cli.common import one_line, run, settings_options, warn
from streams.reading import read_topic
from streams.settings import Settings
from streams.topics import alerts_of

COLOURS = {
    SeverityLevel.EXTREME: "magenta",
    SeverityLevel.SEVERE: "red",
    SeverityLevel.MODERATE: "yellow",
    SeverityLevel.MINOR: "green",
    SeverityLevel.UNKNOWN: "white",
}


@click.group("alerts")
def command() -> None:
    """Watch a subscriber's alerts."""


@command.command("tail", epilog="Examples: tocsin alerts tail asia-desk | tocsin alerts tail asia-desk --all --json")
@click.argument("subscriber")
@click.option("--all", "whole", is_flag=True, help="From the first alert that the topic still has.")
@click.option("--no-follow", is_flag=True, help="End at the end of the topic (implies --all).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line: the alerts as they stand on the topic.")
@settings_options
def tail(settings: Settings, subscriber: str, whole: bool, no_follow: bool, as_json: bool) -> None:
    """Print a subscriber's alerts as they fire. Sees committed alerts only, each once."""
    run(_tail(settings, subscriber, whole or no_follow, not no_follow, as_json))


async def _tail(settings: Settings, subscriber: str, whole: bool, follow: bool, as_json: bool) -> None:
    topic = settings.topic(alerts_of(subscriber).name)
    async for record in read_topic(settings, topic, follow=follow, from_end=not whole):
        if as_json:
            click.echo(record.value or b"null")
            continue
        try:
            click.echo(render(decode(record.value or b"", Alert)))
        except RecordError as error:
            warn(f"{topic}@{record.offset}: {error}")


def render(alert: Alert) -> str:
    """An alert for a terminal: one line, and one each for what changed, why, where it was read, and the ids."""
    level = SeverityLevel.UNKNOWN if alert.facts is None else alert.facts.severity.level
    tier = "" if alert.facts is None else f" {alert.facts.tier}"
    head = click.style(f"● {alert.kind.upper()}{tier}", fg=COLOURS[level], bold=True)
    told = one_line(f"{alert.headline}  [{alert.subscriber} / {alert.title or alert.subscription}]")
    lines = [f"{head}  {told}"]
    if alert.changed:
        lines.append(f"    changed  {alert.changed}")
    if alert.why:
        met = dict.fromkeys(f"{reason.clause}: {reason.found}" for reason in alert.why)
        lines.append("    why      " + "; ".join(met))
    if alert.citation is not None:
        parts = [alert.citation.source, alert.citation.title, alert.citation.url]
        lines.append("    read in  " + " · ".join(part for part in parts if part))
    lines += [f"    · {item.headline}  ({item.id} of {item.incident})" for item in alert.items]
    if alert.incident is not None:
        lines.append(f"    incident {alert.incident}")
    lines.append(f"    id       {alert.id}")
    return "\n".join([lines[0], *map(one_line, lines[1:])])
