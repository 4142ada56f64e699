"""Processes are recognised, also when their id has gone to another."""

import os
import signal
import sys

from streams.local.kafka import processes

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def test_a_process_runs_in_its_own_session_until_ended(tmp_path):
    pid = processes.spawn(SLEEPER, tmp_path / "log")
    started = processes.identity(pid)
    assert started is not None
    assert os.getsid(pid) == pid
    assert processes.runs(pid, started)
    assert processes.end([(pid, started)], signal.SIGKILL, 10)
    assert not processes.runs(pid, started)


def test_a_process_that_got_a_dead_ones_id_is_neither_running_nor_signalled():
    assert not processes.runs(os.getpid(), "another boot 1")
    assert processes.end([(os.getpid(), "another boot 1")], signal.SIGKILL, 0)


def test_ps_recognises_too():
    assert processes._identity_by_ps(os.getpid()) is not None
    assert processes._identity_by_ps(2**22 + 1) is None
