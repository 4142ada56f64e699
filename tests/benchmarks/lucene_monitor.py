"""Lucene Monitor on the same queries and texts, in the same run. Its jars are fetched once, into `.tocsin/lucene`.

Queries have what both languages have (AND, OR, NOT, phrases, nearness, beginnings of words), and texts are words on which
both analyses agree. What is told apart all the same is counted as `unequal`.
"""

import shutil
import statistics
import subprocess
import time
from pathlib import Path
from typing import Any

from agents.match.compiled import Case
from agents.match.index import SubscriptionIndex
from agents.match.predicate import satisfies
from agents.match.query.nodes import And, Node, Not, Or, Phrase, Word
from agents.match.query.parser import parse
from agents.match.query.terms import analyse
from schemas.incident import Incident
from tests.benchmarks.subscribing import bare, incident, plain, subscription

HERE = Path(__file__).with_name("lucene")
CACHE = Path(".tocsin/lucene")
TOOLS = ("java", "javac", "mvn")
PRESEARCHERS = ("term", "multipass")


def beside(size: int, articles: int) -> dict[str, dict[str, float]] | str:
    """Figures of ours and of Lucene's by presearcher, or why there are none."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        return f"not measured: {', '.join(missing)} not found"
    try:
        _make_ready()
    except subprocess.CalledProcessError as error:
        return f"not measured: {' '.join(map(str, error.cmd))} ended with {error.returncode}"
    queries = [subscription(number, shared=True) for number in range(size)]
    read = [_shared(incident(number)) for number in range(articles)]
    _write("queries", [lucene_form(parse(one.when.keywords or "")) for one in queries])
    _write("articles", [one.report.text for one in read])
    ours, matches = _ours(SubscriptionIndex(queries), read)
    found = {"ours": ours}
    for name in PRESEARCHERS:
        theirs = _theirs(name)
        theirs["unequal"] = sum(a != b for a, b in zip(matches, _matches(), strict=True))
        theirs["ratio_median"] = round(theirs["median_ms"] / ours["median_ms"], 2)
        theirs["ratio_p99"] = round(theirs["p99_ms"] / ours["p99_ms"], 2)
        found[f"Lucene, {name}"] = theirs
    return found


def show(beside: dict[str, dict[str, float]] | str) -> None:
    """The same in lines."""
    if isinstance(beside, str):
        print(f"Lucene Monitor   {beside}")
        return
    for name, figures in beside.items():
        print(f"{name:18}" + "  ".join(f"{key} {value:,}" for key, value in figures.items()))


def lucene_form(node: Node) -> str:
    """A query of the shared part as Lucene's classic parser reads it: what must be and what must not be, by sign."""
    match node:
        case Word():
            return node.text
        case Phrase():
            return f'"{node.text}"' + (f"~{node.slop}" if node.slop else "")
        case Or():
            return f"({' '.join(map(lucene_form, node.children))})"
        case And():
            signed = [
                f"-{lucene_form(one.child)}" if isinstance(one, Not) else f"+{lucene_form(one)}"
                for one in node.children
            ]
            return f"({' '.join(signed)})"
        case _:
            raise ValueError(f"not in the shared part: {node}")


def _shared(one: Incident) -> Incident:
    """The incident with words only that both analyses leave as they are, in one field."""
    words = [word for word in analyse(f"{one.report.title} {one.report.text}") if plain(word)]
    return bare(one, " ".join(words))


def _ours(index: SubscriptionIndex, read: list[Incident]) -> tuple[dict[str, float], list[str]]:
    """Candidates and exact tests, without reasons, as Lucene's; the second pass is measured."""
    taken, tested, matches = [], 0, []
    for _ in range(2):
        taken, tested, matches = [], 0, []
        for one in read:
            began = time.perf_counter()
            case = Case(one)
            candidates = index.candidates(case)
            found = [compiled.id for compiled in candidates if satisfies(compiled, case)]
            taken.append(1000 * (time.perf_counter() - began))
            tested += len(candidates)
            matches.append(" ".join(map(str, sorted(int(name.rpartition("-")[2]) for name in found))))
    taken.sort()
    return {
        "median_ms": round(statistics.median(taken), 3),
        "p99_ms": round(taken[int(len(taken) * 0.99)], 3),
        "exact_tests": round(tested / len(read), 1),
        "matches": round(sum(len(line.split()) for line in matches) / len(read), 1),
    }, matches


def _theirs(presearcher: str) -> dict[str, Any]:
    files = [str(CACHE / name) for name in ("queries", "articles", "matches")]
    command = ["java", "-Xmx6g", "-cp", f"{CACHE}/jars/*:{CACHE}", "MonitorBench", *files, presearcher]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return {key: round(float(value), 3) for key, value in map(str.split, done.stdout.splitlines())}


def _make_ready() -> None:
    jars = CACHE / "jars"
    if not jars.is_dir():
        fetch = [
            "mvn",
            "-q",
            "-B",
            "-f",
            HERE / "pom.xml",
            "dependency:copy-dependencies",
            f"-DoutputDirectory={jars.resolve()}",
        ]
        subprocess.run(fetch, check=True)
    subprocess.run(["javac", "-cp", f"{jars}/*", "-d", CACHE, HERE / "MonitorBench.java"], check=True)


def _matches() -> list[str]:
    return (CACHE / "matches").read_text(encoding="utf-8").splitlines()


def _write(name: str, lines: list[str]) -> None:
    (CACHE / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
