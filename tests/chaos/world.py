"""Articles whose alerts are known beforehand: incidents far apart in place or time, each with a rising toll.

All reports of an incident go to one partition, so that they arrive in order. Incidents follow one another by minutes, each
in a city of its own; a city comes again after more days than reports of one attack are ever apart. So partitions that a
fault has set back by half a minute are still within hours of each other, as they are in a real stream.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

PLACES: tuple[tuple[str, str], ...] = tuple(
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("places.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
)
TARGETS = ("a crowded market", "a bus station", "a mosque", "a police post", "a hotel", "a school")
FIRST = datetime(2001, 1, 1, tzinfo=UTC)
ABREAST = 30
"""Incidents that are told side by side."""
TOLLS = (3, 8, 14)
"""Killed, report after report: Moderate, then Severe by the toll among civilians."""


@dataclass(frozen=True)
class Told:
    """One report that must alert: of incident number `incident`, its `step`-th."""

    incident: int
    step: int


def article(incident: int, step: int) -> dict[str, object]:
    """Report `step` (from 0) of incident number `incident`."""
    city, country = PLACES[incident % len(PLACES)]
    cycle = incident // len(PLACES)
    target = TARGETS[cycle % len(TARGETS)]
    toll = TOLLS[step]
    opened = FIRST + timedelta(days=20) * cycle + timedelta(minutes=10) * (incident % len(PLACES))
    published = (opened + timedelta(minutes=30) * step).isoformat()
    return {
        "id": f"i{incident}-s{step}",
        "source": f"site-{step}.example",
        "title": f"Bomb kills {toll} at {target.removeprefix('a ')} in {city}",
        "text": (
            f"{city.upper()} — A bomb exploded at {target} in {city}, in {country}, killing {toll} people, "
            "officials said. Ambulances carried the wounded to hospitals across the city."
        ),
        "published": published,
    }


def reports(count: int) -> Iterator[tuple[Told, dict[str, object]]]:
    """So many reports: `ABREAST` incidents side by side, their reports in order."""
    made = 0
    for first in range(0, 10**9, ABREAST):
        for step in range(len(TOLLS)):
            for incident in range(first, first + ABREAST):
                yield Told(incident, step), article(incident, step)
                made += 1
                if made == count:
                    return
