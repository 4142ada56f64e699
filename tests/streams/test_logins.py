"""The names of aiokafka that `streams.logins` and `streams.refusal` use and that aiokafka does not promise to keep."""

import inspect
from pathlib import Path

import pytest
from aiokafka.abc import AbstractTokenProvider
from aiokafka.client import AIOKafkaClient
from aiokafka.conn import (
    AIOKafkaConnection,
    OAuthAuthenticator,
    SaslPlainAuthenticator,
    ScramAuthenticator,
    collect_hosts,
    create_conn,
)
from aiokafka.protocol.admin import SaslAuthenticateResponse_v1

from streams import logins
from streams.logins import GO_ON, REPLACED, FileToken, TokenLogin
from streams.secret_files import SecretFile, SecretUnreadable


def parameters(function: object) -> list[str]:
    return list(inspect.signature(function).parameters)


def test_the_methods_that_are_replaced_exist_with_these_parameters() -> None:
    asked = inspect.getsource(AIOKafkaConnection._do_sasl_handshake)
    for name in REPLACED:
        assert getattr(AIOKafkaConnection, name) is vars(logins._Connection)[name]
        if name.startswith("authenticator"):
            assert f"self.{name}()" in asked
    assert "self.send(SaslAuthenticateRequest(payload))" in asked
    assert parameters(logins._send) == ["self", "request", "expect_response"]
    assert parameters(logins._connected) == ["self"]
    assert parameters(logins._close) == ["self", "reason", "exc"]
    assert "self._writer.close()" in inspect.getsource(logins._close)
    assert "conn.connected()" in inspect.getsource(AIOKafkaClient._get_conn)
    assert "session_lifetime_ms" in SaslAuthenticateResponse_v1.SCHEMA.names
    kept = vars(AIOKafkaConnection)["__init__"].__code__.co_names
    for name in (
        "_sasl_plain_password",
        "_sasl_plain_username",
        "_sasl_mechanism",
        "_sasl_oauth_token_provider",
        "_requests",
        "_writer",
        "_ssl_context",
        "_loop",
    ):
        assert name in kept


def test_what_is_called_exists_with_these_parameters() -> None:
    assert parameters(SaslPlainAuthenticator) == ["loop", "sasl_plain_password", "sasl_plain_username"]
    assert parameters(ScramAuthenticator) == ["loop", "sasl_plain_password", "sasl_plain_username", "sasl_mechanism"]
    assert parameters(OAuthAuthenticator) == ["sasl_oauth_token_provider"]
    assert parameters(OAuthAuthenticator.step) == ["self", "payload"]
    assert "_token_sent" in OAuthAuthenticator.__init__.__code__.co_names
    assert parameters(AbstractTokenProvider.token) == ["self"]
    assert collect_hosts(["kafka-1:9092"])[0][:2] == ("kafka-1", 9092)
    assert {"host", "port", "ssl_context", "request_timeout_ms"} <= set(parameters(create_conn))


async def test_a_login_by_token_sends_what_the_file_holds_then_and_hears_what_is_said_to_it(tmp_path: Path) -> None:
    file = tmp_path / "token"
    for token in ("first", "second"):
        file.write_text(f"{token}\n")
        login = TokenLogin(sasl_oauth_token_provider=FileToken(SecretFile("sasl_token_file", str(file))))
        assert await login.step(None) == (f"n,,\x01auth=Bearer {token}\x01\x01".encode(), True)
        assert await login.step(b"") is None
        assert await login.step(b'{"status":"invalid_token"}') == (GO_ON, True)


@pytest.mark.parametrize("content", ["", "two words", "a\x01b", "sesame\nsesame"])
async def test_what_is_no_token_is_refused_and_not_shown(content: str, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(content)
    with pytest.raises(SecretUnreadable) as error:
        await FileToken(SecretFile("sasl_token_file", str(file))).token()
    assert str(file) in str(error.value)
    assert "sesame" not in str(error.value)
