"""`tocsin settings`."""

from __future__ import annotations

import click

from streams.cli.common import print_json, settings_options, table
from streams.settings import PREFIX, Settings, described, effective


@click.command("settings", epilog="Example: TOCSIN_PARTITIONS=12 tocsin settings --json")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@settings_options
def command(settings: Settings, as_json: bool) -> None:
    """Show the settings in force, secrets masked."""
    shown = effective(settings)
    if as_json:
        print_json(shown)
        return
    helps = described()
    table(
        [(PREFIX + name.upper(), str(value), helps[name]) for name, value in shown.items()],
        ("variable", "value", "meaning"),
    )
