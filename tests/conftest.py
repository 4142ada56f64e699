"""One real Apache Kafka for the whole run, and a prefix of its own for each test that uses it."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from streams.settings import Settings, load_settings

hypothesis_settings.register_profile("tocsin", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis_settings.load_profile("tocsin")


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running Kafka: TOCSIN_TEST_KAFKA, or one that is started for this run.

    That one has as many nodes as TOCSIN_TEST_KAFKA_NODES says, and the version of TOCSIN_TEST_KAFKA_VERSION.
    """
    given = os.environ.get("TOCSIN_TEST_KAFKA")
    if given:
        yield given
        return
    from streams.local.kafka import DEFAULT_VERSION, Cluster

    version = os.environ.get("TOCSIN_TEST_KAFKA_VERSION", DEFAULT_VERSION)
    nodes = int(os.environ.get("TOCSIN_TEST_KAFKA_NODES", "1"))
    cache = Path(os.environ.get("TOCSIN_CACHE_DIR", "~/.cache/tocsin"))
    cluster = Cluster(tmp_path_factory.mktemp("kafka"), nodes=nodes, version=version, cache=cache)
    try:
        yield cluster.start()
    finally:
        cluster.stop()


def settings_of_its_own(kafka: str, folder: Path) -> Settings:
    prefix = f"t{uuid.uuid4().hex[:8]}."
    return load_settings({}, brokers=kafka, prefix=prefix, partitions=3, http_port=0, data_dir=str(folder))


@pytest.fixture
def settings(kafka: str, tmp_path: Path) -> Settings:
    """Settings of a system of its own on that Kafka."""
    return settings_of_its_own(kafka, tmp_path)
