"""A real Kafka that lets nobody in without a login or a certificate, and lets nobody do what was not granted."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.protocol.admin import CreateAclsRequest, DeleteAclsRequest
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import (
    CompactArray,
    CompactBytes,
    CompactString,
    Int8,
    Int16,
    Int32,
    Schema,
    TaggedFields,
)

from streams.local.kafka import Cluster, Door
from streams.local.kafka.ready import free_ports
from tests.support.certificates import Authority

USERS = ("administrator", "worker", "sender", "editor", "reader", "judge", "nobody")
"""Each logs in as itself by every mechanism, with the same password: its name backwards, and a word."""

MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER")
FLEETING_MS = 4000
"""Milliseconds after which the broker cuts a connection that logged in by SCRAM-SHA-512: what a client asks then is
lost, and it must log in again. Many clusters do so by the hour."""

ANY_HOST, ALLOW = "*", 3
TYPES = {"topic": 2, "group": 3, "cluster": 4, "transactional id": 5}
PATTERNS = {"literal": 3, "prefixed": 4}
OPERATIONS = {"Read": 3, "Write": 4, "Create": 5, "Describe": 8}


def password_of(user: str) -> str:
    return f"{user[::-1]}-sesame"


def token_of(user: str, seconds: float = 3600) -> str:
    """A token of the form that Kafka takes without a signature, for tests."""
    now = time.time()
    claims = {"sub": user, "iat": now - 3700, "exp": now + seconds}
    return ".".join([_part({"alg": "none"}), _part(claims), ""])


def _part(content: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


@dataclass(frozen=True)
class Right:
    """What a principal may do."""

    operation: str
    kind: str
    name: str
    pattern: str


@dataclass(frozen=True)
class SecuredKafka:
    """`open_address` is for whoever sets up: it asks for nothing, and allows all."""

    cluster: Cluster
    authority: Authority
    open_address: str
    login_address: str
    certificate_address: str

    async def grant(self, user: str, rights: Iterable[Right]) -> None:
        await self._ask(CreateAclsRequest(*_acl(user, right)) for right in rights)

    async def take_away(self, user: str, rights: Iterable[Right]) -> None:
        await self._ask(DeleteAclsRequest(*_acl(user, right)) for right in rights)

    async def exchange_password(self, user: str, password: str) -> None:
        """The user's password for SCRAM-SHA-512 is another from now on."""
        await self._ask([_NewPassword(user, password)])

    async def _ask(self, requests: Iterable[Request[RequestStruct]]) -> None:
        client = AIOKafkaAdminClient(bootstrap_servers=self.open_address)
        await client.start()
        try:
            for request in requests:
                response = await client._send_request(request)
                if isinstance(request, CreateAclsRequest):
                    assert [code for code, _ in response.creation_responses] == [0], response
                elif isinstance(request, DeleteAclsRequest):
                    assert [code for code, _, found in response.filter_responses if found] == [0], response
                else:
                    assert [code for _, code, *_ in response.results] == [0], response
        finally:
            await client.close()


class _ScramResponse(Response):
    API_KEY = 51
    API_VERSION = 0
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "results",
            CompactArray(
                ("user", CompactString("utf-8")),
                ("error_code", Int16),
                ("error_message", CompactString("utf-8")),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )


class _ScramRequest(RequestStruct):
    """AlterUserScramCredentials, which aiokafka does not have."""

    FLEXIBLE_VERSION = True
    API_KEY = 51
    API_VERSION = 0
    RESPONSE_TYPE = _ScramResponse
    SCHEMA = Schema(
        ("deletions", CompactArray(("name", CompactString("utf-8")), ("mechanism", Int8), ("tags", TaggedFields))),
        (
            "upsertions",
            CompactArray(
                ("name", CompactString("utf-8")),
                ("mechanism", Int8),
                ("iterations", Int32),
                ("salt", CompactBytes),
                ("salted_password", CompactBytes),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )


def _acl(user: str, right: Right) -> tuple[object, ...]:
    """What both requests ask of a right, in their order."""
    kind, pattern, operation = TYPES[right.kind], PATTERNS[right.pattern], OPERATIONS[right.operation]
    return kind, right.name, pattern, f"User:{user}", ANY_HOST, operation, ALLOW


class _NewPassword(Request[_ScramRequest]):
    API_KEY = 51

    def __init__(self, user: str, password: str) -> None:
        self._user, self._password = user, password

    def build(self, request_struct_class: type[_ScramRequest]) -> _ScramRequest:
        salt, rounds, sha_512 = secrets.token_bytes(16), 4096, 2
        salted = hashlib.pbkdf2_hmac("sha512", self._password.encode(), salt, rounds)
        return request_struct_class([], [(self._user, sha_512, rounds, salt, salted, {})], {})


@contextmanager
def secured_kafka(folder: Path, cache: Path) -> Iterator[SecuredKafka]:
    authority = Authority(folder)
    login, certificate = free_ports(2)
    cluster = Cluster(
        folder / "kafka",
        cache=cache,
        doors={1: [Door("SASL_SSL", login, login, "SASL_SSL"), Door("SSL", certificate, certificate, "SSL")]},
        properties=_properties(authority.broker(), authority.file),
        format_options=[option for user in USERS for option in _scram(user)],
    )
    try:
        address = cluster.start()
        yield SecuredKafka(cluster, authority, address, f"127.0.0.1:{login}", f"127.0.0.1:{certificate}")
    finally:
        cluster.stop()


def _scram(user: str) -> Iterator[str]:
    for mechanism in ("SCRAM-SHA-256", "SCRAM-SHA-512"):
        yield from ("--add-scram", f"{mechanism}=[name={user},iterations=4096,password={password_of(user)}]")


def _properties(broker: Path, authority: Path) -> dict[str, str]:
    of_sasl = "listener.name.sasl_ssl"
    users = " ".join(f'user_{user}="{password_of(user)}"' for user in USERS)
    security = "org.apache.kafka.common.security"
    return {
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL",
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "allow.everyone.if.no.acl.found": "false",
        "super.users": "User:ANONYMOUS",
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(broker),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(authority),
        "ssl.principal.mapping.rules": "RULE:^.*CN=([a-z]+).*$/$1/",
        "listener.name.ssl.ssl.client.auth": "required",
        "sasl.enabled.mechanisms": ",".join(MECHANISMS),
        f"{of_sasl}.plain.sasl.jaas.config": f"{security}.plain.PlainLoginModule required {users};",
        f"{of_sasl}.scram-sha-256.sasl.jaas.config": f"{security}.scram.ScramLoginModule required;",
        f"{of_sasl}.scram-sha-512.sasl.jaas.config": f"{security}.scram.ScramLoginModule required;",
        f"{of_sasl}.scram-sha-512.connections.max.reauth.ms": str(FLEETING_MS),
        f"{of_sasl}.oauthbearer.sasl.jaas.config": f"{security}.oauthbearer.OAuthBearerLoginModule required "
        'unsecuredLoginStringClaim_sub="broker";',
    }
