"""The state of notify in one lane: what each subscription was told, and what is held for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from agents.notify.told import Desk, Told

KEPT = timedelta(days=45)
"""How long it is remembered that a subscription was told of an incident that nothing new was heard of."""


def told_key(subscription: str, subscriber: str, incident: str) -> str:
    """The key of a `Told` in the state topic."""
    return f"told/{subscription}/{subscriber}/{incident}"


def desk_key(subscription: str, subscriber: str) -> str:
    """The key of a `Desk` in the state topic."""
    return f"desk/{subscription}/{subscriber}"


class Desks:
    """What `decide` needs to know. Changes only through `keep_told`, `keep_desk` and `forget`.

    A subscription that is given to another subscriber begins anew there: what was held goes out to the one it was held
    for. Without a `subscriber`, a look-up is for the one for whom something was last kept.
    """

    def __init__(self) -> None:
        self._told: dict[str, Told] = {}  # the least recently told first
        self._desks: dict[str, Desk] = {}
        self._subscribers: dict[str, str] = {}

    def told(self, subscription: str, incident: str, subscriber: str | None = None) -> Told | None:
        """What a subscription was told last of an incident."""
        return self._told.get(told_key(subscription, self._subscriber(subscription, subscriber), incident))

    def desk(self, subscription: str, subscriber: str | None = None) -> Desk | None:
        """Where a subscription stands."""
        return self._desks.get(desk_key(subscription, self._subscriber(subscription, subscriber)))

    def keep_told(self, told: Told) -> str:
        """Remember; returns the key under which it is kept."""
        key = told_key(told.subscription, told.subscriber, told.incident)
        self._subscribers[told.subscription] = told.subscriber
        self._told.pop(key, None)
        self._told[key] = told
        return key

    def keep_desk(self, desk: Desk) -> str:
        """Remember; returns the key under which it is kept."""
        key = desk_key(desk.subscription, desk.subscriber)
        self._subscribers[desk.subscription] = desk.subscriber
        self._desks[key] = desk
        return key

    def forget(self, key: str) -> None:
        """Drop what is kept under a key."""
        self._told.pop(key, None)
        self._desks.pop(key, None)

    def holding(self) -> Iterator[Desk]:
        """The desks that hold something."""
        return (desk for desk in self._desks.values() if desk.held)

    def outdated(self, now: datetime) -> list[str]:
        """Keys of what was told so long ago that it may be forgotten."""
        keys = []
        for key, told in self._told.items():
            if now - told.at < KEPT:
                break
            keys.append(key)
        return keys

    def _subscriber(self, subscription: str, named: str | None) -> str:
        return self._subscribers.get(subscription, "") if named is None else named

    def __len__(self) -> int:
        return len(self._told) + len(self._desks)
