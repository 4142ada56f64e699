import re
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from streams.cli import COMMANDS, main
from tests.streams.cli.lines import calls, commands, parse

ALL = dict(commands())
LEAVES = {name: command for name, command in ALL.items() if not isinstance(command, click.Group)}

HEAVY = {"aiohttp", "aiokafka", "asyncio", "faust", "feedparser", "lark", "msgspec", "numpy", "orjson", "py3langid",
         "resiliparse", "uvloop", "yaml"}  # fmt: skip


def test_the_commands_that_are_promised_are_there() -> None:
    promised = {"up", "worker", "send", "feed", "trace", "explain", "backtest", "topics", "replay", "repartition", "settings", "subscriptions apply",
                "subscriptions get", "subscriptions list", "subscriptions delete", "subscriptions mute", "subscriptions unmute", "subscriptions explain-plan", "subscriptions lint", "subscriptions test", "subscriptions import", "alerts tail", "feedback list", "feedback counts",
                "dead-letters list", "dead-letters show", "dead-letters replay", "kafka start", "kafka stop",
                "kafka status", "knowledge check"}  # fmt: skip
    assert promised == {name.removeprefix("tocsin ") for name in LEAVES}


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_has_help(name: str, option: str) -> None:
    result = CliRunner().invoke(main, [*name.split()[1:], option])
    assert result.exit_code == 0
    assert result.output.startswith("Usage: ")
    assert ALL[name].help, f"{name} does not say what it does"


@pytest.mark.parametrize("name", LEAVES)
def test_every_command_has_an_example_that_it_would_take(name: str) -> None:
    epilog = LEAVES[name].epilog or ""
    assert "Example" in epilog
    text = re.sub(r"Examples?:", "", epilog.replace("\b", ""))
    examples = [call for line in text.split("\n") for call in calls(line)]
    assert examples
    assert any(" ".join(call).startswith(name) for call in examples), examples
    for call in examples:
        parse(call)


@pytest.mark.parametrize("name", LEAVES)
def test_every_option_says_what_it_does(name: str) -> None:
    for option in LEAVES[name].params:
        assert not isinstance(option, click.Option) or option.help, f"{name}: {option.opts}"


def test_the_list_of_commands_says_what_each_does() -> None:
    result = CliRunner().invoke(main, ["--help"])
    for name, summary in COMMANDS.items():
        assert name in result.output
        assert summary.split()[0] in result.output


def test_help_loads_no_heavy_module() -> None:
    code = (
        "import sys; from streams.cli import main\ntry: main(['--help'])\nfinally: print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY.isdisjoint(done.stderr.split())


def test_the_version_is_that_of_the_package() -> None:
    result = CliRunner().invoke(main, ["--version"])
    assert result.exit_code == 0
    assert re.fullmatch(r"tocsin, version \d+\.\d+\.\d+\n", result.output)


@pytest.mark.parametrize(
    "args", [["nosuch"], ["send"], ["trace", "--nosuch", "x"], ["subscriptions", "nosuch"], ["kafka", "start", "--nodes", "0"],
             ["dead-letters", "replay"], ["dead-letters", "show", "first"], ["feed"], ["feed", "ftp://news.example/rss"],
             ["send", "x", "--rate", "0"], ["trace", "x", "--stage", "publish"], ["explain"], ["replay", "--into", "x."], ["replay", "--from", "yesterday", "--into", "x."],
             ["replay", "--from", "2024-01-01", "--into", "a/b"], ["replay", "--from", "2024-01-01", "--into", ""],
             ["repartition", "--into", "x."], ["repartition", "--partitions", "0", "--into", "x."]]
)  # fmt: skip
def test_wrong_usage_is_code_2_and_says_what_is_wrong(args: list[str]) -> None:
    result = CliRunner().invoke(main, args)
    assert result.exit_code == 2
    assert "Error: " in result.stderr
    assert "Traceback" not in result.stderr
