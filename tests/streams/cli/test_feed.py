import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from schemas.formats.article import read_article
from streams.settings import Settings
from tests.streams.cli.conftest import Command
from tests.support import system

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Test Wire</title><link>http://wire.example/</link>
<item><title>Talks open in Doha</title><link>http://wire.example/1</link><description>Envoys met.</description>
<pubDate>Tue, 05 Mar 2024 09:00:00 GMT</pubDate></item>
<item><title>Storm nears Luzon</title><link>http://wire.example/2</link><description>Wind.</description></item>
</channel></rss>"""


class Pages(BaseHTTPRequestHandler):
    """A feed under /rss, what is no feed under /page, and nothing else."""

    def do_GET(self) -> None:
        body = {"/rss": RSS, "/page": "<html>nothing</html>"}.get(self.path)
        self.send_response(200 if body else 404)
        self.end_headers()
        self.wfile.write((body or "").encode())

    def log_message(self, *_: object) -> None:
        """Silence."""


@pytest.fixture
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_a_dry_run_prints_articles_and_needs_no_broker(offline: Command, site: str) -> None:
    result = offline("feed", f"{site}/rss", "--once", "--dry-run")
    assert result.exit_code == 0
    found = [read_article(line.encode()) for line in result.stdout.splitlines()]
    assert [article.title for article in found] == ["Talks open in Doha", "Storm nears Luzon"]
    assert found[0].published is not None
    assert found[1].published is None, "no date is not now"


@pytest.mark.parametrize("page", ["/gone", "/page"])
def test_a_feed_that_fails_is_named_after_the_others_were_read(offline: Command, site: str, page: str) -> None:
    result = offline("feed", f"{site}{page}", f"{site}/rss", "--once", "--dry-run")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 2
    errors = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1
    assert f"{site}{page}" in errors[0]


def test_a_file_names_feeds_one_a_line(offline: Command, site: str, tmp_path: Path) -> None:
    (tmp_path / "feeds.txt").write_text(f"# world\n\n{site}/rss  # the wire\n")
    result = offline("feed", "--file", "feeds.txt", "--once", "--dry-run")
    assert len(result.stdout.splitlines()) == 2
    (tmp_path / "bytes.txt").write_bytes(b"\xff\xfe")
    assert offline("feed", "--file", "bytes.txt", "--once").exit_code == 2
    assert offline("feed", "--file", "gone.txt", "--once").exit_code == 2


@pytest.mark.kafka
def test_articles_of_a_feed_arrive(tocsin: Command, site: str, settings: Settings) -> None:
    result = tocsin("feed", f"{site}/rss", "--once")
    assert result.exit_code == 0
    assert result.stderr.splitlines()[-1] == "2 articles sent"
    records = asyncio.run(system.records(settings, "articles"))
    assert sorted(json.loads(record.value)["source"] for record in records) == ["Test Wire", "Test Wire"]
    assert all(record.key == read_article(record.value).id.encode() for record in records)
