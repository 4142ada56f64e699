"""`tocsin subscriptions mute` and `unmute`: a desk that has heard enough of one incident keeps its subscription."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import click

from schemas.codec import encode
from schemas.formats import subscription_words as words
from schemas.subscription import MOST_MUTED, Subscription
from streams.cli.common import REFUSED, fail, print_json, run, say, settings_options
from streams.cli.subscription_sources import read_all, write_all
from streams.settings import Settings

MUTE_EXAMPLES = """\b
Examples:
  tocsin subscriptions mute kunduz-watch inc-3f0c5a9e21b47d86c0aa
  tocsin subscriptions mute kunduz-watch inc-3f0c5a9e21b47d86c0aa inc-90b1de44aa07c3512f6e --json
"""
UNMUTE_EXAMPLES = """\b
Examples:
  tocsin subscriptions unmute kunduz-watch inc-3f0c5a9e21b47d86c0aa
  tocsin subscriptions unmute kunduz-watch inc-3f0c5a9e21b47d86c0aa --json
"""


def _checked(_context: click.Context, _parameter: click.Parameter, incidents: tuple[str, ...]) -> tuple[str, ...]:
    """The ids, each once.

    Raises:
        click.BadParameter: one is none.
    """
    for incident in incidents:
        try:
            words.incident(incident)
        except ValueError as error:
            raise click.BadParameter(f"{incident!r}: {error}") from error
    return tuple(dict.fromkeys(incidents))


_incidents = click.argument("incidents", nargs=-1, required=True, metavar="INCIDENT…", callback=_checked)
_as_json = click.option("--json", "as_json", is_flag=True, help="Say what was done as one JSON object.")


@click.command("mute", epilog=MUTE_EXAMPLES)
@click.argument("name", metavar="SUBSCRIPTION")
@_incidents
@_as_json
@settings_options
def mute(settings: Settings, name: str, incidents: tuple[str, ...], as_json: bool) -> None:
    """Tell a subscription no more of these incidents; of all others it is told as before.

    What is held of them is dropped. Only that an incident of which it was told did not happen still comes. The id of an
    incident stands in its alerts. The document that `get` prints has the list; to apply an older one undoes it.
    """
    subscription = _standing(settings, name)
    before = subscription.deliver.mute
    new = tuple(incident for incident in incidents if incident not in before)
    if len(before) + len(new) > MOST_MUTED:
        fail(f"{name!r} would mute {len(before) + len(new):,} incidents, of {MOST_MUTED:,} at most", REFUSED)
    after = (*before, *new)
    _write(settings, subscription, after)
    already = [incident for incident in incidents if incident in before]
    if as_json:
        print_json({"subscription": name, "muted": new, "already_muted": already, "mute": after})
    _say(name, "muted", new)
    _say(name, "muted already", already)


@click.command("unmute", epilog=UNMUTE_EXAMPLES)
@click.argument("name", metavar="SUBSCRIPTION")
@_incidents
@_as_json
@settings_options
def unmute(settings: Settings, name: str, incidents: tuple[str, ...], as_json: bool) -> None:
    """Tell a subscription of these incidents again, from their next report on: what changed since it was told last.

    All of them or none: if one is not muted, nothing is written, and the exit code is 1.
    """
    subscription = _standing(settings, name)
    before = subscription.deliver.mute
    unknown = [incident for incident in incidents if incident not in before]
    if unknown:
        fail(f"{name!r} does not mute {', '.join(unknown)}; nothing was written", REFUSED)
    after = tuple(incident for incident in before if incident not in incidents)
    _write(settings, subscription, after)
    if as_json:
        print_json({"subscription": name, "unmuted": incidents, "mute": after})
    _say(name, "unmuted", incidents)


def _standing(settings: Settings, name: str) -> Subscription:
    """The subscription of this id as it stands on the topic; where there is none, the command ends."""
    found, _ = run(read_all(settings))
    chosen = next((entry for entry in found if entry.id == name), None)
    if chosen is None:
        fail(f"there is no subscription {name!r}", REFUSED)
    return chosen


def _write(settings: Settings, subscription: Subscription, muted: tuple[str, ...]) -> None:
    """Write the subscription with what it mutes now; one that mutes that already is left alone."""
    if muted == subscription.deliver.mute:
        return
    changed = replace(subscription, deliver=replace(subscription.deliver, mute=muted))
    run(write_all(settings, [(changed.id.encode(), encode(changed))]))


def _say(name: str, what: str, incidents: Iterable[str]) -> None:
    for incident in incidents:
        say(f"{name}: {what}: {incident}")
