"""Articles whose alerts are known beforehand: incidents far apart in place and time, each with a rising toll.

All reports of an incident go to one partition, so that they arrive in order; incidents of one country are ten days apart,
which is farther than reports of one attack ever are.
"""

from collections.abc import Iterator
from dataclasses import dataclass

PLACES = (
    ("Mogadishu", "Somalia"), ("Kabul", "Afghanistan"), ("Baghdad", "Iraq"), ("Damascus", "Syria"), ("Sanaa", "Yemen"),
    ("Tripoli", "Libya"), ("Abuja", "Nigeria"), ("Bamako", "Mali"), ("Niamey", "Niger"), ("Khartoum", "Sudan"),
    ("Kinshasa", "Congo"), ("Nairobi", "Kenya"), ("Islamabad", "Pakistan"), ("Dhaka", "Bangladesh"), ("Colombo", "Sri Lanka"),
    ("Manila", "Philippines"), ("Bogota", "Colombia"), ("Lima", "Peru"), ("Ankara", "Turkey"), ("Cairo", "Egypt"),
    ("Kampala", "Uganda"), ("Maputo", "Mozambique"), ("Ouagadougou", "Burkina Faso"), ("Jakarta", "Indonesia"),
    ("Kyiv", "Ukraine"), ("Paris", "France"), ("Madrid", "Spain"), ("Ottawa", "Canada"), ("Lusaka", "Zambia"), ("Quito", "Ecuador"),
)  # fmt: skip
TARGETS = ("a crowded market", "a bus station", "a mosque", "a police post", "a hotel", "a school")
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
    day = cycle * 10
    published = f"{2001 + day // 360:04d}-{1 + day % 360 // 30:02d}-{1 + day % 30:02d}T{8 + 2 * step:02d}:00:00Z"
    return {
        "id": f"i{incident}-s{step}",
        "source": f"site-{step}.example",
        "title": f"Bomb kills {toll} at {target.removeprefix('a ')} in {city}",
        "text": (
            f"{city.upper()} — A bomb exploded at {target} in {city}, the capital of {country}, killing {toll} people, "
            "officials said. Ambulances carried the wounded to hospitals across the city."
        ),
        "published": published,
    }


def reports(count: int) -> Iterator[tuple[Told, dict[str, object]]]:
    """So many reports: the incidents of a cycle side by side, their reports in order."""
    made = 0
    cycle = 0
    while True:
        for step in range(len(TOLLS)):
            for place in range(len(PLACES)):
                incident = cycle * len(PLACES) + place
                yield Told(incident, step), article(incident, step)
                made += 1
                if made == count:
                    return
        cycle += 1
