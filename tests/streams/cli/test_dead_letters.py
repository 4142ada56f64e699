import asyncio
import gc
import json
import subprocess
from collections.abc import Callable

import pytest

from streams.cli import dead_letters
from streams.dead_letters import ERROR, LEFT, OFFSET, PARTITION, REASON, STAGE, TIME, TOPIC, Letter
from streams.sending import producer, send
from streams.settings import Settings
from tests.streams.cli.conftest import Command
from tests.support import system

pytestmark = pytest.mark.kafka

BYTES = [b"{broken", b"\xff\x00\xfe\r\n", b"", None]


async def put(settings: Settings, values: list[bytes | None], *, partition: int = 2, **said: str) -> None:
    ours = {STAGE: "classify", TOPIC: settings.topic("articles"), PARTITION: str(partition), OFFSET: "7", REASON: "not_json",
            ERROR: "article: expected JSON\n\x1b[31mred", TIME: "2024-03-05T09:00:00+00:00"}  # fmt: skip
    headers = [("their", b"\xff"), *((name, value.encode()) for name, value in (ours | said).items())]
    async with producer(settings) as client:
        for value in values:
            topic = settings.topic("dead-letters")
            await (await send(client, topic, key=b"k\xff", value=value, headers=headers))


@pytest.fixture
def letters(tocsin: Command, settings: Settings) -> Settings:
    tocsin("topics", "--create")
    asyncio.run(put(settings, BYTES))
    asyncio.run(put(settings, [b"late"], **{STAGE: "match", REASON: "wrong_type", TOPIC: settings.topic("incidents")}))
    return settings


def test_a_system_without_dead_letters_lists_none(tocsin: Command) -> None:
    assert tocsin("dead-letters", "list", "--json").stdout == ""
    assert tocsin("dead-letters", "list").exit_code == 0


@pytest.mark.usefixtures("letters")
def test_they_are_listed_one_a_line(tocsin: Command) -> None:
    result = tocsin("dead-letters", "list")
    lines = result.stdout.splitlines()
    assert len(lines) == 1 + len(BYTES) + 1
    assert "\x1b" not in result.stdout
    assert lines[1].split()[:4] == ["0", "2024-03-05T09:00:00+00:00", "classify", "not_json"]


@pytest.mark.usefixtures("letters")
def test_they_are_listed_as_json_by_stage_and_reason(tocsin: Command) -> None:
    found = [json.loads(line) for line in tocsin("dead-letters", "list", "--json").stdout.splitlines()]
    assert [entry["offset"] for entry in found] == [0, 1, 2, 3, 4]
    assert [entry["size"] for entry in found] == [7, 5, 0, 0, 4]
    assert set(found[0]) == {
        "offset",
        "time",
        "stage",
        "topic",
        "partition",
        "source_offset",
        "reason",
        "error",
        "size",
    }
    by_stage = tocsin("dead-letters", "list", "--json", "--stage", "match").stdout.splitlines()
    by_reason = tocsin("dead-letters", "list", "--json", "--reason", "wrong_type").stdout.splitlines()
    assert [json.loads(line)["offset"] for line in by_stage] == [4]
    assert by_stage == by_reason


def living() -> list[Letter]:
    return [each for each in gc.get_objects() if isinstance(each, Letter)]


@pytest.mark.parametrize(("form", "printer"), [(["--json"], "print_json"), ([], "table")])
@pytest.mark.usefixtures("letters")
def test_a_list_holds_one_letter_at_a_time(
    tocsin: Command, monkeypatch: pytest.MonkeyPatch, form: list[str], printer: str
) -> None:
    alive: list[int] = []
    really = getattr(dead_letters, printer)
    others = living()  # of other tests: held here, so that none of the list's takes the id of one of them

    def counted(*args: object) -> None:
        alive.append(len({id(each) for each in living()} - {id(each) for each in others}))
        really(*args)

    monkeypatch.setattr(dead_letters, printer, counted)
    assert tocsin("dead-letters", "list", *form).exit_code == 0
    assert len(alive) == (5 if form else 1)
    assert max(alive) == (1 if form else 0)


@pytest.mark.usefixtures("letters")
def test_show_prints_the_bytes_as_they_came(spawn: Callable[..., "subprocess.Popen[bytes]"], tocsin: Command) -> None:
    for offset, value in enumerate(BYTES):
        result = tocsin("dead-letters", "show", str(offset))
        assert result.exit_code == 0
        assert result.stdout_bytes == (value or b"")
        assert "reason: not_json" in result.stderr
    output, errors = spawn("dead-letters", "show", "1").communicate(timeout=30)
    assert output == BYTES[1]
    assert b"\x1b" not in errors


@pytest.mark.usefixtures("letters")
def test_one_that_is_not_there_is_code_1(tocsin: Command) -> None:
    for args in (["show", "99"], ["replay", "99"], ["replay", "0", "--stage", "match"]):
        result = tocsin("dead-letters", *args)
        assert result.exit_code == 1
        assert len(result.stderr.splitlines()) == 1
        assert "there is no dead letter at offset" in result.stderr


def test_replay_puts_the_very_bytes_where_they_came_from(tocsin: Command, letters: Settings) -> None:
    result = tocsin("dead-letters", "replay", "--reason", "not_json")
    assert result.exit_code == 0
    assert result.stderr == f"replayed {len(BYTES)}\n"
    found = asyncio.run(system.records(letters, "articles"))
    assert [record.value for record in found] == BYTES
    for record in found:
        assert record.partition == 2
        assert record.key == b"k\xff"
        assert list(record.headers) == [("their", b"\xff")], (
            "what said that it was a dead letter is gone, the rest stays"
        )
    assert len(asyncio.run(system.dead_letters(letters))) == len(BYTES) + 1, "the letters stay where they are"


def test_replay_of_chosen_ones_leaves_the_others(tocsin: Command, letters: Settings) -> None:
    assert tocsin("dead-letters", "replay", "1", "4").exit_code == 0
    assert [record.value for record in asyncio.run(system.records(letters, "articles"))] == [BYTES[1]]
    assert [record.value for record in asyncio.run(system.records(letters, "incidents"))] == [b"late"]


def test_a_partition_that_is_no_more_is_left_to_the_key(tocsin: Command, settings: Settings) -> None:
    tocsin("topics", "--create")
    asyncio.run(put(settings, [b"x"], partition=40))
    assert tocsin("dead-letters", "replay", "0").exit_code == 0
    assert len(asyncio.run(system.records(settings, "articles"))) == 1


def test_a_foreign_record_is_shown_and_never_replayed(tocsin: Command, settings: Settings) -> None:
    tocsin("topics", "--create")
    asyncio.run(system.send_raw(settings, "dead-letters", [b"whose?"]))
    assert json.loads(tocsin("dead-letters", "list", "--json").stdout)["stage"] == "?"
    result = tocsin("dead-letters", "replay", "0")
    assert result.exit_code == 1
    assert result.stderr == "error: dead letters 0 do not say where they came from; none was replayed\n"


def test_one_whose_bytes_are_elsewhere_is_never_replayed(tocsin: Command, settings: Settings) -> None:
    tocsin("topics", "--create")
    asyncio.run(put(settings, [None], **{LEFT: "99000000"}))
    result = tocsin("dead-letters", "replay", "0")
    assert result.exit_code == 1
    assert result.stderr == "error: the bytes of dead letters 0 are too many for one; none was replayed\n"
