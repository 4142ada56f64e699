"""Settings: `TOCSIN_*` variables over an optional TOML file over defaults; every mistake reported at once."""

from __future__ import annotations

import dataclasses
import re
import socket
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

import msgspec
from msgspec import Meta

from streams.security import security_problems

PREFIX = "TOCSIN_"
FILE_VARIABLE = "TOCSIN_SETTINGS"
MASK = "********"

Port = Annotated[int, Meta(ge=0, le=65535)]
Positive = Annotated[int, Meta(ge=1)]
Seconds = Annotated[float, Meta(gt=0, le=3600)]
TopicPrefix = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9._-]*\Z", max_length=60)]
Name = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9._-]+\Z", max_length=100)]
MOST_SESSION, MOST_TRANSACTION = 1800, 900
"""Seconds that a broker allows at most by itself: `group.max.session.timeout.ms`, `transaction.max.timeout.ms`."""


class SettingsError(ValueError):
    """One or more settings are wrong. `problems` has a line for each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("settings: " + "; ".join(problems))


def _help(text: str, default: Any, *, secret: bool = False) -> Any:  # noqa: ANN401 - like dataclasses.field itself
    return field(default=default, repr=not secret, metadata={"help": text, "secret": secret})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that can be set, with its default. `TOCSIN_BROKERS` sets `brokers`, and so on."""

    brokers: str = _help("Kafka bootstrap servers, HOST:PORT, comma-separated", "127.0.0.1:9092")
    prefix: TopicPrefix = _help("put before every topic and group name: several systems on one cluster", "")
    partitions: Positive = _help("partitions of every stage topic: lanes that workers share", 6)
    replication: Annotated[int, Meta(ge=0, le=9)] = _help("copies of each topic; 0: 3, or as many as brokers", 0)
    worker_id: Name = _help(
        "name of this worker, its own among all and kept over restarts; default: the host's", socket.gethostname()
    )
    processes: Annotated[int, Meta(ge=1, le=64)] = _help(
        "processes of this worker, each with lanes of its own: as many as the cores that it may use", 1
    )
    http_host: str = _help("address of /metrics /live /ready /api; unix:PATH is the file of a socket", "127.0.0.1")
    http_port: Port = _help("port of /metrics /live /ready /api; 0 takes a free one", 6066)
    api_token_file: str = _help(
        "file of the token that /api asks for, read at each request; without it /api is closed", ""
    )
    data_dir: Path = _help("where the local Kafka and its logs live", Path(".tocsin"))
    cache_dir: Path = _help("where Kafka's jars are kept between projects", Path("~/.cache/tocsin"))
    log_level: Literal["debug", "info", "warning", "error"] = _help("least level that is logged", "info")
    second_look: Literal["on", "off"] = _help(
        "whether short texts that are unsure are looked at twice, where the extra second-look is installed", "on"
    )
    session_timeout: Annotated[float, Meta(gt=0, le=MOST_SESSION)] = _help(
        "seconds without a heartbeat after which a worker is held dead", 10.0
    )
    transaction_timeout: Annotated[float, Meta(gt=0, le=MOST_TRANSACTION)] = _help(
        "seconds after which the broker ends an open transaction", 30.0
    )
    batch_seconds: Seconds = _help("longest time that a lane works before it commits", 0.1)
    gather_seconds: Annotated[float, Meta(ge=0, le=60)] = _help(
        "least time that a lane waits for company before it starts; a busy one waits longer", 0.005
    )
    tick_seconds: Seconds = _help("time between a lane's ticks, at which held alerts that are due go out", 5.0)
    transaction_tries: Positive = _help("times a failing transaction is done again before the worker gives up", 4)
    broker_wait: Annotated[float, Meta(gt=0, le=86_400)] = _help(
        "longest wait for a broker that does not answer yet", 300.0
    )
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = _help(
        "how to talk to Kafka", "PLAINTEXT"
    )
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"] = _help(
        "how to log in to Kafka", "PLAIN"
    )
    sasl_username: str = _help("user at Kafka", "")
    sasl_password: str = _help("password at Kafka", "", secret=True)
    sasl_password_file: str = _help("file of the password at Kafka, read at each login", "")
    sasl_token_file: str = _help("file of the token for OAUTHBEARER, read at each login", "")
    ssl_cafile: str = _help(
        "file of the certificate authority that signed the brokers' certificates; without, the system's count", ""
    )
    ssl_certfile: str = _help("file of the certificate by which Kafka knows this client, and those between", "")
    ssl_keyfile: str = _help("file of that certificate's private key", "")
    ssl_key_password_file: str = _help("file of the password of that key, where it has one", "")

    def topic(self, name: str) -> str:
        """The full name of a topic of the table."""
        return f"{self.prefix}{name}"

    @property
    def group(self) -> str:
        """The consumer group that all workers of this system share."""
        return f"{self.prefix}tocsin"


def load_settings(environment: Mapping[str, str], *, file: Path | None = None, **overrides: object) -> Settings:
    """The settings in force: overrides, then environment, then file, then defaults.

    Raises:
        SettingsError: naming every setting that is unknown, or whose value is not what it must be.
    """
    problems: list[str] = []
    chosen = environment.get(FILE_VARIABLE)
    given: dict[str, tuple[str, object]] = {}
    path = file or (Path(chosen) if chosen else None)
    if path is not None:
        given |= {name: (f"{path}: {name}", value) for name, value in _read_file(path, problems).items()}
    for variable, value in environment.items():
        if variable.startswith(PREFIX) and variable not in (FILE_VARIABLE, *_NOT_SETTINGS):
            given[variable.removeprefix(PREFIX).lower()] = (variable, value)
    given |= {name: (f"--{name.replace('_', '-')}", value) for name, value in overrides.items() if value is not None}
    values = _convert(given, problems)
    if problems:
        raise SettingsError(problems)
    settings = Settings(**values)
    return _check_together(settings)


_NOT_SETTINGS = ("TOCSIN_TEST_KAFKA", "TOCSIN_TEST_KAFKA_NODES", "TOCSIN_TEST_KAFKA_VERSION")


def _read_file(path: Path, problems: list[str]) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problems.append(f"{path}: cannot be read as TOML: {error}")
        return {}


def _convert(given: Mapping[str, tuple[str, object]], problems: list[str]) -> dict[str, Any]:
    hints = get_type_hints(Settings, include_extras=True)
    secrets = {entry.name for entry in dataclasses.fields(Settings) if entry.metadata["secret"]}
    values: dict[str, Any] = {}
    for name, (origin, value) in given.items():
        if name not in hints:
            problems.append(f"{origin}: there is no setting {name!r} (tocsin settings lists them)")
            continue
        try:
            if hints[name] is Path:
                values[name] = Path(msgspec.convert(value, str)).expanduser()
            else:
                values[name] = msgspec.convert(value, hints[name], strict=False)
        except (msgspec.ValidationError, RuntimeError) as error:  # RuntimeError: a ~user that is not there
            shown = MASK if name in secrets else repr(value)
            problems.append(f"{origin}: {error}, got {shown}")
    return values


def _check_together(settings: Settings) -> Settings:
    problems = [
        f"brokers: expected HOST:PORT, got {server!r}"
        for server in settings.brokers.split(",")
        if not _is_address(server)
    ]
    problems += security_problems(settings)
    if settings.processes > settings.partitions:
        problems.append(f"processes: {settings.processes} are more than partitions, {settings.partitions}: some idle")
    if settings.batch_seconds * 3 > settings.transaction_timeout:
        problems.append(f"batch_seconds: {settings.batch_seconds} is too near transaction_timeout")
    if problems:
        raise SettingsError(problems)
    return settings


def _is_address(server: str) -> bool:
    host, _, port = server.rpartition(":")
    return bool(host) and re.fullmatch(r"[0-9]{1,5}", port) is not None and 1 <= int(port) <= 65535


def effective(settings: Settings) -> dict[str, object]:
    """Every setting with its value, secrets masked: what `tocsin settings` shows."""
    shown: dict[str, object] = {}
    for entry in dataclasses.fields(settings):
        value = getattr(settings, entry.name)
        hidden = entry.metadata["secret"] and value
        shown[entry.name] = MASK if hidden else str(value) if isinstance(value, Path) else value
    return shown


def described() -> dict[str, str]:
    """What each setting is for."""
    return {entry.name: entry.metadata["help"] for entry in dataclasses.fields(Settings)}
