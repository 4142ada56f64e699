"""Whatever lies on a topic that a command reads: each record is shown or named, and none ends the command."""

import asyncio
import dataclasses
import json
import re

import pytest

from schemas.codec import encode
from streams.admin import ensure_alert_topics
from streams.dead_letters import OURS, REASON
from streams.settings import Settings
from tests.streams.cli.conftest import Command
from tests.streams.cli.test_alerts import alert
from tests.support import broken, header_names, system

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

KINDS = 220
ODD = (b"", b"\xff\xfe", b"\x1b[2J\x00", "ф".encode(), b"x" * 100_000, b"-1", b"99999999999999999999")


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> broken.Kinds:
    header_names.write_bytes(monkeypatch)
    sound = encode(alert())
    found = broken.RAW | broken.spread(broken.mutations(sound), KINDS) | broken.large(sound)
    assert len(set(found.values())) >= 200
    return found


def test_tail_shows_or_names_every_alert(tocsin: Command, settings: Settings, kinds: broken.Kinds) -> None:
    asyncio.run(ensure_alert_topics(settings, {"africa"}))
    one = dataclasses.replace(settings, partitions=1)
    sent = asyncio.run(system.send_kinds(one, "alerts.africa", kinds))
    plain = tocsin("alerts", "tail", "africa", "--no-follow")
    assert plain.exit_code == 0
    refused = {int(found) for found in re.findall(r"alerts\.africa@(\d+): ", plain.stderr)}
    shown = [line for line in plain.stdout.splitlines() if line.startswith("● ")]
    assert len(shown) + len(refused) == len(sent)
    assert "\x00" not in plain.output
    raw = tocsin("alerts", "tail", "africa", "--no-follow", "--json")
    assert raw.exit_code == 0
    assert raw.stdout_bytes == b"".join((value or b"null") + b"\n" for value in kinds.values())


def test_dead_letters_of_any_form_are_listed_shown_and_replayed(
    tocsin: Command, settings: Settings, kinds: broken.Kinds
) -> None:
    tocsin("topics", "--create")
    asyncio.run(put(settings, kinds))
    listed = [json.loads(line) for line in tocsin("dead-letters", "list", "--json").stdout.splitlines()]
    assert [entry["offset"] for entry in listed] == list(range(len(kinds)))
    assert [entry["size"] for entry in listed] == list(map(len, kinds.values()))
    table = tocsin("dead-letters", "list")
    assert len(table.stdout.splitlines()) == 1 + len(kinds)
    for offset, value in list(enumerate(kinds.values()))[:: len(kinds) // 12]:
        assert tocsin("dead-letters", "show", str(offset)).stdout_bytes == value
    result = tocsin("dead-letters", "replay", "--reason", "not_json")
    assert result.exit_code == 0, result.stderr
    replayed = asyncio.run(system.records(settings, "articles"))
    known = [entry["offset"] for entry in listed if entry["reason"] == "not_json"]
    assert sorted(record.value for record in replayed) == sorted(list(kinds.values())[offset] for offset in known)


async def put(settings: Settings, kinds: broken.Kinds) -> None:
    """As dead letters whose headers are odd in turn, in what they say and in what they lack."""
    async with system.producer(settings) as client:
        for number, value in enumerate(kinds.values()):
            said = {name: ODD[(number + at) % len(ODD)] for at, name in enumerate(OURS) if (number + at) % 5}
            if number % 3 == 0:
                said |= {
                    REASON: b"not_json",
                    "tocsin-topic": settings.topic("articles").encode(),
                    "tocsin-partition": b"1",
                }
                said.pop("tocsin-left", None)
            headers = [(header_names.NAME, b"\xff"), *said.items()]
            topic = settings.topic("dead-letters")
            await system.send(client, topic, key=system.ODD_KEYS[number % 8], value=value, headers=headers)
