import argparse
import dataclasses
from pathlib import Path

import pytest

from streams.settings import Settings
from tests.benchmarks import transport
from tests.benchmarks.contending import BARE, CONTENDERS, OURS, Contender
from tests.benchmarks.transport import Round, race, summary, verdicts

PROC = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="CPU of a process is read from /proc")


def a_round(name: str, speed: int, cpu: float, **changed: object) -> Round:
    return dataclasses.replace(Round(name, speed, cpu, 50.0, 0, 0), **changed)


def test_ratios_are_of_the_means_of_all_rounds() -> None:
    rounds = [a_round(BARE, 9000, 90), a_round(OURS, 8000, 130), a_round(BARE, 11_000, 110), a_round(OURS, 9000, 150)]
    bare, ours = summary(rounds)
    assert (bare["records/s"], bare["CPU us"], bare["CPU to aiokafka"]) == (10_000, 100, 1.0)
    assert (ours["records/s"], ours["CPU us"], ours["CPU to aiokafka"]) == (8500, 140, 1.4)


def test_without_bare_aiokafka_there_is_no_ratio_and_no_verdict_on_it() -> None:
    rows = summary([a_round(OURS, 9000, 130, broker_us=None)])
    assert (rows[0]["CPU to aiokafka"], rows[0]["broker us"]) == (None, None)
    assert len(verdicts(rows)) == 2


@pytest.mark.parametrize(
    ("ours", "missed"),
    [
        (a_round(OURS, 9000, 150), set()),
        (a_round(OURS, 9000, 151), {"within 1.5 of aiokafka in CPU"}),
        (a_round(OURS, 9000, 160), {"within 1.5 of aiokafka in CPU", "ahead of quixstreams in CPU"}),
        (a_round(OURS, 7999, 100), {"at least 8,000 records/s", "ahead of quixstreams in records/s"}),
        (
            a_round(OURS, 2999, 140),
            {"at least 8,000 records/s", "ahead of faststream in records/s", "ahead of quixstreams in records/s"},
        ),
        (a_round(OURS, 9000, 100, lost=1), {"nothing lost or repeated"}),
        (a_round(OURS, 9000, 100, repeated=1), {"nothing lost or repeated"}),
    ],
)
def test_a_goal_that_is_missed_is_said(ours: Round, missed: set[str]) -> None:
    others = [a_round(BARE, 12_000, 100), a_round("faststream", 3000, 300), a_round("quixstreams", 8000, 160)]
    found = verdicts(summary([ours, *others]))
    assert {goal for goal, met in found.items() if not met} == missed
    assert len(found) == 7


@PROC
@pytest.mark.kafka
@pytest.mark.timeout(90)
def test_ours_and_bare_aiokafka_copy_every_record_once(settings: Settings) -> None:
    options = argparse.Namespace(rounds=1, only=f"{OURS},{BARE}", records=600, warm=60)
    rounds, missing = race(options, settings, [])
    assert missing == {}
    assert {each.name: (each.lost, each.repeated) for each in rounds} == {OURS: (0, 0), BARE: (0, 0)}
    assert all(each.records_per_second > 0 and each.cpu_us > 0 for each in rounds)


@PROC
@pytest.mark.kafka
def test_a_contender_that_ends_is_named_with_its_last_words(settings: Settings, monkeypatch, tmp_path: Path) -> None:
    program = tmp_path / "ends.py"
    program.write_text("raise SystemExit('no luck today')")
    monkeypatch.setattr(transport, "CONTENDERS", (*CONTENDERS, Contender("ends", str(program), "none")))
    rounds, missing = race(argparse.Namespace(rounds=2, only="ends", records=10, warm=10), settings, [])
    assert rounds == []
    assert missing == {"ends": "ended with 1:\nno luck today"}
