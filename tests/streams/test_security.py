"""Settings of TLS and of the login that contradict themselves, or name files that cannot be used."""

from pathlib import Path

import pytest

from streams.connection import client_options, faust_credentials
from streams.settings import SettingsError, load_settings
from tests.support.certificates import Authority

LOGIN = {"security_protocol": "SASL_SSL", "sasl_username": "tocsin"}
SECRET = "hunter2"


def problems(**given: object) -> list[str]:
    with pytest.raises(SettingsError) as error:
        load_settings({}, **given)
    return error.value.problems


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"security_protocol": "SASL_SSL", "sasl_password": SECRET}, "sasl_username: needed"),
        (LOGIN, "sasl_password_file: needed by sasl_mechanism PLAIN, or sasl_password"),
        (LOGIN | {"sasl_mechanism": "SCRAM-SHA-512"}, "sasl_password_file: needed by sasl_mechanism SCRAM-SHA-512"),
        (LOGIN | {"sasl_password": SECRET, "sasl_password_file": "/x"}, "sasl_password, sasl_password_file: both"),
        (LOGIN | {"sasl_password": SECRET, "sasl_token_file": "/x"}, "sasl_token_file: of no use with sasl_mechanism"),
        ({"security_protocol": "SASL_SSL", "sasl_mechanism": "OAUTHBEARER"}, "sasl_token_file: needed"),
        ({"security_protocol": "SSL", "ssl_certfile": "/x"}, "ssl_keyfile: needed by ssl_certfile"),
        ({"security_protocol": "SSL", "ssl_keyfile": "/x"}, "ssl_certfile: needed by ssl_keyfile"),
        ({"security_protocol": "SSL", "ssl_key_password_file": "/x"}, "ssl_keyfile: needed by ssl_key_password_file"),
        ({"security_protocol": "SSL", "sasl_password": SECRET}, "sasl_password: of no use with security_protocol SSL"),
        ({"ssl_cafile": "/x"}, "ssl_cafile: of no use with security_protocol PLAINTEXT"),
    ],
)
def test_what_contradicts_itself_is_named_without_the_secret(given: dict[str, object], told: str) -> None:
    found = problems(**given)
    assert [line for line in found if line.startswith(told)], found
    assert SECRET not in "".join(found)


def test_a_user_is_of_no_use_where_a_token_logs_in(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("abc")
    given = {"security_protocol": "SASL_SSL", "sasl_mechanism": "OAUTHBEARER", "sasl_token_file": str(file)}
    assert problems(**given, sasl_username="tocsin") == ["sasl_username: of no use with sasl_mechanism OAUTHBEARER"]


@pytest.mark.parametrize("setting", ["sasl_password_file", "ssl_cafile"])
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "cannot be read: No such file"),
        (b"", "is empty"),
        (b"\n", "is empty"),
        (b"\xff" + SECRET.encode(), "is not UTF-8"),
    ],
)
def test_a_file_that_holds_nothing_of_use_is_named_and_its_content_is_not(
    setting: str, content: bytes | None, told: str, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    if content is not None:
        file.write_bytes(content)
    given: dict[str, object] = {**LOGIN, "sasl_password": SECRET} if setting == "ssl_cafile" else {**LOGIN}
    (found,) = problems(**given, **{setting: str(file)})
    assert found.startswith(f"{setting}: {file} {told}")
    assert SECRET not in found


def test_a_key_of_another_certificate_is_named(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    one, _ = authority.client("one")
    _, other = authority.client("other")
    (found,) = problems(security_protocol="SSL", ssl_certfile=str(one), ssl_keyfile=str(other))
    assert f"ssl_certfile {one}, ssl_keyfile {other}: cannot be used" in found


def test_a_locked_key_without_its_password_is_named_and_nobody_is_asked_for_it(tmp_path: Path) -> None:
    certificate, key = Authority(tmp_path).client("one", password=SECRET)
    given = {"security_protocol": "SSL", "ssl_certfile": str(certificate), "ssl_keyfile": str(key)}
    (found,) = problems(**given)
    assert "cannot be used" in found
    password = tmp_path / "password"
    password.write_text(SECRET + "\n")
    load_settings({}, **given, ssl_key_password_file=str(password))
    password.write_text("wrong")
    assert "cannot be used" in problems(**given, ssl_key_password_file=str(password))[0]


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
def test_what_clients_are_given_shows_no_password(mechanism: str, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(SECRET)
    settings = load_settings({}, **LOGIN, sasl_mechanism=mechanism, sasl_password_file=str(file))
    assert SECRET not in repr(client_options(settings)) + repr(vars(faust_credentials(settings)))


def test_faust_is_given_what_all_clients_are(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("abc")
    for given in (
        {"security_protocol": "SASL_SSL", "sasl_mechanism": "OAUTHBEARER", "sasl_token_file": str(file)},
        {**LOGIN, "sasl_mechanism": "SCRAM-SHA-256", "sasl_password": SECRET},
        {**LOGIN, "security_protocol": "SASL_PLAINTEXT", "sasl_password": SECRET},
        {"security_protocol": "SSL"},
        {},
    ):
        settings = load_settings({}, **given)
        ours, fausts = client_options(settings), dict(_as_faust_hands_on(settings))
        for same in (
            "security_protocol",
            "sasl_mechanism",
            "sasl_plain_username",
            "sasl_plain_password",
            "ssl_context",
        ):
            assert fausts.get(same) == ours.get(same), same
        assert ("sasl_oauth_token_provider" in fausts) == ("sasl_oauth_token_provider" in ours)


def _as_faust_hands_on(settings: object) -> dict[str, object]:
    from faust.transport.drivers.aiokafka import credentials_to_aiokafka_auth

    return credentials_to_aiokafka_auth(faust_credentials(settings), None)
