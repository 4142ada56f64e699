"""Every kind of fault by its name, in the order of the table."""

from collections.abc import Awaitable, Callable

from tests.chaos.faults import brokers, network, workers
from tests.chaos.scene import Scene

Fault = Callable[[Scene], Awaitable[str]]
"""Hurts, and returns what was hurt once it need not be hurt any longer."""

WORKER_FAULTS: dict[str, Fault] = {
    "none": workers.none,
    "kill": workers.kill,
    "kill-twice": workers.kill_twice,
    "term": workers.term,
    "leave": workers.leave,
    "gone": workers.gone,
    "stop": workers.stop,
    "join": workers.join,
}
BROKER_FAULTS: dict[str, Fault] = {"broker-kill": brokers.broker_kill, "broker-restart": brokers.broker_restart}
PAIR_FAULTS: dict[str, Fault] = {"broker-kill-two": brokers.broker_kill_two}
"""These need three brokers."""
NETWORK_FAULTS: dict[str, Fault] = {
    "cut": network.cut,
    "one-way": network.one_way,
    "refuse": network.refuse,
    "slow": network.slow,
}
FAULTS = WORKER_FAULTS | BROKER_FAULTS | PAIR_FAULTS | NETWORK_FAULTS
