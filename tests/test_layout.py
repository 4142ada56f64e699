"""The layout and its arrows: what may import what."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("schemas", "streams", "agents")
TOP_LEVEL = {"schemas", "streams", "agents", "tests", "deploy"}
SOURCES = sorted(path for top in OURS for path in (ROOT / top).rglob("*.py"))
ROOMS = ("classify", "correlate", "match", "notify", "publish")
IMPURE_MODULES = re.compile(
    r"^(faust|mode|aiokafka|aiohttp|asyncio|socket|subprocess|random|requests|urllib\.request)(\.|$)"
)
IMPURE_CALLS = re.compile(
    r"\b(datetime\.now|datetime\.utcnow|datetime\.today|date\.today|time\.time|time\.monotonic|perf_counter|os\.environ"
    r"|os\.getenv|uuid4|uuid1|random\.\w+|secrets\.\w+)\b"
)


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module or "")
    return found


def is_agent(path: Path) -> bool:
    return path.name == "agent.py"


def is_tool(path: Path) -> bool:
    """Builders of knowledge files run by hand, not in the pipeline."""
    return path.name == "build.py" or "build" in path.relative_to(ROOT).parts


def pure_sources() -> list[Path]:
    return [
        path for path in SOURCES if path.is_relative_to(ROOT / "agents") and not is_agent(path) and not is_tool(path)
    ]


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_top_level_holds_nothing_but_its_rooms() -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    assert folders - {"build", "dist"} <= TOP_LEVEL


@pytest.mark.parametrize("path", [p for p in SOURCES if p.is_relative_to(ROOT / "schemas")], ids=relative)
def test_schemas_import_nothing_of_ours_but_schemas(path: Path) -> None:
    assert not [name for name in imports_of(path) if name.split(".")[0] in ("streams", "agents")]


@pytest.mark.parametrize("path", pure_sources(), ids=relative)
def test_pure_modules_import_only_schemas_and_their_own_room(path: Path) -> None:
    room = path.relative_to(ROOT / "agents").parts[0]
    for name in imports_of(path):
        top, _, rest = name.partition(".")
        assert top != "streams", f"{name}: pure modules know no transport"
        if top == "agents" and room != "pipeline.py":
            assert rest.split(".")[0] == room, f"{name}: another room"


@pytest.mark.parametrize("path", pure_sources(), ids=relative)
def test_pure_modules_read_no_clock_environment_network_or_randomness(path: Path) -> None:
    assert not [name for name in imports_of(path) if IMPURE_MODULES.match(name)]
    code = "\n".join(line.partition("#")[0] for line in path.read_text(encoding="utf-8").splitlines())
    assert not IMPURE_CALLS.findall(code)


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_only_agents_and_streams_import_faust(path: Path) -> None:
    if path.is_relative_to(ROOT / "streams") or is_agent(path):
        return
    assert not [name for name in imports_of(path) if name.split(".")[0] in ("faust", "mode", "aiokafka")]


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_nothing_imports_the_command_line(path: Path) -> None:
    if path.is_relative_to(ROOT / "streams" / "cli"):
        return
    assert not [name for name in imports_of(path) if name.startswith("streams.cli")]


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_streams_know_the_agents_only_where_they_are_wired(path: Path) -> None:
    if not path.is_relative_to(ROOT / "streams") or path.is_relative_to(ROOT / "streams" / "cli"):
        return
    if path.name in ("app.py", "tracing.py", "explaining.py", "examples.py", "backtesting.py"):
        return
    assert not [name for name in imports_of(path) if name.split(".")[0] == "agents"]


def test_every_room_has_its_agent() -> None:
    rooms = [room for room in ROOMS if (ROOT / "agents" / room).exists()]
    assert rooms[:4] == list(ROOMS[:4])
    for room in rooms:
        assert (ROOT / "agents" / room / "agent.py").exists(), room


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_no_file_is_longer_than_350_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 350
