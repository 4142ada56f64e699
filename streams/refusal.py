"""Why Kafka refuses us: aiokafka says only that it could not connect, so that one more connection is asked.

What a broker answers to a wrong password will be the same in a minute; a broker that does not answer may be starting.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime

from aiokafka.conn import collect_hosts, create_conn
from aiokafka.errors import (
    IllegalSaslStateError,
    SaslAuthenticationFailed,
    UnsupportedSaslMechanismError,
)

from streams.connection import client_options
from streams.secret_files import SecretFile, SecretUnreadable
from streams.security import by_token
from streams.settings import Settings

PROBE_MS = 5000
"""Milliseconds that a broker may take to refuse."""
WANTS_CERTIFICATE = re.compile("certificate[ _]required|handshake[ _]failure", re.IGNORECASE)
REFUSES_CERTIFICATE = re.compile("alert.*(certificate|unknown[ _]ca|decrypt[ _]error|access[ _]denied)", re.IGNORECASE)


async def refusal(settings: Settings) -> str | None:
    """What the first broker says that refuses us; None where none does: they are not there, or let us in."""
    options = client_options(settings)
    for host, port, _ in collect_hosts(options.pop("bootstrap_servers")):
        try:
            connection = await create_conn(host, port, request_timeout_ms=PROBE_MS, **options)
        except Exception as error:  # whatever a handshake or a login raises: what is no refusal is not told here
            for cause in _causes(error):
                told = _told(cause, settings)
                if told is not None:
                    return f"{host}:{port}: {told}"
        else:
            connection.close()
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _told(error: BaseException, settings: Settings) -> str | None:
    if isinstance(error, SecretUnreadable):
        return str(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {error.verify_message} (TOCSIN_SSL_CAFILE)"
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return _told_of_tls(error, settings)
    if isinstance(error, UnsupportedSaslMechanismError):
        return f"it does not take {settings.sasl_mechanism} (TOCSIN_SASL_MECHANISM)"
    if isinstance(error, SaslAuthenticationFailed | IllegalSaslStateError):
        return _told_of_login(error, settings)
    return None


def _told_of_tls(error: ssl.SSLError, settings: Settings) -> str:
    said = str(error)
    if WANTS_CERTIFICATE.search(said) and not settings.ssl_certfile:
        return "it asks for a client certificate (TOCSIN_SSL_CERTFILE, TOCSIN_SSL_KEYFILE)"
    if WANTS_CERTIFICATE.search(said) or REFUSES_CERTIFICATE.search(said):
        return f"it refuses our client certificate {settings.ssl_certfile or '(there is none)'}: {error.reason}"
    return f"TLS: {error.reason or said} (TOCSIN_SECURITY_PROTOCOL)"


def _told_of_login(error: BaseException, settings: Settings) -> str:
    if not by_token(settings):
        why = error.args[0] if error.args else "wrong user or password"
        return f"login of {settings.sasl_username} by {settings.sasl_mechanism} refused: {why}"
    file = settings.sasl_token_file
    try:
        ended = expiry(SecretFile("sasl_token_file", file).token())
    except SecretUnreadable as unreadable:
        return str(unreadable)
    if ended is not None and ended <= datetime.now(UTC):
        return f"login by the token of {file} refused: it expired at {ended:%Y-%m-%d %H:%M:%S} UTC"
    return f"login by the token of {file} refused: {error.args[0] if error.args else 'invalid token'}"


def expiry(token: str) -> datetime | None:
    """When a token ends, where it is a JWT that says so."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        return datetime.fromtimestamp(float(claims["exp"]), UTC)
    except (binascii.Error, ValueError, KeyError, TypeError, OverflowError, OSError):
        return None
