import asyncio
import json
import signal
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from schemas.alert import Alert, AlertKind, Citation
from schemas.codec import encode
from schemas.match import Reason
from streams.admin import ensure_alert_topics
from streams.cli.alerts import render
from streams.settings import Settings
from tests.streams.cli.conftest import Command
from tests.support import system

NOON = datetime(2024, 3, 5, 12, tzinfo=UTC)


def alert(number: int = 1, headline: str = "Car bomb in Mogadishu: 30 killed") -> Alert:
    return Alert(
        id=f"alert-{number}", kind=AlertKind.UPDATE, subscription="horn", subscriber="africa", title="Horn of Africa",
        headline=headline, issued=NOON, incident="inc-1", revision=number, changed="killed 3 → 30",
        why=(Reason(clause="regions", found="SO"), Reason(clause="regions", found="SO")),
        citation=Citation(article="a", title="Car bomb kills 30", reported=NOON, source="wire.example", url="https://wire.example/1"),
    )  # fmt: skip


def test_an_alert_is_shown_with_what_changed_why_and_where_it_was_read() -> None:
    lines = render(alert()).splitlines()
    assert "UPDATE" in lines[0]
    assert "Car bomb in Mogadishu: 30 killed  [africa / Horn of Africa]" in lines[0]
    assert [line.split()[0] for line in lines[1:]] == ["changed", "why", "read", "incident", "id"]
    assert lines[2].split() == ["why", "regions:", "SO"], "each condition once, though it was met in two places"
    assert "wire.example · Car bomb kills 30 · https://wire.example/1" in lines[3]


def test_text_from_an_article_cannot_break_the_terminal() -> None:
    shown = render(alert(headline="Bomb\x1b[2J\r\nin\x00Kabul"))
    assert "Bomb [2J in Kabul" in shown
    assert len(shown.splitlines()) == 6


@pytest.mark.kafka
def test_tail_prints_the_alerts_as_they_stand_on_the_topic(tocsin: Command, settings: Settings) -> None:
    asyncio.run(ensure_alert_topics(settings, {"africa"}))
    asyncio.run(
        system.send_raw(settings, "alerts.africa", [encode(alert(n)) for n in (1, 2)] + [b"{broken"], key=b"inc-1")
    )
    result = tocsin("alerts", "tail", "africa", "--no-follow", "--json")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert [json.loads(line)["id"] for line in lines[:2]] == ["alert-1", "alert-2"]
    assert lines[2] == "{broken"
    people = tocsin("alerts", "tail", "africa", "--no-follow")
    assert people.stdout.count("Car bomb in Mogadishu") == 2
    assert "alerts.africa@2: " in people.stderr


@pytest.mark.kafka
def test_a_subscriber_without_a_topic_has_no_alerts(tocsin: Command) -> None:
    for name in ("nobody", "no body", "х", "../x", "a" * 300):
        result = tocsin("alerts", "tail", name, "--no-follow", "--json")
        assert (result.exit_code, result.stdout) == (0, "")


@pytest.mark.kafka
def test_tail_waits_for_the_topic_follows_it_and_ends_with_ctrl_c(
    spawn: Callable[..., "subprocess.Popen[bytes]"], settings: Settings
) -> None:
    process = spawn("alerts", "tail", "africa", "--json")
    assert process.stdout is not None
    asyncio.run(ensure_alert_topics(settings, {"africa"}))
    asyncio.run(system.send_raw(settings, "alerts.africa", [encode(alert())], key=b"inc-1"))

    async def more_until_one_is_read() -> bytes:
        # It may stand at the end of a topic that was made before it looked: then only what comes later is news.
        reading = asyncio.create_task(asyncio.to_thread(process.stdout.readline))
        while not reading.done():
            await system.send_raw(settings, "alerts.africa", [encode(alert(2))], key=b"inc-1")
            await asyncio.wait([reading], timeout=0.5)
        return await reading

    assert json.loads(asyncio.run(more_until_one_is_read()))["subscriber"] == "africa"
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 130
    assert b"Traceback" not in process.communicate()[1]
