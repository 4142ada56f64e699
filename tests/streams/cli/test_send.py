import asyncio
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from schemas.formats.article import read_article
from streams.settings import Settings
from tests.streams.cli.conftest import Command
from tests.support import system

pytestmark = pytest.mark.kafka


def articles(settings: Settings) -> list[bytes | None]:
    return [record.value for record in asyncio.run(system.records(settings, "articles"))]


def texts(settings: Settings) -> dict[str, str]:
    return {found.id: found.text for found in map(read_article, filter(None, articles(settings)))}


def test_articles_of_every_kind_of_file_arrive(tocsin: Command, settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "crawl"
    (folder / "deep").mkdir(parents=True)
    (folder / "lines.jsonl").write_text('{"id": "l1", "text": "one"}\n\n{"id": "l2", "text": "two"}\n')
    (folder / "list.json").write_text('[{"id": "o1", "text": "three"}, {"id": "o2", "text": "four"}]')
    (folder / "deep" / "page.html").write_text("<html><p>five</p></html>")
    (folder / "note.txt").write_text("six")
    (folder / "picture.jpg").write_bytes(b"\xff\xd8")
    result = tocsin("send", str(folder), "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"sent": 6, "refused": 0}
    found = texts(settings)
    assert {"l1", "l2", "o1", "o2"} < set(found)
    assert set(found.values()) == {"one", "two", "three", "four", "<html><p>five</p></html>", "six"}


def test_the_key_of_an_article_is_its_id(tocsin: Command, settings: Settings) -> None:
    ids = ["plain", "Ω 爆", "a/b:c?d=e", " spaces ", "x" * 600, "new\nline", "\x00", "💣" * 20, 12]
    lines = b"\n".join(orjson.dumps({"id": name, "text": "t"}) for name in ids)
    assert tocsin("send", "-", stdin=lines).exit_code == 0
    records = asyncio.run(system.records(settings, "articles"))
    assert len(records) == len(ids)
    for record in records:
        assert record.key == read_article(record.value or b"").id.encode()


def test_broken_lines_are_named_and_the_rest_is_sent(tocsin: Command, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "mixed.jsonl"
    file.write_bytes(b'{"id": "a", "text": "t"}\n{broken\n\n[1]\n{"id": "b"}\n\xff\n{"id": "c", "text": "t"}\n')
    result = tocsin("send", str(file), "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"sent": 2, "refused": 4}
    for line in (2, 4, 5, 6):
        assert f"{file}:{line}: " in result.stderr
    assert set(texts(settings)) == {"a", "c"}


def test_unchecked_sends_the_bytes_as_they_are(tocsin: Command, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "mixed.jsonl"
    file.write_bytes(b"{broken\n\xff\xfe\n")
    assert tocsin("send", str(file), "--unchecked").exit_code == 0
    assert sorted(filter(None, articles(settings))) == [b"{broken", b"\xff\xfe"]


def test_a_missing_file_sends_nothing_at_all(tocsin: Command, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "here.txt").write_text("a text")
    tocsin("topics", "--create")
    result = tocsin("send", "here.txt", "gone.txt")
    assert result.exit_code == 1
    assert result.stderr == "error: gone.txt: no such file or folder; nothing was sent\n"
    assert articles(settings) == []


def test_a_file_that_may_not_be_read_is_named(tocsin: Command, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        target = tmp_path / "loop.txt"
        target.symlink_to(tmp_path / "loop.txt")  # root may read anything, but nobody a link to itself
    else:
        target = tmp_path / "closed.txt"
        target.write_text("secret")
        target.chmod(0)
    result = tocsin("send", str(target))
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")
    assert str(target) in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_empty_text_is_refused_and_empty_lines_hold_nothing(tocsin: Command, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "empty.jsonl").touch()
    result = tocsin("send", "empty.txt", "empty.jsonl", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"sent": 0, "refused": 1}
    assert result.stderr.startswith("empty.txt: ")


def test_a_folder_without_articles_is_named(tocsin: Command, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    result = tocsin("send", "folder")
    assert result.exit_code == 1
    assert result.stderr.startswith("error: folder: ")


def test_a_file_whose_name_is_no_text_is_sent(tocsin: Command, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff.txt")).write_text("a text")
    (tmp_path / "ctrl\x1b[31m\n.txt").write_text("another")
    assert tocsin("send", str(tmp_path)).exit_code == 0
    assert sorted(texts(settings).values()) == ["a text", "another"]


def test_files_that_are_not_utf8_are_sent_readable(tocsin: Command, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes("Bogotá café".encode("latin-1"))
    (tmp_path / "page.html").write_bytes("<meta charset=windows-1251><p>Взрыв в Киеве</p>".encode("cp1251"))
    assert tocsin("send", "latin.txt", "page.html").exit_code == 0
    found = texts(settings)
    assert found["latin"].startswith("Bogot")
    assert "Взрыв в Киеве" in found["page"]


def test_standard_input_is_lines_or_one_text(tocsin: Command, settings: Settings) -> None:
    assert tocsin("send", "-", stdin=b'\n{"id": "j", "text": "t"}\n').exit_code == 0
    assert tocsin("send", "-", stdin=b"Ein Satz.\nNoch einer.").exit_code == 0
    assert sorted(texts(settings).values()) == ["Ein Satz.\nNoch einer.", "t"]


def test_a_record_larger_than_the_broker_takes_is_refused_and_the_rest_is_sent(
    tocsin: Command, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "large.jsonl"
    huge = b'{"id": "huge", "text": "' + b"x" * (26 << 20) + b'"}'
    file.write_bytes(huge + b'\n{"id": "small", "text": "t"}\n')
    result = tocsin("send", str(file), "--unchecked", "--json")
    assert json.loads(result.stdout) == {"sent": 1, "refused": 1}
    assert f"{file}:1: " in result.stderr
    assert set(texts(settings)) == {"small"}


def test_a_rate_spreads_articles_over_time(tocsin: Command) -> None:
    tocsin("topics", "--create")
    began = time.monotonic()
    lines = b"\n".join(orjson.dumps({"id": str(n), "text": "t"}) for n in range(6))
    assert tocsin("send", "-", "--rate", "10", stdin=lines).exit_code == 0
    assert time.monotonic() - began >= 0.5


def test_what_came_through_a_pipe_is_sent_while_it_stays_open_and_ctrl_c_ends_it(
    spawn: Callable[..., "subprocess.Popen[bytes]"], settings: Settings
) -> None:
    process = spawn("send", "-")
    assert process.stdin is not None
    process.stdin.write(b'{"id": "early", "text": "t"}\n')
    process.stdin.flush()

    async def has_come() -> bool:
        return bool(await system.records(settings, "articles"))

    asyncio.run(system.until(has_come, 20, "the article is on the topic though the pipe is open"))
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 130
    _, errors = process.communicate()
    assert b"Traceback" not in errors
