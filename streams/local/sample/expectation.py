"""What an editor expects of a sample article, read and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from schemas.alert import AlertKind
from schemas.event import Count
from schemas.incident import Change
from schemas.levels import SeverityLevel
from schemas.taxonomy import SUBTYPES, EventType, Modality

Member = TypeVar("Member", bound=StrEnum)

_EVENT_KEYS = frozenset(
    [
        "type",
        "subtype",
        "modality",
        "country",
        "place",
        "killed",
        "injured",
        "severity",
        "incident",
        "change",
        "actors",
        "target",
    ]
)
_COUNT_KEYS = frozenset(("low", "best", "high"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedEvent:
    """One event that must be found. Where several answers are fair, any of a tuple will do; an empty one asks nothing.

    `incident` is a label: equal labels must end up as one incident, different labels as different ones. Of a count,
    only the bounds that are not None were stated; `low` is always stated.
    """

    types: tuple[EventType, ...]
    subtypes: tuple[str, ...] = ()
    modalities: tuple[Modality, ...] = ()
    severities: tuple[SeverityLevel, ...] = ()
    country: str | None = None
    place: str | None = None
    killed: Count | None = None
    injured: Count | None = None
    actors: tuple[str, ...] = ()
    target: str | None = None
    incident: str | None = None
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class ExpectedAlert:
    """An alert that the article must cause."""

    subscription: str
    kind: AlertKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """All that is expected of one article. `alerts` are complete; None means that alerts are not judged."""

    events: tuple[ExpectedEvent, ...] = ()
    alerts: tuple[ExpectedAlert, ...] | None = None
    language: str | None = None


def read_expectation(data: Mapping[str, Any]) -> Expectation:
    """The expectation in an `expect` mapping.

    Raises:
        ValueError: a key is unknown, or a value is not one of its field; the message names field and value.
    """
    _known(data, frozenset(("events", "alerts", "language")), "expect")
    alerts = data.get("alerts")
    return Expectation(
        events=tuple(_event(entry) for entry in data.get("events", ())),
        alerts=None if alerts is None else tuple(_alert(entry) for entry in alerts),
        language=data.get("language"),
    )


def _alert(data: Mapping[str, Any]) -> ExpectedAlert:
    _known(data, frozenset(("subscription", "kind")), "alerts")
    return ExpectedAlert(data["subscription"], _member(AlertKind, data["kind"], "kind"))


def _event(data: Mapping[str, Any]) -> ExpectedEvent:
    _known(data, _EVENT_KEYS, "events")
    types = _members(EventType, data.get("type"), "type")
    if not types:
        raise ValueError("events: an event needs a type")
    return ExpectedEvent(
        types=types,
        subtypes=_subtypes(types, data.get("subtype")),
        modalities=_members(Modality, data.get("modality"), "modality"),
        severities=_members(SeverityLevel, data.get("severity"), "severity"),
        country=data.get("country"),
        place=data.get("place"),
        killed=_count(data.get("killed"), "killed"),
        injured=_count(data.get("injured"), "injured"),
        actors=tuple(data.get("actors", ())),
        target=data.get("target"),
        incident=data.get("incident"),
        change=None if "change" not in data else _member(Change, data["change"], "change"),
    )


def _subtypes(types: Sequence[EventType], value: object) -> tuple[str, ...]:
    allowed = {subtype for kind in types for subtype in SUBTYPES[kind]}
    found = _several(value)
    for subtype in found:
        if subtype not in allowed:
            raise ValueError(f"subtype: {subtype!r} is no subtype of {', '.join(types)}")
    return found


def _count(data: Mapping[str, int] | None, field: str) -> Count | None:
    if data is None:
        return None
    _known(data, _COUNT_KEYS, field)
    if "low" not in data:
        raise ValueError(f"{field}: a count needs its low")
    return Count(low=data["low"], best=data.get("best"), high=data.get("high"))


def _members(kind: type[Member], value: object, field: str) -> tuple[Member, ...]:
    return tuple(_member(kind, entry, field) for entry in _several(value))


def _member(kind: type[Member], value: str, field: str) -> Member:
    try:
        return kind(value)
    except ValueError as error:
        raise ValueError(f"{field}: {value!r} is none of {', '.join(kind)}") from error


def _several(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]  # YAML gives a list here


def _known(data: Mapping[str, Any], keys: frozenset[str], where: str) -> None:
    unknown = sorted(set(data) - keys)
    if unknown:
        raise ValueError(f"{where}: unknown key {unknown[0]!r}; known are {', '.join(sorted(keys))}")
