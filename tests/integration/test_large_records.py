"""Articles of twenty megabytes, by the command and straight on the topic: set aside or told, and nothing stops for them."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from streams.settings import Settings
from tests.integration.conftest import Running
from tests.integration.test_flow import apply, desk, report
from tests.support import system

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.timeout(180)]

TAKEN = 19_990_000
"""Bytes of an article that is as large as one may be."""
TOO_LARGE = 21_000_000
"""Bytes of one that the topic takes and no stage does."""


def padded(article: dict[str, object], size: int) -> str:
    """The article with a text as long as that makes it: its news, and then a page of nothing that never ends."""
    filler = "The page goes on, and it says nothing more. "
    return json.dumps(article | {"text": f"{article['text']}\n\n{filler * (size // len(filler))}"})


def send_file(settings: Settings, path: Path) -> "subprocess.CompletedProcess[bytes]":
    variables = {"TOCSIN_BROKERS": settings.brokers, "TOCSIN_PREFIX": settings.prefix, "TOCSIN_PARTITIONS": "3"}
    command = [sys.executable, "-m", "streams.cli", "send", str(path), "--json"]
    return subprocess.run(command, env=os.environ | variables, capture_output=True, timeout=60, check=False)


async def test_a_record_of_twenty_megabytes_is_told_or_set_aside_and_stops_nothing(
    running: Running, tmp_path: Path
) -> None:
    settings, worker = running.settings, running.worker
    await apply(running, desk("chad", "TD"))
    large, larger = padded(report("long", 3, "Abéché"), TAKEN), padded(report("longer", 3, "Moundou"), TOO_LARGE)
    (tmp_path / "large.jsonl").write_text(f"{large}\n{larger}\n")
    sent = await asyncio.to_thread(send_file, settings, tmp_path / "large.jsonl")
    assert (sent.returncode, json.loads(sent.stdout)) == (1, {"sent": 1, "refused": 1})
    assert b"bytes, expected at most 20000000" in sent.stderr

    broken = b"{" + b"x" * TOO_LARGE
    await system.send_raw(settings, "articles", [larger.encode()], key=b"k")
    for topic in ("events", "incidents", "matches"):
        await system.send_raw(settings, topic, [broken], key=b"k")
    await system.send_articles(settings, [report("after", 4, "Sarh")])
    await system.settled(settings, [worker], 120)

    letters = [letter for letter in await system.dead_letters(settings) if letter.value in (larger.encode(), broken)]
    names = [dict(letter.headers) for letter in letters]
    assert {(name["tocsin-topic"].decode(), name["tocsin-reason"]) for name in names} == {
        (settings.topic("articles"), b"too_large"),
        *((settings.topic(topic), b"not_json") for topic in ("events", "incidents", "matches")),
    }
    assert len(letters) == 4
    told = {alert.citation.article for alert in await system.alerts(settings, "chad") if alert.citation}
    assert told == {"long", "after"}
    assert await worker.is_ready()
