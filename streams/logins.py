"""Logins at Kafka by secrets that lie in files, read anew at each one.

aiokafka keeps the password that a client was made with and uses it for every later connection. Here its connections
read the file instead. It takes any answer to a token for a yes: a refused one was seen as a broker that closes
connections, without a word. It does not know that a broker may bound a login: what is asked after its end is lost, and
with it a lane's transaction. And whoever closes a connection waits for the broker's farewell by TLS, which uvloop now
and then misses for thirty seconds. aiokafka's version is pinned: inner names of it are used, and a test asserts them.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable
from typing import Any

from aiokafka.abc import AbstractTokenProvider
from aiokafka.conn import (
    AIOKafkaConnection,
    CloseReason,
    OAuthAuthenticator,
    SaslPlainAuthenticator,
    ScramAuthenticator,
)
from aiokafka.protocol.admin import SaslAuthenticateRequest

from streams.secret_files import SecretFile

GO_ON = b"\x01"
"""What a client sends when a token was refused and the server has said why: only then it ends the login (RFC 7628)."""


SHARE = 0.8
"""Of the time for which a broker takes a login: past it a connection makes room for a new one."""

FAREWELL = 0.3
"""Seconds that a broker has for its farewell. Nothing is lost then: who closes has had its answers, or gave them up."""

_send, _connected, _close = AIOKafkaConnection.send, AIOKafkaConnection.connected, AIOKafkaConnection.close


class FileToken(AbstractTokenProvider):  # type: ignore[misc] # aiokafka ships no types that hold under strict
    """The token that a file holds, whenever it is asked for."""

    def __init__(self, file: SecretFile) -> None:
        self._file = file

    async def token(self) -> str:
        """The token. Raises SecretUnreadable where there is none."""
        return self._file.token()


class TokenLogin(OAuthAuthenticator):  # type: ignore[misc] # as above
    """A login by token that waits for what the server says to it."""

    async def step(self, payload: bytes | None) -> tuple[bytes, bool] | None:
        """The next message, None when the login is done."""
        if self._token_sent:
            return (GO_ON, True) if payload else None
        message: tuple[bytes, bool] = await super().step(payload)
        return message


class _Connection(AIOKafkaConnection):  # type: ignore[misc] # as above
    """Where the methods below are written; they are put in aiokafka's own class, which it names itself."""

    _due = float("inf")
    """When this connection has had its time, of the monotonic clock."""

    def send(self, request: Any, expect_response: bool = True) -> Awaitable[Any]:  # noqa: ANN401 - aiokafka's own
        answer: Awaitable[Any] = _send(self, request, expect_response)
        return _noting(self, answer) if isinstance(request, SaslAuthenticateRequest) else answer

    def connected(self) -> bool:
        """Asked before each use: one that has had its time, and waits for no answer, is closed for another."""
        if time.monotonic() > self._due and not self._requests:
            self.close(reason=CloseReason.IDLE_DROP)
        return bool(_connected(self))

    def close(self, reason: Any = None, exc: BaseException | None = None) -> Any:  # noqa: ANN401 - aiokafka's own
        writer = self._writer
        closed = _close(self, reason=reason, exc=exc)
        if writer is not None and self._ssl_context is not None:
            self._loop.call_later(FAREWELL, writer.transport.abort)
        return closed

    def authenticator_plain(self) -> SaslPlainAuthenticator:
        return SaslPlainAuthenticator(
            loop=self._loop,
            sasl_plain_password=_now(self._sasl_plain_password),
            sasl_plain_username=self._sasl_plain_username,
        )

    def authenticator_scram(self) -> ScramAuthenticator:
        return ScramAuthenticator(
            loop=self._loop,
            sasl_plain_password=_now(self._sasl_plain_password),
            sasl_plain_username=self._sasl_plain_username,
            sasl_mechanism=self._sasl_mechanism,
        )

    def authenticator_oauth(self) -> TokenLogin:
        return TokenLogin(sasl_oauth_token_provider=self._sasl_oauth_token_provider)


REPLACED = ("_due", "send", "connected", "close", "authenticator_plain", "authenticator_scram", "authenticator_oauth")


def follow_files() -> None:
    """From now on every connection of this process takes a `SecretFile` for a password, and hears a refused token."""
    for name in REPLACED:
        setattr(AIOKafkaConnection, name, vars(_Connection)[name])


async def _noting(connection: Any, answer: Awaitable[Any]) -> Any:  # noqa: ANN401 - aiokafka's own
    response = await answer
    lifetime = getattr(response, "session_lifetime_ms", 0)  # 0 where it is not bounded, or the broker is old
    if lifetime > 0:
        connection._due = time.monotonic() + SHARE * lifetime / 1000
    return response


def _now(password: Any) -> str:  # noqa: ANN401 - aiokafka hands on what it was given
    return password.password() if isinstance(password, SecretFile) else str(password)
