"""Feedback on alerts: the alert that it is about, the record, and counts. It changes no rule by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

from schemas.alert import Alert
from schemas.codec import decode
from schemas.errors import RecordError
from schemas.feedback import Feedback, Judgement
from streams.admin import admin
from streams.reading import read_topic
from streams.records import Record, required
from streams.settings import Settings
from streams.topics import FEEDBACK, alerts_of, subscriber_of

UNKNOWN = "unknown"
"""What is counted where an alert tells of no event."""


class NotJudged(ValueError):  # noqa: N818 - reads as what happened
    """An alert that no verdict can be given on."""


@dataclass(frozen=True, slots=True)
class Row:
    """Verdicts that agree in something: in `kind` (subscription, event or rule), which is `name`."""

    kind: str
    name: str
    useful: int
    false_alarms: int


def feedback_on(alert: Alert, verdict: Judgement, *, reason: str, by: str, at: datetime) -> Feedback:
    """The record of a verdict.

    Raises:
        NotJudged: the alert tells of no incident itself: a digest, or a notice.
    """
    if alert.items:
        ids = ", ".join(item.id for item in alert.items)
        raise NotJudged(f"{alert.id} is a digest of several alerts: judge them one by one ({ids})")
    if alert.facts is None:
        raise NotJudged(f"{alert.id} is a {alert.kind} about the subscription, and tells of no incident")
    facts = alert.facts
    spoke = [driver.rule for driver in facts.severity.drivers]
    if facts.severity.floor is not None:
        spoke.append(facts.severity.floor)
    return Feedback(
        alert=alert.id,
        subscription=alert.subscription,
        subscriber=alert.subscriber,
        verdict=verdict,
        at=at,
        incident=alert.incident,
        event=facts.type if facts.subtype is None else f"{facts.type}.{facts.subtype}",
        rules=tuple(dict.fromkeys(spoke)),
        reason=reason,
        by=by,
    )


def standing(given: Iterable[Feedback]) -> list[Feedback]:
    """The last word of each person on each alert, in the order in which they were first given."""
    last = {(entry.alert, entry.by): entry for entry in given}
    return list(last.values())


def counts(given: Iterable[Feedback]) -> list[Row]:
    """Standing verdicts by subscription, by type of event and by rule, those with most false alarms first."""
    found: dict[tuple[str, str], Counter[Judgement]] = {}
    for entry in standing(given):
        names = [("subscription", entry.subscription), ("event", entry.event or UNKNOWN)]
        for group in names + [("rule", rule) for rule in entry.rules]:
            found.setdefault(group, Counter())[entry.verdict] += 1
    rows = [
        Row(kind, name, verdicts[Judgement.USEFUL], verdicts[Judgement.FALSE_ALARM])
        for (kind, name), verdicts in found.items()
    ]
    order = ("subscription", "event", "rule")
    return sorted(rows, key=lambda row: (order.index(row.kind), -row.false_alarms, -row.useful, row.name))


async def find_alert(settings: Settings, alert_id: str) -> Alert | None:
    """The alert of this id on the alert topics, also where it is one of a digest's; None where there is none.

    Raises:
        BrokerUnreachable: no broker answered.
    """
    topics = [settings.topic(alerts_of(subscriber).name) for subscriber in await _subscribers(settings)]
    written = alert_id.encode("utf-8", "surrogatepass")  # ids are ours, of letters and digits: JSON escapes none
    async with aclosing(read_topic(settings, *topics)) as records:
        async for record in records:
            if record.value and written in record.value:
                found = _alert_in(record, alert_id)
                if found is not None:
                    return found
    return None


def _alert_in(record: Record, alert_id: str) -> Alert | None:
    try:
        alert = decode(required(record), Alert)
    except RecordError:  # not ours: nobody could have read its id
        return None
    return next((each for each in (alert, *alert.items) if each.id == alert_id), None)


async def _subscribers(settings: Settings) -> list[str]:
    """Whose alert topics there are."""
    async with admin(settings) as client:
        topics = await client.list_topics()
    own = [topic.removeprefix(settings.prefix) for topic in topics if topic.startswith(settings.prefix)]
    return sorted(name for name in map(subscriber_of, own) if name is not None)


async def read_feedback(settings: Settings, pass_over: Callable[[str], None]) -> list[Feedback]:
    """All that was given, oldest first. Records that are none are passed over: what is wrong with each is told.

    Raises:
        BrokerUnreachable: no broker answered.
    """
    found: list[Feedback] = []
    async for record in read_topic(settings, settings.topic(FEEDBACK.name)):
        try:
            found.append(decode(required(record), Feedback))
        except RecordError as error:
            pass_over(f"{record.topic}@{record.offset}: {error}")
    return found
