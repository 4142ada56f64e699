"""Command lines as they stand in help and README: taken apart and checked against the commands."""

import re
import shlex
from collections.abc import Iterator

import click

from streams.cli import main

ENVIRONMENT = re.compile(r"[A-Z][A-Z0-9_]*=\S*")
ENDS = {"|", ">", ">>", "<", "&&", ";", "&", "2>&1"}


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command and subcommand with its full name, groups included."""
    yield from _below("tocsin", main)


def _below(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = _context(command, name)
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            assert found is not None, below
            yield from _below(f"{name} {below}", found)


def _context(command: click.Command, name: str) -> click.Context:
    """A context as the command line makes it: a command remembers the first help option that it is asked for."""
    return click.Context(command, info_name=name, **main.context_settings)


def calls(text: str) -> Iterator[list[str]]:
    """The words of each call of `tocsin` in a line of shell, from its name up to a pipe or redirection."""
    words = shlex.split(text, comments=True)
    while "tocsin" in (bare := [word.rpartition("/")[2] for word in words]):
        at = bare.index("tocsin")
        assert all(ENVIRONMENT.fullmatch(word) for word in words[:at] if "=" in word), words[:at]
        end = next((number for number in range(at, len(words)) if words[number] in ENDS), len(words))
        yield ["tocsin", *words[at + 1 : end]]
        words = words[end:]


def given(value: object) -> bool:
    """Whether a parameter has a value; click has a mark of its own for an argument that is missing."""
    return isinstance(value, str | int | float | list | tuple) and value not in ("", [], ())


def parse(call: list[str], *, complete: bool = True) -> click.Command:
    """The command that a call names; fails where it, or an option, does not exist, or a value cannot be.

    A call that is only named in a sentence need not be `complete`: its arguments may be missing.

    Raises:
        click.UsageError: as the command itself would.
    """
    command, arguments, name = main, call[1:], "tocsin"
    while isinstance(command, click.Group) and arguments and not arguments[0].startswith("-"):
        called, found, arguments = command.resolve_command(_context(command, name), arguments)
        assert found is not None, f"{name}: there is no command {called}"
        command, name = found, f"{name} {called}"
    context = _context(command, name)
    values, rest, order = command.make_parser(context).parse_args(list(arguments))
    assert isinstance(command, click.Group) or not rest, f"{name}: {rest} is left over"
    for parameter in order:
        value = values.get(parameter.name)
        if isinstance(parameter.type, click.Choice | click.types.IntRange | click.types.FloatRange) and given(value):
            parameter.type_cast_value(context, value)
    for parameter in command.params if complete else ():
        if isinstance(parameter, click.Argument) and parameter.required and "--help" not in arguments:
            assert given(values.get(parameter.name)), f"{name}: {parameter.name} is missing"
    return command
