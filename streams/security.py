"""Settings of TLS and of the login at Kafka: what they mean together, and what contradicts itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from streams.secret_files import SecretFile, SecretUnreadable
from streams.tls import TlsFiles

if TYPE_CHECKING:
    from streams.settings import Settings

OAUTHBEARER = "OAUTHBEARER"
TLS_SETTINGS = ("ssl_cafile", "ssl_certfile", "ssl_keyfile", "ssl_key_password_file")
PASSWORD_SETTINGS = ("sasl_username", "sasl_password", "sasl_password_file")
SASL_SETTINGS = (*PASSWORD_SETTINGS, "sasl_token_file")


def by_tls(settings: Settings) -> bool:
    """Whether connections are encrypted."""
    return settings.security_protocol in ("SSL", "SASL_SSL")


def by_sasl(settings: Settings) -> bool:
    """Whether clients log in by a password or a token."""
    return settings.security_protocol in ("SASL_PLAINTEXT", "SASL_SSL")


def by_token(settings: Settings) -> bool:
    """Whether they do so by a token."""
    return by_sasl(settings) and settings.sasl_mechanism == OAUTHBEARER


def tls_files(settings: Settings) -> TlsFiles:
    """The files of TLS."""
    return TlsFiles(settings.ssl_cafile, settings.ssl_certfile, settings.ssl_keyfile, settings.ssl_key_password_file)


def security_problems(settings: Settings) -> list[str]:
    """A line for each thing that is wrong, files among them: these must be there, and hold what can be used."""
    return [*_of_no_use(settings), *_login(settings), *_certificates(settings)]


def _of_no_use(settings: Settings) -> Iterator[str]:
    """What is set and would not count: whoever set it believes that connections are safer than they are."""
    protocol = settings.security_protocol
    if not by_tls(settings):
        for name in filter(_set(settings), TLS_SETTINGS):
            yield f"{name}: of no use with security_protocol {protocol}: set SSL or SASL_SSL"
    if not by_sasl(settings):
        for name in filter(_set(settings), SASL_SETTINGS):
            yield f"{name}: of no use with security_protocol {protocol}: set SASL_SSL or SASL_PLAINTEXT"
        return
    for name in filter(_set(settings), PASSWORD_SETTINGS if by_token(settings) else ("sasl_token_file",)):
        yield f"{name}: of no use with sasl_mechanism {settings.sasl_mechanism}"


def _login(settings: Settings) -> Iterator[str]:
    if not by_sasl(settings):
        return
    if by_token(settings):
        if not settings.sasl_token_file:
            yield "sasl_token_file: needed by sasl_mechanism OAUTHBEARER"
        else:
            yield from _unreadable(SecretFile("sasl_token_file", settings.sasl_token_file).token)
        return
    if not settings.sasl_username:
        yield f"sasl_username: needed by security_protocol {settings.security_protocol}"
    if settings.sasl_password and settings.sasl_password_file:
        yield "sasl_password, sasl_password_file: both are set, and one of them counts"
    elif settings.sasl_password_file:
        yield from _unreadable(SecretFile("sasl_password_file", settings.sasl_password_file).password)
    elif not settings.sasl_password:
        yield f"sasl_password_file: needed by sasl_mechanism {settings.sasl_mechanism}, or sasl_password"


def _certificates(settings: Settings) -> Iterator[str]:
    if not by_tls(settings):
        return
    lacking = []
    if settings.ssl_certfile and not settings.ssl_keyfile:
        lacking.append("ssl_keyfile: needed by ssl_certfile (the same file, where it holds both)")
    if settings.ssl_keyfile and not settings.ssl_certfile:
        lacking.append("ssl_certfile: needed by ssl_keyfile")
    if settings.ssl_key_password_file and not settings.ssl_keyfile:
        lacking.append("ssl_keyfile: needed by ssl_key_password_file")
    for name in filter(_set(settings), TLS_SETTINGS):
        lacking += _unreadable(SecretFile(name, getattr(settings, name)).password)
    yield from lacking
    if not lacking and any(map(_set(settings), TLS_SETTINGS)):
        try:
            tls_files(settings).context()
        except OSError as error:  # ssl.SSLError is one; it says what is wrong and not with what
            names = ", ".join(f"{name} {getattr(settings, name)}" for name in filter(_set(settings), TLS_SETTINGS))
            yield f"{names}: cannot be used: {error}"


def _set(settings: Settings) -> Callable[[str], bool]:
    return lambda name: bool(getattr(settings, name))


def _unreadable(read: Callable[[], str]) -> Iterator[str]:
    try:
        read()
    except SecretUnreadable as error:
        yield str(error)
