"""Processes that outlive the one that started them: starting, recognising, ending."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

JAVA_OPTIONS = frozenset({"JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH"})
POLL_S = 0.05


def environment() -> dict[str, str]:
    """Ours without the variables that change any Java."""
    return {name: value for name, value in os.environ.items() if name not in JAVA_OPTIONS}


def spawn(command: Sequence[str], log: Path) -> int:
    """Start a process in a session of its own, so that Ctrl-C here does not reach it; its output goes to the log."""
    appended = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(log), appended, 0o644),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    return os.posix_spawn(command[0], list(command), environment(), file_actions=actions, setsid=True)


def identity(pid: int) -> str | None:
    """What tells a process from another that later gets its id; None if it does not run (or has ended unreaped)."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    if not Path("/proc/self/stat").exists():
        return _identity_by_ps(pid)
    try:
        # the second field is the name in parentheses and may hold anything, so count from its end
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return None
    boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    return None if fields[0] in b"ZX" else f"{boot} {int(fields[19])}"


def _identity_by_ps(pid: int) -> str | None:
    found = subprocess.run(["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603, S607 - where there is no /proc
    state, _, started = found.stdout.strip().partition(" ")
    return None if not started or state.startswith("Z") else started.strip()


def runs(pid: int | None, started: str | None) -> bool:
    """Whether that very process still runs."""
    return pid is not None and started is not None and identity(pid) == started


def end(processes: Sequence[tuple[int, str]], number: signal.Signals, timeout: float) -> bool:
    """Signal processes and wait until none runs; False if one still does after `timeout` seconds."""
    for pid, started in processes:
        if runs(pid, started):
            with suppress(ProcessLookupError):
                os.kill(pid, number)
    deadline = time.monotonic() + timeout
    while any(runs(pid, started) for pid, started in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_S)
    return True
