"""How long `make run` takes to the first printed alert: on a clean clone, and at the second start.

    python tests/benchmarks/first_alert.py [--cold] [--json]

Clones what is committed into a temporary folder and runs `make run` there, in an environment of its own without
variables of ours; Ctrl-C ends it, and it is run once more. Fails with exit code 1 where the first start takes more than
120 seconds, the second more than 15, or an end is not clean. It needs the network, as a first start does.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FIRST_SECONDS, SECOND_SECONDS = 120.0, 15.0
GIVE_UP_SECONDS = 600.0
STOP_SECONDS = 60.0
ALERT = "● "
STOPPED = "stopped; a further start goes on from here"


@dataclass(frozen=True)
class Start:
    """One start: seconds to the first alert (None: there was none), seconds that its end took, and whether it was clean.

    Make itself always dies of Ctrl-C, after it has waited for the command: how that ended it says only where it failed.
    """

    seconds: float | None
    stop_seconds: float
    clean: bool

    def within(self, most: float) -> bool:
        return self.seconds is not None and self.seconds <= most and self.clean


def clean_environment(cache: Path | None) -> dict[str, str]:
    ours = ("TOCSIN_", "VIRTUAL_ENV", "PYTHONPATH", "MAKEFLAGS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept if cache is None else kept | {"TOCSIN_CACHE_DIR": str(cache)}


def start(clone: Path, environment: dict[str, str]) -> Start:
    began = time.monotonic()
    process = subprocess.Popen(
        ["make", "run"], cwd=clone, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,
    )  # fmt: skip
    late = threading.Timer(GIVE_UP_SECONDS, interrupt, [process])
    late.start()
    assert process.stdout is not None
    try:
        seconds = next((time.monotonic() - began for line in process.stdout if shown(line).startswith(ALERT)), None)
    finally:
        late.cancel()
    stopping = time.monotonic()
    interrupt(process)
    try:
        lines = [shown(line) for line in process.communicate(timeout=STOP_SECONDS)[0].splitlines()]
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        lines = process.communicate()[0].splitlines()
    clean = process.returncode in (0, -signal.SIGINT) and STOPPED in lines and not any("***" in line for line in lines)
    return Start(None if seconds is None else round(seconds, 1), round(time.monotonic() - stopping, 1), clean)


def shown(line: str) -> str:
    print(line.rstrip(), file=sys.stderr)
    return line.rstrip()


def interrupt(process: "subprocess.Popen[str]") -> None:
    """Ctrl-C, as a terminal sends it: to all of the process group."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cold", action="store_true", help="without Kafka's jars: they are fetched too")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tocsin-first-alert-") as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        environment = clean_environment(Path(folder) / "cache" if options.cold else None)
        first, second = start(clone, environment), start(clone, environment)
    good = first.within(FIRST_SECONDS) and second.within(SECOND_SECONDS)
    if options.json:
        print(json.dumps({"first": asdict(first), "second": asdict(second), "cold": options.cold, "passed": good}))
    else:
        for name, found, most in (("first", first, FIRST_SECONDS), ("second", second, SECOND_SECONDS)):
            print(
                f"{name} start: {found.seconds} s to the first alert (at most {most:.0f}), ended cleanly: {found.clean}"
            )
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
