from pathlib import Path

import pytest

from streams.settings import MASK, SettingsError, effective, load_settings


def test_defaults_reach_a_kafka_on_this_machine() -> None:
    assert load_settings({}).brokers == "127.0.0.1:9092"


def test_a_variable_sets_its_field() -> None:
    assert load_settings({"TOCSIN_PARTITIONS": "12"}).partitions == 12


def test_a_file_is_under_the_environment_and_over_the_defaults(tmp_path: Path) -> None:
    file = tmp_path / "tocsin.toml"
    file.write_text('partitions = 3\nprefix = "file."\n')
    settings = load_settings({"TOCSIN_PREFIX": "env.", "TOCSIN_SETTINGS": str(file)})
    assert (settings.partitions, settings.prefix) == (3, "env.")


def test_an_option_is_over_everything() -> None:
    assert load_settings({"TOCSIN_BROKERS": "a:1"}, brokers="b:2").brokers == "b:2"


def test_all_mistakes_are_reported_at_once() -> None:
    with pytest.raises(SettingsError) as error:
        load_settings({"TOCSIN_PARTITIONS": "many", "TOCSIN_COLOUR": "red", "TOCSIN_HTTP_PORT": "70000"})
    text = "\n".join(error.value.problems)
    assert len(error.value.problems) == 3
    assert "TOCSIN_PARTITIONS" in text
    assert "'many'" in text
    assert "there is no setting 'colour'" in text
    assert "'70000'" in text


@pytest.mark.parametrize("brokers", ["", "kafka", "kafka:", ":9092", "a:1,b"])
def test_an_address_without_host_or_port_is_refused(brokers: str) -> None:
    with pytest.raises(SettingsError, match="HOST:PORT"):
        load_settings({"TOCSIN_BROKERS": brokers})


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    file = tmp_path / "broken.toml"
    file.write_text("partitions = = 3")
    with pytest.raises(SettingsError, match=r"broken\.toml"):
        load_settings({}, file=file)


def test_secrets_are_masked_in_what_is_shown_and_in_errors() -> None:
    settings = load_settings({"TOCSIN_SASL_PASSWORD": "hunter2"})
    assert effective(settings)["sasl_password"] == MASK


def test_a_login_needs_a_user() -> None:
    with pytest.raises(SettingsError, match="sasl_username"):
        load_settings({"TOCSIN_SECURITY_PROTOCOL": "SASL_PLAINTEXT"})


def test_the_prefix_is_before_topics_and_group() -> None:
    settings = load_settings({"TOCSIN_PREFIX": "trial."})
    assert (settings.topic("events"), settings.group) == ("trial.events", "trial.tocsin")


def test_a_prefix_that_kafka_would_refuse_is_refused_here() -> None:
    with pytest.raises(SettingsError, match="TOCSIN_PREFIX"):
        load_settings({"TOCSIN_PREFIX": "a b/"})
