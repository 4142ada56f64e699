"""Articles whose alerts are known beforehand: incidents far apart in place or time, each with a rising toll.

All reports of an incident go to one partition, so that they arrive in order. Incidents follow one another by minutes, each
in a city of its own, until every city has had its turn. So partitions that faults have set back by minutes are still within
a day or two of each other, as they are in a real stream. The next round of the cities is a month later: whoever sends it
waits until all of the last one is told.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

ABREAST = 30
"""Incidents that are told side by side."""
_CITIES = [
    line.split("\t")
    for line in Path(__file__).with_name("places.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
PLACES = tuple((city, country) for city, country in _CITIES[: len(_CITIES) // ABREAST * ABREAST])
"""Cities with their countries: a round of incidents, which ends with a group of those that are told side by side."""
APART = timedelta(minutes=2)
"""Between an incident and the next."""
ROUND = timedelta(days=30)
"""Between two incidents of one city: longer than reports of one attack are ever apart."""
TARGETS = ("a crowded market", "a bus station", "a mosque", "a police post", "a hotel", "a school")
LEADS = (
    "A bomb killed {toll} people at {target} in {city}, in {country}, on the day, officials said.",
    "In {city}, in {country}, a bomb at {target} has killed {toll} people, the police said.",
)
DETAILS = (
    "It was in {0} {1}, not far from {2}.",
    "{3} {4} was there with {5} {6} and {7} {8}, and so was {9} {10} of {11}.",
    "{12} {13} of {14} is from {15}, and {16} {17} of {18} from {19}.",
)
SYLLABLES = (
    "bar",
    "ten",
    "mok",
    "lis",
    "dra",
    "fen",
    "gul",
    "hov",
    "jin",
    "kez",
    "nur",
    "pal",
    "qui",
    "rost",
    "sav",
    "tum",
)
FIRST = datetime(1985, 1, 1, tzinfo=UTC)
"""Early enough for five hundred rounds before today."""
STEPS = 3
"""Reports of an incident, each with a higher toll."""


@dataclass(frozen=True)
class Told:
    """One report that must alert: of incident number `incident`, its `step`-th."""

    incident: int
    step: int


def toll(incident: int, step: int) -> int:
    """Killed, as report `step` has it."""
    return (2, 8, 14)[step] + incident % 5


def article(incident: int, step: int) -> dict[str, object]:
    """Report `step` (from 0) of incident number `incident`."""
    city, country = PLACES[incident % len(PLACES)]
    cycle = incident // len(PLACES)
    target = TARGETS[(incident + cycle) % len(TARGETS)]
    lead = LEADS[incident % len(LEADS)]
    details = [detail.format(*names(incident)) for detail in DETAILS]
    killed = toll(incident, step)
    published = (opened(incident) + timedelta(minutes=30) * step).isoformat()
    words = {"target": target, "city": city, "country": country, "toll": killed}
    return {
        "id": f"i{incident}-s{step}",
        "source": f"site-{step}.example",
        "title": f"Bomb kills {killed} at {target.removeprefix('a ')} in {city}",
        "text": " ".join((f"{city.upper()} —", lead.format(**words), *details)),
        "published": published,
    }


def opened(incident: int) -> datetime:
    """When an incident is first told."""
    return FIRST + ROUND * (incident // len(PLACES)) + APART * (incident % len(PLACES))


def names(incident: int) -> list[str]:
    """Twenty invented names that only this incident's reports share, as real reports share those of people and streets."""
    choose = random.Random(incident)
    return ["".join(choose.choices(SYLLABLES, k=5)).capitalize() for _ in range(20)]


def step_of(incident: int, killed: int | None) -> int | None:
    """Which report of an incident has this toll, None where none has."""
    return next((step for step in range(STEPS) if toll(incident, step) == killed), None)


def group(cycle: int, number: int) -> Iterator[tuple[Told, dict[str, object]]]:
    """The `number`-th group of a round of the cities: incidents that are told side by side, their reports in order."""
    first = cycle * len(PLACES) + number * ABREAST
    for step in range(STEPS):
        for incident in range(first, first + ABREAST):
            yield Told(incident, step), article(incident, step)


GROUPS = len(PLACES) // ABREAST
"""Groups in a round."""
