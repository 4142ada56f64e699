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


@pytest.mark.parametrize(
    "brokers",
    [
        "",
        "kafka",
        "kafka:",
        ":9092",
        "a:1,b",
        "a:0",
        "a:65536",
        "a:-1",
        "a:1,b:99999",
        "a:²",
        "a:1\n",
        "a:" + "9" * 5000,
    ],
)
def test_an_address_without_host_or_port_is_refused(brokers: str) -> None:
    with pytest.raises(SettingsError, match="HOST:PORT"):
        load_settings({"TOCSIN_BROKERS": brokers})


def test_the_first_and_the_last_port_are_ports() -> None:
    assert load_settings({"TOCSIN_BROKERS": "a:1,[::1]:65535"}).brokers == "a:1,[::1]:65535"


@pytest.mark.parametrize(
    "name",
    ["session_timeout", "transaction_timeout", "batch_seconds", "gather_seconds", "tick_seconds", "broker_wait"],
)
@pytest.mark.parametrize("value", ["inf", "-inf", "nan", "1e400", "100000", "-1"])
def test_a_time_that_never_ends_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"TOCSIN_{name.upper()}"):
        load_settings({f"TOCSIN_{name.upper()}": value})


def test_times_are_refused_where_a_broker_would_refuse_them() -> None:
    most = load_settings({"TOCSIN_SESSION_TIMEOUT": "1800", "TOCSIN_TRANSACTION_TIMEOUT": "900"})
    assert (most.session_timeout, most.transaction_timeout) == (1800.0, 900.0)
    with pytest.raises(SettingsError) as error:
        load_settings({"TOCSIN_SESSION_TIMEOUT": "1801", "TOCSIN_TRANSACTION_TIMEOUT": "901"})
    assert len(error.value.problems) == 2


@pytest.mark.parametrize("name", ["TOCSIN_PREFIX", "TOCSIN_WORKER_ID"])
@pytest.mark.parametrize("value", ["a\n", "\na", "a\nb", "\n"])
def test_a_line_break_in_a_name_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings({name: value})


def test_the_home_folder_is_written_out_where_it_is_set_and_not_in_the_default() -> None:
    assert str(load_settings({}).cache_dir) == "~/.cache/tocsin"
    assert load_settings({"TOCSIN_CACHE_DIR": "~/jars"}).cache_dir == Path("~/jars").expanduser()


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    file = tmp_path / "broken.toml"
    file.write_text("partitions = = 3")
    with pytest.raises(SettingsError, match=r"broken\.toml"):
        load_settings({}, file=file)


def test_secrets_are_masked_in_what_is_shown_and_in_errors() -> None:
    settings = load_settings(
        {
            "TOCSIN_SECURITY_PROTOCOL": "SASL_SSL",
            "TOCSIN_SASL_USERNAME": "tocsin",
            "TOCSIN_SASL_PASSWORD": "hunter2",
        }
    )
    assert effective(settings)["sasl_password"] == MASK
    assert "hunter2" not in repr(settings)


def test_the_prefix_is_before_topics_and_group() -> None:
    settings = load_settings({"TOCSIN_PREFIX": "trial."})
    assert (settings.topic("events"), settings.group) == ("trial.events", "trial.tocsin")


def test_a_prefix_that_kafka_would_refuse_is_refused_here() -> None:
    with pytest.raises(SettingsError, match="TOCSIN_PREFIX"):
        load_settings({"TOCSIN_PREFIX": "a b/"})
