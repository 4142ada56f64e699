"""What is known of a feed between two visits, and what can go wrong with one."""

from __future__ import annotations

from dataclasses import dataclass, field

LONGEST_BACKOFF = 3600.0
"""Seconds between visits to a feed that fails and fails, unless its own interval is longer."""
MOST_DOUBLINGS = 20


class FeedError(RuntimeError):
    """A feed that could not be fetched or read; `retry_after` is the pause in seconds that the server asked for."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


@dataclass(slots=True)
class FeedState:
    """What is known of one feed between two visits. `wait` is the seconds until the next, longer after each error."""

    url: str
    interval: float
    etag: str | None = None
    modified: str | None = None
    errors: int = 0
    seen: dict[str, None] = field(default_factory=dict)

    def wait(self, jitter: float) -> float:
        """Seconds until the next visit; `jitter` in 0–1 spreads visits so that feeds do not come all at once."""
        spread = 1 + 0.1 * jitter
        if not self.errors:
            return self.interval * spread
        longer = self.interval * 2.0 ** min(self.errors, MOST_DOUBLINGS)
        return min(longer, max(LONGEST_BACKOFF, self.interval)) * spread
