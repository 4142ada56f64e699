"""A subscription as people write it ↔ the record.

    RecordError
    └── SubscriptionError    all mistakes of one document, each with field, value and what was expected

Words of scales are read without regard to case; a list of one may be written as its member. Fields that are not known
are refused, since a misspelt condition that is passed over is a subscription that tells too much. The keywords are read
as text here: what a query means is knowledge of the match room.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar
from zoneinfo import available_timezones

from schemas.errors import Reason, RecordError, shown
from schemas.formats.regions import Country, parse_region
from schemas.formats.yaml_documents import load_documents
from schemas.levels import Certainty, SeverityLevel
from schemas.subscription import Deliver, Quiet, SourceFilter, Subscription, Updates, When
from schemas.taxonomy import SUBTYPES, EventType, Modality

LONGEST_NAME = 100
"""Characters of an id or a subscriber, which becomes part of a topic's name."""
MOST_MEMBERS = 1000
"""Of one list."""
_DAY = 24 * 60 * 60
_UNITS = {"s": 1, "m": 60, "h": 60 * 60, "d": _DAY}

_NAME = re.compile(rf"[A-Za-z0-9._-]{{1,{LONGEST_NAME}}}")
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
_DURATION = re.compile(r"([0-9]{1,6})\s*([smhd])", re.ASCII)
_BUDGET = re.compile(r"([0-9]{1,6})\s*(?:/|per|a)\s*day", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}", re.ASCII)

Value = TypeVar("Value")
Member = TypeVar("Member", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong with a document."""

    field: str
    value: str
    expected: str

    def __str__(self) -> str:
        return f"{self.field}: {self.value}: {self.expected}"


class SubscriptionError(RecordError):
    """A document that is no subscription: every mistake at once."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__(Reason.OUT_OF_RANGE, "; ".join(map(str, mistakes)))
        self.mistakes = mistakes

    def __reduce__(self) -> tuple[Any, ...]:
        """Made again from its mistakes."""
        return type(self), (self.mistakes,)


def read_subscription(document: object) -> Subscription:
    """The subscription that a parsed document, or the bytes of one, describes.

    Raises:
        SubscriptionError: what it says is not a subscription.
        RecordError: the bytes are no document.
    """
    if isinstance(document, bytes):
        found = load_documents(document)
        if len(found) != 1:
            raise RecordError(Reason.OUT_OF_RANGE, f"expected one subscription, got {len(found)}")
        document = found[0]
    reading = _Reading()
    subscription = _subscription(reading, document)
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
            regions=list(when.regions),
            severity=None if when.severity is SeverityLevel.UNKNOWN else when.severity.value.lower(),
            certainty=None if when.certainty is Certainty.UNKNOWN else when.certainty.value.lower(),
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
        ),
    }
    return _given(**written)


def _given(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON value
    return {name: value for name, value in fields.items() if value not in (None, [], {}, "")}


def _written_quiet(quiet: Quiet) -> dict[str, Any]:
    bypass = None if quiet.bypass is None else quiet.bypass.value.lower()
    return {"zone": quiet.zone, "from": quiet.start, "to": quiet.end} | _given(bypass=bypass)


def _written_duration(seconds: int) -> str:
    unit, size = next(item for item in reversed(_UNITS.items()) if seconds % item[1] == 0)
    return f"{seconds // size}{unit}"


class _Reading:
    """The mistakes found so far; each reader gives a default in the place of what it could not read."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []

    def refuse(self, field: str, value: object, expected: str) -> None:
        self.mistakes.append(Mistake(field, shown(value), expected))

    def mapping(self, field: str, value: object, names: Iterable[str]) -> dict[str, Any]:
        """The fields of a mapping that are known; the others are mistakes."""
        names = tuple(names)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.refuse(field or "subscription", value, f"expected a mapping of {', '.join(names)}")
            return {}
        for name in value:
            if name not in names:
                path = f"{field}.{name}" if field else str(name)
                self.refuse(path, value[name], f"unknown field{_suggestion(str(name), names)}")
        return value

    def scalar(self, field: str, value: object, read: Callable[[str], Value], default: Value) -> Value:
        """What `read` makes of a text; a number is taken as its digits."""
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, str | int):
            self.refuse(field, value, "expected text")
            return default
        try:
            return read(str(value).strip())
        except ValueError as error:
            self.refuse(field, value, str(error))
            return default

    def members(self, field: str, value: object, read: Callable[[str], Value]) -> tuple[Value, ...]:
        """What `read` makes of each member of a list, each once, in order."""
        if value is None:
            return ()
        values = value if isinstance(value, list | tuple) else [value]
        if len(values) > MOST_MEMBERS:
            self.refuse(field, f"{len(values)} members", f"expected at most {MOST_MEMBERS}")
            return ()
        found: list[Value | None] = []
        for at, member in enumerate(values):
            path = f"{field}[{at}]"
            if member is None:
                self.refuse(path, member, "expected text")
            found.append(self.scalar(path, member, read, None))
        return tuple(dict.fromkeys(member for member in found if member is not None))


def _subscription(reading: _Reading, document: object) -> Subscription:
    if not isinstance(document, dict):
        reading.refuse("subscription", document, "expected a mapping with id, subscriber and when")
        return Subscription(id="", subscriber="")
    fields = reading.mapping("", document, ("id", "subscriber", "title", "when", "deliver"))
    for name in ("id", "subscriber"):
        if fields.get(name) is None:
            reading.refuse(name, None, "missing: expected a name")
    return Subscription(
        id=reading.scalar("id", fields.get("id"), _name, ""),
        subscriber=reading.scalar("subscriber", fields.get("subscriber"), _name, ""),
        title=reading.scalar("title", fields.get("title"), _title, ""),
        when=_when(reading, fields.get("when")),
        deliver=_deliver(reading, fields.get("deliver")),
    )


def _when(reading: _Reading, value: object) -> When:
    names = ("events", "regions", "severity", "certainty", "modality", "languages", "sources", "keywords")
    fields = reading.mapping("when", value, names)
    return When(
        events=reading.members("when.events", fields.get("events"), _event),
        regions=reading.members("when.regions", fields.get("regions"), _region),
        severity=reading.scalar(
            "when.severity", fields.get("severity"), _member_of(SeverityLevel), SeverityLevel.UNKNOWN
        ),
        certainty=reading.scalar("when.certainty", fields.get("certainty"), _member_of(Certainty), Certainty.UNKNOWN),
        modality=reading.members("when.modality", fields.get("modality"), _member_of(Modality)),
        languages=reading.members("when.languages", fields.get("languages"), _language),
        sources=_sources(reading, fields.get("sources")),
        keywords=reading.scalar("when.keywords", fields.get("keywords"), _keywords, None),
    )


def _sources(reading: _Reading, value: object) -> SourceFilter:
    fields = reading.mapping("when.sources", value, ("include", "exclude"))
    return SourceFilter(
        include=reading.members("when.sources.include", fields.get("include"), _source),
        exclude=reading.members("when.sources.exclude", fields.get("exclude"), _source),
    )


def _deliver(reading: _Reading, value: object) -> Deliver:
    fields = reading.mapping("deliver", value, ("updates", "quiet", "digest", "budget"))
    return Deliver(
        updates=reading.scalar("deliver.updates", fields.get("updates"), _member_of(Updates), Updates.ESCALATION),
        quiet=_quiet(reading, fields.get("quiet")),
        digest=reading.scalar("deliver.digest", fields.get("digest"), _duration, None),
        budget=reading.scalar("deliver.budget", fields.get("budget"), _budget, None),
    )


def _quiet(reading: _Reading, value: object) -> Quiet | None:
    if value is None:
        return None
    fields = reading.mapping("deliver.quiet", value, ("zone", "from", "to", "bypass"))
    for name in ("zone", "from", "to"):
        if isinstance(value, dict) and fields.get(name) is None:
            reading.refuse(f"deliver.quiet.{name}", None, "missing: quiet hours need zone, from and to")
    start = reading.scalar("deliver.quiet.from", fields.get("from"), _time, "")
    end = reading.scalar("deliver.quiet.to", fields.get("to"), _time, "")
    if start and start == end:
        reading.refuse("deliver.quiet.to", end, "expected another time than from")
    return Quiet(
        zone=reading.scalar("deliver.quiet.zone", fields.get("zone"), _zone, ""),
        start=start,
        end=end,
        bypass=reading.scalar("deliver.quiet.bypass", fields.get("bypass"), _member_of(SeverityLevel), None),
    )


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError(f"expected 1 to {LONGEST_NAME} letters a–z, digits, hyphens, underscores and dots")
    return text


def _title(text: str) -> str:
    return _clean(text, 500)


def _keywords(text: str) -> str:
    if not text:
        raise ValueError("expected a query; leave keywords out to ask nothing of the words")
    return _clean(text, 20_000)


def _source(text: str) -> str:
    if not text:
        raise ValueError("expected the name of a source")
    return _clean(text, 200)


def _clean(text: str, longest: int) -> str:
    if len(text) > longest:
        raise ValueError(f"expected at most {longest:,} characters")
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("expected text without NUL and halves of surrogate pairs")
    return text


def _event(text: str) -> str:
    name = text.lower()
    if name not in _event_names():
        raise ValueError(f"expected an event type or type.subtype{_suggestion(name, _event_names())}")
    return name


@cache
def _event_names() -> frozenset[str]:
    types = [kind for kind in EventType if kind is not EventType.NONE]
    return frozenset([*types, *(f"{kind}.{subtype}" for kind in types for subtype in SUBTYPES[kind])])


def _region(text: str) -> str:
    region = parse_region(text)
    if isinstance(region, Country):
        return region.code
    kind, _, rest = text.partition(":")
    return f"{kind.lower()}:{rest.strip()}"


def _language(text: str) -> str:
    tag = text.lower().replace("_", "-")
    if not _LANGUAGE.fullmatch(tag):
        raise ValueError("expected an ISO 639 code such as en or fa")
    return tag


def _zone(text: str) -> str:
    if text not in _zones():
        raise ValueError(f"expected an IANA time zone such as Asia/Kabul{_suggestion(text, _zones())}")
    return text


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _time(text: str) -> str:
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError("expected a time of day such as 22:00")
    return f"{int(found.group(1)):02}:{found.group(2)}"


def _duration(text: str) -> int | None:
    if text.lower() == "none":
        return None
    found = _DURATION.fullmatch(text.lower())
    seconds = int(found.group(1)) * _UNITS[found.group(2)] if found else 0
    if not 60 <= seconds <= 7 * _DAY:
        raise ValueError("expected none, or 1m to 7d such as 15m or 2h")
    return seconds


def _budget(text: str) -> int | None:
    if text.lower() == "none":
        return None
    found = _BUDGET.fullmatch(text.lower())
    if found is None and not re.fullmatch("[0-9]{1,6}", text):
        raise ValueError("expected none, or alerts a day such as 20/day")
    number = int(found.group(1) if found else text)
    if not 1 <= number <= 100_000:
        raise ValueError("expected 1/day to 100000/day")
    return number


@cache
def _member_of(kind: type[Member]) -> Callable[[str], Member]:
    """A reader of one word of an enumeration."""
    members = {member.value.lower(): member for member in kind}

    def read(text: str) -> Member:
        member = members.get(text.lower())
        if member is None:
            raise ValueError(f"expected one of {', '.join(members)}{_suggestion(text.lower(), members)}")
        return member

    return read


def _suggestion(given: str, known: Iterable[str]) -> str:
    # Past this length it is no slip of the pen, and likeness takes time squared.
    close = difflib.get_close_matches(given, list(known), n=1, cutoff=0.6) if len(given) <= LONGEST_NAME else []
    return f": did you mean {close[0]}?" if close else ""
