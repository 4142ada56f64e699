"""A subscription as people write it ↔ the record.

    RecordError
    └── SubscriptionError    all mistakes of one document, each with field, value and what was expected

A list of one may be written as its member. Fields that are not known are refused, since a misspelt condition that is
passed over is a subscription that tells too much. The keywords are read as text here: what a query means is knowledge
of the match room.
"""

from __future__ import annotations

import dataclasses
from types import MappingProxyType
from typing import Any

from schemas.errors import Reason, RecordError
from schemas.formats import subscription_words as words
from schemas.formats.mistakes import Mistake, Reading, SubscriptionError
from schemas.formats.subscription_examples import read_examples, write_examples
from schemas.formats.subscription_regions import Areas, read_regions, write_region
from schemas.formats.yaml_documents import load_documents
from schemas.levels import Certainty, SeverityLevel, Urgency
from schemas.subscription import Deliver, Quiet, SourceFilter, Subscription, Updates, When
from schemas.taxonomy import Modality

__all__ = ["Mistake", "SubscriptionError", "read_subscription", "write_subscription"]


def read_subscription(document: object, areas: Areas = MappingProxyType({})) -> Subscription:
    """The subscription that a parsed document, or the bytes of one, describes; `areas` are those that it may name.

    Raises:
        SubscriptionError: what it says is not a subscription.
        RecordError: the bytes are no document.
    """
    if isinstance(document, bytes):
        found = load_documents(document)
        if len(found) != 1:
            raise RecordError(Reason.OUT_OF_RANGE, f"expected one subscription, got {len(found)}")
        document = found[0]
    reading = Reading()
    subscription = _subscription(reading, document, areas)
    if reading.mistakes:
        raise SubscriptionError(tuple(reading.mistakes))
    return subscription


def write_subscription(subscription: Subscription) -> dict[str, Any]:
    """The document of a subscription, without what is default; reading it gives the subscription again."""
    when, deliver = subscription.when, subscription.deliver
    written = {
        "id": subscription.id,
        "subscriber": subscription.subscriber,
        "title": subscription.title,
        "when": _given(
            events=list(when.events),
            regions=list(map(write_region, when.regions)),
            severity=None if when.severity is SeverityLevel.UNKNOWN else when.severity.value.lower(),
            certainty=None if when.certainty is Certainty.UNKNOWN else when.certainty.value.lower(),
            urgency=None if when.urgency is Urgency.UNKNOWN else when.urgency.value.lower(),
            casualties=list(when.casualties),
            modality=[modality.value for modality in when.modality],
            languages=list(when.languages),
            sources=_given(include=list(when.sources.include), exclude=list(when.sources.exclude)),
            keywords=when.keywords,
        ),
        "deliver": _given(
            updates=None if deliver.updates is Updates.ESCALATION else deliver.updates.value,
            quiet=None if deliver.quiet is None else _written_quiet(deliver.quiet),
            digest=None if deliver.digest is None else _written_duration(deliver.digest),
            budget=None if deliver.budget is None else f"{deliver.budget}/day",
            mute=list(deliver.mute),
        ),
        "tests": write_examples(subscription.tests),
    }
    return _given(**written)


def _given(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON value
    return {name: value for name, value in fields.items() if value not in (None, [], {}, "")}


def _written_quiet(quiet: Quiet) -> dict[str, Any]:
    bypass = None if quiet.bypass is None else quiet.bypass.value.lower()
    return {"zone": quiet.zone, "from": quiet.start, "to": quiet.end} | _given(bypass=bypass)


def _written_duration(seconds: int) -> str:
    unit, size = next(item for item in reversed(words.UNITS.items()) if seconds % item[1] == 0)
    return f"{seconds // size}{unit}"


def _subscription(reading: Reading, document: object, areas: Areas) -> Subscription:
    if not isinstance(document, dict):
        reading.refuse("subscription", document, "expected a mapping with id, subscriber and when")
        return Subscription(id="", subscriber="")
    fields = reading.mapping("", document, ("id", "subscriber", "title", "when", "deliver", "tests"))
    for name in ("id", "subscriber"):
        if fields.get(name) is None:
            reading.refuse(name, None, "missing: expected a name")
    return Subscription(
        id=reading.scalar("id", fields.get("id"), words.name, ""),
        subscriber=reading.scalar("subscriber", fields.get("subscriber"), words.name, ""),
        title=reading.scalar("title", fields.get("title"), words.title, ""),
        when=_when(reading, fields.get("when"), areas),
        deliver=_deliver(reading, fields.get("deliver")),
        tests=read_examples(reading, fields.get("tests")),
    )


def _when(reading: Reading, value: object, areas: Areas) -> When:
    fields = reading.mapping("when", value, [condition.name for condition in dataclasses.fields(When)])
    return When(
        events=reading.members("when.events", fields.get("events"), words.event),
        regions=read_regions(reading, "when.regions", fields.get("regions"), areas),
        severity=reading.scalar(
            "when.severity", fields.get("severity"), words.member_of(SeverityLevel), SeverityLevel.UNKNOWN
        ),
        certainty=reading.scalar(
            "when.certainty", fields.get("certainty"), words.member_of(Certainty), Certainty.UNKNOWN
        ),
        urgency=reading.scalar("when.urgency", fields.get("urgency"), words.member_of(Urgency), Urgency.UNKNOWN),
        casualties=reading.members("when.casualties", fields.get("casualties"), words.casualties),
        modality=reading.members("when.modality", fields.get("modality"), words.member_of(Modality)),
        languages=reading.members("when.languages", fields.get("languages"), words.language),
        sources=_sources(reading, fields.get("sources")),
        keywords=reading.scalar("when.keywords", fields.get("keywords"), words.keywords, None),
    )


def _sources(reading: Reading, value: object) -> SourceFilter:
    fields = reading.mapping("when.sources", value, ("include", "exclude"))
    return SourceFilter(
        include=reading.members("when.sources.include", fields.get("include"), words.source),
        exclude=reading.members("when.sources.exclude", fields.get("exclude"), words.source),
    )


def _deliver(reading: Reading, value: object) -> Deliver:
    fields = reading.mapping("deliver", value, ("updates", "quiet", "digest", "budget", "mute"))
    return Deliver(
        updates=reading.scalar("deliver.updates", fields.get("updates"), words.member_of(Updates), Updates.ESCALATION),
        quiet=_quiet(reading, fields.get("quiet")),
        digest=reading.scalar("deliver.digest", fields.get("digest"), words.duration, None),
        budget=reading.scalar("deliver.budget", fields.get("budget"), words.budget, None),
        mute=reading.distinct("deliver.mute", fields.get("mute"), words.incident),
    )


def _quiet(reading: Reading, value: object) -> Quiet | None:
    if value is None:
        return None
    fields = reading.mapping("deliver.quiet", value, ("zone", "from", "to", "bypass"))
    for name in ("zone", "from", "to"):
        if isinstance(value, dict) and fields.get(name) is None:
            reading.refuse(f"deliver.quiet.{name}", None, "missing: quiet hours need zone, from and to")
    start = reading.scalar("deliver.quiet.from", fields.get("from"), words.clock, "")
    end = reading.scalar("deliver.quiet.to", fields.get("to"), words.clock, "")
    if start and start == end:
        reading.refuse("deliver.quiet.to", end, "expected another time than from")
    zone = reading.scalar("deliver.quiet.zone", fields.get("zone"), words.zone, "")
    bypass = reading.scalar("deliver.quiet.bypass", fields.get("bypass"), words.member_of(SeverityLevel), None)
    if reading.mistakes:  # the whole is refused, and of hours in no zone there is no record
        return None
    return Quiet(zone=zone, start=start, end=end, bypass=bypass)
