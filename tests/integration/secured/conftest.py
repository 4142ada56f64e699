"""One Kafka that asks everyone who he is, and a system for each way of saying so: all workers start at once."""

import asyncio
import functools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from streams.cli import main
from streams.settings import load_settings
from tests.integration.conftest import free_port
from tests.support.rights import documented
from tests.support.secured import MECHANISMS, SecuredKafka, password_of, secured_kafka, token_of
from tests.support.system import Worker, until

CERTIFICATE = "certificate"
WAYS = (*MECHANISMS, CERTIFICATE)
KEY_PASSWORD = "open-sesame"

Environment = dict[str, str]
Log_in = Callable[[str, str], Environment]
"""The variables by which a user (the second) comes in, in one of the ways."""


@pytest.fixture(scope="session")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredKafka]:
    cache = Path(os.environ.get("TOCSIN_CACHE_DIR", "~/.cache/tocsin"))
    with secured_kafka(tmp_path_factory.mktemp("secured"), cache) as found:
        yield found


@pytest.fixture(scope="session")
def log_in(secured: SecuredKafka, tmp_path_factory: pytest.TempPathFactory) -> Log_in:
    folder = tmp_path_factory.mktemp("secrets")

    def file(name: str, content: str) -> str:
        path = folder / name
        path.write_text(f"{content}\n")
        return str(path)

    @functools.cache  # or what a worker uses would be exchanged with every command
    def variables(way: str, user: str) -> Environment:
        trusted = {"TOCSIN_SSL_CAFILE": str(secured.authority.file)}
        if way == CERTIFICATE:
            certificate, key = secured.authority.client(user, KEY_PASSWORD)
            return trusted | {
                "TOCSIN_BROKERS": secured.certificate_address,
                "TOCSIN_SECURITY_PROTOCOL": "SSL",
                "TOCSIN_SSL_CERTFILE": str(certificate),
                "TOCSIN_SSL_KEYFILE": str(key),
                "TOCSIN_SSL_KEY_PASSWORD_FILE": file(f"{user}.key-password", KEY_PASSWORD),
            }
        login = trusted | {
            "TOCSIN_BROKERS": secured.login_address,
            "TOCSIN_SECURITY_PROTOCOL": "SASL_SSL",
            "TOCSIN_SASL_MECHANISM": way,
        }
        if way == "OAUTHBEARER":
            return login | {"TOCSIN_SASL_TOKEN_FILE": file(f"{user}.token", token_of(user))}
        secret = {"TOCSIN_SASL_PASSWORD_FILE": file(f"{user}.{way}.password", password_of(user))}
        return login | secret | {"TOCSIN_SASL_USERNAME": user}

    return variables


def tocsin(variables: Environment, *args: str, stdin: str = "") -> Result:
    """A command, with these variables of ours alone."""
    others = {name: None for name in os.environ if name.startswith("TOCSIN_")}
    result = CliRunner().invoke(main, args, input=stdin, env=others | variables)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert "Traceback" not in result.output
    return result


@dataclass(frozen=True)
class System:
    """A system of its own, whose worker and users all come in by one way, with the rights that are documented."""

    way: str
    common: Environment
    log_in: Log_in
    worker: Worker

    @property
    def prefix(self) -> str:
        return self.common["TOCSIN_PREFIX"]

    def call(self, user: str, *args: str, stdin: str = "") -> Result:
        result = tocsin(self.common | self.log_in(self.way, user), *args, stdin=stdin)
        assert result.exit_code == 0, result.output
        return result


ROLES = ("administrator", "worker", "sender", "editor", "reader", "judge")


@pytest.fixture(scope="session")
def systems(
    secured: SecuredKafka, log_in: Log_in, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, System]]:
    found = {way: _system(way, secured, log_in, tmp_path_factory.mktemp(way)) for way in WAYS}
    try:
        for system in found.values():
            asyncio.run(until(system.worker.is_ready, 90, f"the worker is ready by {system.way}"))
        yield found
    finally:
        for system in found.values():
            system.worker.end()


def _system(way: str, secured: SecuredKafka, log_in: Log_in, folder: Path) -> System:
    common = {"TOCSIN_PREFIX": f"{way.lower()}.", "TOCSIN_PARTITIONS": "2", "TOCSIN_BROKER_WAIT": "20"}
    for role in ROLES:
        asyncio.run(secured.grant(role, documented(role, common["TOCSIN_PREFIX"])))
    assert tocsin(common | log_in(way, "administrator"), "topics", "--create").exit_code == 0
    variables = common | log_in(way, "worker") | {"TOCSIN_SECOND_LOOK": "off", "TOCSIN_LOG_LEVEL": "debug"}
    settings = load_settings(variables, data_dir=str(folder))
    worker = Worker(settings, f"by-{way.lower()}", free_port(), **variables)
    worker.start()
    return System(way, common, log_in, worker)
