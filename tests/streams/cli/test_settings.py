import json

from tests.streams.cli.conftest import Command

LOGIN = {
    "TOCSIN_SECURITY_PROTOCOL": "SASL_SSL",
    "TOCSIN_SASL_USERNAME": "tocsin",
    "TOCSIN_SASL_PASSWORD": "sesame",
}


def test_settings_are_shown_with_their_meaning_and_secrets_masked(offline: Command) -> None:
    result = offline("settings", env=LOGIN | {"TOCSIN_PARTITIONS": "12"})
    assert result.exit_code == 0
    row = next(line for line in result.stdout.splitlines() if line.startswith("TOCSIN_PARTITIONS "))
    assert row.split()[1] == "12"
    assert "lanes" in row
    assert "sesame" not in result.output
    assert "********" in result.stdout


def test_settings_as_json_hold_every_setting(offline: Command) -> None:
    result = offline("settings", "--json", "--broker", "kafka-1:9092,kafka-2:9092", env=LOGIN)
    shown = json.loads(result.stdout)
    assert shown["brokers"] == "kafka-1:9092,kafka-2:9092"
    assert shown["sasl_password"] == "********"
    assert shown["partitions"] == 6


def test_all_wrong_settings_are_named_at_once(offline: Command) -> None:
    wrong = {"TOCSIN_PARTITIONS": "many", "TOCSIN_HTTP_PORT": "99999", "TOCSIN_COLOUR": "red", "TOCSIN_PREFIX": "a b"}
    result = offline("settings", env=wrong)
    assert result.exit_code == 2
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 4
    for variable in wrong:
        assert [line for line in lines if line.startswith(f"error: {variable}:")]


def test_a_wrong_secret_is_not_shown(offline: Command, tmp_path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('sasl_password = ["sesame"]\n')
    result = offline("settings", "--settings", str(file))
    assert result.exit_code == 2
    assert "sesame" not in result.output


def test_a_file_of_settings_that_is_missing_or_broken_is_named(offline: Command, tmp_path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_bytes(b"brokers = \xff")
    for name in ("missing.toml", str(broken), str(tmp_path)):
        result = offline("settings", "--settings", name)
        assert result.exit_code == 2
        assert result.stderr.startswith(f"error: {name}: ")
        assert len(result.stderr.splitlines()) == 1


def test_options_go_before_variables_and_variables_before_the_file(offline: Command, tmp_path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('prefix = "file."\npartitions = 3\nreplication = 2\n')
    env = {"TOCSIN_SETTINGS": str(file), "TOCSIN_PREFIX": "variable.", "TOCSIN_PARTITIONS": "4"}
    shown = json.loads(offline("settings", "--json", "--prefix", "option.", env=env).stdout)
    assert (shown["prefix"], shown["partitions"], shown["replication"]) == ("option.", 4, 2)


def test_a_certificate_file_that_is_not_there_is_named(offline: Command) -> None:
    env = {"TOCSIN_SECURITY_PROTOCOL": "SSL", "TOCSIN_SSL_CAFILE": "/nowhere/ca.pem"}
    result = offline("topics", env=env)
    assert result.exit_code == 2
    assert result.stderr == "error: ssl_cafile: /nowhere/ca.pem cannot be read: No such file or directory\n"


def test_a_certificate_file_without_certificates_is_one_line(offline: Command, tmp_path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("nothing\n")
    result = offline("topics", env={"TOCSIN_SECURITY_PROTOCOL": "SSL", "TOCSIN_SSL_CAFILE": str(file)})
    assert result.exit_code == 2
    assert f"ssl_cafile {file}: cannot be used" in result.stderr
    assert len(result.stderr.splitlines()) == 1
