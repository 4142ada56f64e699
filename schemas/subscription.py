"""What a desk looks for, and how it wants to be told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from msgspec import Meta

from schemas.errors import shown
from schemas.levels import Certainty, SeverityLevel, Urgency
from schemas.taxonomy import Modality
from schemas.values import IncidentId, Moment

SHORTEST_DIGEST = 60
LONGEST_DIGEST = 7 * 24 * 60 * 60
"""Seconds."""
LARGEST_BUDGET = 100_000
"""Alerts a day."""
MOST_MUTED = 1_000
"""Incidents of one subscription: as many as any list of a document may have."""
MOST_POINTS = 10_000
"""Of all polygons of one subscription."""
MOST_EXAMPLES = 50
"""Of one subscription."""
LONGEST_EXAMPLE = 10_000
"""Characters of its title and its text together."""
Clock = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9](?!\n)$")]
"""A time of day."""


@cache
def zones() -> frozenset[str]:
    """The IANA time zones that are known here."""
    return frozenset(available_timezones())


class Updates(StrEnum):
    """Which later revisions of an incident that a desk knows are worth telling it."""

    NEVER = "never"
    ESCALATION = "escalation"
    """When it has become worse: a higher severity level or tier, or a higher toll."""
    FACTS = "facts"
    """When any fact has changed."""
    EVERY = "every"
    """With every further report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFilter:
    """Names of sources: only these, or all but these. Compared without regard to case, `www.` dropped."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


Position = tuple[float, float]
"""Longitude and latitude in WGS84 degrees, in the order of GeoJSON."""
Ring = tuple[Position, ...]
"""Positions of which the last is the first."""
Rings = tuple[Ring, ...]
"""A polygon: what the first ring encloses without what the others do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRegion:
    """A region of a desk's own: any of `regions`, which are texts as in `When`, and of `polygons`.

    `area` is its name where it has one; alerts say by that name where an incident was.
    """

    area: str | None = None
    regions: tuple[str, ...] = ()
    polygons: tuple[Rings, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The conditions, all of which must hold; an empty one asks nothing.

    `events` are types or `type.subtype`. `regions` are ISO 3166-1 alpha-2 countries, `m49:034` areas,
    `near:LAT,LON,KMkm` circles, `admin1:COUNTRY/NAME`, `place:name`, and regions of one's own. An event without a known
    country never satisfies `regions`. `casualties` are comparisons such as `killed >= 10`, all of which must hold.
    """

    events: tuple[str, ...] = ()
    regions: tuple[str | OwnRegion, ...] = ()
    severity: SeverityLevel = SeverityLevel.UNKNOWN
    certainty: Certainty = Certainty.UNKNOWN
    urgency: Urgency = Urgency.UNKNOWN
    casualties: tuple[str, ...] = ()
    modality: tuple[Modality, ...] = ()
    """Empty means the default: actual, and for diplomatic talks planned too."""
    languages: tuple[str, ...] = ()
    sources: SourceFilter = SourceFilter()
    keywords: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Hours in which alerts are held, by the wall clock of an IANA zone; `start` after `end` runs over midnight.

    Alerts of severity `bypass` or more come through; None holds all.
    """

    zone: str
    start: Clock
    end: Clock
    bypass: SeverityLevel | None = None

    def __post_init__(self) -> None:
        if self.zone not in zones():
            raise ValueError(f"zone: expected an IANA time zone such as Asia/Kabul, got {shown(self.zone)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliver:
    """How to be told. `digest` is in seconds, None for at once; `budget` is alerts a day, None for no limit.

    Of the incidents in `mute` nothing is told, except that what was told of one did not happen.
    """

    updates: Updates = Updates.ESCALATION
    quiet: Quiet | None = None
    digest: Annotated[int, Meta(ge=SHORTEST_DIGEST, le=LONGEST_DIGEST)] | None = None
    budget: Annotated[int, Meta(ge=1, le=LARGEST_BUDGET)] | None = None
    mute: Annotated[tuple[IncidentId, ...], Meta(max_length=MOST_MUTED, extra_json_schema={"uniqueItems": True})] = ()

    def __post_init__(self) -> None:
        if len(set(self.mute)) < len(self.mute):
            twice = next(name for at, name in enumerate(self.mute) if name in self.mute[:at])
            raise ValueError(f"mute: expected each incident once, got {shown(twice)} twice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An article by which a subscription is tested, with the fields of `Article` under their names.

    `published` None is the day of the test: an example that names a date should say when it was written.
    """

    title: str = ""
    text: str = ""
    published: Moment | None = None
    source: str | None = None
    url: str | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        length = len(self.title) + len(self.text)
        if not 0 < length <= LONGEST_EXAMPLE:
            raise ValueError(f"expected a text or a title, of at most {LONGEST_EXAMPLE:,} characters, got {length:,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Articles that must alert, each for itself, and such as must not."""

    must: tuple[Example, ...] = ()
    must_not: tuple[Example, ...] = ()

    def __post_init__(self) -> None:
        if len(self) > MOST_EXAMPLES:
            raise ValueError(f"expected at most {MOST_EXAMPLES} examples, got {len(self)}")

    def __len__(self) -> int:
        return len(self.must) + len(self.must_not)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One standing question of one subscriber, whose alerts go to `alerts.<subscriber>`.

    `tests` is for whoever writes it: workers do not look at it.
    """

    id: str
    subscriber: str
    title: str = ""
    when: When = When()
    deliver: Deliver = Deliver()
    tests: Examples = Examples()
