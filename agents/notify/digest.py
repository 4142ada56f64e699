"""When a digest goes out, and how much it may hold."""

from __future__ import annotations

from datetime import datetime

from agents.notify.told import Desk

MOST_HELD = 100
"""Alerts that a desk holds at most: its state, and the digest that it becomes, stay far below what a record may hold.

One more sends those that are held as a digest at once, before its time: nothing is lost, and nothing grows for ever.
"""


def digest_end(desk: Desk, latest: datetime) -> datetime:
    """When the digest ends that an alert joins: the interval that is open, or one that begins now and ends `latest`."""
    return min([latest, *(entry.until for entry in desk.held if entry.digest)])
