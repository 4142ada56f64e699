"""Workers, brokers and the network hurt one fault after another under a steady load; every alert is counted.

    python -m tests.chaos --faults 100 [--kinds kill,cut] [--rate 60] [--seed 7] [--nodes 3] [--kafka 3.9] [--markdown]

One JSON line of verdict a fault in FOLDER/faults.jsonl (on standard output with --json), and a table by kind at the end.
Exit code 1 if an alert is missing or repeated, an incident wrong, a revision left out, a dead letter amiss, or a fault never
recovered from.
"""

import argparse
import asyncio
import logging
import os
import signal
import sys
import tempfile
from pathlib import Path

import msgspec

from streams.local.kafka import jars
from tests.chaos.faults import FAULTS, PAIR_FAULTS
from tests.chaos.run import Plan, run
from tests.chaos.verdict import Verdict, markdown, summary


def kinds_of(asked: str, nodes: int) -> list[str]:
    """The kinds that were asked for, and that so many brokers allow."""
    kinds = asked.split(",") if asked else list(FAULTS)
    unknown = [kind for kind in kinds if kind not in FAULTS]
    if unknown:
        sys.exit(f"no such fault: {', '.join(unknown)}; there are {', '.join(FAULTS)}")
    left_out = [kind for kind in kinds if kind in PAIR_FAULTS and nodes < 3]
    if left_out:
        print(f"{', '.join(left_out)}: passed over, three brokers are needed", file=sys.stderr)
    return [kind for kind in kinds if kind not in left_out]


def version_of(asked: str) -> str:
    """The newest locked version that begins so."""
    found = [version for version in jars.versions() if version.startswith(asked)]
    return found[-1] if found else sys.exit(f"no Kafka {asked}; there are {', '.join(jars.versions())}")


async def _run(plan: Plan) -> list[Verdict]:
    """Whoever ends this ends what it started: only the run itself is cancelled, which then cleans up."""
    running = asyncio.ensure_future(run(plan, lambda line: print(line, file=sys.stderr, flush=True)))
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, running.cancel)
    return await running


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faults", type=int, default=100)
    parser.add_argument("--kinds", default="", help=f"comma-separated, of {', '.join(FAULTS)}; default: all")
    parser.add_argument("--rate", type=float, default=20.0, help="articles a second")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--nodes", type=int, default=3, help="brokers")
    parser.add_argument("--kafka", default="4.3", help="version: 4.3 or 3.9")
    parser.add_argument("--folder", type=Path, help="for logs and data; default: a temporary one")
    parser.add_argument("--json", action="store_true", help="a JSON line a fault and a line for each kind, no table")
    parser.add_argument("--markdown", action="store_true", help="the table for a page; the default is the same")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="tocsin-chaos-"))
    folder.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(filename=folder / "chaos.log", format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    print(f"logs in {folder}", file=sys.stderr)
    plan = Plan(
        kinds=kinds_of(options.kinds, options.nodes), faults=options.faults, rate=options.rate, seed=options.seed,
        nodes=options.nodes, folder=folder, version=version_of(options.kafka),
        cache=Path(os.environ.get("TOCSIN_CACHE_DIR", "~/.cache/tocsin")),
    )  # fmt: skip
    verdicts = asyncio.run(_run(plan))
    rows = summary(verdicts, tuple(FAULTS))
    if options.json:
        for entry in (*verdicts, *rows):
            print(msgspec.json.encode(entry).decode())
    else:
        print(markdown(rows))
    wrong = [verdict for verdict in verdicts if not verdict.clean]
    for verdict in wrong:
        print(f"WRONG: fault {verdict.number}, {verdict.kind}: {'; '.join(verdict.why[:5])}", file=sys.stderr)
    if wrong:
        sys.exit(1)


if __name__ == "__main__":
    main()
