"""Who is not let in is told so at once, by what and why, and no secret with it."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.integration.secured.conftest import CERTIFICATE, Environment, Log_in, tocsin
from tests.support.certificates import Authority
from tests.support.secured import SecuredKafka, password_of, token_of

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(120)]

WRONG = "wrong-sesame"
Spoil = Callable[[Environment, Path], Environment]
"""Makes variables wrong that were right."""


def wrong_password(variables: Environment, folder: Path) -> Environment:
    file = folder / "password"
    file.write_text(WRONG)
    return variables | {"TOCSIN_SASL_PASSWORD_FILE": str(file)}


def old_token(variables: Environment, folder: Path) -> Environment:
    file = folder / "token"
    file.write_text(token_of("reader", seconds=-60))
    return variables | {"TOCSIN_SASL_TOKEN_FILE": str(file)}


def strange_token(variables: Environment, folder: Path) -> Environment:
    file = folder / "token"
    file.write_text(WRONG)
    return variables | {"TOCSIN_SASL_TOKEN_FILE": str(file)}


def other_authority(variables: Environment, folder: Path) -> Environment:
    return variables | {"TOCSIN_SSL_CAFILE": str(Authority(folder).file)}


def no_certificate(variables: Environment, folder: Path) -> Environment:
    return {name: value for name, value in variables.items() if "CERT" not in name and "KEY" not in name}


def strange_certificate(variables: Environment, folder: Path) -> Environment:
    certificate, key = Authority(folder).client("reader")
    strange = {"TOCSIN_SSL_CERTFILE": str(certificate), "TOCSIN_SSL_KEYFILE": str(key)}
    return no_certificate(variables, folder) | strange


def no_tls(variables: Environment, folder: Path) -> Environment:
    return {name: value for name, value in variables.items() if "SSL" not in name} | {
        "TOCSIN_SECURITY_PROTOCOL": "PLAINTEXT",
        "TOCSIN_BROKER_WAIT": "1",
    }


SEND, TAIL, WORKER = ("send", "-"), ("alerts", "tail", "asia-desk"), ("worker",)


@pytest.mark.parametrize(
    ("way", "spoil", "command", "told"),
    [
        ("PLAIN", wrong_password, SEND, "login of reader by PLAIN refused"),
        ("SCRAM-SHA-256", wrong_password, TAIL, "login of reader by SCRAM-SHA-256 refused"),
        ("SCRAM-SHA-512", wrong_password, WORKER, "login of reader by SCRAM-SHA-512 refused"),
        ("PLAIN", other_authority, SEND, "its certificate is not trusted"),
        ("OAUTHBEARER", old_token, TAIL, "it expired at"),
        ("OAUTHBEARER", strange_token, WORKER, "invalid_token"),
        (CERTIFICATE, no_certificate, SEND, "it asks for a client certificate (TOCSIN_SSL_CERTFILE"),
        (CERTIFICATE, strange_certificate, TAIL, "it refuses our client certificate"),
        (CERTIFICATE, other_authority, WORKER, "its certificate is not trusted"),
        (CERTIFICATE, no_tls, SEND, "TOCSIN_SECURITY_PROTOCOL"),
    ],
)
def test_what_was_refused_is_one_line_and_code_3(
    log_in: Log_in, way: str, spoil: Spoil, command: Sequence[str], told: str, tmp_path: Path
) -> None:
    began = time.monotonic()
    result = tocsin(spoil(log_in(way, "reader"), tmp_path), *command, stdin="a text\n")
    assert result.exit_code == 3, result.output
    assert told in result.stderr.splitlines()[-1], result.output
    assert time.monotonic() - began < 15
    assert not [secret for secret in (WRONG, password_of("reader"), token_of("reader")[:40]) if secret in result.output]


@pytest.mark.parametrize("way", ["PLAIN", "OAUTHBEARER", CERTIFICATE])
def test_a_file_that_is_not_there_is_code_2_and_named_before_anything_is_asked(log_in: Log_in, way: str) -> None:
    variables = log_in(way, "reader")
    name = next(each for each in variables if each.endswith(("PASSWORD_FILE", "TOKEN_FILE")))
    result = tocsin(variables | {name: "/nowhere/secret"}, "topics")
    assert result.exit_code == 2
    assert result.stderr == (
        f"error: {name.removeprefix('TOCSIN_').lower()}: /nowhere/secret cannot be read: No such file or directory\n"
    )


def test_a_login_that_is_right_is_not_taken_for_another(log_in: Log_in, secured: SecuredKafka) -> None:
    result = tocsin(log_in("SCRAM-SHA-256", "nobody"), "topics")
    assert result.exit_code == 3
    assert result.stdout.count("missing") > 0  # it came in, and may see nothing
