"""`make bench-correlate`: what a report costs with very many open incidents in one zone, and what they take of memory.

    python tests/benchmarks/correlate.py [--open 20000] [--reports 2000] [--json]

All texts differ, in invented words of which few are frequent. A fifth of the measured reports tell an incident again in
other words. `median_us` and `p99_us` are of the clock, `cpu_us` is the mean of this process's own time, with the encoding
of the record.
"""

import argparse
import datetime as dt
import gc
import json
import platform
import random
import resource
import time
from collections.abc import Iterator

from agents.correlate.incident import correlate
from agents.correlate.incidents import Incidents
from agents.correlate.knowledge import load
from schemas.codec import encode
from schemas.event import Count, Event, Report, Severity
from schemas.levels import Certainty, SeverityLevel
from schemas.place import Place, PlaceKind
from schemas.taxonomy import EventType

FIRST = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
SYLLABLES = ["ka", "mo", "ru", "li", "se", "ta", "do", "vin", "bel", "gor", "shan", "tir", "pel", "nu", "zet", "har"]
VOCABULARY = 20_000
CHARACTERS = 2500
AGAIN = 5
"""Every how-manieth measured report tells again of an incident."""


def word(number: int) -> str:
    """An invented word, the longer the rarer."""
    return SYLLABLES[number % 16] + (word(number // 16 - 1) if number >= 16 else "")


def text(rng: random.Random, subject: int) -> str:
    """Words as frequent as those of a language, with some that are the subject's own."""
    own = random.Random(subject)
    told = [word(own.randrange(1000, VOCABULARY)) for _ in range(40)]
    words: list[str] = []
    length = 0
    while length < CHARACTERS:
        found = rng.choice(told) if rng.random() < 0.15 else word(int(VOCABULARY ** rng.random()))
        words.append(found.title() if rng.random() < 0.1 else found)
        length += len(found) + 1
    return " ".join(words)


def event(number: int, subject: int) -> Event:
    """One report of a subject, which has its town and its day."""
    rng = random.Random(f"{number} {subject}")
    town = f"Town {subject % 997}"
    place = Place(
        start=0, end=len(town), text=town, name=town, kind=PlaceKind.CITY, country="AF", admin1=f"Province {subject % 31}",
        lat=30 + subject % 997 / 100, lon=60 + subject % 89 / 10, confidence=0.9,
    )  # fmt: skip
    reported = FIRST + dt.timedelta(minutes=subject * 7919 % (5 * 24 * 60))
    told = text(rng, subject)
    report = Report(article=f"a{number}", title=told[:60], text=told[60:], received=reported, published=reported)
    killed = subject % 7
    return Event(
        id=f"evt-{number}", type=EventType.ATTACKS, report=report, place=place, country="AF",
        killed=Count(killed, killed, killed) if killed else None, certainty=Certainty.LIKELY,
        severity=Severity(level=SeverityLevel.MODERATE, score=5),
    )  # fmt: skip


def events(first: int, count: int, subjects: int) -> Iterator[Event]:
    """Reports of new subjects, and now and then of one of the first `subjects`."""
    for number in range(first, first + count):
        known = subjects and number % AGAIN == 0
        yield event(number, number * 7919 % subjects if known else number)


def take(incidents: Incidents, one: Event) -> tuple[float, int]:
    """Put one report to its incident; seconds, and the bytes of its record."""
    began = time.perf_counter()
    incident = correlate(one, incidents).incident
    incidents.apply(incident)
    return time.perf_counter() - began, len(encode(incident))


def measure(count: int, reports: int) -> dict[str, object]:
    incidents = Incidents(load())
    take(Incidents(load()), event(0, 0))  # what is read once is read
    before = resident()
    for one in events(0, count, 0):
        take(incidents, one)
    gc.collect()
    memory = resident() - before
    gc.freeze()
    measured = list(events(count, reports, count))
    began = time.process_time()
    found = [take(incidents, one) for one in measured]
    cpu = time.process_time() - began
    seconds = sorted(spent for spent, _ in found)
    return {
        "machine": f"{platform.node()} {platform.machine()}, Python {platform.python_version()}",
        "open": incidents.open_count,
        "reports": reports,
        "joined": count + reports - incidents.open_count,
        "median_us": round(1e6 * seconds[len(seconds) // 2]),
        "cpu_us": round(1e6 * cpu / reports),
        "p99_us": round(1e6 * seconds[int(len(seconds) * 0.99)]),
        "memory_mb": round(memory / 2**20),
        "record_bytes": sum(size for _, size in found) // len(found),
    }


def resident() -> int:
    """Bytes of this process in memory, at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--open", type=int, default=20_000, help="incidents that are open, all in one zone")
    parser.add_argument("--reports", type=int, default=2000, help="reports that are measured then")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measure(options.open, options.reports)
    if options.json:
        print(json.dumps(found))
        return
    for key, value in found.items():
        print(f"{key:16} {value}")


if __name__ == "__main__":
    main()
