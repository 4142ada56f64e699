"""`make quality`: how well events are told and put together, on every labelled set that is there.

    python -m tests.quality                          # all sets, as tables
    python -m tests.quality --only sample --worst 20 # one set, with what goes wrong most
    python -m tests.quality --json > figures.json
    python -m tests.quality --write                  # RESULTS.md anew, from all sets

Sets that are not in the repository are read from --sets, else from the folder that the variable TOCSIN_QUALITY_SETS
names, else from ../shared/bench beside the repository; one that is absent is "not measured: no data". Texts are never
printed, and of the blind set only counts, unless --reveal is given. Exit codes: 0 done, 1 a figure is below its gate
(gate.toml), 2 wrong usage, or a set that cannot be read.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.quality.gates import failures, load_gates
from tests.quality.measures import Result
from tests.quality.report import Run, document, markdown
from tests.quality.running import cores, load, measure
from tests.quality.sets import OUTSIDE, SETS

ROOT = Path(__file__).parent.parent.parent
RESULTS = Path(__file__).with_name("RESULTS.md")
VARIABLE = "TOCSIN_QUALITY_SETS"
INTRODUCTION = """# Quality

Written by `python -m tests.quality --write`. Each figure is of the date and commit beside it, with the interval that holds 95 % of its values
over 1,000 resamples of the documents. What a measure is stands at the head of the set's module in [sets/](sets). P is
precision, R recall. A commit with + had changes that were not committed yet. Where nothing is wrong the interval is a
point, and says nothing of what more documents would show.

The sets outside the repository are third-party text with labels, and are only measured on. The learned voice was trained
on invented snippets such as the own snippets, and on the examples: their figures, and those of the sample, guard against
a step back and say little of unseen text. The blind set does.

"""


def arguments() -> argparse.ArgumentParser:
    """The command's options."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.quality", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sets", type=Path, metavar="DIR", help="the folder of the sets outside the repository")
    parser.add_argument(
        "--only", action="append", choices=list(SETS), metavar="NAME", help=f"one of {', '.join(SETS)}; may be repeated"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    parser.add_argument(
        "--worst", type=int, default=0, metavar="N", help="so many mistakes of each set, by id and label"
    )
    parser.add_argument("--write", action="store_true", help=f"write the tables of all sets to {RESULTS.name}")
    parser.add_argument("--reveal", action="store_true", help="ids of the blind set's mistakes; ends its being blind")
    parser.add_argument("--processes", type=int, default=cores(), metavar="N", help="default: as many as cores")
    return parser


def folder_of_sets(given: Path | None) -> Path:
    """Where the sets outside the repository are."""
    return given or Path(os.environ.get(VARIABLE) or ROOT.parent / "shared" / "bench")


def this_run() -> Run:
    """Today, in UTC, and the commit that is checked out."""
    try:
        commit = _git("rev-parse", "--short", "HEAD").strip()
        changed = "+" if _git("status", "--porcelain", "--untracked-files=no") else ""
    except (OSError, subprocess.CalledProcessError):
        commit, changed = "unknown", ""
    return Run(datetime.now(UTC).date().isoformat(), commit + changed)


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def main(words: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = arguments()
    options = parser.parse_args(words)
    if options.write and (options.only or options.reveal):
        parser.error("--write needs all sets and keeps the blind one blind: leave out --only and --reveal")
    names = [name for name in SETS if not options.only or name in options.only]
    try:
        documents = load(names, folder_of_sets(options.sets))
    except ValueError as error:
        parser.error(str(error))
    absent = [name for name in OUTSIDE if options.write and not documents[name]]
    if absent:
        parser.error(f"--write would lose the figures of {', '.join(absent)}, which are not there")
    run = this_run()
    results = list(measure(documents, options.processes, _progress))
    _tell(options, run, results)
    failed = failures(results, load_gates())
    for line in failed:
        print(f"below the gate: {line}", file=sys.stderr)
    return 1 if failed else 0


def _tell(options: argparse.Namespace, run: Run, results: Sequence[Result]) -> None:
    if options.json:
        print(json.dumps(document(run, results, options.worst, options.reveal), ensure_ascii=False, indent=1))
    else:
        print(markdown(run, results, options.worst, options.reveal), end="")
    if options.write:
        RESULTS.write_text(INTRODUCTION + markdown(run, results), encoding="utf-8")


def _progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
