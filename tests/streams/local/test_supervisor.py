from streams.local.supervisor import environment_of
from streams.settings import load_settings


def test_a_process_that_is_given_the_environment_has_the_same_settings() -> None:
    settings = load_settings(
        {},
        brokers="a:1,b:2",
        prefix="p.",
        partitions=9,
        data_dir="folder/x y",
        session_timeout=7.5,
        log_level="debug",
        cache_dir="folder",
    )
    assert load_settings(environment_of(settings)) == settings
