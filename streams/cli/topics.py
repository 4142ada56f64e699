"""`tocsin topics`."""

from __future__ import annotations

import sys
from dataclasses import asdict

import click

from streams.admin import ensure_topics, topic_states
from streams.cli.common import UNREACHABLE, print_json, run, say, settings_options, table
from streams.settings import Settings
from streams.topics import TABLE


@click.command("topics", epilog="Examples: tocsin topics | tocsin topics --create --broker kafka-1:9092")
@click.option("--create", is_flag=True, help="Create the topics that are missing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
@settings_options
def command(settings: Settings, create: bool, as_json: bool) -> None:
    """Show the topics of the system, and whether they are as they must be (exit code 3 if not)."""
    if create:
        run(ensure_topics(settings, say))
    states = run(topic_states(settings))
    if as_json:
        print_json([asdict(state) for state in states])
    else:
        rows = [
            (
                state.name,
                "missing" if state.found is None else str(state.found),
                str(state.wanted),
                topic.key,
                topic.holds,
            )
            for state, topic in zip(states, TABLE, strict=True)
        ]
        table(rows, ("topic", "partitions", "wanted", "key", "holds"))
    if any(state.found != state.wanted for state in states):
        sys.exit(UNREACHABLE)
