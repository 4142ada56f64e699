"""How each client of ours reaches Kafka: the one place that knows addresses and credentials."""

from __future__ import annotations

import ssl
from typing import Any

import faust

from streams.header_names import take_any
from streams.settings import Settings

take_any()


def client_options(settings: Settings) -> dict[str, Any]:
    """Keyword arguments for any aiokafka client."""
    options: dict[str, Any] = {
        "bootstrap_servers": settings.brokers.split(","),
        "security_protocol": settings.security_protocol,
    }
    if settings.security_protocol.endswith("SSL"):
        options["ssl_context"] = _context(settings)
    if settings.security_protocol.startswith("SASL"):
        options["sasl_mechanism"] = settings.sasl_mechanism
        options["sasl_plain_username"] = settings.sasl_username
        options["sasl_plain_password"] = settings.sasl_password
    return options


def faust_credentials(settings: Settings) -> Any:  # noqa: ANN401 - Faust's own classes, None where there are none
    """The same for Faust's consumer."""
    if settings.security_protocol.startswith("SASL"):
        return faust.SASLCredentials(
            username=settings.sasl_username,
            password=settings.sasl_password,
            mechanism=settings.sasl_mechanism,
            ssl_context=_context(settings) if settings.security_protocol == "SASL_SSL" else None,
        )
    if settings.security_protocol == "SSL":
        return faust.SSLCredentials(context=_context(settings))
    return None


def faust_brokers(settings: Settings) -> str:
    """The bootstrap servers as Faust's `broker` wants them."""
    return ";".join(f"kafka://{server}" for server in settings.brokers.split(","))


def _context(settings: Settings) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=settings.ssl_cafile or None)
