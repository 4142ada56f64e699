"""`tocsin subscriptions import`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from agents.match.importing.drafts import finish
from agents.match.importing.naming import LONGEST_PREFIX, title_of
from agents.match.importing.reading import Format, read
from agents.match.importing.result import At, Draft, Entry, Kind, Status, Unreadable, refused
from agents.match.importing.writing import document
from schemas.formats.subscription import write_subscription
from schemas.formats.subscription_words import name as check_name
from streams.cli.common import REFUSED, one_line, print_json, say, table, warn

AUTO = "auto"
COUNTED = 2000
"""Queries, some two seconds, after which a line says how many there were."""
EXAMPLES = """\b
Examples:
  tocsin subscriptions import google alerts.txt --subscriber asia-desk > desk.yaml
  tocsin subscriptions import meltwater queries.txt --prefix asia --partial --output desk.yaml
  tocsin subscriptions import elasticsearch percolator.jsonl --json
  tocsin subscriptions import auto keywords.csv more.txt
"""


@dataclass(frozen=True, slots=True)
class _Taken:
    """An entry with the file that it came from, and whether its document is written."""

    origin: str
    entry: Entry
    written: bool


def _name(_: click.Context, parameter: click.Parameter, value: str) -> str:
    """A subscriber, or the beginning of ids."""
    is_prefix = parameter.name == "prefix"
    if is_prefix and len(value) > LONGEST_PREFIX:
        raise click.BadParameter(f"expected at most {LONGEST_PREFIX} characters")
    try:
        return check_name(value) if value or not is_prefix else value
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command("import", epilog=EXAMPLES)
@click.argument("form", type=click.Choice([*(form.value for form in Format), AUTO]), metavar="FORMAT")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True), metavar="FILE…")
@click.option("--subscriber", default="imported", show_default=True, callback=_name, help="Whom to alert.")
@click.option("--prefix", default="", callback=_name, help="Begin every id with this and a hyphen.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write documents here, not to stdout.")
@click.option("--partial", is_flag=True, help="Write queries too of which a part is not understood, without that part.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a query: what became of it, and its document.")
def command(
    form: str, paths: tuple[Path, ...], subscriber: str, prefix: str, output: Path | None, partial: bool, as_json: bool
) -> None:
    """Take over queries of other services as subscriptions that `apply` takes.

    FORMAT is google (a query of Google Alerts a line), meltwater (boolean queries, parted by blank lines),
    elasticsearch (percolator documents as JSON), csv (lists of keywords), or auto. FILE may be - for standard input.

    Documents go to standard output, the report to standard error: every part that was not understood, by file, line,
    column and reason, and what was read a little differently. The exit code is 1 if any part was not understood.
    """
    taken = list(_taken(_drafts(paths, None if form == AUTO else Format(form)), subscriber, prefix, partial))
    documents = [document(one.entry, one.origin) for one in taken if one.written]
    if output is not None and documents:
        output.write_text("".join(documents), encoding="utf-8")
    if as_json:
        for one in taken:
            print_json(_as_json(one))
    elif output is None:
        click.echo("".join(documents), nl=False)
    _report(taken)
    if output is not None:
        say(f"wrote {output}" if documents else f"there is nothing to write: {output} is as it was")
    if any(one.entry.status is not Status.TAKEN for one in taken):
        sys.exit(REFUSED)


def _drafts(paths: Iterable[Path], form: Format | None) -> Iterator[tuple[str, Draft]]:
    for path in paths:
        try:
            data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        except OSError as error:
            yield str(path), refused(Unreadable(At("file"), "", error.strerror or str(error)))
            continue
        for draft in read(data, form):
            yield str(path), draft


def _taken(drafts: Iterable[tuple[str, Draft]], subscriber: str, prefix: str, partial: bool) -> Iterator[_Taken]:
    origins: list[str] = []

    def bare() -> Iterator[Draft]:
        for origin, draft in drafts:
            origins.append(origin)
            yield draft

    for number, entry in enumerate(finish(bare(), subscriber, prefix)):
        _show(number + 1)
        wanted = (Status.TAKEN, Status.IN_PART) if partial else (Status.TAKEN,)
        yield _Taken(origins[number], entry, entry.status in wanted)


def _show(number: int) -> None:
    """A line that counts, where a person waits for many."""
    if number % COUNTED == 0 and sys.stderr.isatty():
        click.echo(f"{number} queries", err=True)


def _report(taken: list[_Taken]) -> None:
    """Every problem, then a table of what became of each query, then the numbers."""
    for one in taken:
        for problem in one.entry.problems:
            line = f"{one.origin}: {problem}"
            if problem.kind is Kind.LEFT_OUT:
                click.secho(f"not understood: {one_line(line)}", fg="red", err=True)
            else:
                warn(f"note: {line}")
    table([_row(one) for one in taken], ("what", "id", "where", "query"), err=True)
    counts = Counter(one.entry.status for one in taken)
    say(f"{counts[Status.TAKEN]} taken, {counts[Status.IN_PART]} in part, {counts[Status.NOT]} not")
    unwritten = sum(one.entry.status is Status.IN_PART and not one.written for one in taken)
    if unwritten:
        say(f"{unwritten} in part not written; --partial writes them without what was not understood")


def _row(one: _Taken) -> tuple[str, ...]:
    entry = one.entry
    made = "" if entry.subscription is None else entry.subscription.id
    shown = title_of(entry.text)
    return entry.status, made, f"{one.origin}, {entry.at.where}", shown if len(shown) <= 60 else f"{shown[:59]}…"


def _as_json(one: _Taken) -> dict[str, Any]:
    entry = one.entry
    return {
        "file": one.origin,
        "where": entry.at.where,
        "query": entry.text,
        "status": entry.status,
        "written": one.written,
        "subscription": None if entry.subscription is None else write_subscription(entry.subscription),
        "problems": [
            {"kind": item.kind, "where": item.at.where, "column": item.at.column, "text": item.text, "why": item.why}
            for item in entry.problems
        ],
    }
