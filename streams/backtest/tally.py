"""What subscriptions would have been told, counted: alerts a day, an hour, a kind, and the alerts themselves.

Days and hours are those of UTC. Memory grows with the alerts only: some 200 bytes for each, and some 2 KB for each of
those that are listed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import blake2b

from schemas.alert import Alert, AlertKind
from schemas.levels import SeverityLevel
from schemas.subscription import Subscription

MOST_LISTED = 2000
"""Alerts of one subscription that are kept to be listed; the others are counted only."""
NOISY_AN_HOUR = 1
"""Alerts of a subscription in one hour; it is warned of more."""
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that a subscriber is told: an alert, or one of the alerts in a digest (`in_digest`)."""

    subscription: str
    time: datetime
    kind: AlertKind
    headline: str
    title: str = ""
    severity: SeverityLevel = SeverityLevel.UNKNOWN
    changed: str = ""
    why: tuple[str, ...] = ()
    article: str | None = None
    url: str | None = None
    incident: str | None = None
    revision: int | None = None
    in_digest: bool = False


def rows_of(alert: Alert) -> Iterator[Row]:
    """What an alert tells: itself, or each of those that a digest holds."""
    for told in alert.items or (alert,):
        citation = told.citation
        yield Row(
            subscription=told.subscription,
            time=alert.issued,
            kind=told.kind,
            headline=told.headline,
            title="" if citation is None else citation.title,
            severity=SeverityLevel.UNKNOWN if told.facts is None else told.facts.severity.level,
            changed=told.changed,
            why=tuple(f"{reason.clause}: {reason.found}" for reason in told.why),
            article=None if citation is None else citation.article,
            url=None if citation is None else citation.url,
            incident=told.incident,
            revision=told.revision,
            in_digest=bool(alert.items),
        )


@dataclass(frozen=True, slots=True)
class Busiest:
    """A day or an hour with the most alerts: the first of several."""

    at: datetime | date
    count: int


@dataclass(slots=True)
class Tally:
    """One subscription's alerts. A digest is one alert, of the highest severity in it."""

    id: str
    subscriber: str
    kinds: Counter[AlertKind] = field(default_factory=Counter)
    days: dict[date, Counter[SeverityLevel]] = field(default_factory=dict)
    hours: Counter[datetime] = field(default_factory=Counter)
    articles: set[bytes] = field(default_factory=set)
    incidents: set[bytes] = field(default_factory=set)
    told: int = 0
    """Rows, those that are not listed too."""
    rows: list[Row] = field(default_factory=list)

    @classmethod
    def of(cls, subscription: Subscription) -> Tally:
        """The tally of a subscription that was told nothing yet."""
        return cls(subscription.id, subscription.subscriber)

    def add(self, alert: Alert) -> None:
        """Count one alert."""
        rows = list(rows_of(alert))
        worst = max((row.severity for row in rows), key=lambda level: level.rank)
        self.kinds[alert.kind] += 1
        self.days.setdefault(alert.issued.date(), Counter())[worst] += 1
        self.hours[alert.issued.replace(minute=0, second=0, microsecond=0)] += 1
        self.articles |= {_short(row.article) for row in rows if row.article is not None}
        self.incidents |= {_short(row.incident) for row in rows if row.incident is not None}
        self.told += len(rows)
        self.rows += rows[: MOST_LISTED - len(self.rows)]

    @property
    def total(self) -> int:
        """Alerts."""
        return self.kinds.total()

    def a_day(self) -> dict[date, int]:
        """Alerts by day, days without any left out."""
        return {day: counts.total() for day, counts in sorted(self.days.items())}

    def busiest_day(self) -> Busiest | None:
        """The day with the most alerts."""
        return _busiest(self.a_day())

    def busiest_hour(self) -> Busiest | None:
        """The hour with the most alerts, by when it begins."""
        return _busiest(dict(sorted(self.hours.items())))

    def noisy_hours(self) -> int:
        """Hours with more alerts than one may like to get."""
        return sum(count > NOISY_AN_HOUR for count in self.hours.values())


def _busiest(counts: Mapping[datetime, int] | Mapping[date, int]) -> Busiest | None:
    if not counts:
        return None
    at, count = max(counts.items(), key=lambda entry: entry[1])
    return Busiest(at, count)


def _short(name: str) -> bytes:
    """Enough of a hash to count different names by."""
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()


@dataclass(frozen=True, slots=True)
class Span:
    """The time that an archive tells of, from its first article to its last, or to the last alert after that."""

    first: datetime
    last: datetime

    @property
    def days(self) -> int:
        """Calendar days that it touches."""
        return (self.last.date() - self.first.date()).days + 1

    @property
    def hours(self) -> float:
        """Hours, at least one."""
        return max(1.0, (self.last - self.first) / HOUR)

    def bins(self, most: int) -> tuple[int, int]:
        """Days in a bin, and how many bins there are, at most `most`, when each holds as many days as the others."""
        days = -(-self.days // most)
        return days, -(-self.days // days)

    def bin_of(self, day: date, days: int) -> int:
        """Which bin of so many days a day is in."""
        return (day - self.first.date()).days // days

    def day(self, number: int) -> date:
        """The day with this number, the first being 0."""
        return self.first.date() + number * DAY


def warnings(tally: Tally, span: Span) -> Iterator[str]:
    """What is noisy about a subscription: more alerts than one an hour, over all of the time and in one hour."""
    rate = tally.total / span.hours
    if rate > NOISY_AN_HOUR:
        yield f"{tally.id}: {rate:.1f} alerts an hour over all {span.hours:,.0f} hours of the archive"
    hours, busiest = tally.noisy_hours(), tally.busiest_hour()
    if hours and busiest is not None:
        more = f", and {hours - 1} more {'hours' if hours > 2 else 'hour'} above one" if hours > 1 else ""
        yield f"{tally.id}: {busiest.count} alerts in the hour from {busiest.at:%Y-%m-%d %H:%M} UTC{more}"
