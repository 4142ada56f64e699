import asyncio
import dataclasses
import re
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.alert import AlertKind
from streams.admin import cluster_id
from streams.local.replay import SampleReplay
from streams.settings import Settings, load_settings
from tests.streams.cli.conftest import Command


def test_a_broker_that_does_not_answer_is_one_line(offline: Command) -> None:
    result = offline("up", "--broker", "127.0.0.1:1")
    assert result.exit_code == 3
    assert "no Kafka answered at 127.0.0.1:1" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_local_kafka_that_cannot_start_is_code_3(offline: Command, tmp_path: Path) -> None:
    (tmp_path / "data" / "kafka").mkdir(parents=True)
    (tmp_path / "data" / "kafka" / "kafka.json").write_text('{"version": "0.8", "cluster_id": "x", "nodes": []}')
    result = offline("up")
    assert result.exit_code == 3
    assert result.stderr.startswith("error: ")
    assert "holds 0 node(s) of Kafka 0.8" in result.stderr.splitlines()[0]


@pytest.mark.kafka
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_sample_alerts_ctrl_c_ends_it_and_a_second_start_goes_on(
    spawn: Callable[..., "subprocess.Popen[bytes]"], environment: dict[str, str], settings: Settings
) -> None:
    environment["TOCSIN_PARTITIONS"] = "1"  # at a pace above its own, only one lane keeps the order of the sample
    first = spawn("up", "--broker", settings.brokers, "--pace", "20")
    assert first.stdout is not None
    line = first.stdout.readline()
    assert "● NEW" in line.decode()
    first.send_signal(signal.SIGINT)
    shown, errors = first.communicate(timeout=60)
    assert first.returncode == 0, errors.decode()
    assert b"Traceback" not in errors
    replay = SampleReplay(settings, 1.0, asyncio.run(cluster_id(settings)))
    sent = replay.position
    assert sent > 0

    second = spawn("up", "--broker", settings.brokers, "--pace", "10", "--until-end")
    output, errors = second.communicate(timeout=200)
    assert second.returncode == 0, errors.decode()
    assert f"sending the sample from article {sent + 1} of " in errors.decode()
    assert replay.done
    assert b"Traceback" not in errors
    kinds = set(re.findall(r"^● (\w+)", (line + shown + output).decode(), re.MULTILINE))
    assert kinds == {kind.upper() for kind in AlertKind}


def test_each_cluster_and_prefix_has_a_position_of_its_own(tmp_path: Path) -> None:
    settings = load_settings({}, data_dir=str(tmp_path))
    here = SampleReplay(settings, 1.0, "cluster-a")
    here.file.parent.mkdir()
    here.file.write_text("7")
    assert here.position == 7
    assert SampleReplay(settings, 1.0, "cluster-a").position == 7
    assert SampleReplay(settings, 1.0, "cluster-b").position == 0
    assert SampleReplay(dataclasses.replace(settings, prefix="trial."), 1.0, "cluster-a").position == 0
    assert SampleReplay(dataclasses.replace(settings, prefix="a."), 1.0, "cluster").position == 0
