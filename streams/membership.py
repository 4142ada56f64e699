"""Whether another worker runs under this one's name, seen from how this one is thrown out of the group. Pure.

With static membership the broker hands the partitions to whoever joined last under a name and throws the other out, in
the same generation of the group, since to the group nothing changed. Two workers of one name throw each other out for
ever; one that comes back from a pause joins a new generation.
"""

from __future__ import annotations

MOST_TAKEOVERS = 3
"""Times within `WINDOW` after which it is no coincidence."""
WINDOW = 60.0
"""Seconds."""


class NameTaken(RuntimeError):  # noqa: N818 - reads as what happened
    """Another worker is running with the same id."""


class Membership:
    """Remembers the joins of one worker."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._generation: int | None = None
        self._takeovers: list[float] = []

    def joined(self, generation: int, now: float) -> None:
        """The worker joined the group, in this generation, at this time in seconds.

        Raises:
            NameTaken: too often in the same one.
        """
        if generation != self._generation:
            self._generation, self._takeovers = generation, []
            return
        self._takeovers = [at for at in self._takeovers if now - at < WINDOW] + [now]
        if len(self._takeovers) >= MOST_TAKEOVERS:
            raise NameTaken(
                f"another worker is running as {self._name!r}: each needs an id of its own (--id, TOCSIN_WORKER_ID)"
            )
