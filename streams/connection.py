"""How each client of ours reaches Kafka: the one place that knows addresses and credentials."""

from __future__ import annotations

from typing import Any

import faust
from faust.auth import OAuthCredentials

from streams.header_names import take_any
from streams.logins import FileToken, follow_files
from streams.secret_files import SecretFile
from streams.security import by_sasl, by_tls, by_token, tls_files
from streams.settings import Settings
from streams.tls import following

take_any()
follow_files()


def client_options(settings: Settings) -> dict[str, Any]:
    """Keyword arguments for any aiokafka client. What files hold is read at each connection.

    Raises:
        OSError: a file of TLS cannot be read, or is not what it must be.
    """
    options: dict[str, Any] = {
        "bootstrap_servers": settings.brokers.split(","),
        "security_protocol": settings.security_protocol,
    }
    if by_tls(settings):
        options["ssl_context"] = following(tls_files(settings))
    if by_sasl(settings):
        options["sasl_mechanism"] = settings.sasl_mechanism
        if by_token(settings):
            options["sasl_oauth_token_provider"] = _token(settings)
        else:
            options["sasl_plain_username"] = settings.sasl_username
            options["sasl_plain_password"] = _password(settings)
    return options


def faust_credentials(settings: Settings) -> Any:  # noqa: ANN401 - Faust's own classes, None where there are none
    """The same for Faust's consumer, which hands them on to aiokafka as they are."""
    context = following(tls_files(settings)) if by_tls(settings) else None
    if by_token(settings):
        return OAuthCredentials(oauth_cb=_token(settings), ssl_context=context)
    if by_sasl(settings):
        return faust.SASLCredentials(
            username=settings.sasl_username,
            password=_password(settings),
            mechanism=settings.sasl_mechanism,
            ssl_context=context,
        )
    return None if context is None else faust.SSLCredentials(context=context)


def faust_brokers(settings: Settings) -> str:
    """The bootstrap servers as Faust's `broker` wants them."""
    return ";".join(f"kafka://{server}" for server in settings.brokers.split(","))


def _password(settings: Settings) -> str | SecretFile:
    return settings.sasl_password or SecretFile("sasl_password_file", settings.sasl_password_file)


def _token(settings: Settings) -> FileToken:
    return FileToken(SecretFile("sasl_token_file", settings.sasl_token_file))
