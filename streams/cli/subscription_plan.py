"""`tocsin subscriptions explain-plan`: what the index files a subscription under, and what else it could have taken."""

from __future__ import annotations

from pathlib import Path

import click

from agents.match.compiled import compile_subscription
from agents.match.pivot import FactsKey, Key, Pivot, PrefixKey, SurfaceKey, TermKey
from agents.match.plan import FACTS, Choice, choices, share_of_key
from schemas.subscription import Subscription
from streams.cli.common import REFUSED, fail, one_line, print_json, run, settings_options
from streams.cli.subscription_sources import load_files, read_all
from streams.settings import Settings

MOST_SHOWN = 20
"""Keys that are printed; `--json` has all."""


@click.command(
    "explain-plan",
    epilog="Examples: tocsin subscriptions explain-plan kunduz-watch | "
    "tocsin subscriptions explain-plan kunduz-watch --file kunduz.yaml",
)
@click.argument("name", metavar="ID")
@click.option("--file", type=click.Path(path_type=Path), help="Take it from this file, not from the topic.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@settings_options
def explain_plan(settings: Settings, name: str, file: Path | None, as_json: bool) -> None:
    """Show the keys by which workers find a subscription, and the share of articles that have one.

    A subscription is looked at only for articles that have one of its keys; its other conditions are then tested,
    those that guard it first. Shares are estimates: a wrong one costs time and never an alert.
    """
    found = load_files([file]) if file else run(read_all(settings))[0]
    chosen = next((entry for entry in found if entry.id == name), None)
    if chosen is None:
        fail(f"there is no subscription {name!r}" + (f" in {file}" if file else ""), REFUSED)
    filed, *others = choices(compile_subscription(chosen))
    if as_json:
        print_json(_document(chosen, filed, others))
    else:
        _print(chosen, filed, others)


def _document(subscription: Subscription, filed: Choice, others: list[Choice]) -> dict[str, object]:
    pivot = _pivot(filed)
    return {
        "id": subscription.id,
        "filed_under": filed.name,
        "share": pivot.cost,
        "keys": [_shown(key) | {"share": share_of_key(key, pivot)} for key in pivot.keys],
        "others": [
            {
                "name": other.name,
                "share": None if other.pivot is None else other.pivot.cost,
                "keys": 0 if other.pivot is None else len(other.pivot.keys),
                "guards": other.guards,
            }
            for other in others
        ],
    }


def _print(subscription: Subscription, filed: Choice, others: list[Choice]) -> None:
    pivot = _pivot(filed)
    click.echo(one_line(f"{subscription.id}: filed under {_named(filed)}, in {pivot.cost:.2%} of articles"))
    for key in pivot.keys[:MOST_SHOWN]:
        text = " ".join(f"{kind} {value}" for kind, value in _shown(key).items())
        click.echo(one_line(f"  {share_of_key(key, pivot):>8.3%}  {text}"))
    if len(pivot.keys) > MOST_SHOWN:
        click.echo(f"  and {len(pivot.keys) - MOST_SHOWN} more keys")
    for other in others:
        click.echo(one_line(f"not under {_named(other)}: {_why_not(other)}"))


def _why_not(other: Choice) -> str:
    if other.pivot is None:
        return "a text can meet it without any of its words"
    looked_up = "; looked up before the test" if other.guards else ""
    return f"{len(other.pivot.keys)} keys in {other.pivot.cost:.2%} of articles{looked_up}"


def _named(choice: Choice) -> str:
    return "the facts" if choice.name == FACTS else f"the keywords {choice.name}"


def _pivot(filed: Choice) -> Pivot:
    assert filed.pivot is not None, "what is chosen has keys"  # noqa: S101 - for the type checker
    return filed.pivot


def _shown(key: Key) -> dict[str, object]:
    match key:
        case TermKey():
            return {"term": key.term} | ({"elsewhere": True} if key.elsewhere else {})
        case SurfaceKey():
            return {"written": key.surface}
        case PrefixKey():
            return {"beginning": key.prefix}
        case FactsKey():
            return {"event": key.event, "mark": key.mark, "severity": key.severity}
