"""A context that follows its files, in both event loops that workers and commands run on."""

import asyncio
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
import uvloop

from streams.tls import FollowingContext, TlsFiles
from tests.support.certificates import Authority

LOOPS = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}


@pytest.fixture(params=LOOPS.values(), ids=LOOPS)
def run(request: pytest.FixtureRequest) -> Callable[..., None]:
    def in_loop(work: object) -> None:
        with asyncio.Runner(loop_factory=request.param) as runner:
            runner.run(work)

    return in_loop


def serving(authority: Authority) -> ssl.SSLContext:
    """A server that asks for a certificate of this authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.broker())
    context.load_verify_locations(authority.file)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


async def seen_as(context: ssl.SSLContext, server: ssl.SSLContext) -> str:
    """Connect, and say as whom the server saw us."""

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        subject = dict(pair for (pair,) in writer.get_extra_info("peercert")["subject"])
        writer.write(subject["commonName"].encode() + b"\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0, ssl=server) as listening:
        port = listening.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
        try:
            return (await reader.readline()).decode().strip()
        finally:
            writer.close()


def files_of(authority: Authority, client: str, folder: Path) -> TlsFiles:
    """What Kafka's operator does: new files take the place of the old ones."""
    for name, source in zip(("crt", "key"), authority.client(client), strict=True):
        (folder / f"new.{name}").write_bytes(source.read_bytes())
        (folder / f"new.{name}").replace(folder / f"mounted.{name}")
    return TlsFiles(str(authority.file), str(folder / "mounted.crt"), str(folder / "mounted.key"))


def test_a_certificate_that_is_renewed_counts_at_the_next_connection(tmp_path: Path, run: Callable[..., None]) -> None:
    async def renewing() -> None:
        authority = Authority(tmp_path)
        context, server = FollowingContext(files_of(authority, "old", tmp_path)), serving(authority)
        assert await seen_as(context, server) == "old"
        files_of(authority, "new", tmp_path)
        assert await seen_as(context, server) == "new"

    run(renewing())


def test_an_authority_that_was_taken_out_is_no_longer_trusted(tmp_path: Path, run: Callable[..., None]) -> None:
    async def withdrawing() -> None:
        authority = Authority(tmp_path)
        context, server = FollowingContext(files_of(authority, "one", tmp_path)), serving(authority)
        assert await seen_as(context, server) == "one"
        authority.file.write_bytes(Authority(tmp_path, "other").file.read_bytes())
        with pytest.raises(ssl.SSLCertVerificationError):
            await seen_as(context, server)

    run(withdrawing())


async def test_files_that_do_not_fit_one_another_leave_the_last_ones_in_use(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    authority = Authority(tmp_path)
    files = files_of(authority, "old", tmp_path)
    context, server = FollowingContext(files), serving(authority)
    certificate, key = authority.client("new")
    (tmp_path / "mounted.crt").write_bytes(certificate.read_bytes())
    assert await seen_as(context, server) == "old"
    assert "cannot be used" in caplog.text
    (tmp_path / "mounted.key").write_bytes(key.read_bytes())
    assert await seen_as(context, server) == "new"


async def test_a_broker_of_another_name_is_not_trusted(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    context, server = FollowingContext(files_of(authority, "one", tmp_path)), serving(authority)
    with pytest.raises(ssl.SSLCertVerificationError, match="IP address mismatch"):
        await _connect_as("127.0.0.2", context, server)


async def _connect_as(name: str, context: ssl.SSLContext, server: ssl.SSLContext) -> None:
    async with await asyncio.start_server(lambda *_: None, "127.0.0.1", 0, ssl=server) as listening:
        port = listening.sockets[0].getsockname()[1]
        await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname=name)
